"""A tour to plan and a planned tour, as values.

Moments are minutes after midnight, durations are minutes; both may have decimals. A plan never crosses midnight.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

MIDNIGHT = 1440.0
# Of each day, the ids of its stops in the order they are visited, lunch places among them.
Sequences = tuple[tuple[str, ...], ...]


class Kind(StrEnum):
    """What the convoy stops for."""

    SITE = "site"
    LUNCH = "lunch"


@dataclass(frozen=True)
class Window:
    """A visit may start from `opens` to `latest_start`, both included; who comes earlier waits."""

    opens: float
    latest_start: float


@dataclass(frozen=True)
class Site:
    """A place that can be shown. `day_windows` replaces `windows` on the days it names; no window, closed."""

    id: str
    county: str
    visit_min: float
    windows: tuple[Window, ...]
    prize: float = 1.0
    name: str = ""
    day_windows: Mapping[int, tuple[Window, ...]] = field(default_factory=dict)
    must: bool = False
    never: bool = False

    @property
    def title(self) -> str:
        return self.name or self.id

    def windows_on(self, day: int) -> tuple[Window, ...]:
        return self.day_windows.get(day, self.windows)


@dataclass(frozen=True)
class Place:
    """Where a day starts or ends, or where lunch is had."""

    id: str
    name: str = ""

    @property
    def title(self) -> str:
        return self.name or self.id


@dataclass(frozen=True)
class Meal:
    """One lunch of `minutes`, started inside the window, at any of the lunch places."""

    minutes: float
    earliest_start: float
    latest_start: float


@dataclass(frozen=True)
class Day:
    """Leave `start` at `depart`, reach `end` by `back_by`; `meal` is None on a day without lunch.

    `stops_made` counts the stops of this day that lie behind the convoy when the rest is planned again.
    """

    number: int
    start: str
    end: str
    depart: float
    back_by: float
    meal: Meal | None = None
    stops_made: int = 0


@dataclass(frozen=True)
class HourFactor:
    """Between two moments the convoy needs `factor` times the usual minutes for the same road."""

    since: float
    until: float
    factor: float


@dataclass(frozen=True)
class Rules:
    """What the office demands of the plan beyond the clock.

    `county_order` holds pairs: all stops of the first county come before any of the second, in the whole tour.
    With `county_in_one_go` a county's stops lie on one day with no other county's stop between them.
    Sites of one `same_day` set that are visited at all are visited on one day. `buffer` is the share added to
    every drive.
    """

    county_min: Mapping[str, int] = field(default_factory=dict)
    county_max: Mapping[str, int] = field(default_factory=dict)
    max_stops_a_day: int | None = None
    county_in_one_go: bool = False
    county_order: tuple[tuple[str, str], ...] = ()
    same_day: tuple[tuple[str, ...], ...] = ()
    boarding_min: float = 0.0
    buffer: float = 0.0
    hour_factors: tuple[HourFactor, ...] = ()


@dataclass(frozen=True)
class Travel:
    """Minutes of driving without any buffer: `minutes[order[a]][order[b]]` from a to b, places by id."""

    order: Mapping[str, int]
    minutes: Sequence[Sequence[float]]

    def between(self, start: str, end: str) -> float:
        return self.minutes[self.order[start]][self.order[end]]


@dataclass(frozen=True)
class Tour:
    """Everything the planner needs. The objective is `prize_weight` × prizes − minutes of travel, the more the better."""

    name: str
    sites: tuple[Site, ...]
    lunch_places: tuple[Place, ...]
    places: tuple[Place, ...]
    days: tuple[Day, ...]
    travel: Travel
    rules: Rules = Rules()
    prize_weight: float = 100.0
    notes: tuple[str, ...] = ()

    @property
    def located(self) -> tuple[Site | Place, ...]:
        """Everything that has an id."""
        return (*self.sites, *self.lunch_places, *self.places)

    @property
    def titles(self) -> dict[str, str]:
        """What to call each id."""
        return {one.id: one.title for one in self.located}

    @property
    def counties(self) -> tuple[str, ...]:
        """Every county with a site, in the order of the sites."""
        return tuple(dict.fromkeys(site.county for site in self.sites))


@dataclass(frozen=True)
class Visit:
    """One stop as planned. `slack` is how many minutes later it may start without breaking anything after it."""

    id: str
    kind: Kind
    title: str
    county: str
    drive: float
    arrive: float
    wait: float
    start: float
    leave: float
    slack: float


@dataclass(frozen=True)
class DayPlan:
    """One day as planned; `drive_back` leads from the last stop to the end, reached at `back_at`."""

    number: int
    start: str
    end: str
    depart: float
    visits: tuple[Visit, ...]
    drive_back: float
    back_at: float
    slack: float


@dataclass(frozen=True)
class LeftOut:
    """A site not visited and why. `extra_minutes` is the least lateness if it were squeezed in, if there is one."""

    id: str
    title: str
    reason: str
    extra_minutes: float | None = None


@dataclass(frozen=True)
class Plan:
    """A planned tour. `iterations` counts the own search's removal and re-insertion rounds."""

    days: tuple[DayPlan, ...]
    left_out: tuple[LeftOut, ...]
    objective: float
    prize: float
    travel_min: float
    engine: str = ""
    seed: int = 0
    iterations: int = 0
    notes: tuple[str, ...] = ()

    @property
    def sequences(self) -> Sequences:
        return tuple(tuple(visit.id for visit in day.visits) for day in self.days)

    @property
    def stops(self) -> tuple[Visit, ...]:
        """The sites visited, without lunches."""
        return tuple(visit for day in self.days for visit in day.visits if visit.kind is Kind.SITE)
