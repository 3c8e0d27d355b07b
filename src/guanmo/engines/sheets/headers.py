"""Where the header is: title rows above it, one to three rows of labels, columns and their units."""

import hashlib
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from guanmo.engines.sheets.amounts import plain_number
from guanmo.engines.sheets.characters import column_letter, compact, half_width, is_formula_error, one_line
from guanmo.engines.sheets.dates import Precision, parse_date
from guanmo.engines.sheets.grids import Grid, Merge
from guanmo.engines.sheets.model import Column
from guanmo.engines.sheets.units import header_unit, is_unit_line, line_unit, unit_alone

REASONS_TITLE = "错误原因"  # the column we add to a clerk's workbook; it is ours, not the ledger's
_SEARCHED_ROWS = 40
_MOST_HEADER_ROWS = 3
_LONGEST_LABEL = 60
_LIKELY = 0.6
_KEYS = frozenset(
    {"序号", "项目序号", "编号", "项目编号", "项目名称", "指标名称", "工程名称", "企业名称", "单位名称"}
)
_META = re.compile(r".{1,10}[:：]")
_PERIOD = re.compile(r"(?:19|20)\d\d(?:年.*|0[1-9]|1[0-2])?|\d{1,2}月份?|[1-4]季度|\d+-\d+月")
_NUMBERING = re.compile(r"(\d{1,3})(?:\s*[=＝].*)?|[甲乙丙丁戊己庚辛壬癸]")
_NO_INHERITED_UNIT = re.compile(r"率|占比|比重|比例|增幅|个数|数量|项数|名次|排名|%")


@dataclass(frozen=True, slots=True)
class Header:
    """The header found: its rows count from 0, records begin at `body`."""

    rows: tuple[int, ...]
    columns: tuple[Column, ...]
    body: int
    found: bool = True


def find_header(grid: Grid) -> Header:
    """The header of a grid; without any, columns are called A列, B列 and records begin at once."""
    top = _top(grid)
    if top is None:
        return Header((), _columns(grid, [], 0), 0, found=False)
    cover = _cover(grid)
    bottom = _bottom(grid, top, cover)
    if _is_units(grid, bottom):
        bottom += 1
    rows = list(range(top, bottom + 1))
    paths = _paths(grid, rows, cover)
    body = bottom + 1
    if body < len(grid.rows) and _is_numbering(grid, body, sum(map(bool, paths))):
        body += 1
    return Header(tuple(range(top, body)), _columns(grid, paths, body), body)


def layout_hash(columns: Sequence[Column]) -> str:
    """A stable name for a header, the same whatever the widths, spaces and brackets typed."""
    header = "\x1f".join(compact(column.title) for column in columns if column.titled)
    return hashlib.sha256(header.encode()).hexdigest()[:32]


def is_label(text: str) -> bool:
    """Whether a cell could be a column's name: words, or a year or month, but no number or day."""
    if not text or len(text) > _LONGEST_LABEL or is_formula_error(text):
        return False
    if _PERIOD.fullmatch(half_width(text).replace(" ", "")):
        return True
    return plain_number(text) is None and parse_date(text).precision is not Precision.DAY


def is_key(column: Column) -> bool:
    """Whether the column is called what ledgers call the names or numbers of their rows."""
    return column.key in _KEYS


def _top(grid: Grid) -> int | None:
    rows = [_labels(grid, r) for r in range(min(len(grid.rows), _SEARCHED_ROWS))]
    most = max(map(len, rows), default=0)
    least = min(2, grid.width)
    for r, labels in enumerate(rows):
        keyed = any(compact(label) in _KEYS for label in labels)
        if len(labels) >= least and (keyed or len(labels) >= _LIKELY * most):
            return r
    return None


def _labels(grid: Grid, row: int) -> list[str]:
    """The labels of a row that could be a header; none for titles, unit lines and rows of numbers."""
    filled = [cell for cell in grid.rows[row] if cell]
    about = sum(bool(_META.match(cell) or (line_unit(cell) and not header_unit(cell))) for cell in filled)
    labels = [cell for cell in filled if is_label(cell)]
    if about * 2 >= len(filled) or (len(filled) - len(labels)) * 3 > len(labels):
        return []
    return labels


def _cover(grid: Grid) -> dict[tuple[int, int], Merge]:
    """The merged area each cell near the top belongs to."""
    return {
        (r, c): merge
        for merge in grid.merges
        if merge.top < _SEARCHED_ROWS
        for r in range(merge.top, min(merge.bottom, _SEARCHED_ROWS + _MOST_HEADER_ROWS) + 1)
        for c in range(merge.left, merge.right + 1)
    }


def _bottom(grid: Grid, top: int, cover: dict[tuple[int, int], Merge]) -> int:
    bottom = _lowest_merge(grid, top, top)
    while bottom + 1 < min(len(grid.rows), top + _MOST_HEADER_ROWS) and _is_under(grid, bottom, cover):
        bottom = _lowest_merge(grid, top, bottom + 1)
    return bottom


def _lowest_merge(grid: Grid, top: int, row: int) -> int:
    """How far down the labels merged in this row reach."""
    return max(
        (
            merge.bottom
            for merge in grid.merges
            if merge.top == row
            and merge.bottom < top + _MOST_HEADER_ROWS
            and is_label(grid.cell(row, merge.left))
        ),
        default=row,
    )


def _is_under(grid: Grid, upper: int, cover: dict[tuple[int, int], Merge]) -> bool:
    """Whether the row below continues the header: labels only, and only beneath group labels."""
    row = upper + 1
    filled = [c for c in range(grid.width) if grid.cell(row, c) and not _hangs(cover.get((row, c)), row)]
    if not filled or not all(is_label(grid.cell(row, c)) for c in filled):
        return False
    merged = [c for c in filled if _is_group(cover, upper, c)]
    loose = [c for c in filled if c not in merged]
    if not all(_is_open(grid, upper, c) for c in loose):
        return False
    if merged:
        return True
    covered = any(grid.cell(upper, c) and c not in filled for c in range(grid.width))
    return covered and any(grid.cell(upper, c) for c in filled) and len(filled) > 1


def _is_units(grid: Grid, upper: int) -> bool:
    """Whether the row below says nothing but the units of the labels above it."""
    if upper + 1 >= len(grid.rows):
        return False
    filled = [(grid.cell(upper, c), cell) for c, cell in enumerate(grid.rows[upper + 1]) if cell]
    return bool(filled) and all(
        label and label != cell and unit_alone(cell) and not is_unit_line(cell) for label, cell in filled
    )


def _hangs(merge: Merge | None, row: int) -> bool:
    return merge is not None and merge.top < row


def _is_group(cover: dict[tuple[int, int], Merge], upper: int, column: int) -> bool:
    """Beneath a label merged across columns, which the row below does not merge again in the same way."""
    above, below = cover.get((upper, column)), cover.get((upper + 1, column))
    if above is None or above.left == above.right or above.bottom != upper:
        return False
    return below is None or (below.left, below.right) != (above.left, above.right)


def _is_open(grid: Grid, upper: int, column: int) -> bool:
    """No label above, or one that stands for the unlabelled columns to its right as well."""
    if not grid.cell(upper, column):
        return True
    following = column + 1
    return (
        following < grid.width and not grid.cell(upper, following) and bool(grid.cell(upper + 1, following))
    )


def _paths(grid: Grid, rows: Sequence[int], cover: dict[tuple[int, int], Merge]) -> list[tuple[str, ...]]:
    """The labels above each column, outermost first."""
    paths: list[tuple[str, ...]] = [()] * grid.width
    levels = [[_label_at(grid, r, c, cover) for c in range(grid.width)] for r in rows]
    for depth, level in enumerate(levels[:-1]):
        _spread(level, levels[depth + 1 :], [(rows[depth], c) in cover for c in range(grid.width)], paths)
        for c, label in enumerate(level):
            paths[c] = _joined(paths[c], label)
    for c, label in enumerate(levels[-1]):
        paths[c] = _joined(paths[c], label)
    return paths


def _label_at(grid: Grid, row: int, column: int, cover: dict[tuple[int, int], Merge]) -> str:
    merge = cover.get((row, column))
    return one_line(grid.cell(merge.top, merge.left) if merge else grid.cell(row, column))


def _spread(
    level: list[str],
    lower: Sequence[Sequence[str]],
    merged: Sequence[bool],
    parents: Sequence[tuple[str, ...]],
) -> None:
    """Give a group's label to the unlabelled columns on its right that have labels further down."""
    for c in range(1, len(level)):
        group = level[c - 1]
        beneath = [any(labels[c - 1 + i] and labels[c - 1 + i] != group for labels in lower) for i in (0, 1)]
        if not level[c] and group and not merged[c] and all(beneath) and parents[c] == parents[c - 1]:
            level[c] = group


def _joined(path: tuple[str, ...], label: str) -> tuple[str, ...]:
    """A label below the others; a unit alone goes to the label above it, in brackets."""
    if not label or path[-1:] == (label,):
        return path
    unit = unit_alone(label)
    return (*path[:-1], f"{path[-1]}（{unit}）") if path and unit else (*path, label)


def _is_numbering(grid: Grid, row: int, titled: int) -> bool:
    """The row 甲 乙 1 2 3 that some forms print under their header."""
    cells = [half_width(cell) for cell in grid.rows[row] if cell]
    marks = [_NUMBERING.fullmatch(cell) for cell in cells]
    if len(cells) < max(3, titled * _LIKELY) or not all(marks):
        return False
    numbers = [int(mark[1]) for mark in marks if mark and mark[1]]
    return numbers == list(range(1, len(numbers) + 1)) and not _is_first_record(grid, row)


def _is_first_record(grid: Grid, row: int) -> bool:
    """Whether the row below goes on counting in the first column: 1 2 3 was then a record by chance."""
    below = half_width(grid.cell(row + 1, 0)) if row + 1 < len(grid.rows) else ""
    return (half_width(grid.cell(row, 0)), below) == ("1", "2")


def _columns(grid: Grid, paths: Sequence[tuple[str, ...]], body: int) -> tuple[Column, ...]:
    return tuple(_named_columns(grid, paths, body))


def _named_columns(grid: Grid, paths: Sequence[tuple[str, ...]], body: int) -> Iterator[Column]:
    seen: set[str] = set()
    filled = {c for row in grid.rows[body:] for c, cell in enumerate(row) if cell}
    for c in range(grid.width):
        path = paths[c] if c < len(paths) else ()
        letter = column_letter(c)
        spread = c > 0 and c < len(paths) and path == paths[c - 1]
        if path == (REASONS_TITLE,) or ((not path or spread) and c not in filled):
            continue
        title = "/".join(path) or f"{letter}列"
        unique = f"{title}（{letter}列）" if title in seen else title
        seen.add(unique)
        yield Column(c, letter, unique, _unit(path), titled=bool(path))


def _unit(path: tuple[str, ...]) -> str | None:
    """The innermost unit named; a share or a count inside a group of money takes no unit from it."""
    for depth, label in enumerate(reversed(path)):
        unit = header_unit(label)
        if unit or (depth == 0 and _NO_INHERITED_UNIT.search(label)):
            return unit
    return None
