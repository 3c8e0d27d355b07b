"""A composite of indicators: make them comparable, then average them up a tree of themes.

Values of one indicator are an array over the units, nan where missing; a missing value is left out of its
mean, never taken for 0. Scaling by the year's best and worst makes one unit's result depend on who else takes
part; announced goalposts do not. OECD/JRC Handbook on Constructing Composite Indicators (2008).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

import numpy as np

from guanmo.engines.fairness.tables import Floats


class Mean(StrEnum):
    """Arithmetic lets a strong theme make up for a weak one; geometric, of positive values, much less so."""

    ARITHMETIC = "arithmetic"
    GEOMETRIC = "geometric"


@dataclass(frozen=True, slots=True)
class Node:
    """An indicator or a theme, and the theme it goes into with this weight."""

    name: str
    parent: str
    weight: float = 1.0


def by_goalposts(values: Floats, *, floor: float, target: float) -> Floats:
    """0 at the announced floor, 100 at the target, capped at both; a target below the floor turns it round.

    >>> by_goalposts(np.array([5.0, 20.0, 80.0]), floor=10, target=60).tolist()
    [0.0, 20.0, 100.0]
    """
    return np.clip(100 * (values - floor) / (target - floor), 0, 100)


def by_range(values: Floats, *, low: float, high: float, rising: bool = True) -> Floats:
    """The worst unit gets `low`, the best `high`; without `rising` small values are good.

    Units that are all alike get `high`.
    """
    good = values if rising else -values
    least, most = np.nanmin(good), np.nanmax(good)
    if least == most:
        return np.where(np.isnan(good), np.nan, high)
    return np.asarray(low + (high - low) * (good - least) / (most - least))


def by_deviation(values: Floats, *, mean: float, deviation: float, rising: bool = True) -> Floats:
    """Distances from the units' mean in standard deviations (of the sample), put to this mean and deviation.

    Units that are all alike get the mean.
    """
    good = values if rising else -values
    spread = np.nanstd(good, ddof=1)
    if spread == 0:
        return np.where(np.isnan(good), np.nan, mean)
    return np.asarray(mean + deviation * (good - np.nanmean(good)) / spread)


def composite(indicators: Mapping[str, Floats], nodes: Sequence[Node], how: Mean) -> dict[str, Floats]:
    """The value of every theme over the units, the one at the top among them.

    `indicators` are comparable values by name; `nodes` say what goes where. Every node but the indicators
    must be the parent of some other.

    >>> tree = [Node("a", "all", 3), Node("b", "all", 1)]
    >>> composite({"a": np.array([10.0]), "b": np.array([50.0])}, tree, Mean.ARITHMETIC)["all"].tolist()
    [20.0]
    """
    children: dict[str, list[Node]] = {}
    for node in nodes:
        children.setdefault(node.parent, []).append(node)
    found: dict[str, Floats] = {}

    def value(name: str) -> Floats:
        if name in indicators:
            return indicators[name]
        if name not in found:
            parts = children[name]
            columns = np.vstack([value(part.name) for part in parts])
            found[name] = _mean(columns, np.array([part.weight for part in parts]), how)
        return found[name]

    for theme in children:
        value(theme)
    return found


def _mean(columns: Floats, weights: Floats, how: Mean) -> Floats:
    """Weighted mean down the rows over what is there; nan where nothing is."""
    present = np.where(np.isnan(columns), 0.0, weights[:, None])
    total = present.sum(axis=0)
    levels = np.log(columns) if how is Mean.GEOMETRIC else columns
    mean = np.nansum(levels * present, axis=0) / np.where(total > 0, total, np.nan)
    return np.asarray(np.exp(mean) if how is Mean.GEOMETRIC else mean)
