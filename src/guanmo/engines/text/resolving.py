"""The city's own names in a text: units, projects, enterprises, people from a dictionary that is handed in.

Where one written name may be several records, all are offered, the nearest first; a person chooses.
"""

import re
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from guanmo.engines.text.cleaning import clean
from guanmo.engines.text.model import Finding

_SHORTEST = 2


@dataclass(frozen=True, slots=True)
class Known:
    """A record by one of its names; `distance` 0 is the office's own city, larger is farther away."""

    kind: str
    key: str
    name: str
    distance: int = 0


@dataclass(frozen=True, slots=True)
class Mention(Finding):
    """A known name where it stands, with every record it may mean, nearest first."""

    readings: tuple[Known, ...]


def mentions_in(original: str, dictionary: Iterable[Known]) -> tuple[Mention, ...]:
    """Every known name of a text; of overlapping names the longest.

    >>> near, far = Known("unit", "7", "高新区"), Known("unit", "9", "高新区", distance=1)
    >>> [one.key for one in mentions_in("要求高新區负责。", [far, near])[0].readings]
    ['7', '9']
    """
    named: dict[str, list[Known]] = defaultdict(list)
    for known in dictionary:
        name = clean(known.name).text
        if len(name) >= _SHORTEST:
            named[name].append(known)
    if not named:
        return ()
    cleaned = clean(original)
    pattern = re.compile("|".join(map(re.escape, sorted(named, key=len, reverse=True))))
    return tuple(
        Mention(
            cleaned.quote(*found.span()),
            cleaned.span(*found.span()),
            "known name",
            ("有多个同名的，请选择",) if len(named[found[0]]) > 1 else (),
            tuple(sorted(named[found[0]], key=lambda known: (known.distance, known.kind, known.key))),
        )
        for found in pattern.finditer(cleaned.text)
    )
