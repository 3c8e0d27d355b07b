"""A sealed tour looked at again with strictness taken off: a trial that changes nothing; the sealed result stays.

Judges appear under the codes of the sealed content. Single marks are for those who may see ballots; the page asks.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from guanmo.engines.fairness import FairJudge, FairUnit, Method, TourResult
from guanmo.engines.scoring import (
    FLAG_LABELS,
    InvalidBallots,
    NoWhatIf,
    OrderChange,
    Result,
    Unit,
    band_text,
    changes_from,
    order_changes,
    range_text,
    what_if,
)
from guanmo.observation import queries
from guanmo.observation.fairness_check_queries import Check, checks_of
from guanmo.observation.models import Tour
from guanmo.observation.result_queries import Place, ranking
from guanmo.observation.seal_queries import counted_ballots, marks_in, sealed_content

COMPARED = (Method.PLAIN, Method.TRIMMED, Method.ADJUSTED)


class NoTrial(Exception):
    """These marks carry no trial; the message says why, in words for the page."""


@dataclass(frozen=True)
class Standing:
    """What one method makes of a unit; `moved` is how many places better than the sealed result."""

    value: str
    rank: int
    moved: int


@dataclass(frozen=True)
class UnitLine:
    """A unit under the sealed result and three other methods, and how sure its place is."""

    place: Place
    standings: Sequence[Standing]
    """In the order of `COMPARED`."""
    range: str
    first: str
    band: str


@dataclass(frozen=True)
class GroupLines:
    """The units of one group; the only one has no name where the rule has no groups."""

    name: str
    lines: list[UnitLine]


@dataclass(frozen=True)
class JudgeBar:
    """A judge's strictness as a bar, in percent of the chart's width; zero stands at 50."""

    code: str
    group: str
    n: int
    offset: str
    se: str
    start: str
    width: str
    low: str
    high: str
    flags: str


@dataclass(frozen=True)
class VariancePart:
    """A part of the differences between marks, as a share of 1."""

    label: str
    share: Decimal


@dataclass(frozen=True)
class GivenMark:
    """A single mark that does not count, or counts less."""

    code: str
    unit: str
    stop: str
    value: str
    says: str


@dataclass(frozen=True)
class Fairness:
    """Everything the page 公平性核对 shows."""

    marks: int
    what_if: bool
    """Whether the sealed result was made by another rule, so that this is a trial."""
    groups: list[GroupLines]
    changes: Sequence[OrderChange]
    judges: list[JudgeBar]
    parts: list[VariancePart]
    checks: list[Check]
    weighed: list[GivenMark]
    left_out: list[GivenMark]

    @property
    def moved(self) -> list[str]:
        """The units that one of the compared methods places otherwise than the sealed result."""
        lines = [line for group in self.groups for line in group.lines]
        return [line.place.unit for line in lines if any(one.moved for one in line.standings)]

    @property
    def units(self) -> int:
        return sum(len(group.lines) for group in self.groups)


def trial_of(tour: Tour) -> Result:
    """The counted ballots of a sealed tour ranked with strictness taken off; raises `NoTrial`."""
    content = sealed_content(tour)
    units = [Unit(entry["name"], entry["group"]) for entry in content["units"]]
    try:
        return what_if(marks_in(content, counted_ballots(tour)), queries.pack_of(tour), units=units)
    except NoWhatIf as error:
        raise NoTrial(str(error)) from error
    except InvalidBallots as error:
        raise NoTrial(" ".join(str(problem) for problem in error.problems)) from error


def fairness_of(tour: Tour) -> Fairness:
    """The trial as the page shows it; raises `NoTrial`."""
    result = trial_of(tour)
    fair = result.fair
    if not isinstance(fair, TourResult):
        raise NoTrial("等级分的松紧以对数单位计，这一页还不能比较。")
    rule = result.pack.ballot_rule
    rankings = ranking(tour)
    places = [place for group in rankings for place in group.places]
    ranks = {place.unit: place.rank for place in places}
    tied = {place.unit for place in places if place.tied_with}
    found = {unit.unit: unit for unit in fair.units}
    digits = rule.rounding.result
    return Fairness(
        marks=len(fair.explain),
        what_if=queries.pack_of(tour).ballot_rule.fair is None,
        groups=[
            GroupLines(group.name, [_line(place, found[place.unit], digits) for place in group.places])
            for group in rankings
        ],
        changes=(*changes_from(fair, ranks, tied), *order_changes(fair)),
        judges=_bars(fair.judges),
        parts=_parts(fair),
        checks=checks_of(fair, rule),
        weighed=_weighed(fair),
        left_out=_left_out(result),
    )


def _line(place: Place, unit: FairUnit, digits: int) -> UnitLine:
    return UnitLine(
        place=place,
        standings=[
            Standing(f"{unit.values[method]:.{digits}f}", unit.ranks[method], place.rank - unit.ranks[method])
            for method in COMPARED
        ],
        range=range_text(unit),
        first=_chance(unit.p_first),
        band=band_text(unit.band),
    )


def _chance(share: float) -> str:
    """A chance in whole percent; draws tell nothing about what is rarer than one in two hundred."""
    if 0.005 <= share < 0.995:
        return f"{share:.0%}"
    return "几乎肯定" if share >= 0.995 else "几乎没有"


def _bars(judges: Sequence[FairJudge]) -> list[JudgeBar]:
    """The most lenient first; the longest bar with its error reaches the edge."""
    reach = max(abs(judge.offset) + 2 * judge.se for judge in judges) or 1.0
    return [_bar(judge, reach) for judge in sorted(judges, key=lambda one: (-one.offset, one.judge))]


def _bar(judge: FairJudge, reach: float) -> JudgeBar:
    def at(points: float) -> float:
        return 50 + 49 * points / reach

    ends = sorted((50.0, at(judge.offset)))
    return JudgeBar(
        code=judge.judge,
        group=judge.group,
        n=judge.n,
        offset=f"{judge.offset:+.2f}",
        se=f"{judge.se:.2f}",
        start=f"{ends[0]:.2f}",
        width=f"{ends[1] - ends[0]:.2f}",
        low=f"{at(judge.offset - 2 * judge.se):.2f}",
        high=f"{at(judge.offset + 2 * judge.se):.2f}",
        flags="、".join(FLAG_LABELS[flag] for flag in judge.flags),
    )


def _parts(fair: TourResult) -> list[VariancePart]:
    found = fair.variances
    named = {"点位之间": found.stop, "评委松紧": found.judge, "其余（随机误差）": found.residual}
    total = sum(named.values()) or 1.0
    return [VariancePart(label, Decimal(f"{part / total:.6f}")) for label, part in named.items()]


def _weighed(fair: TourResult) -> list[GivenMark]:
    """Wild marks, the most weighed down first."""
    return [
        GivenMark(
            one.score.judge,
            one.score.unit,
            one.score.stop,
            f"{one.score.value:.2f}",
            f"按松紧应在{one.expected:.2f}分上下，比重降为{one.weight:.2f}",
        )
        for one in sorted(fair.weighed_down, key=lambda one: (one.weight, one.score.judge, one.score.stop))
    ]


def _left_out(result: Result) -> list[GivenMark]:
    return [GivenMark(one.judge, one.unit, one.stop, f"{one.value:g}", one.reason) for one in result.excluded]
