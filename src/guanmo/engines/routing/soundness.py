"""Is a tour well formed, and is it plainly impossible? Both are answered before any search."""

from collections import Counter
from collections.abc import Iterable, Iterator
from itertools import pairwise

from guanmo.engines.routing.model import MIDNIGHT, Site, Tour, Window
from guanmo.engines.routing.wording import clock

_HAIR = 1e-6


class InvalidTour(ValueError):
    """The tour contradicts itself; `problems` holds a Chinese sentence for each contradiction."""

    def __init__(self, problems: Iterable[str]) -> None:
        self.problems = tuple(problems)
        super().__init__(" ".join(self.problems))


class Infeasible(ValueError):
    """No plan can keep, or none was found that keeps, all rules; `problems` names them.

    `proved` tells which of the two it is.
    """

    def __init__(self, problems: Iterable[str], *, proved: bool) -> None:
        self.problems = tuple(problems)
        self.proved = proved
        super().__init__(" ".join(self.problems))


def check_tour(tour: Tour) -> tuple[str, ...]:
    """What is wrong with the tour as it is written; empty if nothing is."""
    return (*_shape(tour), *_days(tour), *_sites(tour), *_rules(tour))


def _shape(tour: Tour) -> Iterator[str]:
    if not tour.sites:
        yield "没有点位，请至少给出一个点位。"
    if not tour.days:
        yield "没有日程，请至少给出一天的出发和返回安排。"
    names = Counter(one.id for one in tour.located)
    yield from (
        f"“{name}”重复了{count}次，每个地点只能出现一次。" for name, count in names.items() if count > 1
    )
    needed = {*names, *(end for day in tour.days for end in (day.start, day.end))}
    yield from (f"没有“{name}”的行车时间。" for name in sorted(needed - set(tour.travel.order)))
    rows = len(tour.travel.minutes)
    if any(len(row) != rows for row in tour.travel.minutes) or any(
        not 0 <= number < rows for number in tour.travel.order.values()
    ):
        yield "行车时间表的行数、列数和地点数不一致。"
    elif any(not cell >= 0 for row in tour.travel.minutes for cell in row):
        yield "行车时间不能是负数或空。"


def _days(tour: Tour) -> Iterator[str]:
    for day in tour.days:
        if not 0 <= day.depart <= day.back_by <= MIDNIGHT:
            told = f"{clock(day.depart)}出发、{clock(day.back_by)}前返回"
            yield f"第{day.number}天{told}不成立：返回不能早于出发，也不能跨过零点。"
        if day.meal and not tour.lunch_places:
            yield f"第{day.number}天要安排午餐，但没有给出用餐地点。"
        if day.meal and day.meal.earliest_start > day.meal.latest_start:
            yield f"第{day.number}天午餐最早开始时间晚于最晚开始时间。"
        if day.meal and day.meal.minutes < 0:
            yield f"第{day.number}天午餐时长不能是负数。"
    if len({day.meal.minutes for day in tour.days if day.meal}) > 1:
        yield "各天的午餐时长应相同。"


def _sites(tour: Tour) -> Iterator[str]:
    for site in tour.sites:
        if not site.visit_min >= 0:
            yield f"“{site.title}”的停留时间不能是负数。"
        if not site.prize >= 0:
            yield f"“{site.title}”的权重不能是负数。"
        if site.must and site.never:
            yield f"“{site.title}”既规定必去又规定不去。"
        windows = [*site.windows, *(one for each in site.day_windows.values() for one in each)]
        yield from (_reversed(site, one) for one in windows if one.opens > one.latest_start)


def _reversed(site: Site, window: Window) -> str:
    return f"“{site.title}”最早{clock(window.opens)}、最晚{clock(window.latest_start)}开始，前后颠倒。"


def _rules(tour: Tour) -> Iterator[str]:
    rules, counties = tour.rules, set(tour.counties)
    named = [*rules.county_min, *rules.county_max, *(name for pair in rules.county_order for name in pair)]
    yield from (f"规则里的“{name}”没有任何点位。" for name in dict.fromkeys(named) if name not in counties)
    ids = {site.id for site in tour.sites}
    strangers = dict.fromkeys(name for group in rules.same_day for name in group if name not in ids)
    yield from (f"同日规则里的“{name}”不是点位。" for name in strangers)
    if rules.buffer < 0 or rules.boarding_min < 0:
        yield "缓冲比例和上下车时间不能是负数。"
    for before, after in pairwise(sorted(rules.hour_factors, key=lambda one: one.since)):
        if before.until > after.since:
            yield f"分时段系数在{clock(after.since)}处重叠。"
    if any(one.factor <= 0 or one.since >= one.until for one in rules.hour_factors):
        yield "分时段系数应为正数，时段的起点应早于终点。"
