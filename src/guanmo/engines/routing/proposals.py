"""What can be done about a day that will not keep its hours: go on, leave stops out, or put the rest in another order."""

import itertools
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from guanmo.engines.routing.budgets import Budget
from guanmo.engines.routing.changes import HALF_A_SECOND, Progress, replan
from guanmo.engines.routing.live import NOTHING, LiveDay, Log, live_day
from guanmo.engines.routing.model import Sequences, Site, Tour
from guanmo.engines.routing.soundness import Infeasible, InvalidTour


class Way(StrEnum):
    """The kinds of proposals."""

    KEEP = "keep"
    DROP = "drop"
    REORDER = "reorder"


@dataclass(frozen=True)
class Proposal:
    """One way to go on: the whole tour's order, today as it then is to be expected, and what it costs.

    `dropped`, `moved` (to a later day) and `brought` (from a later day to today) are ids of stops; `notes` are sentences.
    """

    way: Way
    sequences: Sequences
    today: LiveDay
    dropped: tuple[str, ...] = ()
    moved: tuple[str, ...] = ()
    brought: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()


def proposals(
    tour: Tour,
    plan: Sequences,
    logs: Mapping[int, Log],
    *,
    day: int,
    now: float,
    budget: Budget = HALF_A_SECOND,
    seed: int = 1,
) -> tuple[Proposal, ...]:
    """The plan as it stands first, then each other way that differs from those before it.

    Stops already reached and whole earlier days stay as they are. Obligatory stops are not left out.
    """
    kept = Proposal(Way.KEEP, plan, _today(tour, plan, logs, day, now))
    others = [
        _with_fewer(tour, kept, logs, day, now),
        _in_other_order(tour, kept, logs, day, now, budget, seed),
    ]
    found = [kept]
    for other in others:
        if other is not None and all(other.sequences != one.sequences for one in found):
            found.append(other)
    return tuple(found)


def whereabouts(tour: Tour, plan: Sequences, today: LiveDay, *, day: int, now: float) -> Progress:
    """Where the convoy stands: at the start, at a halt until it is to leave, or on the road from one place to the next.

    On the road every place is as far as by turning round or by way of the next halt, whichever is nearer.
    """
    reached = today.reached
    done = (*itertools.chain(*plan[:day]), *plan[day][:reached])
    here = plan[day][reached - 1] if reached else today.plan.start
    if reached and not today.halts[reached - 1].is_left:
        return Progress(day, max(now, today.halts[reached - 1].visit.leave), here, done)
    left = today.halts[reached - 1].visit.leave if reached else today.plan.depart
    if not today.has_departed:
        return Progress(day, max(now, left), here, done)
    ahead = (*plan[day][reached:], today.plan.end)[0]
    whole = tour.travel.between(here, ahead)
    gone = min(whole, max(0.0, now - left) / (1 + tour.rules.buffer))
    away = {
        name: min(gone + tour.travel.between(here, name), whole - gone + tour.travel.between(ahead, name))
        for name in tour.travel.order
    }
    return Progress(day, now, away, done)


def _today(tour: Tour, plan: Sequences, logs: Mapping[int, Log], day: int, now: float) -> LiveDay:
    return live_day(tour, day, plan[day], logs.get(day, NOTHING), now)


def _with_fewer(tour: Tour, kept: Proposal, logs: Mapping[int, Log], day: int, now: float) -> Proposal | None:
    """The least important stops left out one after the other until every hour is kept; None if nothing is missed."""
    sites = {site.id: site for site in tour.sites}
    best = kept
    while best.today.lateness:
        names = best.sequences[day]
        free = [name for name in names[best.today.reached :] if name in sites and not sites[name].must]
        ways = [_without(tour, best, logs, day, now, sites[name]) for name in free]
        if not ways:
            break
        best = min(ways, key=lambda way: (way.today.lateness, sites[way.dropped[-1]].prize, way.dropped))
        if not best.today.lateness:
            whole = [way for way in ways if not way.today.lateness]
            best = min(
                whole, key=lambda way: (sites[way.dropped[-1]].prize, way.today.plan.back_at, way.dropped)
            )
    return best if best.dropped else None


def _without(
    tour: Tour, so_far: Proposal, logs: Mapping[int, Log], day: int, now: float, site: Site
) -> Proposal:
    plan = tuple(tuple(name for name in names if name != site.id) for names in so_far.sequences)
    dropped = (*so_far.dropped, site.id)
    return Proposal(Way.DROP, plan, _today(tour, plan, logs, day, now), dropped, notes=_short(tour, plan))


def _in_other_order(
    tour: Tour, kept: Proposal, logs: Mapping[int, Log], day: int, now: float, budget: Budget, seed: int
) -> Proposal | None:
    plan = kept.sequences
    sites = {site.id for site in tour.sites}
    reached = kept.today.reached
    if not sites.intersection(plan[day][reached:]):
        return None
    progress = whereabouts(tour, plan, kept.today, day=day, now=now)
    try:
        rest = replan(tour, plan, progress, budget=budget, seed=seed)
    except (Infeasible, InvalidTour):
        return None
    today, *later = rest.sequences
    changed = (*plan[:day], (*plan[day][:reached], *today), *later)
    planned = [name for name in itertools.chain(*plan[day:]) if name in sites]
    ahead = set(itertools.chain(*changed[day:]))
    dropped = tuple(name for name in planned if name not in ahead)
    moved = tuple(name for name in plan[day] if name in sites and name in set(itertools.chain(*later)))
    brought = tuple(name for name in today if name in sites and name not in plan[day])
    found = _today(tour, changed, logs, day, now)
    return Proposal(Way.REORDER, changed, found, dropped, moved, brought, rest.notes)


def _short(tour: Tour, plan: Sequences) -> tuple[str, ...]:
    """Units that then have fewer stops than they should."""
    visited = set(itertools.chain(*plan))
    counts = {
        county: sum(site.county == county and site.id in visited for site in tour.sites)
        for county in tour.rules.county_min
    }
    return tuple(
        f"{county}只剩{counts[county]}个点，少于规定的{least}个。"
        for county, least in tour.rules.county_min.items()
        if counts[county] < least
    )
