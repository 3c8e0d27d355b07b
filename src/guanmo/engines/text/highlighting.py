"""Findings on the text they came from: stretches to draw, and the sentence around a finding."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

_SENTENCE_END = re.compile(r"[。！？；\n]")


@dataclass(frozen=True, slots=True)
class Stretch:
    """A piece of text that lies within the same findings; `inside` names them by their index, the shortest first."""

    start: int
    end: int
    inside: tuple[int, ...]


def stretches(spans: Sequence[tuple[int, int]], start: int, end: int) -> Iterator[Stretch]:
    """The text from `start` up to `end` in pieces, cut wherever one of `spans` begins or ends; empty spans are nowhere.

    >>> [(one.start, one.end, one.inside) for one in stretches([(0, 6), (2, 4)], 0, 8)]
    [(0, 2, (0,)), (2, 4, (1, 0)), (4, 6, (0,)), (6, 8, ())]
    """
    touching = [index for index, (first, last) in enumerate(spans) if max(first, start) < min(last, end)]
    cuts = {start, end} | {cut for index in touching for cut in spans[index] if start < cut < end}
    places = sorted(cuts)
    touching.sort(key=lambda index: (spans[index][1] - spans[index][0], index))
    for first, last in pairwise(places):
        inside = (index for index in touching if spans[index][0] <= first and last <= spans[index][1])
        yield Stretch(first, last, tuple(inside))


def around(text: str, start: int, end: int, *, most: int = 80) -> tuple[str, str]:
    """What stands before and behind a finding in its sentence, at most `most` characters on either side.

    >>> around("一是开工。甲县投资3亿元，年底前建成。二是", 9, 12)
    ('甲县投资', '，年底前建成。')
    """
    lowest, highest = max(0, start - most), min(len(text), end + most)
    ends = [found.end() for found in _SENTENCE_END.finditer(text, lowest, start)]
    stop = _SENTENCE_END.search(text, end, highest)
    return text[ends[-1] if ends else lowest : start], text[end : stop.end() if stop else highest].rstrip(
        "\n"
    )
