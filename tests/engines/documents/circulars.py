"""A circular to test with, parts of documents to look at, templates to break."""

import io
import zipfile
from collections.abc import Mapping
from datetime import date
from typing import Any

from docx import Document

from guanmo.engines.documents.circular import (
    Attachment,
    Block,
    Circular,
    DocumentNumber,
    Heading,
    Paragraph,
    Table,
)
from guanmo.engines.documents.rendering import default_template, render_circular
from guanmo.engines.documents.wordml import Element

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
SENTENCE = (
    "各县区要认真学习先进经验，对照先进找差距、补短板，进一步压实责任、强化措施，加快推进重点项目建设。"
)
RANKING = Table(
    ("名次", "单位", "得分"),
    tuple((str(place), f"第{place}县", f"{95 - place}.00") for place in range(1, 31)),
    (2, 5, 3),
    caption="得分排名",
)
BODY: tuple[Block, ...] = (
    Paragraph("2026年11月20日，市重点办组织评委对各县区的重点项目进行了观摩评比。"),
    Heading(1, "评比结果"),
    Heading(2, "县组"),
    Paragraph("青屿县92.35分，列第1位。"),
    RANKING,
    Heading(2, "区组"),
    Heading(1, "有关要求"),
    Heading(3, "压实责任"),
    Heading(4, "到岗到人"),
    Paragraph(SENTENCE),
)


def circular(**changes: Any) -> Circular:  # Any: fields of a circular
    """A complete one; what is named is changed."""
    fields: dict[str, Any] = {  # Any: as above
        "issuer_mark": "观澜市重点项目建设办公室文件",
        "number": DocumentNumber("观重办", 2026, 3),
        "title": "关于2026年第四季度全市重点项目观摩评比情况的通报",
        "recipients": "各县（区）人民政府，市直有关部门",
        "body": BODY,
        "attachments": (
            Attachment("观摩点得分表", (RANKING,)),
            Attachment("计分规则", (Paragraph(SENTENCE),)),
        ),
        "signer": "观澜市重点项目建设办公室",
        "issued_on": date(2026, 11, 24),
        "copies_to": "市委办公室，市政府办公室",
        "printed_by": "观澜市重点项目建设办公室",
        "printed_on": date(2026, 11, 25),
    }
    return Circular(**{**fields, **changes})


def body_of(content: bytes) -> Element:
    """`w:body` of a document."""
    body: Element = Document(io.BytesIO(content)).element.body
    return body


def rendered(**changes: Any) -> Element:  # Any: fields of a circular
    return body_of(render_circular(circular(**changes)))


def text_of(element: Element) -> str:
    return "".join(piece.text or "" for piece in element.iter(f"{W}t"))


def top_paragraphs(body: Element) -> list[Element]:
    """The paragraphs outside tables."""
    return list(body.findall(f"{W}p"))


def texts(body: Element) -> list[str]:
    return [text_of(paragraph) for paragraph in top_paragraphs(body)]


def styles_by_name(content: bytes) -> dict[str, Element]:
    styles: Element = Document(io.BytesIO(content)).styles.element
    return {style.find(f"{W}name").get(f"{W}val"): style for style in styles.iter(f"{W}style")}


def parts_of(content: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(content)) as package:
        return {name: package.read(name) for name in package.namelist()}


def packed(parts: Mapping[str, bytes]) -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as package:
        for name, data in parts.items():
            package.writestr(name, data)
    return target.getvalue()


def with_parts(changed: Mapping[str, bytes], template: bytes | None = None) -> bytes:
    """The shipped template with parts added or replaced."""
    return packed({**parts_of(template or default_template()), **changed})


def with_text(old: str, new: str) -> bytes:
    """The shipped template with a text of its document replaced everywhere."""
    document = parts_of(default_template())["word/document.xml"].decode()
    assert old in document
    return with_parts({"word/document.xml": document.replace(old, new).encode()})
