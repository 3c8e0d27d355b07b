"""docs/algorithms/tally.md is the input here: its rule, its ballots, its result."""

import re
from decimal import Decimal
from pathlib import Path

from guanmo.engines.packs import Pack, load_pack
from guanmo.engines.scoring import Mark, Result, tally, workings

PAGE = (Path(__file__).resolve().parents[3] / "docs/algorithms/tally.md").read_text(encoding="utf-8")
JUDGE, GROUP, JUDGE_UNIT, UNIT, STOP, PROGRESS, LOOK, TOTAL, USE = range(9)


def table(first_column: str) -> list[list[str]]:
    """The rows of the table whose head begins with the given column."""
    lines = PAGE.splitlines()
    start = next(number for number, line in enumerate(lines) if line.startswith(f"| {first_column} |")) + 2
    rows = []
    for line in lines[start:]:
        if not line.startswith("|"):
            break
        rows.append([cell.strip() for cell in line.strip("|").split("|")])
    return rows


def pack() -> Pack:
    block = re.search(r"```toml\n(.*?)```", PAGE, re.S)
    assert block is not None
    return load_pack(block[1])


def ballots() -> list[Mark]:
    return [
        Mark(
            judge=row[JUDGE],
            judge_group=row[GROUP],
            judge_unit=row[JUDGE_UNIT],
            unit=row[UNIT],
            stop=row[STOP],
            criterion=criterion,
            score=Decimal(row[column]),
        )
        for row in table("评委")
        for criterion, column in (("进度", PROGRESS), ("形象", LOOK))
    ]


def result_rows(result: Result) -> list[list[str]]:
    opened = {stop.unit: stop for stop in workings(result).stops}
    judges = {stop.unit: str(stop.n) for stop in result.stops}
    return [
        [
            unit.unit,
            opened[unit.unit].stop,
            judges[unit.unit],
            *(group.value for group in opened[unit.unit].groups),
            str(unit.score),
            str(unit.rank),
        ]
        for unit in result.units
    ]


def test_page_has_its_tables() -> None:
    assert (len(table("评委")), len(table("单位"))) == (20, 4)


def test_tally_gives_the_result_of_the_page() -> None:
    found = result_rows(tally(ballots(), pack()))

    expected = [row[:7] for row in table("单位")]
    assert sorted(found) == sorted(expected)
    assert [row[6] for row in found] == [row[6] for row in expected]


def test_tally_gives_the_dense_places_of_the_page() -> None:
    dense = load_pack(pack().text.replace('"competition"', '"dense"'))

    found = {unit.unit: str(unit.rank) for unit in tally(ballots(), dense).units}

    assert found == {row[0]: row[7] for row in table("单位")}


def test_workings_use_every_mark_as_the_page_says() -> None:
    result = tally(ballots(), pack())

    found = {
        (mark.judge, stop.unit): (mark.value, mark.use)
        for stop in workings(result).stops
        for group in stop.groups
        for panel in group.panels
        for mark in panel.marks
    }
    found |= {(one.judge, one.unit): (str(one.value), "excluded") for one in result.excluded}

    # Of three equal marks any may be cut; the page shows the order of names.
    assert found == {(row[JUDGE], row[UNIT]): (row[TOTAL], row[USE]) for row in table("评委")}
