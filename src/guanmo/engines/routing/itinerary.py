"""The order of stops as an itinerary: when the convoy arrives, waits, starts, leaves, and how late it may be."""

import itertools
from collections.abc import Sequence
from dataclasses import dataclass

from guanmo.engines.routing.hours import drive_at
from guanmo.engines.routing.model import Day, DayPlan, Kind, Plan, Sequences, Tour, Visit, Window

# Under this many minutes of slack a stop is marked: one slow gate and the rest of the day slips.
TIGHT_SLACK = 5.0
_HAIR = 1e-6
_LONGEST_SLACK = 1440


@dataclass(frozen=True)
class Halt:
    """What a day needs to know of one stop."""

    id: str
    kind: Kind
    title: str
    county: str
    windows: tuple[Window, ...]
    stay: float


def timed_days(tour: Tour, plan: Sequences) -> tuple[DayPlan, ...]:
    """Each day with its moments; a window that is missed is passed without waiting, so that a bad plan can be shown."""
    return tuple(_day_plan(tour, day, names) for day, names in zip(tour.days, plan, strict=True))


def timed_plan(tour: Tour, plan: Sequences) -> Plan:
    """A plan with its totals, without the reasons for what is left out."""
    days = timed_days(tour, plan)
    prizes = {site.id: site.prize for site in tour.sites}
    prize = sum(prizes.get(visit.id, 0.0) for day in days for visit in day.visits)
    lines = [(day.start, *(visit.id for visit in day.visits), day.end) for day in days]
    travel = sum(tour.travel.between(a, b) for line in lines for a, b in itertools.pairwise(line))
    return Plan(days, (), tour.prize_weight * prize - travel, prize, travel)


def _day_plan(tour: Tour, day: Day, names: Sequence[str]) -> DayPlan:
    halts = [halt_at(tour, day, name) for name in names]
    visits = []
    here, now = day.start, day.depart
    for number, halt in enumerate(halts):
        drive = drive_at(tour.travel.between(here, halt.id), now, tour.rules)
        arrive = now + drive
        start = start_within(halt.windows, arrive)
        now = start + halt.stay
        slack = slack_from(tour, day, halts[number:], start)
        wait = start - arrive
        visits.append(
            Visit(halt.id, halt.kind, halt.title, halt.county, drive, arrive, wait, start, now, slack)
        )
        here = halt.id
    drive_back = drive_at(tour.travel.between(here, day.end), now, tour.rules)
    back_at = now + drive_back
    return DayPlan(
        day.number,
        day.start,
        day.end,
        day.depart,
        tuple(visits),
        drive_back,
        back_at,
        max(0.0, day.back_by - back_at),
    )


def halt_at(tour: Tour, day: Day, name: str) -> Halt:
    """The site or the lunch of this id on this day."""
    site = next((site for site in tour.sites if site.id == name), None)
    if site:
        stay = site.visit_min + tour.rules.boarding_min
        return Halt(name, Kind.SITE, site.title, site.county, site.windows_on(day.number), stay)
    place = next(place for place in tour.lunch_places if place.id == name)
    meal = day.meal
    windows = (Window(meal.earliest_start, meal.latest_start),) if meal else ()
    return Halt(name, Kind.LUNCH, place.title, "", windows, meal.minutes if meal else 0.0)


def start_within(windows: Sequence[Window], arrive: float) -> float:
    """When a visit starts; at once where every window is missed."""
    fitting = [max(arrive, window.opens) for window in windows if arrive <= window.latest_start + _HAIR]
    return min(fitting, default=arrive)


def slack_from(tour: Tour, day: Day, halts: Sequence[Halt], start: float) -> float:
    """Whole minutes the first of these halts may start later with every later window and the return still met."""
    low, high = -1, _LONGEST_SLACK
    while low < high:
        middle = (low + high + 1) // 2
        if _holds(tour, day, halts, start + middle):
            low = middle
        else:
            high = middle - 1
    return float(max(low, 0))


def _holds(tour: Tour, day: Day, halts: Sequence[Halt], start: float) -> bool:
    here, now = halts[0].id, start
    for halt in halts:
        now += drive_at(tour.travel.between(here, halt.id), now, tour.rules)
        now = start_within(halt.windows, now)
        if not is_open(halt.windows, now):
            return False
        now += halt.stay
        here = halt.id
    return now + drive_at(tour.travel.between(here, day.end), now, tour.rules) <= day.back_by + _HAIR


def is_open(windows: Sequence[Window], start: float) -> bool:
    """Whether a visit may start at this moment."""
    return any(window.opens - _HAIR <= start <= window.latest_start + _HAIR for window in windows)
