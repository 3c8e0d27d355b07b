"""Stops and judges apart: score = stop + judge + rest, judges drawn from one distribution (REML).

    minimise  Σ w (y - q_p - s_j)² + λ Σ s_j²,   λ = variance of the rest / variance of judges

Stops are free, judges are shrunk; λ comes from a one-dimensional search of the restricted likelihood.
Stops are eliminated first, so that every step is one Cholesky factorisation of judges × judges.
Patterson and Thompson (1971); Henderson's equations; Gilmour, Thompson and Cullis (1995).
"""

from dataclasses import dataclass
from typing import Final

import numpy as np
from scipy.linalg import cho_factor, cho_solve
from scipy.optimize import minimize_scalar

from guanmo.engines.fairness.tables import Floats, ScoreTable, cell_sums, sums

SMALLEST_RATIO: Final = 1e-6
LARGEST_RATIO: Final = 1e8
"""At this λ judges do not differ; the fit is the plain weighted mean to eight digits."""
_TINY: Final = 1e-12


@dataclass(frozen=True, slots=True)
class JudgeSystem:
    """The normal equations after the stops have been eliminated; J judges, P stops, n scores, k terms."""

    weights: Floats
    """n"""
    by_stop: Floats
    """P: total weight of a stop."""
    shares: Floats
    """P × J: the weight of each judge in a stop's mean; rows add up to 1."""
    information: Floats
    """J × J: what the scores say about differences between judges."""
    right: Floats
    """J"""
    term_cross: Floats
    """J × k"""
    term_square: Floats
    """k × k"""
    term_right: Floats
    """k"""
    total: float
    """Weighted sum of squares within stops."""
    stop_means: Floats
    """P"""
    term_means: Floats
    """P × k"""
    degrees: int
    """n less the free parameters P + k."""


@dataclass(frozen=True, slots=True)
class Fit:
    """Estimates in points. Offsets add up to 0; a positive one is lenient."""

    ratio: float
    """λ"""
    residual_variance: float
    judge_variance: float
    stops: Floats
    """q: what a judge of average strictness would have given."""
    offsets: Floats
    terms: Floats
    terms_se: Floats
    inverse: Floats
    """J × J: (information + λ)⁻¹; times the residual variance it is the offsets' covariance."""
    system: JudgeSystem


def judge_system(table: ScoreTable, weights: Floats, terms: Floats | None = None) -> JudgeSystem:
    """Set up the equations; `terms` (n × k) are further free terms, for example the favour of own units."""
    judges, stops = len(table.judges), len(table.stops)
    extra = np.zeros((len(table), 0)) if terms is None else terms
    by_stop = sums(table.stop, weights, stops)
    cells = cell_sums(table.stop, stops, table.judge, judges, weights)
    shares = cells / by_stop[:, None]
    stop_means = sums(table.stop, weights * table.value, stops) / by_stop
    term_means = np.column_stack(
        [np.zeros((stops, 0)), *(sums(table.stop, weights * one, stops) / by_stop for one in extra.T)]
    )
    rest = table.value - stop_means[table.stop]
    extra_rest = extra - term_means[table.stop]
    weighted = weights[:, None] * extra_rest
    cross = np.column_stack([np.zeros((judges, 0)), *(sums(table.judge, one, judges) for one in weighted.T)])
    return JudgeSystem(
        weights=weights,
        by_stop=by_stop,
        shares=shares,
        information=np.diag(cells.sum(axis=0)) - cells.T @ shares,
        right=sums(table.judge, weights * rest, judges),
        term_cross=cross,
        term_square=weighted.T @ extra_rest,
        term_right=weighted.T @ rest,
        total=float(weights @ rest**2),
        stop_means=stop_means,
        term_means=term_means,
        degrees=len(table) - stops - extra.shape[1],
    )


def best_ratio(system: JudgeSystem, *, near: float | None = None) -> float:
    """λ of the highest restricted likelihood; with `near`, for weights that still change, roughly and near it."""
    low, high, exactness = np.log(SMALLEST_RATIO), np.log(LARGEST_RATIO), 1e-7
    if near is not None:
        exactness = 1e-4
        low, high = max(low, np.log(near) - 2), min(high, np.log(near) + 2)
    found = minimize_scalar(
        lambda log_ratio: _deviance(system, float(np.exp(log_ratio))),
        bounds=(low, high),
        method="bounded",
        options={"xatol": exactness},
    )
    return float(np.exp(found.x))


def fit(system: JudgeSystem, ratio: float) -> Fit:
    """Estimates at a given λ."""
    inverse = np.asarray(cho_solve(_factor(system, ratio), np.eye(len(system.right))))
    inverse_cross = inverse @ system.term_cross
    square = np.linalg.inv(system.term_square - system.term_cross.T @ inverse_cross)
    terms = square @ (system.term_right - inverse_cross.T @ system.right)
    offsets = inverse @ system.right - inverse_cross @ terms
    left = system.total - system.right @ offsets - system.term_right @ terms
    residual = max(float(left), _TINY) / system.degrees
    return Fit(
        ratio=ratio,
        residual_variance=residual,
        judge_variance=residual / ratio,
        stops=system.stop_means - system.shares @ offsets - system.term_means @ terms,
        offsets=offsets,
        terms=terms,
        terms_se=np.sqrt(residual * np.diag(square)),
        inverse=inverse,
        system=system,
    )


def unshrunk_stops(system: JudgeSystem) -> Floats:
    """Stops by two-way least squares, λ = 0; needs connected scores.

    Adding a constant to all scores of one judge changes no difference between stops.
    """
    # Without λ the level of the judges is free; holding their sum at 0 pins it.
    judges = len(system.right)
    offsets = np.linalg.solve(system.information + np.full((judges, judges), 1 / judges), system.right)
    return np.asarray(system.stop_means - system.shares @ (offsets - offsets.mean()))


def covariance(found: Fit, shares: Floats, squares: Floats, combinations: Floats) -> Floats:
    """Covariance (R × R) of combinations of stops, each stop being Σ a (y - s) with given shares a.

    `shares` (P × J) holds a, rows adding up to 1; `squares` (P) holds Σ a² / w; `combinations` (R × P).
    Judges' differences count twice: as the error of the offsets taken off, and, where a stop's shares are
    not those of the fit, through the scores that went into the offsets. Without further terms.
    """
    system = found.system
    given = combinations @ shares
    fitted = combinations @ system.shares
    taken = given @ found.inverse
    back = taken @ system.information
    cross = (given - fitted) @ taken.T
    within = combinations * squares @ combinations.T - cross - cross.T + back @ taken.T
    left = given - back
    return np.asarray(found.residual_variance * within + found.judge_variance * (left @ left.T))


def _deviance(system: JudgeSystem, ratio: float) -> float:
    """-2 × restricted log-likelihood, up to a constant, the residual variance profiled out."""
    factor = _factor(system, ratio)
    solved = cho_solve(factor, np.column_stack([system.right, system.term_cross]))
    square = system.term_square - system.term_cross.T @ solved[:, 1:]
    rest = system.term_right - system.term_cross.T @ solved[:, 0]
    left = system.total - system.right @ solved[:, 0] - rest @ np.linalg.solve(square, rest)
    determinant = 2 * np.log(np.diag(factor[0])).sum() + np.linalg.slogdet(square)[1]
    spread = system.degrees * np.log(max(float(left), _TINY))
    return float(spread + determinant - len(system.right) * np.log(ratio))


def _factor(system: JudgeSystem, ratio: float) -> tuple[Floats, bool]:
    shifted = system.information.copy()
    np.fill_diagonal(shifted, shifted.diagonal() + ratio)
    factor: tuple[Floats, bool] = cho_factor(shifted, lower=True, overwrite_a=True, check_finite=False)
    return factor
