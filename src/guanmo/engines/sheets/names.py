"""Names, and the ditto marks that stand for the cell above."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from guanmo.engines.sheets.characters import compact, one_line

_DITTO = frozenset({"同上", "同前", "〃", '"', "″", "''", "′′"})
_LONGEST_DITTO = 6  # with the spaces people type into it
_OPEN_ENDED = re.compile(r"同上[一-鿿（(]")


@dataclass(frozen=True, slots=True)
class Ditto:
    """A cell after looking at the ones above: `source` is the index it was taken from, else None."""

    text: str
    source: int | None = None
    question: str = ""


def parse_name(text: str) -> str:
    """A person's or unit's name without the spaces that only spread it out.

    >>> parse_name("张　三"), parse_name(" John  Smith ")
    ('张三', 'John Smith')
    """
    return one_line(text)


def is_ditto(text: str) -> bool:
    return len(text) <= _LONGEST_DITTO and compact(text) in _DITTO


def resolve_ditto(texts: Sequence[str]) -> tuple[Ditto, ...]:
    """Resolve 同上 down one column; give it one section at a time.

    >>> [one.text for one in resolve_ditto(["市交投集团", "同上", "〃"])]
    ['市交投集团', '市交投集团', '市交投集团']
    """
    found: list[Ditto] = []
    source: int | None = None
    for index, text in enumerate(texts):
        if is_ditto(text):
            found.append(_resolved(texts, source, text))
        elif _OPEN_ENDED.match(text):
            found.append(Ditto(text, question=f"“{text}”只有一部分同上，请写全。"))
            source = None
        else:
            found.append(Ditto(text))
            source = index if text else None
    return tuple(found)


def _resolved(texts: Sequence[str], source: int | None, text: str) -> Ditto:
    if source is None:
        return Ditto(text, question=f"“{text}”上面没有可以照抄的内容，请写全。")
    return Ditto(texts[source], source)
