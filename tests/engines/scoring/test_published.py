"""Published results come out of rule packs to the last printed place."""

import csv
import random
from decimal import Decimal
from pathlib import Path

import pytest

from guanmo.engines.packs import load_pack, shipped_pack
from guanmo.engines.scoring import Mark, result_json, tally, workings

BALLOTS = 42


def rows_of(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def place_sums(published: list[dict[str, str]]) -> list[int]:
    """What the places a unit got on 42 ballots add up to, from 100 less 3 a place."""
    sums = []
    for row in published:
        exact = BALLOTS * (1 + (100 - Decimal(row["published_score"])) / 3)
        nearest = int(exact.to_integral_value())
        assert abs(exact - nearest) < Decimal("0.08")  # 0.005 of a point, times 42 / 3
        sums.append(nearest)
    return sums


def full_orders(sums: list[int]) -> list[list[int]]:
    """So many ballots, each a permutation of the places, whose columns have the given sums.

    Starts from shuffled ballots; the unit whose places add up to most above its sum moves one
    place up on some ballot, the unit it overtakes one down, until all sums are right.
    """
    count = len(sums)
    shuffler = random.Random(2015)  # noqa: S311 - a construction, not a secret
    ballots = [shuffler.sample(range(1, count + 1), count) for _ in range(BALLOTS)]
    excess = [sum(ballot[unit] for ballot in ballots) - wanted for unit, wanted in enumerate(sums)]
    while any(excess):
        high = excess.index(max(excess))
        ballot = shuffler.choice([one for one in ballots if one[high] > 1])
        ahead = ballot.index(ballot[high] - 1)
        ballot[high], ballot[ahead] = ballot[ahead], ballot[high]
        excess[high] -= 1
        excess[ahead] += 1
    return ballots


def ballots_behind(published: list[dict[str, str]]) -> list[Mark]:
    """Full rank ballots that give just the published scores."""
    return [
        Mark(judge=f"评委{number:02}", unit=row["unit"], rank=place)
        for number, ballot in enumerate(full_orders(place_sums(published)), start=1)
        for row, place in zip(published, ballot, strict=True)
    ]


@pytest.fixture(scope="module")
def jining(shared_data: Path) -> list[dict[str, str]]:
    return rows_of(shared_data / "scoring/jining_2015_ballots/published.csv")


@pytest.fixture(scope="module")
def jining_marks(jining: list[dict[str, str]]) -> list[Mark]:
    return ballots_behind(jining)


@pytest.mark.shared
def test_jining_ballots_are_full_orders(jining_marks: list[Mark]) -> None:
    ballots: dict[str, list[int]] = {}
    for mark in jining_marks:
        assert mark.rank is not None
        ballots.setdefault(mark.judge, []).append(mark.rank)

    assert [sorted(ballot) for ballot in ballots.values()] == [list(range(1, 14))] * BALLOTS


@pytest.mark.shared
def test_jining_2015_gives_the_published_table(
    jining: list[dict[str, str]], jining_marks: list[Mark]
) -> None:
    result = tally(jining_marks, shipped_pack("rank-100-3"))

    found = [(unit.unit, str(unit.score), str(unit.rank)) for unit in result.units]
    assert sorted(found) == sorted(
        (row["unit"], row["published_score"], row["published_rank"]) for row in jining
    )
    assert [unit.rank for unit in result.units] == [1, 2, 3, 4, 5, 6, 7, 8, 9, 9, 11, 12, 13]
    assert sum(unit.score for unit in result.units) == Decimal("1066.00")
    assert workings(result).total == "1066"


@pytest.mark.shared
def test_jining_2015_total_in_the_json(jining_marks: list[Mark]) -> None:
    data = result_json(tally(jining_marks, shipped_pack("rank-100-3")))

    units = data["units"]
    assert isinstance(units, list)
    assert sum(Decimal(str(unit["score"])) for unit in units) == 1066


@pytest.fixture(scope="module")
def skating(shared_data: Path) -> list[dict[str, str]]:
    return rows_of(shared_data / "scoring/isu_worlds2017/components.csv")


def performance(row: dict[str, str]) -> str:
    return f"{row['competition']} {row['program']}"


def skating_marks(rows: list[dict[str, str]], *, by_criterion: bool) -> list[Mark]:
    """Each performance a stop with five criteria, or each performance and aspect a stop of its own."""
    return [
        Mark(
            judge=judge,
            unit=row["name"],
            stop=performance(row) if by_criterion else f"{performance(row)} {row['aspect_desc']}",
            criterion=row["aspect_desc"] if by_criterion else "",
            score=Decimal(row[judge]),
        )
        for row in rows
        for judge in (f"J{number}" for number in range(1, 10))
    ]


@pytest.mark.shared
def test_isu_panel_scores_by_the_shipped_rule(skating: list[dict[str, str]]) -> None:
    result = tally(skating_marks(skating, by_criterion=False), shipped_pack("drop-1-1"))

    found = {(stop.unit, stop.stop): stop.score for stop in result.stops}
    agreeing = [
        row
        for row in skating
        if found[row["name"], f"{performance(row)} {row['aspect_desc']}"] == Decimal(row["scores_of_panel"])
    ]
    assert (len(found), len(agreeing)) == (440, 440)


@pytest.mark.shared
def test_isu_panel_scores_by_criterion_with_rounding_inside(skating: list[dict[str, str]]) -> None:
    pack = load_pack(shipped_pack("drop-1-1").text.replace("result = 2", "result = 2\ncriterion = 2"))

    result = tally(skating_marks(skating, by_criterion=True), pack)

    found = {
        (stop.unit, stop.stop, panel.criterion): Decimal(panel.value)
        for stop in workings(result).stops
        for group in stop.groups
        for panel in group.panels
    }
    agreeing = [
        row
        for row in skating
        if found[row["name"], performance(row), row["aspect_desc"]] == Decimal(row["scores_of_panel"])
    ]
    assert (len(found), len(agreeing)) == (440, 440)
