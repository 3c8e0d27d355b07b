"""Grades such as 优良中差: the many-facet Rasch model, fitted by joint maximum likelihood.

    log P(grade k) / P(grade k-1) = stop - severity of the judge - difficulty of the criterion - step k

All in logits; severities, difficulties and steps each add up to 0, a positive severity is strict. The steps are
the same for all criteria (rating scale). Joint likelihood stretches the spread of stops somewhat; a stop, judge
or criterion whose grades all are the lowest or all the highest counts as 0.3 grade short of that end, because
its estimate would be infinite. Linacre, Many-Facet Rasch Measurement (1989).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

from guanmo.engines.fairness.connected import connected_parts, disconnected
from guanmo.engines.fairness.tables import Floats, Indices, StopKey, UnusableScores, cell_sums, sums

_EXTREME: Final = 0.3
_MOST_ROUNDS: Final = 100
_WIDEST: Final = 15.0
"""Logits. A severity beyond is on its way to infinity; real juries stay within five."""
_SETTLED: Final = 1e-9
_LONGEST_STEP: Final = 1.0


@dataclass(frozen=True, slots=True, order=True)
class Grade:
    """What one judge gave one stop on one criterion; `value` is the points of the grade, such as 1 to 4."""

    judge: str
    unit: str
    stop: str
    criterion: str
    value: float


@dataclass(frozen=True, slots=True)
class RubricFit:
    """Estimates in the sorted order of their names."""

    stops: tuple[StopKey, ...]
    measures: Floats
    """Logits, higher is better."""
    covariance: Floats
    """Of the measures, stops × stops."""
    fair: Floats
    """The grade to be expected from a judge of average severity, mean over the criteria."""
    slopes: Floats
    """Change of `fair` by one logit."""
    judges: tuple[str, ...]
    severities: Floats
    severities_se: Floats
    infit: Floats
    """Mean square of a judge's surprises, 1 where they are as large as the model expects."""
    criteria: tuple[str, ...]
    difficulties: Floats
    grades: tuple[float, ...]
    """The grades that occur; others take no part in the model."""
    steps: Floats
    deviance: float
    reliability: float


def rubric_rasch(grades: Sequence[Grade]) -> RubricFit:
    """Fit the model; raises `UnusableScores` where the grades cannot carry it.

    Needs at least two different grades and all stops connected through common judges.
    """
    model = _Rasch(sorted(grades))
    while model.improve() >= _SETTLED:
        if model.rounds == _MOST_ROUNDS or model.widest() > _WIDEST:
            raise UnusableScores(
                "not_settled",
                "等级分的计算没有收敛：有一部分评委的等级总比另一部分的高（或低），宽严没有尽头。请增加共同打分的点位。",
            )
    return model.result()


class _Rasch:
    """The state of the fit. Structure is judges, criteria and steps, in this order; stops are eliminated."""

    def __init__(self, grades: Sequence[Grade]) -> None:
        _check(grades)
        self.rounds = 0
        self._judges = tuple(sorted({one.judge for one in grades}))
        self._stops = tuple(sorted({(one.unit, one.stop) for one in grades}))
        self._criteria = tuple(sorted({one.criterion for one in grades}))
        self._grades = tuple(sorted({one.value for one in grades}))
        self._judge = _numbers([one.judge for one in grades], self._judges)
        self._stop = _numbers([(one.unit, one.stop) for one in grades], self._stops)
        self._criterion = _numbers([one.criterion for one in grades], self._criteria)
        self._given = _numbers([one.value for one in grades], self._grades)
        sizes = (len(self._judges), len(self._criteria), len(self._grades) - 1)
        self._edges = np.cumsum(sizes)[:-1]
        self._blocks = [np.repeat(np.arange(3) == block, sizes).astype(float) for block in range(3)]
        self._ladder = np.arange(len(self._grades), dtype=np.float64)
        self._measures = np.zeros(len(self._stops))
        self._structure = np.zeros(sum(sizes))
        self._observed_stops = self._sums(self._stop, len(self._stops))
        self._observed = self._observed_structure()

    def improve(self) -> float:
        """One Newton step on everything; the largest change, in logits."""
        self.rounds += 1
        chances = self._chances()
        information, cross, square = self._information(chances)
        expected, at_least = self._expected(chances)
        stop_rest = self._observed_stops - sums(self._stop, expected, len(self._stops))
        rest = self._observed - self._by_structure(expected, at_least)
        reduced = square - cross.T @ (cross / information[:, None])
        right = -rest - cross.T @ (stop_rest / information)
        for block in self._blocks:
            # Each block's level is free against the stops; holding its sum at 0 pins it.
            right -= block * (block @ right) / block.sum()
            reduced += np.outer(block, block)
        step = np.linalg.solve(reduced, right)
        stop_step = (stop_rest - cross @ step) / information
        largest = max(float(np.abs(step).max()), float(np.abs(stop_step).max()))
        shrink = min(1.0, _LONGEST_STEP / max(largest, _SETTLED))
        self._structure += shrink * step
        self._measures += shrink * stop_step
        return largest

    def widest(self) -> float:
        """The severity, difficulty or step farthest from 0."""
        return float(np.abs(self._structure).max())

    def result(self) -> RubricFit:
        chances = self._chances()
        information, cross, square = self._information(chances)
        reduced = square - cross.T @ (cross / information[:, None])
        for block in self._blocks:
            reduced += np.outer(block, block)
        inverse = np.linalg.inv(reduced)
        for block in self._blocks:
            inverse -= np.outer(block, block) / block.sum() ** 2  # the sum held at 0 has no error
        scaled = cross / information[:, None]
        covariance = np.diag(1 / information) + scaled @ inverse @ scaled.T
        severities, difficulties, steps = np.split(self._structure, self._edges)
        fair, slopes = self._fair(difficulties, steps)
        spread = float(np.var(self._measures, ddof=1)) if len(self._stops) > 1 else 0.0
        error = float(np.diag(covariance).mean())
        return RubricFit(
            stops=self._stops,
            measures=self._measures,
            covariance=covariance,
            fair=fair,
            slopes=slopes,
            judges=self._judges,
            severities=severities,
            severities_se=np.sqrt(np.diag(inverse)[: len(self._judges)]),
            infit=self._infit(chances),
            criteria=self._criteria,
            difficulties=difficulties,
            grades=self._grades,
            steps=steps,
            deviance=float(-2 * np.log(chances[np.arange(len(self._given)), self._given]).sum()),
            reliability=max(0.0, 1 - error / spread) if spread else 0.0,
        )

    def _chances(self) -> Floats:
        """Probability of each grade (n × grades)."""
        severities, difficulties, steps = np.split(self._structure, self._edges)
        place = self._measures[self._stop] - severities[self._judge] - difficulties[self._criterion]
        return _chances(place, self._ladder, steps)

    def _expected(self, chances: Floats) -> tuple[Floats, Floats]:
        """Expected grade (n) and chance of reaching each step (n × steps)."""
        return chances @ self._ladder, chances[:, ::-1].cumsum(axis=1)[:, -2::-1]

    def _information(self, chances: Floats) -> tuple[Floats, Floats, Floats]:
        """Second derivatives: stops (diagonal), stops × structure, structure × structure."""
        expected, at_least = self._expected(chances)
        variance = chances @ self._ladder**2 - expected**2
        # E[x; x ≥ k] less E[x] P(x ≥ k)
        reached = (chances * self._ladder)[:, ::-1].cumsum(axis=1)[:, -2::-1]
        with_steps = reached - expected[:, None] * at_least
        stops = len(self._stops)
        information = sums(self._stop, variance, stops)
        cross = -np.column_stack(
            [
                cell_sums(self._stop, stops, self._judge, len(self._judges), variance),
                cell_sums(self._stop, stops, self._criterion, len(self._criteria), variance),
                *(sums(self._stop, one, stops) for one in with_steps.T),
            ]
        )
        return information, cross, self._square(variance, with_steps, at_least)

    def _square(self, variance: Floats, with_steps: Floats, at_least: Floats) -> Floats:
        judges, criteria = len(self._judges), len(self._criteria)
        mixed = cell_sums(self._judge, judges, self._criterion, criteria, variance)
        judge_steps = np.column_stack([sums(self._judge, one, judges) for one in with_steps.T])
        own_steps = np.column_stack([sums(self._criterion, one, criteria) for one in with_steps.T])
        # P(x ≥ k and x ≥ l) is P(x ≥ the higher of both).
        steps = at_least.shape[1]
        higher = np.maximum.outer(np.arange(steps), np.arange(steps))
        between = at_least.sum(axis=0)[higher] - at_least.T @ at_least
        of_judges = np.diag(sums(self._judge, variance, judges))
        of_criteria = np.diag(sums(self._criterion, variance, criteria))
        return np.block(
            [
                [of_judges, mixed, judge_steps],
                [mixed.T, of_criteria, own_steps],
                [judge_steps.T, own_steps.T, between],
            ]
        )

    def _by_structure(self, expected: Floats, at_least: Floats) -> Floats:
        return np.concatenate(
            [
                sums(self._judge, expected, len(self._judges)),
                sums(self._criterion, expected, len(self._criteria)),
                at_least.sum(axis=0),
            ]
        )

    def _observed_structure(self) -> Floats:
        steps = [float((self._given >= step).sum()) for step in range(1, len(self._grades))]
        return np.concatenate(
            [
                self._sums(self._judge, len(self._judges)),
                self._sums(self._criterion, len(self._criteria)),
                steps,
            ]
        )

    def _sums(self, of: Indices, count: int) -> Floats:
        """Sums of grades, those at an end drawn in."""
        given = sums(of, self._given.astype(np.float64), count)
        most = sums(of, np.ones(len(of)), count) * self._ladder[-1]
        return np.clip(given, _EXTREME, most - _EXTREME)

    def _fair(self, difficulties: Floats, steps: Floats) -> tuple[Floats, Floats]:
        values = np.array(self._grades, dtype=np.float64)
        fair, slopes = np.zeros(len(self._stops)), np.zeros(len(self._stops))
        for difficulty in difficulties:
            chances = _chances(self._measures - difficulty, self._ladder, steps)
            fair += chances @ values
            slopes += chances @ (values * self._ladder) - (chances @ values) * (chances @ self._ladder)
        return fair / len(difficulties), slopes / len(difficulties)

    def _infit(self, chances: Floats) -> Floats:
        expected = chances @ self._ladder
        variance = chances @ self._ladder**2 - expected**2
        count = len(self._judges)
        surprise = sums(self._judge, (self._given - expected) ** 2, count)
        return np.asarray(surprise / sums(self._judge, variance, count))


def _chances(place: Floats, ladder: Floats, steps: Floats) -> Floats:
    logits = place[:, None] * ladder - np.concatenate([[0.0], np.cumsum(steps)])
    raised = np.exp(logits - logits.max(axis=1, keepdims=True))
    return np.asarray(raised / raised.sum(axis=1, keepdims=True))


def _numbers(values: Sequence[object], names: Sequence[object]) -> Indices:
    number = {name: position for position, name in enumerate(names)}
    return np.array([number[value] for value in values], dtype=np.intp)


def _check(grades: Sequence[Grade]) -> None:
    if len({one.value for one in grades}) < 2:
        raise UnusableScores("no_spread", "全部等级都相同，分不出高低。")
    parts = connected_parts((one.judge, (one.unit, one.stop)) for one in grades)
    if len(parts) > 1:
        raise disconnected(parts)
