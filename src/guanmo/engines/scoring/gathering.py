"""Sorts marks into panels: what all judges of a group gave one stop on one criterion.

This loop sees every mark, a quarter of a million on a large tour, so scores become whole
millionths at once and everything after it adds plain integers.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Final

from guanmo.engines.packs.ballot_rules import BallotRule, Form, OwnUnit, Scale
from guanmo.engines.rounding import plain
from guanmo.engines.scoring.marks import Excluded, Excuse, Mark, Problem, place_name

MILLION: Final = 10**6
OWN_UNIT: Final = "own_unit"
"""Code of marks left out because they are for the judge's own unit."""
_MOST_PLACES = 10_000

Panel = dict[str, int]
"""Judge to score in millionths; on rank ballots to place in millionths until points are given."""
SheetKey = tuple[str, str, str]
"""Unit, stop, judge group."""


@dataclass(slots=True)
class Seat:
    group: str
    unit: str


@dataclass(slots=True)
class Gathered:
    sheets: dict[SheetKey, dict[str, Panel]] = field(default_factory=dict)
    """Panels by criterion."""
    given: dict[SheetKey, dict[str, Panel]] = field(default_factory=dict)
    """On rank ballots the places, once the sheets hold points."""
    seats: dict[str, Seat] = field(default_factory=dict)
    excused: dict[tuple[str, str, str], Excuse] = field(default_factory=dict)
    """By judge, unit and stop."""
    excluded: list[Excluded] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)

    def take_out(self, judge: str, key: SheetKey, *, code: str, reason: str) -> None:
        """Set aside what a judge gave a stop."""
        unit, stop, group = key
        seat = self.seats[judge]
        for criterion, panel in self.sheets[key].items():
            if judge in panel:
                value = Decimal(panel.pop(judge)) / MILLION
                self.excluded.append(
                    Excluded(judge, group, seat.unit, unit, stop, criterion, value, code, reason)
                )


def gather(marks: Sequence[Mark], rule: BallotRule) -> Gathered:
    """Panels of all marks that can stand; every mark that cannot is among the problems."""
    gathering = _Gathering(rule)
    for mark in marks:
        gathering.add(mark)
    gathering.report_pairs(marks)
    return gathering.gathered


class _Gathering:
    def __init__(self, rule: BallotRule) -> None:
        self.gathered = Gathered()
        self._by_rank = rule.form is Form.RANKS
        self._scale = rule.scale or Scale(Decimal(0), Decimal(0), None)
        self._worth: dict[Decimal, int | tuple[str, str]] = {}
        self._groups = {group.name for group in rule.judge_groups}
        self._criteria = {criterion.name for criterion in rule.criteria}
        self._excludes_own = rule.own_unit is OwnUnit.EXCLUDE
        self._twice: set[tuple[SheetKey, str, str]] = set()
        self._two_seats: set[str] = set()

    def add(self, mark: Mark) -> None:
        if mark.excused is not None:
            self.gathered.excused[mark.judge, mark.unit, mark.stop] = mark.excused
            return
        value = self._place(mark) if self._by_rank else self._score(mark)
        if value is None:
            return
        key = (mark.unit, mark.stop, mark.judge_group if self._groups else "")
        sheet = self.gathered.sheets.get(key)
        panel = None if sheet is None else sheet.get(mark.criterion)
        if panel is None:
            panel = self._new_panel(mark, key)
        seat = self.gathered.seats.get(mark.judge)
        if seat is None:
            seat = self._new_seat(mark, key[2])
        if panel is None or seat is None:
            return
        if seat.group != key[2] or (self._excludes_own and seat.unit != mark.judge_unit):
            self._two_seats.add(mark.judge)
        if mark.judge in panel:
            self._twice.add((key, mark.criterion, mark.judge))
        panel[mark.judge] = value

    def report_pairs(self, marks: Iterable[Mark]) -> None:
        """Faults that take two marks to see; walked again only when there are any."""
        if not self._twice and not self._two_seats:
            return
        for mark in marks:
            group = mark.judge_group if self._groups else ""
            if ((mark.unit, mark.stop, group), mark.criterion, mark.judge) in self._twice:
                self._refuse(mark, "twice", "重复打分，同一评委对同一点位同一项目只能有一个分。")
            if mark.judge in self._two_seats:
                seat = f"组“{mark.judge_group}”、单位“{mark.judge_unit}”"
                self._refuse(mark, "two_seats", f"这位评委的组或单位前后不一致，这里写的是{seat}。")

    def _new_panel(self, mark: Mark, key: SheetKey) -> Panel | None:
        """An empty panel where the rule knows its names; unknown ones are refused mark by mark."""
        if not mark.unit:
            self._refuse(mark, "no_name", "没有写单位。")
        elif self._groups and key[2] not in self._groups:
            self._refuse(mark, "judge_group", f"规则里没有评委组“{key[2]}”。")
        elif self._criteria and mark.criterion not in self._criteria:
            self._refuse(mark, "criterion", f"规则里没有评分项目“{mark.criterion}”。")
        else:
            return self.gathered.sheets.setdefault(key, {}).setdefault(mark.criterion, {})
        return None

    def _new_seat(self, mark: Mark, group: str) -> Seat | None:
        if not mark.judge:
            self._refuse(mark, "no_name", "没有写评委。")
            return None
        return self.gathered.seats.setdefault(mark.judge, Seat(group, mark.judge_unit))

    def _score(self, mark: Mark) -> int | None:
        if mark.score is None:
            self._refuse(mark, "no_score", "没有分数。")
            return None
        worth = self._worth.get(mark.score)
        if worth is None:
            worth = self._worth[mark.score] = self._judged(mark.score)
        if isinstance(worth, int):
            return worth
        self._refuse(mark, *worth)
        return None

    def _judged(self, score: Decimal) -> int | tuple[str, str]:
        """The score in millionths, or why it cannot stand."""
        scale = self._scale
        if not score.is_finite() or not scale.least <= score <= scale.most:
            reach = f"{plain(scale.least)}至{plain(scale.most)}"
            return "out_of_scale", f"分数{_shown(score)}超出范围，应在{reach}之间。"
        millionths = score * MILLION
        value = int(millionths)
        if value != millionths:
            return "too_fine", f"分数{_shown(score)}的小数太长，最多6位。"
        if scale.step is not None and (score - scale.least) % scale.step:
            return (
                "off_step",
                f"分数{_shown(score)}不合规定，应从{plain(scale.least)}起以{plain(scale.step)}分为一档。",
            )
        return value

    def _place(self, mark: Mark) -> int | None:
        if mark.rank is None or not 1 <= mark.rank <= _MOST_PLACES:
            self._refuse(mark, "no_rank", "没有名次，名次应是从1起的整数。")
            return None
        return mark.rank * MILLION

    def _refuse(self, mark: Mark, code: str, reason: str) -> None:
        criterion = f"（{mark.criterion}）" if mark.criterion else ""
        where = f"评委“{mark.judge}”给{place_name(mark.unit, mark.stop)}{criterion}"
        self.gathered.problems.append(Problem(code, f"{where}：{reason}", mark.line))


def _shown(score: Decimal) -> str:
    """The score as it was written, unless somebody wrote a million zeros."""
    return plain(score) if score.is_finite() and abs(score.adjusted()) < 12 else str(score)
