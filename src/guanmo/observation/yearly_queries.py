"""The year's composite as pages show it: as it is now, as it was frozen, and what differs."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import Any

from django.db.models import QuerySet

from guanmo.engines.packs import InvalidPack, Kind, Pack, load_pack
from guanmo.engines.packs.composite_rules import Part
from guanmo.engines.rounding import rounded
from guanmo.engines.scoring.yearly_record import Entrant, Record, Source, entrants_in, recomputed_result
from guanmo.engines.seal import canonical, digest
from guanmo.foundation.queries import entries_of
from guanmo.observation.seal_queries import Check, Verification
from guanmo.observation.yearly_models import YearlyResult
from guanmo.observation.yearly_source_queries import record_of
from guanmo.projects.models import YearPlan
from guanmo.projects.pack_queries import packs_of

SHOWN = 2


@dataclass(frozen=True)
class YearlyUnit:
    """A unit as the record names it; its name may have changed since."""

    pk: int
    name: str

    def __str__(self) -> str:
        return self.name


@dataclass(frozen=True)
class ShownSource:
    """One record behind a value; `tour` and `month` say which page shows it."""

    label: str
    says: str
    shown: str
    tour: int | None
    month: str | None


@dataclass(frozen=True)
class Cell:
    """A part of a unit: its value, its share (0 to 1), what it brings, and the records behind it."""

    part: Part
    value: str
    share: Fraction
    points: str
    sources: Sequence[ShownSource]


@dataclass(frozen=True)
class YearlyRow:
    """A unit's line; `rank` None and `total` empty while a part is awaited."""

    unit: YearlyUnit
    group: str
    cells: Sequence[Cell]
    total: str
    rank: int | None


@dataclass(frozen=True)
class Moved:
    """A unit whose line is another than before; `parts` are those that moved: name, before, now."""

    unit: YearlyUnit
    group: str
    before: YearlyRow | None
    now: YearlyRow | None
    parts: Sequence[tuple[str, str, str]]


def composite_packs() -> list[Pack]:
    """The rules a year can be put together by."""
    return packs_of(Kind.COMPOSITES)


def years_on_record(today: date) -> list[int]:
    """The years with plans, the latest first; this year at least."""
    return sorted(
        {today.year, *YearPlan.objects.order_by().values_list("year", flat=True).distinct()}, reverse=True
    )


def yearly_rows(pack: Pack, year: int, today: date) -> list[YearlyRow]:
    """The units group by group, best first, as of `today`."""
    return rows_in(record_of(pack, year, today), pack)


def rows_in(record: Record, pack: Pack) -> list[YearlyRow]:
    """The units of a record group by group, best first; `pack` is the rule it was made by."""
    entrants = {one.id: one for one in entrants_in(record)}
    return [_row(found, entrants[found["id"]], pack) for found in record["result"]]


def all_versions() -> QuerySet[YearlyResult]:
    """Every frozen version of every year and rule, with who froze it."""
    return YearlyResult.objects.select_related("frozen_by")


def versions(year: int, pack_id: str) -> list[YearlyResult]:
    """The frozen versions of a year by one rule, the latest first."""
    return list(all_versions().filter(year=year, pack_id=pack_id))


def version_before(frozen: YearlyResult) -> YearlyResult | None:
    """The version this one took the place of."""
    same = all_versions().filter(year=frozen.year, pack_id=frozen.pack_id)
    return same.filter(number__lt=frozen.number).first()


def frozen_pack(frozen: YearlyResult) -> Pack:
    """The rule as it was when the version was frozen, whatever is shipped today."""
    return load_pack(frozen.rule_text)


def frozen_rows(frozen: YearlyResult) -> list[YearlyRow]:
    """The units of a frozen version; nothing is calculated."""
    return rows_in(frozen.content, frozen_pack(frozen))


def moved_since(frozen: YearlyResult, today: date) -> list[Moved]:
    """What the same rule makes otherwise of today's records."""
    return moved(frozen_rows(frozen), yearly_rows(frozen_pack(frozen), frozen.year, today))


def moved(before: Sequence[YearlyRow], now: Sequence[YearlyRow]) -> list[Moved]:
    """The units whose total, place or parts are not the same, in the order of `before`, new ones last."""
    old, new = {row.unit.pk: row for row in before}, {row.unit.pk: row for row in now}
    found = [
        _moved(old.get(key), new.get(key))
        for key in dict.fromkeys((*old, *new))
        if old.get(key) != new.get(key)
    ]
    return [one for one in found if one.parts or _place(one.before) != _place(one.now)]


def verify(frozen: YearlyResult) -> Verification:
    """Recompute a frozen version from its own sources and rule, and compare with what was stored, to the last bit."""
    return Verification(
        (_check_rule(frozen), _check_content(frozen), _check_result(frozen), _check_history(frozen))
    )


def _row(found: dict[str, Any], entrant: Entrant, pack: Pack) -> YearlyRow:  # Any: the record's JSON
    cells = [
        Cell(
            part, _shown(one["value"]), Fraction(one["share"]), _shown(one["points"]), [*map(_source, behind)]
        )
        for part, one, behind in zip(pack.composite_rule.parts, found["parts"], entrant.sources, strict=True)
    ]
    return YearlyRow(
        YearlyUnit(entrant.id, entrant.name), entrant.group, cells, found["total"] or "", found["rank"]
    )


def _source(source: Source) -> ShownSource:
    shown = "—" if source.value is None else str(rounded(source.value, SHOWN))
    return ShownSource(source.label, source.says, shown, source.tour, source.month)


def _shown(exact: str | None) -> str:
    return "" if exact is None else str(rounded(Fraction(exact), SHOWN))


def _moved(before: YearlyRow | None, now: YearlyRow | None) -> Moved:
    some = before or now
    assert some is not None  # noqa: S101 - a key of one of the two
    was, new = ({cell.part.name: cell.value for cell in row.cells} if row else {} for row in (before, now))
    parts = [
        (name, was.get(name, ""), new.get(name, ""))
        for name in dict.fromkeys((*was, *new))
        if was.get(name, "") != new.get(name, "")
    ]
    return Moved(some.unit, some.group, before, now, parts)


def _place(row: YearlyRow | None) -> tuple[str, int | None] | None:
    return None if row is None else (row.total, row.rank)


def _check_rule(frozen: YearlyResult) -> Check:
    pack = _pack_or_none(frozen)
    said = {"id": pack.id, "hash": pack.hash} if pack else None
    ok = said == frozen.content["rule"] == {"id": frozen.pack_id, "hash": frozen.rule_hash}
    return Check("规则", ok, "规则正文的校验值与定稿时一致" if ok else "规则正文与定稿时不同")


def _check_content(frozen: YearlyResult) -> Check:
    ok = digest(frozen.content) == frozen.content_hash
    return Check("内容哈希", ok, "由定稿内容重算，一致" if ok else "由定稿内容重算，不一致")


def _check_result(frozen: YearlyResult) -> Check:
    pack = _pack_or_none(frozen)
    try:
        ok = pack is not None and canonical(recomputed_result(frozen.content, pack)) == canonical(
            frozen.content["result"]
        )
    except (ValueError, LookupError, ArithmeticError, TypeError, AttributeError):
        ok = False  # whatever altered content makes the calculation stumble, it is not what was frozen
    return Check("结果", ok, "由定稿的依据重算，逐位一致" if ok else "由定稿的依据重算，与定稿的结果不同")


def _check_history(frozen: YearlyResult) -> Check:
    entry = entries_of(frozen).filter(action="yearly.frozen").first()
    ok = entry is not None and entry.changes.get("content_hash", [None, None])[1] == frozen.content_hash
    return Check("日志", ok, "定稿当时写入日志的哈希与此一致" if ok else "与定稿当时写入日志的哈希不一致")


def _pack_or_none(frozen: YearlyResult) -> Pack | None:
    try:
        return load_pack(frozen.rule_text)
    except InvalidPack:
        return None
