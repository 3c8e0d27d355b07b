"""The old .xls file (BIFF8 in an OLE compound file), walked once before any reader opens it.

Only what is needed to refuse it or to know what calamine leaves out: the directory, the Workbook stream, and in
it the places of filled cells, the error values and the hidden rows. Layout: [MS-CFB] and [MS-XLS].
"""

import struct
from collections.abc import Iterator, Sequence

from guanmo.engines.sheets.facts import (
    MOST_ELEMENTS,
    MOST_TEXT,
    SheetFacts,
    refuse_long_text,
    refuse_scattered,
)
from guanmo.engines.sheets.file_kinds import UnreadableFile

_DAMAGED = "文件不完整或已损坏，打不开。请用 Excel 或 WPS 打开后另存为 .xlsx，再上传。"
_LOCKED = "文件加了密码，无法读取。请在 Excel 或 WPS 里取消密码，另存后再上传。"
_MACRO = "文件里有宏。请用 Excel 打开后“另存为”→“Excel 工作簿（.xlsx）”，去掉宏再上传。"
_OTHER = "这不是 Excel 表格（可能是 Word、PPT 或其他文件）。请上传 .xlsx、.xls 或 .csv 文件。"
_TOO_LONG = "表里的文字太多，超出了能读取的上限。请拆成几个文件再上传。"
_TOO_MANY = "表里的单元格太多。请删除数据下方的空行，另存为 .xlsx 后再上传。"
_HEIGHT_ZERO = 0x20
_RICH, _PHONETIC = 0x08, 0x04
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
_MULRK, _ROW, _SST, _CONTINUE, _LABELSST = 0x00BD, 0x0208, 0x00FC, 0x003C, 0x00FD
_ONE_CELL = frozenset({_FORMULA, _BOOLERR, _LABELSST, 0x0203, 0x027E, 0x0204, 0x00D6})


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
    for _ in range(len(table) + 1):
        if number >= _END_OF_CHAIN:
            return
        yield number
        number = table[number]
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


def _records(stream: bytes) -> Iterator[tuple[int, int, int, int]]:
    """Where each record starts, its kind, where its body starts and how long that is."""
    offset = 0
    for _ in range(MOST_ELEMENTS):
        if offset + 4 > len(stream):
            return
        kind, length = struct.unpack_from("<HH", stream, offset)
        yield offset, kind, offset + 4, length
        offset += 4 + length
    raise UnreadableFile(_TOO_MANY)


def _walk(stream: bytes) -> list[SheetFacts]:
    """Every record of the workbook; sheets are told apart by where their first record stands."""
    begins: dict[int, SheetFacts] = {}
    facts: SheetFacts | None = None
    strings = _Strings()
    for start, kind, body, length in _records(stream):
        if kind == _FILEPASS:
            raise UnreadableFile(_LOCKED)
        if kind == _BOUNDSHEET:
            begins[struct.unpack_from("<I", stream, body)[0]] = SheetFacts()
        elif kind == _BOF:
            facts = begins.get(start, facts)
        elif kind == _SST or (kind == _CONTINUE and strings.open):
            strings.add(stream[body : body + length])
            continue
        elif facts is not None and (kind in _ONE_CELL or kind == _MULRK):
            _see(facts, kind, stream, body, length)
            if kind == _LABELSST:
                strings.show(struct.unpack_from("<I", stream, body + 6)[0])
        elif facts is not None and kind == _ROW and stream[body + 12] & _HEIGHT_ZERO:
            facts.hidden.append(struct.unpack_from("<H", stream, body)[0])
        strings.open = False
    refuse_scattered(list(begins.values()))
    return list(begins.values())


def _see(facts: SheetFacts, kind: int, stream: bytes, body: int, length: int) -> None:
    row, column = struct.unpack_from("<HH", stream, body)
    last = struct.unpack_from("<H", stream, body + length - 2)[0] if kind == _MULRK else column
    facts.see(row, last)
    if kind == _BOOLERR and stream[body + 7] == 1:
        facts.errors[row, column] = _ERRORS[stream[body + 6]]
    if kind == _FORMULA and stream[body + 12 : body + 14] == b"\xff\xff" and stream[body + 6] == 2:
        facts.errors[row, column] = _ERRORS[stream[body + 8]]


class _Strings:
    """The shared strings: how long each is, and how much text all cells together show."""

    def __init__(self) -> None:
        self.open = False
        self._parts: list[bytes] = []
        self._lengths: list[int] | None = None
        self._shown = 0

    def add(self, part: bytes) -> None:
        """The table itself, or what continues it."""
        self.open = True
        self._parts.append(part)

    def show(self, index: int) -> None:
        """A cell shows the string of this index."""
        if self._lengths is None:
            self._lengths = list(_string_lengths(self._parts))
        self._shown += self._lengths[index]
        if self._shown > MOST_TEXT:
            raise UnreadableFile(_TOO_LONG)


def _string_lengths(parts: Sequence[bytes]) -> Iterator[int]:
    """The number of characters of each string; a string may run on in the next part, its format may change there."""
    place, at = 0, 8
    for _ in range(struct.unpack_from("<I", parts[0], 4)[0] if parts else 0):
        while at >= len(parts[place]):
            place, at = place + 1, at - len(parts[place])
        length, flags = struct.unpack_from("<HB", parts[place], at)
        at += 3
        tail = 0
        if flags & _RICH:
            tail += 4 * struct.unpack_from("<H", parts[place], at)[0]
            at += 2
        if flags & _PHONETIC:
            tail += struct.unpack_from("<I", parts[place], at)[0]
            at += 4
        refuse_long_text(length)
        yield length
        width, left = 1 + (flags & 1), length
        while at + left * width > len(parts[place]):
            left -= (len(parts[place]) - at) // width
            place, at = place + 1, 1
            width = 1 + (parts[place][0] & 1)
        at += left * width + tail
