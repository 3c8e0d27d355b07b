"""docs/algorithms/sheets.md is the input here: its ledger, and what it says of rows, controls and problems."""

import re
from pathlib import Path

from guanmo.engines.sheets import Sheet
from tests.engines.sheets.books import lines, read

PAGE = (Path(__file__).resolve().parents[3] / "docs/algorithms/sheets.md").read_text(encoding="utf-8")


def table(first_column: str) -> list[list[str]]:
    """The rows of the table whose head begins with the given column."""
    page = PAGE.splitlines()
    start = next(number for number, line in enumerate(page) if line.startswith(f"| {first_column} |")) + 2
    rows = []
    for line in page[start:]:
        if not line.startswith("|"):
            break
        rows.append([cell.strip() for cell in line.strip("|").split("|")])
    return rows


def ledger() -> Sheet:
    block = re.search(r"```ledger\n(.*?)```", PAGE, re.DOTALL)
    assert block is not None
    return read(lines(block[1]))


def test_rows_are_read_as_the_page_says() -> None:
    sheet = ledger()

    found = [[str(sheet.header_rows[0]), "表头", "、".join(column.title for column in sheet.columns), ""]]
    found += [[str(one.row), f"{one.level}级标题", one.text, ""] for one in sheet.headings]
    found += [
        [str(one.row), "记录", one.values["项目名称"], "／".join(one.headings)] for one in sheet.records
    ]
    found += [[str(one.row), one.reason, one.text, ""] for one in sheet.skipped]
    assert sorted(found, key=lambda row: int(row[0])) == table("行")


def test_declared_numbers_are_compared_as_the_page_says() -> None:
    found = [
        [one.what, f"{one.declared:f}", f"{one.read:f}", "是" if one.agrees else "否"]
        for one in ledger().controls
    ]

    assert found == table("核对")


def test_problems_are_those_of_the_page() -> None:
    sheet = ledger()

    assert [[one.cell, one.code, one.message] for one in sheet.problems] == table("单元格")
    assert sheet.unit == "万元"


def test_page_names_every_code() -> None:
    sources = Path(__file__).resolve().parents[3] / "src/guanmo/engines/sheets"
    told = "".join(
        (sources / f"{name}.py").read_text(encoding="utf-8") for name in ("checks", "sections", "reading")
    )

    named = {code for row in table("code") for code in re.findall(r"`(\w+)`", row[0])}

    assert named == set(re.findall(r'"([a-z]+_[a-z_]+)"', told))
