"""Composites against COINr on the ASEM index (goal A-5), and what depends on who else takes part (goal A-10)."""

import csv
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from guanmo.engines.fairness.composite import Mean, Node, by_deviation, by_goalposts, by_range, composite
from guanmo.engines.fairness.tables import Floats

INDICATORS = 49


class Asem:
    """The shared data: 51 countries, 49 indicators, their tree."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder / "scoring/asem_composite"
        meta = self._rows("iMeta.csv")
        self.tree = [
            Node(row["iCode"], row["Parent"], float(row["Weight"]))
            for row in meta
            if row["Type"] in {"Indicator", "Aggregate"} and row["Parent"] != "NA"
        ]
        self.rising = {row["iCode"]: row["Direction"] == "1" for row in meta if row["Type"] == "Indicator"}
        data = self._rows("iData.csv")
        self.countries = [row["uCode"] for row in data]
        self.values = {
            name: np.array([float("nan" if row[name] == "NA" else row[name]) for row in data])
            for name in self.rising
        }

    def index(self, scale: Callable[[Floats, bool], Floats], how: Mean) -> dict[str, Floats]:
        return composite({n: scale(v, self.rising[n]) for n, v in self.values.items()}, self.tree, how)

    def reference(self, name: str) -> dict[str, Floats]:
        rows = {row["uCode"]: row for row in self._rows(name)}
        themes = [key for key in next(iter(rows.values())) if key != "uCode"]
        return {t: np.array([float(rows[country][t]) for country in self.countries]) for t in themes}

    def _rows(self, name: str) -> list[dict[str, str]]:
        with (self.folder / name).open(encoding="utf-8", newline="") as file:
            return list(csv.DictReader(file))


@pytest.fixture(scope="module")
def asem(shared_data: Path) -> Asem:
    return Asem(shared_data)


def one_to_hundred(values: Floats, rising: bool) -> Floats:  # noqa: FBT001 - a table's column
    return by_range(values, low=1, high=100, rising=rising)


def ten_and_two(values: Floats, rising: bool) -> Floats:  # noqa: FBT001 - a table's column
    return by_deviation(values, mean=10, deviation=2, rising=rising)


@pytest.mark.shared
@pytest.mark.parametrize(
    ("scale", "how", "file"),
    [
        (one_to_hundred, Mean.ARITHMETIC, "ref_minmax1_100_arithmetic.csv"),
        (one_to_hundred, Mean.GEOMETRIC, "ref_minmax1_100_geometric.csv"),
        (ten_and_two, Mean.ARITHMETIC, "ref_z10_2_arithmetic.csv"),
    ],
)
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


def order_changes_without_one(asem: Asem, scale: Callable[[str, Floats], Floats]) -> int:
    """In how many of the 51 runs without one country the order among the others changes."""

    def order(kept: list[int]) -> list[str]:
        scaled = {name: scale(name, values[kept]) for name, values in asem.values.items()}
        index = composite(scaled, asem.tree, Mean.ARITHMETIC)["Index"]
        return [asem.countries[kept[n]] for n in np.argsort(-index, kind="stable")]

    everybody = list(range(len(asem.countries)))
    whole = order(everybody)
    return sum(
        order([n for n in everybody if n != left]) != [c for c in whole if c != asem.countries[left]]
        for left in everybody
    )


@pytest.mark.shared
def test_goalposts_never_change_the_order_when_one_leaves(asem: Asem) -> None:
    posts = {name: (np.nanmin(v), np.nanmax(v)) for name, v in asem.values.items()}

    def fixed(name: str, values: Floats) -> Floats:
        low, high = posts[name] if asem.rising[name] else posts[name][::-1]
        return by_goalposts(values, floor=low, target=high)

    assert order_changes_without_one(asem, fixed) == 0
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
