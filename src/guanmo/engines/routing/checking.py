"""Is a plan what the tour asks for? Written apart from the planner, so that the two can disagree.

Nothing here comes from the planner's arrays: moments are worked out again from the tour's own minutes.
"""

import itertools
import math
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from guanmo.engines.routing.model import MIDNIGHT, Day, Meal, Sequences, Site, Tour, Window
from guanmo.engines.routing.wording import clock, minutes

# Far below anything a clock shows, above what adding decimals can lose.
_HAIR = 1e-6


@dataclass(frozen=True)
class Violation:
    """A broken rule. `day` counts from 1 as the tour numbers it; `id` is the stop, place or county concerned."""

    code: str
    message: str
    day: int | None = None
    id: str = ""


@dataclass(frozen=True)
class Verdict:
    """What the checker found, and what the plan is worth by its own reckoning."""

    violations: tuple[Violation, ...]
    objective: float
    prize: float
    travel_min: float
    stops: int

    @property
    def valid(self) -> bool:
        return not self.violations


def check_plan(tour: Tour, plan: Sequences) -> Verdict:
    """Every rule the plan breaks, in Chinese, and its objective. Any sequences of ids may be given.

    Stops the tour does not know are reported and left out of what follows.
    """
    checker = _Checker(tour)
    known = [[name for name in day if name in checker.known] for day in plan]
    violations = [
        *checker.unknown_stops(plan),
        *checker.number_of_days(plan),
        *checker.repeated_and_forbidden(known),
        *checker.missing(known),
        *(
            found
            for day, names in zip(tour.days, known, strict=False)
            for found in checker.clockwork(day, names)
        ),
        *(
            found
            for day, names in zip(tour.days, known, strict=False)
            for found in checker.lunches(day, names)
        ),
        *checker.numbers(known),
        *checker.order(known),
        *checker.company(known),
    ]
    stops = list(dict.fromkeys(name for day in known for name in day if name in checker.sites))
    prize = sum(checker.sites[name].prize for name in stops)
    travel = sum(checker.travel(day, names) for day, names in zip(tour.days, known, strict=False))
    return Verdict(tuple(violations), tour.prize_weight * prize - travel, prize, travel, len(stops))


class _Checker:
    def __init__(self, tour: Tour) -> None:
        self._tour = tour
        self._rules = tour.rules
        self.sites: Mapping[str, Site] = {site.id: site for site in tour.sites}
        self._lunch = {place.id: place for place in tour.lunch_places}
        self.known = {*self.sites, *self._lunch}

    def unknown_stops(self, plan: Sequences) -> Iterator[Violation]:
        for number, day in enumerate(plan, 1):
            for name in day:
                if name not in self.known:
                    yield Violation(
                        "unknown", f"第{number}天的“{name}”不在点位和用餐地点名单里。", number, name
                    )

    def number_of_days(self, plan: Sequences) -> Iterator[Violation]:
        if len(plan) != len(self._tour.days):
            yield Violation("days", f"应排{len(self._tour.days)}天，方案有{len(plan)}天。")

    def repeated_and_forbidden(self, plan: Sequence[Sequence[str]]) -> Iterator[Violation]:
        times = Counter(name for day in plan for name in day if name in self.sites)
        for name, count in times.items():
            if count > 1:
                yield Violation("repeated", f"“{self._title(name)}”去了{count}次，只能去一次。", id=name)
            if self.sites[name].never:
                yield Violation("never", f"“{self._title(name)}”规定不去，方案里有它。", id=name)

    def missing(self, plan: Sequence[Sequence[str]]) -> Iterator[Violation]:
        seen = {name for day in plan for name in day}
        for site in self._tour.sites:
            if site.must and site.id not in seen:
                yield Violation("must", f"“{site.title}”规定必去，方案里没有它。", id=site.id)

    def clockwork(self, day: Day, names: Sequence[str]) -> Iterator[Violation]:
        """Walks the day from depart to back-by and reports every window missed."""
        here, now = day.start, day.depart
        for name in names:
            now += self._drive(here, name, now)
            windows, stay = self._stay(day, name)
            start = _start(windows, now)
            if start is None:
                yield self._missed(day, name, windows, now)
                start = now
            now = start + stay
            here = name
        now += self._drive(here, day.end, now)
        if now > day.back_by + _HAIR:
            late = minutes(now - day.back_by)
            yield Violation(
                "back_by",
                f"第{day.number}天{clock(now)}才回到终点，要求{clock(day.back_by)}前，晚{late}分钟。",
                day.number,
                day.end,
            )
        if now > MIDNIGHT + _HAIR:
            yield Violation("midnight", f"第{day.number}天跨过了零点。", day.number)

    def _stay(self, day: Day, name: str) -> tuple[Sequence[Window], float]:
        if name in self.sites:
            site = self.sites[name]
            return site.windows_on(day.number), site.visit_min + self._rules.boarding_min
        meal = day.meal or Meal(0.0, 0.0, MIDNIGHT)
        return (Window(meal.earliest_start, meal.latest_start),), meal.minutes

    def _missed(self, day: Day, name: str, windows: Sequence[Window], now: float) -> Violation:
        title, code = self._title(name), "window" if name in self.sites else "lunch_window"
        if not windows:
            return Violation("closed", f"第{day.number}天“{title}”不开放。", day.number, name)
        last = max(window.latest_start for window in windows)
        late = minutes(now - last)
        what = "用餐最晚" if code == "lunch_window" else "最晚"
        told = f"第{day.number}天{clock(now)}才到“{title}”，{what}{clock(last)}开始，晚{late}分钟。"
        return Violation(code, told, day.number, name)

    def _drive(self, start: str, end: str, leave: float) -> float:
        """Minutes on the road from a moment on, worked out quarter of a second by stretch of road."""
        usual = self._tour.travel.between(start, end)
        if not (self._rules.buffer or self._rules.hour_factors):
            return usual
        road, now = usual * (1 + self._rules.buffer), leave
        while road > _HAIR:
            factor, until = self._road_at(now)
            covered = min(road, (until - now) / factor)
            road -= covered
            now += covered * factor
        return float(math.ceil(now - leave - _HAIR))

    def _road_at(self, now: float) -> tuple[float, float]:
        """(factor, until when it holds) at a moment."""
        for one in self._rules.hour_factors:
            if one.since <= now + _HAIR and now + _HAIR < one.until:
                return one.factor, one.until
        return 1.0, min([one.since for one in self._rules.hour_factors if one.since > now], default=math.inf)

    def lunches(self, day: Day, names: Sequence[str]) -> Iterator[Violation]:
        count = sum(name in self._lunch for name in names)
        wanted = 1 if day.meal else 0
        if count != wanted:
            told = f"第{day.number}天应安排{wanted}次午餐，方案有{count}次。"
            yield Violation("lunch", told, day.number)

    def numbers(self, plan: Sequence[Sequence[str]]) -> Iterator[Violation]:
        seen = {name for day in plan for name in day if name in self.sites}
        counts = Counter(self.sites[name].county for name in seen)
        for county in sorted({*self._rules.county_min, *self._rules.county_max}):
            least = self._rules.county_min.get(county, 0)
            most = self._rules.county_max.get(county, len(self.sites))
            if counts[county] < least:
                told = f"“{county}”应至少看{least}个点位，方案只有{counts[county]}个。"
                yield Violation("county_min", told, id=county)
            if counts[county] > most:
                told = f"“{county}”最多看{most}个点位，方案有{counts[county]}个。"
                yield Violation("county_max", told, id=county)
        yield from self._stops_a_day(plan)

    def _stops_a_day(self, plan: Sequence[Sequence[str]]) -> Iterator[Violation]:
        most = self._rules.max_stops_a_day
        for day, names in zip(self._tour.days, plan, strict=False):
            stops = day.stops_made + sum(name in self.sites for name in names)
            if most is not None and stops > most:
                told = f"第{day.number}天安排了{stops}个点位，每天最多{most}个。"
                yield Violation("stops_a_day", told, day.number)

    def order(self, plan: Sequence[Sequence[str]]) -> Iterator[Violation]:
        """County order locks, and counties left and entered again."""
        line = [
            (number, self.sites[name].county)
            for number, day in enumerate(plan)
            for name in day
            if name in self.sites
        ]
        for first, second in self._rules.county_order:
            firsts = [place for place, (_, county) in enumerate(line) if county == first]
            seconds = [place for place, (_, county) in enumerate(line) if county == second]
            if firsts and seconds and max(firsts) > min(seconds):
                yield Violation("order", f"“{first}”应全部排在“{second}”之前。", id=first)
        if self._rules.county_in_one_go:
            blocks = Counter(now for before, now in zip([None, *line], line, strict=False) if now != before)
            parts = Counter(county for (_, county), times in blocks.items() for _ in range(times))
            for county, times in parts.items():
                if times > 1:
                    told = f"“{county}”应一次看完，方案分了{times}次。"
                    yield Violation("one_go", told, id=county)

    def company(self, plan: Sequence[Sequence[str]]) -> Iterator[Violation]:
        for group in self._rules.same_day:
            days = [number for number, day in enumerate(plan, 1) if set(group).intersection(day)]
            if len(days) > 1:
                titles = "、".join(f"“{self._title(name)}”" for name in group)
                told = f"{titles}应在同一天，方案分在第{'、'.join(map(str, days))}天。"
                yield Violation("same_day", told, id=group[0])

    def travel(self, day: Day, names: Sequence[str]) -> float:
        """Minutes of driving as the objective counts them: without buffer, at the usual hours."""
        line = [day.start, *names, day.end]
        return sum(self._tour.travel.between(a, b) for a, b in itertools.pairwise(line))

    def _title(self, name: str) -> str:
        return self.sites[name].title if name in self.sites else self._lunch[name].title


def _start(windows: Sequence[Window], arrival: float) -> float | None:
    """The first moment a visit may start after arriving, None if every window is past."""
    starts = [max(arrival, window.opens) for window in windows if arrival <= window.latest_start + _HAIR]
    return min(starts, default=None)
