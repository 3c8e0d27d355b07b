"""Tours for tests: one worked by hand, and random ones that are feasible because a plan was drawn first."""

import math
import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import pairwise

from guanmo.engines.routing.model import (
    Day,
    HourFactor,
    Meal,
    Place,
    Rules,
    Sequences,
    Site,
    Tour,
    Travel,
    Window,
)

ALL_DAY = (Window(480, 1080),)
LUNCH = Meal(60, 690, 750)
NO_RULES = Rules()


def line_tour(
    *, rules: Rules = NO_RULES, days: int = 1, sites: Mapping[str, Mapping[str, object]] | None = None
) -> Tour:
    """Places on a straight road, one minute apart per unit: 宾馆 at 0, 食堂 at 20, 甲 10, 乙 20, 丙 30, 丁 40.

    甲 and 乙 lie in 东县, 丙 and 丁 in 西县; each visit takes 30 minutes and counts 10. Days run from 8:00 to 18:00.
    `sites` overrides fields of some of them.
    """
    spots = {"甲": ("东县", 10), "乙": ("东县", 20), "丙": ("西县", 30), "丁": ("西县", 40)}
    positions = {"宾馆": 0, "食堂": 20, **{name: spot for name, (_, spot) in spots.items()}}
    names = list(positions)
    table = [[float(abs(positions[a] - positions[b])) for b in names] for a in names]
    made = [Site(name, county, 30, ALL_DAY, prize=10) for name, (county, _) in spots.items()]
    changed = [replace(site, **dict((sites or {}).get(site.id, {}))) for site in made]  # type: ignore[arg-type]  # fields of the test
    return Tour(
        name="直路",
        sites=tuple(changed),
        lunch_places=(Place("食堂"),),
        places=(Place("宾馆"),),
        days=tuple(Day(number, "宾馆", "宾馆", 480, 1080, LUNCH) for number in range(1, days + 1)),
        travel=Travel({name: number for number, name in enumerate(names)}, table),
        rules=rules,
    )


@dataclass
class _Draft:
    """A plan being drawn: who is visited when."""

    now: float
    here: str
    stops: list[str] = field(default_factory=list)
    starts: dict[str, float] = field(default_factory=dict)


def random_tour(seed: int, *, sites: int = 8, days: int = 2) -> tuple[Tour, Sequences]:
    """A tour with a plan that keeps its rules. Which rules it has depends on the seed."""
    dice = random.Random(seed)  # noqa: S311 - invented tours
    counties = [f"{letter}县" for letter in "东西南北"[: dice.randint(1, 4)]]
    names = [f"S{number}" for number in range(sites)]
    county_of = {name: dice.choice(counties) for name in names}
    travel = _travel(dice, [*names, "L0", "L1", "H0", "H1"])
    buffer = dice.choice([0.0, 0.0, 0.1])
    visit = {name: dice.choice([15, 20, 30, 45]) for name in names}
    plan, starts, lines = _draw(dice, names, days, travel, visit, buffer)
    made = [
        Site(name, county_of[name], visit[name], _around(dice, starts.get(name)), prize=dice.randint(1, 90))
        for name in names
    ]
    shown = [name for day in plan for name in day if name in visit]
    made = [replace(site, must=site.id in shown and dice.random() < 0.15) for site in made]
    rules = _rules(dice, plan, county_of, buffer)
    places = (Place("H0"), Place("H1"))
    return Tour(f"随机{seed}", tuple(made), (Place("L0"), Place("L1")), places, lines, travel, rules), plan


def _travel(dice: random.Random, names: Sequence[str]) -> Travel:
    spots = {name: (dice.uniform(0, 60), dice.uniform(0, 60)) for name in names}
    table = [[float(math.ceil(math.dist(spots[a], spots[b]))) for b in names] for a in names]
    return Travel({name: number for number, name in enumerate(names)}, table)


def _draw(
    dice: random.Random,
    names: Sequence[str],
    days: int,
    travel: Travel,
    visit: Mapping[str, float],
    buffer: float,
) -> tuple[Sequences, dict[str, float], tuple[Day, ...]]:
    rest = dice.sample(names, len(names))
    plan, starts, lines = [], {}, []
    for number in range(1, days + 1):
        draft = _Draft(480.0, dice.choice(["H0", "H1"]))
        start, end = draft.here, dice.choice(["H0", "H1"])
        for name in [
            *rest[: dice.randint(0, 3)],
            dice.choice(["L0", "L1"]),
            *rest[3 : 3 + dice.randint(0, 2)],
        ]:
            draft.now += math.ceil(travel.between(draft.here, name) * (1 + buffer) - 1e-9)
            draft.starts[name] = draft.now
            draft.now += visit.get(name, 60)
            draft.here = name
            draft.stops.append(name)
        rest = [name for name in rest if name not in draft.stops]
        back = draft.now + math.ceil(travel.between(draft.here, end) * (1 + buffer) - 1e-9)
        lunch = next(moment for name, moment in draft.starts.items() if name.startswith("L"))
        meal = Meal(60, lunch - dice.randint(0, 60), lunch + dice.randint(0, 60))
        lines.append(Day(number, start, end, 480, back + dice.randint(0, 120), meal))
        plan.append(tuple(draft.stops))
        starts |= draft.starts
    return tuple(plan), starts, tuple(lines)


def _around(dice: random.Random, start: float | None) -> tuple[Window, ...]:
    """A window that holds the moment, sometimes with another beside it."""
    moment = dice.randint(500, 1000) if start is None else start
    window = Window(moment - dice.randint(0, 90), moment + dice.randint(0, 240))
    return (
        (window, Window(window.latest_start + 30, window.latest_start + 60))
        if dice.random() < 0.2
        else (window,)
    )


def _rules(dice: random.Random, plan: Sequences, county_of: Mapping[str, str], buffer: float) -> Rules:
    line = [(day, county_of[name]) for day, names in enumerate(plan) for name in names if name in county_of]
    seen = [county for _, county in line]
    blocks = [here for before, here in pairwise([(-1, ""), *line]) if here != before]
    one_go = len({county for _, county in blocks}) == len(blocks)
    ordered = [
        (a, b) for a, b in pairwise(dict.fromkeys(seen)) if max(_places(seen, a)) < min(_places(seen, b))
    ]
    return Rules(
        county_min=dict.fromkeys(sorted(set(seen)), 1) if dice.random() < 0.5 else {},
        county_max={county: seen.count(county) for county in sorted(set(seen))}
        if dice.random() < 0.3
        else {},
        max_stops_a_day=max(sum(name in county_of for name in day) for day in plan)
        if dice.random() < 0.3
        else None,
        county_in_one_go=one_go and dice.random() < 0.5,
        county_order=tuple(ordered[:1]) if dice.random() < 0.5 else (),
        same_day=tuple(
            tuple(name for name in day if name in county_of)[:2] for day in plan[:1] if dice.random() < 0.3
        ),
        buffer=buffer,
    )


def _places(line: Sequence[str], county: str) -> list[int]:
    return [place for place, each in enumerate(line) if each == county]


RUSH = (HourFactor(420, 540, 1.5), HourFactor(1020, 1080, 2.0))
