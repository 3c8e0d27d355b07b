"""The ASEM index of the shared data: 51 countries, 49 indicators, their tree, and what COINr made of them."""

import csv
from collections.abc import Callable
from pathlib import Path

import numpy as np

from guanmo.engines.fairness.composite import Mean, Node, by_deviation, by_goalposts, by_range, composite
from guanmo.engines.fairness.tables import Floats


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

    def between_goalposts(self, name: str, values: Floats) -> Floats:
        """Scaled between the least and the most of all countries, whoever takes part."""
        posts = np.nanmin(self.values[name]), np.nanmax(self.values[name])
        low, high = posts if self.rising[name] else posts[::-1]
        return by_goalposts(values, floor=low, target=high)


def one_to_hundred(values: Floats, rising: bool) -> Floats:  # noqa: FBT001 - a table's column
    return by_range(values, low=1, high=100, rising=rising)


def ten_and_two(values: Floats, rising: bool) -> Floats:  # noqa: FBT001 - a table's column
    return by_deviation(values, mean=10, deviation=2, rising=rising)


REFERENCES: list[tuple[Callable[[Floats, bool], Floats], Mean, str]] = [
    (one_to_hundred, Mean.ARITHMETIC, "ref_minmax1_100_arithmetic.csv"),
    (one_to_hundred, Mean.GEOMETRIC, "ref_minmax1_100_geometric.csv"),
    (ten_and_two, Mean.ARITHMETIC, "ref_z10_2_arithmetic.csv"),
]


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
