"""The old .xls file (BIFF8 in an OLE compound file), walked once before any reader opens it.

Only what is needed to refuse it or to know what calamine leaves out: the directory, the Workbook stream, and in
it the places of filled cells, the error values and the hidden rows. Layout: [MS-CFB] and [MS-XLS].
"""

import struct
from collections.abc import Iterator

from guanmo.engines.sheets.facts import MOST_ELEMENTS, SheetFacts, refuse_scattered
from guanmo.engines.sheets.file_kinds import UnreadableFile

_DAMAGED = "文件不完整或已损坏，打不开。请用 Excel 或 WPS 打开后另存为 .xlsx，再上传。"
_LOCKED = "文件加了密码，无法读取。请在 Excel 或 WPS 里取消密码，另存后再上传。"
_MACRO = "文件里有宏。请用 Excel 打开后“另存为”→“Excel 工作簿（.xlsx）”，去掉宏再上传。"
_OTHER = "这不是 Excel 表格（可能是 Word、PPT 或其他文件）。请上传 .xlsx、.xls 或 .csv 文件。"
_TOO_MANY = "表里的单元格太多。请删除数据下方的空行，另存为 .xlsx 后再上传。"
_HEIGHT_ZERO = 0x20
_END_OF_CHAIN = 0xFFFFFFFA  # this and above are not sector numbers
_SMALL = 4096
_ERRORS = {
    0x00: "#NULL!",
    0x07: "#DIV/0!",
    0x0F: "#VALUE!",
    0x17: "#REF!",
    0x1D: "#NAME?",
    0x24: "#NUM!",
    0x2A: "#N/A",
}

_FORMULA, _BOOLERR, _BOUNDSHEET, _FILEPASS, _BOF = 0x0006, 0x0205, 0x0085, 0x002F, 0x0809
_MULRK, _ROW = 0x00BD, 0x0208
_ONE_CELL = frozenset({_FORMULA, _BOOLERR, 0x0203, 0x027E, 0x00FD, 0x0204, 0x00D6})


def inspect_xls(content: bytes) -> list[SheetFacts]:
    """Facts of each sheet in workbook order; UnreadableFile where it is no .xls or would hurt."""
    try:
        streams = _directory(content)
        if {"encryptedpackage", "encryptioninfo"} & streams.keys():
            raise UnreadableFile(_LOCKED)
        if {"_vba_project_cur", "_vba_project"} & streams.keys():
            raise UnreadableFile(_MACRO)
        place = streams.get("workbook") or streams.get("book")
        if place is None:
            raise UnreadableFile(_OTHER)
        return _walk(_stream(content, *place, root=streams["root entry"]))
    except (struct.error, IndexError, KeyError) as error:
        raise UnreadableFile(_DAMAGED) from error


def _sector_size(content: bytes) -> int:
    shift: int = struct.unpack_from("<H", content, 30)[0]
    if shift not in {9, 12}:
        raise UnreadableFile(_DAMAGED)
    return 1 << shift


def _sector(content: bytes, number: int) -> bytes:
    size = _sector_size(content)
    return content[(number + 1) * size : (number + 2) * size]


def _table(content: bytes) -> list[int]:
    """The sector allocation table: which sector follows which."""
    sectors = [one for one in struct.unpack_from("<109I", content, 76) if one < _END_OF_CHAIN]
    following, count = struct.unpack_from("<II", content, 68)
    for _ in range(min(count, len(content) // 512)):
        entries = _numbers(_sector(content, following))
        sectors += [one for one in entries[:-1] if one < _END_OF_CHAIN]
        following = entries[-1]
    return [
        entry for number in sectors[: len(content) // 512] for entry in _numbers(_sector(content, number))
    ]


def _numbers(data: bytes) -> list[int]:
    return [number for (number,) in struct.iter_unpack("<I", data)]


def _chain(table: list[int], start: int) -> Iterator[int]:
    """Sector numbers from the start; a chain that runs in a circle is damage."""
    number = start
    for _ in range(len(table)):
        if number >= _END_OF_CHAIN:
            return
        yield number
        number = table[number]
    if number < _END_OF_CHAIN:
        raise UnreadableFile(_DAMAGED)


def _directory(content: bytes) -> dict[str, tuple[int, int]]:
    """First sector and size by lower-case name."""
    start: int = struct.unpack_from("<I", content, 48)[0]
    data = b"".join(_sector(content, number) for number in _chain(_table(content), start))
    found: dict[str, tuple[int, int]] = {}
    for offset in range(0, len(data) - 127, 128):
        length = struct.unpack_from("<H", data, offset + 64)[0]
        name = data[offset : offset + max(min(length, 64) - 2, 0)].decode("utf-16-le", errors="replace")
        found.setdefault(name.lower(), struct.unpack_from("<II", data, offset + 116))
    return found


def _stream(content: bytes, start: int, size: int, *, root: tuple[int, int]) -> bytes:
    table = _table(content)
    if size >= _SMALL:
        return b"".join(_sector(content, number) for number in _chain(table, start))[:size]
    ministream = b"".join(_sector(content, number) for number in _chain(table, root[0]))
    first: int = struct.unpack_from("<I", content, 60)[0]
    small = [entry for number in _chain(table, first) for entry in _numbers(_sector(content, number))]
    return b"".join(ministream[number * 64 : number * 64 + 64] for number in _chain(small, start))[:size]


def _walk(stream: bytes) -> list[SheetFacts]:
    """Every record of the workbook; sheets are told apart by where their first record stands."""
    begins: dict[int, SheetFacts] = {}
    facts: SheetFacts | None = None
    offset = filled = 0
    while offset + 4 <= len(stream):
        kind, length = struct.unpack_from("<HH", stream, offset)
        body = offset + 4
        if kind == _FILEPASS:
            raise UnreadableFile(_LOCKED)
        if kind == _BOUNDSHEET:
            begins[struct.unpack_from("<I", stream, body)[0]] = SheetFacts()
        elif kind == _BOF:
            facts = begins.get(offset, facts)
        elif facts is not None and (kind in _ONE_CELL or kind == _MULRK):
            filled += 1
            _see(facts, kind, stream, body, length)
        elif facts is not None and kind == _ROW and stream[body + 12] & _HEIGHT_ZERO:
            facts.hidden.append(struct.unpack_from("<H", stream, body)[0])
        if filled > MOST_ELEMENTS:
            raise UnreadableFile(_TOO_MANY)
        offset = body + length
    refuse_scattered(list(begins.values()))
    return list(begins.values())


def _see(facts: SheetFacts, kind: int, stream: bytes, body: int, length: int) -> None:
    row, column = struct.unpack_from("<HH", stream, body)
    last = struct.unpack_from("<H", stream, body + length - 2)[0] if kind == _MULRK else column
    facts.see(row, last)
    if kind == _BOOLERR and stream[body + 7] == 1:
        facts.errors[row, column] = _ERRORS.get(stream[body + 6], "#N/A")
    if kind == _FORMULA and stream[body + 12 : body + 14] == b"\xff\xff" and stream[body + 6] == 2:
        facts.errors[row, column] = _ERRORS.get(stream[body + 8], "#N/A")
