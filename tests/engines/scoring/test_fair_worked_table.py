"""docs/algorithms/fair-ranking.md is the input here: its ballots, its λ, its tables; and its two averages, alternated by hand."""

import re
from decimal import Decimal
from pathlib import Path

import pytest

from guanmo.engines.fairness import Method, TourResult
from guanmo.engines.packs import load_pack, shipped_pack
from guanmo.engines.scoring import Mark, Result, range_text, tally

PAGE = (Path(__file__).resolve().parents[3] / "docs/algorithms/fair-ranking.md").read_text(encoding="utf-8")


def table(*head: str) -> list[list[str]]:
    """The rows of the table whose head begins with these columns."""
    lines = PAGE.splitlines()
    start = lines.index(next(line for line in lines if line.startswith(f"| {' | '.join(head)} |"))) + 2
    rows = []
    for line in lines[start:]:
        if not line.startswith("|"):
            break
        rows.append([cell.strip() for cell in line.strip("|").split("|")])
    return rows


def ballots() -> list[Mark]:
    return [
        Mark(judge=judge, judge_unit=home, unit=unit, stop=stop, score=Decimal(score))
        for judge, home, unit, stop, score in table("评委", "评委单位", "单位")
    ]


@pytest.fixture(scope="module")
def result() -> Result:
    pack = load_pack(shipped_pack("adjusted").text.replace("robust = true", "robust = false"))
    return tally(ballots(), pack)


@pytest.fixture(scope="module")
def fair(result: Result) -> TourResult:
    assert isinstance(result.fair, TourResult)
    return result.fair


def stated_ratio() -> float:
    found = re.search(r"λ＝(0\.\d+)", PAGE)
    assert found is not None
    return float(found[1])


def test_ratio_is_the_stated_one(fair: TourResult) -> None:
    assert fair.checks.ratio == pytest.approx(stated_ratio(), abs=1e-6)
    assert [(one.judge, one.unit, one.value) for one in fair.left_out] == [("乙", "北县", 90)]


def test_judges_are_those_of_the_page(fair: TourResult) -> None:
    found = [
        [one.judge, str(one.n), f"{one.offset * (one.n + fair.checks.ratio):.4f}", f"{one.offset:.4f}"]
        for one in fair.judges
    ]

    assert found == table("评委", "个数", "余差合计")


def test_stops_are_those_of_the_page(fair: TourResult) -> None:
    found = [
        [
            one.unit,
            one.stop,
            str(one.n),
            *(
                f"{value + 0.0:.4f}"
                for value in (one.plain, one.trimmed, one.adjusted, round(one.lenience, 4))
            ),
        ]
        for one in fair.stops
    ]

    assert found == table("单位", "点位", "个数")


def test_units_are_those_of_the_page(result: Result, fair: TourResult) -> None:
    sure = {unit.unit: unit for unit in fair.units}
    found = [
        [
            one.unit,
            str(one.score),
            str(one.rank),
            *(str(value) for value in (sure[one.unit].best, sure[one.unit].worst, sure[one.unit].band)),
            *(
                str(sure[one.unit].ranks[method])
                for method in (Method.PLAIN, Method.TRIMMED, Method.WITH_OWN)
            ),
        ]
        for one in result.units
    ]

    assert found == table("单位", "得分", "名次")


def test_ranges_are_said_in_words(fair: TourResult) -> None:
    assert [range_text(unit) for unit in fair.units] == ["第1名", "第2至第3名", "第2至第3名", "第4名"]


def test_two_averages_alternated_by_hand_arrive_at_the_page() -> None:
    marks = [mark for mark in ballots() if mark.judge_unit != mark.unit]
    given = [(mark.judge, mark.unit, float(mark.score or 0)) for mark in marks]
    offsets = dict.fromkeys((judge for judge, _, _ in given), 0.0)
    stops: dict[str, float] = {}
    for _ in range(2000):
        for unit in {unit for _, unit, _ in given}:
            own = [value - offsets[judge] for judge, of, value in given if of == unit]
            stops[unit] = sum(own) / len(own)
        for judge in offsets:
            rest = [value - stops[unit] for by, unit, value in given if by == judge]
            offsets[judge] = sum(rest) / (len(rest) + stated_ratio())

    assert {judge: f"{value:.4f}" for judge, value in offsets.items()} == {
        row[0]: row[3] for row in table("评委", "个数", "余差合计")
    }
    assert {unit: f"{value:.4f}" for unit, value in stops.items()} == {
        row[0]: row[5] for row in table("单位", "点位", "个数")
    }
