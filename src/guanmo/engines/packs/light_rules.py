"""The body of a pack of kind `lights`: one measure and bands that cover every value of it."""

import itertools
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction

from guanmo.engines.packs.sections import Section


class Light(StrEnum):
    NORMAL = "normal"
    WARNING = "warning"
    BEHIND = "behind"
    NONE = "none"

    @property
    def label(self) -> str:
        return {"normal": "正常", "warning": "预警", "behind": "滞后", "none": "不亮灯"}[self.value]

    @property
    def colour(self) -> str:
        return {"normal": "绿", "warning": "黄", "behind": "红", "none": ""}[self.value]


class Measure(StrEnum):
    GAP = "gap"
    RATIO = "ratio"
    SHORTFALL = "shortfall"

    @property
    def label(self) -> str:
        return {
            "gap": "完成率与序时进度之差（百分点）",
            "ratio": "完成率与序时进度之比",
            "shortfall": "欠进度占至本月计划的比例",
        }[self.value]


class MissingPlanToDate(StrEnum):
    """What to do when a project has no plan for the months so far."""

    LINEAR = "linear"
    NONE = "none"


@dataclass(frozen=True, slots=True)
class Band:
    """The values between two ends that get one light; an end of None is open without limit."""

    light: Light
    label: str
    low: Decimal | None
    low_included: bool
    high: Decimal | None
    high_included: bool
    in_source: bool
    note: str
    consequence: str

    def holds(self, numerator: int, denominator: int) -> bool:
        """Whether the exact ratio lies in the band; whole numbers alone, since long lists ask for thousands."""
        above = below = True
        if self.low is not None:
            end, scale = self.low.as_integer_ratio()
            above = numerator * scale > end * denominator or (
                self.low_included and numerator * scale == end * denominator
            )
        if self.high is not None:
            end, scale = self.high.as_integer_ratio()
            below = numerator * scale < end * denominator or (
                self.high_included and numerator * scale == end * denominator
            )
        return above and below


@dataclass(frozen=True, slots=True)
class LightRule:
    measure: Measure
    plan_to_date_missing: MissingPlanToDate
    bands: tuple[Band, ...]
    """In rising order of the measure."""

    def band_of(self, value: Fraction) -> Band:
        return self.band_at(value.numerator, value.denominator)

    def band_at(self, numerator: int, denominator: int) -> Band:
        """The band of an exact ratio with a denominator above zero."""
        return next(band for band in self.bands if band.holds(numerator, denominator))


def read_light_rule(section: Section) -> LightRule:
    measure = section.choice("measure", Measure)
    missing = MissingPlanToDate.NONE
    if measure is Measure.SHORTFALL:
        missing = section.choice("plan_to_date_missing", MissingPlanToDate)
    bands = sorted((_band(table) for table in section.sections("bands")), key=_sort_key)
    section.close()
    if bands:
        _check_cover(section, bands)
    else:
        section.refuse("bands", "至少要有一段。")
    return LightRule(measure, missing, tuple(bands))


def _band(section: Section) -> Band:
    low, low_included = _end(section, "at_least", "above")
    high, high_included = _end(section, "at_most", "below")
    in_source = section.flag("in_source", default=True)
    if not in_source and not section.has("note"):
        section.refuse("note", "in_source = false 时要写明原文没有怎样规定、这里怎样处理。")
    band = Band(
        light=section.choice("light", Light),
        label=section.text("label"),
        low=low,
        low_included=low_included,
        high=high,
        high_included=high_included,
        in_source=in_source,
        note=section.text("note", default=""),
        consequence=section.text("consequence", default=""),
    )
    section.close()
    return band


def _end(section: Section, closed_key: str, open_key: str) -> tuple[Decimal | None, bool]:
    if section.has(closed_key) and section.has(open_key):
        section.refuse(open_key, f"不能与 {closed_key} 同时写。")
    closed = section.number(closed_key, default=Decimal(0))
    opened = section.number(open_key, default=Decimal(0))
    if section.has(closed_key):
        return closed, True
    return (opened, False) if section.has(open_key) else (None, False)


def _sort_key(band: Band) -> tuple[Decimal, bool]:
    return (Decimal("-Infinity") if band.low is None else band.low, not band.low_included)


def _check_cover(section: Section, bands: list[Band]) -> None:
    """Bands must meet end to end: a value between two of them would have no light."""
    first, last = bands[0], bands[-1]
    if first.low is not None:
        section.refuse("bands", _hole(f"小于{'' if first.low_included else '或等于'} {first.low} "))
    if last.high is not None:
        section.refuse("bands", _hole(f"大于{'' if last.high_included else '或等于'} {last.high} "))
    for band, following in itertools.pairwise(bands):
        if band.high is None or following.low is None or band.high > following.low:
            section.refuse("bands", f"“{band.label}”与“{following.label}”重叠。")
        elif band.high < following.low:
            section.refuse("bands", _hole(f"{band.high} 与 {following.low} 之间"))
        elif band.high_included and following.low_included:
            section.refuse("bands", f"“{band.label}”与“{following.label}”都包含 {band.high}。")
        elif not band.high_included and not following.low_included:
            section.refuse("bands", _hole(f"正好 {band.high} "))


def _hole(where: str) -> str:
    return f"{where}的情形没有规定；原文没有规定的，请加一段并写 in_source = false 和 note。"
