"""A tour judged by grades: the rubric model, ranked and described like a tour judged by marks."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final

import numpy as np

from guanmo.engines.fairness.paired import paired_strengths
from guanmo.engines.fairness.rubric import Grade, RubricFit, rubric_rasch
from guanmo.engines.fairness.standings import rank_units
from guanmo.engines.fairness.stop_means import plain_means, trimmed_means, unit_weights
from guanmo.engines.fairness.tables import Floats, Score, ScoreTable, score_table
from guanmo.engines.fairness.tours import FairUnit, Flag, Judge, Method, Policy

_STANDARD = Policy()
_FAR: Final = 2.0
_ERRATIC: Final = 1.5
"""Infit above which a judge's grades surprise more than the model allows for (Linacre)."""


@dataclass(frozen=True, slots=True)
class RatedStop:
    """`fair`, `plain` and `trimmed` on the rubric's scale, `measure` in logits."""

    unit: str
    stop: str
    n: int
    """Judges."""
    plain: float
    trimmed: float
    fair: float
    se: float
    """Of `fair`."""
    measure: float


@dataclass(frozen=True, slots=True)
class RatedJudge:
    judge: str
    unit: str
    group: str
    n: int
    """Grades given."""
    severity: float
    """Logits; positive is strict."""
    se: float
    infit: float
    flags: tuple[Flag, ...]


@dataclass(frozen=True, slots=True)
class RatedTour:
    """Units by group and rank, stops by unit, judges by name."""

    units: tuple[FairUnit, ...]
    stops: tuple[RatedStop, ...]
    judges: tuple[RatedJudge, ...]
    difficulties: Mapping[str, float]
    """By criterion, in logits."""
    steps: tuple[float, ...]
    """Logits from each grade that occurs to the next."""
    grades: tuple[float, ...]
    reliability: float
    deviance: float
    few_scores: tuple[tuple[str, str], ...]


def rate_tour(
    grades: Sequence[Grade],
    *,
    judges: Sequence[Judge] = (),
    groups: Mapping[str, str] | None = None,
    policy: Policy = _STANDARD,
) -> RatedTour:
    """Rank the units of a tour by fair averages, on the scale of the grades.

    Grades for the judge's own unit are to be left out before. Of the policy it takes stop weights, trimming,
    draws and seed; judge groups all weigh alike. Raises `UnusableScores` as `rubric_rasch` does.
    """
    cast = {judge.name: judge for judge in judges}
    found = rubric_rasch(grades)
    table = _means_by_judge(grades)
    alike = replace(policy, group_weights={})
    plain, trimmed = plain_means(table, cast, alike), trimmed_means(table, cast, alike)
    names = tuple(sorted({unit for unit, _ in found.stops}))
    weights = unit_weights(found.stops, names, policy)
    by_stop = {
        Method.PLAIN: plain,
        Method.TRIMMED: trimmed,
        Method.ADJUSTED: found.fair,
        Method.ORDERS: paired_strengths(table),
    }
    slopes = weights * found.slopes
    return RatedTour(
        units=rank_units(
            names,
            {method: weights @ values for method, values in by_stop.items()},
            slopes @ found.covariance @ slopes.T,
            groups or {},
            policy,
        ),
        stops=_stops(table, found, plain, trimmed),
        judges=_judges(grades, found, cast, policy),
        difficulties=dict(zip(found.criteria, map(float, found.difficulties), strict=True)),
        steps=tuple(map(float, found.steps)),
        grades=found.grades,
        reliability=found.reliability,
        deviance=found.deviance,
        few_scores=tuple(
            stop
            for stop, count in zip(table.stops, np.bincount(table.stop), strict=True)
            if count < policy.least_per_stop
        ),
    )


def _means_by_judge(grades: Sequence[Grade]) -> ScoreTable:
    given: dict[tuple[str, str, str], list[float]] = {}
    for grade in grades:
        given.setdefault((grade.judge, grade.unit, grade.stop), []).append(grade.value)
    return score_table([Score(*key, sum(values) / len(values)) for key, values in given.items()])


def _stops(table: ScoreTable, found: RubricFit, plain: Floats, trimmed: Floats) -> tuple[RatedStop, ...]:
    errors = found.slopes * np.sqrt(np.diag(found.covariance))
    counts = np.bincount(table.stop)
    columns = zip(plain, trimmed, found.fair, errors, found.measures, strict=True)
    return tuple(
        RatedStop(*stop, int(count), *map(float, figures))
        for stop, count, figures in zip(found.stops, counts, columns, strict=True)
    )


def _judges(
    grades: Sequence[Grade], found: RubricFit, cast: Mapping[str, Judge], policy: Policy
) -> tuple[RatedJudge, ...]:
    spread = float(np.std(found.severities))
    described = []
    for number, name in enumerate(found.judges):
        seat = cast.get(name, Judge(name))
        severity, error = float(found.severities[number]), float(found.severities_se[number])
        infit = float(found.infit[number])
        count = sum(grade.judge == name for grade in grades)
        far = abs(severity) > _FAR * max(spread, error)
        raised = {
            Flag.FEW: count < policy.least_per_judge,
            Flag.STRICT: far and severity > 0,
            Flag.LENIENT: far and severity < 0,
            Flag.ERRATIC: infit > _ERRATIC,
        }
        flags = tuple(flag for flag, is_raised in raised.items() if is_raised)
        described.append(RatedJudge(name, seat.unit, seat.group, count, severity, error, infit, flags))
    return tuple(described)
