"""The tour as it really goes: what is on record, and when everything else is to be expected.

A delay spreads through driving, stays, waiting and lunch by the very steps of the itinerary; nothing is smoothed.
"""

import itertools
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from guanmo.engines.routing.checking import Violation
from guanmo.engines.routing.hours import drive_at
from guanmo.engines.routing.itinerary import Halt, halt_at, is_open, slack_from, start_within
from guanmo.engines.routing.model import Day, DayPlan, Sequences, Tour, Visit
from guanmo.engines.routing.wording import clock, minutes


@dataclass(frozen=True)
class Seen:
    """When a halt was reached and left, minutes after midnight; None where nobody wrote it down."""

    arrived: float | None = None
    left: float | None = None


@dataclass(frozen=True)
class Log:
    """What is on record of one day: leaving the start, each halt by its id, reaching the end."""

    departed: float | None = None
    halts: Mapping[str, Seen] = field(default_factory=dict)
    back: float | None = None


NOTHING = Log()


@dataclass(frozen=True)
class Halted:
    """A halt as it went or is to be expected.

    `is_reached` and `is_left` follow from a record of it or of anything after it. `too_late` is how many minutes after
    its last possible start it begins, 0 for what is kept or past.
    """

    visit: Visit
    is_reached: bool
    is_left: bool
    too_late: float


@dataclass(frozen=True)
class LiveDay:
    """One day; `over` is how many minutes after the latest return it ends, 0 once the convoy is back."""

    plan: DayPlan
    halts: tuple[Halted, ...]
    has_departed: bool
    is_back: bool
    over: float

    @property
    def reached(self) -> int:
        """How many halts lie behind the convoy, the one it stands at among them."""
        return sum(halt.is_reached for halt in self.halts)

    @property
    def lateness(self) -> float:
        """Minutes by which windows and the return are missed, together."""
        return self.over + sum(halt.too_late for halt in self.halts)


def live_day(tour: Tour, day: int, names: Sequence[str], log: Log, now: float | None) -> LiveDay:
    """The `day`-th day (from 0) with these halts. `now` None: the day is not under way, nothing is late by waiting.

    What is not on record is expected as early as it can be, though not in the past; what lies before a record and was
    not written down is taken as it was to be expected, but no later than that record.
    """
    asked, halts = tour.days[day], [halt_at(tour, tour.days[day], name) for name in names]
    seen = [log.halts.get(name, Seen()) for name in names]
    moments = _Moments([log.departed, *itertools.chain(*((s.arrived, s.left) for s in seen)), log.back], now)
    depart = moments.take(asked.depart)
    here, left, made = asked.start, depart, []
    for number, halt in enumerate(halts):
        arrive = moments.take(left + drive_at(tour.travel.between(here, halt.id), left, tour.rules))
        start = start_within(halt.windows, arrive)
        leave = moments.take(start + halt.stay)
        start = min(start, leave)
        reached, gone = moments.is_behind(2 * number + 1), moments.is_behind(2 * number + 2)
        slack = 0.0 if reached else slack_from(tour, asked, halts[number:], start)
        visit = _visit(halt, arrive - left, arrive, start, leave, slack)
        made.append(Halted(visit, reached, gone, 0.0 if reached else _too_late(halt, start)))
        here, left = halt.id, leave
    back = moments.take(left + drive_at(tour.travel.between(here, asked.end), left, tour.rules))
    over = 0.0 if log.back is not None else max(0.0, back - asked.back_by)
    return LiveDay(
        _day_plan(asked, depart, [one.visit for one in made], left, back),
        tuple(made),
        has_departed=moments.is_behind(0),
        is_back=log.back is not None,
        over=over,
    )


def live_days(
    tour: Tour, plan: Sequences, logs: Mapping[int, Log], today: int, now: float | None
) -> tuple[LiveDay, ...]:
    """Every day, from 0; `now` is a moment of `today` or None."""
    return tuple(
        live_day(tour, day, names, logs.get(day, NOTHING), now if day == today else None)
        for day, names in enumerate(plan)
    )


def troubles(day: LiveDay) -> tuple[Violation, ...]:
    """What the day will miss, as the checker would word it."""
    number = day.plan.number
    found = [
        Violation(
            "late",
            f"“{one.visit.title}”预计{clock(one.visit.start)}才开始，超过最晚开始时间{minutes(one.too_late)}分钟。",
            day=number,
            id=one.visit.id,
        )
        for one in day.halts
        if one.too_late
    ]
    if day.over:
        said = f"第{number}天预计{clock(day.plan.back_at)}才返回，超过最晚返回时间{minutes(day.over)}分钟。"
        found.append(Violation("back_late", said, day=number))
    return tuple(found)


class _Moments:
    """The moments of a day in order, taken one after the other: a record stands, anything else is projected."""

    def __init__(self, recorded: Sequence[float | None], now: float | None) -> None:
        self._recorded = recorded
        self._now = now
        self._last = max((n for n, moment in enumerate(recorded) if moment is not None), default=-1)
        self._place = -1

    def take(self, projected: float) -> float:
        """The next moment, given what it would be without a record."""
        self._place += 1
        known = [moment for moment in self._recorded[self._place :] if moment is not None]
        if self._recorded[self._place] is not None:
            return known[0]
        if known:
            return min(projected, known[0])
        return projected if self._now is None else max(projected, self._now)

    def is_behind(self, place: int) -> bool:
        """Whether this moment or any after it is on record."""
        return place <= self._last


def _too_late(halt: Halt, start: float) -> float:
    """A halt closed all day is the checker's business."""
    if is_open(halt.windows, start):
        return 0.0
    return max(0.0, start - max((window.latest_start for window in halt.windows), default=start))


def _visit(halt: Halt, drive: float, arrive: float, start: float, leave: float, slack: float) -> Visit:
    wait = max(0.0, start - arrive)
    return Visit(
        halt.id, halt.kind, halt.title, halt.county, max(0.0, drive), arrive, wait, start, leave, slack
    )


def _day_plan(day: Day, depart: float, visits: Sequence[Visit], left: float, back: float) -> DayPlan:
    drive, slack = max(0.0, back - left), max(0.0, day.back_by - back)
    return DayPlan(day.number, day.start, day.end, depart, tuple(visits), drive, back, slack)
