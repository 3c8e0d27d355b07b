"""The convoy's day: what is on record, when the rest is to be expected, which ways there are to go on."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import Exists, OuterRef, QuerySet

from guanmo.accounts.models import Person
from guanmo.engines.routing import LiveDay, Log, Proposal, Seen, Sequences, live_days, proposals
from guanmo.engines.routing import Tour as Problem
from guanmo.foundation.clock import CITY_ZONE, day_of
from guanmo.observation import plan_queries
from guanmo.observation.convoy_models import Passage
from guanmo.observation.enums import PassageKind, TourState
from guanmo.observation.models import Tour, TourPlan

ARRIVED, LEFT = PassageKind.ARRIVED, PassageKind.LEFT


@dataclass(frozen=True)
class Step:
    """One thing the convoy does on a day (from 0): it leaves the start, reaches and leaves each halt, reaches the end."""

    day: int
    place: str
    kind: PassageKind


@dataclass(frozen=True)
class Convoy:
    """The version gone by, the records, and each day as it went and is to be expected.

    `today` is the day under way or next (from 0); `now`, minutes after midnight, is None while it is not that day.
    """

    plan: TourPlan
    problem: Problem
    order: Sequences
    passages: Mapping[Step, Passage]
    logs: Mapping[int, Log]
    days: tuple[LiveDay, ...]
    dates: Sequence[date]
    today: int
    now: float | None

    @property
    def steps(self) -> list[Step]:
        """Everything to be done on every day, in order."""
        return [step for day in range(len(self.order)) for step in steps_of(self.problem, self.order, day)]

    def name_of(self, step: Step) -> str:
        return self.problem.titles[step.place]


def followed(person: Person) -> QuerySet[Tour]:
    """The tours whose itinerary this person may follow."""
    return Tour.objects.followed_by(person)


def under_way(person: Person) -> QuerySet[Tour]:
    """Those of them that are being visited, with an itinerary to follow."""
    planned = TourPlan.objects.filter(tour=OuterRef("pk"))
    return followed(person).filter(Exists(planned), state=TourState.OPEN)


def steps_of(problem: Problem, order: Sequences, day: int) -> list[Step]:
    """What is to be done on one day, in order."""
    asked = problem.days[day]
    halts = [Step(day, name, kind) for name in order[day] for kind in (ARRIVED, LEFT)]
    return [Step(day, asked.start, LEFT), *halts, Step(day, asked.end, ARRIVED)]


def convoy_of(tour: Tour, at: datetime) -> Convoy | None:
    """The tour at a moment; None without an itinerary."""
    plan = plan_queries.plans_of(tour).first()
    if plan is None:
        return None
    problem, order = plan_queries.problem_of(plan.request), plan_queries.sequences_of(plan)
    rows = Passage.objects.standing().filter(tour=tour).select_related("recorded_by")
    passages = {Step(row.day - 1, row.place, PassageKind(row.kind)): row for row in rows}
    logs = {day: _log(problem, order, day, passages) for day in range(len(order))}
    dates = [_date(tour, passages, day) for day in range(len(order))]
    today = _today(live_days(problem, order, logs, 0, None), dates, at)
    now = minutes_of(at) if dates[today] == day_of(at) else None
    days = live_days(problem, order, logs, today, now)
    return Convoy(plan, problem, order, passages, logs, days, dates, today, now)


def ways_on(convoy: Convoy) -> tuple[Proposal, ...]:
    """How today can go on, the plan as it stands first."""
    now = convoy.problem.days[convoy.today].depart if convoy.now is None else convoy.now
    return proposals(convoy.problem, convoy.order, convoy.logs, day=convoy.today, now=now)


def minutes_of(moment: datetime) -> float:
    """Whole minutes after midnight in the city: a moment on record is shown to the minute."""
    there = moment.astimezone(CITY_ZONE)
    return float(there.hour * 60 + there.minute)


def _log(problem: Problem, order: Sequences, day: int, passages: Mapping[Step, Passage]) -> Log:
    def moment(place: str, kind: PassageKind) -> float | None:
        row = passages.get(Step(day, place, kind))
        return minutes_of(row.moment) if row else None

    asked = problem.days[day]
    seen = {name: Seen(moment(name, ARRIVED), moment(name, LEFT)) for name in order[day]}
    return Log(moment(asked.start, LEFT), seen, moment(asked.end, ARRIVED))


def _date(tour: Tour, passages: Mapping[Step, Passage], day: int) -> date:
    """The date of a day: that of its records, whatever was planned; without any the day after the one before."""
    moments = [row.moment for step, row in passages.items() if step.day == day]
    return day_of(min(moments)) if moments else tour.held_on + timedelta(days=day)


def _today(days: Sequence[LiveDay], dates: Sequence[date], at: datetime) -> int:
    """The first day that is not over: back at its end, or its last halt left and a night gone by."""
    for number, (day, then) in enumerate(zip(days, dates, strict=True)):
        done = day.is_back or (all(halt.is_left for halt in day.halts) and day_of(at) > then)
        if not done:
            return number
    return len(days) - 1
