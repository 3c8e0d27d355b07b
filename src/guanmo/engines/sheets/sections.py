"""Sections: the records with their headings, and which rows a heading or a total speaks for."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from guanmo.engines.sheets.bodies import Body
from guanmo.engines.sheets.model import Column, Heading, Record
from guanmo.engines.sheets.names import resolve_ditto
from guanmo.engines.sheets.numbering import Style
from guanmo.engines.sheets.rows import Row, RowKind


@dataclass(frozen=True, slots=True)
class Question:
    """A cell that was filled in from above, or could not be."""

    row: int
    column: int
    code: str
    message: str


@dataclass(frozen=True, slots=True)
class Scope:
    """The rows a heading or a total speaks for: `first` to before `last`, counting from 0.

    `closed` is false when the sheet ends within them, so that the file may have been cut.
    """

    row: Row
    first: int
    last: int
    closed: bool


def levels(body: Body) -> Mapping[Style, int]:
    """Level 1, 2, 3 for the numbering styles this sheet uses, outermost first."""
    used = {row.style for row in body.rows if row.kind is RowKind.HEADING and row.style is not None}
    return {style: level for level, style in enumerate(sorted(used), start=1)}


def headings(body: Body) -> tuple[Heading, ...]:
    """Every heading row."""
    level = levels(body)
    return tuple(
        Heading(row.index + 1, level[row.style], row.label) for row in body.rows if row.style is not None
    )


def records(
    body: Body, columns: Sequence[Column], raw: Sequence[Sequence[str]]
) -> tuple[tuple[Record, ...], list[Question]]:
    """The records, with merged cells and 同上 filled in, and what that left to ask."""
    path: list[tuple[Style, str]] = []
    sections: list[list[tuple[Row, tuple[str, ...]]]] = [[]]
    for row in body.rows:
        if row.style is not None:
            path = [*(one for one in path if one[0] < row.style), (row.style, row.label)]
            sections.append([])
        elif row.kind is RowKind.RECORD:
            sections[-1].append((row, tuple(text for _, text in path)))
    found: list[Record] = []
    questions: list[Question] = []
    for section in sections:
        values = [_values(row, columns, raw[row.index], body) for row, _ in section]
        questions += _resolve(section, columns, values)
        found += [
            Record(row.index + 1, one, above) for (row, above), one in zip(section, values, strict=True)
        ]
    return tuple(found), questions


def _values(row: Row, columns: Sequence[Column], cells: Sequence[str], body: Body) -> dict[str, str]:
    own = {column.index: cells[column.index] if column.index < len(cells) else "" for column in columns}
    return {c.title: own[c.index] or body.spread.get((row.index, c.index), "") for c in columns}


def _resolve(
    section: Sequence[tuple[Row, tuple[str, ...]]],
    columns: Sequence[Column],
    values: Sequence[dict[str, str]],
) -> list[Question]:
    """Fill in 同上 within one section; it never reaches over a heading."""
    questions = []
    for column in columns:
        dittos = resolve_ditto([one[column.title] for one in values])
        for (row, _), one, ditto in zip(section, values, dittos, strict=True):
            if ditto.question:
                questions.append(Question(row.index, column.index, "ditto_unclear", ditto.question))
            elif ditto.source is not None:
                above = section[ditto.source][0].index + 1
                told = f"“{one[column.title]}”按第 {above} 行读作“{ditto.text}”，请核对。"
                questions.append(Question(row.index, column.index, "ditto_resolved", told))
                one[column.title] = ditto.text
    return questions


def scopes(body: Body) -> list[Scope]:
    """For each heading and total, the rows it speaks for, in sheet order."""
    content = [row for row in body.rows if row.kind in {RowKind.HEADING, RowKind.RECORD, RowKind.TOTAL}]
    end = content[-1].index + 1 if content else 0
    leading = _totals_lead(content)
    found = []
    for place, row in enumerate(content):
        if row.style is not None:
            found.append(_below(row, row.style, content[place + 1 :], end))
        elif row.kind is RowKind.TOTAL:
            found.append(_total(row, content[:place], content[place + 1 :], end, leading=leading))
    return found


def _totals_lead(content: Sequence[Row]) -> bool:
    """Whether the totals of sections stand above their rows, as the first of them does."""
    totals = (place for place, row in enumerate(content) if row.kind is RowKind.TOTAL)
    first = next((place for place in totals if place or content[place].is_subtotal), None)
    return first is not None and (first == 0 or content[first - 1].kind is not RowKind.RECORD)


def _below(row: Row, style: Style, following: Sequence[Row], end: int) -> Scope:
    """A heading speaks for what follows, up to the next heading of its own level or further out."""
    for one in following:
        if one.style is not None and one.style <= style:
            return Scope(row, row.index, one.index, closed=True)
    ended = bool(following) and following[-1].kind is RowKind.TOTAL
    return Scope(row, row.index, end, closed=ended)


def _total(row: Row, before: Sequence[Row], after: Sequence[Row], end: int, *, leading: bool) -> Scope:
    """A total above everything or below everything speaks for all; one in between for its section."""
    if not before and not row.is_subtotal:
        return Scope(row, row.index, end, closed=bool(after) and after[-1].kind is RowKind.TOTAL)
    again = any(one.kind is RowKind.TOTAL and one.label == row.label for one in before)
    if not after and not row.is_subtotal and not again:
        return Scope(row, before[0].index, row.index, closed=True)
    if before and before[-1].style is not None:
        return _below(row, before[-1].style, after, end)
    if before and before[-1].kind is RowKind.RECORD and not leading:
        border = next((one for one in reversed(before) if one.kind is not RowKind.RECORD), before[0])
        return Scope(row, border.index, row.index, closed=True)
    for one in after:
        if one.kind is not RowKind.RECORD:
            return Scope(row, row.index, one.index, closed=True)
    return Scope(row, row.index, end, closed=False)
