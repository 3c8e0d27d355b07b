"""Characters: what cannot be seen, widths, addresses, numbering marks, names and ditto marks."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl.utils import get_column_letter

from guanmo.engines.sheets import Ditto, parse_name, resolve_ditto
from guanmo.engines.sheets.characters import (
    address,
    clean,
    column_letter,
    compact,
    is_formula_error,
    one_line,
)
from guanmo.engines.sheets.numbering import Style, joined_mark, style_of, style_of_mark


@pytest.mark.parametrize(
    ("text", "cleaned"),
    [
        ("a_x000D_\nb", "a\nb"),
        ("a\r\nb\rc", "a\nb\nc"),
        ("\u200b甲\ufeff", "甲"),
        ("　甲 ", "甲"),
        ("甲\x00乙", "甲乙"),
    ],
)
def test_clean_drops_what_cannot_be_seen(text: str, cleaned: str) -> None:
    assert clean(text) == cleaned


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("项  目\n名 称", "项目名称"),
        ("Long \n Description", "Long Description"),
        ("K129+490～K129+530段  左侧", "K129+490～K129+530段左侧"),
    ],
)
def test_one_line_closes_spread_characters(text: str, line: str) -> None:
    assert one_line(text) == line


def test_compact_is_blind_to_width_case_and_spaces() -> None:
    assert compact("项 目　名称（Ａ）\n") == compact("项目名称(a)") == "项目名称(a)"


@given(st.integers(0, 16_383))
def test_column_letter_is_excels(index: int) -> None:
    assert column_letter(index) == get_column_letter(index + 1)
    assert address(7, index) == f"{get_column_letter(index + 1)}7"


@pytest.mark.parametrize(
    ("text", "is_error"), [("#REF!", True), ("#N/A", True), ("#1", False), ("REF!", False), ("#REF!!", False)]
)
def test_formula_errors_are_known_by_name(text: str, *, is_error: bool) -> None:
    assert is_formula_error(text) == is_error


@pytest.mark.parametrize(
    ("text", "style"),
    [
        ("第一部分 产业", Style.PART),
        ("第二批", Style.PART),
        ("Ⅰ、产业", Style.ROMAN),
        ("II. 产业", Style.ROMAN),
        ("一、产业", Style.CHINESE),
        ("十二、产业", Style.CHINESE),
        ("一.产业", Style.CHINESE),
        ("（一）交通", Style.CHINESE_BRACKETED),
        ("(十一)交通", Style.CHINESE_BRACKETED),
        ("1、公路", Style.ARABIC),
        ("1.公路", Style.ARABIC),
        ("12．公路", Style.ARABIC),
        ("（1）公路", Style.ARABIC_BRACKETED),
        ("⑴公路", Style.ARABIC_BRACKETED),
        ("①公路", Style.CIRCLED),
        ("——铁路", Style.DASHED),
        ("--铁路", Style.DASHED),
        ("－－铁路", Style.DASHED),
        ("1.5公里道路", None),
        ("2026年计划", None),
        ("一期工程", None),
        ("一、", None),
        ("（一）", None),
        ("1", None),
        ("-5", None),
        ("——", None),
        ("产业项目", None),
        ("", None),
    ],
)
def test_style_is_the_mark_a_text_begins_with(text: str, style: Style | None) -> None:
    assert style_of(text) == style


@pytest.mark.parametrize(
    ("mark", "style", "joined"),
    [
        ("一", Style.CHINESE, "一、交通"),
        ("二、", Style.CHINESE, "二、交通"),
        ("（三）", Style.CHINESE_BRACKETED, "（三）交通"),
        ("1", None, "1交通"),
        ("", None, "交通"),
    ],
)
def test_mark_in_the_serial_column(mark: str, style: Style | None, joined: str) -> None:
    assert (style_of_mark(mark), joined_mark(mark, "交通")) == (style, joined)


def test_name_loses_the_spaces_that_spread_it() -> None:
    assert [parse_name(text) for text in ("张　三", "欧阳 明 月", " John  Smith ")] == [
        "张三",
        "欧阳明月",
        "John Smith",
    ]


def test_ditto_takes_the_cell_above() -> None:
    found = resolve_ditto(["市交投集团", "同上", "〃", "同　上", "市水利局", "″"])

    assert [(one.text, one.source) for one in found] == [
        ("市交投集团", None),
        ("市交投集团", 0),
        ("市交投集团", 0),
        ("市交投集团", 0),
        ("市水利局", None),
        ("市水利局", 4),
    ]


def test_ditto_is_asked_where_nothing_can_be_copied() -> None:
    assert resolve_ditto(["同上", "甲", "", "同上", "同上（二期）", "同上"]) == (
        Ditto("同上", question="“同上”上面没有可以照抄的内容，请写全。"),
        Ditto("甲"),
        Ditto(""),
        Ditto("同上", question="“同上”上面没有可以照抄的内容，请写全。"),
        Ditto("同上（二期）", question="“同上（二期）”只有一部分同上，请写全。"),
        Ditto("同上", question="“同上”上面没有可以照抄的内容，请写全。"),
    )
