"""Promises as pages ask for them: narrowed, counted by where they stand, beside the look back that stands."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from django.db.models import Case, CharField, Count, F, OuterRef, Q, QuerySet, Subquery, Value, When

from guanmo.accounts.models import Person, Unit
from guanmo.observation.enums import PromiseState
from guanmo.observation.models import Stop, Tour
from guanmo.observation.promise_models import Promise, PromiseCheck
from guanmo.projects import queries as library
from guanmo.projects.models import Project

# What somebody should look at again.
UNKEPT = (PromiseState.DUE, PromiseState.BROKEN, PromiseState.PARTLY)


@dataclass(frozen=True)
class PromiseFilter:
    """What part of the promises is asked for; keys of unit, tour and project, year and months of the limit."""

    text: str = ""
    state: str = ""
    unit: int | None = None
    tour: int | None = None
    project: int | None = None
    year: int | None = None
    months: Sequence[int] = ()


@dataclass(frozen=True)
class PromiseRow:
    """A promise, where it stands today, and the look back that stands. `days_over`: days since the limit, above 0."""

    promise: Promise
    state: PromiseState
    check: PromiseCheck | None
    days_over: int

    @property
    def stop(self) -> Stop:
        return self.promise.stop


def with_states(promises: QuerySet[Promise], today: date) -> QuerySet[Promise]:
    """The promises, each with its `state` on that day."""
    latest = PromiseCheck.objects.filter(promise=OuterRef("pk")).order_by("-pk").values("outcome")[:1]
    return promises.annotate(outcome=Subquery(latest)).annotate(
        state=Case(
            When(outcome__isnull=False, then=F("outcome")),
            When(due_on__lt=today, then=Value(PromiseState.DUE.value)),
            default=Value(PromiseState.WAITING.value),
            output_field=CharField(),
        )
    )


def promises(by: Person, wanted: PromiseFilter, today: date) -> QuerySet[Promise]:
    """The promises this person sees that fit, those due longest first, each with its `state`."""
    found = with_states(Promise.objects.visible_to(by), today)
    found = found.filter(_matches(wanted)).select_related("stop__tour", "stop__project__unit", "stop__unit")
    if wanted.text.strip():
        found = found.filter(
            Q(text__contains=wanted.text.strip())
            | Q(promised_by__contains=wanted.text.strip())
            | Q(stop__project__in=library.search(Project.objects.visible_to(by), wanted.text))
        )
    return found.filter(Q(state=wanted.state)) if wanted.state else found


def counts(by: Person, wanted: PromiseFilter, today: date) -> dict[PromiseState, int]:
    """How many promises stand where, under all conditions but the state."""
    found = (
        promises(by, replace(wanted, state=""), today)
        .order_by()
        .values_list(F("state"))
        .annotate(n=Count("pk"))
    )
    known = dict(found)
    return {state: known.get(state.value, 0) for state in PromiseState}


def rows(found: Iterable[Promise], today: date) -> list[PromiseRow]:
    """The lines of these promises, in their order; one more query however many they are."""
    listed = list(found)
    checks = {
        check.promise_id: check
        for check in PromiseCheck.objects.filter(promise__in=[promise.pk for promise in listed])
        .select_related("checked_by")
        .order_by("pk")
    }
    return [
        PromiseRow(
            promise,
            _state(promise, checks.get(promise.pk), today),
            checks.get(promise.pk),
            max((today - promise.due_on).days, 0),
        )
        for promise in listed
    ]


def looked_back(by: Person, stops: Sequence[Stop], today: date) -> Mapping[int, list[PromiseRow]]:
    """What was promised at the same projects on earlier tours, by the key of the project; the latest tour first."""
    projects = [stop.project_id for stop in stops]
    found = promises(by, PromiseFilter(), today).filter(stop__project__in=projects)
    earlier = found.exclude(stop__in=[stop.pk for stop in stops]).order_by(
        "-stop__tour__held_on", "due_on", "pk"
    )
    by_project: dict[int, list[PromiseRow]] = {}
    for row in rows(earlier, today):
        by_project.setdefault(row.stop.project_id, []).append(row)
    return by_project


def unkept_elsewhere(by: Person, tour: Tour, today: date) -> list[PromiseRow]:
    """Promises due or not kept at projects this tour does not visit, before it: candidates for a look back."""
    visited = Stop.objects.filter(tour=tour).values("project")
    found = promises(by, PromiseFilter(), today).filter(
        Q(state__in=UNKEPT), stop__tour__held_on__lte=tour.held_on
    )
    return rows(found.exclude(stop__tour=tour).exclude(stop__project__in=visited), today)


def checks_of(promise: Promise) -> QuerySet[PromiseCheck]:
    """The looks back at a promise, the last one first."""
    return promise.checks.select_related("checked_by").order_by("-pk")


def promised_units(by: Person) -> list[Unit]:
    """The units whose stops gave rise to promises this person sees, in administrative order."""
    keys = Promise.objects.visible_to(by).order_by().values("stop__unit")
    return list(Unit.objects.filter(pk__in=keys).order_by("path"))


def promised_tours(by: Person) -> list[Tour]:
    """The tours on which something was promised, the latest first."""
    return list(Tour.objects.filter(pk__in=Promise.objects.visible_to(by).order_by().values("stop__tour")))


def due_years(by: Person) -> list[int]:
    """The years in which promises this person sees fall due, the latest first."""
    years = Promise.objects.visible_to(by).order_by().values_list("due_on__year", flat=True).distinct()
    return sorted(years, reverse=True)


def of_project(by: Person, project: int) -> int:
    """How many promises this person sees of a project, by its key."""
    return Promise.objects.visible_to(by).filter(stop__project=project).count()


def _matches(wanted: PromiseFilter) -> Q:
    keys = {
        "stop__unit": wanted.unit,
        "stop__tour": wanted.tour,
        "stop__project": wanted.project,
        "due_on__year": wanted.year,
    }
    found = Q(**{column: key for column, key in keys.items() if key is not None})
    return found & Q(due_on__month__in=wanted.months) if wanted.months else found


def _state(promise: Promise, check: PromiseCheck | None, today: date) -> PromiseState:
    """As `with_states` has it."""
    if check is not None:
        return PromiseState(check.outcome)
    return PromiseState.DUE if promise.due_on < today else PromiseState.WAITING
