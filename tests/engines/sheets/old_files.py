"""Old .xls workbooks built record by record ([MS-XLS]), small enough to see through."""

import struct
from collections.abc import Sequence
from dataclasses import dataclass

from tests.engines.sheets.hostile_files import compound_file

_EOF = struct.pack("<HH", 0x000A, 0)


def record(kind: int, body: bytes = b"") -> bytes:
    return struct.pack("<HH", kind, len(body)) + body


def start(kind: int) -> bytes:
    """BOF: 5 for the workbook, 0x10 for a worksheet."""
    return record(0x0809, struct.pack("<HHHHII", 0x0600, kind, 0x0DBB, 0x07CC, 0x41, 0x06))


def number(row: int, column: int, value: float) -> bytes:
    return record(0x0203, struct.pack("<HHHd", row, column, 0, value))


def shared(row: int, column: int, index: int) -> bytes:
    """A cell that shows a shared string."""
    return record(0x00FD, struct.pack("<HHHI", row, column, 0, index))


def small_numbers(row: int, column: int, values: Sequence[int]) -> bytes:
    """MULRK: integers side by side."""
    cells = b"".join(struct.pack("<HI", 0, (value << 2) | 2) for value in values)
    return record(
        0x00BD, struct.pack("<HH", row, column) + cells + struct.pack("<H", column + len(values) - 1)
    )


def error(row: int, column: int, code: int) -> bytes:
    return record(0x0205, struct.pack("<HHHBB", row, column, 0, code, 1))


def truth(row: int, column: int) -> bytes:
    return record(0x0205, struct.pack("<HHHBB", row, column, 0, 1, 0))


def formula(row: int, column: int, result: bytes) -> bytes:
    """A formula with eight bytes of stored result."""
    return record(0x0006, struct.pack("<HHH", row, column, 0) + result + struct.pack("<HIH", 0, 0, 0))


def formula_error(row: int, column: int, code: int) -> bytes:
    return formula(row, column, bytes([2, 0, code, 0, 0, 0, 0xFF, 0xFF]))


def row_height(row: int, *, hidden: bool) -> bytes:
    return record(0x0208, struct.pack("<HHHHHHI", row, 0, 1, 255, 0, 0, 0x20 if hidden else 0))


def text(value: str, *, flags: int = 1, extra: bytes = b"") -> bytes:
    """One string of the table, two bytes a character; `extra` is what stands between head and characters."""
    return struct.pack("<HB", len(value), flags) + extra + value.encode("utf-16-le")


def strings(count: int, *parts: bytes) -> bytes:
    """The table of shared strings; further parts follow as CONTINUE records."""
    first = record(0x00FC, struct.pack("<II", count, count) + parts[0])
    return first + b"".join(record(0x003C, part) for part in parts[1:])


@dataclass(frozen=True)
class Page:
    """A worksheet: its name, its records, and 1 where it is hidden."""

    name: str
    records: bytes
    hidden: int = 0


def stream(pages: Sequence[Page], *, before: bytes = b"") -> bytes:
    """The Workbook stream; `before` are records of the workbook itself, such as its strings."""
    names = [page.name.encode("utf-16-le") for page in pages]
    size = len(start(5)) + sum(4 + 8 + len(name) for name in names) + len(before) + len(_EOF)
    sheets = [start(0x10) + page.records + _EOF for page in pages]
    head = start(5)
    for page, name, body in zip(pages, names, sheets, strict=True):
        head += record(0x0085, struct.pack("<IBBBB", size, page.hidden, 0, len(page.name), 1) + name)
        size += len(body)
    return head + before + _EOF + b"".join(sheets)


def old_workbook(pages: Sequence[Page], *, before: bytes = b"") -> bytes:
    return compound_file({"Workbook": stream(pages, before=before).ljust(4096, b"\x00")})
