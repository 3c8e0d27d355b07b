"""Why a site is not in the plan: the least lateness if it were squeezed in, or the rule that keeps it out."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from guanmo.engines.routing.checking import check_plan
from guanmo.engines.routing.instances import Instance, instance_of
from guanmo.engines.routing.model import LeftOut, Sequences, Site, Tour
from guanmo.engines.routing.routes import Network
from guanmo.engines.routing.wording import minutes


@dataclass(frozen=True)
class _Gap:
    """A place in the plan: before the stop at `position` of a day. `extra` is the lateness in units, at most 0 if none."""

    extra: int
    detour: int
    day: int
    position: int


def left_out(tour: Tour, plan: Sequences) -> tuple[LeftOut, ...]:
    """Every site the plan does not visit, in the tour's order, each with its reason."""
    seen = {name for day in plan for name in day}
    absent = [site for site in tour.sites if site.id not in seen]
    instance = instance_of(tour)
    network = Network(instance)
    routes = [_route(instance, day, names) for day, names in enumerate(plan)]
    return tuple(
        _reason(tour, plan, site, list(_gaps(network, routes, site.id)), network.unit) for site in absent
    )


def _route(instance: Instance, day: int, names: Sequence[str]) -> list[int]:
    """Node numbers of a day; of several ways to visit a site the first that is open that day."""
    route = [instance.start_of(day)]
    for name in names:
        ways = [node for node in range(instance.n_visits + instance.n_lunches) if instance.ids[node] == name]
        shut = [instance.closes[day, node] < instance.opens[day, node] for node in ways]
        route.append(ways[shut.index(False)] if False in shut else ways[0])
    return [*route, instance.end_of(day)]


def _gaps(network: Network, routes: Sequence[Sequence[int]], name: str) -> Iterator[_Gap]:
    ways = [node for node in range(network.n_visits) if network.instance.ids[node] == name]
    for day, route in enumerate(routes):
        begins = network.schedule(day, route)
        if begins is None:
            continue
        lates = network.latest(day, route)
        for node in ways:
            if network.closes[day][node] < network.opens[day][node]:
                continue
            for position in range(1, len(route)):
                yield _gap(network, day, position, node, route, begins, lates)


def _gap(
    network: Network,
    day: int,
    position: int,
    node: int,
    route: Sequence[int],
    begins: Sequence[int],
    lates: Sequence[int],
) -> _Gap:
    before, after = route[position - 1], route[position]
    arrive = network.arrival(before, node, begins[position - 1] + network.service[before])
    start = max(arrive, network.opens[day][node])
    onward = network.arrival(node, after, start + network.service[node])
    extra = max(arrive - network.closes[day][node], onward - lates[position])
    cost = network.cost
    return _Gap(extra, cost[before][node] + cost[node][after] - cost[before][after], day, position)


def _reason(tour: Tour, plan: Sequences, site: Site, gaps: Sequence[_Gap], unit: int) -> LeftOut:
    if site.never:
        return LeftOut(site.id, site.title, "规定不去。")
    found = sorted(gaps, key=lambda gap: (max(gap.extra, 0), gap.detour, gap.day, gap.position))
    if not found:
        return LeftOut(site.id, site.title, "这几天都不开放。")
    if found[0].extra > 0:
        return _late(tour, plan, site, found[0], unit)
    return _ruled_out(tour, plan, site, found)


def _late(tour: Tour, plan: Sequences, site: Site, gap: _Gap, unit: int) -> LeftOut:
    extra = gap.extra / unit
    told = f"时间不够：最省时也要再多{minutes(extra)}分钟（{_where(tour, plan, gap)}）。"
    return LeftOut(site.id, site.title, told, extra)


def _where(tour: Tour, plan: Sequences, gap: _Gap) -> str:
    number = tour.days[gap.day].number
    if gap.position == 1:
        return f"排在第{number}天最先"
    return f"排在第{number}天“{tour.titles[plan[gap.day][gap.position - 2]]}”之后"


def _ruled_out(tour: Tour, plan: Sequences, site: Site, gaps: Sequence[_Gap]) -> LeftOut:
    """Time would do. Either every such place breaks a rule, or going there gains too little."""
    broken = ""
    for gap in (gap for gap in gaps if gap.extra <= 0):
        day = [*plan[gap.day]]
        day.insert(gap.position - 1, site.id)
        tried = tuple(tuple(day) if number == gap.day else names for number, names in enumerate(plan))
        violations = check_plan(tour, tried).violations
        if not violations:
            return LeftOut(
                site.id,
                site.title,
                f"时间排得下（{_where(tour, plan, gap)}），但绕路的代价高于它的权重。",
                0.0,
            )
        broken = broken or violations[0].message
    return LeftOut(site.id, site.title, f"时间排得下，但会违反规则：{broken}", 0.0)
