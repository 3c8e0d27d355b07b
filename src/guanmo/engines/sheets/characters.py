"""Cells as characters: widths, spaces, cell addresses."""

import re
import unicodedata

_INVISIBLE = dict.fromkeys(map(ord, "\u200b\u200c\u200d\u2060\ufeff\x00"))
_CJK = "\u3400-\u9fff\uf900-\ufaff\u3000-\u303f\uff00-\uffef"
_SPACE_BESIDE_CJK = re.compile(rf"(?<=[{_CJK}])\s+|\s+(?=[{_CJK}])")
FORMULA_ERROR = re.compile(r"#(REF!|DIV/0!|VALUE!|NAME\?|N/A|NULL!|NUM!|SPILL!|CALC!|GETTING_DATA)")
FORMULA_ERROR_ADVICE = {
    "#REF!": "公式引用的单元格已被删除",
    "#DIV/0!": "公式除以了 0 或空格",
    "#N/A": "公式没有查到对应的值",
    "#NAME?": "公式里有不认识的名称",
    "#VALUE!": "公式里的值类型不对",
}


def clean(text: str) -> str:
    r"""A cell's text without what cannot be seen: line ends as \n, no spaces around."""
    if text.isprintable() and "_x000D_" not in text:
        return text.strip()
    return text.replace("_x000D_", "").replace("\r\n", "\n").replace("\r", "\n").translate(_INVISIBLE).strip()


def half_width(text: str) -> str:
    """Full-width letters, digits and signs as half-width ones."""
    return unicodedata.normalize("NFKC", text)


def one_line(text: str) -> str:
    """A label on one line, without the spaces that only spread Chinese characters out.

    >>> one_line("项  目\\n名 称"), one_line("Long \\n Description")
    ('项目名称', 'Long Description')
    """
    return _SPACE_BESIDE_CJK.sub("", " ".join(clean(text).split()))


def compact(text: str) -> str:
    """For comparing labels: half width, lower case, no spaces or line ends.

    >>> compact("项 目　名称（Ａ）")
    '项目名称(a)'
    """
    return "".join(half_width(clean(text)).split()).lower()


def column_letter(index: int) -> str:
    """Excel's letter of a column that counts from 0.

    >>> column_letter(0), column_letter(26)
    ('A', 'AA')
    """
    letters = ""
    index += 1
    while index:
        index, rest = divmod(index - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


def address(row: int, column: int) -> str:
    """Excel's address of a cell; row from 1, column from 0."""
    return f"{column_letter(column)}{row}"


def is_formula_error(text: str) -> bool:
    return text.startswith("#") and FORMULA_ERROR.fullmatch(text) is not None
