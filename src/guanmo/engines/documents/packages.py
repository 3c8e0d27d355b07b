"""Opens a .docx that somebody uploaded, and refuses what could do harm before anything else reads it."""

import io
import zipfile
import zlib
from collections.abc import Mapping
from typing import Final

from lxml import etree

MAX_BYTES: Final = 10 * 1024 * 1024
MAX_PARTS: Final = 500
MAX_UNPACKED: Final = 40 * 1024 * 1024
MAX_TEXT_PART: Final = 1024 * 1024
"""Of the document, a header, a footer: docxtpl's searches take time that grows with the square."""
MAX_PARAGRAPHS: Final = 1000
MAX_BRACKETS: Final = 400

_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_DOCUMENT = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
_TEMPLATE = "application/vnd.openxmlformats-officedocument.wordprocessingml.template.main+xml"
_WORD = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_TEXT_ROOTS = frozenset(f"{_WORD}{name}" for name in ("document", "hdr", "ftr", "footnotes"))
_XML_NAMES = (".xml", ".rels")
# What a relationship may lead to besides XML.
_MEDIA = frozenset(("image", "font", "hyperlink", "thumbnail", "printerSettings"))
_BRACKETS = (b"{{", b"}}", b"{%", b"%}", b"{#", b"#}")
_NOT_WORD = "这不是 Word 文档（.docx）。请在 Word 或 WPS 里打开，另存为“Word 文档（*.docx）”后再上传。"
_OUTSIDE = "模板链接了外部文件（图片、模板或对象），打开时会去读它。请改为嵌入文档，或断开链接后再上传。"
_BROKEN = "文件已损坏，读不出来。请在 Word 或 WPS 里重新另存为 .docx 后再上传。"
_EPOCH = (1980, 1, 1, 0, 0, 0)


class InvalidTemplate(ValueError):
    """The template cannot be used; `problems` says why, each in one sentence."""

    def __init__(self, problems: tuple[str, ...]) -> None:
        super().__init__("模板不能使用：" + "".join(problems))
        self.problems = problems


def read_parts(content: bytes) -> Mapping[str, bytes]:
    """The parts of a harmless .docx by name; otherwise raises `InvalidTemplate`."""
    parts = _unpacked(content)
    _refuse_foreign_kinds(parts)
    for name, data in parts.items():
        if _named_as_xml(name):
            _refuse_hostile_xml(name, data)
    _refuse_disguised_xml(parts["[Content_Types].xml"])
    return parts


def repacked(content: bytes) -> bytes:
    """The same parts in a zip without the time of packing: the same document is the same bytes."""
    target = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(content)) as source,
        zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as packed,
    ):
        for name in source.namelist():
            entry = zipfile.ZipInfo(name, _EPOCH)
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.external_attr = 0o600 << 16
            packed.writestr(entry, source.read(name))
    return target.getvalue()


def _unpacked(content: bytes) -> dict[str, bytes]:
    if content.startswith(_OLE):
        raise InvalidTemplate(
            ("这是旧版 .doc 或加了密码的文档。请去掉密码，另存为“Word 文档（*.docx）”后再上传。",)
        )
    if not content.startswith(b"PK\x03\x04"):
        raise InvalidTemplate((_NOT_WORD,))
    if len(content) > MAX_BYTES:
        raise InvalidTemplate((f"文件超过 {MAX_BYTES // 1024 // 1024} MB，请压缩图片后再上传。",))
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as package:
            return _entries(package)
    # NotImplementedError: compression Word never uses; RuntimeError: an encrypted entry.
    except (zipfile.BadZipFile, zlib.error, EOFError, OSError, NotImplementedError, RuntimeError) as error:
        raise InvalidTemplate((_BROKEN,)) from error


def _entries(package: zipfile.ZipFile) -> dict[str, bytes]:
    entries = package.infolist()
    if len(entries) > MAX_PARTS or sum(entry.file_size for entry in entries) > MAX_UNPACKED:
        raise InvalidTemplate(("文件解开后大得不正常，像是压缩炸弹，已拒绝打开。",))
    if len({entry.filename for entry in entries}) < len(entries):
        raise InvalidTemplate((_BROKEN,))
    # A declared size is also the most that is unpacked, so the sum above holds.
    return {entry.filename: package.read(entry) for entry in entries if not entry.is_dir()}


def _refuse_foreign_kinds(parts: Mapping[str, bytes]) -> None:
    kinds = parts.get("[Content_Types].xml", b"").decode("utf-8", errors="replace")
    names = [name.lower() for name in parts]
    if "macroenabled" in kinds.lower() or any("vbaproject" in n or "/activex/" in n for n in names):
        raise InvalidTemplate(("模板里有宏或控件，不能使用。请另存为不带宏的 .docx 后再上传。",))
    if any("/embeddings/" in name for name in names):
        raise InvalidTemplate(("模板里嵌入了别的文件（对象），请删去后再上传。",))
    if _TEMPLATE in kinds:
        raise InvalidTemplate(("这是 Word 模板文件（.dotx）。请另存为“Word 文档（*.docx）”后再上传。",))
    if _DOCUMENT not in kinds:
        raise InvalidTemplate((_NOT_WORD,))


def _refuse_hostile_xml(name: str, data: bytes) -> None:
    dtd = f"模板的 {name} 里有文档类型定义（DTD），可能有害，已拒绝打开。"
    # Before parsing, which expands entities inside attributes; zeros are left out so that UTF-16 hides nothing.
    if b"<!doctype" in data.replace(b"\0", b"").lower():
        raise InvalidTemplate((dtd,))
    parser = etree.XMLParser(resolve_entities=False, load_dtd=False, no_network=True, huge_tree=False)
    try:
        root = etree.fromstring(data, parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        raise InvalidTemplate((_BROKEN,)) from error
    # UTF-7 spells the mark in other bytes.
    if root.getroottree().docinfo.internalDTD is not None:
        raise InvalidTemplate((dtd,))
    if name.lower().endswith(".rels"):
        _refuse_outside_links(root)
    if root.tag in _TEXT_ROOTS:
        _refuse_endless_text(root, data)


def _refuse_outside_links(root: etree._Element) -> None:
    for link in root.iter("{*}Relationship"):
        kind = link.get("Type", "").rpartition("/")[2]
        if link.get("TargetMode") == "External" and kind != "hyperlink":
            raise InvalidTemplate((_OUTSIDE,))
        if kind not in _MEDIA and not _named_as_xml(link.get("Target", "")):
            raise InvalidTemplate((_BROKEN,))


def _refuse_disguised_xml(content_types: bytes) -> None:
    """What is read as XML is named so, or it would have passed unseen."""
    for entry in etree.fromstring(content_types).iter("{*}Override", "{*}Default"):
        name = entry.get("PartName") or f".{entry.get('Extension')}"
        if entry.get("ContentType", "").lower().endswith("xml") and not _named_as_xml(name):
            raise InvalidTemplate((_BROKEN,))


def _named_as_xml(name: str) -> bool:
    return name.lower().endswith(_XML_NAMES)


def _refuse_endless_text(root: etree._Element, data: bytes) -> None:
    paragraphs = sum(1 for _ in root.iter(f"{_WORD}p"))
    brackets = sum(data.count(bracket) for bracket in _BRACKETS)
    if len(data) > MAX_TEXT_PART or paragraphs > MAX_PARAGRAPHS or brackets > MAX_BRACKETS:
        raise InvalidTemplate(("模板的文字太长，通报模板只需版头、占位符和页码，请删去多余内容后再上传。",))
