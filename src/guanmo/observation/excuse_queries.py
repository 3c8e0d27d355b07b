"""Who is excused from which stop: the grid of jurors and stops, and what the ballot and the seal need to know of it."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from guanmo.engines.packs import BallotRule
from guanmo.engines.packs.ballot_rules import AbsentMarks, OwnUnit
from guanmo.observation import plan_queries, queries
from guanmo.observation.enums import ExcuseKind, LeftOut
from guanmo.observation.models import Juror, Stop, StopExcuse, Tour

OWN_UNIT = "本单位"


@dataclass(frozen=True)
class GridCell:
    """One juror at one stop: 回避, 未到, 本单位, or nothing to say; `why` is the reason given."""

    word: str = ""
    why: str = ""


@dataclass(frozen=True)
class GridRow:
    """One juror at every stop, in the order of the tour."""

    juror: Juror
    cells: list[GridCell]


@dataclass(frozen=True)
class Grid:
    """Jurors by stops, with how often each word stands in it."""

    stops: list[Stop]
    rows: list[GridRow]
    recused: int
    absent: int


def excuses_of(tour: Tour) -> dict[int, dict[int, StopExcuse]]:
    """All of a tour, by juror and stop."""
    found: dict[int, dict[int, StopExcuse]] = defaultdict(dict)
    for excuse in StopExcuse.objects.filter(juror__tour=tour):
        found[excuse.juror_id][excuse.stop_id] = excuse
    return found


def left_out_for(jurors: Collection[Juror], rule: BallotRule) -> dict[int, dict[int, LeftOut]]:
    """The stops jurors may not score, by juror and stop; where the rule counts marks of the absent those may be scored."""
    found: dict[int, dict[int, LeftOut]] = defaultdict(dict)
    for one in StopExcuse.objects.filter(juror__in=jurors, kind__in=kinds_left_out(rule)):
        found[one.juror_id][one.stop_id] = LeftOut(one.kind)
    return found


def kinds_left_out(rule: BallotRule) -> tuple[ExcuseKind, ...]:
    """The kinds whose marks the rule does not count."""
    counts = rule.absent is AbsentMarks.COUNT
    return (ExcuseKind.RECUSED,) if counts else (ExcuseKind.RECUSED, ExcuseKind.ABSENT)


def grid(tour: Tour) -> Grid:
    """Every juror at every stop."""
    stops = list(queries.stops_of(tour))
    excuses = excuses_of(tour)
    leaves_out = queries.pack_of(tour).ballot_rule.own_unit is OwnUnit.EXCLUDE
    rows = []
    for juror in queries.jurors_of(tour):
        own = juror.unit.path if juror.unit and leaves_out else ""
        found = excuses.get(juror.pk, {})
        rows.append(GridRow(juror, [_cell(stop, own, found.get(stop.pk)) for stop in stops]))
    words = [cell.word for row in rows for cell in row.cells]
    return Grid(stops, rows, *(words.count(kind.label) for kind in ExcuseKind))


def _cell(stop: Stop, own: str, excuse: StopExcuse | None) -> GridCell:
    if excuse is not None:
        return GridCell(excuse.get_kind_display(), excuse.reason)
    return GridCell(OWN_UNIT) if own and own.startswith(stop.unit.path) else GridCell()


def days_of(tour: Tour, stops: Sequence[Stop]) -> list[tuple[str, list[int]]]:
    """The whole tour, and each day of the latest itinerary if there is more than one: label and keys of its stops."""
    found = [(f"全程{len(stops)}个点", [stop.pk for stop in stops])]
    plan = plan_queries.plans_of(tour).first()
    days = plan_queries.sequences_of(plan) if plan else ()
    if len(days) > 1:
        known = {str(stop.pk): stop.pk for stop in stops}
        for number, sites in enumerate(days, 1):
            keys = [known[site] for site in sites if site in known]
            found.append((f"第{number}天{len(keys)}个点", keys))
    return found


def to_seal(
    excuses: Mapping[int, StopExcuse], given: Collection[int | None], *, all_asked: bool
) -> list[dict[str, object]]:
    """What a seal says of one juror, by stop: only what the tally needs, since it helps to tell who the juror is.

    `given` are the stops with a ballot that counts; `all_asked` says that the rule refuses missing stops.
    """
    needed = sorted(stop for stop in excuses if all_asked or stop in given)
    return [{"stop": stop, "why": excuses[stop].kind} for stop in needed]
