"""How far the voting is: who has handed in how much. Never what."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Count, Max, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce

from guanmo.accounts.models import Person
from guanmo.engines.packs.ballot_rules import OwnUnit
from guanmo.observation.enums import Origin, TourState
from guanmo.observation.models import Ballot, Juror, Stop, Tour
from guanmo.observation.queries import pack_of


@dataclass(frozen=True)
class SeatState:
    """A juror and how much is in: `done` of the `asked` stops, or of the one rank ballot."""

    juror: Juror
    done: int
    asked: int
    last_at: datetime | None = None
    typed_by_office: bool = False
    last_sequence: int = 0

    @property
    def voted_at(self) -> datetime | None:
        """When the ballot was whole; None while anything is missing."""
        return self.last_at if self.is_whole else None

    @property
    def is_whole(self) -> bool:
        return 0 < self.asked <= self.done


@dataclass(frozen=True)
class GroupProgress:
    """How far one group of the jury is."""

    group: str
    jurors: int
    missing: list[str]
    """Names of those who have not handed in everything."""

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
        return sum(seat.done for seat in self.seats)


def voting(tour: Tour) -> Voting:
    """The progress of voting, groups in the rule's order; those who miss something first within each group."""
    places = {group.name: n for n, group in enumerate(pack_of(tour).ballot_rule.judge_groups)}
    seats = seat_states(tour, Juror.objects.filter(tour=tour).select_related("unit", "person"))
    seats.sort(key=lambda seat: (places.get(seat.juror.group, len(places)), seat.juror.group, seat.is_whole))
    return Voting(seats, _by_group(seats))


def seat_states(tour: Tour, jurors: QuerySet[Juror]) -> list[SeatState]:
    """How much each of these jurors of one tour has handed in, in three queries however many they are."""
    asked = _Asked(tour)
    found = {
        row["juror"]: row
        for row in Ballot.objects.filter(juror__in=jurors.order_by().values("pk"))
        .counted()
        .order_by()
        .values("juror")
        .annotate(
            done=Count("pk"),
            last_at=Max("submitted_at"),
            last_sequence=Max("sequence"),
            on_paper=Count("pk", filter=Q(origin=Origin.PAPER)),
        )
    }
    return [_state(juror, asked.of(juror), found.get(juror.pk)) for juror in jurors]


def _state(juror: Juror, asked: int, row: Mapping[str, Any] | None) -> SeatState:  # Any: a row of values
    if row is None:
        return SeatState(juror, 0, asked)
    return SeatState(
        juror,
        row["done"],
        asked,
        row["last_at"],
        row["on_paper"] == row["done"],
        row["last_sequence"],
    )


class _Asked:
    """How many ballots a juror owes: one a stop, without the own unit's where the rule leaves it out."""

    def __init__(self, tour: Tour) -> None:
        rule = pack_of(tour).ballot_rule
        self._by_rank = rule.points is not None
        self._leaves_out = rule.own_unit is OwnUnit.EXCLUDE
        self._paths = list(
            Stop.objects.filter(tour=tour).order_by("order").values_list("unit__path", flat=True)
        )

    def of(self, juror: Juror) -> int:
        if self._by_rank:
            return 1 if self._paths else 0
        own = juror.unit.path if juror.unit and self._leaves_out else ""
        return sum(not (own and own.startswith(path)) for path in self._paths)


def _by_group(seats: Iterable[SeatState]) -> list[GroupProgress]:
    jurors: Counter[str] = Counter()
    missing: dict[str, list[str]] = defaultdict(list)
    for seat in seats:
        jurors[seat.juror.group] += 1
        if not seat.is_whole:
            missing[seat.juror.group].append(seat.juror.name)
    return [GroupProgress(group, count, missing[group]) for group, count in jurors.items()]


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
