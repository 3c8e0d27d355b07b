"""Text files of cells: which encoding, which delimiter, which cells."""

import csv
from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import chain, islice

from guanmo.engines.sheets.facts import MOST_CELLS, MOST_ROWS
from guanmo.engines.sheets.file_kinds import UnreadableFile

_DELIMITERS = (",", "\t", ";", "|")
_SAMPLE = 60
_WIDE_ENOUGH = 3
_UNLIKELY = 0.001
_TOO_MANY = "表格太大，单元格超过 {most:,} 个。请拆成几个文件再上传。"
_TOO_LONG = "表格太长，超过 {most:,} 行。请删除数据下方的空行，或拆成几个文件再上传。"
_NOT_TEXT = "文件里有不可见的控制字符，不是表格，或者已经损坏。请用 Excel 或 WPS 打开后另存为 .xlsx，再上传。"
_LOOK = "请用 Excel 或 WPS 打开检查，另存为 .xlsx 后再上传。"
_END = "\0"  # a line of our own behind the last one, which an open quote would swallow; no text holds it
_CONTROL = bytes(code for code in range(32) if code not in b"\t\n\r\x0b\x0c\x1a")


def decode(content: bytes) -> str:
    """UTF-8 with or without a mark, UTF-16 with one, otherwise GB18030.

    >>> decode("单位".encode("gb18030")), decode(b"\\xef\\xbb\\xbfa")
    ('单位', 'a')
    """
    if not content.startswith((b"\xff\xfe", b"\xfe\xff")) and content.translate(None, _CONTROL) != content:
        raise UnreadableFile(_NOT_TEXT)
    for encoding in _encodings(content):
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise UnreadableFile(
        "文字编码无法识别（不是 UTF-8，也不是 GB18030）。请用 Excel 或 WPS 打开后另存为 .xlsx，再上传。"
    )


def read_delimited(content: bytes) -> tuple[list[list[str]], str]:
    """The rows of cells and the delimiter; a quoted cell may hold line ends, as Excel writes it."""
    text = decode(content)
    if "\n" not in text:
        text = text.replace("\r", "\n")
    if any(text.count(sign) > MOST_CELLS for sign in (*_DELIMITERS, "\n")):
        raise UnreadableFile(_TOO_MANY.format(most=MOST_CELLS))
    delimiter = _delimiter(text)
    try:
        lines = chain(_lines(text), (_END,))
        rows = list(islice(csv.reader(lines, delimiter=delimiter), MOST_ROWS + 2))
    except csv.Error as error:
        raise UnreadableFile(f"表格里有一格没有结束的引号，或一格文字太长，读不下去。{_LOOK}") from error
    if len(rows) > MOST_ROWS + 1:
        raise UnreadableFile(_TOO_LONG.format(most=MOST_ROWS))
    if rows.pop() != [_END]:
        told = f"第 {len(rows) + 1} 行有一格的引号没有结束，后面各行都会并进这一格。"
        raise UnreadableFile(f"{told}{_LOOK}")
    if len(rows) * max(map(len, rows), default=0) > MOST_CELLS:
        raise UnreadableFile(_TOO_MANY.format(most=MOST_CELLS))
    return rows, delimiter


def swallowing_cells(rows: Sequence[Sequence[str]], delimiter: str) -> Iterator[tuple[int, int, int]]:
    """Cells that most likely hold whole rows, because two stray quotes met: row and column from 0, rows held.

    Cut at its line ends and at the delimiter, such a row falls into rows of the usual width; a text of several lines
    does not. Narrow tables prove nothing.

    >>> list(swallowing_cells([["a", "b", "c"], ["1", "甲,5\\n2,乙", "6"]], ","))
    [(1, 1, 2)]
    """
    usual, _ = Counter(map(len, rows)).most_common(1)[0] if rows else (0, 0)
    for r, row in enumerate(rows):
        for c, cell in enumerate(row):
            if "\n" in cell and usual >= _WIDE_ENOUGH:
                first, *between, last = (line.count(delimiter) + 1 for line in cell.split("\n"))
                if {c + first, *between, last + len(row) - 1 - c} == {usual}:
                    yield r, c, len(between) + 2


def _encodings(content: bytes) -> tuple[str, ...]:
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        return ("utf-16",)
    return ("utf-8-sig", "gb18030")


def _lines(text: str) -> Iterator[str]:
    start = 0
    while start < len(text):
        end = text.find("\n", start) + 1 or len(text)
        yield text[start:end]
        start = end


def _delimiter(text: str) -> str:
    """The sign that cuts the first rows into most columns most evenly; a comma if none does."""
    return max(_DELIMITERS, key=lambda sign: (_evenness(text, sign), -_DELIMITERS.index(sign)))


def _evenness(text: str, delimiter: str) -> float:
    sample = list(islice(_lines(text), _SAMPLE))
    try:
        *rows, last = csv.reader(chain(sample, (_END,)), delimiter=delimiter)
    except csv.Error:
        return 0
    widths = [len(row) for row in rows]
    width, most = max(Counter(widths).items(), key=lambda item: (item[1], item[0]), default=(0, 0))
    even = 0 if width < 2 else most / len(widths) + width / 1000
    # Read with a wrong sign, quotes stay open; where the sample was cut, so may a cell of several lines.
    return even * _UNLIKELY if last != [_END] and len(sample) < _SAMPLE else even
