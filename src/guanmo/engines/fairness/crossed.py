"""How much of the difference between scores is due to stops, to judges, to criteria, to the rest.

score = mean + effect of each factor + rest, every effect drawn from a distribution of its own; restricted
maximum likelihood, as lme4 fits `score ~ 1 + (1 | stop) + (1 | judge)`. The factor with most levels is
eliminated first, the others make one dense system.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray
from scipy.linalg import cho_factor, cho_solve
from scipy.optimize import minimize
from scipy.sparse import csr_array, hstack

from guanmo.engines.fairness.tables import Floats, UnusableScores

_SMALLEST, _LARGEST = -14.0, 14.0
"""Logarithms of a factor's variance over that of the rest; below the first it counts as none."""
_START: Final = 0.0
_FULL: Final = 0.1
"""Share of filled cells from which plain matrices are faster than sparse ones."""
_TINY: Final = 1e-12


@dataclass(frozen=True, slots=True)
class VarianceParts:
    mean: float
    variances: Mapping[str, float]
    """Variance of each factor, in squared points."""
    residual: float
    effects: Mapping[str, Mapping[str, float]]
    """Best linear prediction of each level's effect (BLUP), in points."""


def variance_parts(values: Sequence[float], factors: Mapping[str, Sequence[str]]) -> VarianceParts:
    """Variances of crossed factors; `factors` gives for each factor the level of every value.

    Raises `UnusableScores` where a factor has one level only, or a level for every value.
    """
    for name, levels in factors.items():
        if not 1 < len(set(levels)) < len(values):
            raise UnusableScores("no_spread", f"“{name}”只有一个，或每个分各自一个，分不出方差。")
    design = _Design(np.asarray(values, dtype=np.float64), factors)
    found = minimize(
        design.deviance,
        np.full(len(factors), _START),
        method="L-BFGS-B",
        jac="3-point",
        bounds=[(_SMALLEST, _LARGEST)] * len(factors),
        options={"ftol": 1e-13, "gtol": 1e-4, "maxiter": 200},
    )
    return design.parts(found.x)


class _Design:
    """The equations of one set of values; ratios are logarithms of variance over residual variance."""

    def __init__(self, values: Floats, factors: Mapping[str, Sequence[str]]) -> None:
        self._values = values
        self._names = sorted(factors, key=lambda name: (-len(set(factors[name])), name))
        self._order = list(factors)
        self._levels = [sorted(set(factors[name])) for name in self._names]
        first, *others = [
            _indicators(factors[name], levels) for name, levels in zip(self._names, self._levels, strict=True)
        ]
        ones = csr_array(np.ones((len(values), 1)))
        rest = _beside([*others, ones])
        self._count = np.asarray(first.sum(axis=0)).ravel()
        cross = csr_array(first.T @ rest)
        full = cross.nnz > _FULL * cross.shape[0] * cross.shape[1]
        self._cross: Floats | csr_array = cross.toarray() if full else cross
        self._inner = np.asarray((rest.T @ rest).toarray())
        self._first_sum = np.asarray(first.T @ values)
        self._rest_sum = np.asarray(rest.T @ values)
        self._square = float(values @ values)

    def deviance(self, ratios: Floats) -> float:
        """-2 × restricted log-likelihood, up to a constant."""
        inner, right, ridge, kept = self._system(ratios)
        factor = cho_factor(inner, lower=True, check_finite=False)
        left = self._square - self._first_sum @ (self._first_sum / kept) - right @ cho_solve(factor, right)
        determinant = np.log(kept).sum() + 2 * np.log(np.diag(factor[0])).sum()
        levels = np.array([len(one) for one in self._levels])
        spread = (len(self._values) - 1) * np.log(max(float(left), _TINY))
        return float(spread + determinant + levels @ ridge)

    def parts(self, ratios: Floats) -> VarianceParts:
        """Variances and effects at the ratios found."""
        inner, right, ridge, kept = self._system(ratios)
        rest = np.linalg.solve(inner, right)
        first = (self._first_sum - self._cross @ rest) / kept
        left = self._square - self._first_sum @ first - self._rest_sum @ rest
        residual = max(float(left), _TINY) / (len(self._values) - 1)
        edges = np.cumsum([len(levels) for levels in self._levels])[:-1]
        blocks = np.split(np.concatenate([first, rest[:-1]]), edges)
        effects = {
            name: dict(zip(levels, map(float, block), strict=True))
            for name, levels, block in zip(self._names, self._levels, blocks, strict=True)
        }
        variances = {
            name: 0.0 if log_ratio <= _SMALLEST + 1 else residual * float(np.exp(log_ratio))
            for name, log_ratio in zip(self._names, ridge, strict=True)
        }
        return VarianceParts(
            float(rest[-1]), {name: variances[name] for name in self._order}, residual, effects
        )

    def _system(self, ratios: Floats) -> tuple[Floats, Floats, Floats, Floats]:
        """The dense system after the first factor, its right side, ratios in this order, first diagonal."""
        ridge = np.array([ratios[self._order.index(name)] for name in self._names])
        penalties = np.exp(-ridge)
        kept = self._count + penalties[0]
        if isinstance(self._cross, csr_array):
            scaled = self._cross.multiply(1 / kept[:, None]).tocsr()
            inner = self._inner - (self._cross.T @ scaled).toarray()
        else:
            scaled = self._cross / kept[:, None]
            inner = self._inner - self._cross.T @ scaled
        edge = 0
        for penalty, levels in zip(penalties[1:], self._levels[1:], strict=True):
            diagonal = np.arange(edge, edge + len(levels))
            inner[diagonal, diagonal] += penalty
            edge += len(levels)
        return inner, self._rest_sum - scaled.T @ self._first_sum, ridge, kept


def _indicators(levels: Sequence[str], names: Sequence[str]) -> csr_array:
    number = {name: position for position, name in enumerate(names)}
    columns: NDArray[np.intp] = np.array([number[level] for level in levels], dtype=np.intp)
    rows = np.arange(len(levels))
    return csr_array((np.ones(len(levels)), (rows, columns)), shape=(len(levels), len(names)))


def _beside(blocks: Sequence[csr_array]) -> csr_array:
    joined: csr_array = hstack(blocks, format="csr")
    return joined
