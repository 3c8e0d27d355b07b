"""The ways a heading is numbered, from the outermost to the innermost."""

import re
from enum import IntEnum

from guanmo.engines.sheets.characters import half_width

_CHINESE = "一二三四五六七八九十百"


class Style(IntEnum):
    """How a heading is marked; a smaller number is further out. Order after GB/T 9704: 一、（一）1.（1）."""

    OUTER = 0
    PART = 1
    ROMAN = 2
    CHINESE = 3
    CHINESE_BRACKETED = 4
    ARABIC = 5
    ARABIC_BRACKETED = 6
    CIRCLED = 7
    DASHED = 8
    PLAIN = 9


FORMAL = frozenset({Style.PART, Style.ROMAN, Style.CHINESE, Style.CHINESE_BRACKETED, Style.DASHED})
_STYLES = (
    (Style.PART, re.compile(rf"第[{_CHINESE}]+(?:部分|篇|章|类|批)")),
    (Style.ROMAN, re.compile(r"(?:[ⅠⅡⅢⅣⅤⅥⅦⅧⅨⅩ]+|[IVX]+)[、.．]")),
    (Style.CHINESE, re.compile(rf"[{_CHINESE}]+[、.．,，]")),
    (Style.CHINESE_BRACKETED, re.compile(rf"[(（][{_CHINESE}]+[)）]")),
    (Style.CIRCLED, re.compile(r"[①-⑳]")),
    (Style.ARABIC_BRACKETED, re.compile(r"[(（]\d{1,2}[)）]|[⑴-⒇]")),
    (Style.ARABIC, re.compile(r"\d{1,2}(?:、|[.．](?!\d))")),
    (Style.DASHED, re.compile(r"(?:[—–―－]+|--+)\s*(?=[^\s\d—–―－-])")),
)
_BARE_CHINESE = re.compile(rf"[{_CHINESE}]+")


def style_of(text: str) -> Style | None:
    """The numbering a text begins with, None for none; a number alone is no heading.

    >>> style_of("（一）交通"), style_of("——铁路"), style_of("1.5公里道路")
    (<Style.CHINESE_BRACKETED: 4>, <Style.DASHED: 8>, None)
    """
    for style, pattern in _STYLES:
        found = pattern.match(text)
        if found is not None and (style is Style.PART or text[found.end() :].strip()):
            return style
    return None


def style_of_mark(text: str) -> Style | None:
    """The style of a mark that stands alone in the serial column: 一, 一、 or （一）."""
    mark = half_width(text).strip()
    if _BARE_CHINESE.fullmatch(mark.rstrip("、.,")):
        return Style.CHINESE
    return Style.CHINESE_BRACKETED if re.fullmatch(rf"\([{_CHINESE}]+\)", mark) else None


def joined_mark(mark: str, name: str) -> str:
    """A mark and its heading as one text.

    >>> joined_mark("一", "基础设施"), joined_mark("（一）", "交通")
    ('一、基础设施', '（一）交通')
    """
    return f"{mark}、{name}" if _BARE_CHINESE.fullmatch(mark) else f"{mark}{name}"
