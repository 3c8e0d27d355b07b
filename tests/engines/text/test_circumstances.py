"""Who builds a project and where, by its own sentence."""

import pytest

from guanmo.engines.text import read_text
from guanmo.engines.text.circumstances import circumstances_of
from guanmo.engines.text.listing import listed

NAME = "天池光伏电站"


@pytest.mark.parametrize(
    ("sentence", "owner"),
    [
        ("由甲河能源有限公司投资建设的天池光伏电站开工。", "甲河能源有限公司"),
        ("其中乙山集团投资12亿元的天池光伏电站开工。", "乙山集团"),
        ("全市推进天池光伏电站，该项目由丙湖建设公司承建。", "丙湖建设公司"),
        ("天池光伏电站由丁江水利研究院实施。", "丁江水利研究院"),
        ("天池光伏电站总投资3亿元，建设单位为戊城投资公司。", "戊城投资公司"),
        ("甲河公司表示祝贺。天池光伏电站开工。", None),
        ("天池光伏电站开工，由县长主持。", None),
    ],
)
def test_the_owner_is_named_right_beside_the_project(sentence: str, owner: str | None) -> None:
    start = sentence.index(NAME)

    assert circumstances_of(sentence, start, start + len(NAME)).owner == owner


@pytest.mark.parametrize(
    ("sentence", "place"),
    [
        ("位于城北区科技大道的天池光伏电站开工。", "城北区科技大道"),
        ("天池光伏电站坐落于青屿县东部，占地百亩。", "青屿县东部"),
        ("天池光伏电站，选址高新功能区", "高新功能区"),
        ("青屿县位于全省前列。天池光伏电站开工。", None),
        ("天池光伏电站开工，位于北部的还有一个。", None),
    ],
)
def test_the_place_is_named_right_beside_the_project(sentence: str, place: str | None) -> None:
    start = sentence.index(NAME)

    assert circumstances_of(sentence, start, start + len(NAME)).place == place


def test_a_reading_carries_owner_and_place() -> None:
    text = "青屿县一批项目开工\n5月6日，由甲河能源有限公司投资建设的天池光伏电站位于青屿县，总投资3亿元。"

    (project,) = [one["values"] for one in listed(read_text(text)) if one["kind"] == "project"]

    assert (project["name"], project["owner"], project["place"]) == (NAME, "甲河能源有限公司", "青屿县")
