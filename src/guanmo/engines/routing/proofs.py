"""Rules that no plan can keep, proved before any search by looking at one or two stops at a time."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from itertools import combinations, permutations

from guanmo.engines.routing.hours import drive_at
from guanmo.engines.routing.model import Day, Place, Site, Tour, Window
from guanmo.engines.routing.travel import closed
from guanmo.engines.routing.wording import clock, minutes

_HAIR = 1e-6
_Reach = Mapping[str, frozenset[int]]


def impossibilities(tour: Tour) -> tuple[str, ...]:
    """A sentence for each rule proved unkeepable; an empty answer proves nothing. The tour must be sound."""
    days = _Days(tour)
    stuck = tuple(days.stuck())
    if stuck:
        return stuck
    reach = {site.id: days.open_to([site]) for site in tour.sites if not site.never}
    return (
        *_unreachable(tour, reach),
        *_counties(tour, reach),
        *_circles(tour.rules.county_order),
        *_crowding(tour),
        *_company(tour, reach),
        *(days.quarrels(reach) if not _unreached(tour, reach) else ()),
    )


class _Days:
    """Which few stops fit into a day at all, with its lunch."""

    def __init__(self, tour: Tour) -> None:
        self._tour = tour
        self._minutes = closed(tour.travel).minutes
        self._order = tour.travel.order

    def stuck(self) -> Iterator[str]:
        """Days that even without a stop cannot be done."""
        for day in self._tour.days:
            if not self._reaches(day, []):
                yield f"第{day.number}天从起点直接去终点，也赶不上{clock(day.back_by)}前返回。"
            elif not self._fits(day, []):
                yield f"第{day.number}天没有一个用餐地点能在用餐时段内赶到并按时返回。"

    def open_to(self, sites: Sequence[Site]) -> frozenset[int]:
        """The days on which all of these sites can be visited if nothing else is."""
        return frozenset(day.number for day in self._tour.days if self._fits(day, sites))

    def quarrels(self, reach: _Reach) -> Iterator[str]:
        """Obligatory sites of which a day holds only one, and only that day."""
        musts = [site for site in self._tour.sites if site.must and len(reach[site.id]) == 1]
        for one, other in combinations(musts, 2):
            if reach[one.id] == reach[other.id] and not self.open_to([one, other]):
                day = next(iter(reach[one.id]))
                yield f"必去点位“{one.title}”和“{other.title}”都只能排在第{day}天，而一天里排不下这两个。"

    def _fits(self, day: Day, sites: Sequence[Site]) -> bool:
        lunches: Sequence[Place | None] = self._tour.lunch_places if day.meal else [None]
        stops: list[list[Site | Place]] = [[*sites, *([place] if place else [])] for place in lunches]
        return any(self._reaches(day, order) for each in stops for order in permutations(each))

    def _reaches(self, day: Day, stops: Sequence[Site | Place]) -> bool:
        here, now = day.start, day.depart
        for stop in stops:
            arrive = now + self._drive(here, stop.id, now)
            windows, stay = self._stay(day, stop)
            starts = [max(arrive, one.opens) for one in windows if arrive <= one.latest_start + _HAIR]
            if not starts:
                return False
            here, now = stop.id, min(starts) + stay
        return now + self._drive(here, day.end, now) <= day.back_by + _HAIR

    def _stay(self, day: Day, stop: Site | Place) -> tuple[Sequence[Window], float]:
        if isinstance(stop, Site):
            return stop.windows_on(day.number), stop.visit_min + self._tour.rules.boarding_min
        meals = [day.meal] if day.meal else []
        return [Window(one.earliest_start, one.latest_start) for one in meals], sum(
            one.minutes for one in meals
        )

    def _drive(self, start: str, end: str, leave: float) -> float:
        return drive_at(self._minutes[self._order[start]][self._order[end]], leave, self._tour.rules)


def _unreached(tour: Tour, reach: _Reach) -> list[Site]:
    return [site for site in tour.sites if site.must and not reach[site.id]]


def _unreachable(tour: Tour, reach: _Reach) -> Iterator[str]:
    for site in _unreached(tour, reach):
        yield f"必去点位“{site.title}”任何一天都去不成：开放时间、停留时间、用餐和返回时间不能同时满足。"


def _counties(tour: Tour, reach: _Reach) -> Iterator[str]:
    rules = tour.rules
    there = Counter(site.county for site in tour.sites if reach.get(site.id))
    listed = Counter(site.county for site in tour.sites)
    musts = Counter(site.county for site in tour.sites if site.must)
    for county in tour.counties:
        least, most = rules.county_min.get(county, 0), rules.county_max.get(county, len(tour.sites))
        if least > most:
            yield f"“{county}”至少看{least}个、最多看{most}个，两条规则矛盾。"
        elif least > there[county]:
            yield f"“{county}”应至少看{least}个点位，名单里{listed[county]}个，去得成的只有{there[county]}个。"
        if musts[county] > most:
            yield f"“{county}”最多看{most}个点位，必去的就有{musts[county]}个。"


def _circles(pairs: Sequence[tuple[str, str]]) -> Iterator[str]:
    """Order locks that chase each other's tail."""
    after = {first: {second for one, second in pairs if one == first} for first, _ in pairs}
    for county in after:
        seen: set[str] = set()
        ahead = set(after[county])
        while ahead - seen:
            seen |= ahead
            ahead = {further for each in ahead for further in after.get(each, set())}
        if county in seen:
            yield f"先后次序规则自相矛盾：“{county}”要排在自己之前。"
            return


def _obligatory(tour: Tour) -> list[Site]:
    """A least set of stops the rules demand: all musts, and for each county its quickest ones."""
    chosen = [site for site in tour.sites if site.must]
    for county, least in tour.rules.county_min.items():
        lacking = least - sum(site.county == county for site in chosen)
        others = [site for site in tour.sites if site.county == county and not (site.must or site.never)]
        chosen += sorted(others, key=lambda site: site.visit_min)[: max(0, lacking)]
    return chosen


def _crowding(tour: Tour) -> Iterator[str]:
    stops, rules = _obligatory(tour), tour.rules
    if rules.max_stops_a_day is not None and len(stops) > rules.max_stops_a_day * len(tour.days):
        room = rules.max_stops_a_day * len(tour.days)
        yield f"必去点位和各单位最低数合计{len(stops)}个，每天最多{rules.max_stops_a_day}个，{len(tour.days)}天只排得下{room}个。"
    stays = sum(site.visit_min + rules.boarding_min for site in stops)
    meals = sum(day.meal.minutes for day in tour.days if day.meal)
    time = sum(day.back_by - day.depart for day in tour.days)
    if stays + meals > time + _HAIR:
        yield f"必去点位、各单位最低数和午餐光停留就要{minutes(stays + meals)}分钟，{len(tour.days)}天总共只有{minutes(time)}分钟。"


def _company(tour: Tour, reach: _Reach) -> Iterator[str]:
    musts = {site.id: site for site in tour.sites if site.must}
    for group in tour.rules.same_day:
        bound = [name for name in group if name in musts]
        if bound and not frozenset.intersection(*(reach[name] for name in bound)):
            titles = "、".join(f"“{musts[name].title}”" for name in bound)
            yield f"{titles}规定在同一天，但没有一天都去得成。"
