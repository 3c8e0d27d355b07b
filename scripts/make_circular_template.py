"""Make src/guanmo/engines/documents/circular.docx, the template circulars are set in.

Run it after a change of styles or layout; a test compares the committed file with what it makes.
"""

import io
from datetime import datetime
from pathlib import Path

from docx import Document
from docx.document import Document as WordDocument
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.oxml.ns import qn
from docx.section import Section
from docx.shared import Twips
from docx.text.paragraph import Paragraph

from guanmo.engines.documents import layout, placeholders, styles
from guanmo.engines.documents.packages import repacked
from guanmo.engines.documents.rendering import TEMPLATE_FILE
from guanmo.engines.documents.wordml import Element, element

TARGET = Path(__file__).resolve().parents[1] / "src/guanmo/engines/documents" / TEMPLATE_FILE
KEPT_STYLES = ("Normal", "DefaultParagraphFont", "TableNormal", "NoList")
PAGE_CHARACTER = 280
FOOTER_DISTANCE = 1446


def build_template() -> bytes:
    """The template's bytes, the same on every run."""
    document = Document()
    _strip(document)
    _page(document.sections[0])
    _settings(document.settings.element)
    ids = styles.ensure_styles(document)
    for style, text in _paragraphs():
        document.add_paragraph(text).style = document.styles[style.name]
    footers = (document.sections[0].footer, "right"), (document.sections[0].even_page_footer, "left")
    for footer, side in footers:
        footer.is_linked_to_previous = False
        _page_number(footer.paragraphs[0], side, ids[styles.PAGE_NUMBER.name])
    target = io.BytesIO()
    document.save(target)
    return repacked(target.getvalue())


def _paragraphs() -> list[tuple[styles.Style, str]]:
    blank = (styles.BODY, "")
    return [
        (styles.BODY, f"{{{{p {placeholders.MARK} }}}}"),
        blank,
        blank,
        (styles.NUMBER, f"{{{{ {placeholders.NUMBER} }}}}"),
        blank,
        blank,
        (styles.TITLE, f"{{{{ {placeholders.TITLE} }}}}"),
        blank,
        (styles.RECIPIENTS, f"{{{{ {placeholders.RECIPIENTS} }}}}"),
        *((styles.BODY, f"{{{{p {name} }}}}") for name in placeholders.BLOCKS[1:]),
    ]


def _strip(document: WordDocument) -> None:
    """Leave of python-docx's own template only what a document cannot do without."""
    package = document.part.package
    for rels in (package.rels, document.part.rels):
        for key, rel in list(rels.items()):
            if (
                rel.reltype.endswith(("/thumbnail", "/customXml"))
                or rel.reltype == RELATIONSHIP_TYPE.NUMBERING
            ):
                del rels[key]
    sheet: Element = document.styles.element
    for style in sheet.findall(qn("w:style")):
        if style.get(qn("w:styleId")) not in KEPT_STYLES:
            sheet.remove(style)
    defaults = sheet.find(qn("w:docDefaults"))
    assert defaults is not None  # noqa: S101 - python-docx's template has them
    language = {"w:val": "en-US", "w:eastAsia": "zh-CN", "w:bidi": "ar-SA"}
    run = element(
        "w:rPr",
        None,
        styles.font_element(styles.FANGSONG),
        element("w:sz", {"w:val": styles.SIZE_3}),
        element("w:szCs", {"w:val": styles.SIZE_3}),
        element("w:lang", language),
    )
    for child in list(defaults):
        defaults.remove(child)
    defaults.append(element("w:rPrDefault", None, run))
    defaults.append(element("w:pPrDefault"))
    properties = document.core_properties
    properties.title = properties.comments = properties.keywords = ""
    properties.author = properties.last_modified_by = "观摩"
    properties.created = properties.modified = datetime(2026, 1, 1)  # noqa: DTZ001 - a fixed day


def _page(section: Section) -> None:
    section.page_width, section.page_height = Twips(layout.PAGE_WIDTH), Twips(layout.PAGE_HEIGHT)
    section.top_margin, section.bottom_margin = Twips(layout.MARGIN_TOP), Twips(layout.MARGIN_BOTTOM)
    section.left_margin, section.right_margin = Twips(layout.MARGIN_LEFT), Twips(layout.MARGIN_RIGHT)
    section.header_distance, section.footer_distance = Twips(850), Twips(FOOTER_DISTANCE)
    properties: Element = section._sectPr  # noqa: SLF001 - python-docx knows no grid
    for name in ("w:cols", "w:docGrid"):
        for old in properties.findall(qn(name)):
            properties.remove(old)
    grid = {"w:type": "lines", "w:linePitch": layout.LINE}
    properties.extend([element("w:cols", {"w:space": 425}), element("w:docGrid", grid)])


def _settings(settings: Element) -> None:
    """Odd and even pages differ; punctuation keeps its full square."""
    for child in list(settings):
        settings.remove(child)
    mode = {
        "w:name": "compatibilityMode",
        "w:uri": "http://schemas.microsoft.com/office/word",
        "w:val": 15,
    }
    settings.extend(
        [
            element("w:zoom", {"w:percent": 100}),
            element("w:bordersDoNotSurroundHeader"),
            element("w:bordersDoNotSurroundFooter"),
            element("w:defaultTabStop", {"w:val": 420}),
            element("w:evenAndOddHeaders"),
            element("w:characterSpacingControl", {"w:val": "doNotCompress"}),
            element("w:compat", None, element("w:compatSetting", mode)),
            element("w:themeFontLang", {"w:val": "en-US", "w:eastAsia": "zh-CN"}),
        ]
    )


def _page_number(paragraph: Paragraph, side: str, style_id: str) -> None:
    """— 1 —, one character in from the outer edge.

    The field stands in runs of its own: WPS loses a number whose begin, code and end share one run.
    """
    target: Element = paragraph._p  # noqa: SLF001 - python-docx knows no fields
    for child in list(target):
        target.remove(child)
    inset = {"w:right" if side == "right" else "w:left": PAGE_CHARACTER}
    target.append(
        element(
            "w:pPr",
            None,
            element("w:pStyle", {"w:val": style_id}),
            element("w:ind", inset),
            element("w:jc", {"w:val": side}),
        )
    )
    target.extend([_text("— "), _mark("begin"), _code(" PAGE "), _mark("separate"), _text("1"), _mark("end")])
    target.append(_text(" —"))


def _text(text: str) -> Element:
    piece = element("w:t")
    piece.text = text
    piece.set("{http://www.w3.org/XML/1998/namespace}space", "preserve")
    return element("w:r", None, piece)


def _mark(kind: str) -> Element:
    return element("w:r", None, element("w:fldChar", {"w:fldCharType": kind}))


def _code(code: str) -> Element:
    piece = element("w:instrText")
    piece.text = code
    piece.set("{http://www.w3.org/XML/1998/namespace}space", "preserve")
    return element("w:r", None, piece)


if __name__ == "__main__":
    TARGET.write_bytes(build_template())
    print(f"{TARGET.name}: {TARGET.stat().st_size} bytes")
