"""What reading a ledger gives: sheets, columns, headings, records, controls and problems."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal

from guanmo.engines.sheets.characters import compact
from guanmo.engines.sheets.units import is_money, without_unit


@dataclass(frozen=True, slots=True)
class Column:
    """One column of the table; `index` counts from 0, `title` is unique within the sheet.

    `unit` is what the header itself names (（万元）, （公里）, %), None where it names none; the
    unit that holds then is the sheet's, see `Sheet.money_unit`.
    """

    index: int
    letter: str
    title: str
    unit: str | None = None
    titled: bool = True

    @property
    def plain_title(self) -> str:
        """The title without its unit."""
        return without_unit(self.title)

    @property
    def key(self) -> str:
        """What to compare with an alias table: no unit, no spaces, half width, lower case."""
        return compact(self.plain_title)


@dataclass(frozen=True, slots=True)
class Heading:
    """A row that opens a section; level 1 is the outermost of the numbering styles the sheet uses."""

    row: int
    level: int
    text: str


@dataclass(frozen=True, slots=True)
class Record:
    """One row of data; `row` is Excel's, `values` go by column title, `headings` outermost first."""

    row: int
    values: Mapping[str, str]
    headings: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Control:
    """A count or a sum the sheet declares, beside what was read.

    Sums are in the unit of their column. `source` says where it was declared: 表头, 合计行;
    `closed` is false when the file ends inside the section, so that rows may be missing.
    """

    what: str
    declared: Decimal
    read: Decimal
    agrees: bool
    row: int = 0
    cell: str = ""
    unit: str = ""
    source: str = "表头"
    closed: bool = True

    @property
    def sentence(self) -> str:
        """The comparison in the words of a clerk: 表头写 14 项，读到 14 项。"""
        unit = f" {self.unit}" if self.unit else ""
        return f"{self.source}写 {self.declared:,f}{unit}，读到 {self.read:,f}{unit}"

    @property
    def gap(self) -> str:
        """How far apart the two are: 少 3 项，多 0.5 万元; or that not every cell could be read."""
        unit = f" {self.unit}" if self.unit else ""
        difference = self.read - self.declared
        if not difference:
            return "但有的格读不出数"
        return f"{'少' if difference < 0 else '多'} {abs(difference).normalize():,f}{unit}"


@dataclass(frozen=True, slots=True)
class Problem:
    """Something a person should look at; `cell` is like D5, or empty for the whole sheet."""

    sheet: str
    cell: str
    code: str
    message: str


@dataclass(frozen=True, slots=True)
class SkippedRow:
    """A row that is neither heading nor record, and why."""

    row: int
    text: str
    reason: str


@dataclass(frozen=True, slots=True)
class Sheet:
    """One worksheet. `unit` is the unit line's, None where there is none."""

    name: str
    unit: str | None = None
    header_rows: tuple[int, ...] = ()
    columns: tuple[Column, ...] = ()
    headings: tuple[Heading, ...] = ()
    records: tuple[Record, ...] = ()
    controls: tuple[Control, ...] = ()
    problems: tuple[Problem, ...] = ()
    layout_hash: str = ""
    titles: tuple[str, ...] = ()
    skipped: tuple[SkippedRow, ...] = field(default=())

    @property
    def stated_unit(self) -> str | None:
        """The sheet's unit, or else the one money unit that its headers name; None where they name several."""
        named = {column.unit for column in self.columns if is_money(column.unit)}
        return self.unit or (named.pop() if len(named) == 1 else None)

    def money_unit(self, column: Column) -> str | None:
        """The unit an amount in this column is in: the header's, otherwise the sheet's."""
        return column.unit or self.unit


@dataclass(frozen=True, slots=True)
class Workbook:
    """A file that was read."""

    sheets: tuple[Sheet, ...]

    @property
    def problems(self) -> tuple[Problem, ...]:
        return tuple(problem for sheet in self.sheets for problem in sheet.problems)
