"""A year's order of the units: parts between 0 and 100, weighted; a missing part is never a silent 0.

Exact fractions, so that the same year gives the same places for ever. The worked table: docs/algorithms/yearly.md.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from guanmo.engines.packs.composite_rules import CompositeRule, Measure, MissingPart, Part
from guanmo.engines.rounding import rounded
from guanmo.engines.scoring.places import places

MEASURES: Mapping[Measure, str] = {
    Measure.TOUR: "期内各次已封存观摩得分的平均，折成百分制",
    Measure.PROMISES: "期内到期、已核查的承诺兑现的比例",
    Measure.COMPLETION: "月末累计完成占年度计划的比例除以序时进度，最多100，各月平均",
}
GAPS: Mapping[MissingPart, str] = {
    MissingPart.SPREAD: "没有的，权重分给其他部分",
    MissingPart.FLOOR: "没有的，计0分",
    MissingPart.WITHHOLD: "没有的，暂不排名",
}


@dataclass(frozen=True, slots=True)
class PartPoints:
    """One part of a unit: its value (0 to 100), its share of the total (0 to 1), what it brings; None where it is missing."""

    part: Part
    value: Fraction | None
    share: Fraction
    points: Fraction | None


@dataclass(frozen=True, slots=True)
class YearlyUnit:
    """A unit's parts in the order of the rule, its published total and its place in its group; None where withheld."""

    unit: str
    group: str
    parts: tuple[PartPoints, ...]
    total: Decimal | None
    rank: int | None


def yearly(
    rule: CompositeRule, values: Mapping[str, Sequence[Fraction | None]], groups: Mapping[str, str]
) -> tuple[YearlyUnit, ...]:
    """The units group by group in the order given, within a group by place, those without one last.

    `values`: for each unit one value (0 to 100, or None) a part of the rule. `groups`: the group of each unit.
    """
    worked = {unit: _parts(rule, found) for unit, found in values.items()}
    totals = {unit: _total(rule, parts) for unit, parts in worked.items()}
    ranks: dict[str, int] = {}
    names = list(dict.fromkeys(groups[unit] for unit in values))
    for name in names:
        inside = {u: t for u, t in totals.items() if t is not None and groups[u] == name}
        ranks |= places(inside, rule.ties)
    units = [
        YearlyUnit(unit, groups[unit], parts, totals[unit], ranks.get(unit)) for unit, parts in worked.items()
    ]
    last = len(units) + 1
    return tuple(sorted(units, key=lambda unit: (names.index(unit.group), unit.rank or last)))


def yearly_sentences(rule: CompositeRule) -> tuple[str, ...]:
    """The rule in words, a sentence a part."""
    whole = sum(part.weight for part in rule.parts)
    return tuple(
        f"{part.name}占{rounded(Fraction(part.weight) * 100 / Fraction(whole), 1).normalize():f}%：{MEASURES[part.measure]}；"
        f"{GAPS[part.missing]}。"
        for part in rule.parts
    )


def _parts(rule: CompositeRule, values: Sequence[Fraction | None]) -> tuple[PartPoints, ...]:
    counted = [
        Fraction(0) if value is None and part.missing is MissingPart.FLOOR else value
        for part, value in zip(rule.parts, values, strict=True)
    ]
    # A part that is withheld keeps its weight: what is there shows as it will stand.
    weights = [
        Fraction(0) if value is None and part.missing is MissingPart.SPREAD else Fraction(part.weight)
        for part, value in zip(rule.parts, counted, strict=True)
    ]
    whole = sum(weights) or Fraction(1)
    return tuple(
        PartPoints(part, value, weight / whole, None if value is None else value * weight / whole)
        for part, value, weight in zip(rule.parts, counted, weights, strict=True)
    )


def _total(rule: CompositeRule, parts: Sequence[PartPoints]) -> Decimal | None:
    points = [part.points for part in parts if part.points is not None]
    withheld = any(one.value is None and one.part.missing is MissingPart.WITHHOLD for one in parts)
    return None if withheld or not points else rounded(sum(points, Fraction(0)), rule.digits)
