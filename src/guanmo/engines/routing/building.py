"""A first plan by PyVRP, where it is installed (the optional extra `routing`).

PyVRP knows days with ends of their own, prizes and windows. Lunch becomes one obligatory group of copies a day, and
a site whose windows differ by day a group of copies too; a copy can only be reached in its own day's matrix. Order,
company and one-go rules it does not know: those tours our own search plans alone.
"""

import warnings
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from typing import Final

import numpy as np

from guanmo.engines.routing.budgets import Spending
from guanmo.engines.routing.instances import Instance, Whole
from guanmo.engines.routing.model import Rules

try:
    import pyvrp
    from pyvrp.exceptions import PenaltyBoundWarning
except ImportError:  # the extra `routing` is not installed
    AVAILABLE = False
else:
    AVAILABLE = True

# PyVRP's penalty for lateness ends at 100,000 a unit; prizes far above it would make lateness pay.
_MOST_PRIZE: Final = 50_000
# A drive no day can hold, small enough for PyVRP's arithmetic.
_UNREACHABLE: Final = 100_000_000


def can_build(rules: Rules) -> bool:
    """Whether PyVRP is there and knows all of these rules but the least number per county."""
    unknown = rules.county_in_one_go or rules.county_order or rules.same_day or rules.hour_factors
    return AVAILABLE and not unknown and not rules.county_max


@dataclass(frozen=True)
class _Copy:
    """A PyVRP client: a node, the day on which it can be reached (None: any), the group it shares."""

    node: int
    day: int | None
    group: int | None
    is_lunch: bool = False


class Builder:
    """PyVRP's view of an instance."""

    def __init__(self, instance: Instance) -> None:
        self._instance = instance
        self._copies = list(_copies(instance))
        self._profiles = range(instance.n_days if any(copy.day is not None for copy in self._copies) else 1)
        self._distances = [self._matrix(instance.cost, day) for day in self._profiles]
        self._durations = [self._matrix(instance.drive, day) for day in self._profiles]

    def build(self, obligatory: Collection[int], *, spending: Spending, seed: int) -> list[list[int]]:
        """Routes with their start and end; the sites numbered in `obligatory` have to be visited."""
        rounds = 0

        def stop(best_cost: int) -> bool:
            nonlocal rounds
            rounds += 1
            return spending.done(rounds) >= 1.0

        with warnings.catch_warnings():
            warnings.simplefilter("ignore", PenaltyBoundWarning)
            found = pyvrp.solve(self._data(obligatory), stop=stop, seed=seed, collect_stats=False)
        return self._routes(found.best)

    def _routes(self, solution: "pyvrp.Solution") -> list[list[int]]:
        instance = self._instance
        routes = [[instance.start_of(day), instance.end_of(day)] for day in range(instance.n_days)]
        for route in solution.routes():
            visits = [self._copies[stop.idx].node for stop in route if stop.is_client()]
            routes[route.vehicle_type()][1:1] = visits
        return routes

    def _data(self, obligatory: Collection[int]) -> "pyvrp.ProblemData":
        days = range(self._instance.n_days)
        groups: dict[int, list[int]] = {}
        for number, copy in enumerate(self._copies):
            if copy.group is not None:
                groups.setdefault(copy.group, []).append(number)
        required = [self._is_required(self._copies[group[0]], obligatory) for group in groups.values()]
        first = len(self._copies)
        return pyvrp.ProblemData(
            locations=[pyvrp.Location(0, 0) for _ in range(first + 2 * len(days))],
            clients=[self._client(number, obligatory, list(groups)) for number in range(first)],
            depots=[pyvrp.Depot(first + end) for end in range(2 * len(days))],
            vehicle_types=[self._vehicle(day) for day in days],
            distance_matrices=self._distances,  # type: ignore[arg-type]  # its stub says ndarray[int]
            duration_matrices=self._durations,  # type: ignore[arg-type]  # the same
            groups=[
                pyvrp.ClientGroup(group, required=needed)
                for group, needed in zip(groups.values(), required, strict=True)
            ],
        )

    def _is_required(self, copy: _Copy, obligatory: Collection[int]) -> bool:
        return copy.is_lunch or int(self._instance.site_of[copy.node]) in obligatory

    def _client(self, number: int, obligatory: Collection[int], groups: list[int]) -> "pyvrp.Client":
        instance, copy = self._instance, self._copies[number]
        scale = max(1.0, float(instance.value.max(initial=0)) / _MOST_PRIZE)
        day = copy.day or 0
        return pyvrp.Client(
            number,
            delivery=[] if self._instance.tour.rules.max_stops_a_day is None else [int(not copy.is_lunch)],
            service_duration=int(instance.service[copy.node]),
            tw_early=int(instance.opens[day, copy.node]),
            tw_late=int(instance.closes[day, copy.node]),
            prize=0 if copy.is_lunch else round(int(instance.value[copy.node]) / scale),
            required=copy.group is None and self._is_required(copy, obligatory),
            group=None if copy.group is None else groups.index(copy.group),
        )

    def _vehicle(self, day: int) -> "pyvrp.VehicleType":
        start = self._instance.start_of(day)
        most = self._instance.tour.rules.max_stops_a_day
        return pyvrp.VehicleType(
            capacity=[] if most is None else [max(0, most - self._instance.tour.days[day].stops_made)],
            start_depot=2 * day,
            end_depot=2 * day + 1,
            tw_early=int(self._instance.opens[day, start]),
            tw_late=int(self._instance.closes[day, start]),
            profile=day if len(self._profiles) > 1 else 0,
        )

    def _matrix(self, between: Whole, day: int) -> Whole:
        """Travel as one day sees it."""
        ends = self._instance.start_of(0) + np.arange(2 * self._instance.n_days)
        rows = np.array([*(copy.node for copy in self._copies), *ends])
        matrix: Whole = between[np.ix_(rows, rows)]
        other = [number for number, copy in enumerate(self._copies) if copy.day not in (None, day)]
        matrix[:, other] = _UNREACHABLE
        matrix[other, :] = _UNREACHABLE
        np.fill_diagonal(matrix, 0)
        return matrix


def _copies(instance: Instance) -> Iterator[_Copy]:
    """Lunch places once for each day with a meal; visits once, or once for each day if their windows differ."""
    site_of = instance.site_of[: instance.n_visits].tolist()
    for node, site in enumerate(site_of):
        days = [
            day for day in range(instance.n_days) if instance.closes[day, node] >= instance.opens[day, node]
        ]
        same = (
            len(
                {
                    (int(o), int(c))
                    for o, c in zip(instance.opens[:, node], instance.closes[:, node], strict=True)
                }
            )
            == 1
        )
        ways = [None] if same else days
        shares = site_of.count(site) > 1 or len(ways) > 1
        yield from (_Copy(node, day, site if shares else None) for day in ways)
    for day, each in enumerate(instance.tour.days):
        if each.meal:
            yield from (_Copy(node, day, -1 - day, is_lunch=True) for node in instance.lunches)
