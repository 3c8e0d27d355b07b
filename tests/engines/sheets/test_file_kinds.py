"""Files told apart by their content."""

import io
import zipfile

import pytest

from guanmo.engines.sheets import UnreadableFile, read_workbook
from guanmo.engines.sheets.file_kinds import FileKind, recognise
from tests.engines.sheets.books import workbook
from tests.engines.sheets.hostile_files import compound_file


def refused(content: bytes) -> str:
    with pytest.raises(UnreadableFile) as told:
        recognise(content, "台账.xlsx")
    return str(told.value)


def test_kind_is_told_by_content_not_by_name() -> None:
    assert recognise(workbook({"表": []}), "a.csv") is FileKind.XLSX
    assert recognise(compound_file({}), "a.csv") is FileKind.XLS
    assert recognise("项目名称".encode(), "a.xlsx") is FileKind.TEXT
    assert recognise("项目名称".encode("utf-16"), "a.xlsx") is FileKind.TEXT


def test_heads_that_look_like_a_picture_or_program_are_text() -> None:
    assert recognise(b"BM,MZ\n1,2\n", "a.csv") is FileKind.TEXT


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"", "0 字节"),
        (b"x" * 20_000_001, "20 MB 的上限"),
        (b"%PDF-1.7", "PDF 文件"),
        (b"\x89PNG\r\n", "图片（PNG）"),
        (b"\xff\xd8\xff\xe0", "图片（JPEG）"),
        (b"Rar!\x1a", "压缩包（RAR）"),
        (b"7z\xbc\xaf\x27\x1c", "压缩包（7z）"),
        (b"\x1f\x8b\x08", "压缩包（gzip）"),
        (b"{\\rtf1", "Word 文档（RTF）"),
        (b"\x7fELF", "程序"),
        (b"MZ\x90\x00", "空字节"),
        (b"<html><table><tr><td>1</td></tr></table>", "网页（HTML）"),
        (b"\xef\xbb\xbf\r\n<!-- export --><table>", "网页（HTML）"),
        (b'<?xml version="1.0"?><html xmlns="x">', "网页（HTML）"),
        (b'<?xml version="1.0"?><Workbook>', "XML 文件"),
        (b"<!DOCTYPE x [<!ENTITY a 'b'>]>", "XML 文件"),
        (b"a\x00b", "空字节"),
    ],
)
def test_what_is_no_table_is_named(content: bytes, says: str) -> None:
    message = refused(content)

    assert says in message
    assert message.endswith("。")
    assert "请" in message


@pytest.mark.parametrize(
    ("part", "says"),
    [
        ("word/document.xml", "Word 文档"),
        ("ppt/presentation.xml", "PPT 文件"),
        ("xl/workbook.bin", "二进制的 .xlsb"),
        ("content.xml", "ODS 表格"),
        ("readme.txt", "这是压缩包"),
    ],
)
def test_other_packages_are_named(part: str, says: str) -> None:
    package = zip_of({part: "<x/>"})

    with pytest.raises(UnreadableFile, match=says):
        read_workbook(package, file_name="a.xlsx")


def zip_of(parts: dict[str, str]) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as package:
        for name, text in parts.items():
            package.writestr(name, text)
    return buffer.getvalue()
