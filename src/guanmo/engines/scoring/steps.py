"""The arithmetic of a tally, step by step and exact: panel, group, stop, unit.

Each step keeps what it was computed from, so that the workings show the very numbers the
result rests on and nothing is calculated a second time in another way.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from math import lcm

from guanmo.engines.packs.ballot_rules import (
    BallotRule,
    Combine,
    ReweightOrRefuse,
    Rounding,
    TooFew,
    Trim,
    TrimOf,
    Weighted,
)
from guanmo.engines.rounding import rounded
from guanmo.engines.scoring.gathering import MILLION, Panel
from guanmo.engines.scoring.marks import Problem, place_name


@dataclass(frozen=True, slots=True)
class PanelStep:
    """One row of marks, its cut ends and its mean.

    A mark of m in `marks` is worth m / `divisor`.
    """

    criterion: str
    weight: Decimal | None
    marks: Panel
    divisor: int
    cut_low: int
    cut_high: int
    total: int
    value: Fraction

    @property
    def kept(self) -> int:
        return len(self.marks) - self.cut_low - self.cut_high


@dataclass(frozen=True, slots=True)
class GroupStep:
    name: str
    weight: Decimal | None
    panels: tuple[PanelStep, ...]
    parts: Mapping[str, Panel]
    """When ends are cut from totals: the marks by criterion that the totals are made of."""
    value: Fraction


@dataclass(frozen=True, slots=True)
class StopStep:
    unit: str
    stop: str
    groups: tuple[GroupStep, ...]
    empty_groups: tuple[str, ...]
    judges: int
    value: Fraction


@dataclass(frozen=True, slots=True)
class UnitStep:
    unit: str
    group: str
    stops: tuple[StopStep, ...]
    value: Fraction


class Averaging:
    """Averages by one rule; what cannot be averaged is collected in `problems`."""

    def __init__(self, rule: BallotRule, criteria: Sequence[Weighted]) -> None:
        self.problems: list[Problem] = []
        self._rule = rule
        self._criteria = criteria
        self._by_total = rule.trim is not None and rule.trim.of is TrimOf.TOTAL
        denominator = lcm(*(Fraction(one.weight).denominator for one in criteria))
        self._weights = {one.name: int(one.weight * denominator) for one in criteria}
        whole = sum(self._weights.values()) if rule.combine is Combine.MEAN else denominator
        self._weight_divisor = whole

    def stop(self, unit: str, stop: str, sheets: Mapping[str, Mapping[str, Panel]]) -> StopStep:
        """A stop's value from the panels of each judge group."""
        where = place_name(unit, stop)
        names = [group.name for group in self._rule.judge_groups] or [""]
        filled = {name: self._filled(sheets.get(name, {})) for name in names}
        empty = tuple(name for name in names if not filled[name])
        groups = tuple(self._group(name, filled[name], where) for name in names if filled[name])
        if not groups:
            self._refuse("no_marks", f"{where}没有任何有效打分。")
        elif empty and self._rule.missing.judge_group is ReweightOrRefuse.REFUSE:
            self._refuse("judge_group", f"{where}缺评委组“{'、'.join(empty)}”的有效打分。")
        judges = sum(len(set[str]().union(*panels.values())) for panels in filled.values())
        value = _round(_weighted_mean(groups), self._rule.rounding, self._rule.rounding.stop)
        return StopStep(unit, stop, groups, empty, judges, value)

    def unit(self, unit: str, group: str, stops: Sequence[StopStep]) -> UnitStep:
        total = sum((step.value for step in stops), Fraction(0))
        value = total if self._rule.stops is Combine.SUM else total / len(stops)
        return UnitStep(unit, group, tuple(stops), value)

    def _filled(self, sheet: Mapping[str, Panel]) -> dict[str, Panel]:
        return {one.name: sheet[one.name] for one in self._criteria if sheet.get(one.name)}

    def _group(self, name: str, panels: Mapping[str, Panel], where: str) -> GroupStep:
        of_group = f"{where}的评委组“{name}”" if name else where
        weight = next((one.weight for one in self._rule.judge_groups if one.name == name), None)
        lacking = [one.name for one in self._criteria if one.name not in panels]
        if lacking:
            self._refuse("criterion_empty", f"{of_group}在“{'、'.join(lacking)}”上没有任何有效打分。")
        if self._by_total:
            step = self._panel("", None, self._totals(panels), self._weight_divisor * MILLION, of_group)
            return GroupStep(name, weight, (step,), panels, step.value)
        steps = tuple(
            self._panel(one.name, one.weight, panels[one.name], MILLION, of_group)
            for one in self._criteria
            if one.name in panels
        )
        total = sum((self._weights[step.criterion] * step.value for step in steps), Fraction(0))
        return GroupStep(name, weight, steps, {}, total / self._weight_divisor)

    def _totals(self, panels: Mapping[str, Panel]) -> Panel:
        """Each judge's weighted total; the rule made sure that every judge marked every criterion."""
        totals: Panel = {}
        for criterion, panel in panels.items():
            weight = self._weights[criterion]
            for judge, mark in panel.items():
                totals[judge] = totals.get(judge, 0) + weight * mark
        return totals

    def _panel(
        self, criterion: str, weight: Decimal | None, marks: Panel, divisor: int, where: str
    ) -> PanelStep:
        low, high = self._ends(len(marks), self._rule.trim, where, criterion)
        kept = sorted(marks.values())[low : len(marks) - high]
        total = sum(kept)
        mean = Fraction(total, max(len(kept), 1) * divisor)
        value = _round(mean, self._rule.rounding, self._rule.rounding.criterion)
        return PanelStep(criterion, weight, marks, divisor, low, high, total, value)

    def _ends(self, count: int, trim: Trim | None, where: str, criterion: str) -> tuple[int, int]:
        """How many marks to cut below and above."""
        if trim is None:
            return 0, 0
        if count >= trim.least:
            return trim.low, trim.high
        if trim.too_few is TooFew.REFUSE:
            on = f"（{criterion}）" if criterion else ""
            self._refuse("too_few", f"{where}{on}只有{count}个有效打分，去掉高低分至少要{trim.least}个。")
        return 0, 0

    def _refuse(self, code: str, message: str) -> None:
        self.problems.append(Problem(code, message))


def _weighted_mean(groups: Sequence[GroupStep]) -> Fraction:
    weights = [Fraction(1 if group.weight is None else group.weight) for group in groups]
    total = sum((weight * group.value for weight, group in zip(weights, groups, strict=True)), Fraction(0))
    return total / (sum(weights, Fraction(0)) or 1)


def _round(value: Fraction, rounding: Rounding, digits: int | None) -> Fraction:
    return value if digits is None else Fraction(rounded(value, digits, rounding.mode))
