"""The fair ranking as a workbook a clerk can redo: every step is a formula over the marks.

The judges' offsets stand as numbers beside a formula that computes them again from everything else, so that
whoever doubts them sees the two averages feed each other.
"""

import io
from collections.abc import Callable, Hashable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from typing import Final, TypeVar

import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from guanmo.engines.fairness import TourResult, WeighedScore
from guanmo.engines.packs.ballot_rules import BallotRule, Compare, Ties
from guanmo.engines.rounding import RoundingMode
from guanmo.engines.scoring.comparing import order_changes
from guanmo.engines.scoring.counting import Result
from guanmo.engines.scoring.fair_words import FLAG_LABELS, range_text
from guanmo.engines.scoring.sentences import rule_sentences

_MADE_AT: Final = datetime(2000, 1, 1)  # noqa: DTZ001 - a fixed moment, so that the same result makes the same bytes
_FIRST: Final = 2
"""The first row of figures as Excel counts; the header stands above it."""
_NOTES: Final = "说明"
_RATIO: Final = f"{_NOTES}!$B$2"


class Formula(str):
    """A cell to compute; anything else is a text or a number and never taken for a formula."""

    __slots__ = ()


Item = TypeVar("Item")
Key = TypeVar("Key", bound=Hashable)
Cell = Formula | str | float
_Rows = Sequence[Sequence[Cell]]


class NoWorkbook(ValueError):
    """Only rankings by adjusted marks are made of averages that can be redone by hand."""


def fair_workbook(result: Result) -> bytes:
    """The workbook (.xlsx); the same result gives the same bytes. Raises `NoWorkbook` for other rules."""
    if not isinstance(result.fair, TourResult):
        raise NoWorkbook("只有校正评委松紧的规则（method = adjusted）才能导出可手工复算的表格。")
    layout = _Layout(result, result.fair)
    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer, {"in_memory": True}) as book:
        book.set_properties({"created": _MADE_AT})
        bold = book.add_format({"bold": True, "text_wrap": True, "valign": "vcenter", "bg_color": "#E8EEF1"})
        figures = book.add_format({"num_format": "0.00####"})
        _write(
            book.add_worksheet(_NOTES), [result.pack.title, ""], _notes(result, result.fair), bold, figures
        )
        for name, header, rows in layout.sheets():
            sheet = book.add_worksheet(name)
            _write(sheet, header, rows, bold, figures)
            sheet.freeze_panes(1, 2)
            sheet.autofilter(0, 0, len(rows), len(header) - 1)
    return buffer.getvalue()


def _write(sheet: Worksheet, header: Sequence[str], rows: _Rows, bold: Format, figures: Format) -> None:
    for row, cells in enumerate([header, *rows]):
        style = bold if row == 0 else figures
        for column, cell in enumerate(cells):
            if isinstance(cell, Formula):
                sheet.write_formula(row, column, f"={cell}", style)
            elif isinstance(cell, str):
                sheet.write_string(row, column, cell, style)
            else:
                sheet.write_number(row, column, cell, style)
    sheet.set_column(0, max(map(len, [header, *rows])) - 1, 13)


def _notes(result: Result, tour: TourResult) -> _Rows:
    steps = (
        "“打分”表：每个有效打分减去评委松紧，得还原分；比重小于1的是反常的分。",
        "“点位”表：还原分按份额相加，得校正后的分，旁边是直接平均和去掉最高最低分。",
        "“单位”表：各点位平均，取舍后排名；系统的结果放在旁边对照。",
        "“评委”表：松紧＝（打分－点位估计）按比重相加÷（比重合计＋λ）；用表里的数重算，应与采用的松紧一致。",
        "松紧和点位互相决定：把重算的松紧抄回采用的一列，反复几遍，数不再变就是结果。",
    )
    return [
        ["收缩系数λ（打分的随机误差方差÷评委松紧方差）", tour.checks.ratio],
        ["规则编号", result.rule.id],
        ["规则校验值", result.rule.hash],
        *([f"{number}. {step}"] for number, step in enumerate(steps, start=1)),
        *([sentence] for sentence in rule_sentences(result.pack.ballot_rule)),
    ]


@dataclass(frozen=True, slots=True)
class _Span:
    """Rows of a sheet that belong together."""

    first: int
    last: int

    def of(self, column: str, sheet: str = "") -> str:
        prefix = f"{sheet}!" if sheet else ""
        return f"{prefix}${column}${self.first}:${column}${self.last}"


class _Layout:
    """Which row holds what. Marks are sorted by stop and judge group, so that a stop is one span of rows."""

    def __init__(self, result: Result, tour: TourResult) -> None:
        self._result, self._tour, self._rule = result, tour, result.pack.ballot_rule
        self._worth = {group.name: float(group.weight) for group in self._rule.judge_groups} or {"": 1.0}
        seats = {judge.judge: judge.group for judge in tour.judges}
        self._group = {name: group if self._rule.judge_groups else "" for name, group in seats.items()}
        self._judge_row = {judge.judge: row for row, judge in enumerate(tour.judges, start=_FIRST)}
        self._marks = sorted(tour.explain, key=lambda one: (*self._cell(one), one.score.judge))
        self._of_stop = _spans(self._marks, lambda one: self._cell(one)[:2])
        self._of_cell = _spans(self._marks, self._cell)
        self._of_unit = _spans(tour.stops, lambda one: one.unit)

    def sheets(self) -> list[tuple[str, Sequence[str], _Rows]]:
        return [
            ("单位", _UNIT_HEADER, self._units()),
            ("点位", _STOP_HEADER, self._stops()),
            ("评委", _JUDGE_HEADER, self._judges()),
            (
                "打分",
                _MARK_HEADER,
                [self._mark(row, one) for row, one in enumerate(self._marks, start=_FIRST)],
            ),
            ("换个算法", _CHANGE_HEADER, _changes(self._tour)),
        ]

    def _cell(self, one: WeighedScore) -> tuple[str, str, str]:
        return one.score.unit, one.score.stop, self._group[one.score.judge]

    def _mark(self, row: int, one: WeighedScore) -> Sequence[Cell]:
        stop, cell = self._of_stop[self._cell(one)[:2]], self._of_cell[self._cell(one)]
        unit, name, group = self._cell(one)
        return [
            unit,
            name,
            one.score.judge,
            group,
            one.score.value,
            one.weight,
            self._worth[group],
            Formula(f"评委!$B${self._judge_row[one.score.judge]}"),
            Formula(f"E{row}-H{row}"),
            Formula(f"G{row}*F{row}/SUM({cell.of('F')})"),
            Formula(f"J{row}/SUM({stop.of('J')})"),
            Formula(f"K{row}*I{row}"),
            Formula(f"SUMPRODUCT({stop.of('F')},{stop.of('I')})/SUM({stop.of('F')})"),
            Formula(f"F{row}*(E{row}-M{row})"),
        ]

    def _judges(self) -> _Rows:
        marks = _Span(_FIRST, _FIRST + len(self._marks) - 1)
        rows: list[Sequence[Cell]] = []
        for row, judge in enumerate(self._tour.judges, start=_FIRST):
            mine = f"EXACT({marks.of('C', '打分')},$A{row})"
            flags = "、".join(FLAG_LABELS[flag] for flag in judge.flags)
            rows.append(
                [
                    judge.judge,
                    judge.offset,
                    Formula(f"SUMPRODUCT({mine}*1)"),
                    Formula(f"SUMPRODUCT({mine}*{marks.of('F', '打分')})"),
                    Formula(f"SUMPRODUCT({mine}*{marks.of('N', '打分')})"),
                    Formula(f"E{row}/(D{row}+{_RATIO})"),
                    Formula(f"F{row}-B{row}"),
                    judge.se,
                    flags,
                ]
            )
        return rows

    def _stops(self) -> _Rows:
        rows: list[Sequence[Cell]] = []
        for row, stop in enumerate(self._tour.stops, start=_FIRST):
            span = self._of_stop[stop.unit, stop.stop]
            rows.append(
                [
                    stop.unit,
                    stop.stop,
                    Formula(f"COUNT({span.of('E', '打分')})"),
                    Formula(self._mean(stop.unit, stop.stop, low=0, high=0)),
                    Formula(self._mean(stop.unit, stop.stop, *_trim(self._rule))),
                    Formula(f"SUM({span.of('L', '打分')})"),
                    stop.adjusted,
                    Formula(f"F{row}-G{row}"),
                    stop.se,
                ]
            )
        return rows

    def _mean(self, unit: str, stop: str, low: int, high: int) -> str:
        """The groups' means by weight, each without its ends where it has more marks than are cut."""
        cells = {group: self._of_cell.get((unit, stop, group)) for group in sorted(self._worth)}
        present = {group: span for group, span in cells.items() if span is not None}
        parts = [f"{self._worth[group]}*{_trimmed(span, low, high)}" for group, span in present.items()]
        return f"({'+'.join(parts)})/{sum(self._worth[group] for group in present)}"

    def _units(self) -> _Rows:
        fair = {unit.unit: unit for unit in self._tour.units}
        names = sorted(fair)
        everyone = _Span(_FIRST, _FIRST + len(names) - 1)
        official = {unit.unit: unit for unit in self._result.units}
        by = "C" if self._rule.compare is Compare.EXACT else "D"
        rows: list[Sequence[Cell]] = []
        for row, name in enumerate(names, start=_FIRST):
            unit, stops = fair[name], self._of_unit[name]
            rows.append(
                [
                    name,
                    official[name].group,
                    Formula(f"AVERAGE({stops.of('F', '点位')})"),
                    Formula(_rounding(self._rule, f"C{row}")),
                    Formula(_rank(self._rule, everyone, by, row)),
                    float(official[name].score),
                    official[name].rank,
                    range_text(unit),
                    unit.p_first,
                    unit.band,
                    Formula(f"AVERAGE({stops.of('D', '点位')})"),
                    Formula(_rank(self._rule, everyone, "K", row)),
                    Formula(f"AVERAGE({stops.of('E', '点位')})"),
                    Formula(_rank(self._rule, everyone, "M", row)),
                ]
            )
        return rows


_MARK_HEADER: Final = (
    "单位",
    "点位",
    "评委",
    "评委组",
    "打分",
    "比重",
    "组权重",
    "评委松紧",
    "还原分",
    "组内份额",
    "份额",
    "计入",
    "点位估计",
    "余差",
)
_JUDGE_HEADER: Final = (
    "评委",
    "采用的松紧",
    "打分个数",
    "比重合计",
    "余差合计",
    "重算的松紧",
    "相差",
    "标准误差",
    "提示",
)
_STOP_HEADER: Final = (
    "单位",
    "点位",
    "打分个数",
    "直接平均",
    "去掉最高最低分",
    "校正后",
    "系统结果",
    "相差",
    "标准误差",
)
_UNIT_HEADER: Final = (
    "单位",
    "组",
    "校正后",
    "得分",
    "名次",
    "系统得分",
    "系统名次",
    "名次范围",
    "第一的可能",
    "方阵",
    "直接平均",
    "直接平均名次",
    "去掉最高最低分",
    "去掉最高最低分名次",
)
_CHANGE_HEADER: Final = ("单位", "换成", "名次", "校正后名次", "原因")


def _changes(tour: TourResult) -> _Rows:
    return [
        [change.unit, change.label, change.rank, change.adjusted_rank, change.reason]
        for change in order_changes(tour)
    ]


def _spans(items: Sequence[Item], key: Callable[[Item], Key]) -> Mapping[Key, _Span]:
    """The rows of each key in a sheet that lists sorted items from the first row on."""
    spans: dict[Key, _Span] = {}
    row = _FIRST
    for name, members in groupby(items, key):
        count = len(list(members))
        spans[name] = _Span(row, row + count - 1)
        row += count
    return spans


def _trim(rule: BallotRule) -> tuple[int, int]:
    return (1, 1) if rule.trim is None else (rule.trim.low, rule.trim.high)


def _trimmed(span: _Span, low: int, high: int) -> str:
    marks = span.of("E", "打分")
    count = span.last - span.first + 1
    if count <= low + high:
        return f"AVERAGE({marks})"
    cut = "".join(
        f"-{name}({marks},{place})"
        for name, most in (("SMALL", low), ("LARGE", high))
        for place in range(1, most + 1)
    )
    return f"(SUM({marks}){cut})/{count - low - high}"


def _rounding(rule: BallotRule, value: str) -> str:
    name = "TRUNC" if rule.rounding.mode is RoundingMode.TRUNCATE else "ROUND"
    return f"{name}({value},{rule.rounding.result})"


def _rank(rule: BallotRule, everyone: _Span, column: str, row: int) -> str:
    """The place within the group of units; dense ties leave no place empty."""
    groups, values = everyone.of("B"), everyone.of(column)
    ahead = f"({groups}=$B{row})*({values}>${column}{row})"
    if rule.ties is Ties.DENSE:
        keys = f'{groups}&"|"&{values}'
        is_first = f"(MATCH({keys},{keys},0)=ROW({groups})-{_FIRST - 1})"
        return f"1+SUMPRODUCT({ahead}*{is_first})"
    return f"1+SUMPRODUCT({ahead})"
