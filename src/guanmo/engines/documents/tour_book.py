"""A tour book (观摩手册) in, a Word document out: the itinerary of each day and a card for each stop.

It shares the page, the fonts and the tables of the circular, without the parts only an official document has.
"""

import io
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from itertools import chain
from typing import Final

from docx import Document
from docx.document import Document as WordDocument
from docx.oxml.ns import qn
from docx.shared import Mm, Twips

from guanmo.engines.documents import blocks, styles
from guanmo.engines.documents.circular import Table
from guanmo.engines.documents.layout import title_lines
from guanmo.engines.documents.packages import repacked
from guanmo.engines.documents.rendering import default_template
from guanmo.engines.documents.styles import FANGSONG, HEITI, Style
from guanmo.engines.documents.wordml import Element, clean, element, paragraph

SMALL, SMALLER = 24, 21
"""小四 and 五号 in half-points."""
NOTE = Style(name="手册说明", style_id="BookNote", size=SMALL, line=400, align="left")
DAY = Style(name="手册日程", style_id="BookDay", font=HEITI, size=28, line=520, before=240, keep_next=True)
STOP = Style(name="手册点位", style_id="BookStop", font=HEITI, size=28, line=480, before=280, keep_next=True)
WHEN = Style(name="手册时刻", style_id="BookWhen", size=SMALL, line=400, align="left", keep_next=True)
HEAD = Style(name="手册表头", style_id="BookHead", font=HEITI, size=SMALLER, line=320, align="center")
CELL = Style(name="手册表文", style_id="BookCell", font=FANGSONG, size=SMALLER, line=320, align="center")
TEXT = Style(name="手册栏文", style_id="BookText", font=FANGSONG, size=SMALLER, line=320, align="left")
BOOK_STYLES: Final = (styles.TITLE, styles.HEADINGS[0], NOTE, DAY, STOP, WHEN, HEAD, CELL, TEXT)

ROW = 400
MARGIN = 1417
"""Above and below the text, twips: 25 mm; a book is read on the bus, more of it goes on a page."""
CARD: Final = (16, 30, 16, 38, 24)
"""Relative widths of a card's columns: name, value, name, value, code."""
CODE_MM = 22
ITINERARY: Final = ("序号", "地点", "参评单位", "行车（分）", "到达", "离开", "最多可晚（分）")
WIDTHS: Final = (11, 40, 27, 16, 14, 14, 21)


@dataclass(frozen=True, slots=True)
class BookDay:
    """One day: its heading, when it begins and ends, and a row of `ITINERARY` for each halt."""

    title: str
    note: str
    rows: Sequence[tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class Card:
    """What is to be known of one stop. `pairs` stand two in a row, `lines` take the whole width; name and value each."""

    title: str
    note: str
    pairs: Sequence[tuple[str, str]]
    lines: Sequence[tuple[str, str]]
    code: bytes
    """A PNG of the QR code."""
    code_says: str


@dataclass(frozen=True, slots=True)
class TourBook:
    title: str
    notes: Sequence[str]
    """Lines under the title."""
    author: str
    made_on: date
    days: Sequence[BookDay]
    cards: Sequence[Card]


def render_book(book: TourBook) -> bytes:
    """The book as a .docx; the same book always gives the same bytes. Without days there is no itinerary in it."""
    document = Document(io.BytesIO(default_template()))
    ids = styles.ensure_styles(document, BOOK_STYLES)
    body: Element = document.element.body
    for child in list(body):
        if child.tag != qn("w:sectPr"):
            body.remove(child)
    section = document.sections[0]
    section.top_margin = section.bottom_margin = Twips(MARGIN)
    end = body[0]
    for one in chain(_head(book, ids), _days(book, ids), _cards(book, ids, document)):
        end.addprevious(one)
    properties = document.core_properties
    properties.title, properties.author = clean(book.title)[:255], clean(book.author)[:255]
    properties.last_modified_by = properties.author
    properties.created = properties.modified = datetime.combine(book.made_on, time())
    target = io.BytesIO()
    document.save(target)
    return repacked(target.getvalue())


def _head(book: TourBook, ids: Mapping[str, str]) -> Iterator[Element]:
    for line in title_lines(clean(book.title)):
        yield paragraph(ids[styles.TITLE.name], line)
    for note in book.notes:
        yield paragraph(ids[NOTE.name], clean(note), element("w:jc", {"w:val": "center"}))


def _days(book: TourBook, ids: Mapping[str, str]) -> Iterator[Element]:
    for day in book.days:
        yield paragraph(ids[DAY.name], clean(day.title))
        yield paragraph(ids[WHEN.name], clean(day.note))
        table = Table(ITINERARY, tuple(day.rows), WIDTHS)
        yield blocks.ruled_table(table, ids[HEAD.name], ids[CELL.name], row_height=ROW)


def _cards(book: TourBook, ids: Mapping[str, str], document: WordDocument) -> Iterator[Element]:
    """With an itinerary before them the cards begin on a new page."""
    for number, card in enumerate(book.cards):
        apart = [element("w:pageBreakBefore")] if book.days and not number else []
        yield paragraph(ids[STOP.name], clean(card.title), *apart)
        yield paragraph(ids[WHEN.name], clean(card.note))
        yield _card(card, ids, _picture(document, card))
    # A document ends with a paragraph; this one takes no room.
    yield paragraph(ids[NOTE.name], "", element("w:spacing", {"w:line": 20, "w:lineRule": "exact"}))


def _card(card: Card, ids: Mapping[str, str], code: Element) -> Element:
    """A table that stays on one page, the code beside the pairs."""
    widths = blocks.column_widths(CARD)
    rows = []
    for start in range(0, len(card.pairs), 2):
        (name, value), (other, its) = (*card.pairs[start : start + 2], ("", ""))[:2]
        merge = element("w:vMerge", None if start else {"w:val": "restart"})
        rows.append(
            _row(
                _cell(ids, HEAD, name, widths[0]),
                _cell(ids, TEXT, value, widths[1]),
                _cell(ids, HEAD, other, widths[2]),
                _cell(ids, TEXT, its, widths[3]),
                _cell(ids, CELL, "", widths[4], merge, picture=None if start else code),
            )
        )
    for number, (name, text) in enumerate(card.lines, 1):
        span = element("w:gridSpan", {"w:val": 4})
        keep = number < len(card.lines)
        wide = _cell(ids, TEXT, text, sum(widths[1:]), span, keep=keep)
        rows.append(_row(_cell(ids, HEAD, name, widths[0], keep=keep), wide))
    return blocks.ruled(widths, rows)


def _row(*cells: Element) -> Element:
    height = element("w:trHeight", {"w:val": ROW, "w:hRule": "atLeast"})
    return element("w:tr", None, element("w:trPr", None, height), *cells)


def _cell(
    ids: Mapping[str, str],
    style: Style,
    text: str,
    width: int,
    *properties: Element,
    picture: Element | None = None,
    keep: bool = True,
) -> Element:
    """One cell; with `keep` its row stays on the page of the next one."""
    kept = [element("w:keepNext")] if keep else []
    written = paragraph(ids[style.name], clean(text), *kept)
    if picture is not None:
        # A line of exact height would cut the picture off.
        free = element("w:spacing", {"w:before": 60, "w:after": 60, "w:line": 240, "w:lineRule": "auto"})
        written = paragraph(ids[style.name], "", *kept, free)
        written.append(picture)
    size = element("w:tcW", {"w:w": width, "w:type": "dxa"})
    middle = element("w:vAlign", {"w:val": "center"})
    return element("w:tc", None, element("w:tcPr", None, size, *properties, middle), written)


def _picture(document: WordDocument, card: Card) -> Element:
    inline = document.part.new_pic_inline(io.BytesIO(card.code), width=Mm(CODE_MM), height=Mm(CODE_MM))
    inline.docPr.set("descr", clean(card.code_says))
    return element("w:r", None, element("w:drawing", None, inline))
