"""Puts a circular into a template through docxtpl, and reads the text of the result back."""

import io
from collections.abc import Mapping
from datetime import datetime, time

from docx import Document
from docx.oxml.ns import qn
from docxtpl import DocxTemplate

from guanmo.engines.documents import blocks, placeholders
from guanmo.engines.documents.circular import Circular, chinese_date
from guanmo.engines.documents.packages import repacked
from guanmo.engines.documents.placeholders import PlaceholderEnvironment
from guanmo.engines.documents.styles import ensure_styles
from guanmo.engines.documents.wordml import Element, clean, markup

_PROPERTY = 255
"""Characters a document's property holds at most."""


def typeset(circular: Circular, template: bytes, environment: PlaceholderEnvironment) -> bytes:
    """The circular in this template; the template must have been read by `packages.read_parts`."""
    document = DocxTemplate(io.BytesIO(template))
    document.init_docx()
    ids = ensure_styles(document.docx)
    document.render(_context(circular, ids), environment, autoescape=True)
    properties = document.docx.core_properties
    properties.title = blocks.title(circular).replace("\n", "")[:_PROPERTY]
    properties.author = properties.last_modified_by = clean(circular.signer)[:_PROPERTY]
    # The office's word for when; the clock of this machine says nothing about the circular.
    properties.created = properties.modified = datetime.combine(circular.issued_on, time())
    target = io.BytesIO()
    document.save(target)
    return repacked(target.getvalue())


def paragraph_texts(content: bytes) -> tuple[str, ...]:
    """Text of each paragraph of the document, tables included, headers and footers left out."""
    body: Element = Document(io.BytesIO(content)).element.body
    return tuple(
        "".join(piece.text or "" for piece in paragraph.iter(qn("w:t"))) for paragraph in body.iter(qn("w:p"))
    )


def _context(circular: Circular, ids: Mapping[str, str]) -> dict[str, str]:
    return {
        placeholders.MARK: markup(blocks.mark(circular, ids)),
        placeholders.BODY: markup(blocks.blocks(circular.body, ids, keep_last=True)),
        placeholders.ATTACHMENT_LIST: markup(blocks.attachment_list(circular, ids)),
        placeholders.SIGNATURE: markup(blocks.signature(circular, ids)),
        placeholders.ATTACHMENTS: markup(blocks.attachments(circular, ids)),
        placeholders.IMPRINT: markup(blocks.imprint(circular, ids)),
        placeholders.NUMBER: clean(str(circular.number)),
        placeholders.TITLE: blocks.title(circular),
        placeholders.RECIPIENTS: blocks.recipients(circular),
        placeholders.SIGNER: clean(circular.signer),
        placeholders.ISSUED_ON: chinese_date(circular.issued_on),
        placeholders.COPIES: clean(circular.copies_to).rstrip("。."),
        placeholders.PRINTED_BY: clean(circular.printed_by),
        placeholders.PRINTED_ON: chinese_date(circular.printed_on),
    }
