"""Tells the office what is wrong with its own template before a circular depends on it."""

import re
from collections.abc import Iterator, Mapping
from datetime import date

from docx.opc.exceptions import OpcError
from docx.oxml.exceptions import InvalidXmlError
from docx.oxml.ns import qn
from jinja2.exceptions import TemplateError, TemplateSyntaxError
from lxml import etree

from guanmo.engines.documents.circular import Attachment, Circular, DocumentNumber, Paragraph
from guanmo.engines.documents.packages import InvalidTemplate, read_parts
from guanmo.engines.documents.placeholders import (
    ATTACHMENT_LIST,
    ATTACHMENTS,
    BLOCKS,
    BODY,
    IMPRINT,
    INSTEAD,
    NUMBER,
    RECIPIENTS,
    SIGNATURE,
    TITLE,
    WORDS,
    ForbiddenSyntax,
    PlaceholderEnvironment,
    misplaced,
    missing,
)
from guanmo.engines.documents.typesetting import paragraph_texts, typeset

# What python-docx, docxtpl and lxml raise at documents that are zip and XML but not Word's.
_ODD_DOCUMENT = (
    AttributeError,
    IndexError,
    KeyError,
    TypeError,
    ValueError,
    InvalidXmlError,
    OpcError,
    etree.LxmlError,
)
_FLOW = (qn("w:body"), qn("w:sdtContent"))
_TEXT_PARTS = (qn("w:document"), qn("w:hdr"), qn("w:ftr"))
_XML_TAG = re.compile(r"<[^>]*>")
_SPECIMEN = Circular(
    issuer_mark="样张机关文件",
    number=DocumentNumber("样张", 2000, 7),
    title="样张标题",
    recipients="样张主送机关",
    body=(Paragraph("样张正文。"),),
    attachments=(Attachment("样张附件名称", (Paragraph("样张附件内容。"),)),),
    signer="样张署名机关",
    issued_on=date(2000, 1, 2),
    copies_to="样张抄送机关",
    printed_by="样张印发机关",
    printed_on=date(2000, 3, 4),
)
_SPECIMEN_TEXTS: Mapping[str, tuple[str, ...]] = {
    NUMBER: ("样张〔2000〕7号",),
    TITLE: ("样张标题",),
    RECIPIENTS: ("样张主送机关",),
    BODY: ("样张正文。",),
    ATTACHMENT_LIST: ("样张附件名称",),
    SIGNATURE: ("样张署名机关", "2000年1月2日"),
    ATTACHMENTS: ("样张附件内容。",),
    IMPRINT: ("样张抄送机关", "样张印发机关", "2000年3月4日"),
}


def check_template(content: bytes) -> tuple[str, ...]:
    """What is missing in a template or wrong with it, in sentences; empty when it can be used.

    Beyond reading it, a specimen is set in it and looked for in the result.
    """
    try:
        parts = read_parts(content)
    except InvalidTemplate as error:
        return error.problems
    environment = PlaceholderEnvironment()
    try:
        specimen = typeset(_SPECIMEN, content, environment)
        texts = "\n".join(paragraph_texts(specimen))
    except TemplateSyntaxError as error:
        return (_syntax_problem(error),)
    except (TemplateError, *_ODD_DOCUMENT):
        return ("模板的结构不完整，套用时出错。请在 Word 或 WPS 里重新另存为 .docx 后再上传。",)
    problems = (*_unknown(environment.used), *_missing(environment.used), *_misplaced(parts))
    return problems or tuple(_lost(texts))


def _unknown(used: set[str]) -> Iterator[str]:
    known = (*BLOCKS, *WORDS)
    for name in sorted(used.difference(known)):
        yield f"不认识的占位符“{name}”；可用的有：{'、'.join(known)}。"


def _missing(used: set[str]) -> Iterator[str]:
    for name in missing(used):
        how = f"{{{{p {name} }}}}" if name in BLOCKS else f"{{{{ {name} }}}}"
        others = "、".join(INSTEAD.get(name, ()))
        yield f"缺少占位符“{name}”，请在相应位置写上 {how}" + (f"，或写全{others}。" if others else "。")


def _misplaced(parts: Mapping[str, bytes]) -> Iterator[str]:
    for name in sorted(parts):
        root = etree.fromstring(parts[name]) if name.endswith(".xml") else None
        if root is None or root.tag not in _TEXT_PARTS:
            continue
        for paragraph in root.iter(qn("w:p")):
            text = "".join(piece.text or "" for piece in paragraph.iter(qn("w:t")))
            parent = paragraph.getparent()
            yield from misplaced(text, in_flow=parent is not None and parent.tag in _FLOW)


def _lost(texts: str) -> Iterator[str]:
    for name, wanted in _SPECIMEN_TEXTS.items():
        if any(text not in texts for text in wanted):
            yield f"套用后找不到“{name}”的内容，请检查它所在的段落和“如果”语句。"


def _syntax_problem(error: TemplateSyntaxError) -> str:
    lines = (error.source or "").splitlines()[error.lineno - 1 :]
    excerpt = _XML_TAG.sub("", lines[0]).strip()[:40] if lines else ""
    where = f"，请检查“{excerpt}”附近" if excerpt else ""
    if isinstance(error, ForbiddenSyntax):
        return f"模板里只能写占位符和“如果”语句（if、not、and、or），不能写别的代码{where}。"
    return f"占位符没有写完整或写法有误{where}，花括号要成对，例如 {{{{ 标题 }}}}。"
