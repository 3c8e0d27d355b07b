"""What somebody should look at before the ranking is released."""

from collections.abc import Mapping, Sequence

import numpy as np

from guanmo.engines.fairness.mixed import Fit, best_ratio, fit, judge_system
from guanmo.engines.fairness.tables import Flags, Floats, ScoreTable
from guanmo.engines.fairness.tours import Checks, Favour, Judge, Policy


def check_tour(
    *,
    everything: ScoreTable,
    own: Flags,
    table: ScoreTable,
    found: Fit,
    cast: Mapping[str, Judge],
    policy: Policy,
    moves: Floats,
    errors: Floats,
) -> Checks:
    """`everything` with own-unit scores, which `own` marks, `table` as counted; `moves` and `errors` of the units by name."""
    units = sorted({unit for unit, _ in table.stops})
    counts = np.bincount(table.stop)
    return Checks(
        ratio=found.ratio,
        judge_variance=found.judge_variance,
        residual_variance=found.residual_variance,
        reliability=_reliability(found),
        weight_lost=float(1 - found.system.weights.mean()),
        capped=0.0 if policy.most is None else float((table.value >= policy.most).mean()),
        favour=_favour(everything, own, found) if own.any() else None,
        few_scores=tuple(
            stop for stop, count in zip(table.stops, counts, strict=True) if count < policy.least_per_stop
        ),
        moved_by_shrinking=tuple(
            unit for unit, move, error in zip(units, moves, errors, strict=True) if move > error
        ),
        homes_known=any(judge.unit for judge in cast.values()),
        units_without_judges=_units_without_judges(units, cast, policy),
    )


def _reliability(found: Fit) -> float:
    """1 - mean squared error / variance of the stops' values; the error all stops share does not count."""
    system, shares = found.system, found.system.shares
    single = 1 / system.by_stop + (shares @ found.inverse * shares).sum(axis=1)
    common = (1 / system.by_stop).mean() / len(shares) + shares.mean(axis=0) @ found.inverse @ shares.mean(
        axis=0
    )
    error = found.residual_variance * (single.mean() - common)
    spread = float(np.var(found.stops, ddof=1))
    return max(0.0, 1 - float(error) / spread) if spread else 0.0


def _favour(everything: ScoreTable, own: Flags, found: Fit) -> Favour:
    """One common favour of all judges for their own units, a free term of the same model."""
    weights = np.ones(len(everything))
    counted = len(found.system.weights) == len(everything)
    weights[own <= counted] = found.system.weights
    system = judge_system(everything, weights, own.astype(np.float64)[:, None])
    estimate = fit(system, best_ratio(system))
    return Favour(float(estimate.terms[0]), float(estimate.terms_se[0]), int(own.sum()))


def _units_without_judges(units: Sequence[str], cast: Mapping[str, Judge], policy: Policy) -> tuple[str, ...]:
    seated = {judge.unit for judge in cast.values()}
    if not policy.leave_out_own or not seated & set(units):
        return ()
    return tuple(unit for unit in units if unit not in seated)
