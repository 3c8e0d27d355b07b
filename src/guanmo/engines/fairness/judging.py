"""What each judge's scores look like beside everybody else's."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Final

import numpy as np

from guanmo.engines.fairness.crossed import VarianceParts
from guanmo.engines.fairness.mixed import Fit
from guanmo.engines.fairness.robust import residuals
from guanmo.engines.fairness.tables import Floats, Score, ScoreTable
from guanmo.engines.fairness.tours import FairJudge, Flag, Judge, Policy

_FAR: Final = 2.0
"""Judge standard deviations, and standard errors, beyond which an offset is called strict or lenient."""
_ERRATIC: Final = 1.6
"""Times the usual residual."""
_ENOUGH: Final = 5
"""Scores below which spread and agreement say nothing."""


def describe_judges(
    table: ScoreTable,
    found: Fit,
    own: Sequence[Score],
    cast: Mapping[str, Judge],
    policy: Policy,
    drawn: VarianceParts,
) -> tuple[FairJudge, ...]:
    """One line a judge, by name; `own` are scores for the judge's own unit that were not counted."""
    rest = residuals(table, found)
    usual = float(np.sqrt(np.mean(rest**2)))
    errors = np.sqrt(found.residual_variance * np.diag(found.inverse))
    others = _means_of_others(table, found)
    gaps = _own_gaps(table, found, own)
    described = []
    for number, name in enumerate(table.judges):
        mine = table.judge == number
        seat = cast.get(name, Judge(name))
        values = table.value[mine]
        judge = FairJudge(
            judge=name,
            unit=seat.unit,
            group=seat.group,
            n=len(values),
            offset=float(found.offsets[number]),
            se=float(errors[number]),
            drawn_offset=drawn.effects["judge"][name],
            residual=float(np.sqrt(np.mean(rest[mine] ** 2))),
            least=float(values.min()),
            most=float(values.max()),
            distinct=len(np.unique(values)),
            correlation=_correlation(values, others[mine]),
            own_gap=gaps.get(name),
            flags=(),
        )
        described.append(_flagged(judge, found, usual, policy))
    return tuple(described)


def _flagged(judge: FairJudge, found: Fit, usual: float, policy: Policy) -> FairJudge:
    far = abs(judge.offset) > _FAR * max(np.sqrt(found.judge_variance), judge.se)
    enough = judge.n >= _ENOUGH
    noise = np.sqrt(found.residual_variance)
    raised = {
        Flag.FEW: judge.n < policy.least_per_judge,
        Flag.STRICT: far and judge.offset < 0,
        Flag.LENIENT: far and judge.offset > 0,
        Flag.ERRATIC: enough and judge.residual > _ERRATIC * usual,
        Flag.FLAT: enough and judge.distinct <= 2,
        Flag.CONTRARY: enough and judge.correlation is not None and judge.correlation < 0,
        Flag.OWN_FAVOUR: judge.own_gap is not None and judge.own_gap > _FAR * noise,
    }
    return replace(judge, flags=tuple(flag for flag, is_raised in raised.items() if is_raised))


def _means_of_others(table: ScoreTable, found: Fit) -> Floats:
    """For each score the mean of the other judges' corrected scores at the stop; nan where there is none."""
    corrected = table.value - found.offsets[table.judge]
    count = np.bincount(table.stop)[table.stop] - 1
    total = np.bincount(table.stop, corrected)[table.stop] - corrected
    return np.where(count > 0, total / np.maximum(count, 1), np.nan)


def _correlation(mine: Floats, others: Floats) -> float | None:
    both = ~np.isnan(others)
    if both.sum() < 3 or np.ptp(mine[both]) == 0 or np.ptp(others[both]) == 0:
        return None
    return float(np.corrcoef(mine[both], others[both])[0, 1])


def _own_gaps(table: ScoreTable, found: Fit, own: Sequence[Score]) -> dict[str, float]:
    """Mean of own-unit scores less stop and offset, over stops and judges that others' scores tell of."""
    judges = {name: number for number, name in enumerate(table.judges)}
    stops = {key: number for number, key in enumerate(table.stops)}
    gaps: dict[str, list[float]] = {}
    for score in own:
        stop = stops.get((score.unit, score.stop))
        if stop is not None and score.judge in judges:
            expected = found.stops[stop] + found.offsets[judges[score.judge]]
            gaps.setdefault(score.judge, []).append(score.value - float(expected))
    return {name: sum(found_gaps) / len(found_gaps) for name, found_gaps in gaps.items()}
