"""What each row below the header is: heading, record, total, note, or nothing."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from itertools import pairwise

from guanmo.engines.sheets.amounts import is_not_applicable, plain_number
from guanmo.engines.sheets.characters import compact, is_formula_error, one_line
from guanmo.engines.sheets.grids import Grid, Merge
from guanmo.engines.sheets.headers import Header
from guanmo.engines.sheets.model import Column
from guanmo.engines.sheets.numbering import FORMAL, Style, joined_mark, style_of, style_of_mark

_SERIAL_TITLES = frozenset({"序号", "项目序号", "序", "行次", "no", "no.", "number", "编号"})
_TOTAL = re.compile(r"(?:.{0,8}(?:合计|小计|总计)|共计|累计)(?:\(.*\))?:?")
_SUBTOTAL = re.compile(r"小计")
_PART = re.compile(r"其中[:：]?")
_NOTE = re.compile(
    r"(?:注|备注|说明|附注|填[表报]说明|填[表报]人|制表人?|审核人?|审批人?|(?:单位)?负责人|联系人|联系电话|填[表报]日期)[:：]"
)
_TEMPLATE = re.compile(r"&=.*|\{\{.*\}\}|\$\{.*\}|<%.*%>", re.DOTALL)
_COUNT_ONLY = re.compile(r"(?:共计?)?(\d+)(?:个?项目|[个项])")
_MOST_MERGED_CELLS = 2_000_000
_LONGEST_HEADING = 80
_MOST_IN_NOTE = 4
_WIDE_TABLE = 5  # a heading in a table this wide may have one more cell in words
_LONGEST_TOTAL = 30


class RowKind(StrEnum):
    """What a row is."""

    BLANK = "blank"
    HEADING = "heading"
    RECORD = "record"
    TOTAL = "total"
    PART = "part"
    NOTE = "note"
    REPEATED = "repeated"
    TEMPLATE = "template"
    STRAY = "stray"


@dataclass(frozen=True, slots=True)
class Row:
    """One row: `cells` are its own filled cells by column index, `label` the heading's or total's text."""

    index: int
    kind: RowKind
    cells: Mapping[int, str]
    label: str = ""
    label_column: int = -1
    style: Style | None = None

    @property
    def is_subtotal(self) -> bool:
        return bool(_SUBTOTAL.search(compact(self.label)))


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
        rows.append(_first_look(index, cells, header, serial, repeated=repeated, stray=any(grid.rows[index])))
    return Body(tuple(_confirmed(rows, grid, header, serial)), spread, serial)


def counted(text: str) -> int | None:
    """The number in a cell that says only a count: 14, 14项, 共14个项目."""
    found = _COUNT_ONLY.fullmatch(compact(text))
    if found is not None:
        return int(found[1])
    number = plain_number(text)
    return (
        int(number) if number is not None and number == number.to_integral_value() and number >= 0 else None
    )


def _first_look(
    index: int, cells: dict[int, str], header: Header, serial: Column | None, *, repeated: bool, stray: bool
) -> Row:
    """What a row is, judged by itself alone."""
    if not cells:
        return Row(index, RowKind.STRAY if stray else RowKind.BLANK, cells)
    if repeated:
        return Row(index, RowKind.REPEATED, cells)
    if any(_TEMPLATE.fullmatch(cell) for cell in cells.values()):
        return Row(index, RowKind.TEMPLATE, cells)
    return (
        _aside(index, cells)
        or _total(index, cells)
        or _heading(index, cells, header, serial)
        or Row(index, RowKind.RECORD, cells)
    )


def _aside(index: int, cells: Mapping[int, str]) -> Row | None:
    """A note, a line of signatures, or a part (其中) of the figure above it."""
    first = min(cells)
    if _NOTE.match(cells[first]) and len(cells) <= _MOST_IN_NOTE:
        return Row(index, RowKind.NOTE, cells, cells[first], first)
    if _PART.match(cells[first]) and _words(cells, {first}) == 0:
        return Row(index, RowKind.PART, cells, cells[first], first)
    return None


def _total(index: int, cells: Mapping[int, str]) -> Row | None:
    label = next((c for c in sorted(cells)[:3] if _is_total(cells[c])), None)
    if label is None or _words(cells, {label}) > 1:
        return None
    return Row(index, RowKind.TOTAL, cells, one_line(cells[label]), label)


def _is_total(text: str) -> bool:
    return len(text) <= _LONGEST_TOTAL and _TOTAL.fullmatch(compact(text)) is not None


def _words(cells: Mapping[int, str], without: set[int]) -> int:
    """Cells that say something in words, so that the row is about one thing."""
    return sum(
        counted(cell) is None
        and plain_number(cell) is None
        and not is_formula_error(cell)
        and not is_not_applicable(cell)
        for column, cell in cells.items()
        if column not in without
    )


def _heading(index: int, cells: Mapping[int, str], header: Header, serial: Column | None) -> Row | None:
    """A row that could be a heading, judged by itself alone."""
    first = min(cells)
    label, used = one_line(cells[first]), {first}
    style = style_of(label)
    following = sorted(cells)[1:2]
    if style is None and serial is not None and first == serial.index and following:
        style = style_of_mark(label)
        label = joined_mark(label, one_line(cells[following[0]]))
        used.update(following)
    others = _words(cells, used)
    if style is None:
        first_is_word = counted(cells[first]) is None and plain_number(cells[first]) is None
        style, fits = Style.PLAIN, others == 0 and first_is_word
        label = one_line(cells[first])
    else:
        fits = others <= (1 if style in FORMAL and len(header.columns) >= _WIDE_TABLE else 0)
    if not fits or len(label) > _LONGEST_HEADING:
        return None
    return Row(index, RowKind.HEADING, cells, label, first, style)


def _confirmed(rows: Sequence[Row], grid: Grid, header: Header, serial: Column | None) -> list[Row]:
    """Judge the doubtful headings by what follows them; those that are none become records."""
    content = [row for row in rows if row.kind in {RowKind.HEADING, RowKind.RECORD, RowKind.TOTAL}]
    after = {row.index: following for row, following in pairwise(content)}
    lists = {style for style in Style if _is_list(style, content, after)}
    judged = []
    for row in rows:
        if row.kind is RowKind.HEADING and row.style is Style.PLAIN:
            doubtful = not _opens(row, after.get(row.index), grid, header, serial)
        else:
            doubtful = row.style in lists
        judged.append(replace(row, kind=RowKind.RECORD, style=None, label="") if doubtful else row)
    return _outer(judged)


def _is_list(style: Style, content: Sequence[Row], after: Mapping[int, Row]) -> bool:
    """Whether 1、 2、 3、 number the records themselves: most are followed at once by the next."""
    marked = [row for row in content if row.style is style]
    bare = sum(row.index not in after or after[row.index].style is style for row in marked)
    return style is not Style.PLAIN and bare * 2 > len(marked)


def _opens(row: Row, following: Row | None, grid: Grid, header: Header, serial: Column | None) -> bool:
    """Whether a lone label without a number opens a section."""
    if following is None or following.kind is RowKind.TOTAL:
        return False
    if any(_is_wide(merge, row, header) for merge in grid.merges):
        return True
    if serial is None:
        return False
    restarts = following.style not in {None, Style.PLAIN} or following.cells.get(serial.index) == "1"
    return restarts and row.label_column in {c.index for c in header.columns[:3]}


def _is_wide(merge: Merge, row: Row, header: Header) -> bool:
    span = merge.right - merge.left + 1
    return (
        merge.top == row.index == merge.bottom
        and span * 2 >= len(header.columns)
        and merge.left == row.label_column
    )


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
