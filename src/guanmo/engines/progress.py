"""Time progress, completion, gap and the computed light of a project.

Exact fractions inside, one rounding at display. The three ways of having no figure stay
apart: None is not filled in (未填), NOT_APPLICABLE does not apply (不适用), and 0 is a figure.
The worked table is in docs/algorithms/lights.md.
"""

from dataclasses import dataclass
from decimal import Decimal
from enum import Enum
from fractions import Fraction
from typing import Final

from guanmo.engines.packs import Band, LightRule, Pack
from guanmo.engines.packs.light_rules import Light, Measure, MissingPlanToDate
from guanmo.engines.periods import InvalidMonth
from guanmo.engines.rounding import as_decimal, rounded

__all__ = [
    "NOT_APPLICABLE",
    "Figure",
    "Light",
    "LightResult",
    "NotApplicable",
    "against_time_text",
    "completion",
    "figure_text",
    "gap",
    "lamp",
    "light",
    "percent_text",
    "points_text",
    "time_progress",
]


class NotApplicable(Enum):
    NOT_APPLICABLE = "不适用"


NOT_APPLICABLE: Final = NotApplicable.NOT_APPLICABLE
Figure = Decimal | NotApplicable | None

_NO_VALUE = "—"
_MOST_DIGITS = 6


@dataclass(frozen=True, slots=True)
class LightResult:
    light: Light
    measure: Measure
    value: Decimal | None
    """The measure's value: points for a gap, a share of 1 for the others; None without a light."""
    band: Band | None
    reason: str
    pack_id: str
    pack_hash: str


@dataclass(frozen=True, slots=True)
class _Known:
    """Figures that are all there, with a plan above zero."""

    done: Fraction
    plan: Fraction
    elapsed: Fraction
    month: int


def time_progress(month: int) -> Decimal:
    """The share of the year that has passed at the end of the month (序时进度).

    >>> time_progress(6)
    Decimal('0.5')
    """
    return as_decimal(_elapsed(month))


def completion(done: Figure, plan: Figure) -> Decimal | None:
    """Done since January as a share of the year's plan; None where there is none to speak of.

    >>> completion(Decimal(629), Decimal(647)) is None, completion(Decimal(5), Decimal(0)) is None
    (False, True)
    """
    share = _share(done, plan)
    return None if share is None else as_decimal(share)


def gap(done: Figure, plan: Figure, month: int) -> Decimal | None:
    """Completion less time progress in percentage points (百分点), not rounded.

    >>> gap(Decimal(40), Decimal(100), 6)
    Decimal('-10')
    """
    share, elapsed = _share(done, plan), _elapsed(month)
    return None if share is None else as_decimal(100 * (share - elapsed))


def light(
    pack: Pack, *, done: Figure, plan: Figure, planned_to_date: Figure = None, month: int
) -> LightResult:
    """The light a pack gives, with its reason; `none` where a figure is missing.

    Money in one unit throughout. `planned_to_date` matters to packs that measure the shortfall only.
    """
    rule = pack.light_rule
    known = _known(done, plan, month)
    if isinstance(known, str):
        return _unlit(pack, rule, known)
    if rule.measure is Measure.SHORTFALL:
        return _shortfall_light(pack, rule, known, planned_to_date)
    value = Fraction(*_against_time_ratio(rule, known.done, known.plan, known.month))
    return _lit(pack, rule, value, _against_time(rule, known, value))


def lamp(pack: Pack, *, done: Figure, plan: Figure, planned_to_date: Figure = None, month: int) -> Light:
    """The light alone, for long lists: the same as `light(…).light`, without the words.

    A list of 5,000 projects asks for every light and for no reason.
    """
    rule, _ = pack.light_rule, _elapsed(month)
    if not isinstance(done, Decimal) or not isinstance(plan, Decimal) or plan <= 0:
        return Light.NONE
    if rule.measure is not Measure.SHORTFALL:
        return rule.band_at(*_against_time_ratio(rule, done, plan, month)).light
    known = _Known(Fraction(done), Fraction(plan), _elapsed(month), month)
    planned = _planned(rule, known, planned_to_date)
    return Light.NONE if planned is None else rule.band_of(_shortfall(planned, known)).light


def percent_text(share: Decimal | None, digits: int = 1) -> str:
    """A share as shown: `97.2%`, or 「—」 where there is none."""
    return _NO_VALUE if share is None else f"{rounded(Fraction(share) * 100, digits)}%"


def points_text(points: Decimal | None, digits: int = 1) -> str:
    """A gap as shown: `+13.8`, `-6.6`, `0.0`, or 「—」; the header names the unit."""
    return _NO_VALUE if points is None else _signed(rounded(Fraction(points), digits))


def against_time_text(points: Decimal | None, digits: int = 1) -> str:
    """A gap in a sentence; what rounds to nothing is level with time.

    >>> against_time_text(Decimal("-8.44")), against_time_text(Decimal("0.04"))
    ('落后序时8.4个百分点', '与序时进度持平')
    """
    if points is None:
        return "没有完成率"
    shown = rounded(Fraction(points), digits)
    if not shown:
        return "与序时进度持平"
    return f"{'快于' if shown > 0 else '落后'}序时{abs(shown)}个百分点"


def figure_text(figure: Figure, digits: int = 2) -> str:
    """An amount as shown; not filled in and not applicable read differently from 0."""
    if figure is None:
        return "未填"
    if isinstance(figure, NotApplicable):
        return str(figure.value)
    return f"{rounded(Fraction(figure), digits):,}"


def _elapsed(month: int) -> Fraction:
    if not 1 <= month <= 12:
        raise InvalidMonth(f"月份应为1至12，写的是{month}。")
    return Fraction(month, 12)


def _share(done: Figure, plan: Figure) -> Fraction | None:
    if not isinstance(done, Decimal) or not isinstance(plan, Decimal) or plan <= 0:
        return None
    return Fraction(done) / Fraction(plan)


def _known(done: Figure, plan: Figure, month: int) -> _Known | str:
    """The figures a light needs, or the reason why there can be none."""
    elapsed = _elapsed(month)
    if not isinstance(plan, Decimal):
        return f"年度计划{figure_text(plan)}，不亮灯。"
    if not isinstance(done, Decimal):
        return f"累计完成{figure_text(done)}，不亮灯。"
    if plan <= 0:
        return f"年度计划为{plan}，没有完成率可言，不亮灯。"
    return _Known(Fraction(done), Fraction(plan), elapsed, month)


def _against_time_ratio(
    rule: LightRule, done: Decimal | Fraction, plan: Decimal | Fraction, month: int
) -> tuple[int, int]:
    """The gap in points, or the ratio to time progress, as numerator and denominator."""
    done_part, done_scale = done.as_integer_ratio()
    plan_part, plan_scale = plan.as_integer_ratio()
    # Completion is reached / (12 × due), time progress month / 12.
    reached, due = 12 * done_part * plan_scale, done_scale * plan_part
    if rule.measure is Measure.GAP:
        return 100 * (reached - month * due), 12 * due
    return reached, month * due


def _planned(rule: LightRule, known: _Known, planned_to_date: Figure) -> Fraction | None:
    """What was due by now; None where it is unknown or does not apply."""
    if isinstance(planned_to_date, Decimal):
        return Fraction(planned_to_date)
    if planned_to_date is None and rule.plan_to_date_missing is MissingPlanToDate.LINEAR:
        return known.plan * known.elapsed
    return None


def _shortfall(planned: Fraction, known: _Known) -> Fraction:
    # Nothing was due yet, so nothing can be short: a share of zero would have no value.
    return (planned - known.done) / planned if planned > 0 else Fraction(0)


def _shortfall_light(pack: Pack, rule: LightRule, known: _Known, planned_to_date: Figure) -> LightResult:
    planned = _planned(rule, known, planned_to_date)
    if planned is None:
        return _unlit(pack, rule, f"至本月计划{figure_text(planned_to_date)}，不亮灯。")
    spread = "（未填，按全年计划均匀推算）" if planned_to_date is None else ""
    value = _shortfall(planned, known)
    reason = f"至本月计划{_amount(planned)}{spread}，累计完成{_amount(known.done)}，"
    if value <= 0:
        return _lit(pack, rule, value, reason + "没有欠进度")
    short = f"欠{_amount(planned - known.done)}，占至本月计划的{_percent(rule, value)}"
    return _lit(pack, rule, value, reason + short)


def _against_time(rule: LightRule, known: _Known, value: Fraction) -> str:
    share = known.done / known.plan
    head = f"完成年度计划的{rounded(share * 100, 2)}%，{known.month}月序时进度{rounded(known.elapsed * 100, 2)}%，"
    if rule.measure is Measure.RATIO:
        return head + f"为序时进度的{_percent(rule, value)}"
    if value == 0:
        return head + "与序时进度持平"
    word = "超过" if value > 0 else "落后"
    return head + f"{word}{abs(_distinct(rule, value, 1))}个百分点"


def _lit(pack: Pack, rule: LightRule, value: Fraction, figures: str) -> LightResult:
    band = rule.band_of(value)
    reason = f"{figures}；按“{band.label}”{_verdict(band.light)}。{band.note}"
    return LightResult(band.light, rule.measure, as_decimal(value), band, reason, pack.id, pack.hash)


def _unlit(pack: Pack, rule: LightRule, reason: str) -> LightResult:
    return LightResult(Light.NONE, rule.measure, None, None, reason, pack.id, pack.hash)


def _verdict(lamp: Light) -> str:
    return "不亮灯" if lamp is Light.NONE else f"亮{lamp.colour}灯（{lamp.label}）"


def _percent(rule: LightRule, value: Fraction) -> str:
    return f"{_distinct(rule, value, 100)}%"


def _distinct(rule: LightRule, value: Fraction, factor: int) -> Decimal:
    """The value in as many places as it takes not to look like an end it does not lie on.

    9.996 points behind must not read "10.00 points behind, normal".
    """
    ends = {Fraction(end) for band in rule.bands for end in (band.low, band.high) if end is not None}
    for digits in range(2, _MOST_DIGITS):
        shown = rounded(value * factor, digits)
        if value in ends or Fraction(shown) / factor not in ends:
            return shown
    return rounded(value * factor, _MOST_DIGITS)


def _amount(value: Fraction) -> str:
    return f"{rounded(value, 2):,}"


def _signed(value: Decimal) -> str:
    return f"{value:+}" if value else f"{abs(value)}"
