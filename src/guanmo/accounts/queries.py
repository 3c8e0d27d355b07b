"""Units, people and the history as pages ask for them."""

from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from axes.models import AccessAttempt
from django.conf import settings
from django.db.models import Count, Max, Q, QuerySet, Sum

from guanmo.accounts import rules
from guanmo.accounts.enums import Permission, UnitKind
from guanmo.accounts.models import STEPS_PER_LEVEL, Person, Unit
from guanmo.accounts.roles import ROLES, Role
from guanmo.engines.lookup import search_key, search_terms
from guanmo.foundation.clock import CITY_ZONE
from guanmo.foundation.models import HistoryEntry

RANKED_KINDS = (UnitKind.COUNTY, UnitKind.DISTRICT, UnitKind.ZONE)


def ranked_units() -> QuerySet[Unit]:
    """The counties, districts and zones a city ranks, in administrative order."""
    return Unit.objects.filter(kind__in=RANKED_KINDS, is_active=True)


def open_units(*, besides: int | None = None) -> QuerySet[Unit]:
    """The units somebody can be put into, in administrative order; `besides` also stays, though it be closed."""
    return Unit.objects.filter(Q(is_active=True) | Q(pk=besides))


def units_found(term: str) -> list[int]:
    """The keys of the units whose name or short name holds one of `search_terms`, as characters, 拼音 or initials.

    Worked out when asked, since a city has a few hundred units and their names change.
    """
    named = Unit.objects.order_by().values_list("pk", "name", "short_name")
    return [pk for pk, *names in named if term in search_key(*names)]


def next_order(parent: Unit) -> int:
    """The first place in the administrative order after the units below `parent`."""
    last = Unit.objects.filter(parent=parent).aggregate(last=Max("order"))["last"]
    return (last or 0) + 1


@dataclass(frozen=True)
class UnitNode:
    """A unit in the tree; `people` counts the active accounts of it and of everything below."""

    unit: Unit
    people: int


def unit_tree(by: Person) -> list[UnitNode]:
    """The units in administrative order with the people this person may see, in two queries."""
    units = list(Unit.objects.visible_to(by))
    seen = Person.objects.visible_to(by).filter(is_active=True)
    counted: Counter[str] = Counter()
    for path in seen.order_by().values_list("unit__path", flat=True):
        counted.update(path[:end] for end in range(STEPS_PER_LEVEL, len(path) + 1, STEPS_PER_LEVEL))
    return [UnitNode(unit, counted[unit.path]) for unit in units]


def people_in(by: Person, unit: Unit | None, query: str = "") -> QuerySet[Person]:
    """The people of a unit and of everything below it, or of all; those in use first within each unit."""
    people = Person.objects.visible_to(by).select_related("unit")
    if unit:
        people = people.filter(unit__path__startswith=unit.path)
    for term in search_terms(query):
        people = people.filter(
            Q(name__icontains=term)
            | Q(username__icontains=term)
            | Q(title__icontains=term)
            | Q(phone__contains=term)
            | Q(unit__name__icontains=term)
        )
    return people.order_by("unit__path", "-is_active", "name", "pk")


@dataclass(frozen=True)
class PeopleFigures:
    """How many accounts of a list are in use, and how many of those have no role yet."""

    total: int
    active: int
    without_role: int


def people_figures(people: QuerySet[Person]) -> PeopleFigures:
    """The counts over a list of people."""
    active = Q(is_active=True)
    found = people.order_by().aggregate(
        total=Count("pk"),
        active=Count("pk", filter=active),
        without_role=Count("pk", filter=active & Q(role="")),
    )
    return PeopleFigures(**found)


@dataclass(frozen=True)
class Lock:
    """An account closed for now after failed logins; `since` is the last of them, `until` when it opens by itself."""

    username: str
    failures: int
    since: datetime
    until: datetime


def current_locks(at: datetime) -> dict[str, Lock]:
    """The accounts locked at `at` (the machine's own moment: the failures bear its stamp), by user name."""
    pause = timedelta(hours=float(settings.AXES_COOLOFF_TIME))
    attempts = (
        AccessAttempt.objects.filter(attempt_time__gt=at - pause)
        .values("username", "ip_address")
        .annotate(failures=Sum("failures_since_start"), last=Max("attempt_time"))
        .filter(failures__gte=settings.AXES_FAILURE_LIMIT)
        .order_by("last")
    )
    return {a["username"]: Lock(a["username"], a["failures"], a["last"], a["last"] + pause) for a in attempts}


@dataclass(frozen=True)
class RoleTable:
    """Which role may do what: a row a permission, a mark a role."""

    roles: list[Role]
    rows: list[tuple[Permission, list[bool]]]


def role_table() -> RoleTable:
    """All roles and all permissions, in the order they are listed in."""
    roles = list(ROLES.values())
    return RoleTable(roles, [(p, [p in role.permissions for role in roles]) for p in Permission])


@dataclass(frozen=True)
class HistoryFilter:
    """What part of the history is asked for; what is None or empty does not narrow it. `person` is a key."""

    person: int | None = None
    actions: Collection[str] = ()
    object_type: str = ""
    since: date | None = None
    until: date | None = None
    text: str = ""


def visible_history(by: Person) -> QuerySet[HistoryEntry]:
    """The whole history for those who may read it, nothing for the others."""
    return HistoryEntry.objects.all() if rules.may_view_history(by) else HistoryEntry.objects.none()


def history_matching(by: Person, wanted: HistoryFilter) -> QuerySet[HistoryEntry]:
    """The visible entries that fit every condition, newest first; days are those of the city, both ends included."""
    found = visible_history(by)
    if wanted.person:
        found = found.filter(by_pk=wanted.person)
    if wanted.actions:
        found = found.filter(action__in=wanted.actions)
    if wanted.object_type:
        found = found.filter(object_type=wanted.object_type)
    if wanted.since:
        found = found.filter(at__gte=_midnight(wanted.since))
    if wanted.until:
        found = found.filter(at__lt=_midnight(wanted.until + timedelta(days=1)))
    for term in wanted.text.split():
        found = found.filter(
            Q(object_name__icontains=term) | Q(why__icontains=term) | Q(by_name__icontains=term)
        )
    return found


def history_of_record(by: Person, object_type: str, pk: int) -> QuerySet[HistoryEntry]:
    """Everything about one record, newest first; the record itself may be gone."""
    return visible_history(by).filter(object_type=object_type, object_pk=pk)


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), CITY_ZONE)
