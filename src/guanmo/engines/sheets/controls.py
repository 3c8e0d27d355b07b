"""Declared counts and sums beside what was read.

A heading, a total row or the title may say how many projects and how much money follow. Each such number is a
control: compared exactly where it stands in a cell, and to the digits written where it stands in words (158.5亿元).
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from decimal import ROUND_HALF_UP, Decimal

from guanmo.engines.sheets.amounts import Standing, parse_amount, plain_number
from guanmo.engines.sheets.bodies import Body
from guanmo.engines.sheets.characters import address, compact, half_width
from guanmo.engines.sheets.columns import Holding, Holds
from guanmo.engines.sheets.model import Column, Control, Record
from guanmo.engines.sheets.rows import Row, RowKind, counted
from guanmo.engines.sheets.sections import Scope, scopes
from guanmo.engines.sheets.units import from_wan, in_wan, is_money

_COUNT_IN_WORDS = re.compile(
    r"[(（][^)）]*?(\d+)\s*[个项](?!月)|共计?\s*(\d+)\s*[个项](?!月)|(\d+)\s*[个项](?:项目)?$"
)
_SUM_IN_WORDS = re.compile(
    r"(年度计划投资|年度投资|计划投资|总投资|完成投资|投资)[^\d,，;；、]{0,6}([\d,]*\d(?:\.\d+)?)\s*(亿元?|万元?)"
)


@dataclass(frozen=True, slots=True)
class Ledger:
    """What the controls of one sheet are checked against."""

    body: Body
    records: Sequence[Record]
    holdings: Sequence[Holding]
    sheet_unit: str | None
    titles: Sequence[tuple[int, str]]

    def unit_of(self, column: Column) -> str | None:
        return column.unit or self.sheet_unit


def find_controls(ledger: Ledger) -> Iterator[Control]:
    """Every declared number of a sheet with what was read, in sheet order."""
    column = _count_column(ledger)
    for index, title in ledger.titles:
        yield from _in_words(ledger, title, index, ledger.records)
    for scope in scopes(ledger.body):
        inside = [record for record in ledger.records if scope.first <= record.row - 1 < scope.last]
        yield from _counts(ledger, scope, column, inside)
        yield from _sums(ledger, scope, inside)
        yield from _in_words(ledger, scope.row.label, scope.row.index, inside, scope=scope)


def _speakers(body: Body) -> list[Row]:
    return [row for row in body.rows if row.kind in {RowKind.HEADING, RowKind.TOTAL}]


def _count_column(ledger: Ledger) -> Column | None:
    """The column of words in which headings and totals write how many projects they have."""
    speakers = _speakers(ledger.body)
    best, most = None, 0
    for one in ledger.holdings:
        if one.holds is not Holds.TEXT:
            continue
        said = sum(
            counted(row.cells.get(one.column.index, "")) is not None
            for row in speakers
            if row.label_column < one.column.index
        )
        if said > most:
            best, most = one.column, said
    return best


def _name(row: Row) -> str:
    return f"{row.label}（第{row.index + 1}行）"


def _source(row: Row) -> str:
    return "合计行" if row.kind is RowKind.TOTAL else "表头"


def _counts(
    ledger: Ledger, scope: Scope, column: Column | None, inside: Sequence[Record]
) -> Iterator[Control]:
    row = scope.row
    if column is None or column.index <= row.label_column:
        return
    declared = counted(row.cells.get(column.index, ""))
    if declared is not None:
        yield Control(
            f"{_name(row)}项数",
            Decimal(declared),
            Decimal(len(inside)),
            agrees=declared == len(inside),
            row=row.index + 1,
            cell=address(row.index + 1, column.index),
            unit="项",
            source=_source(row),
            closed=scope.closed,
        )


def _sums(ledger: Ledger, scope: Scope, inside: Sequence[Record]) -> Iterator[Control]:
    row = scope.row
    for one in ledger.holdings:
        text = row.cells.get(one.column.index, "")
        if not one.adds_up or not text or one.column.index <= row.label_column:
            continue
        unit = ledger.unit_of(one.column)
        declared = _number(text, unit)
        if declared is None:
            continue
        read, complete = _sum(inside, one.column, unit)
        yield Control(
            f"{_name(row)}{one.column.plain_title}",
            declared.normalize(),
            read,
            agrees=complete and declared == read,
            row=row.index + 1,
            cell=address(row.index + 1, one.column.index),
            unit=unit if one.holds is Holds.MONEY and unit else "",
            source=_source(row),
            closed=scope.closed,
        )


def _number(text: str, unit: str | None) -> Decimal | None:
    """A cell's number in its column's unit; a cell that names its own unit is converted."""
    number = plain_number(text)
    if number is not None or unit is None or not is_money(unit):
        return number
    amount = parse_amount(text, unit=unit)
    return from_wan(amount.wan, unit) if amount.wan is not None else None


def _sum(records: Sequence[Record], column: Column, unit: str | None) -> tuple[Decimal, bool]:
    """The sum of a column and whether every filled cell could be read."""
    total, complete = Decimal(0), True
    for record in records:
        text = record.values[column.title]
        number = _number(text, unit)
        if number is not None:
            total += number
        elif parse_amount(text, unit=unit).standing is Standing.UNCLEAR:
            complete = False
    return (total.normalize() if total else Decimal(0)), complete


def _in_words(
    ledger: Ledger, text: str, index: int, inside: Sequence[Record], *, scope: Scope | None = None
) -> Iterator[Control]:
    """What a title (without scope), a heading or a total says in its words."""
    written = half_width(text)
    source, closed = (_source(scope.row), scope.closed) if scope else ("标题", True)
    count = _COUNT_IN_WORDS.search(written)
    if count is not None:
        declared = Decimal(next(part for part in count.groups() if part))
        what = f"{text}（第{index + 1}行）项数"
        agrees = declared == len(inside)
        read = Decimal(len(inside))
        yield Control(what, declared, read, agrees, index + 1, unit="项", source=source, closed=closed)
    for found in _SUM_IN_WORDS.finditer(written):
        column = _column_for(ledger, found[1])
        if column is not None:
            control = _sum_in_words(ledger, f"{text}（第{index + 1}行）", inside, found, column)
            yield replace(control, row=index + 1, source=source, closed=closed)


def _column_for(ledger: Ledger, words: str) -> Column | None:
    """The money column a phrase like 总投资 speaks of."""
    wanted = compact(words)
    money = [
        one.column
        for one in ledger.holdings
        if one.holds is Holds.MONEY and is_money(ledger.unit_of(one.column))
    ]
    return next((column for column in money if wanted in column.key), None)


def _sum_in_words(
    ledger: Ledger, where: str, inside: Sequence[Record], found: re.Match[str], column: Column
) -> Control:
    unit = f"{found[3].removesuffix('元')}元"
    declared = Decimal(found[2].replace(",", ""))
    column_unit = ledger.unit_of(column) or unit
    total, complete = _sum(inside, column, column_unit)
    read = from_wan(in_wan(total, column_unit), unit)
    rounded = read.quantize(declared, rounding=ROUND_HALF_UP)
    return Control(
        f"{where}{column.plain_title}", declared, read, agrees=complete and declared == rounded, unit=unit
    )
