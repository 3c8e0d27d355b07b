"""How sure a ranking is: rank ranges and chances by drawing, and bands of units too close to tell apart."""

from dataclasses import dataclass
from itertools import pairwise
from typing import Final

import numpy as np

from guanmo.engines.fairness.rank_sets import normal_draws
from guanmo.engines.fairness.tables import Floats

NORMAL_95: Final = 1.959963984540054
_TAIL: Final = 0.025


@dataclass(frozen=True, slots=True)
class RankRange:
    """Where a unit stands in 95 of 100 draws, and how often it is first or among the first three."""

    best: int
    worst: int
    first: float
    top_three: float


def rank_ranges(values: Floats, covariance: Floats, *, draws: int, seed: int) -> tuple[RankRange, ...]:
    """Rank each of many draws around the estimates; the 2.5 % and 97.5 % ranks of every unit.

    >>> rank_ranges(np.array([1.0, 9.0]), np.eye(2) * 0.01, draws=100, seed=1)[1]
    RankRange(best=1, worst=1, first=1.0, top_three=1.0)
    """
    drawn = values + normal_draws(covariance, draws=draws, seed=seed)
    ranks = np.argsort(np.argsort(-drawn, axis=1, kind="stable"), axis=1, kind="stable") + 1
    ends = np.quantile(ranks, [_TAIL, 1 - _TAIL], axis=0, method="inverted_cdf")
    first, top_three = (ranks == 1).mean(axis=0), (ranks <= 3).mean(axis=0)
    return tuple(
        RankRange(int(best), int(worst), float(one), float(three))
        for best, worst, one, three in zip(*ends, first, top_three, strict=True)
    )


def bands(values: Floats, covariance: Floats) -> tuple[int, ...]:
    """The band of each value, 1 the highest: neighbours whose difference may be nothing share one.

    Only neighbours are compared, so the two ends of a long band may well differ.
    """
    order = np.argsort(-values, kind="stable")
    variance = np.diag(covariance)
    found = np.zeros(len(values), dtype=int)
    band = 1
    found[order[0]] = band
    for above, below in pairwise(order):
        spread = max(variance[above] + variance[below] - 2 * covariance[above, below], 0.0)
        band += bool(values[above] - values[below] > NORMAL_95 * np.sqrt(spread))
        found[below] = band
    return tuple(map(int, found))
