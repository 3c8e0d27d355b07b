"""Opens a result: every mark used or cut, and every number it went into.

Numbers here are texts, exact: decimals where they end, otherwise fractions such as 256/3.
Built when asked for, from the steps the result itself rests on.
"""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from decimal import Decimal
from fractions import Fraction

from guanmo.engines.packs import BallotRule
from guanmo.engines.rounding import exact_text, plain
from guanmo.engines.scoring.counting import Result, UnitResult
from guanmo.engines.scoring.gathering import MILLION, Panel
from guanmo.engines.scoring.sentences import rule_sentences
from guanmo.engines.scoring.steps import GroupStep, PanelStep, StopStep, UnitStep

KEPT, CUT_LOW, CUT_HIGH = "kept", "cut_low", "cut_high"


@dataclass(frozen=True, slots=True)
class MarkWorking:
    judge: str
    value: str
    use: str
    """kept, cut_low or cut_high."""
    place: int | None
    """On rank ballots the place the points were given for."""
    parts: Mapping[str, str]
    """When ends are cut from totals, the scores by criterion that make up the total."""


@dataclass(frozen=True, slots=True)
class PanelWorking:
    criterion: str
    weight: str
    marks: tuple[MarkWorking, ...]
    n: int
    kept: int
    total: str
    mean: str
    value: str
    """The mean, rounded where the rule rounds here."""


@dataclass(frozen=True, slots=True)
class GroupWorking:
    judge_group: str
    weight: str
    panels: tuple[PanelWorking, ...]
    value: str


@dataclass(frozen=True, slots=True)
class StopWorking:
    unit: str
    stop: str
    groups: tuple[GroupWorking, ...]
    empty_groups: tuple[str, ...]
    value: str


@dataclass(frozen=True, slots=True)
class UnitWorking:
    unit: str
    group: str
    stops: tuple[str, ...]
    stop_values: tuple[str, ...]
    combined: str
    """mean or sum of the stops."""
    value: str
    score: str
    rank: int
    tied_with: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Workings:
    title: str
    sentences: tuple[str, ...]
    units: tuple[UnitWorking, ...]
    stops: tuple[StopWorking, ...]
    total: str
    """Of all units' exact values; on full rank ballots it is known beforehand."""


def workings(result: Result) -> Workings:
    rule = result.pack.ballot_rule
    return Workings(
        title=result.pack.title,
        sentences=rule_sentences(rule),
        units=tuple(
            _unit(rule, result, step, own) for step, own in zip(result.steps, result.units, strict=True)
        ),
        stops=tuple(_stop(result, stop) for step in result.steps for stop in step.stops),
        total=exact_text(sum((step.value for step in result.steps), Fraction(0))),
    )


def stop_working(result: Result, unit: str, stop: str) -> StopWorking:
    """The workings of one stop alone; raises `LookupError` for a stop that is not in the result."""
    for step in result.steps:
        for own in step.stops:
            if (own.unit, own.stop) == (unit, stop):
                return _stop(result, own)
    raise LookupError(f"结果里没有“{unit}”的“{stop}”。")


def plain_json(result: Result) -> dict[str, object]:
    """The result as plain JSON values; scores are numbers, workings are exact texts."""
    return {
        "units": [asdict(unit) | {"score": float(unit.score)} for unit in result.units],
        "stops": [asdict(stop) | {"score": float(stop.score)} for stop in result.stops],
        "excluded": [asdict(entry) | {"value": float(entry.value)} for entry in result.excluded],
        "rule": asdict(result.rule),
        "workings": asdict(workings(result)),
    }


def _unit(rule: BallotRule, result: Result, step: UnitStep, own: UnitResult) -> UnitWorking:
    tied = tuple(
        other.unit
        for other in result.units
        if other.unit != own.unit
        and other.rank == own.rank
        and (not rule.unit_groups or other.group == own.group)
    )
    return UnitWorking(
        unit=step.unit,
        group=step.group,
        stops=tuple(stop.stop for stop in step.stops),
        stop_values=tuple(exact_text(stop.value) for stop in step.stops),
        combined=rule.stops.value,
        value=exact_text(step.value),
        score=str(own.score),
        rank=own.rank,
        tied_with=tied,
    )


def _stop(result: Result, step: StopStep) -> StopWorking:
    return StopWorking(
        unit=step.unit,
        stop=step.stop,
        groups=tuple(_group(result, step, group) for group in step.groups),
        empty_groups=step.empty_groups,
        value=exact_text(step.value),
    )


def _group(result: Result, stop: StopStep, step: GroupStep) -> GroupWorking:
    given = result.given.get((stop.unit, stop.stop, step.name), {})
    return GroupWorking(
        judge_group=step.name,
        weight=_weight(step.weight),
        panels=tuple(_panel(panel, given.get(panel.criterion, {}), step.parts) for panel in step.panels),
        value=exact_text(step.value),
    )


def _panel(step: PanelStep, given: Panel, parts: Mapping[str, Panel]) -> PanelWorking:
    in_order = sorted(step.marks.items(), key=lambda item: (item[1], item[0]))
    uses = [CUT_LOW] * step.cut_low + [KEPT] * step.kept + [CUT_HIGH] * step.cut_high
    marks = tuple(
        MarkWorking(
            judge=judge,
            value=exact_text(Fraction(mark, step.divisor)),
            use=use,
            place=given[judge] // MILLION if judge in given else None,
            parts={name: exact_text(Fraction(panel[judge], MILLION)) for name, panel in parts.items()},
        )
        for (judge, mark), use in zip(in_order, uses, strict=True)
    )
    total = Fraction(step.total, step.divisor)
    return PanelWorking(
        criterion=step.criterion,
        weight=_weight(step.weight),
        marks=marks,
        n=len(marks),
        kept=step.kept,
        total=exact_text(total),
        mean=exact_text(total / step.kept),
        value=exact_text(step.value),
    )


def _weight(weight: Decimal | None) -> str:
    return "1" if weight is None else plain(weight)
