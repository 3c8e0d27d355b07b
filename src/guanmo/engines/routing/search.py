"""Our own search: take some stops out, put better ones in, now and then accept a step back.

Removal takes a stretch of one day or of every day, a neighbourhood on the map, or stops at random; re-insertion puts
in, again and again, the stop with the most prize for the delay it causes, with a little noise. Acceptance cools down
as in simulated annealing.
"""

import math
import random
from dataclasses import dataclass

import numpy as np

from guanmo.engines.routing.demands import Demands, Weights
from guanmo.engines.routing.filling import Filling
from guanmo.engines.routing.instances import Instance
from guanmo.engines.routing.model import Sequences
from guanmo.engines.routing.routes import Network, Routes

# So many stops may always be removed at once, however few there are.
_FEW = 6


@dataclass(frozen=True)
class Manner:
    """How bold the search is. `warm` and `cold` are temperatures as shares of the mean worth of a stop.

    `noise` spreads the weights of insertion, `despair` replaces it while something obligatory is missing.
    """

    warm: float = 0.35
    cold: float = 0.02
    most_removed: float = 0.5
    noise: float = 0.3
    lunch_moves: float = 0.25
    lunch_noise: float = 0.3
    by_detour: float = 0.2
    despair: float = 3.0
    exponents: tuple[float, ...] = (1.0, 2.0, 2.0, 3.0)


class Search:
    """One run. `step` makes one round; `best` is the best plan met so far, worth `best_worth` units."""

    def __init__(self, instance: Instance, *, seed: int, manner: Manner = Manner()) -> None:
        self.instance = instance
        self.iterations = 0
        self._network = Network(instance)
        self._demands = Demands(self._network)
        self._filling = Filling(instance, self._network, self._demands)
        self._manner = manner
        self._random = random.Random(seed)  # noqa: S311 - a search, not a secret
        self._noise = np.random.default_rng(seed)
        self._n = instance.n_visits
        self._appeal = _appeal(instance)
        self._near = _nearest(instance)
        self._fine = int(instance.value.sum()) + 4 * int(instance.cost.max(initial=0)) + 1000
        self._scale = max(float(instance.value.mean()) if self._n else 0.0, float(instance.cost.mean()))
        self._days_differ = (
            len({(day.start, day.end, day.depart, day.back_by) for day in instance.tour.days}) > 1
        )
        self._lacking = 0
        self.best = self.current = Routes(self._network)
        self.best_worth = self.current_worth = self.worth(self.best)
        self.go_on_from(self.best.copy())

    @property
    def complete(self) -> bool:
        """Whether the best plan has every obligatory stop and lunch."""
        return self._demands.shortfall(self.best) == 0

    def worth(self, routes: Routes) -> int:
        """The objective in units, less a heavy fine for each obligatory stop or lunch that is missing."""
        value, n = self._network.value, self._n
        gained = sum(value[node] for route in routes.nodes for node in route[1:-1] if node < n)
        travelled = sum(self._network.cost_of(route) for route in routes.nodes)
        return gained - travelled - self._fine * self._demands.shortfall(routes)

    def adopt(self, plan: Sequences) -> None:
        """Go on from a plan as far as it can be kept, filled up with what fits."""
        self.go_on_from(self._filling.adopt(plan))

    def go_on_from(self, routes: Routes) -> None:
        self._filling.fill(routes, self._appeal**2)
        self._take(routes, self.worth(routes))

    def begin_again(self) -> None:
        """Go on from the best plan, with its days dealt out anew where days differ.

        Between days with ends of their own no small change leads from one order of regions to another.
        """
        self.go_on_from(self._days_exchanged() if self._days_differ else self.best.copy())

    def _days_exchanged(self) -> Routes:
        days = [[node for node in route[1:-1] if node < self._n] for route in self.best.nodes]
        self._random.shuffle(days)
        routes = Routes(self._network)
        for day, nodes in enumerate(days):
            self._filling.place(routes, day, self._random.sample(nodes, len(nodes)))
        return routes

    def step(self, done: float) -> None:
        """One round of removal and re-insertion; `done` is the share of the run that is over, from 0 to 1."""
        self.iterations += 1
        routes = self.current.copy()
        removed = self._remove(routes)
        if removed is None:
            return
        weights = self._weights()
        if self._random.random() < 0.5:
            weights[[node for node in removed if self._random.random() < 0.3]] = 0.0
        by_detour = self._random.random() < self._manner.by_detour
        self._filling.fill(routes, weights, self._lunch_noise(routes), by_detour=by_detour)
        worth = self.worth(routes)
        if worth >= self.current_worth or self._random.random() < self._odds(worth, done):
            self._take(routes, worth)

    def _take(self, routes: Routes, worth: int) -> None:
        self.current, self.current_worth = routes, worth
        self._lacking = self._demands.shortfall(routes)
        if worth > self.best_worth:
            self.best, self.best_worth = routes, worth

    def _odds(self, worth: int, done: float) -> float:
        manner = self._manner
        temperature = self._scale * manner.warm * (manner.cold / manner.warm) ** done
        return math.exp((worth - self.current_worth) / temperature)

    def _weights(self) -> Weights:
        spread = (self._manner.noise if self._lacking == 0 else self._manner.despair) * self._random.random()
        exponent = self._random.choice(self._manner.exponents)
        weights: Weights = self._appeal**exponent * np.exp(self._noise.normal(0.0, spread, self._n))
        return weights

    def _lunch_noise(self, routes: Routes) -> Weights:
        longest = max(map(len, routes.nodes)) - 1
        return self._noise.uniform(1.0, 1.0 + self._manner.lunch_noise, (longest, self.instance.n_lunches))

    def _remove(self, routes: Routes) -> list[int] | None:
        """Take stops out; the visits among them, or None where the rest would miss a window."""
        stops = [node for route in routes.nodes for node in route[1:-1]]
        if not stops:
            return []
        most = max(int(len(stops) * self._manner.most_removed), min(len(stops), _FEW))
        quota = self._random.randint(1, most)
        kind = self._random.random()
        if kind < 0.4:
            chosen = self._stretches(routes, quota)
        elif kind < 0.75:
            chosen = self._neighbourhood(stops, quota)
        else:
            chosen = self._random.sample(stops, quota)
        out = set(chosen)
        if self._random.random() < self._manner.lunch_moves:
            out.update(node for node in self._random.choice(routes.nodes) if node in self.instance.lunches)
        for day, route in enumerate(routes.nodes):
            rest = [node for node in route if node not in out]
            if len(rest) < len(route) and not routes.replace(day, rest):
                return None
        return [node for node in chosen if node < self._n]

    def _stretches(self, routes: Routes, quota: int) -> list[int]:
        """Stops in a row, of one day or of every day."""
        filled = [route for route in routes.nodes if len(route) > 2]
        if self._random.random() < 0.5:
            filled = [self._random.choice(filled)]
        chosen = []
        for route in filled:
            length = min(max(1, quota // len(filled)), len(route) - 2)
            first = self._random.randint(1, len(route) - 1 - length)
            chosen += route[first : first + length]
        return chosen

    def _neighbourhood(self, stops: list[int], quota: int) -> list[int]:
        """The visited nodes nearest to one, which may itself be visited or not."""
        visits = [node for node in stops if node < self._n]
        if not visits:
            return []
        centre = (
            self._random.randrange(self._n) if self._random.random() < 0.5 else self._random.choice(visits)
        )
        seen = set(visits)
        return [node for node in self._near[centre] if node in seen][:quota]


def _appeal(instance: Instance) -> Weights:
    """Value of each visit as a share of the greatest; what has no prize keeps a little, so that it can be chosen."""
    value = instance.value + max(1.0, 1e-3 * float(instance.value.max(initial=0)))
    return np.asarray(value / value.max(initial=1.0), dtype=float)


def _nearest(instance: Instance) -> list[list[int]]:
    """All visits by distance there and back, from each visit."""
    n = instance.n_visits
    there_and_back = instance.drive[:n, :n] + instance.drive[:n, :n].T
    nearest: list[list[int]] = np.argsort(there_and_back, axis=1, kind="stable").tolist()
    return nearest
