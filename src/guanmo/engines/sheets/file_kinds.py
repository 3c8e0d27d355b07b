"""What kind of file it is by its content, not by its name; what cannot be a ledger is refused here."""

import re
from enum import StrEnum

LARGEST_BYTES = 20_000_000
_SAVE_AS = "请用 Excel 或 WPS 打开后“另存为”.xlsx，再上传。"
_ZIP = b"PK\x03\x04"
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_FOREIGN = (
    (b"%PDF", "一份 PDF 文件"),
    (b"\x89PNG", "图片（PNG）"),
    (b"\xff\xd8\xff", "图片（JPEG）"),
    (b"GIF8", "图片（GIF）"),
    (b"Rar!", "压缩包（RAR）"),
    (b"7z\xbc\xaf\x27\x1c", "压缩包（7z）"),
    (b"\x1f\x8b", "压缩包（gzip）"),
    (b"{\\rtf", "Word 文档（RTF）"),
    (b"\x7fELF", "程序"),
)
_UTF16 = (b"\xff\xfe", b"\xfe\xff")
_HTML = re.compile(
    rb"\s*(?:<!--.{0,2000}?-->\s*)?<(?:!doctype\s+html|html|head|meta|table|style|body|div)\b", re.I | re.S
)
_MARKUP = re.compile(rb"\s*<\?xml|\s*<!doctype|\s*<!entity", re.I)


class FileKind(StrEnum):
    """What can be read."""

    XLSX = "xlsx"
    XLS = "xls"
    TEXT = "text"


class UnreadableFile(ValueError):
    """The file is no ledger we can read, or is dangerous; the message tells the user what to do."""


def recognise(content: bytes, file_name: str) -> FileKind:
    """The kind of file, or UnreadableFile with a sentence on what it is and what to do."""
    if not content:
        raise UnreadableFile("文件是空的（0 字节），请检查是否保存成功后重新上传。")
    if len(content) > LARGEST_BYTES:
        raise UnreadableFile(
            f"文件有 {len(content) / 1_000_000:.0f} MB，超过 {LARGEST_BYTES // 1_000_000} MB 的上限。"
            "请删除图片和多余的工作表，或拆成几个文件再上传。"
        )
    if content.startswith((_ZIP, b"PK\x05\x06", b"PK\x07\x08")):
        return FileKind.XLSX
    if content.startswith(_OLE):
        return FileKind.XLS
    _refuse_foreign(content)
    if b"\x00" in content and not content.startswith(_UTF16):
        raise UnreadableFile(f"文件里有空字节，不是表格，或者已经损坏。{_SAVE_AS}")
    return FileKind.TEXT


def says_excel(file_name: str) -> bool:
    """Whether the name promises an Excel file."""
    return file_name.lower().endswith((".xlsx", ".xls", ".xlsm", ".et"))


def _refuse_foreign(content: bytes) -> None:
    for magic, name in _FOREIGN:
        if content.startswith(magic):
            raise UnreadableFile(f"这是{name}，不是表格。请上传 .xlsx、.xls 或 .csv 文件。")
    start = content[:4096].removeprefix(b"\xef\xbb\xbf")
    if _HTML.match(start) or (_MARKUP.match(start) and b"<html" in start.lower()):
        raise UnreadableFile(
            f"这是网页（HTML），不是真正的 Excel 文件；不少系统导出的“Excel”其实是网页。{_SAVE_AS}"
        )
    if _MARKUP.match(start):
        raise UnreadableFile(f"这是 XML 文件，不是真正的 Excel 文件。{_SAVE_AS}")
