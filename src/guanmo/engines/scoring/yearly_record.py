"""A year's composite as a record that stands by itself: what went in, what came out, and the same again from what went in."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from fractions import Fraction
from typing import Any

from guanmo.engines.packs import CompositeRule, Pack
from guanmo.engines.scoring.yearly import YearlyUnit, yearly

FORMAT = "guanmo-yearly-1"

Record = dict[str, Any]  # Any: plain JSON


@dataclass(frozen=True, slots=True)
class Source:
    """One record a value comes from: a tour's score, the promises due, the plan at a month's end.

    `value` is between 0 and 100; None where the record says nothing yet. `tour` (a key) and `month` (2026-10) say which
    page shows it.
    """

    label: str
    says: str
    value: Fraction | None
    tour: int | None = None
    month: str | None = None


@dataclass(frozen=True, slots=True)
class Entrant:
    """A unit with its sources, a list for each part of the rule; the value of a part is their mean."""

    id: int
    name: str
    group: str
    sources: tuple[tuple[Source, ...], ...]


def year_record(pack: Pack, year: int, entrants: Sequence[Entrant]) -> Record:
    """The whole year: rule by id and hash, the units' sources, and the result; exact numbers as fractions in text.

    >>> mean_of([Source("", "", Fraction(90)), Source("", "", None), Source("", "", Fraction(85))])
    Fraction(175, 2)
    """
    return {
        "format": FORMAT,
        "year": year,
        "rule": {"id": pack.id, "hash": pack.hash},
        "units": [
            {
                "id": one.id,
                "name": one.name,
                "group": one.group,
                "parts": [[_plain(source) for source in part] for part in one.sources],
            }
            for one in entrants
        ],
        "result": _result(pack.composite_rule, entrants),
    }


def entrants_in(record: Mapping[str, Any]) -> list[Entrant]:  # Any: plain JSON
    """The units of a record with their sources, in its order."""
    return [
        Entrant(
            one["id"],
            one["name"],
            one["group"],
            tuple(tuple(_source(source) for source in part) for part in one["parts"]),
        )
        for one in record["units"]
    ]


def recomputed_result(record: Mapping[str, Any], pack: Pack) -> list[Record]:  # Any: plain JSON
    """The result again, from nothing but the record's own sources and the rule."""
    return _result(pack.composite_rule, entrants_in(record))


def mean_of(sources: Sequence[Source]) -> Fraction | None:
    """The mean of what the sources say; None where they say nothing."""
    known = [source.value for source in sources if source.value is not None]
    return sum(known, Fraction(0)) / len(known) if known else None


def _result(rule: CompositeRule, entrants: Sequence[Entrant]) -> list[Record]:
    # By key: two units might bear one name.
    values = {str(one.id): [mean_of(part) for part in one.sources] for one in entrants}
    return [_unit(found) for found in yearly(rule, values, {str(one.id): one.group for one in entrants})]


def _unit(found: YearlyUnit) -> Record:
    return {
        "id": int(found.unit),
        "parts": [
            {"value": _text(one.value), "share": str(one.share), "points": _text(one.points)}
            for one in found.parts
        ],
        "total": None if found.total is None else str(found.total),
        "rank": found.rank,
    }


def _plain(source: Source) -> Record:
    return asdict(source) | {"value": _text(source.value)}


def _source(entry: Mapping[str, Any]) -> Source:  # Any: plain JSON
    value = entry["value"]
    return Source(
        entry["label"],
        entry["says"],
        None if value is None else Fraction(value),
        entry["tour"],
        entry["month"],
    )


def _text(value: Fraction | None) -> str | None:
    return None if value is None else str(value)
