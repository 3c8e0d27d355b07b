"""Tours, stops and jurors as pages ask for them."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Exists, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce

from guanmo.accounts.models import STEPS_PER_LEVEL, Person, Unit
from guanmo.accounts.queries import ranked_units
from guanmo.engines.packs import BallotRule, Kind, Pack, load_pack, shipped_packs
from guanmo.engines.packs.ballot_rules import ReweightOrRefuse, Within
from guanmo.observation.enums import TourState
from guanmo.observation.models import Ballot, CircularTemplate, Juror, Stop, Tour
from guanmo.projects import queries as library
from guanmo.projects.models import Project


def ballots_due(person: Person) -> QuerySet[Tour]:
    """Open tours on whose jury this person sits and has not voted."""
    seats = Juror.objects.filter(person=person, tour__state=TourState.OPEN, ballots__isnull=True)
    return Tour.objects.filter(pk__in=seats.values("tour"))


def tours_with_counts(person: Person) -> QuerySet[Tour]:
    """The tours this person sees, newest first, each with `stop_count`, `juror_count` and `voted_count`."""
    voted = Juror.objects.filter(ballots__isnull=False, ballots__replaces__isnull=True)
    return Tour.objects.visible_to(person).annotate(
        stop_count=_count(Stop.objects.all()),
        juror_count=_count(Juror.objects.all()),
        voted_count=_count(voted),
    )


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
    """The lines of these tours, in their order."""
    seats = Juror.objects.filter(person=person, tour__in=[tour.pk for tour in tours])
    voted = dict(seats.order_by().values_list("tour", Exists(Ballot.objects.filter(juror=OuterRef("pk")))))
    return [TourRow(tour, tour.pk in voted, voted.get(tour.pk, False)) for tour in tours]


def _count(rows: QuerySet[Stop] | QuerySet[Juror]) -> Coalesce:
    """How many of `rows` each tour has; a subquery each, since joins would multiply stops by jurors."""
    of_tour = rows.filter(tour=OuterRef("pk")).order_by().values("tour").annotate(n=Count("pk"))
    return Coalesce(Subquery(of_tour.values("n")), 0)


def pack_of(tour: Tour) -> Pack:
    """The rule as it was when it was chosen, whatever is shipped today."""
    return load_pack(tour.rule_text)


def ballot_packs() -> Sequence[Pack]:
    """The rules a tour can be scored under; the pages do not show fair rankings yet."""
    return [pack for pack in shipped_packs(Kind.BALLOTS) if pack.ballot_rule.fair is None]


def pack_choices(tour: Tour | None) -> list[Pack]:
    """The rules offered: the shipped ones, and the tour's own where no shipped one has its name."""
    packs = list(ballot_packs())
    if tour is not None and all(pack.id != tour.rule_id for pack in packs):
        packs.append(pack_of(tour))
    return packs


def stops_of(tour: Tour) -> QuerySet[Stop]:
    """The stops in the order of the tour, with what their rows show."""
    return Stop.objects.filter(tour=tour).select_related("project__unit", "unit")


def jurors_of(tour: Tour) -> QuerySet[Juror]:
    """The seats on the jury, with what a ballot needs to know of them."""
    return Juror.objects.filter(tour=tour).select_related("tour", "person", "unit")


def seat_of(person: Person, tour: Tour) -> Juror | None:
    """This person's own seat on the jury."""
    return jurors_of(tour).filter(person=person).first()


def ranked_unit_of(unit: Unit) -> Unit | None:
    """The county, district or zone that `unit` is or stands in; None for what belongs to the city itself."""
    ends = range(STEPS_PER_LEVEL, len(unit.path) + 1, STEPS_PER_LEVEL)
    above = ranked_units().filter(path__in=[unit.path[:end] for end in ends])
    return above.order_by("-path").first()


def addable_projects(by: Person, tour: Tour, query: str) -> QuerySet[Project]:
    """Projects this person sees that are not on the tour yet; those that match the query if there is one."""
    taken = Stop.objects.filter(tour=tour).values("project")
    found = library.search(Project.objects.visible_to(by), query)
    return found.exclude(pk__in=taken).select_related("unit")


def participants(stops: Iterable[Stop]) -> list[Unit]:
    """The units a tour ranks, in administrative order."""
    return sorted({stop.unit for stop in stops}, key=lambda unit: unit.path)


def group_in(rule: BallotRule, unit: Unit) -> str:
    """The group a unit is ranked in: where the rule puts it, otherwise by its kind; empty if neither says."""
    for group in rule.unit_groups:
        if unit.name in group.units:
            return group.name
    kind = unit.get_kind_display()
    return kind if any(group.name == kind for group in rule.unit_groups) else ""


def obstacles(tour: Tour) -> list[str]:
    """What still stands between a tour in preparation and its scoring, each a sentence that says what to do."""
    rule = pack_of(tour).ballot_rule
    units = participants(stops_of(tour))
    jurors = Counter(Juror.objects.filter(tour=tour).values_list("group", flat=True))
    found = [] if units else ["还没有观摩点，请从项目库选择。"]
    found += [] if jurors else ["还没有评委，请先加入评委。"]
    found += _judge_group_obstacles(rule, jurors)
    found += _unit_group_obstacles(rule, units)
    return found + (_place_obstacles(rule, units) if units else [])


def _judge_group_obstacles(rule: BallotRule, jurors: Counter[str]) -> list[str]:
    names = [group.name for group in rule.judge_groups]
    if not names or not jurors:
        return []
    found = [
        f"{count}名评委属于“{group}”，规则里没有这个评委组，请移出后按{'、'.join(names)}重新加入。"
        for group, count in sorted(jurors.items())
        if group not in names
    ]
    if rule.missing.judge_group is ReweightOrRefuse.REFUSE:
        found += [f"评委组“{name}”还没有评委，规则要求各组都有评委。" for name in names if not jurors[name]]
    return found


def _unit_group_obstacles(rule: BallotRule, units: Sequence[Unit]) -> list[str]:
    names = "、".join(group.name for group in rule.unit_groups)
    return [
        f"“{unit}”不在规则的任何一组（{names}），请换规则或移出它的观摩点。"
        for unit in units
        if names and not group_in(rule, unit)
    ]


def _place_obstacles(rule: BallotRule, units: Sequence[Unit]) -> list[str]:
    """Rank ballots need somebody to compare with and points for each place."""
    if rule.points is None:
        return []
    found = []
    for scope in ballot_scopes(rule, units).values():
        if rule.points.of_place(len(scope)) is None:
            found.append(f"规则的分值表不够长，这次要排{len(scope)}个单位，请换规则。")
        if len(scope) == 1:
            found.append(f"排名票上只有“{scope[0]}”一个单位可排，请加入其他单位的观摩点或换规则。")
    return found


def ballot_scopes(rule: BallotRule, units: Iterable[Unit]) -> dict[str, list[Unit]]:
    """The lists a rank ballot puts in order: all units in one, or each group by itself."""
    scopes: dict[str, list[Unit]] = defaultdict(list)
    for unit in units:
        scopes[group_in(rule, unit) if rule.within is Within.GROUP else ""].append(unit)
    return scopes


@dataclass(frozen=True)
class SeatState:
    """A juror and whether the ballot is in; never what it says."""

    juror: Juror
    voted_at: datetime | None
    typed_by_office: bool
    ballot: int | None


@dataclass(frozen=True)
class GroupProgress:
    """How far one group of the jury is."""

    group: str
    jurors: int
    missing: list[str]
    """Names of those who have not voted."""

    @property
    def voted(self) -> int:
        return self.jurors - len(self.missing)


@dataclass(frozen=True)
class Voting:
    """Who has voted and who has not."""

    seats: list[SeatState]
    groups: list[GroupProgress]

    @property
    def jurors(self) -> int:
        return len(self.seats)

    @property
    def voted(self) -> int:
        return sum(seat.voted_at is not None for seat in self.seats)

    @property
    def missing(self) -> list[SeatState]:
        return [seat for seat in self.seats if seat.voted_at is None]


def voting(tour: Tour) -> Voting:
    """The progress of voting, groups in the rule's order; those who have not voted first within each group."""
    places = {group.name: n for n, group in enumerate(pack_of(tour).ballot_rule.judge_groups)}
    heads = Ballot.objects.filter(tour=tour).counted()
    given = {row["juror"]: row for row in heads.values("pk", "juror", "submitted_at", "entered_by")}
    seats = []
    for juror in Juror.objects.filter(tour=tour).select_related("unit", "person"):
        head = given.get(juror.pk)
        seats.append(
            SeatState(
                juror=juror,
                voted_at=head["submitted_at"] if head else None,
                typed_by_office=bool(head and head["entered_by"] != juror.person_id),
                ballot=head["pk"] if head else None,
            )
        )
    seats.sort(
        key=lambda seat: (
            places.get(seat.juror.group, len(places)),
            seat.juror.group,
            seat.voted_at is not None,
        )
    )
    return Voting(seats, _by_group(seats))


def _by_group(seats: Iterable[SeatState]) -> list[GroupProgress]:
    jurors: Counter[str] = Counter()
    missing: dict[str, list[str]] = defaultdict(list)
    for seat in seats:
        jurors[seat.juror.group] += 1
        if seat.voted_at is None:
            missing[seat.juror.group].append(seat.juror.name)
    return [GroupProgress(group, count, missing[group]) for group, count in jurors.items()]


def template_in_force() -> CircularTemplate | None:
    """The office's own circular template; None while the shipped one is used."""
    return CircularTemplate.objects.filter(is_active=True).first()
