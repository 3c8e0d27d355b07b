"""Small pieces of WordprocessingML."""

import re
from collections.abc import Iterable, Mapping
from typing import Final

from docx.oxml.ns import qn
from lxml import etree
from markupsafe import Markup

_NAMESPACE = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_DECLARATION = f' xmlns:w="{_NAMESPACE}"'
_SPACES = re.compile(r"[\s\x00-\x1f\x7f-\x9f]+")
# What XML cannot carry.
_UNPRINTABLE: Final = re.compile("[\ud800-\udfff\ufffe\uffff]")

Element = etree._Element  # noqa: SLF001 - the class has no other name


def element(tag: str, attributes: Mapping[str, object] | None = None, *children: Element) -> Element:
    """`element("w:spacing", {"w:line": 579})`."""
    made = etree.Element(qn(tag), nsmap={"w": _NAMESPACE})
    for name, value in (attributes or {}).items():
        made.set(qn(name), str(value))
    made.extend(children)
    return made


def clean(text: str) -> str:
    """The text as one line of signs that Word can store."""
    return _UNPRINTABLE.sub("", _SPACES.sub(" ", text)).strip()


def run(text: str, *properties: Element) -> Element:
    content = element("w:t")
    content.text = text
    content.set("{http://www.w3.org/XML/1998/namespace}space", "preserve")
    return element("w:r", None, *_properties("w:rPr", properties), content)


def paragraph(style_id: str, text: str = "", *properties: Element) -> Element:
    """A paragraph of one run; the properties are those of `w:pPr`, in the schema's order."""
    runs = (run(text),) if text else ()
    return paragraph_of(style_id, runs, *properties)


def paragraph_of(style_id: str, runs: Iterable[Element], *properties: Element) -> Element:
    style = element("w:pStyle", {"w:val": style_id})
    return element("w:p", None, element("w:pPr", None, style, *properties), *runs)


def markup(elements: Iterable[Element]) -> Markup:
    """The elements as text for a template that has declared the namespace."""
    text = "".join(etree.tostring(one, encoding="unicode") for one in elements)
    return Markup(text.replace(_DECLARATION, ""))  # noqa: S704 - serialised by lxml, text escaped


def _properties(tag: str, properties: tuple[Element, ...]) -> tuple[Element, ...]:
    return (element(tag, None, *properties),) if properties else ()
