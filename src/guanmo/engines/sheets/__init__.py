"""Reading and writing of ledgers as people really keep them.

Owns: files (.xlsx, .xls, delimited text) to sheets with headers, units, headings, records, declared
controls and located problems; single cells to amounts, dates, names; a clerk's workbook with its errors
marked; tables back to .xlsx. Leaves to others: which column means what, and what is done with a record.
"""

from guanmo.engines.sheets.amounts import Amount, Standing, parse_amount
from guanmo.engines.sheets.annotate import RowError, mark_errors
from guanmo.engines.sheets.dates import Precision, WrittenDate, WrittenMonth, parse_date, parse_month
from guanmo.engines.sheets.file_kinds import UnreadableFile
from guanmo.engines.sheets.model import Column, Control, Heading, Problem, Record, Sheet, SkippedRow, Workbook
from guanmo.engines.sheets.names import Ditto, parse_name, resolve_ditto
from guanmo.engines.sheets.reading import read_workbook
from guanmo.engines.sheets.report import check_report
from guanmo.engines.sheets.writing import UnwritableTable, write_table
from guanmo.engines.sheets.written_columns import ColumnKind, ColumnSpec

__all__ = [
    "Amount",
    "Column",
    "ColumnKind",
    "ColumnSpec",
    "Control",
    "Ditto",
    "Heading",
    "Precision",
    "Problem",
    "Record",
    "RowError",
    "Sheet",
    "SkippedRow",
    "Standing",
    "UnreadableFile",
    "UnwritableTable",
    "Workbook",
    "WrittenDate",
    "WrittenMonth",
    "check_report",
    "mark_errors",
    "parse_amount",
    "parse_date",
    "parse_month",
    "parse_name",
    "read_workbook",
    "resolve_ditto",
    "write_table",
]
