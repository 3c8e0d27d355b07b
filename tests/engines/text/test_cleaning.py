"""One way of writing, and the way back."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from guanmo.engines.text.cleaning import clean

WRITTEN = [
    ("縣區(qū)經濟", "县区经济"),
    ("書(shū)記長(zhǎng)的(de)", "书记长的"),
    ("湖（hú）畔", "湖畔"),
    ("高程(km)", "高程（km）"),
    ("３２．４亿元，增长７％", "32.4亿元，增长7%"),
    ("投资3,200万元,共24 个项目", "投资3,200万元，共24个项目"),
    ("10:30开工,地点:东区", "10:30开工，地点：东区"),
    ("会议召开。。要求，，落实，。", "会议召开。要求，落实。"),
    ("抓项目  促\u3000发展", "抓项目 促 发展"),
    ("第一段\r\n　　第二段  ", "第一段\n第二段"),
    ("总投\u200b资\ufffd3亿元", "总投资3亿元"),
    ("「重點」著力", "“重点”着力"),
    ("", ""),
]


@pytest.mark.parametrize(("original", "text"), WRITTEN)
def test_clean_writes_one_way(original: str, text: str) -> None:
    assert clean(original).text == text


def test_quotes_keep_the_notes_and_names_drop_them() -> None:
    cleaned = clean("駐馬店市長(zhǎng)講話")

    assert cleaned.quote(3, 5) == "市長(zhǎng)"
    assert cleaned.written(3, 5) == "市長"
    assert cleaned.span(3, 5) == (3, 12)


def test_lost_bytes_are_remembered() -> None:
    assert clean("总\ufffd\ufffd投资").lost == ((1, 3),)


def test_a_phrase_that_changes_its_length_is_converted_sign_by_sign() -> None:
    assert len(clean("𠮷野家計程車").text) == len("𠮷野家計程車")


@given(st.text(alphabet="縣区(qū)（hú）,,，。。３2.4 \n\r\t\u3000\ufffd亿元a·", max_size=60))
def test_every_character_leads_back(original: str) -> None:
    cleaned = clean(original)

    assert len(cleaned.text) == len(cleaned.starts) == len(cleaned.ends)
    assert list(cleaned.starts) == sorted(set(cleaned.starts))
    for place in range(len(cleaned.text)):
        assert cleaned.quote(place, place + 1)[0] == original[cleaned.starts[place]]
