"""What a row below the header is, judged by itself alone: heading, record, total, note, or nothing."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from itertools import islice

from guanmo.engines.sheets.amounts import is_not_applicable, plain_number
from guanmo.engines.sheets.characters import compact, is_formula_error, one_line
from guanmo.engines.sheets.headers import Header
from guanmo.engines.sheets.model import Column
from guanmo.engines.sheets.numbering import FORMAL, Style, joined_mark, style_of, style_of_mark
from guanmo.engines.sheets.units import is_unit_line

_SERIAL_TITLES = frozenset({"序号", "项目序号", "序", "行次", "no", "no.", "number", "编号"})
_TOTAL = re.compile(r"\(?(?:.{0,8}(?:合计|小计|总计)|共计|累计)\)?(?:\(.*\))?:?(?:共?\d+(?:个项目|[个项]))?")
_SUBTOTAL = re.compile(r"小计")
_PART = re.compile(r"其中[:：]?")
_NOTE = re.compile(
    r"(?:注|备注|说明|附注|填[表报]说明|填[表报]人|制表人?|审核人?|审批人?|(?:单位)?负责人|联系人|联系电话|填[表报]日期)[:：]"
)
_TEMPLATE = re.compile(r"&=.*|\{\{.*\}\}|\$\{.*\}|<%.*%>", re.DOTALL)
_COUNT_ONLY = re.compile(r"(?:共计?)?(\d+)(?:个?项目|[个项])")
_LONGEST_HEADING = 80
_MOST_IN_NOTE = 4
_WIDE_TABLE = 5  # a heading in a table this wide may have one more cell in words
_LONGEST_TOTAL = 30
_MANY = 2


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


def counted(text: str) -> int | None:
    """The number in a cell that says only a count: 14, 14项, 共14个项目."""
    found = _COUNT_ONLY.fullmatch(compact(text))
    if found is not None:
        return int(found[1])
    number = plain_number(text)
    return (
        int(number) if number is not None and number == number.to_integral_value() and number >= 0 else None
    )


def first_look(
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
    if is_unit_line("".join(cells.values())):
        return Row(index, RowKind.NOTE, cells, "".join(cells.values()), first)
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
    """How many cells say something in words; from two on it is simply many."""
    words = (
        column
        for column, cell in cells.items()
        if column not in without
        and counted(cell) is None
        and plain_number(cell) is None
        and not is_formula_error(cell)
        and not is_not_applicable(cell)
    )
    return len(list(islice(words, _MANY)))


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
