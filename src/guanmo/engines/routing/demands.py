"""The office's rules as the search meets them: how many, in which order, on which day."""

from collections.abc import Mapping, Sequence
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from guanmo.engines.routing.instances import NO_COUNTY
from guanmo.engines.routing.model import Site
from guanmo.engines.routing.routes import Network, Routes

Weights = NDArray[np.float64]
Mask = NDArray[np.bool_]
# What a rule still lacks outweighs every prize.
_URGENT = 1e4
_UNLIMITED = 1 << 30


class Demands:
    """The rules of a tour over node numbers."""

    def __init__(self, network: Network) -> None:
        instance = network.instance
        rules = instance.tour.rules
        self._network = network
        self._n = instance.n_visits
        self._county = instance.county_of[: self._n]
        self._least = _per_county(instance.counties, rules.county_min, 0)
        self._most = _per_county(instance.counties, rules.county_max, _UNLIMITED)
        self._must = _flags(instance.tour.sites, instance.site_of[: self._n].tolist())
        self._urgency = np.where(self._must, _URGENT, 1.0)
        self._musts = sum(site.must for site in instance.tour.sites)
        self._lunches = instance.lunches
        self._meals = [day.meal is not None for day in instance.tour.days]
        self._most_a_day = rules.max_stops_a_day
        self._in_one_go = rules.county_in_one_go
        numbers = {name: number for number, name in enumerate(instance.counties)}
        self._pairs = [(numbers[a], numbers[b]) for a, b in rules.county_order]
        self._together = [_members(instance.ids[: self._n], group) for group in rules.same_day]
        self.by_count = bool(self._musts or self._least.any() or rules.county_max)
        self.by_place = bool(self._in_one_go or self._pairs or self._together or self._most_a_day is not None)

    def shortfall(self, routes: Routes) -> int:
        """How many obligatory stops and lunches are still missing."""
        counts = self._counts(routes)
        missing = int(np.maximum(self._least - counts, 0).sum())
        met = {node for route in routes.nodes for node in route[1:-1] if node < self._n and self._must[node]}
        lunchless = [day for day, meal in enumerate(self._meals) if meal and not self.has_lunch(routes, day)]
        return missing + self._musts - len(met) + len(lunchless)

    def wants_lunch(self, routes: Routes, day: int) -> bool:
        return self._meals[day] and not self.has_lunch(routes, day)

    def has_lunch(self, routes: Routes, day: int) -> bool:
        first, last = self._lunches.start, self._lunches.stop
        return any(first <= node < last for node in routes.nodes[day])

    def weighed(self, weights: Weights, routes: Routes) -> Weights:
        """Weights with what the rules still lack raised and full counties at nothing."""
        if not self.by_count:
            return weights
        counts = self._counts(routes)
        lacking = np.where(counts < self._least, _URGENT, counts < self._most)
        raised: Weights = weights * lacking[self._county]
        raised *= self._urgency
        return raised

    def _counts(self, routes: Routes) -> NDArray[np.int64]:
        county_of, n = self._network.county_of, self._n
        counts = [0] * len(self._least)
        for route in routes.nodes:
            for node in route:
                if node < n:
                    counts[county_of[node]] += 1
        return np.array(counts)

    def allowed(self, routes: Routes, day: int) -> Mask:
        """Position × node: where the rules of order, day and company let a node be inserted."""
        positions = len(routes.nodes[day]) - 1
        if self._most_a_day is not None and self._stops(routes, day) >= self._most_a_day:
            return np.zeros((positions, self._n), dtype=bool)
        mask = np.ones((positions, self._n), dtype=bool)
        if self._in_one_go or self._pairs:
            mask = self._county_mask(routes, day)[:, self._county]
        for group in self._together:
            elsewhere = [d for d, route in enumerate(routes.nodes) if d != day and group.intersection(route)]
            if elsewhere:
                mask[:, sorted(group)] = False
        return mask

    def _stops(self, routes: Routes, day: int) -> int:
        made = self._network.instance.tour.days[day].stops_made
        return made + sum(node < self._n for node in routes.nodes[day][1:-1])

    def _county_mask(self, routes: Routes, day: int) -> Mask:
        """Position × county."""
        runs = [self._county_run(route) for route in routes.nodes]
        mask = np.ones((len(routes.nodes[day]) - 1, len(self._least)), dtype=bool)
        if self._in_one_go:
            self._keep_whole(mask, runs, day)
        for first, second in self._pairs:
            _keep_order(mask, runs, day, first, second)
        return mask

    def _county_run(self, route: Sequence[int]) -> list[int]:
        """County of each stop of a route, lunch in the county of the stop before it."""
        run = [NO_COUNTY]
        for node in route[1:-1]:
            run.append(self._network.county_of[node] if node < self._n else run[-1])
        return run

    def _keep_whole(self, mask: Mask, runs: Sequence[Sequence[int]], day: int) -> None:
        away = {county for other, run in enumerate(runs) if other != day for county in run[1:]}
        mask[:, sorted(away - {NO_COUNTY})] = False
        here = set(runs[day]) - {NO_COUNTY}
        for position, (before, after) in enumerate(pairwise([*runs[day], NO_COUNTY])):
            foreign = here - {before, after}
            mask[position, sorted(foreign)] = False
            if before == after != NO_COUNTY:
                mask[position] &= np.arange(mask.shape[1]) == before


def _keep_order(mask: Mask, runs: Sequence[Sequence[int]], day: int, first: int, second: int) -> None:
    """Nothing of `first` after a stop of `second`, nothing of `second` before one of `first`."""
    for position in range(len(mask)):
        earlier = {county for run in runs[:day] for county in run} | set(runs[day][: position + 1])
        later = {county for run in runs[day + 1 :] for county in run} | set(runs[day][position + 1 :])
        mask[position, first] &= second not in earlier
        mask[position, second] &= first not in later


def _per_county(counties: Sequence[str], limits: Mapping[str, int], usual: int) -> NDArray[np.int64]:
    return np.array([limits.get(name, usual) for name in counties], dtype=np.int64)


def _flags(sites: Sequence[Site], site_of: Sequence[int]) -> Mask:
    return np.array([sites[number].must for number in site_of], dtype=np.bool_)


def _members(ids: Sequence[str], group: Sequence[str]) -> frozenset[int]:
    return frozenset(node for node, name in enumerate(ids) if name in group)
