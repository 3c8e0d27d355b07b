"""How far the voting is: who has handed in how much. Never what."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Count, Exists, Max, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce

from guanmo.accounts.models import Person
from guanmo.engines.packs.ballot_rules import OwnUnit
from guanmo.observation.enums import ExcuseKind, Origin, TourState
from guanmo.observation.excuse_queries import kinds_left_out
from guanmo.observation.models import Ballot, Juror, Stop, StopExcuse, Tour
from guanmo.observation.queries import pack_of


@dataclass(frozen=True)
class SeatState:
    """A juror and how much is in: `done` of the `asked` stops, or of the one rank ballot.

    Stops the juror is excused from are not asked; what was given them all the same is not among those done.
    """

    juror: Juror
    done: int
    asked: int
    last_at: datetime | None = None
    typed_by_office: bool = False
    last_sequence: int = 0
    recused: int = 0
    absent: int = 0
    counted: int = 0
    """Ballots that stand and that the rule does not leave out."""

    @property
    def is_whole(self) -> bool:
        return self.done >= self.asked and (self.asked > 0 or self.is_away)

    @property
    def is_away(self) -> bool:
        """Excused from every stop: nothing is expected."""
        return self.asked == 0 and self.recused + self.absent > 0

    @property
    def excuses(self) -> str:
        """回避1、未到3, or nothing."""
        said = ((self.recused, ExcuseKind.RECUSED), (self.absent, ExcuseKind.ABSENT))
        return "、".join(f"{kind.label}{count}" for count, kind in said if count)


@dataclass(frozen=True)
class GroupProgress:
    """How far one group of the jury is."""

    group: str
    jurors: int
    missing: list[str]
    """Names of those who have not handed in everything."""
    excused: list[str]
    """Those excused from stops, with how many: 王某回避1."""

    @property
    def voted(self) -> int:
        return self.jurors - len(self.missing)


@dataclass(frozen=True)
class Voting:
    """Who has handed in everything and who has not; `ballots` counts what is in."""

    seats: list[SeatState]
    groups: list[GroupProgress]

    @property
    def jurors(self) -> int:
        return len(self.seats)

    @property
    def voted(self) -> int:
        return self.jurors - len(self.missing)

    @property
    def missing(self) -> list[SeatState]:
        return [seat for seat in self.seats if not seat.is_whole]

    @property
    def ballots(self) -> int:
        return sum(seat.counted for seat in self.seats)


def voting(tour: Tour) -> Voting:
    """The progress of voting, groups in the rule's order; those who miss something first within each group."""
    places = {group.name: n for n, group in enumerate(pack_of(tour).ballot_rule.judge_groups)}
    seats = seat_states(tour, Juror.objects.filter(tour=tour).select_related("unit", "person"))
    seats.sort(key=lambda seat: (places.get(seat.juror.group, len(places)), seat.juror.group, seat.is_whole))
    return Voting(seats, _by_group(seats))


def seat_states(tour: Tour, jurors: QuerySet[Juror]) -> list[SeatState]:
    """How much each of these jurors of one tour has handed in, in four queries however many they are."""
    asked = _Asked(tour)
    found = {
        row["juror"]: row
        for row in Ballot.objects.filter(juror__in=jurors.order_by().values("pk"))
        .counted()
        .order_by()
        .values("juror")
        .annotate(
            given=Count("pk"),
            done=Count("pk", filter=~_excused(tuple(ExcuseKind))),
            counted=Count("pk", filter=~_excused(asked.left_out)),
            last_at=Max("submitted_at"),
            last_sequence=Max("sequence"),
            on_paper=Count("pk", filter=Q(origin=Origin.PAPER)),
        )
    }
    return [_state(juror, asked, found.get(juror.pk)) for juror in jurors]


def _excused(kinds: Sequence[ExcuseKind]) -> Exists:
    """Whether a ballot is for a stop its juror is excused from in one of these ways."""
    return Exists(StopExcuse.objects.filter(juror=OuterRef("juror"), stop=OuterRef("stop"), kind__in=kinds))


def _state(juror: Juror, asked: "_Asked", row: Mapping[str, Any] | None) -> SeatState:  # Any: a row of values
    excused = Counter(asked.excuses.get(juror.pk, {}).values())
    recused, absent = excused[ExcuseKind.RECUSED], excused[ExcuseKind.ABSENT]
    if row is None:
        return SeatState(juror, 0, asked.of(juror), recused=recused, absent=absent)
    return SeatState(
        juror,
        row["done"],
        asked.of(juror),
        row["last_at"],
        row["on_paper"] == row["given"],
        row["last_sequence"],
        recused,
        absent,
        row["counted"],
    )


class _Asked:
    """How many ballots a juror owes: one a stop, without the own unit's where the rule leaves it out and the excused."""

    def __init__(self, tour: Tour) -> None:
        rule = pack_of(tour).ballot_rule
        self._by_rank = rule.points is not None
        self._leaves_out = rule.own_unit is OwnUnit.EXCLUDE
        self._paths = dict(Stop.objects.filter(tour=tour).values_list("pk", "unit__path"))
        self.left_out = kinds_left_out(rule)
        self.excuses: dict[int, dict[int, str]] = defaultdict(dict)
        noted = StopExcuse.objects.filter(juror__tour=tour).values_list("juror", "stop", "kind")
        for juror, stop, kind in noted:
            self.excuses[juror][stop] = kind

    def of(self, juror: Juror) -> int:
        if self._by_rank:
            return 1 if self._paths else 0
        own = juror.unit.path if juror.unit and self._leaves_out else ""
        excused = self.excuses.get(juror.pk, {})
        return sum(
            stop not in excused and not (own and own.startswith(path)) for stop, path in self._paths.items()
        )


def _by_group(seats: Iterable[SeatState]) -> list[GroupProgress]:
    jurors: Counter[str] = Counter()
    missing: dict[str, list[str]] = defaultdict(list)
    excused: dict[str, list[str]] = defaultdict(list)
    for seat in seats:
        jurors[seat.juror.group] += 1
        if not seat.is_whole:
            missing[seat.juror.group].append(seat.juror.name)
        if seat.excuses:
            excused[seat.juror.group].append(f"{seat.juror.name}{seat.excuses}")
    return [GroupProgress(group, count, missing[group], excused[group]) for group, count in jurors.items()]


def ballots_due(person: Person) -> list[Tour]:
    """Open tours on whose jury this person sits and still owes ballots."""
    seats = Juror.objects.filter(person=person, tour__state=TourState.OPEN).select_related("tour", "unit")
    return [
        seat.tour
        for seat in seats.order_by("-tour__held_on", "-tour")
        if not seat_states(seat.tour, Juror.objects.filter(pk=seat.pk).select_related("unit"))[0].is_whole
    ]


def tours_with_counts(person: Person) -> QuerySet[Tour]:
    """The tours this person sees, newest first, each with `stop_count`, `juror_count` and `voted_count`.

    `voted_count` are the jurors of whom anything is in.
    """
    first = Ballot.objects.filter(replaces__isnull=True)
    return Tour.objects.visible_to(person).annotate(
        stop_count=_count(Stop.objects.all(), Count("pk")),
        juror_count=_count(Juror.objects.all(), Count("pk")),
        voted_count=_count(first, Count("juror", distinct=True)),
    )


def _count(rows: QuerySet[Stop] | QuerySet[Juror] | QuerySet[Ballot], counted: Count) -> Coalesce:
    """A number of each tour; a subquery each, since joins would multiply stops by jurors."""
    of_tour = rows.filter(tour=OuterRef("pk")).order_by().values("tour").annotate(n=counted)
    return Coalesce(Subquery(of_tour.values("n")), 0)


@dataclass(frozen=True)
class TourRow:
    """A line of the list of tours, with the viewer's own seat on its jury if there is one."""

    tour: Tour
    seated: bool
    voted: bool

    @property
    def is_due(self) -> bool:
        """Whether the viewer is expected to vote now."""
        return self.seated and not self.voted and self.tour.state == TourState.OPEN


def tour_rows(person: Person, tours: Sequence[Tour]) -> list[TourRow]:
    """The lines of these tours, in their order; who has begun to vote is led to what is in."""
    seats = Juror.objects.filter(person=person, tour__in=[tour.pk for tour in tours])
    begun = dict(
        seats.order_by()
        .values_list("tour")
        .annotate(n=Count("ballots", filter=Q(ballots__replaces__isnull=True)))
    )
    return [TourRow(tour, tour.pk in begun, begun.get(tour.pk, 0) > 0) for tour in tours]
