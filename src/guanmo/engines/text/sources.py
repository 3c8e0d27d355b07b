"""Files as text: plain text in any usual encoding, web pages, Word documents, PDF files with text.

Told by content, not by name. Refused, each with a sentence on what to do: passwords, macros, entities, bombs, scans
without text, and what is no text at all. Meant to run in a child process with limits.
"""

from dataclasses import dataclass, replace

from guanmo.engines.text.markup import page_text
from guanmo.engines.text.pdf_files import pdf_text
from guanmo.engines.text.refusals import LARGEST_BYTES, LONGEST_TEXT, UnreadableText
from guanmo.engines.text.tables import Table
from guanmo.engines.text.word_files import word_text

_ZIP = b"PK\x03\x04"
_FOREIGN = (
    (b"\xd0\xcf\x11\xe0", "旧版 Office 文件（.doc、.xls）", "请用 Word 或 WPS 另存为 .docx 再上传。"),
    (b"\x89PNG", "图片", "请上传文字，或先用文字识别软件转成文字。"),
    (b"\xff\xd8\xff", "图片", "请上传文字，或先用文字识别软件转成文字。"),
    (b"GIF8", "图片", "请上传文字，或先用文字识别软件转成文字。"),
    (b"Rar!", "压缩包", "请解压后上传里面的文件。"),
    (b"7z\xbc\xaf", "压缩包", "请解压后上传里面的文件。"),
    (b"\x1f\x8b", "压缩包", "请解压后上传里面的文件。"),
    (b"{\\rtf", "RTF 文档", "请用 Word 或 WPS 另存为 .docx 再上传。"),
    (b"\x7fELF", "程序", "请上传 .txt、.html、.docx 或 .pdf 文件。"),
    (b"MZ", "程序", "请上传 .txt、.html、.docx 或 .pdf 文件。"),
)


@dataclass(frozen=True, slots=True)
class Source:
    """A file's text and its tables; cells of the tables stand in the text too, set apart by tabs."""

    text: str
    tables: tuple[Table, ...] = ()


def read_source(content: bytes) -> Source:
    """The text of a file; UnreadableText says what is wrong and what to do.

    >>> read_source("总投资3亿元".encode("gb18030")).text
    '总投资3亿元'
    """
    if not content.strip():
        raise UnreadableText("文件是空的，请检查是否保存成功后重新上传。")
    if len(content) > LARGEST_BYTES:
        raise UnreadableText(f"文件超过 {LARGEST_BYTES // 1_000_000} MB，请拆开后再上传。")
    source = _by_kind(content)
    source = replace(source, text=_storable(source.text))
    if len(source.text) > LONGEST_TEXT:
        raise UnreadableText(f"文字超过 {LONGEST_TEXT // 10_000} 万字，请拆开后再上传。")
    return source


def _by_kind(content: bytes) -> Source:
    for magic, name, advice in _FOREIGN:
        if content.startswith(magic):
            raise UnreadableText(f"这是{name}，读不了文字。{advice}")
    if content.startswith(_ZIP):
        return Source(*word_text(content))
    if content.lstrip()[:5] == b"%PDF-":
        return Source(pdf_text(content))
    text = decoded(content)
    if _is_page(text):
        return Source(*page_text(text))
    return Source(text)


def _storable(text: str) -> str:
    """Without what no database keeps: NUL, and halves of characters a broken PDF gives."""
    return text.replace("\x00", "").encode(errors="replace").decode()


def _is_page(text: str) -> bool:
    head = text[:4000].lower()
    return (
        "<html" in head
        or "<!doctype html" in head
        or ("<p>" in head and "</p>" in head)
        or "<body" in head
        or "<div" in head
    )


def decoded(content: bytes) -> str:
    """UTF-8, UTF-16 with its mark, else GB 18030; where bytes are lost, whichever loses fewer."""
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        return content.decode("utf-16", errors="replace").replace("\x00", "")
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    readings = [content.decode(encoding, errors="replace") for encoding in ("utf-8-sig", "gb18030")]
    return min(readings, key=lambda text: text.count("\ufffd"))
