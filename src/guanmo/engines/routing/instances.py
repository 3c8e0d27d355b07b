"""A tour as whole numbers in arrays, for the search alone.

Nodes are numbered: first every way to visit a site (one for each of its windows a day), then the lunch places,
then start and end of each day. Times count in units of 1/`unit` minute, chosen so that the tour's own figures are
whole; what is not whole is rounded to the careful side.
"""

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from guanmo.engines.routing.hours import drive_minutes, least_factor
from guanmo.engines.routing.model import Day, Meal, Rules, Sequences, Site, Tour, Window

Whole = NDArray[np.int64]
UNITS = (1, 10, 100, 1000, 10_000)
NO_COUNTY = -1
_SLIVER = 1e-6
_SHUT = Window(1.0, 0.0)


@dataclass(frozen=True)
class Instance:
    """Arrays over nodes: `drive`, `cost` node × node, `opens`, `closes` day × node, the others by node.

    `drive` is the least a drive can take (with the buffer, at the kindest hour), `cost` the travel the objective
    counts. `site_of` numbers sites; lunch places and day ends have none (−1). `value` is what the objective gains.
    """

    tour: Tour
    unit: int
    ids: tuple[str, ...]
    n_visits: int
    n_lunches: int
    drive: Whole
    cost: Whole
    service: Whole
    opens: Whole
    closes: Whole
    site_of: Whole
    county_of: Whole
    value: Whole
    counties: tuple[str, ...]

    @property
    def n_days(self) -> int:
        return len(self.tour.days)

    @property
    def lunches(self) -> range:
        return range(self.n_visits, self.n_visits + self.n_lunches)

    def start_of(self, day: int) -> int:
        return self.n_visits + self.n_lunches + 2 * day

    def end_of(self, day: int) -> int:
        return self.start_of(day) + 1

    def sequences(self, routes: Sequence[Sequence[int]]) -> Sequences:
        """Ids of the stops of each route; a route carries its start and end."""
        return tuple(tuple(self.ids[node] for node in route[1:-1]) for route in routes)


def instance_of(tour: Tour) -> Instance:
    """The arrays of a tour that `check_tour` finds sound."""
    ways = list(_ways(tour))
    rows = _rows(tour, ways)
    base = np.array([[tour.travel.minutes[a][b] for b in rows] for a in rows], dtype=float)
    drive = _least_drive(base, tour.rules)
    unit = _unit_of(tour, base, drive)
    counties = tour.counties
    sites = [tour.sites[site] for site, _ in ways]
    ends = 2 * len(tour.days)
    pad = len(tour.lunch_places) + ends
    numbers = {name: number for number, name in enumerate(counties)}
    opens, closes = _windows(tour, ways, unit)
    return Instance(
        tour=tour,
        unit=unit,
        ids=(*(s.id for s in sites), *(p.id for p in tour.lunch_places), *_ends(tour.days)),
        n_visits=len(ways),
        n_lunches=len(tour.lunch_places),
        drive=_up(drive, unit),
        cost=np.rint(base * unit).astype(np.int64),
        service=_up(_service(tour, sites), unit),
        opens=opens,
        closes=closes,
        site_of=np.array([*(site for site, _ in ways), *[-1] * pad]),
        county_of=np.array([*(numbers[s.county] for s in sites), *[NO_COUNTY] * pad]),
        value=np.array([round(s.prize * tour.prize_weight * unit) for s in sites], dtype=np.int64),
        counties=counties,
    )


def _ways(tour: Tour) -> Iterator[tuple[int, int]]:
    """(site, which of its windows); a site with two windows a day can be visited in two ways."""
    for number, site in enumerate(tour.sites):
        most = max(len(site.windows_on(day.number)) for day in tour.days)
        yield from ((number, choice) for choice in range(0 if site.never else most))


def _ends(days: Sequence[Day]) -> Iterator[str]:
    for day in days:
        yield from (day.start, day.end)


def _rows(tour: Tour, ways: Sequence[tuple[int, int]]) -> list[int]:
    """Row of the travel matrix for each node."""
    ids = [tour.sites[site].id for site, _ in ways]
    ids += [place.id for place in tour.lunch_places]
    return [tour.travel.order[name] for name in (*ids, *_ends(tour.days))]


def _least_drive(base: NDArray[np.float64], rules: Rules) -> NDArray[np.float64]:
    if not (rules.buffer or rules.hour_factors):
        return base
    least: NDArray[np.float64] = np.vectorize(drive_minutes)(
        base, rules.buffer, least_factor(rules.hour_factors)
    )
    return least


def _service(tour: Tour, sites: Sequence[Site]) -> NDArray[np.float64]:
    """Minutes at each node. Lunch lasts as long as the day's meal, which may differ: see `meal_minutes`."""
    board = tour.rules.boarding_min
    lunch = meal_minutes(tour.days)
    idle = [0.0] * (2 * len(tour.days))
    return np.array([*(s.visit_min + board for s in sites), *[lunch] * len(tour.lunch_places), *idle])


def meal_minutes(days: Sequence[Day]) -> float:
    """The minutes of lunch; all days of a tour have the same."""
    return next((day.meal.minutes for day in days if day.meal), 0.0)


def _windows(tour: Tour, ways: Sequence[tuple[int, int]], unit: int) -> tuple[Whole, Whole]:
    opens, closes = [], []
    for day in tour.days:
        choices = [_choice(tour.sites[site].windows_on(day.number), which) for site, which in ways]
        choices += [_meal_window(day.meal)] * len(tour.lunch_places)
        choices += [Window(day.depart, day.back_by)] * (2 * len(tour.days))
        opens.append([one.opens for one in choices])
        closes.append([one.latest_start for one in choices])
    down = np.floor(np.array(closes) * unit + _SLIVER).astype(np.int64)
    return _up(np.array(opens), unit), down


def _choice(windows: Sequence[Window], which: int) -> Window:
    return windows[which] if which < len(windows) else _SHUT


def _meal_window(meal: Meal | None) -> Window:
    return Window(meal.earliest_start, meal.latest_start) if meal else _SHUT


def _up(minutes: NDArray[np.float64], unit: int) -> Whole:
    return np.ceil(minutes * unit - _SLIVER).astype(np.int64)


def _unit_of(tour: Tour, base: NDArray[np.float64], drive: NDArray[np.float64]) -> int:
    """The coarsest unit in which every figure is whole, else the finest there is."""
    times = [site.visit_min + tour.rules.boarding_min for site in tour.sites]
    for day in tour.days:
        times += [day.depart, day.back_by, meal_minutes([day])]
        windows = [one for site in tour.sites for one in site.windows_on(day.number)]
        windows += [_meal_window(day.meal)]
        times += [moment for one in windows for moment in (one.opens, one.latest_start)]
    figures = np.concatenate([base.ravel(), drive.ravel(), times])
    for unit in UNITS:
        if np.abs(figures * unit - np.rint(figures * unit)).max() < unit * _SLIVER:
            return unit
    return UNITS[-1]


def to_minutes(amount: float, unit: int) -> float:
    """Units as minutes, whole ones without a decimal tail."""
    return round(amount / unit, math.ceil(math.log10(unit)))
