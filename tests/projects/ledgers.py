"""Ledgers as clerks send them, taken in by the services as the pages do."""

import io
from collections.abc import Sequence

import xlsxwriter

from guanmo.accounts.models import Person, Unit
from guanmo.engines.periods import Month
from guanmo.projects.ledger_apply_services import apply_ledger
from guanmo.projects.ledger_imports import main_sheet, open_ledger, read_ledger
from guanmo.projects.ledger_preview_services import Preview, RowResult, preview_ledger
from guanmo.projects.ledger_services import upload_ledger
from guanmo.projects.matching_imports import propose
from guanmo.projects.models import LedgerImport
from tests.cast import NOON, OCTOBER

HEADER = (
    "序号",
    "项目名称",
    "总投资（万元）",
    "类别",
    "2026年计划投资（万元）",
    "1-10月累计完成投资（万元）",
)
Cells = Sequence[str | float | None]


def workbook(*rows: Cells, header: Cells = HEADER) -> bytes:
    """A title, a header and rows, as .xlsx; always the same bytes for the same cells."""
    stream = io.BytesIO()
    with xlsxwriter.Workbook(stream, {"in_memory": True}) as book:
        book.set_properties({"created": NOON.replace(tzinfo=None)})
        sheet = book.add_worksheet("进度表")
        sheet.write_string(0, 0, "青屿县2026年重点项目进度表")
        for n, cells in enumerate([header, *rows], 1):
            sheet.write_row(n, 0, cells)
    return stream.getvalue()


def taken_in(
    content: bytes,
    *,
    by: Person,
    unit: Unit | None = None,
    month: Month = OCTOBER,
    file_name: str = "台账.xlsx",
) -> LedgerImport:
    """Uploaded and matched by its titles."""
    sheet = main_sheet(open_ledger(content, file_name))
    matching = propose(sheet, year=month.year, remembered=None).matching
    return upload_ledger(
        unit=unit or by.unit,
        month=month,
        file_name=file_name,
        content=content,
        sheet=sheet.name,
        matching=matching,
        by=by,
        at=NOON,
    ).ledger


def compared(ledger: LedgerImport, by: Person) -> Preview:
    """What importing would do now."""
    return preview_ledger(ledger=ledger, rows=read_ledger(ledger).rows, by=by)


def applied(ledger: LedgerImport, by: Person, *, only_right: bool = False, reason: str = "") -> Preview:
    """Imported, as one who has just looked at the comparison does."""
    return apply_ledger(
        ledger=ledger,
        rows=read_ledger(ledger).rows,
        seen=compared(ledger, by).digest,
        only_right=only_right,
        reason=reason,
        by=by,
        at=NOON,
    )


def outcome(content: bytes, *, by: Person, unit: Unit | None = None) -> RowResult:
    """What becomes of the only row of a ledger."""
    [result] = compared(taken_in(content, by=by, unit=unit), by).results
    return result
