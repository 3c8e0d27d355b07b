"""The body of a pack of kind `composites`: of what parts a year's order of the units is made, and what a gap means."""

from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from guanmo.engines.packs.ballot_rules import Ties
from guanmo.engines.packs.sections import Section

_LAST_MONTH = 12


class Measure(StrEnum):
    """Where a part's value between 0 and 100 comes from."""

    TOUR = "tour"
    PROMISES = "promises"
    COMPLETION = "completion"


class MissingPart(StrEnum):
    """A unit without a value: its weight goes to the other parts, it counts as 0, or there is no total yet."""

    SPREAD = "spread"
    FLOOR = "floor"
    WITHHOLD = "withhold"


@dataclass(frozen=True, slots=True)
class Part:
    name: str
    weight: Decimal
    measure: Measure
    months: tuple[int, ...]
    """Months of the year, 1 to 12: of the tours, of the promises' limits, at the ends of which the plan is measured."""
    missing: MissingPart
    partly: Decimal
    """What a promise kept in part counts for, 0 to 1."""


@dataclass(frozen=True, slots=True)
class CompositeRule:
    parts: tuple[Part, ...]
    ties: Ties
    digits: int
    """Places after the point of the published total; units tie when their totals are equal there."""


def read_composite_rule(section: Section) -> CompositeRule:
    rule = CompositeRule(
        parts=tuple(_part(table) for table in section.sections("parts")),
        ties=section.choice("ties", Ties, default=Ties.COMPETITION),
        digits=section.whole("digits", default=2, most=6),
    )
    if not rule.parts:
        section.refuse("parts", "至少要有一个部分。")
    names = [part.name for part in rule.parts]
    for name in sorted({name for name in names if names.count(name) > 1}):
        section.refuse("parts", f"名称“{name}”重复。")
    section.close()
    return rule


def _part(section: Section) -> Part:
    part = Part(
        name=section.text("name"),
        weight=section.number("weight"),
        measure=section.choice("measure", Measure),
        months=tuple(int(month) for month in section.numbers("months")),
        missing=section.choice("missing", MissingPart),
        partly=section.number("partly", default=Decimal("0.5")),
    )
    if part.weight <= 0:
        section.refuse("weight", "权重应大于 0。")
    months = section.numbers("months")
    if not months or any(month != int(month) or not 1 <= month <= _LAST_MONTH for month in months):
        section.refuse("months", "应是一列月份，从 1 到 12。")
    elif len(set(months)) != len(months):
        section.refuse("months", "有重复的月份。")
    if not 0 <= part.partly <= 1:
        section.refuse("partly", "应在 0 和 1 之间。")
    section.close()
    return part
