"""Putting stops into routes: the most attractive first, until nothing fits any more."""

from collections.abc import Iterable

import numpy as np
from numpy.typing import NDArray

from guanmo.engines.routing.demands import Demands, Weights
from guanmo.engines.routing.insertion import NEVER, Insertions, attraction
from guanmo.engines.routing.instances import Instance
from guanmo.engines.routing.model import Sequences
from guanmo.engines.routing.routes import Network, Routes


class Filling:
    """Fills the routes of one instance within its rules."""

    def __init__(self, instance: Instance, network: Network, demands: Demands) -> None:
        self._instance = instance
        self._network = network
        self._demands = demands
        self._n = instance.n_visits
        self._visits = Insertions(instance, range(self._n))
        self._lunches = Insertions(instance, instance.lunches)
        self._sites = instance.site_of[: self._n]

    def fill(
        self, routes: Routes, weights: Weights, lunch_noise: Weights | None = None, *, by_detour: bool = False
    ) -> None:
        """Insert visits by weight over delay until none fits; a node of weight 0 is never inserted.

        `by_detour` measures by travel instead of delay, which waiting hides.

        A day that lacks its lunch gets it first; where it does not fit, nothing else is inserted, since lunch
        is an obligation. `lunch_noise` multiplies the delays the lunch places cause.
        """
        if not all(
            self._put_lunch(routes, day, lunch_noise, by_detour=by_detour)
            for day in range(self._network.n_days)
        ):
            return
        weights = np.where(routes.visited()[: self._n], 0.0, weights)
        drawn = np.zeros((self._network.n_days, self._n))
        positions = np.zeros(drawn.shape, dtype=np.int64)
        stale: Iterable[int] = range(self._network.n_days)
        while self._n:
            for day in stale:
                drawn[day], positions[day] = self._drawn(routes, day, by_detour=by_detour)
            pull = drawn * self._demands.weighed(weights, routes)
            day, node = divmod(int(pull.argmax()), self._n)
            if pull[day, node] <= 0.0:
                return
            if routes.insert(day, int(positions[day, node]) + 1, node):
                weights[self._sites == self._sites[node]] = 0.0
                stale = range(self._network.n_days) if self._demands.by_place else (day,)
            else:
                # Only by the hour: at the kindest hour it would have fitted.
                drawn[day, node] = 0.0
                stale = ()

    def _drawn(self, routes: Routes, day: int, *, by_detour: bool) -> tuple[Weights, NDArray[np.int64]]:
        delays = self._visits.delays(routes, day)
        if self._demands.by_place:
            delays[~self._demands.allowed(routes, day)] = NEVER
        if by_detour:
            delays = np.where(delays < NEVER, self._visits.detours(routes, day), NEVER)
        least, positions = self._visits.best(delays)
        return attraction(least, self._network.unit), positions

    def _put_lunch(self, routes: Routes, day: int, noise: Weights | None, *, by_detour: bool) -> bool:
        if not self._demands.wants_lunch(routes, day):
            return True
        delays = self._lunches.delays(routes, day)
        if by_detour:
            delays = np.where(delays < NEVER, self._lunches.detours(routes, day), NEVER)
        wanted = np.where(
            delays < NEVER,
            (delays + self._network.unit) * (1.0 if noise is None else noise[: len(delays)]),
            np.inf,
        )
        for choice in np.argsort(wanted, axis=None, kind="stable")[: int((delays < NEVER).sum())]:
            position, place = divmod(int(choice), delays.shape[1])
            if routes.insert(day, position + 1, self._n + place):
                return True
        return False

    def place(self, routes: Routes, day: int, nodes: Iterable[int]) -> None:
        """Put lunch and these visits into a day, each where it delays least; what does not fit is passed over."""
        self._put_lunch(routes, day, None, by_detour=False)
        for node in nodes:
            delays = self._visits.delays(routes, day)[:, node]
            if self._demands.by_place:
                delays[~self._demands.allowed(routes, day)[:, node]] = NEVER
            position = int(delays.argmin())
            if delays[position] < NEVER:
                routes.insert(day, position + 1, node)

    def adopt(self, plan: Sequences) -> Routes:
        """The routes of a plan as far as they keep windows and rules; other stops are passed over."""
        routes = Routes(self._network)
        for day, names in enumerate(plan[: self._network.n_days]):
            for name in names:
                self._append(routes, day, name)
        return routes

    def _append(self, routes: Routes, day: int, name: str) -> None:
        position = len(routes.nodes[day]) - 1
        for node, each in enumerate(self._instance.ids[: self._n + self._instance.n_lunches]):
            if each == name and self._may_append(routes, day, node) and routes.insert(day, position, node):
                return

    def _may_append(self, routes: Routes, day: int, node: int) -> bool:
        if node >= self._n:
            return self._demands.wants_lunch(routes, day)
        free = self._demands.weighed(np.where(routes.visited()[: self._n], 0.0, 1.0), routes)
        return bool(free[node] > 0 and self._demands.allowed(routes, day)[-1, node])
