"""From ballots to the fair ranking: each judge's marks for a stop become one score, then statistics take over."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction

from guanmo.engines.fairness import (
    Grade,
    Judge,
    Policy,
    RatedTour,
    Score,
    TourResult,
    UnusableScores,
    rate_tour,
    score_tour,
)
from guanmo.engines.packs.ballot_rules import (
    BallotRule,
    Combine,
    FairMethod,
    FairRule,
    OwnUnit,
    Weighted,
)
from guanmo.engines.scoring.counting import FairValues
from guanmo.engines.scoring.gathering import MILLION, OWN_UNIT, Gathered
from guanmo.engines.scoring.marks import InvalidBallots, Problem

FairTour = TourResult | RatedTour
_Marks = dict[tuple[str, str, str], dict[str, Fraction]]
"""Marks by criterion of a judge for a unit's stop."""


def fair_ranking(
    gathered: Gathered,
    rule: BallotRule,
    fair: FairRule,
    criteria: Sequence[Weighted],
    group_of: Mapping[str, str],
) -> FairValues:
    """The fair ranking of what counts, with its values; raises `InvalidBallots` where the scores cannot carry it."""
    tour = _fair_tour(gathered, rule, fair, criteria, group_of)
    return FairValues(tour, _unit_values(tour), _stop_values(tour))


def _fair_tour(
    gathered: Gathered,
    rule: BallotRule,
    fair: FairRule,
    criteria: Sequence[Weighted],
    group_of: Mapping[str, str],
) -> FairTour:
    judges = [Judge(name, seat.unit, seat.group) for name, seat in sorted(gathered.seats.items())]
    policy = _policy(rule, fair)
    try:
        if fair.method is FairMethod.RUBRIC:
            return rate_tour(list(_grades(_counted(gathered))), judges=judges, groups=group_of, policy=policy)
        weights = {one.name: Fraction(one.weight) for one in criteria}
        given = _counted(gathered) | _own(gathered)
        scores = [Score(*key, _total(marks, weights, rule.combine)) for key, marks in given.items()]
        return score_tour(scores, judges=judges, groups=group_of, policy=policy)
    except UnusableScores as error:
        raise InvalidBallots([Problem(error.code, str(error))]) from error


def _unit_values(tour: FairTour) -> dict[str, Fraction]:
    """The fair value of each unit, in points."""
    return {unit.unit: Fraction(unit.value) for unit in tour.units}


def _stop_values(tour: FairTour) -> dict[tuple[str, str], Fraction]:
    """The fair value of each stop, in points."""
    if isinstance(tour, RatedTour):
        return {(one.unit, one.stop): Fraction(one.fair) for one in tour.stops}
    return {(one.unit, one.stop): Fraction(one.adjusted) for one in tour.stops}


def _policy(rule: BallotRule, fair: FairRule) -> Policy:
    return Policy(
        leave_out_own=rule.own_unit is OwnUnit.EXCLUDE,
        robust=fair.robust,
        trim_high=1 if rule.trim is None else rule.trim.high,
        trim_low=1 if rule.trim is None else rule.trim.low,
        group_weights={group.name: float(group.weight) for group in rule.judge_groups},
        most=None if rule.scale is None else float(rule.scale.most),
        least_per_stop=fair.least_per_stop,
        least_per_judge=fair.least_per_judge,
        draws=fair.draws,
        seed=fair.seed,
    )


def _counted(gathered: Gathered) -> _Marks:
    given: _Marks = defaultdict(dict)
    for (unit, stop, _), sheet in gathered.sheets.items():
        for criterion, panel in sheet.items():
            for judge, mark in panel.items():
                given[judge, unit, stop][criterion] = Fraction(mark, MILLION)
    return given


def _own(gathered: Gathered) -> _Marks:
    """What judges gave their own units and does not count: it still tells how large the favour is."""
    given: _Marks = defaultdict(dict)
    for one in gathered.excluded:
        if one.code == OWN_UNIT:
            given[one.judge, one.unit, one.stop][one.criterion] = Fraction(one.value)
    return given


def _total(marks: Mapping[str, Fraction], weights: Mapping[str, Fraction], combine: Combine) -> float:
    """Criteria by weight; the mean over those the judge marked."""
    total = sum((weights[criterion] * mark for criterion, mark in marks.items()), Fraction(0))
    if combine is Combine.SUM:
        return float(total)
    return float(total / sum(weights[criterion] for criterion in marks))


def _grades(given: _Marks) -> Iterator[Grade]:
    for (judge, unit, stop), marks in given.items():
        for criterion, mark in marks.items():
            yield Grade(judge, unit, stop, criterion, float(mark))
