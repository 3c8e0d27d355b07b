"""The days of a tour while the search changes them: order, earliest and latest moments."""

import itertools
from collections.abc import Sequence

import numpy as np

from guanmo.engines.routing.hours import drive_at
from guanmo.engines.routing.instances import Instance


class Network:
    """An instance as nested lists, which plain loops read faster than arrays, and as rows for the insertion tables."""

    def __init__(self, instance: Instance) -> None:
        self.instance = instance
        self.unit = instance.unit
        self.drive: list[list[int]] = instance.drive.tolist()
        self.cost: list[list[int]] = instance.cost.tolist()
        self.service: list[int] = instance.service.tolist()
        self.opens: list[list[int]] = instance.opens.tolist()
        self.closes: list[list[int]] = instance.closes.tolist()
        self.site_of: list[int] = instance.site_of.tolist()
        self.county_of: list[int] = instance.county_of.tolist()
        self.value: list[int] = instance.value.tolist()
        self.n_visits = instance.n_visits
        self.n_days = instance.n_days
        self._rules = instance.tour.rules
        self.by_the_hour = bool(self._rules.hour_factors)

    def arrival(self, start: int, end: int, leave: int) -> int:
        """When a drive that leaves at `leave` arrives, hours of slow roads counted."""
        if not self.by_the_hour:
            return leave + self.drive[start][end]
        minutes = drive_at(self.cost[start][end] / self.unit, leave / self.unit, self._rules)
        return leave + round(minutes * self.unit)

    def schedule(self, day: int, route: Sequence[int]) -> list[int] | None:
        """The earliest start at each node of a route, None if a window is missed."""
        opens, closes, service, drive = self.opens[day], self.closes[day], self.service, self.drive
        here = route[0]
        now = opens[here]
        begins = [now]
        for node in route[1:]:
            leave = now + service[here]
            now = self.arrival(here, node, leave) if self.by_the_hour else leave + drive[here][node]
            if now < opens[node]:
                now = opens[node]
            if now > closes[node]:
                return None
            begins.append(now)
            here = node
        return begins

    def latest(self, day: int, route: Sequence[int]) -> list[int]:
        """The latest start at each node that leaves the rest of the route possible, at the kindest hours."""
        closes, service, drive = self.closes[day], self.service, self.drive
        there = route[-1]
        late = closes[there]
        lates = [late]
        for node in route[-2::-1]:
            late = min(closes[node], late - drive[node][there] - service[node])
            lates.append(late)
            there = node
        lates.reverse()
        return lates

    def cost_of(self, route: Sequence[int]) -> int:
        """Travel of one route in units."""
        cost = self.cost
        return sum(cost[a][b] for a, b in itertools.pairwise(route))


class Routes:
    """One route a day, each with its moments; every change keeps them true."""

    def __init__(self, network: Network) -> None:
        self.network = network
        instance = network.instance
        self.nodes = [[instance.start_of(d), instance.end_of(d)] for d in range(network.n_days)]
        self.begins: list[list[int]] = []
        self.lates: list[list[int]] = []
        for day, route in enumerate(self.nodes):
            self.begins.append(network.schedule(day, route) or [0, 0])
            self.lates.append(network.latest(day, route))

    def copy(self) -> "Routes":
        """The same routes, free to change."""
        other = object.__new__(Routes)
        other.network = self.network
        other.nodes = [*map(list, self.nodes)]
        other.begins = [*self.begins]
        other.lates = [*self.lates]
        return other

    def replace(self, day: int, route: list[int]) -> bool:
        """Put a route in a day's place unless it misses a window."""
        begins = self.network.schedule(day, route)
        if begins is None:
            return False
        self.nodes[day] = route
        self.begins[day] = begins
        self.lates[day] = self.network.latest(day, route)
        return True

    def insert(self, day: int, position: int, node: int) -> bool:
        """Put a node before the one at `position`."""
        route = self.nodes[day]
        return self.replace(day, [*route[:position], node, *route[position:]])

    def visited(self) -> np.ndarray[tuple[int], np.dtype[np.bool_]]:
        """Per node, whether its site is visited in any way."""
        site_of = self.network.instance.site_of
        seen = np.zeros(site_of.max(initial=-1) + 2, dtype=bool)
        for route in self.nodes:
            seen[site_of[route]] = True
        seen[-1] = False
        return seen[site_of]
