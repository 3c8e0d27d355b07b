"""The official arithmetic: ballots and a rule in, scores and places out.

It and all it imports need nothing but Python's own library, so that the stand-alone verifier runs these very lines. The
statistics of fair rules come from outside, as a `Ranker`.
"""

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from fractions import Fraction
from typing import TYPE_CHECKING

from guanmo.engines.packs import BallotRule, Pack
from guanmo.engines.packs.ballot_rules import Compare, FairRule, Weighted
from guanmo.engines.rounding import rounded
from guanmo.engines.scoring.completeness import (
    check_units,
    criteria_of,
    groups_of_units,
    leave_out_excused,
    leave_out_own,
    settle_missing,
)
from guanmo.engines.scoring.gathering import Gathered, Panel, SheetKey, gather
from guanmo.engines.scoring.marks import Excluded, InvalidBallots, Mark, Problem, Unit
from guanmo.engines.scoring.places import places
from guanmo.engines.scoring.rank_ballots import give_points
from guanmo.engines.scoring.steps import Averaging, UnitStep

if TYPE_CHECKING:
    from guanmo.engines.scoring.fair_tally import FairTour


@dataclass(frozen=True, slots=True)
class UnitResult:
    unit: str
    group: str
    score: Decimal
    rank: int


@dataclass(frozen=True, slots=True)
class StopResult:
    stop: str
    unit: str
    n: int
    """Judges whose marks are valid here, those at the cut ends among them."""
    score: Decimal


@dataclass(frozen=True, slots=True)
class RuleRef:
    id: str
    hash: str


@dataclass(frozen=True, slots=True)
class Result:
    """Units by group and place, stops by unit; `engines.scoring.workings` opens every number."""

    units: tuple[UnitResult, ...]
    stops: tuple[StopResult, ...]
    excluded: tuple[Excluded, ...]
    rule: RuleRef
    pack: Pack = field(repr=False)
    steps: tuple[UnitStep, ...] = field(repr=False)
    """In the order of `units`."""
    given: Mapping[SheetKey, Mapping[str, Panel]] = field(repr=False)
    fair: "FairTour | None" = field(default=None, repr=False)
    """Where the rule takes strictness off: scores and places are those of this ranking, and `steps` show
    how the same marks average without it."""


@dataclass(frozen=True, slots=True)
class FairValues:
    """What strictness taken off makes of the same marks: the whole ranking, and its values in points."""

    tour: "FairTour"
    units: Mapping[str, Fraction]
    stops: Mapping[tuple[str, str], Fraction]


Ranker = Callable[[Gathered, BallotRule, FairRule, Sequence[Weighted], Mapping[str, str]], FairValues]
"""Marks, rule, criteria and the group of each unit in; the fair ranking out."""


class NeedsStatistics(Exception):
    """A fair rule met the arithmetic alone. No ValueError: nothing is wrong with the ballots."""


def without_statistics(*_: object) -> FairValues:
    """The ranker of a place that has none."""
    raise NeedsStatistics("这个规则要校正评委松紧，须用完整的程序计算。")


def count(
    ballots: Sequence[Mark],
    pack: Pack,
    *,
    units: Sequence[Unit] = (),
    ranker: Ranker = without_statistics,
) -> Result:
    """Score and rank the units; raises `InvalidBallots` with every problem found.

    The order of the ballots never matters. `units`, where given, says who takes part, in which
    group and in which order stops are listed; otherwise units are those on the ballots, by name.
    The worked table is in docs/algorithms/tally.md. Raises `NeedsStatistics` for a fair rule without a `ranker`.
    """
    rule = pack.ballot_rule
    gathered = gather(ballots, rule)
    names = _names(gathered, units)
    group_of, problems = groups_of_units(names, rule, units)
    problems += check_units(gathered, units) + gathered.problems
    if not ballots:
        problems.append(Problem("no_ballots", "没有任何选票。"))
    _raise_if(problems)
    if rule.points is not None:
        give_points(gathered, rule, rule.points, group_of)
        _raise_if(gathered.problems)
    leave_out_own(gathered, rule)
    leave_out_excused(gathered, rule)
    criteria = criteria_of(gathered, rule)
    settle_missing(gathered, rule, criteria)
    _raise_if(gathered.problems)
    averaging = Averaging(rule, criteria)
    steps = _steps(gathered, averaging, names, group_of)
    _raise_if(averaging.problems)
    fair = None if rule.fair is None else ranker(gathered, rule, rule.fair, criteria, group_of)
    return _result(pack, rule, gathered, steps, fair)


def check_marks(ballots: Sequence[Mark], pack: Pack) -> Sequence[Problem]:
    """What is wrong with single marks and pairs of them, without asking whether all are there."""
    return gather(ballots, pack.ballot_rule).problems


def _raise_if(problems: Sequence[Problem]) -> None:
    if problems:
        raise InvalidBallots(problems)


def _names(gathered: Gathered, units: Sequence[Unit]) -> list[str]:
    listed = list(dict.fromkeys(unit.name for unit in units))
    return listed + sorted({key[0] for key in gathered.sheets} - set(listed))


def _steps(
    gathered: Gathered, averaging: Averaging, names: Sequence[str], group_of: Mapping[str, str]
) -> list[UnitStep]:
    """Unit by unit, in the order of `names`."""
    by_stop: dict[str, dict[str, dict[str, Mapping[str, Panel]]]] = defaultdict(lambda: defaultdict(dict))
    for (unit, stop, group), sheet in gathered.sheets.items():
        by_stop[unit][stop][group] = sheet
    return [
        averaging.unit(
            name,
            group_of[name],
            [averaging.stop(name, stop, by_stop[name][stop]) for stop in sorted(by_stop[name])],
        )
        for name in names
    ]


def _result(
    pack: Pack, rule: BallotRule, gathered: Gathered, steps: Sequence[UnitStep], fair: FairValues | None
) -> Result:
    values = {step.unit: step.value for step in steps}
    stop_values = {(stop.unit, stop.stop): stop.value for step in steps for stop in step.stops}
    if fair is not None:
        values, stop_values = dict(fair.units), dict(fair.stops)
    order = [group.name for group in rule.unit_groups]
    ranked: dict[str, int] = {}
    for group in order or [""]:
        members = [step for step in steps if not order or step.group == group]
        ranked |= places({step.unit: _compared(rule, values[step.unit]) for step in members}, rule.ties)
    results = {
        step.unit: UnitResult(step.unit, step.group, _published(rule, values[step.unit]), ranked[step.unit])
        for step in steps
    }
    in_order = sorted(steps, key=lambda step: (order.index(step.group) if order else 0, ranked[step.unit]))
    return Result(
        units=tuple(results[step.unit] for step in in_order),
        stops=tuple(
            StopResult(stop.stop, stop.unit, stop.judges, _published(rule, stop_values[stop.unit, stop.stop]))
            for step in steps
            for stop in step.stops
        ),
        excluded=tuple(sorted(gathered.excluded, key=_excluded_order)),
        rule=RuleRef(pack.id, pack.hash),
        pack=pack,
        steps=tuple(in_order),
        given=gathered.given,
        fair=None if fair is None else fair.tour,
    )


def _compared(rule: BallotRule, value: Fraction) -> Fraction | Decimal:
    return value if rule.compare is Compare.EXACT else _published(rule, value)


def _published(rule: BallotRule, value: Fraction) -> Decimal:
    return rounded(value, rule.rounding.result, rule.rounding.mode)


def _excluded_order(entry: Excluded) -> tuple[str, ...]:
    return (entry.unit, entry.stop, entry.judge, entry.criterion)
