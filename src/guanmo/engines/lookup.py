"""Search keys: a name as simplified characters, 拼音 and initials, so that each way of typing finds it.

>>> search_key("觀瀾新能源電池產業園")
'观澜新能源电池产业园 guanlanxinnengyuandianchichanyeyuan glxnydccyy'
"""

import unicodedata
from collections.abc import Iterable
from functools import cache

import opencc
from pypinyin import Style, lazy_pinyin


@cache
def _simplifier() -> opencc.OpenCC:
    return opencc.OpenCC("tw2s")


def simplified(text: str) -> str:
    """Text in simplified characters, half-width, lower case, without spaces at its ends."""
    converted: str = _simplifier().convert(unicodedata.normalize("NFKC", text))
    return converted.strip().lower()


def search_key(*texts: str) -> str:
    """All of `texts` in the forms people search by, separated by blanks; empty texts give nothing."""
    keys: list[str] = []
    for text in map(simplified, texts):
        if not text:
            continue
        keys.append(text)
        if not text.isascii():
            keys.append("".join(lazy_pinyin(text)))
            keys.append("".join(lazy_pinyin(text, style=Style.FIRST_LETTER)))
    return " ".join(keys)


def search_terms(query: str) -> Iterable[str]:
    """What each word of a typed query must match inside a search key."""
    return simplified(query).split()
