"""A circular line by line as its document says it, for a page that shows it before it is set."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum

from guanmo.engines.documents import blocks
from guanmo.engines.documents.circular import Block, Circular, Heading, Table, chinese_date
from guanmo.engines.documents.layout import title_lines
from guanmo.engines.documents.wordml import clean


class Part(StrEnum):
    """What a line is."""

    MARK = "mark"
    NUMBER = "number"
    TITLE = "title"
    RECIPIENTS = "recipients"
    HEADING = "heading"
    SUBHEADING = "subheading"
    TEXT = "text"
    TABLE = "table"
    SIGNATURE = "signature"
    ATTACHMENT = "attachment"
    IMPRINT = "imprint"


@dataclass(frozen=True, slots=True)
class Line:
    """One line, or a whole table with its caption as text."""

    part: Part
    text: str
    table: Table | None = None


def outline(circular: Circular) -> tuple[Line, ...]:
    """The lines in the order of the document; attachments follow 落款, 版记 stands last."""
    return tuple(_lines(circular))


def _lines(circular: Circular) -> Iterator[Line]:
    yield Line(Part.MARK, clean(circular.issuer_mark))
    yield Line(Part.NUMBER, clean(str(circular.number)))
    yield from (Line(Part.TITLE, line) for line in blocks.title(circular).split("\n"))
    yield Line(Part.RECIPIENTS, blocks.recipients(circular))
    yield from _body(circular.body)
    names = blocks.attachment_names(circular)
    for place, (label, name) in enumerate(names):
        yield Line(Part.TEXT, ("" if place else blocks.ATTACHMENT) + label + name)
    yield Line(Part.SIGNATURE, clean(circular.signer))
    yield Line(Part.SIGNATURE, chinese_date(circular.issued_on))
    if text := blocks.note(circular):
        yield Line(Part.TEXT, text)
    for attachment, (label, name) in zip(circular.attachments, names, strict=True):
        if attachment.body:
            yield Line(Part.ATTACHMENT, "附件" + label.rstrip("."))
            yield from (Line(Part.TITLE, line) for line in title_lines(name))
            yield from _body(attachment.body)
    if text := blocks.copies_to(circular):
        yield Line(Part.IMPRINT, text)
    yield Line(Part.IMPRINT, f"{clean(circular.printed_by)}　{blocks.printed_on(circular)}")


def _body(body: Sequence[Block]) -> Iterator[Line]:
    for block, number in zip(body, blocks.heading_numbers(body), strict=True):
        if isinstance(block, Table):
            yield Line(Part.TABLE, clean(block.caption), block)
        elif isinstance(block, Heading):
            part = Part.HEADING if block.level == 1 else Part.SUBHEADING
            yield Line(part, number + clean(block.text))
        else:
            yield Line(Part.TEXT, clean(block.text))
