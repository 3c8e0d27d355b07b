"""Readings marked against annotations, by the rules of data/news/README.md; the benchmark uses the same."""

import json
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from guanmo.engines.text import as_fields, read_text
from guanmo.engines.text.cleaning import clean

Fields = Mapping[str, Any]  # JSON as the annotations have it
KINDS = ("figures", "projects", "tasks", "people")


@dataclass
class Score:
    """Right, wrong and missed findings of one kind."""

    right: int = 0
    wrong: int = 0
    missed: int = 0

    @property
    def precision(self) -> float:
        return self.right / max(1, self.right + self.wrong)

    @property
    def recall(self) -> float:
        return self.right / max(1, self.right + self.missed)

    @property
    def f1(self) -> float:
        return 2 * self.right / max(1, 2 * self.right + self.wrong + self.missed)

    def add(self, pairs: int, found: int, wanted: int) -> None:
        self.right += pairs
        self.wrong += found - pairs
        self.missed += wanted - pairs


@dataclass
class Marks:
    """All kinds over a set of texts."""

    kinds: dict[str, Score]
    texts: int = 0
    dates: int = 0
    rankings: int = 0


def annotated(folder: Path) -> Iterator[tuple[str, Fields]]:
    """Each annotated text with its annotation."""
    for path in sorted(folder.glob("n*.json")):
        yield (
            path.with_suffix(".txt").read_text(encoding="utf-8"),
            json.loads(path.read_text(encoding="utf-8")),
        )


def mark_all(folder: Path) -> Marks:
    """Read every annotated text of a folder and mark what was read."""
    marks = Marks({kind: Score() for kind in KINDS})
    for text, wanted in annotated(folder):
        _mark(marks, text, wanted, as_fields(read_text(text)))
    return marks


def _mark(marks: Marks, text: str, wanted: Fields, found: Fields) -> None:
    def overlap(one: Fields, other: Fields) -> bool:
        places = [place.start() for place in re.finditer(re.escape(one["quote"]), text)]
        begin, end = other["span"]
        return any(begin < place + len(one["quote"]) and place < end for place in places)

    def same_figure(one: Fields, other: Fields) -> bool:
        return (
            bool(one["value"] == other["value"])
            and _plain(one["unit"]) == _plain(other["unit"])
            and overlap(one, other)
        )

    def same_name(one: Fields, other: Fields) -> bool:
        return _plain(one["name"]) == _plain(other["name"])

    required = [one for one in wanted["figures"] if not one.get("optional")]
    optional = [one for one in wanted["figures"] if one.get("optional")]
    pairs, rest = _paired(required, found["figures"], same_figure)
    allowed, _ = _paired(optional, rest, same_figure)
    marks.kinds["figures"].add(pairs, len(found["figures"]) - allowed, len(required))
    for kind, same in (("projects", same_name), ("people", same_name), ("tasks", overlap)):
        marks.kinds[kind].add(
            _paired(wanted[kind], found[kind], same)[0], len(found[kind]), len(wanted[kind])
        )
    marks.texts += 1
    marks.dates += (wanted["date"], wanted["date_basis"]) == (found["date"], found["date_basis"])
    marks.rankings += [one[:2] for one in wanted["rankings"]] == [one[:2] for one in found["rankings"]]


def _paired(
    wanted: Sequence[Fields], found: Sequence[Fields], same: Callable[[Fields, Fields], bool]
) -> tuple[int, list[Fields]]:
    """How many wanted ones have a finding of their own, and the findings left over."""
    left = list(found)
    pairs = 0
    for one in wanted:
        match = next((place for place, other in enumerate(left) if same(one, other)), None)
        if match is not None:
            del left[match]
            pairs += 1
    return pairs, left


def _plain(text: str) -> str:
    return clean(text).text.replace(" ", "")
