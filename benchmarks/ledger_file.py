"""A ledger of 5,000 rows and 40 columns as a city's office would send it."""

import io

import xlsxwriter

KNOWN = (
    "序号", "项目名称", "责任单位", "建设单位", "建设地点", "建设内容", "总投资（万元）", "年度计划投资（万元）",
    "1-10月累计完成投资（万元）", "形象进度", "存在问题", "包联领导", "责任人",
)  # fmt: skip
OTHERS = tuple(f"备用信息{n}" for n in range(1, 41 - len(KNOWN)))
UNITS = 11


def row(n: int) -> list[str | float]:
    """One project."""
    return [
        n, f"测量产业园第{n}期项目", f"{n % UNITS + 1}号县", f"第{n}建设公司", f"第{n % 97}街道", "建设厂房和配套设施",
        50_000 + n, 12_000, 9_000 + n % 500, "主体施工", "" if n % 7 else "用地批复未到", f"领导{n % 9}", f"责任人{n % 50}",
        *(f"说明{n}-{k}" for k in range(len(OTHERS))),
    ]  # fmt: skip


def as_ledger(rows: int) -> bytes:
    """Title, unit line, header and rows: what clerks upload to us."""
    return _workbook([["测量市2026年重点项目进度表"], ["单位：万元"], [*KNOWN, *OTHERS]], rows)


def as_plain_table(rows: int) -> bytes:
    """The header in the first row: what the peer can read."""
    return _workbook([[*KNOWN, *OTHERS]], rows)


def _workbook(head: list[list[str]], rows: int) -> bytes:
    stream = io.BytesIO()
    book = xlsxwriter.Workbook(stream, {"constant_memory": True})
    sheet = book.add_worksheet("进度表")
    for n, cells in enumerate([*head, *(row(k) for k in range(1, rows + 1))]):
        sheet.write_row(n, 0, cells)
    book.close()
    return stream.getvalue()
