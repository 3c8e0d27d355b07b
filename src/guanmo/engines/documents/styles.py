"""The named styles a circular is set in; the office restyles them in Word under the same names."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final

from docx.document import Document
from docx.oxml.ns import qn

from guanmo.engines.documents.layout import HALF_CHARACTER, LINE, MARK_SIZE
from guanmo.engines.documents.wordml import Element, element

XIAOBIAOSONG, HEITI, KAITI, FANGSONG, SONGTI = (
    "方正小标宋简体",
    "黑体",
    "楷体_GB2312",
    "仿宋_GB2312",
    "宋体",
)
RED: Final = "FF0000"
SIZE_2, SIZE_3, SIZE_4 = 44, 32, 28
"""二号, 三号 and 四号 in half-points."""
# Squeezes 16 pt to 15.7 pt, so that 28 characters fit into 156 mm and are justified to the full width. A grid of
# characters (w:docGrid with charSpace) does the same in Word, but LibreOffice then narrows the page to 27.
SQUEEZE: Final = -6

_MARK_LINE = 1000


@dataclass(frozen=True, slots=True, kw_only=True)
class Style:
    name: str
    style_id: str
    font: str = FANGSONG
    size: int = SIZE_3
    align: str = "both"
    line: int = LINE
    before: int = 0
    indent: int = 0
    """First line, in characters."""
    color: str = ""
    squeeze: bool = False
    keep_next: bool = False
    red_rule: int = 0
    """Points between the text and a red rule under it; none at zero."""


def _body(name: str, style_id: str, *, font: str = FANGSONG, keep_next: bool = False) -> Style:
    return Style(name=name, style_id=style_id, font=font, indent=2, squeeze=True, keep_next=keep_next)


MARK = Style(
    name="公文标志",
    style_id="CircularMark",
    font=XIAOBIAOSONG,
    size=MARK_SIZE,
    align="center",
    line=_MARK_LINE,
    before=1900,
    color=RED,
)
NUMBER = Style(name="公文字号", style_id="CircularNumber", align="center", line=440, red_rule=8)
TITLE = Style(name="公文标题", style_id="CircularTitle", font=XIAOBIAOSONG, size=SIZE_2, align="center")
RECIPIENTS = Style(name="公文主送", style_id="CircularRecipients", squeeze=True)
BODY = _body("公文正文", "CircularBody")
HEADINGS = (
    _body("公文一级标题", "CircularHeading1", font=HEITI, keep_next=True),
    _body("公文二级标题", "CircularHeading2", font=KAITI, keep_next=True),
    _body("公文三级标题", "CircularHeading3", keep_next=True),
    _body("公文四级标题", "CircularHeading4", keep_next=True),
)
ATTACHMENT_LIST = Style(name="公文附件说明", style_id="CircularAttachments", squeeze=True)
SIGNATURE = Style(name="公文落款", style_id="CircularSignature", align="right", squeeze=True)
ATTACHMENT_MARK = Style(name="公文附件", style_id="CircularAttachment", font=HEITI)
CAPTION = Style(name="公文表题", style_id="CircularCaption", font=HEITI, align="center", keep_next=True)
TABLE_HEADER = Style(
    name="公文表头", style_id="CircularTableHeader", font=HEITI, size=SIZE_4, align="center", line=480
)
TABLE_TEXT = Style(name="公文表文", style_id="CircularTableText", size=SIZE_4, align="center", line=480)
IMPRINT = Style(name="公文版记", style_id="CircularImprint", size=SIZE_4, line=520)
PAGE_NUMBER = Style(
    name="公文页码", style_id="CircularPageNumber", font=SONGTI, size=SIZE_4, align="right", line=280
)

STYLES: Final = (
    MARK,
    NUMBER,
    TITLE,
    RECIPIENTS,
    BODY,
    *HEADINGS,
    ATTACHMENT_LIST,
    SIGNATURE,
    ATTACHMENT_MARK,
    CAPTION,
    TABLE_HEADER,
    TABLE_TEXT,
    IMPRINT,
    PAGE_NUMBER,
)


def ensure_styles(document: Document, wanted: Iterable[Style] = STYLES) -> Mapping[str, str]:
    """Add the styles the document lacks; return the id of each by its name.

    Styles are found by name: Word gives ids of its own to styles made by hand.
    """
    styles: Element = document.styles.element
    present = {
        name.get(qn("w:val")): one.get(qn("w:styleId"))
        for one in styles.findall(qn("w:style"))
        if one.get(qn("w:type")) == "paragraph" and (name := one.find(qn("w:name"))) is not None
    }
    ids: dict[str, str] = {}
    for style in wanted:
        found = present.get(style.name)
        if found is None:
            styles.append(style_element(style))
        ids[style.name] = str(found or style.style_id)
    return ids


def font_element(font: str) -> Element:
    """The font for Chinese and Latin alike, named as East Asian too, or Word takes another."""
    names = dict.fromkeys(("w:ascii", "w:hAnsi", "w:eastAsia", "w:cs"), font)
    return element("w:rFonts", {"w:hint": "eastAsia", **names})


def style_element(style: Style) -> Element:
    return element(
        "w:style",
        {"w:type": "paragraph", "w:customStyle": 1, "w:styleId": style.style_id},
        element("w:name", {"w:val": style.name}),
        element("w:qFormat"),
        _paragraph_properties(style),
        _run_properties(style),
    )


def _paragraph_properties(style: Style) -> Element:
    off = {"w:val": 0}
    parts = [element("w:keepNext")] if style.keep_next else []
    parts.append(element("w:widowControl", off))
    if style.red_rule:
        line = {"w:val": "single", "w:sz": 16, "w:space": style.red_rule, "w:color": RED}
        parts.append(element("w:pBdr", None, element("w:bottom", line)))
    # Nothing hangs into the margin, nothing is spaced out between figures and characters.
    parts += [element(f"w:{name}", off) for name in ("overflowPunct", "autoSpaceDE", "autoSpaceDN")]
    parts.append(element("w:snapToGrid", off))
    spacing = {"w:before": style.before, "w:after": 0, "w:line": style.line, "w:lineRule": "exact"}
    parts.append(element("w:spacing", spacing))
    if style.indent:
        first = {"w:firstLineChars": 100 * style.indent, "w:firstLine": 2 * style.indent * HALF_CHARACTER}
        parts.append(element("w:ind", first))
    parts.append(element("w:jc", {"w:val": style.align}))
    return element("w:pPr", None, *parts)


def _run_properties(style: Style) -> Element:
    parts = [font_element(style.font), element("w:snapToGrid", {"w:val": 0})]
    if style.color:
        parts.append(element("w:color", {"w:val": style.color}))
    if style.squeeze:
        parts.append(element("w:spacing", {"w:val": SQUEEZE}))
    parts += [element("w:sz", {"w:val": style.size}), element("w:szCs", {"w:val": style.size})]
    return element("w:rPr", None, *parts)
