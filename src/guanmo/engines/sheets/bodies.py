"""The rows below the header in view of their neighbours, and what merged cells say to each of them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from itertools import pairwise, takewhile

from guanmo.engines.sheets.amounts import plain_number
from guanmo.engines.sheets.characters import compact, one_line
from guanmo.engines.sheets.grids import Grid
from guanmo.engines.sheets.headers import Header
from guanmo.engines.sheets.model import Column
from guanmo.engines.sheets.numbering import FORMAL, Style
from guanmo.engines.sheets.rows import Row, RowKind, first_look

_SERIAL_TITLES = frozenset({"序号", "项目序号", "序", "行次", "no", "no.", "number", "编号"})
_MOST_MERGED_CELLS = 2_000_000
_NEARLY_ALL = 0.9
_FIRST_COLUMNS = 3  # where the label of a section stands


@dataclass(frozen=True, slots=True)
class Body:
    """The rows below the header, with what merged cells say to every row they cover."""

    rows: tuple[Row, ...]
    spread: Mapping[tuple[int, int], str]
    serial: Column | None


def read_body(grid: Grid, header: Header) -> Body:
    """Classify every row below the header."""
    spread, shared = _vertical(grid, header)
    serial = next((one for one in header.columns if compact(one.title) in _SERIAL_TITLES), None)
    titles = [[one_line(grid.cell(r, c.index)) for c in header.columns] for r in header.rows]
    rows = []
    for index in range(header.body, len(grid.rows)):
        cells = {
            column.index: grid.cell(index, column.index)
            for column in header.columns
            if (column.titled or not header.found)
            and (index, column.index) not in shared
            and grid.cell(index, column.index)
        }
        repeated = [one_line(grid.cell(index, c.index)) for c in header.columns] in titles
        rows.append(first_look(index, cells, header, serial, repeated=repeated, stray=any(grid.rows[index])))
    return Body(tuple(_Judge(grid, header, serial).judged(rows)), spread, serial)


class _Judge:
    """Judges the doubtful rows by what stands around them."""

    def __init__(self, grid: Grid, header: Header, serial: Column | None) -> None:
        half = len(header.columns) / 2
        self._wide = {
            (one.top, one.left)
            for one in grid.merges
            if one.top == one.bottom and one.right - one.left + 1 >= half
        }
        self._first_columns = {column.index for column in header.columns[:_FIRST_COLUMNS]}
        self._serial = -1 if serial is None else serial.index

    def judged(self, rows: Sequence[Row]) -> list[Row]:
        """Headings that are confirmed stay headings; the others become records, or notes below the table."""
        rows = self._notes_below(rows)
        content = [row for row in rows if row.kind in {RowKind.HEADING, RowKind.RECORD, RowKind.TOTAL}]
        after = {row.index: following for row, following in pairwise(content)}
        lists = {style for style in Style if _is_list(style, content, after)}
        opening = set(self._opening(content))
        judged = []
        for row in rows:
            plain = row.style is Style.PLAIN
            doubtful = row.index not in opening if plain else row.style in lists
            judged.append(replace(row, kind=RowKind.RECORD, style=None, label="") if doubtful else row)
        return _outer(judged)

    def _notes_below(self, rows: Sequence[Row]) -> list[Row]:
        """Lone texts below the last full row are notes, and so is what goes on from a note: 2. ……"""
        full = [p for p, row in enumerate(rows) if len(row.cells) > 1 and row.kind is not RowKind.NOTE]
        last = max(full, default=-1)
        judged, noted = list(rows[: last + 1]), False
        for row in rows[last + 1 :]:
            lone = row.kind in {RowKind.HEADING, RowKind.RECORD}
            noted = noted or row.kind is RowKind.NOTE or (lone and last >= 0 and self._is_remark(row))
            text = next(iter(row.cells.values()), "")
            judged.append(replace(row, kind=RowKind.NOTE, label=text, style=None) if noted and lone else row)
        return judged

    def _is_remark(self, row: Row) -> bool:
        """A text where the number should stand, or merged across the table."""
        column, text = next(iter(row.cells.items()))
        if row.style not in {None, Style.PLAIN} or plain_number(text) is not None:
            return False
        return column == self._serial or (row.index, column) in self._wide

    def _opening(self, content: Sequence[Row]) -> list[int]:
        """The rows whose lone label, without a number, opens a section."""
        records = [row for row in content if row.kind is RowKind.RECORD]
        numbered = sum(self._number(row) is not None for row in records) >= _NEARLY_ALL * len(records)
        found = []
        for place, (row, following) in enumerate(pairwise(content)):
            if row.style is not Style.PLAIN or following.kind is RowKind.TOTAL:
                continue
            restarts = following.style not in {None, Style.PLAIN} or self._number(following) == 1
            goes_on = numbered and self._number(following) and self._sums_up(row, content[place + 1 :])
            in_place = self._serial >= 0 and row.label_column in self._first_columns
            if (row.index, row.label_column) in self._wide or (in_place and (restarts or goes_on)):
                found.append(row.index)
        return found

    def _number(self, row: Row) -> int | None:
        """The row's serial number."""
        text = row.cells.get(self._serial, "")
        return int(text) if text.isdecimal() else None

    def _sums_up(self, row: Row, following: Sequence[Row]) -> bool:
        """Whether every number beside the label is the sum of the numbered rows below; it may have none."""
        below = list(takewhile(lambda one: self._number(one) is not None, following))
        return all(
            number == sum((plain_number(one.cells.get(c, "")) or Decimal(0) for one in below), Decimal(0))
            or number == len(below)
            for c, text in row.cells.items()
            if c != row.label_column and (number := plain_number(text)) is not None
        )


def _is_list(style: Style, content: Sequence[Row], after: Mapping[int, Row]) -> bool:
    """Whether 1、 2、 3、 number the records themselves: most are followed at once by the next."""
    marked = [row for row in content if row.style is style]
    if len(marked) == 1 and style in FORMAL and len(marked[0].cells) == 1:
        return False  # 二、前期项目 with nothing below it
    bare = sum(row.index not in after or after[row.index].style is style for row in marked)
    return style is not Style.PLAIN and bare * 2 > len(marked)


def _outer(rows: list[Row]) -> list[Row]:
    """Unnumbered headings stand outside the numbered ones where the first of them comes first."""
    styles = [row.style for row in rows if row.kind is RowKind.HEADING]
    if not styles or styles[0] is not Style.PLAIN or set(styles) == {Style.PLAIN}:
        return rows
    return [replace(row, style=Style.OUTER) if row.style is Style.PLAIN else row for row in rows]


def _vertical(grid: Grid, header: Header) -> tuple[dict[tuple[int, int], str], set[tuple[int, int]]]:
    """Texts of cells merged over several rows, for each row below the first; and which of them are shared.

    A shared one stands beside rows that have content of their own, so it makes no record by itself. Numbers
    are not repeated: an amount merged over three rows is meant once.
    """
    tall = [
        one for one in grid.merges if one.bottom > max(one.top, header.body - 1) and one.top >= header.body
    ]
    if sum(one.bottom - one.top for one in tall) > _MOST_MERGED_CELLS:
        return {}, set()
    anchors = {(one.top, one.left) for one in tall}
    titled = {column.index for column in header.columns if column.titled}
    own = {
        r
        for r in range(header.body, len(grid.rows))
        if any(grid.cell(r, c) and (r, c) not in anchors for c in titled)
    }
    spread: dict[tuple[int, int], str] = {}
    shared: set[tuple[int, int]] = set()
    for one in tall:
        text = grid.cell(one.top, one.left)
        below = range(one.top + 1, one.bottom + 1)
        if not own.isdisjoint(below):
            shared.add((one.top, one.left))
        if text and plain_number(text) is None:
            spread.update(((r, one.left), text) for r in below)
    return spread, shared
