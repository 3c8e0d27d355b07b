"""Composites against COINr on the ASEM index (goal A-5), and what depends on who else takes part (goal A-10)."""

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from guanmo.engines.fairness.composite import Mean, Node, by_deviation, by_goalposts, by_range, composite
from guanmo.engines.fairness.tables import Floats
from tests.engines.fairness.composites import REFERENCES, Asem, one_to_hundred, order_changes_without_one

INDICATORS = 49


@pytest.fixture(scope="module")
def asem(shared_data: Path) -> Asem:
    return Asem(shared_data)


@pytest.mark.shared
@pytest.mark.parametrize(("scale", "how", "file"), REFERENCES)
def test_themes_and_index_are_those_of_coinr(
    asem: Asem, scale: Callable[[Floats, bool], Floats], how: Mean, file: str
) -> None:
    found, expected = asem.index(scale, how), asem.reference(file)

    assert len(asem.values) == INDICATORS
    assert set(found) == set(expected)
    assert max(float(np.abs(found[theme] - expected[theme]).max()) for theme in expected) < 1e-8


@pytest.mark.shared
def test_golden_countries(asem: Asem) -> None:
    arithmetic = asem.index(one_to_hundred, Mean.ARITHMETIC)["Index"]
    geometric = asem.index(one_to_hundred, Mean.GEOMETRIC)["Index"]

    at = [asem.countries.index(code) for code in ("DEU", "GBR", "FRA")]
    assert arithmetic[at] == pytest.approx([75.4755266077, 69.2469743440, 66.2589579803], abs=1e-8)
    assert geometric[at] == pytest.approx([71.5847396353, 62.9762999868, 61.3683349231], abs=1e-8)


@pytest.mark.shared
def test_goalposts_never_change_the_order_when_one_leaves(asem: Asem) -> None:
    assert order_changes_without_one(asem, asem.between_goalposts) == 0
    assert order_changes_without_one(asem, lambda n, v: one_to_hundred(v, asem.rising[n])) > 20


def test_goalposts_are_capped_and_may_fall() -> None:
    assert by_goalposts(np.array([5.0, 35.0, 90.0]), floor=60, target=10).tolist() == [100, 50, 0]


def test_units_that_are_all_alike_are_all_good_or_all_average() -> None:
    alike = np.array([3.0, np.nan, 3.0])

    assert by_range(alike, low=1, high=100)[[0, 2]].tolist() == [100, 100]
    assert by_deviation(alike, mean=10, deviation=2)[[0, 2]].tolist() == [10, 10]
    assert np.isnan([by_range(alike, low=1, high=100)[1], by_deviation(alike, mean=10, deviation=2)[1]]).all()


def test_missing_values_are_left_out_of_the_mean() -> None:
    tree = [Node("a", "half", 1), Node("b", "half", 3), Node("half", "all"), Node("c", "all")]
    values = {
        "a": np.array([4.0, 4.0, np.nan]),
        "b": np.array([8.0, np.nan, np.nan]),
        "c": np.array([1.0, 1.0, np.nan]),
    }

    found = composite(values, tree, Mean.ARITHMETIC)

    assert found["half"][:2].tolist() == [7, 4]
    assert found["all"][:2].tolist() == [4, 2.5]
    assert np.isnan(found["all"][2])
