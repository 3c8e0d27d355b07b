"""A plan as a JSON-ready object, in the form of the tours' `best_known`, with its moments and the checker's verdict."""

from guanmo.engines.routing.checking import Verdict, check_plan
from guanmo.engines.routing.model import DayPlan, Plan, Tour, Visit
from guanmo.engines.routing.wording import figure


def plan_json(tour: Tour, plan: Plan, verdict: Verdict | None = None) -> dict[str, object]:
    """`plan`, `objective`, `prize`, `travel_min`, `sites` as in the shared tours; the rest explains them.

    `verdict` is the checker's unless the plan is of a day under way, which nobody judges by the hours it began with.
    """
    verdict = verdict or check_plan(tour, plan.sequences)
    return {
        "name": tour.name,
        "plan": [list(day) for day in plan.sequences],
        **verdict_json(verdict),
        "days": [_day(day) for day in plan.days],
        "left_out": [
            {
                "id": one.id,
                "name": one.title,
                "reason": one.reason,
                "extra_minutes": None if one.extra_minutes is None else figure(one.extra_minutes),
            }
            for one in plan.left_out
        ],
        "engine": plan.engine,
        "seed": plan.seed,
        "iterations": plan.iterations,
        "notes": list(plan.notes),
    }


def verdict_json(verdict: Verdict) -> dict[str, object]:
    """The checker's verdict and its own reckoning of the objective."""
    return {
        "objective": figure(verdict.objective),
        "prize": figure(verdict.prize),
        "travel_min": figure(verdict.travel_min),
        "sites": verdict.stops,
        "valid": verdict.valid,
        "violations": [
            {"code": one.code, "day": one.day, "id": one.id, "message": one.message}
            for one in verdict.violations
        ],
    }


def _day(day: DayPlan) -> dict[str, object]:
    return {
        "day": day.number,
        "start": day.start,
        "end": day.end,
        "depart": figure(day.depart),
        "stops": [_visit(visit) for visit in day.visits],
        "drive_back": figure(day.drive_back),
        "back_at": figure(day.back_at),
        "slack": figure(day.slack),
    }


def _visit(visit: Visit) -> dict[str, object]:
    return {
        "id": visit.id,
        "kind": visit.kind.value,
        "name": visit.title,
        "county": visit.county,
        **{
            key: figure(getattr(visit, key)) for key in ("drive", "arrive", "wait", "start", "leave", "slack")
        },
    }
