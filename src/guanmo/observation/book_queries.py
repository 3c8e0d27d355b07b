"""The tour book (观摩手册): each stop's briefing beside the moments of the itinerary."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from guanmo.accounts.models import Person
from guanmo.engines.periods import Month
from guanmo.observation import plan_queries, promise_queries
from guanmo.observation.models import Stop, Tour
from guanmo.observation.plan_queries import PlannedVisit, ShownPlan
from guanmo.observation.promise_queries import PromiseRow
from guanmo.projects import queries as library
from guanmo.projects.models import MonthlyReturn, Project
from guanmo.projects.queries import Standing


@dataclass(frozen=True)
class Briefing:
    """What is to be known before getting off the bus: where the project stands, and when the tour is there.

    `report` is the last return of the year that counts; `visit` is None for a stop the itinerary leaves out.
    `promises` are those of earlier tours, to look back at.
    """

    stop: Stop
    standing: Standing
    report: MonthlyReturn | None
    day: int | None
    visit: PlannedVisit | None
    promises: list[PromiseRow]


def itinerary(tour: Tour, stops: Sequence[Stop]) -> ShownPlan | None:
    """The latest version, if it still fits the stops and keeps every rule: nobody is sent out on another."""
    last = plan_queries.plans_of(tour).first()
    shown = plan_queries.shown_plan(last, stops) if last else None
    return None if shown is None or shown.is_stale or shown.problems else shown


def briefings(
    stops: Sequence[Stop], plan: ShownPlan | None, by: Person, month: Month, today: date
) -> list[Briefing]:
    """One a stop this person sees the project of, in the order of the stops: figures at the end of `month`, promises today."""
    projects = Project.objects.visible_to(by).filter(pk__in=[stop.project_id for stop in stops])
    standings = {s.pk: s for s in library.standings(projects, month, library.light_pack(month.year))}
    counted = library.counted_returns(month).filter(project__in=list(standings)).order_by("month")
    reports = {report.project_id: report for report in counted}
    visits = {visit.id: (day.number, visit) for day in (plan.days if plan else ()) for visit in day.visits}
    promises = promise_queries.looked_back(by, stops, today)
    cards = []
    for stop in stops:
        if stop.project_id in standings:
            key = stop.project_id
            day, visit = visits.get(str(stop.pk), (None, None))
            back = promises.get(key, [])
            cards.append(Briefing(stop, standings[key], reports.get(key), day, visit, back))
    return cards
