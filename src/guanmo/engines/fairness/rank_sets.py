"""Which ranks a unit may truly have: the confidence sets of Mogstad, Romano, Shaikh and Wilhelm (2024).

Every pairwise difference is tested against the largest one to be expected by chance; a unit's best rank is
one more than the units surely above it, its worst the number of units not surely below it. Review of
Economic Studies, doi 10.1093/restud/rdad006.
"""

from dataclasses import dataclass
from enum import StrEnum
from typing import Final

import numpy as np
from numpy.typing import NDArray

from guanmo.engines.fairness.tables import Flags, Floats

DRAWS: Final = 10_000
_BOTH: Final = (1, -1)
_ABOVE: Final = (-1,)


class SetKind(StrEnum):
    """Right for each unit by itself, or for all units at once."""

    MARGINAL = "marginal"
    SIMULTANEOUS = "simultaneous"


@dataclass(frozen=True, slots=True)
class RankSet:
    best: int
    worst: int


def rank_sets(
    values: Floats, covariance: Floats, *, level: float, kind: SetKind, seed: int, draws: int = DRAWS
) -> tuple[RankSet, ...]:
    """A set of ranks for each value, in the order given; the highest value has rank 1.

    `values` (U) are estimates, `covariance` (U × U) theirs, `level` the probability, for example 0.95.

    >>> far = rank_sets(np.array([1.0, 9.0]), np.eye(2) * 0.01, level=0.95, kind=SetKind.MARGINAL, seed=1)
    >>> [(one.best, one.worst) for one in far]
    [(2, 2), (1, 1)]
    """
    pairs = _Pairs(values, covariance, normal_draws(covariance, draws=draws, seed=seed), level)
    units = range(len(values))
    families = [[unit] for unit in units] if kind is SetKind.MARGINAL else [list(units)]
    below, above = np.concatenate([pairs.sure(family, _BOTH) for family in families], axis=1)
    return tuple(RankSet(1 + int(above[unit].sum()), len(values) - int(below[unit].sum())) for unit in units)


def possible_leaders(
    values: Floats, covariance: Floats, *, places: int, level: float, seed: int, draws: int = DRAWS
) -> Flags:
    """Which units (U truths) may truly be among the first `places`; right for all units at once."""
    pairs = _Pairs(values, covariance, normal_draws(covariance, draws=draws, seed=seed), level)
    (above,) = pairs.sure(list(range(len(values))), _ABOVE)
    return np.asarray(above.sum(axis=1) < places)


def normal_draws(covariance: Floats, *, draws: int, seed: int) -> Floats:
    """Draws (draws × U) around 0 with this covariance; the same seed gives the same draws."""
    roots, vectors = np.linalg.eigh(covariance)
    root = vectors * np.sqrt(np.maximum(roots, 0)) @ vectors.T
    standard = np.random.default_rng(seed).standard_normal((draws, len(covariance)))
    return np.asarray(standard @ root)


class _Pairs:
    """All pairwise differences, in standard errors, with draws of what chance makes of them."""

    def __init__(self, values: Floats, covariance: Floats, noise: Floats, level: float) -> None:
        variance = np.diag(covariance)
        squares = variance[:, None] + variance - 2 * covariance
        # A difference without any error is as sure as it can be.
        self._spread = np.sqrt(np.maximum(squares, np.finfo(np.float64).tiny))
        self.distance = (values[:, None] - values) / self._spread
        self._noise = noise
        self._level = level

    def sure(self, rows: list[int], directions: tuple[int, ...]) -> Flags:
        """Pairs (directions × rows × U) that differ beyond chance, chance being the family's largest difference.

        Each direction is a claim of its own: 1 that the row's unit is above, -1 that the other one is.
        Step-down: claims found sure leave the family and the others are tested again.
        """
        signs = np.array(directions)[:, None, None]
        tested = signs * self.distance[rows]
        is_open = np.ones(tested.shape, dtype=np.bool_)
        is_open[:, np.arange(len(rows)), rows] = False
        found = np.zeros_like(is_open)
        while is_open.any():
            new = is_open & (tested > self._critical(rows, signs, is_open))
            if not new.any():
                break
            found |= new
            is_open &= ~new
        return found

    def _critical(self, rows: list[int], signs: NDArray[np.int_], is_open: Flags) -> float:
        largest = np.full(len(self._noise), -np.inf)
        for position, row in enumerate(rows):
            apart = (self._noise[:, row, None] - self._noise) / self._spread[row]
            for sign, others in zip(signs.ravel(), is_open[:, position], strict=True):
                if others.any():
                    largest = np.maximum(largest, (sign * apart[:, others]).max(axis=1))
        return float(np.quantile(largest, self._level))
