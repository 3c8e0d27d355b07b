"""Where things stand on the page by GB/T 9704-2012, in numbers.

Lengths are twips (1/20 pt, 567 to the centimetre) unless they say otherwise; widths of text are
counted in half characters, because a Latin letter or digit takes half a square.
"""

import re
import unicodedata
from collections.abc import Iterator
from itertools import combinations, pairwise

PAGE_WIDTH, PAGE_HEIGHT = 11906, 16838  # A4
MARGIN_TOP, MARGIN_BOTTOM, MARGIN_LEFT, MARGIN_RIGHT = 2098, 1984, 1588, 1474  # 37, 35, 28, 26 mm
TEXT_WIDTH = PAGE_WIDTH - MARGIN_LEFT - MARGIN_RIGHT  # 156 mm
LINES, CHARACTERS = 22, 28
LINE = 579
"""225 mm hold 22 lines of 28.95 pt and no 23rd."""
HALF_CHARACTER = TEXT_WIDTH // (2 * CHARACTERS)
MARK_SIZE = 84
"""Half-points. The standard leaves the size open; 42 pt, pressed narrower when the name is long."""
TITLE_CAPACITY = 40
"""Half characters of 22 pt in a line."""

_WIDE = frozenset("WFA")
# Lines may end here and still read: (what the line ends with, what the next begins with).
_GOOD_END = re.compile(
    r"(?:的|、|，|年|月|月份|季度|办公室|委员会|人民政府|项目|观摩|评比|活动|工作|建设|情况)$"
)
_BEST_START = re.compile(r"关于")
_NEVER_START = re.compile(r"[、，。：；！？）》〕”’…年月日号个次届期万亿]")
_YEAR_GOES_ON = re.compile(r"[\d第上下春夏秋冬]")
_NEVER_END = re.compile(r"[（《〔“‘第]$")
_OPENERS, _CLOSERS = "（《〔“", "）》〕”"
_ARBITRARY_BREAK, _HOURGLASS, _EXTRA_LINE = 12, 16, 4


def half_characters(text: str) -> int:
    """How wide the text is, in half characters.

    >>> half_characters("2026年")
    6
    """
    return sum(2 if unicodedata.east_asian_width(sign) in _WIDE else 1 for sign in text)


def mark_scale(mark: str) -> int:
    """Percentage of their width at which the letters of 发文机关标志 fit into one line."""
    width = half_characters(mark) * MARK_SIZE * 5
    return min(100, TEXT_WIDTH * 98 // width)


def signature_indents(signer: str, day: str, *, sealed: bool) -> tuple[int, int]:
    """Distance of 署名 and of 成文日期 from the right edge, in half characters.

    With a seal the date stands four characters in and the name is centred above it. Without one the
    name stands two characters in and the date begins two characters to the right of it; where the
    date is the longer one it stands two characters in and the name makes way.
    """
    name, date = half_characters(signer), half_characters(day)
    if sealed:
        return max(0, 8 + (date - name) // 2), 8
    if date > name:
        return 8 + date - name, 4
    return 4, name - date


def title_lines(title: str) -> tuple[str, ...]:
    """The title in lines of at most twenty characters, broken where the sense allows.

    As few lines as possible, none an hourglass (short between two long ones). Numbers, brackets and
    quotations are not torn. A line break in the title is taken as the author's wish.
    """
    if "\n" in title:
        return tuple(line.strip() for line in title.split("\n") if line.strip())
    fewest = -(-half_characters(title) // TITLE_CAPACITY)
    if fewest <= 1:
        return (title,)
    places = [place for place in range(1, len(title)) if _may_break(title, place)]
    ways = [
        lines
        for extra in (0, 1)
        for chosen in combinations(places, fewest - 1 + extra)
        if max(map(half_characters, lines := tuple(_cut(title, chosen)))) <= TITLE_CAPACITY
    ]
    return min(ways, key=lambda lines: (_ugliness(lines), lines), default=(title,))


def _cut(title: str, places: tuple[int, ...]) -> Iterator[str]:
    for start, end in pairwise((0, *places, len(title))):
        yield title[start:end]


def _may_break(title: str, place: int) -> bool:
    before, after = title[:place], title[place:]
    inside = sum(before.count(sign) for sign in _OPENERS) > sum(before.count(sign) for sign in _CLOSERS)
    torn = (before[-1].isascii() and after[0].isascii()) or (
        before[-1] == "年" and _YEAR_GOES_ON.match(after) is not None
    )
    return not (inside or torn or _NEVER_START.match(after) or _NEVER_END.search(before))


def _ugliness(lines: tuple[str, ...]) -> int:
    widths = [half_characters(line) for line in lines]
    breaks = sum(_break_cost(line, following) for line, following in pairwise(lines))
    hourglass = any(
        middle < min(left, right) for left, middle, right in zip(widths, widths[1:], widths[2:], strict=False)
    )
    spread = (max(widths) - min(widths)) // 4
    return breaks + spread + _HOURGLASS * hourglass + _EXTRA_LINE * len(lines)


def _break_cost(line: str, following: str) -> int:
    if _BEST_START.match(following):
        return 0
    return 2 if _GOOD_END.search(line) else _ARBITRARY_BREAK
