"""A sealed result as pages show it; every number is read from what was sealed, none is calculated here."""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import groupby
from typing import Any

from guanmo.engines.packs import BallotRule
from guanmo.engines.scoring import band_text, places_text
from guanmo.observation import queries
from guanmo.observation.fair_workings_queries import FairStopWorkings, fair_stop, unit_values
from guanmo.observation.models import Tour
from guanmo.observation.objection_queries import WHOLE, Corrections, corrections
from guanmo.observation.seal_queries import counted_ballots, sealed_content

SHOWN_PLACES = 6
USES = {"kept": "计入", "cut_high": "去掉（最高）", "cut_low": "去掉（最低）"}


@dataclass(frozen=True)
class Place:
    """A unit's line of the ranking."""

    unit: str
    unit_pk: int
    group: str
    rank: int
    score: str
    stops: int
    tied_with: Sequence[str]
    range: str = ""
    """Where the unit may stand, under rules that tell: 第2至第4名."""
    band: str = ""
    corrections: Sequence[str] = ()
    """What was found wrong after the seal; the number itself stays what was sealed."""


@dataclass(frozen=True)
class GroupRanking:
    """One group's ranking, best first; the only one has no name where the rule has no groups."""

    name: str
    places: list[Place]


@dataclass(frozen=True)
class StopRow:
    """A stop's line: whose it is, how many marks count, its score."""

    order: int
    name: str
    code: str
    pk: int
    unit: str
    unit_pk: int
    n: int
    score: str
    corrections: Sequence[str] = ()


@dataclass(frozen=True)
class MarkRow:
    """One mark as it went into a mean; `judge` is empty for those who may not connect marks into ballots."""

    judge: str
    value: str
    use: str
    cut: bool
    place: int | None
    parts: list[str]
    """Where ends are cut from totals: the scores the total is made of, in the order of the rule's criteria."""


@dataclass(frozen=True)
class PanelRow:
    """A row of marks, its cut ends and its mean."""

    criterion: str
    weight: str
    marks: list[MarkRow]
    kept: int
    total: str
    mean: str
    value: str


@dataclass(frozen=True)
class GroupRow:
    """What one group of the jury gave."""

    name: str
    weight: str
    panels: list[PanelRow]
    value: str


@dataclass(frozen=True)
class ExcludedRow:
    """A mark that was given and does not count."""

    judge: str
    criterion: str
    value: str
    reason: str


@dataclass(frozen=True)
class StopWorkings:
    """How one score came about, down to the marks."""

    stop: StopRow
    groups: list[GroupRow]
    empty_groups: Sequence[str]
    excluded: list[ExcludedRow]
    value: str
    fair: FairStopWorkings | None
    """Where the rule takes strictness off: how; the groups are then for comparison only."""


@dataclass(frozen=True)
class UnitWorkings:
    """How one unit's score came about from its stops."""

    place: Place
    stops: list[tuple[StopRow, str]]
    combined: str
    value: str


class Judges:
    """What a viewer may call the jurors: by name, by code, or not at all."""

    def __init__(self, tour: Tour, *, codes: bool, names: bool) -> None:
        self._names = juror_names(tour) if names else {}
        self._codes = codes or names

    def name_of(self, code: str) -> str:
        """The juror's name; empty for those who may not know it."""
        return self._names.get(code, "")

    def called(self, code: str) -> str:
        return self._names.get(code, code) if self._codes else ""


def juror_names(tour: Tour) -> dict[str, str]:
    """The juror behind each code of the sealed content."""
    by_hash = {ballot.body_hash: ballot.juror.name for ballot in counted_ballots(tour)}
    return {
        entry["code"]: by_hash[entry["hashes"][0]]
        for entry in sealed_content(tour)["ballots"]
        if entry["hashes"][0] in by_hash
    }


def ranking(tour: Tour) -> list[GroupRanking]:
    """The groups in the rule's order, each with its units by place."""
    content = sealed_content(tour)
    keys = {entry["name"]: entry["id"] for entry in content["units"]}
    workings = {entry["unit"]: entry for entry in content["result"]["workings"]["units"]}
    corrected = corrections(tour)
    places = [_place(workings[entry["unit"]], entry, keys, corrected) for entry in content["result"]["units"]]
    # Without groups in the rule all are ranked together, whatever group a unit belongs to.
    apart = bool(queries.pack_of(tour).ballot_rule.unit_groups)
    return [
        GroupRanking(name, list(members))
        for name, members in groupby(places, lambda p: p.group if apart else "")
    ]


def headline(rankings: Sequence[GroupRanking]) -> str:
    """The answer in one line: who came first, in each group."""
    said = []
    for group in rankings:
        first = [place for place in group.places if place.rank == 1]
        names = "、".join(place.unit for place in first)
        tie = "并列" if len(first) > 1 else ""
        where = f"{group.name}组" if group.name else ""
        said.append(f"{names}{first[0].score}分，{where}{tie}第一")
    return "；".join(said)


def stop_rows(tour: Tour) -> list[StopRow]:
    """The stops in the order of the tour; a tour of rank ballots has a line a unit."""
    content = sealed_content(tour)
    digits = queries.pack_of(tour).ballot_rule.rounding.result
    listed = {(entry["unit"], entry["name"]): entry for entry in content["stops"]}
    units = {entry["name"]: entry["id"] for entry in content["units"]}
    corrected = corrections(tour)
    rows = [
        _stop_row(entry, listed.get((entry["unit"], entry["stop"]), {}), units, digits, corrected)
        for entry in content["result"]["stops"]
    ]
    return sorted(rows, key=lambda row: row.order)


def unit_workings(tour: Tour, unit_pk: int) -> UnitWorkings | None:
    """How a unit's score came about; None for a unit that is not in the result."""
    place = next((p for group in ranking(tour) for p in group.places if p.unit_pk == unit_pk), None)
    if place is None:
        return None
    result = sealed_content(tour)["result"]
    found = next(e for e in result["workings"]["units"] if e["unit"] == place.unit)
    values, value = unit_values(result, found)
    rows = {row.name: row for row in stop_rows(tour) if row.unit == place.unit}
    stops = [
        (rows[name], readable(stop_value)) for name, stop_value in zip(found["stops"], values, strict=True)
    ]
    return UnitWorkings(place, stops, found["combined"], readable(value))


def stop_workings(tour: Tour, unit_pk: int, stop_pk: int, judges: Judges) -> StopWorkings | None:
    """Every mark of a stop, used or dropped and why; `stop_pk` 0 is the line of a rank ballot. None if there is none."""
    row = next((r for r in stop_rows(tour) if (r.unit_pk, r.pk) == (unit_pk, stop_pk)), None)
    if row is None:
        return None
    result = sealed_content(tour)["result"]
    criteria = [criterion.name for criterion in rule_of(tour).criteria]
    found = next(e for e in result["workings"]["stops"] if (e["unit"], e["stop"]) == (row.unit, row.name))
    fair = fair_stop(result, row.unit, row.name, judges.called)
    return StopWorkings(
        stop=row,
        groups=[_group(entry, judges, criteria) for entry in found["groups"]],
        empty_groups=found["empty_groups"],
        excluded=[
            _excluded(e, judges) for e in result["excluded"] if (e["unit"], e["stop"]) == (row.unit, row.name)
        ],
        value=readable(found["value"] if fair is None else fair.value),
        fair=fair,
    )


def rule_of(tour: Tour) -> BallotRule:
    """The rule of a tour."""
    return queries.pack_of(tour).ballot_rule


def readable(exact: str) -> str:
    """An exact number for people: what never ends is cut to six places and marked as such."""
    return f"≈{float(Fraction(exact)):.{SHOWN_PLACES}f}" if "/" in exact else exact


def _place(
    found: dict[str, Any],  # Any: the sealed JSON
    entry: dict[str, Any],  # Any: the sealed JSON
    keys: dict[str, int],
    corrected: Corrections,
) -> Place:
    fair = "range" in entry
    return Place(
        unit=found["unit"],
        unit_pk=keys[found["unit"]],
        group=found["group"],
        rank=found["rank"],
        score=found["score"],
        stops=len(found["stops"]),
        tied_with=found["tied_with"],
        range=places_text(*entry["range"]) if fair else "",
        band=band_text(entry["band"]) if fair else "",
        corrections=corrected.get((keys[found["unit"]], WHOLE), ()),
    )


def _stop_row(
    entry: dict[str, Any],  # Any: the sealed JSON
    listed: dict[str, Any],  # Any: the sealed JSON
    units: dict[str, int],
    digits: int,
    corrected: Corrections,
) -> StopRow:
    return StopRow(
        order=listed.get("order", 0),
        name=entry["stop"],
        code=listed.get("code", ""),
        pk=listed.get("id", 0),
        unit=entry["unit"],
        unit_pk=units[entry["unit"]],
        n=entry["n"],
        score=f"{entry['score']:.{digits}f}",
        corrections=corrected.get((units[entry["unit"]], listed.get("id", WHOLE)), ()),
    )


def _group(
    entry: dict[str, Any], judges: Judges, criteria: Sequence[str]
) -> GroupRow:  # Any: the sealed JSON
    panels = [
        PanelRow(
            criterion=panel["criterion"],
            weight=panel["weight"],
            marks=[_mark(mark, judges, criteria) for mark in panel["marks"]],
            kept=panel["kept"],
            total=readable(panel["total"]),
            mean=readable(panel["mean"]),
            value=readable(panel["value"]),
        )
        for panel in entry["panels"]
    ]
    return GroupRow(entry["judge_group"], entry["weight"], panels, readable(entry["value"]))


def _mark(entry: dict[str, Any], judges: Judges, criteria: Sequence[str]) -> MarkRow:  # Any: the sealed JSON
    return MarkRow(
        judge=judges.called(entry["judge"]),
        value=readable(entry["value"]),
        use=USES[entry["use"]],
        cut=entry["use"] != "kept",
        place=entry["place"],
        parts=[entry["parts"][name] for name in criteria if name in entry["parts"]],
    )


def _excluded(entry: dict[str, Any], judges: Judges) -> ExcludedRow:  # Any: the sealed JSON
    # A mark for the own unit would name its juror by the unit alone: its value is for those who see ballots.
    called = judges.called(entry["judge"])
    reason = entry["reason"].replace(entry["judge"], called or "评委")
    return ExcludedRow(called, entry["criterion"], f"{entry['value']:g}" if called else "", reason)
