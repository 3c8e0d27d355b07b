"""Planning a tour's itinerary, moving its stops by hand, putting the stops into its order."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from django.db import transaction

from guanmo.accounts.models import Person
from guanmo.engines.routing import Budget, Plan, check_plan, left_out, move_stop, plan_json, plan_tour
from guanmo.engines.routing import Tour as Problem
from guanmo.foundation.history import Change
from guanmo.observation import plan_queries, rules
from guanmo.observation.models import Stop, Tour, TourPlan
from guanmo.observation.services import lock_preparing, reorder_stops, require

BY_HAND = "hand"


class WrongMove(Exception):
    """The place a stop is to go to is not in this version."""

    def __init__(self) -> None:
        super().__init__("这个版本里没有要移动的点位或位置，线路没有改动，请刷新页面后再调整。")


class BrokenPlan(Exception):
    """An itinerary that breaks a rule is no order to go by."""

    def __init__(self, problems: Sequence[str]) -> None:
        super().__init__("这个版本不合规则，没有用作观摩顺序：" + " ".join(problems))


def make_plan(
    *,
    tour: Tour,
    request: Mapping[str, Any],  # Any: a tour file is JSON
    seconds: float,
    by: Person,
    at: datetime,
    seed: int = 1,
) -> TourPlan:
    """Plan the tour that `request` describes and keep the result as the next version.

    `seconds` bound the search, within the request. Raises InvalidTour and Infeasible with the reasons.
    """
    require(rules.may_manage_tours(by), "排观摩线路")
    with transaction.atomic():
        lock_preparing(tour)
    problem = plan_queries.problem_of(request)
    # Outside any transaction: nobody else's writing waits for the search.
    found = plan_tour(problem, budget=Budget(seconds=seconds), seed=seed)
    version = TourPlan(tour=tour, request=dict(request), made_by=by, made_at=at)
    return _keep(version, problem, found, Change("plan.made", by=by, at=at))


def move_in_plan(*, plan: TourPlan, stop: str, day: int, position: int, by: Person, at: datetime) -> TourPlan:
    """The next version: `stop` before the `position`-th stop (from 0) of the `day`-th day (from 0), all else as it was.

    Rules that are broken thereby are reported in the version, not refused: people move several stops in turn.
    """
    require(rules.may_manage_tours(by), "调整观摩线路")
    problem = plan_queries.problem_of(plan.request)
    sequences = plan_queries.sequences_of(plan)
    known = {one.id for one in problem.sites} | {one.id for one in problem.lunch_places}
    if stop not in known or not 0 <= day < len(sequences) or not 0 <= position <= len(sequences[day]):
        raise WrongMove
    moved = move_stop(problem, sequences, stop, day=day, position=position).plan
    found = replace(moved, left_out=left_out(problem, moved.sequences), engine=BY_HAND, seed=plan.seed)
    why = f"在第{plan.number}版上调整"
    version = TourPlan(tour=plan.tour, request=plan.request, made_by=by, made_at=at)
    return _keep(version, problem, found, Change("plan.moved", by=by, at=at, why=why))


def apply_plan(*, plan: TourPlan, by: Person, at: datetime) -> int:
    """Put the tour's stops into the itinerary's order, those left out behind; how many were left out.

    Raises BrokenPlan for a version that breaks rules, WrongOrder when a planned stop was taken off since.
    """
    require(rules.may_manage_tours(by), "调整观摩点顺序")
    verdict = check_plan(plan_queries.problem_of(plan.request), plan_queries.sequences_of(plan))
    if not verdict.valid:
        raise BrokenPlan([one.message for one in verdict.violations])
    planned = plan_queries.planned_stops(plan)
    rest = [stop.pk for stop in Stop.objects.filter(tour=plan.tour) if stop.pk not in planned]
    reorder_stops(tour=plan.tour, order=[*planned, *rest], by=by, at=at)
    return len(rest)


def _keep(version: TourPlan, problem: Problem, found: Plan, change: Change) -> TourPlan:
    with transaction.atomic():
        lock_preparing(version.tour)
        last = TourPlan.objects.filter(tour=version.tour).first()
        version.number = last.number + 1 if last else 1
        version.result, version.engine, version.seed = plan_json(problem, found), found.engine, found.seed
        return change.create(version)
