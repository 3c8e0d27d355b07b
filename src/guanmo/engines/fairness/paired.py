"""Bradley-Terry: only which of two stops each judge put higher, a cross-check that no judge's scale can move.

A strict judge, a lenient one and one who uses five points only all say the same here; distances are lost.
"""

from itertools import pairwise
from typing import Final

import numpy as np

from guanmo.engines.fairness.tables import Floats, ScoreTable

_SETTLED: Final = 1e-8
_LONGEST_STEP: Final = 2.0
_PHANTOM: Final = 1.0
"""Each stop also meets an average one so many times and draws: strengths stay finite."""


def paired_strengths(table: ScoreTable) -> Floats:
    """Strength of each stop in logits, mean 0; equal scores of one judge count half for either side.

    Newton's steps on a concave likelihood, shortened where they are long.
    """
    wins = _wins(table)
    meetings = wins + wins.T
    won = wins.sum(axis=1)
    strength = np.zeros(len(table.stops))
    largest = np.inf
    while largest > _SETTLED:
        chance = _logistic(strength[:, None] - strength)
        against_average = _logistic(strength)
        gradient = won - (meetings * chance).sum(axis=1) + _PHANTOM * (0.5 - against_average)
        spread = meetings * chance * (1 - chance)
        own = spread.sum(axis=1) + _PHANTOM * against_average * (1 - against_average)
        step = np.linalg.solve(np.diag(own) - spread, gradient)
        largest = float(np.abs(step).max())
        strength += step * min(1.0, _LONGEST_STEP / max(largest, _SETTLED))
    return np.asarray(strength - strength.mean())


def _logistic(values: Floats) -> Floats:
    return np.asarray(0.5 * (1 + np.tanh(values / 2)))


def _wins(table: ScoreTable) -> Floats:
    """Comparisons each stop (row) won against each other one (column)."""
    wins = np.zeros((len(table.stops), len(table.stops)))
    starts = np.searchsorted(table.judge, np.arange(len(table.judges) + 1))
    for start, end in pairwise(starts):
        stops, values = table.stop[start:end], table.value[start:end]
        higher = (np.sign(values[:, None] - values) + 1) / 2
        np.fill_diagonal(higher, 0)
        wins[np.ix_(stops, stops)] += higher
    return wins
