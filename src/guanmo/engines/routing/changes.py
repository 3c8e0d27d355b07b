"""A plan meets the day: what is still to come is planned again, and people move stops by hand."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace

from guanmo.engines.routing.budgets import Budget
from guanmo.engines.routing.checking import Verdict, check_plan
from guanmo.engines.routing.itinerary import timed_plan
from guanmo.engines.routing.model import Day, Place, Plan, Rules, Sequences, Site, Tour, Travel
from guanmo.engines.routing.planning import plan_tour
from guanmo.engines.routing.soundness import Infeasible
from guanmo.engines.routing.wording import clock

HERE = "当前位置"
HALF_A_SECOND = Budget(seconds=0.5)


@dataclass(frozen=True)
class Moved:
    """A plan changed by hand, with its new moments and what the checker says of it."""

    plan: Plan
    verdict: Verdict


def move_stop(tour: Tour, plan: Sequences, stop: str, *, day: int, position: int) -> Moved:
    """The plan with a stop or lunch put before the `position`-th stop (from 0) of the `day`-th day (from 0).

    A stop that was left out so far is added. Nothing else moves; broken rules are reported, not mended.
    """
    days = [[name for name in names if name != stop] for names in plan]
    days[day].insert(position, stop)
    return _moved(tour, days)


def remove_stop(tour: Tour, plan: Sequences, stop: str) -> Moved:
    """The plan without a stop."""
    return _moved(tour, [[name for name in names if name != stop] for names in plan])


def _moved(tour: Tour, days: Sequence[Sequence[str]]) -> Moved:
    sequences = tuple(map(tuple, days))
    return Moved(timed_plan(tour, sequences), check_plan(tour, sequences))


@dataclass(frozen=True)
class Progress:
    """Where the convoy stands: on the `day`-th day (from 0), at `now`, at `position`, having made the stops `done`.

    `position` is the id of a place, or the minutes from here to every place. `done` holds stops and lunches of all
    days so far, in order.
    """

    day: int
    now: float
    position: str | Mapping[str, float]
    done: tuple[str, ...] = ()


def replan(
    tour: Tour,
    plan: Sequences,
    progress: Progress,
    *,
    budget: Budget = HALF_A_SECOND,
    seed: int = 1,
    may_add: bool = False,
) -> Plan:
    """The rest of the tour planned again from where the convoy is; the first day of the result is today.

    Stops that were not planned stay out unless `may_add`. What can no longer be kept (an obligatory stop, a county's
    least number, lunch after its hours) is given up and said in the notes, since on the day some plan is needed.
    """
    rest, left = _rest(tour, plan, progress, may_add=may_add), _left(tour, plan, progress)
    try:
        return plan_tour(rest, budget=budget, seed=seed, start_plan=left, use_pyvrp=False)
    except Infeasible as error:
        given_up = tuple(f"已做不到：{problem}" for problem in error.problems)
        eased = replace(
            rest,
            sites=tuple(replace(site, must=False) for site in rest.sites),
            rules=replace(rest.rules, county_min={}),
            notes=(*rest.notes, *given_up),
        )
        return plan_tour(eased, budget=budget, seed=seed, start_plan=left, use_pyvrp=False)


def _left(tour: Tour, plan: Sequences, progress: Progress) -> Sequences:
    """What is still to come, day by day; a lunch had today is still to be had tomorrow."""
    lunches = {place.id for place in tour.lunch_places}
    done, today = set(progress.done), set(_done_today(plan, progress))
    ahead = tuple(name for name in plan[progress.day] if name not in today)
    later = plan[progress.day + 1 :]
    return (ahead, *(tuple(name for name in day if name in lunches or name not in done) for day in later))


def _done_today(plan: Sequences, progress: Progress) -> list[str]:
    """What was done today: the rest of `done` once each day before has had its own."""
    rest = list(progress.done)
    for name in (name for day in plan[: progress.day] for name in day):
        if name in rest:
            rest.remove(name)
    return rest


def _rest(tour: Tour, plan: Sequences, progress: Progress, *, may_add: bool) -> Tour:
    """What is left of a tour, as a tour."""
    done = set(progress.done)
    today = _done_today(plan, progress)
    start, travel = _start(tour, progress)
    first, notes = _today(tour, progress, start, today)
    planned = {name for day in _left(tour, plan, progress) for name in day}
    barred = _barred(tour, progress.done, set(today))
    sites = [
        replace(site, never=site.never or site.id in barred or not (may_add or site.id in planned))
        for site in tour.sites
        if site.id not in done
    ]
    bound = {name for group in tour.rules.same_day if set(group).intersection(today) for name in group}
    later = tuple(day.number for day in tour.days[progress.day + 1 :])
    return replace(
        tour,
        sites=tuple(_only_today(site, later) if site.id in bound else site for site in sites),
        places=_places(tour, start, sites),
        days=(first, *tour.days[progress.day + 1 :]),
        travel=travel,
        rules=_rules_left(tour, progress.done, sites),
        notes=(*tour.notes, *notes),
    )


def _start(tour: Tour, progress: Progress) -> tuple[str, Travel]:
    if isinstance(progress.position, str):
        return progress.position, tour.travel
    names = sorted(tour.travel.order, key=tour.travel.order.__getitem__)
    away = [float(progress.position[name]) for name in names]
    rows = [[*row, minutes] for row, minutes in zip(tour.travel.minutes, away, strict=True)]
    return HERE, Travel({**tour.travel.order, HERE: len(names)}, [*rows, [*away, 0.0]])


def _today(tour: Tour, progress: Progress, start: str, today: Sequence[str]) -> tuple[Day, tuple[str, ...]]:
    day = tour.days[progress.day]
    lunches = {place.id for place in tour.lunch_places}
    stops = sum(name not in lunches for name in today)
    meal = None if lunches.intersection(today) else day.meal
    missed = meal is not None and progress.now > meal.latest_start
    notes = (f"现在是{clock(progress.now)}，午餐时段已过，不再安排午餐。",) if missed else ()
    left = replace(day, start=start, depart=progress.now, meal=None if missed else meal, stops_made=stops)
    return left, notes


def _places(tour: Tour, start: str, sites: Sequence[Site]) -> tuple[Place, ...]:
    """The places, with the start if it is nowhere else."""
    if start in {*(site.id for site in sites), *(place.id for place in (*tour.lunch_places, *tour.places))}:
        return tour.places
    return (*tour.places, Place(start, tour.titles.get(start, start)))


def _barred(tour: Tour, done: Sequence[str], today: Collection[str]) -> set[str]:
    """Sites that after the stops made may not be visited any more, by rules of order and company."""
    county_of = {site.id: site.county for site in tour.sites}
    line = [county_of[name] for name in done if name in county_of]
    closed = {first for first, second in tour.rules.county_order if second in line}
    if tour.rules.county_in_one_go:
        closed |= set(line[:-1]) - set(line[-1:])
    past = {
        name
        for group in tour.rules.same_day
        if set(group).intersection(set(done) - set(today))
        for name in group
    }
    return {site.id for site in tour.sites if site.county in closed} | past


def _only_today(site: Site, later: Sequence[int]) -> Site:
    return replace(site, day_windows={**site.day_windows, **dict.fromkeys(later, ())})


def _rules_left(tour: Tour, done: Sequence[str], sites: Sequence[Site]) -> Rules:
    """Numbers less the stops made; a county begun is finished first where it must be seen in one go."""
    county_of = {site.id: site.county for site in tour.sites}
    line = [county_of[name] for name in done if name in county_of]
    there = {site.county for site in sites}
    least = {county: count - line.count(county) for county, count in tour.rules.county_min.items()}
    most = {county: count - line.count(county) for county, count in tour.rules.county_max.items()}
    pairs = [pair for pair in tour.rules.county_order if there.issuperset(pair)]
    if tour.rules.county_in_one_go and line and line[-1] in there:
        pairs += [(line[-1], county) for county in sorted(there - {line[-1]})]
    return replace(
        tour.rules,
        county_min={county: count for county, count in least.items() if county in there and count > 0},
        county_max={county: max(0, count) for county, count in most.items() if county in there},
        county_order=tuple(dict.fromkeys(pairs)),
        same_day=tuple(
            tuple(name for name in group if any(site.id == name for site in sites))
            for group in tour.rules.same_day
        ),
    )
