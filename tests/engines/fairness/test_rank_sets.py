"""Rank sets against csranks on PISA 2018 (goal A-4), ranges and bands on figures that can be seen through."""

from pathlib import Path

import numpy as np
import pytest

from guanmo.engines.fairness import RankSet, SetKind, possible_leaders, rank_sets
from guanmo.engines.fairness.ranges import RankRange, bands, rank_ranges
from guanmo.engines.fairness.standings import ranks_of
from guanmo.engines.fairness.tables import Floats
from guanmo.engines.fairness.tours import SEED
from tests.engines.fairness.panels import rows


@pytest.fixture(scope="module")
def pisa(shared_data: Path) -> list[dict[str, str]]:
    return rows(shared_data / "scoring/pisa2018_ranks/ref_math_csranks_seed101_R10000.csv")


def figures(pisa: list[dict[str, str]]) -> tuple[Floats, Floats]:
    return np.array([float(row["score"]) for row in pisa]), np.diag([float(row["se"]) ** 2 for row in pisa])


def sets_of(pisa: list[dict[str, str]], kind: SetKind) -> tuple[RankSet, ...]:
    return rank_sets(*figures(pisa), level=0.95, kind=kind, seed=SEED)


@pytest.mark.shared
@pytest.mark.parametrize(
    ("kind", "low", "high", "width"),
    [(SetKind.MARGINAL, "L_marg", "U_marg", 8.87), (SetKind.SIMULTANEOUS, "L_sim", "U_sim", 11.11)],
)
def test_sets_are_those_of_csranks(
    pisa: list[dict[str, str]], kind: SetKind, low: str, high: str, width: float
) -> None:
    found = sets_of(pisa, kind)

    gaps = [
        abs(end - int(row[name]))
        for one, row in zip(found, pisa, strict=True)
        for end, name in ((one.best, low), (one.worst, high))
    ]
    assert gaps.count(0) >= 0.9 * len(gaps)
    assert max(gaps) <= 1
    assert np.mean([one.worst - one.best for one in found]) == pytest.approx(width, abs=0.1)


@pytest.mark.shared
def test_golden_countries(pisa: list[dict[str, str]]) -> None:
    countries = [row["country"] for row in pisa]
    japan, kingdom = countries.index("Japan"), countries.index("United Kingdom")
    marginal, simultaneous = (sets_of(pisa, kind) for kind in SetKind)

    assert ranks_of(figures(pisa)[0])[kingdom] == 13
    assert (marginal[japan], simultaneous[japan]) == (RankSet(1, 4), RankSet(1, 6))
    assert (marginal[kingdom], simultaneous[kingdom]) == (RankSet(8, 23), RankSet(6, 24))


@pytest.mark.shared
def test_simultaneous_sets_are_never_narrower(pisa: list[dict[str, str]]) -> None:
    marginal, simultaneous = (sets_of(pisa, kind) for kind in SetKind)

    assert all(
        wide.best <= narrow.best and wide.worst >= narrow.worst
        for wide, narrow in zip(simultaneous, marginal, strict=True)
    )


@pytest.mark.shared
def test_possible_top_five_are_the_same_twelve(pisa: list[dict[str, str]]) -> None:
    found = possible_leaders(*figures(pisa), places=5, level=0.95, seed=SEED)

    assert found.tolist() == [row["top5"] == "TRUE" for row in pisa]
    assert found.sum() == 12


def test_equal_units_may_have_any_rank() -> None:
    found = rank_sets(np.zeros(4), np.eye(4), level=0.95, kind=SetKind.SIMULTANEOUS, seed=1)

    assert found == (RankSet(1, 4),) * 4


def test_units_without_error_have_their_rank() -> None:
    found = rank_sets(np.array([3.0, 1.0, 2.0]), np.zeros((3, 3)), level=0.95, kind=SetKind.MARGINAL, seed=1)

    assert found == (RankSet(1, 1), RankSet(3, 3), RankSet(2, 2))


def test_one_unit_is_first() -> None:
    assert rank_sets(np.ones(1), np.eye(1), level=0.95, kind=SetKind.MARGINAL, seed=1) == (RankSet(1, 1),)
    assert rank_ranges(np.ones(1), np.eye(1), draws=10, seed=1) == (RankRange(1, 1, 1.0, 1.0),)


def test_ranges_of_two_units_one_deviation_apart() -> None:
    """The difference is 1 with deviation 1: the better one is ahead with probability Φ(1) = 0.8413."""
    ranges = rank_ranges(np.array([1.0, 0.0]), np.eye(2) / 2, draws=20_000, seed=SEED)

    assert [(one.best, one.worst) for one in ranges] == [(1, 2), (1, 2)]
    assert ranges[0].first == pytest.approx(0.8413, abs=0.01)
    assert ranges[0].first + ranges[1].first == pytest.approx(1)


def test_same_seed_same_ranges() -> None:
    values, errors = np.array([1.0, 0.5, 0.0]), np.eye(3)

    assert rank_ranges(values, errors, draws=500, seed=3) == rank_ranges(values, errors, draws=500, seed=3)


def test_bands_part_where_neighbours_differ_surely() -> None:
    # Differences have a deviation of √2; 1.96 × √2 = 2.77.
    values = np.array([10.0, 4.0, 8.0, 1.3, 1.2])

    assert bands(values, np.eye(5)) == (1, 2, 1, 2, 2)
    assert bands(np.array([3.0, 2.9]), np.zeros((2, 2))) == (1, 2)
    assert bands(np.array([3.0, 2.0]), np.full((2, 2), 9.0)) == (1, 2)
