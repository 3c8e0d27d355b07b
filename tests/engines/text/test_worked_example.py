"""docs/algorithms/reading.md is the input here: its text, and what it says is read from it."""

import re
from pathlib import Path

from guanmo.engines.text import read_text

PAGE = (Path(__file__).resolve().parents[3] / "docs/algorithms/reading.md").read_text(encoding="utf-8")


def test_the_example_is_read_as_the_page_says() -> None:
    block = re.search(r"```text\n(.*?)```", PAGE, re.DOTALL)
    assert block is not None
    found = read_text(block[1])
    assert found.day is not None
    assert found.city is not None

    rows = [
        ["日期", f"{found.day.first} {found.day.basis}", found.day.quote],
        ["地点", found.city.name, found.city.quote],
        *(["数字", f"{one.value} {one.unit}", one.quote] for one in found.figures),
        *(["项目", f"{one.name} {one.investment_yi}", one.quote] for one in found.projects),
        *(["人员", f"{one.name} {one.post}", one.quote] for one in found.people),
        *(["任务", str(one.deadline), one.quote] for one in found.tasks),
        *(["排名", f"{one.unit} {one.rank} {one.scope}", one.quote] for one in found.rankings),
    ]

    lines = PAGE.splitlines()
    start = lines.index("| 类别 | 读作 | 原文 |") + 2
    table = [
        [cell.strip() for cell in line.strip("|").split("|")] for line in lines[start : start + len(rows)]
    ]
    assert rows == table
    assert lines[start + len(rows)] == ""
