"""PDF files that hold text; scans are told so. Lines that only end because the page does are joined again."""

import io
import re
from itertools import pairwise

from pypdf import PdfReader
from pypdf.errors import PyPdfError

from guanmo.engines.text.refusals import LONGEST_TEXT, MOST_PAGES, UnreadableText

_DAMAGED = "PDF 文件不完整或已损坏，请重新下载或另存一份再上传。"
_WRAPPED = re.compile(r"(?<=[\u4e00-\u9fff，、（“0-9])\n(?=[\u4e00-\u9fff0-9，。；、）”％%])")
_SHORT_LINE = 18


def pdf_text(content: bytes) -> str:
    """The text of a PDF."""
    try:
        reader = PdfReader(io.BytesIO(content))
        if reader.is_encrypted:
            raise UnreadableText("PDF 文件加了密码，请去掉密码后再上传。")
        if len(reader.pages) > MOST_PAGES:
            raise UnreadableText(f"PDF 超过 {MOST_PAGES} 页，请拆开后再上传。")
        pages = _pages(reader)
    except (
        PyPdfError,
        ValueError,
        KeyError,
        TypeError,
        IndexError,
        AttributeError,
        OverflowError,
        RecursionError,
    ) as error:
        if isinstance(error, UnreadableText):
            raise
        raise UnreadableText(_DAMAGED) from error
    text = joined_lines("\n".join(pages)).strip()
    if not text:
        raise UnreadableText("PDF 里没有文字，可能是扫描件。请先用文字识别软件转成文字，再粘贴或上传。")
    return text


def _pages(reader: PdfReader) -> list[str]:
    pages: list[str] = []
    length = 0
    for page in reader.pages:
        pages.append(page.extract_text())
        length += len(pages[-1])
        if length > LONGEST_TEXT:
            raise UnreadableText("PDF 的文字太多，请拆开后再上传。")
    return pages


def joined_lines(text: str) -> str:
    """Join lines that were broken for the page: a line as long as its neighbours that ends no sentence.

    >>> joined_lines("全市集中开工三十个重点项目，计划总投资\\n一百亿元。\\n下一段")
    '全市集中开工三十个重点项目，计划总投资一百亿元。\\n下一段'
    """
    lines = text.split("\n")
    joined = lines[:1]
    for before, line in pairwise(lines):
        wrapped = len(before.strip()) >= _SHORT_LINE and _WRAPPED.search(f"{before[-1:]}\n{line[:1]}")
        if wrapped:
            joined[-1] += line
        else:
            joined.append(line)
    return "\n".join(joined)
