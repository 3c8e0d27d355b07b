"""How near two written names are, and the records nearest to a name as a text writes it.

Offices shorten (市发改委 for 市发展和改革委员会) and reports lengthen (…项目一期工程): a name whose characters all stand in the
other in their order is near, and so are names that share most of their pairs of characters.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from guanmo.engines.text.cleaning import clean

_TAIL = re.compile(r"(?:建设)?(?:项目|工程)$")
_SIGNS = re.compile(r"[\s“”‘’（）()、，,。·—-]")
_SHORTENED = 0.9
_FEWEST = 3
NEAR_ENOUGH = 0.4
"""Below this two names share no more than general words do."""


@dataclass(frozen=True, slots=True)
class Near:
    """A record by the name it was compared by; `nearness` 1 is the same name."""

    key: int
    name: str
    nearness: float


def name_key(name: str) -> str:
    """A name in the one way names are compared: simplified, without blanks, quotes and a closing 项目 or 工程.

    >>> name_key("雲岫“儲能”電池產業園項目")
    '云岫储能电池产业园'
    """
    bare = _SIGNS.sub("", clean(name).text)
    return _TAIL.sub("", bare) or bare


def nearest(name: str, records: Iterable[tuple[int, str]], *, most: int = 5) -> list[Near]:
    """Of (key, name) the nearest to `name`, the nearest first; a record with several names counts by its nearest.

    >>> nearest("市发改委", [(1, "市财政局"), (2, "市发展和改革委员会")])[0].key
    2
    """
    wanted = name_key(name)
    best: dict[int, Near] = {}
    for key, known in records:
        near = Near(key, known, nearness(wanted, name_key(known)))
        if near.nearness >= NEAR_ENOUGH and (key not in best or best[key].nearness < near.nearness):
            best[key] = near
    return sorted(best.values(), key=lambda near: (-near.nearness, near.key))[:most]


def nearness(one: str, other: str) -> float:
    """1 for equal keys, less the less they share, 0 for nothing."""
    if one == other:
        return 1.0
    shorter, longer = sorted((one, other), key=len)
    shared = _shared_pairs(shorter, longer)
    if len(shorter) >= _FEWEST and _stands_in(shorter, longer):
        return max(shared, _SHORTENED * (0.5 + len(shorter) / len(longer) / 2))
    return shared


def _shared_pairs(one: str, other: str) -> float:
    """Twice the pairs of neighbouring characters both hold, of all the pairs of both."""
    left, right = _pairs(one), _pairs(other)
    total = len(left) + len(right)
    return 2 * len(left & right) / total if total else 0.0


def _pairs(name: str) -> set[str]:
    return {name[place : place + 2] for place in range(len(name) - 1)}


def _stands_in(shorter: str, longer: str) -> bool:
    """Whether the shorter is the longer with characters left out."""
    rest = iter(longer)
    return all(sign in rest for sign in shorter)
