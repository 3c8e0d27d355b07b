"""What a look through a workbook's raw parts finds out before any reader opens it."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from guanmo.engines.sheets.file_kinds import UnreadableFile

# Beyond these a stray cell sits far from the table, or a format was put on whole columns.
MOST_ROWS = 100_000
MOST_EMPTY_ROWS = 100_000
MOST_EMPTY_CELLS = 500_000
MOST_CELLS = 2_000_000
MOST_ELEMENTS = 1_500_000
LONGEST_CELL = 32_767  # characters Excel allows in a cell
MOST_TEXT = 30_000_000  # characters shown in all cells together
MOST_SHEETS = 200


@dataclass(slots=True)
class SheetFacts:
    """The filled part of one worksheet, and what the reader drops; rows and columns count from 0."""

    rows: int = 0
    columns: int = 0
    errors: dict[tuple[int, int], str] = field(default_factory=dict)
    uncomputed: list[tuple[int, int]] = field(default_factory=list)
    percents: set[tuple[int, int]] = field(default_factory=set)
    hidden: list[int] = field(default_factory=list)

    def see(self, row: int, column: int) -> None:
        """A filled cell stands here."""
        if row >= self.rows:
            self.rows = row + 1
        if column >= self.columns:
            self.columns = column + 1

    @property
    def cells(self) -> int:
        """Cells from A1 to the last filled row and column, which is what a reader builds."""
        return self.rows * self.columns


def refuse_long_text(length: int) -> None:
    """Refuse a cell longer than Excel allows; no office program wrote it."""
    if length > LONGEST_CELL:
        raise UnreadableFile(
            f"有一格的文字超过 {LONGEST_CELL:,} 字，是 Excel 一格的上限，可能是恶意文件，已拒绝读取。"
        )


def refuse_scattered(facts: Sequence[SheetFacts]) -> None:
    """Refuse a workbook whose rectangles would fill the memory."""
    if sum(one.cells for one in facts) > MOST_CELLS or sum(one.rows for one in facts) > MOST_ROWS:
        furthest = max(facts, key=lambda one: one.cells)
        raise UnreadableFile(
            f"表格太大：内容一直散布到第 {furthest.rows} 行、第 {furthest.columns} 列。"
            "请删除数据下方和右侧多余的行和列，另存后再上传。"
        )
