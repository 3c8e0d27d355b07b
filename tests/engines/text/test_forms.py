"""Every form the page names is read as the page says."""

import re
from pathlib import Path

import pytest

from tests.engines.text.forms import read_as

_PAGE = Path(__file__).parents[3] / "docs/algorithms/reading.md"
_ROW = re.compile(
    r"^\| (?P<kind>数字|排名|任务|项目|人员|日期|地点|类型) \| (?P<form>[^|]+) \| (?P<words>[^|]+) \| (?P<read>[^|]+) \|$",
    re.M,
)
_TABLE = _PAGE.read_text(encoding="utf-8").partition("## One example of each form")[2].partition("\n## ")[0]
ROWS = [(row["kind"], row["words"], row["read"]) for row in _ROW.finditer(_TABLE)]


def test_every_kind_has_its_forms() -> None:
    assert len(ROWS) == _TABLE.count("\n| ") - 1  # the head of the table
    assert {kind for kind, _, _ in ROWS} == {"数字", "排名", "任务", "项目", "人员", "日期", "地点", "类型"}


@pytest.mark.parametrize(("kind", "words", "read"), ROWS)
def test_a_form_is_read_as_the_page_says(kind: str, words: str, read: str) -> None:
    assert read_as(kind, words) == read
