"""Smaller weights for wild scores (Huber), with the sum of what is taken away limited."""

from typing import Final

import numpy as np

from guanmo.engines.fairness.mixed import Fit, best_ratio, fit, judge_system
from guanmo.engines.fairness.tables import Floats, ScoreTable

_ROUNDS: Final = 8
_BOUND: Final = 2.0
"""Residuals up to so many standard deviations keep their full weight."""
_MOST_LOST: Final = 0.05
_TO_DEVIATION: Final = 1.4826
"""Median of |residual| to standard deviation, for normal residuals."""
_SETTLED: Final = 1e-4


def fit_plainly(table: ScoreTable) -> Fit:
    """All scores with weight 1."""
    system = judge_system(table, np.ones(len(table)))
    return fit(system, best_ratio(system))


def fit_robustly(table: ScoreTable) -> Fit:
    """Fit, weigh by residual, fit again, about eight rounds; at most 5 % of all weight is taken away."""
    found = fit_plainly(table)
    for _ in range(_ROUNDS):
        weights = huber_weights(residuals(table, found))
        if np.abs(weights - found.system.weights).max() < _SETTLED:
            break
        system = judge_system(table, weights)
        found = fit(system, best_ratio(system, near=found.ratio))
    return found


def residuals(table: ScoreTable, found: Fit) -> Floats:
    """What stop and judge leave unexplained, in points."""
    return table.value - found.stops[table.stop] - found.offsets[table.judge]


def huber_weights(rest: Floats) -> Floats:
    """min(1, 2 σ / |r|) with σ from the median; cuts are scaled down together where they exceed 5 % in all.

    >>> round(float(huber_weights(np.array([1.0, -1.0, 1.0, -1.0] * 5 + [10.0]))[-1]), 5)
    0.29652
    """
    size = np.abs(rest)
    bound = _BOUND * _TO_DEVIATION * float(np.median(size))
    if bound == 0:
        return np.ones_like(rest)
    cuts = 1 - np.minimum(1, bound / np.maximum(size, bound))
    most = _MOST_LOST * len(rest)
    return np.asarray(1 - cuts * min(1.0, most / max(float(cuts.sum()), most)))
