"""What a circular (通报) says, without a word about how it is set."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

LEVELS: Final = range(1, 5)


class InvalidCircular(ValueError):
    """The circular lacks something, or two of its parts do not fit together."""


@dataclass(frozen=True, slots=True)
class DocumentNumber:
    """发文字号.

    >>> str(DocumentNumber("观重办", 2026, 3))
    '观重办〔2026〕3号'
    """

    agency: str
    year: int
    serial: int

    def __post_init__(self) -> None:
        if not self.agency.strip() or not 1000 <= self.year <= 9999 or self.serial < 1:
            raise InvalidCircular("发文字号要有机关代字、四位年份和从 1 起的序号，例如“观重办〔2026〕3号”。")

    def __str__(self) -> str:
        return f"{self.agency}〔{self.year}〕{self.serial}号"


@dataclass(frozen=True, slots=True)
class Paragraph:
    text: str


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading without its number: 一、（一）1.（1）are counted when the document is set."""

    level: int
    text: str

    def __post_init__(self) -> None:
        if self.level not in LEVELS:
            raise InvalidCircular("标题只有一至四级。")


@dataclass(frozen=True, slots=True)
class Table:
    header: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    widths: tuple[int, ...] = ()
    """Relative widths of the columns; equal when left out."""
    caption: str = ""

    def __post_init__(self) -> None:
        columns = len(self.header)
        if not columns or any(len(row) != columns for row in self.rows):
            raise InvalidCircular("表格每一行的列数要与表头相同。")
        if self.widths and (len(self.widths) != columns or min(self.widths) < 1):
            raise InvalidCircular("表格列宽的个数要与表头相同，且都是正数。")


Block = Paragraph | Heading | Table


@dataclass(frozen=True, slots=True)
class Attachment:
    """Named under the body; with a body of its own it is set on new pages before 版记."""

    name: str
    body: Sequence[Block] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Circular:
    issuer_mark: str
    """发文机关标志, the red line at the top, for example 观澜市重点项目建设办公室文件."""
    number: DocumentNumber
    title: str
    """Line breaks in it are kept; without any it is broken where it reads best."""
    recipients: str
    """主送机关; the colon is added."""
    body: Sequence[Block]
    attachments: Sequence[Attachment] = ()
    signer: str
    issued_on: date
    sealed: bool = True
    """Room is left for the seal; otherwise 署名 and 成文日期 stand as they do without one."""
    note: str = ""
    """附注, set in brackets after the date."""
    copies_to: str = ""
    """抄送; the full stop is added."""
    printed_by: str
    printed_on: date

    def __post_init__(self) -> None:
        needed = {
            "发文机关标志": self.issuer_mark,
            "标题": self.title,
            "主送机关": self.recipients,
            "署名": self.signer,
            "印发机关": self.printed_by,
        }
        absent = [name for name, text in needed.items() if not text.strip()]
        if absent:
            raise InvalidCircular(f"请填写{'、'.join(absent)}。")
        if not self.body:
            raise InvalidCircular("正文是空的，请写上正文。")
        if self.printed_on < self.issued_on:
            raise InvalidCircular("印发日期不能早于成文日期，请更正。")


def chinese_date(day: date) -> str:
    """Arabic figures without padding zeros, as the standard asks."""
    return f"{day.year}年{day.month}月{day.day}日"
