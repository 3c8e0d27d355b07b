"""Sets the parts of a circular as paragraphs and tables."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import accumulate, pairwise
from typing import Final

from guanmo.engines.documents import styles
from guanmo.engines.documents.circular import (
    Attachment,
    Block,
    Circular,
    Heading,
    Table,
    chinese_date,
)
from guanmo.engines.documents.layout import (
    HALF_CHARACTER,
    MARGIN_LEFT,
    TEXT_WIDTH,
    half_characters,
    mark_scale,
    signature_indents,
    title_lines,
)
from guanmo.engines.documents.wordml import Element, clean, element, paragraph, paragraph_of, run

THICK, THIN = 8, 6
"""0.35 mm and 0.25 mm in eighths of a point."""
_SEAL_LINES, _PLAIN_LINES = 2, 1
_IMPRINT_CHARACTER = 280
ROW_HEIGHT: Final = 567
"""Of a table in a circular: 10 mm."""
_WHOLE_TABLE = 12
"""Rows up to which a table is kept on one page; a longer one leaves no single row behind."""
ATTACHMENT: Final = "附件："
_DIGITS: Final = "〇一二三四五六七八九"

Ids = Mapping[str, str]


def mark(circular: Circular, ids: Ids) -> Iterator[Element]:
    text = clean(circular.issuer_mark)
    scale = element("w:w", {"w:val": mark_scale(text)})
    yield paragraph_of(ids[styles.MARK.name], [run(text, scale)])


def blocks(body: Sequence[Block], ids: Ids, *, keep_last: bool = False) -> Iterator[Element]:
    """The body; with `keep_last` its last paragraph stays on the page of what follows."""
    for index, (block, number) in enumerate(zip(body, heading_numbers(body), strict=True)):
        last = keep_last and index == len(body) - 1
        if isinstance(block, Table):
            yield from _table(block, ids)
        elif isinstance(block, Heading):
            yield paragraph(ids[styles.HEADINGS[block.level - 1].name], number + clean(block.text))
        else:
            keep = [element("w:keepNext")] if last else []
            yield paragraph(ids[styles.BODY.name], clean(block.text), *keep)


def attachment_list(circular: Circular, ids: Ids) -> Iterator[Element]:
    """附件说明: a line below the body, names one below the other, no full stops."""
    style = ids[styles.ATTACHMENT_LIST.name]
    for place, (label, name) in enumerate(attachment_names(circular)):
        lead = "" if place else ATTACHMENT
        if lead:
            yield _blank(ids, element("w:keepNext"))
        left = 4 + half_characters(ATTACHMENT + label)
        indent = {
            "w:left": left * HALF_CHARACTER,
            "w:hanging": half_characters(lead + label) * HALF_CHARACTER,
        }
        yield paragraph(style, lead + label + name, element("w:keepNext"), element("w:ind", indent))


def signature(circular: Circular, ids: Ids) -> Iterator[Element]:
    """署名, 成文日期 and 附注, kept on one page with the end of the text and with 版记."""
    style = ids[styles.SIGNATURE.name]
    signer, day = clean(circular.signer), chinese_date(circular.issued_on)
    indents = signature_indents(signer, day, sealed=circular.sealed)
    for _ in range(_SEAL_LINES if circular.sealed else _PLAIN_LINES):
        yield _blank(ids, element("w:keepNext"))
    for text, right in zip((signer, day), indents, strict=True):
        indent = element("w:ind", {"w:right": right * HALF_CHARACTER})
        yield paragraph(style, text, element("w:keepNext"), indent)
    if text := note(circular):
        yield paragraph(ids[styles.BODY.name], text, element("w:keepNext"))


def attachments(circular: Circular, ids: Ids) -> Iterator[Element]:
    """The attachments that have a text, each on a new page: 附件n, its title on the third line, its text."""
    for attachment, (label, name) in zip(circular.attachments, attachment_names(circular), strict=True):
        if attachment.body:
            yield from _attachment(attachment, "附件" + label.rstrip("."), name, ids)


def imprint(circular: Circular, ids: Ids) -> Iterator[Element]:
    """版记: a table that hangs on the lower edge of the last page's text area.

    It is placed from the edge of the paper, not of the text: LibreOffice does not let a table float
    that leaves no room beside it in the text area.
    """
    copies = copies_to(circular)
    rows = [_imprint_row(_copies(copies, ids), THICK, THIN)] if copies else []
    rows.append(_imprint_row(_printed(circular, ids), THIN if copies else THICK, THICK))
    place = {
        "w:leftFromText": 0,
        "w:rightFromText": 0,
        "w:vertAnchor": "margin",
        "w:horzAnchor": "page",
        "w:tblpX": MARGIN_LEFT,
        "w:tblpYSpec": "bottom",
    }
    properties = element(
        "w:tblPr",
        None,
        element("w:tblpPr", place),
        element("w:tblOverlap", {"w:val": "never"}),
        *_table_frame(),
    )
    grid = element("w:tblGrid", None, element("w:gridCol", {"w:w": TEXT_WIDTH}))
    yield element("w:tbl", None, properties, grid, *rows)
    # The table hangs on the paragraph after it; this one takes no room.
    tiny = element("w:spacing", {"w:line": 20, "w:lineRule": "exact"})
    yield paragraph(ids[styles.IMPRINT.name], "", tiny)


def title(circular: Circular) -> str:
    return "\n".join(title_lines("\n".join(map(clean, circular.title.split("\n")))))


def recipients(circular: Circular) -> str:
    return clean(circular.recipients).rstrip(":：") + "："


def attachment_names(circular: Circular) -> list[tuple[str, str]]:
    """Each attachment's number, empty where there is but one, and its name without a full stop."""
    names = [clean(attachment.name).rstrip("。.") for attachment in circular.attachments]
    return [(f"{number}." if len(names) > 1 else "", name) for number, name in enumerate(names, 1)]


def note(circular: Circular) -> str:
    text = clean(circular.note).strip("（）")
    return f"（{text}）" if text else ""


def copies_to(circular: Circular) -> str:
    text = clean(circular.copies_to).rstrip("。.")
    return f"抄送：{text}。" if text else ""


def printed_on(circular: Circular) -> str:
    return f"{chinese_date(circular.printed_on)}印发"


def heading_numbers(body: Sequence[Block]) -> Iterator[str]:
    """The number in front of each block; empty for what is not a heading."""
    counts = [0, 0, 0, 0]
    for block in body:
        if not isinstance(block, Heading):
            yield ""
            continue
        counts[block.level - 1] += 1
        counts[block.level :] = [0] * (4 - block.level)
        count = counts[block.level - 1]
        yield (f"{chinese_number(count)}、", f"（{chinese_number(count)}）", f"{count}.", f"（{count}）")[
            block.level - 1
        ]


def chinese_number(number: int) -> str:
    """One to ninety-nine.

    >>> chinese_number(4), chinese_number(10), chinese_number(21)
    ('四', '十', '二十一')
    """
    tens, ones = divmod(number, 10)
    head = "" if tens == 0 else "十" if tens == 1 else f"{_DIGITS[tens]}十"
    return head + (_DIGITS[ones] if ones else "")


def _blank(ids: Ids, *properties: Element) -> Element:
    return paragraph(ids[styles.BODY.name], "", *properties)


def _attachment(attachment: Attachment, label: str, name: str, ids: Ids) -> Iterator[Element]:
    yield paragraph(ids[styles.ATTACHMENT_MARK.name], label, element("w:pageBreakBefore"))
    yield _blank(ids)
    for line in title_lines(name):
        yield paragraph(ids[styles.TITLE.name], line)
    yield _blank(ids)
    yield from blocks(attachment.body, ids)


def _table(table: Table, ids: Ids) -> Iterator[Element]:
    if table.caption:
        yield paragraph(ids[styles.CAPTION.name], clean(table.caption))
    yield ruled_table(table, ids[styles.TABLE_HEADER.name], ids[styles.TABLE_TEXT.name])
    yield _blank(ids)


def ruled_table(table: Table, header_style: str, text_style: str, *, row_height: int = ROW_HEIGHT) -> Element:
    """The table in these styles, its head repeated on each page; rows are at least `row_height` twips high."""
    widths = column_widths(table.widths or (1,) * len(table.header))
    header = _row(table.header, widths, header_style, row_height, header=True, keep=True)
    keep_from = 0 if len(table.rows) <= _WHOLE_TABLE else len(table.rows) - 2
    keep = range(keep_from, len(table.rows) - 1)
    rows = [
        _row(row, widths, text_style, row_height, keep=number in keep)
        for number, row in enumerate(table.rows)
    ]
    return ruled(widths, [header, *rows])


def ruled(widths: Sequence[int], rows: Iterable[Element]) -> Element:
    """Rows of cells within hairlines, over the whole width of the text."""
    line = {"w:val": "single", "w:sz": 4, "w:space": 0, "w:color": "000000"}
    sides = ("top", "left", "bottom", "right", "insideH", "insideV")
    borders = element("w:tblBorders", None, *(element(f"w:{side}", line) for side in sides))
    properties = element("w:tblPr", None, *_table_frame(borders, padding=108))
    grid = element("w:tblGrid", None, *(element("w:gridCol", {"w:w": width}) for width in widths))
    return element("w:tbl", None, properties, grid, *rows)


def column_widths(shares: Sequence[int]) -> list[int]:
    """The width of the text divided by shares, to the last twip."""
    edges = [TEXT_WIDTH * done // sum(shares) for done in accumulate(shares, initial=0)]
    return [right - left for left, right in pairwise(edges)]


def _table_frame(*borders: Element, padding: int = 0) -> Iterable[Element]:
    side = {"w:w": padding, "w:type": "dxa"}
    return (
        element("w:tblW", {"w:w": TEXT_WIDTH, "w:type": "dxa"}),
        element("w:tblInd", {"w:w": 0, "w:type": "dxa"}),
        *borders,
        element("w:tblLayout", {"w:type": "fixed"}),
        element("w:tblCellMar", None, element("w:left", side), element("w:right", side)),
    )


def _row(
    cells: Sequence[str],
    widths: Sequence[int],
    style: str,
    height: int,
    *,
    header: bool = False,
    keep: bool = False,
) -> Element:
    """A row that is never split; with `keep` it stays on the page of the next one."""
    properties = [element("w:cantSplit"), element("w:trHeight", {"w:val": height, "w:hRule": "atLeast"})]
    if header:
        properties.append(element("w:tblHeader"))
    made = (
        element(
            "w:tc",
            None,
            element(
                "w:tcPr",
                None,
                element("w:tcW", {"w:w": width, "w:type": "dxa"}),
                element("w:vAlign", {"w:val": "center"}),
            ),
            paragraph(style, clean(cell), *([element("w:keepNext")] if keep else [])),
        )
        for cell, width in zip(cells, widths, strict=True)
    )
    return element("w:tr", None, element("w:trPr", None, *properties), *made)


def _imprint_row(content: Element, above: int, below: int) -> Element:
    lines = (("w:top", above), ("w:bottom", below))
    borders = (
        element(side, {"w:val": "single", "w:sz": size, "w:space": 0, "w:color": "000000"})
        for side, size in lines
    )
    cell = element(
        "w:tcPr",
        None,
        element("w:tcW", {"w:w": TEXT_WIDTH, "w:type": "dxa"}),
        element("w:tcBorders", None, *borders),
        element("w:vAlign", {"w:val": "center"}),
    )
    row = element("w:trPr", None, element("w:cantSplit"))
    return element("w:tr", None, row, element("w:tc", None, cell, content))


def _copies(text: str, ids: Ids) -> Element:
    """One character in from both sides; further lines begin under the first name."""
    indent = {
        "w:left": 4 * _IMPRINT_CHARACTER,
        "w:right": _IMPRINT_CHARACTER,
        "w:hanging": 3 * _IMPRINT_CHARACTER,
    }
    return paragraph(ids[styles.IMPRINT.name], text, element("w:ind", indent))


def _printed(circular: Circular, ids: Ids) -> Element:
    edge = TEXT_WIDTH - _IMPRINT_CHARACTER
    tabs = element("w:tabs", None, element("w:tab", {"w:val": "right", "w:pos": edge}))
    indent = element("w:ind", {"w:left": _IMPRINT_CHARACTER, "w:right": _IMPRINT_CHARACTER})
    tab = element("w:r", None, element("w:tab"))
    runs = [run(clean(circular.printed_by)), tab, run(printed_on(circular))]
    align = element("w:jc", {"w:val": "left"})
    return paragraph_of(ids[styles.IMPRINT.name], runs, tabs, indent, align)
