"""The XML parts of an .xlsx file, streamed through once before any reader opens them.

This refuses what would hurt (entities, macros, endless cells, strings repeated into gigabytes) and notes what
calamine leaves out: error values, formulas without a stored result, cells shown as percent, hidden rows.
"""

import posixpath
from collections import deque
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import NoReturn
from xml.parsers import expat

from guanmo.engines.sheets.archives import Archive
from guanmo.engines.sheets.facts import (
    MOST_ELEMENTS,
    MOST_EMPTY_CELLS,
    MOST_EMPTY_ROWS,
    MOST_SHEETS,
    MOST_TEXT,
    SheetFacts,
    refuse_long_text,
    refuse_scattered,
)
from guanmo.engines.sheets.file_kinds import UnreadableFile

_DAMAGED = "文件内容已损坏，打不开。请用 Excel 或 WPS 打开后另存一份再上传。"
_ENTITIES = "文件里有 XML 实体定义，正常的表格不会有，可能是恶意文件，已拒绝读取。"
_MACRO = "文件里有宏。请用 Excel 打开后“另存为”→“Excel 工作簿（.xlsx）”，去掉宏再上传。"
_TOO_MANY = "表里的单元格太多，超出了能读取的上限。请删除多余的行和列，或拆成几个文件再上传。"
_EMPTY = (
    "表里有 {count:,} 多个只有格式、没有内容的空{what}。"
    "请选中数据下方和右侧多余的行和列，右键“删除”，另存后再上传。"
)
_TOO_DEEP = "文件内部层层嵌套，正常的表格不会这样，可能是恶意文件，已拒绝读取。"
_TOO_LONG = "表里的文字太多，超出了能读取的上限。请拆成几个文件再上传。"
_NOT_XLSX = {
    "word/": "这是 Word 文档，不是表格。请上传 .xlsx、.xls 或 .csv 文件。",
    "ppt/": "这是 PPT 文件，不是表格。请上传 .xlsx、.xls 或 .csv 文件。",
    "xl/workbook.bin": "这是二进制的 .xlsb 文件。请用 Excel 打开后另存为 .xlsx，再上传。",
    "content.xml": "这是 ODS 表格。请打开后另存为 .xlsx，再上传。",
}
_DEEPEST = 200
_PERCENT_FORMATS = frozenset({"9", "10"})


@dataclass(slots=True)
class _Shared:
    """What one part leaves for the others."""

    string_lengths: list[int] = field(default_factory=list)
    percent_styles: set[str] = field(default_factory=set)
    sheet_parts: dict[str, str] = field(default_factory=dict)
    targets: dict[str, str] = field(default_factory=dict)
    elements: int = 0
    empty_rows: int = 0
    empty_cells: int = 0
    text_length: int = 0

    def count(self) -> None:
        self.elements += 1
        if self.elements > MOST_ELEMENTS:
            raise UnreadableFile(_TOO_MANY)

    def spend(self, length: int) -> None:
        self.text_length += length
        if self.text_length > MOST_TEXT:
            raise UnreadableFile(_TOO_LONG)


def inspect_xlsx(content: bytes) -> dict[str, SheetFacts]:
    """Facts by sheet name; UnreadableFile where the file is no .xlsx or would hurt."""
    archive = Archive(content)
    _refuse_other_packages(archive)
    shared = _Shared()
    roots = {name: _root(archive.start_of(name)) for name in archive.names}
    if any("macroenabled" in part for part in _content_types(archive)):
        raise UnreadableFile(_MACRO)
    facts: dict[str, SheetFacts] = {}
    for name in sorted(archive.names, key=lambda one: _ORDER.get(roots[one], 1)):
        handler = _HANDLERS.get(roots[name], _Part)(shared)
        if roots[name]:
            _parse(archive, name, handler)
        else:
            deque(archive.pieces(name), maxlen=0)
        if isinstance(handler, _SheetPart):
            facts[name] = handler.facts
    refuse_scattered(list(facts.values()))
    return _by_sheet(shared, facts)


def _by_sheet(shared: _Shared, facts: Mapping[str, SheetFacts]) -> dict[str, SheetFacts]:
    if len(shared.sheet_parts) > MOST_SHEETS:
        raise UnreadableFile(f"文件有 {len(shared.sheet_parts)} 张工作表，超过 {MOST_SHEETS} 张的上限。")
    named = {}
    for sheet, relation in shared.sheet_parts.items():
        target = shared.targets.get(relation, "")
        path = target.lstrip("/") if target.startswith("/") else posixpath.normpath(f"xl/{target}")
        named[sheet] = facts.get(path.lower(), SheetFacts())
    return named


def _refuse_other_packages(archive: Archive) -> None:
    if any("vbaproject" in name or name.startswith("xl/macrosheets/") for name in archive.names):
        raise UnreadableFile(_MACRO)
    if "xl/workbook.xml" in archive.names:
        return
    for start, message in _NOT_XLSX.items():
        if any(name.startswith(start) for name in archive.names):
            raise UnreadableFile(message)
    raise UnreadableFile("这是压缩包，不是表格。请解压后上传里面的 .xlsx、.xls 或 .csv 文件。")


def _content_types(archive: Archive) -> list[str]:
    if "[content_types].xml" not in archive.names:
        raise UnreadableFile(_DAMAGED)
    return [piece.decode("latin-1").lower() for piece in archive.pieces("[content_types].xml")]


def _root(start: bytes) -> str:
    """The root element's local name; empty for a member that is not XML."""
    text = start.decode("utf-16" if start[:2] in {b"\xff\xfe", b"\xfe\xff"} else "utf-8", errors="ignore")
    stripped = text.lstrip("\ufeff \t\r\n")
    if not stripped.startswith("<"):
        return ""
    for piece in stripped.split("<")[1:]:
        if piece[:1] not in "?!":
            return piece.replace("/", " ").replace(">", " ").split()[0].rpartition(":")[2] or "?"
    return "?"


class _Part:
    """Any XML part: counted, searched for nothing."""

    def __init__(self, shared: _Shared) -> None:
        self.shared = shared
        self.parser = expat.ParserCreate()
        self.parser.buffer_text = True
        self.parser.StartElementHandler = self._count_start
        self.parser.EndElementHandler = self._count_end
        self.parser.StartDoctypeDeclHandler = _refuse_doctype
        self._depth = 0

    def _count_start(self, name: str, attributes: dict[str, str]) -> None:
        self.shared.count()
        self._depth += 1
        if self._depth > _DEEPEST:
            raise UnreadableFile(_TOO_DEEP)
        self.start(name.rpartition(":")[2], attributes)

    def _count_end(self, name: str) -> None:
        self._depth -= 1
        self.end(name.rpartition(":")[2])

    def start(self, name: str, attributes: dict[str, str]) -> None:
        """Take an element; most parts have nothing to say."""

    def end(self, name: str) -> None:
        """Take the end of an element."""


class _WorkbookPart(_Part):
    def start(self, name: str, attributes: dict[str, str]) -> None:
        if name == "sheet" and "name" in attributes:
            relation = next(
                (value for key, value in attributes.items() if key.rpartition(":")[2] == "id"), ""
            )
            self.shared.sheet_parts[attributes["name"]] = relation


class _RelationsPart(_Part):
    def start(self, name: str, attributes: dict[str, str]) -> None:
        if name == "Relationship" and "/worksheet" in attributes.get("Type", ""):
            self.shared.targets[attributes.get("Id", "")] = attributes.get("Target", "")


class _StylesPart(_Part):
    def __init__(self, shared: _Shared) -> None:
        super().__init__(shared)
        self._formats = set(_PERCENT_FORMATS)
        self._index = -1

    def start(self, name: str, attributes: dict[str, str]) -> None:
        if name == "numFmt" and "%" in attributes.get("formatCode", ""):
            self._formats.add(attributes.get("numFmtId", ""))
        elif name == "cellXfs":
            self._index = 0
        elif name in {"cellStyles", "dxfs"}:
            self._index = -1
        elif name == "xf" and self._index >= 0:
            if attributes.get("numFmtId") in self._formats:
                self.shared.percent_styles.add(str(self._index))
            self._index += 1


class _StringsPart(_Part):
    def __init__(self, shared: _Shared) -> None:
        super().__init__(shared)
        self.parser.CharacterDataHandler = self._text

    def start(self, name: str, attributes: dict[str, str]) -> None:
        if name == "si":
            self.shared.string_lengths.append(0)

    def _text(self, text: str) -> None:
        if self.shared.string_lengths:
            self.shared.string_lengths[-1] += len(text)
            refuse_long_text(self.shared.string_lengths[-1])


class _SheetPart(_Part):
    """A worksheet: which cells are filled, with what sort of value."""

    def __init__(self, shared: _Shared) -> None:
        super().__init__(shared)
        self.facts = SheetFacts()
        self._row, self._column = -1, -1
        self._kind, self._style = "", ""
        self._formula, self._filled = False, False
        self._value: list[str] = []
        self._length = 0
        self._columns: dict[str, int] = {}
        self._last_filled = -1

    def start(self, name: str, attributes: dict[str, str]) -> None:
        if name == "c":
            self._place(attributes.get("r", ""))
            self._kind, self._style = attributes.get("t", ""), attributes.get("s", "")
            self._formula = self._filled = False
        elif name == "row":
            self._count_row()
            self._row = int(attributes["r"]) - 1 if "r" in attributes else self._row + 1
            self._column = -1
            if attributes.get("hidden") in {"1", "true"}:
                self.facts.hidden.append(self._row)
        elif name in {"v", "is"}:
            self._fill()
        elif name == "f":
            self._formula = True

    def _count_row(self) -> None:
        """Count the row before this one where it was empty."""
        self.shared.empty_rows += self._last_filled != self._row
        if self.shared.empty_rows > MOST_EMPTY_ROWS:
            raise UnreadableFile(_EMPTY.format(count=MOST_EMPTY_ROWS, what="行"))

    def _count_empty_cell(self) -> None:
        if self._formula:
            self.facts.uncomputed.append((self._row, self._column))
        self.shared.empty_cells += 1
        if self.shared.empty_cells > MOST_EMPTY_CELLS:
            raise UnreadableFile(_EMPTY.format(count=MOST_EMPTY_CELLS, what="单元格"))

    def _place(self, reference: str) -> None:
        if not reference:
            self._column += 1
            return
        letters = reference.rstrip("0123456789")
        if letters not in self._columns:
            self._columns[letters] = _column_number(letters)
        self._column = self._columns[letters]
        self._row = int(reference[len(letters) :]) - 1

    def _fill(self) -> None:
        self._filled = True
        self._last_filled = self._row
        self.facts.see(self._row, self._column)
        if self._style in self.shared.percent_styles:
            self.facts.percents.add((self._row, self._column))
        if self._kind in {"s", "e"}:
            self._value = []
            self.parser.CharacterDataHandler = self._value.append
        elif self._kind or self._formula:
            self._length = 0
            self.parser.CharacterDataHandler = self._measure

    def _measure(self, text: str) -> None:
        self._length += len(text)
        refuse_long_text(self._length)

    def end(self, name: str) -> None:
        if name == "v" and self._kind in {"s", "e"}:
            self._take("".join(self._value).strip())
        elif name == "v" and self._formula and not self._kind and not self._length:
            # Programs that cannot calculate write a formula with an empty result.
            self.facts.uncomputed.append((self._row, self._column))
        elif name == "c":
            self.parser.CharacterDataHandler = None
            if not self._filled:
                self._count_empty_cell()

    def _take(self, value: str) -> None:
        if self._kind == "e":
            self.facts.errors[self._row, self._column] = value
            return
        lengths = self.shared.string_lengths
        if value.isdecimal() and int(value) < len(lengths):
            self.shared.spend(lengths[int(value)])


_HANDLERS: Mapping[str, Callable[[_Shared], _Part]] = {
    "workbook": _WorkbookPart,
    "Relationships": _RelationsPart,
    "styleSheet": _StylesPart,
    "sst": _StringsPart,
    "worksheet": _SheetPart,
}
_ORDER = {"sst": 0, "styleSheet": 0, "worksheet": 2}


def _parse(archive: Archive, name: str, part: _Part) -> None:
    try:
        for piece in archive.pieces(name):
            part.parser.Parse(piece, False)
        part.parser.Parse(b"", True)
    except (expat.ExpatError, ValueError, KeyError) as error:
        if isinstance(error, UnreadableFile):
            raise
        raise UnreadableFile(_DAMAGED) from error


def _refuse_doctype(*_declaration: object) -> NoReturn:
    raise UnreadableFile(_ENTITIES)


def _column_number(letters: str) -> int:
    number = 0
    for letter in letters.upper():
        number = number * 26 + ord(letter) - 64
    if not 0 < number <= 16_384:
        raise ValueError(letters)
    return number - 1
