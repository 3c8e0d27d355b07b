"""What kind of file it is by its content, not by its name; what is no evidence we can show or hand back is refused."""

from enum import StrEnum
from typing import Final

LARGEST_BYTES: Final = 20_000_000
_HEIC: Final = (b"heic", b"heix", b"hevc", b"heif", b"mif1", b"msf1", b"avif")


class FileKind(StrEnum):
    """What can be kept; the value is the ending of the file's name."""

    JPEG = "jpg"
    PNG = "png"
    WEBP = "webp"
    PDF = "pdf"
    WORD = "docx"
    SHEET = "xlsx"

    @property
    def is_picture(self) -> bool:
        return self in PICTURES

    @property
    def media_type(self) -> str:
        """What the browser is told."""
        return _MEDIA_TYPES[self]


PICTURES: Final = frozenset({FileKind.JPEG, FileKind.PNG, FileKind.WEBP})
_MEDIA_TYPES: Final = {
    FileKind.JPEG: "image/jpeg",
    FileKind.PNG: "image/png",
    FileKind.WEBP: "image/webp",
    FileKind.PDF: "application/pdf",
    FileKind.WORD: "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    FileKind.SHEET: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


class UnusableFile(ValueError):
    """The file cannot be kept as evidence; the message tells the user what to do."""


def kind_of(content: bytes) -> FileKind:
    """The kind of file, or UnusableFile with a sentence on what to do.

    >>> kind_of(b"%PDF-1.7 ...").value
    'pdf'
    """
    if not content:
        raise UnusableFile("文件是空的，请检查是否选对了文件。")
    if len(content) > LARGEST_BYTES:
        raise UnusableFile(
            f"文件有{len(content) / 1_000_000:.0f}MB，超过{LARGEST_BYTES // 1_000_000}MB的上限，请压缩或拆开再传。"
        )
    found = _by_signature(content)
    if found is None:
        raise UnusableFile("只收照片（JPEG、PNG、WebP）、PDF、Word（.docx）和Excel（.xlsx）文件。")
    return found


def _by_signature(content: bytes) -> FileKind | None:
    if content.startswith(b"\xff\xd8\xff"):
        return FileKind.JPEG
    if content.startswith(b"\x89PNG\r\n\x1a\n"):
        return FileKind.PNG
    if content.startswith(b"RIFF") and content[8:12] == b"WEBP":
        return FileKind.WEBP
    if content[4:8] == b"ftyp" and content[8:12] in _HEIC:
        raise UnusableFile(
            "这是HEIC照片，别人的电脑多半打不开。请在手机“设置—相机—格式”里选“兼容性最佳”再拍，或先转成JPEG。"
        )
    if content.startswith(b"%PDF-"):
        return FileKind.PDF
    return _office(content) if content.startswith(b"PK\x03\x04") else None


def _office(content: bytes) -> FileKind | None:
    """A package names its parts in the clear; nothing is unpacked to tell."""
    if b"word/" in content and b"[Content_Types].xml" in content:
        return FileKind.WORD
    return FileKind.SHEET if b"xl/" in content and b"[Content_Types].xml" in content else None
