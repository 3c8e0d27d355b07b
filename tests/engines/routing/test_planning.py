"""Plans keep every rule, are the best there is where that can be counted out, and repeat under a seed."""

import math
import random
from collections.abc import Iterator
from dataclasses import replace
from itertools import pairwise, permutations

import pytest

from guanmo.engines.routing.benchmark_files import read_tsptw
from guanmo.engines.routing.budgets import Budget
from guanmo.engines.routing.checking import check_plan
from guanmo.engines.routing.model import Rules, Sequences, Tour, Window
from guanmo.engines.routing.planning import plan_tour
from guanmo.engines.routing.soundness import Infeasible, InvalidTour
from tests.engines.routing.small_tours import RUSH, line_tour, random_tour

FEW = Budget(rounds=10)
MANY = Budget(rounds=400)


@pytest.mark.parametrize("block", range(10))
def test_a_thousand_random_tours_are_planned_without_a_violation(block: int) -> None:
    for seed in range(100 * block, 100 * block + 100):
        tour, drawn = random_tour(seed)

        plan = plan_tour(tour, budget=FEW, seed=seed, use_pyvrp=False)

        assert check_plan(tour, plan.sequences).violations == (), seed
        assert check_plan(tour, drawn).valid, seed


@pytest.mark.parametrize("seed", range(20))
def test_tours_by_the_hour_keep_their_windows(seed: int) -> None:
    tour, _ = random_tour(seed)
    tour = replace(
        tour, rules=Rules(hour_factors=RUSH), days=tuple(replace(d, back_by=1080) for d in tour.days)
    )

    try:
        plan = plan_tour(tour, budget=FEW, use_pyvrp=False)
    except Infeasible:
        return

    assert check_plan(tour, plan.sequences).violations == ()


@pytest.mark.parametrize("seed", range(12))
@pytest.mark.parametrize("use_pyvrp", [False, True])
def test_one_day_is_planned_as_well_as_by_trying_everything(seed: int, *, use_pyvrp: bool) -> None:
    tour, _ = random_tour(seed, sites=5, days=1)
    best = max(_every_objective(tour))

    plan = plan_tour(tour, budget=MANY, use_pyvrp=use_pyvrp)

    assert plan.objective == best
    assert check_plan(tour, plan.sequences).objective == best


def _every_objective(tour: Tour) -> Iterator[float]:
    names = [site.id for site in tour.sites]
    for count in range(len(names) + 1):
        for order in permutations(names, count):
            for place in tour.lunch_places:
                for position in range(count + 1):
                    day = (*order[:position], place.id, *order[position:])
                    verdict = check_plan(tour, (day,))
                    if verdict.valid:
                        yield verdict.objective


@pytest.mark.parametrize("use_pyvrp", [False, True])
def test_one_seed_and_a_number_of_rounds_give_one_plan(*, use_pyvrp: bool) -> None:
    tour, _ = random_tour(3, sites=12, days=3)

    first = plan_tour(tour, budget=Budget(rounds=60), seed=5, use_pyvrp=use_pyvrp)

    assert plan_tour(tour, budget=Budget(rounds=60), seed=5, use_pyvrp=use_pyvrp) == first


def test_a_start_plan_is_never_made_worse() -> None:
    tour, _ = random_tour(8, sites=12, days=2)
    good = plan_tour(tour, budget=MANY, use_pyvrp=False)

    again = plan_tour(tour, budget=Budget(rounds=1), seed=99, start_plan=good.sequences, use_pyvrp=False)

    assert again.objective >= good.objective


def test_a_start_plan_that_breaks_rules_is_kept_as_far_as_it_can_be() -> None:
    tour = line_tour(rules=Rules(county_in_one_go=True))
    wrong: Sequences = (("甲", "丙", "食堂", "乙", "乙", "无", "食堂"), ("丁",))

    plan = plan_tour(tour, budget=FEW, start_plan=wrong, use_pyvrp=False)

    assert check_plan(tour, plan.sequences).valid
    assert plan.objective == 4000 - 80


def test_a_tour_without_prizes_is_planned_for_its_obligatory_stops() -> None:
    sites = {name: {"prize": 0, "must": name in "甲丁"} for name in "甲乙丙丁"}

    plan = plan_tour(line_tour(sites=sites), budget=MANY, use_pyvrp=False)

    # 乙 and 丙 lie on the way and cost nothing: they may be in it.
    assert {"甲", "丁"} <= {visit.id for visit in plan.stops}
    assert plan.objective == -80


def test_contradictions_are_refused_before_planning() -> None:
    with pytest.raises(InvalidTour) as refused:
        plan_tour(line_tour(sites={"甲": {"visit_min": -1}}))

    assert refused.value.problems == ("“甲”的停留时间不能是负数。",)


def test_proved_impossible_rules_are_named() -> None:
    with pytest.raises(Infeasible) as refused:
        plan_tour(line_tour(sites={"丁": {"must": True, "windows": (Window(480, 500),)}}))

    assert refused.value.proved
    assert refused.value.problems == (
        "必去点位“丁”任何一天都去不成：开放时间、停留时间、用餐和返回时间不能同时满足。",
    )


def test_rules_no_plan_was_found_for_are_named_soon() -> None:
    # Three obligatory stops that all start at 9:00; two by two the proofs only look at stops with a single day.
    nine = {"must": True, "windows": (Window(540, 540),)}
    tour = line_tour(sites={"甲": nine, "乙": nine, "丙": nine}, days=2)

    with pytest.raises(Infeasible) as refused:
        plan_tour(tour, budget=Budget(rounds=5))

    assert not refused.value.proved
    assert len(refused.value.problems) == 1
    assert refused.value.problems[0].endswith("规定必去，方案里没有它。")


def salesman(seed: int, stops: int) -> str:
    """A TSPTW file whose windows surround the moments of a drawn order."""
    dice = random.Random(seed)  # noqa: S311 - invented tours
    spots = [(dice.uniform(0, 50), dice.uniform(0, 50)) for _ in range(stops + 1)]
    table = [[round(math.dist(a, b)) for b in spots] for a in spots]
    order = dice.sample(range(1, stops + 1), stops)
    arrivals, now = {}, 0
    for here, there in pairwise([0, *order]):
        now += table[here][there]
        arrivals[there] = now
    windows = [(0, now + 200), *((max(0, arrivals[n] - 30), arrivals[n] + 30) for n in range(1, stops + 1))]
    lines = [str(stops + 1), *(" ".join(map(str, row)) for row in table), *(f"{a} {b}" for a, b in windows)]
    return "\n".join(lines)


@pytest.mark.parametrize("seed", range(3))
def test_a_long_fixed_list_gets_an_order_that_meets_every_window(seed: int) -> None:
    tour = read_tsptw(salesman(seed, 30))

    plan = plan_tour(tour, budget=Budget(rounds=300), seed=seed)

    assert check_plan(tour, plan.sequences).valid
    assert len(plan.stops) == 30
