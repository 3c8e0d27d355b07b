"""A result as plain JSON values, with what a fair ranking adds; figures are rounded to six places, far below what anybody reads."""

from collections.abc import Mapping
from dataclasses import asdict
from typing import Any, Final

from guanmo.engines.fairness import (
    FairJudge,
    FairUnit,
    Method,
    RatedTour,
    Score,
    TourResult,
    WeighedScore,
)
from guanmo.engines.scoring.comparing import order_changes
from guanmo.engines.scoring.counting import Result
from guanmo.engines.scoring.fair_tally import FairTour
from guanmo.engines.scoring.workings import plain_json

_PLACES: Final = 6


def result_json(result: Result) -> dict[str, Any]:  # Any: whatever JSON can hold
    """The result as plain JSON values.

    Where the rule takes strictness off, units and stops say how sure they are and judges how strict.
    """
    said: dict[str, Any] = plain_json(result)
    if result.fair is None:
        return said
    of_units, of_stops = fair_units(result.fair), fair_stops(result.fair)
    units = [unit | of_units[unit["unit"]] for unit in said["units"]]
    stops = [stop | of_stops[stop["unit"], stop["stop"]] for stop in said["stops"]]
    return said | {"units": units, "stops": stops} | fair_json(result.fair)


def fair_json(tour: FairTour) -> dict[str, object]:
    """What the JSON of a result holds beside its units and stops."""
    changes = [asdict(change) for change in order_changes(tour)]
    if isinstance(tour, RatedTour):
        return {
            "judges": [asdict(judge) | _figures(judge, "severity", "se", "infit") for judge in tour.judges],
            "criteria": _rounded(tour.difficulties),
            "steps": [_figure(step) for step in tour.steps],
            "grades": list(tour.grades),
            "checks": {
                "reliability": _figure(tour.reliability),
                "deviance": _figure(tour.deviance),
                "few_scores": [list(stop) for stop in tour.few_scores],
            },
            "order_changes": changes,
        }
    return {
        "judges": [_judge(judge) for judge in tour.judges],
        "variances": _rounded(asdict(tour.variances)),
        "checks": _checks(tour),
        "order_changes": changes,
        "explain": [_step(one) for one in tour.explain],
    }


def fair_units(tour: FairTour) -> dict[str, dict[str, object]]:
    """By unit, what is added to each unit of a result."""
    return {unit.unit: _unit(unit) for unit in tour.units}


def fair_stops(tour: FairTour) -> dict[tuple[str, str], dict[str, object]]:
    """By unit and stop, what is added to each stop of a result."""
    if isinstance(tour, RatedTour):
        return {
            (one.unit, one.stop): _figures(one, "plain", "trimmed", "se", "measure")
            | {"adjusted": _figure(one.fair), "fair_average": _figure(one.fair)}
            for one in tour.stops
        }
    return {
        (one.unit, one.stop): _figures(one, "plain", "trimmed", "adjusted", "se", "lenience")
        for one in tour.stops
    }


def _unit(unit: FairUnit) -> dict[str, object]:
    return {
        "value": _figure(unit.value),
        "se": _figure(unit.se),
        "range": [unit.best, unit.worst],
        "p_first": _figure(unit.p_first),
        "p_top3": _figure(unit.p_top_three),
        "band": unit.band,
        "sets": {
            "marginal": [unit.marginal.best, unit.marginal.worst],
            "simultaneous": [unit.simultaneous.best, unit.simultaneous.worst],
        },
        "values": _rounded(unit.values),
        "ranks": dict(unit.ranks),
    }


def _judge(judge: FairJudge) -> dict[str, object]:
    names = ("offset", "se", "drawn_offset", "residual", "least", "most", "correlation", "own_gap")
    return asdict(judge) | _figures(judge, *names) | {"flags": list(judge.flags)}


def _checks(tour: TourResult) -> dict[str, object]:
    checks = tour.checks
    names = ("ratio", "judge_variance", "residual_variance", "reliability", "weight_lost", "capped")
    return _figures(checks, *names) | {
        "favour": None
        if checks.favour is None
        else asdict(checks.favour) | _figures(checks.favour, "size", "se"),
        "few_scores": [list(stop) for stop in checks.few_scores],
        "moved_by_shrinking": list(checks.moved_by_shrinking),
        "units_without_judges": list(checks.units_without_judges),
        "homes_known": checks.homes_known,
        "left_out": [_score(score) for score in tour.left_out],
        "weighed_down": [_step(one) for one in tour.weighed_down],
    }


def _step(one: WeighedScore) -> dict[str, object]:
    return _score(one.score) | _figures(one, "offset", "corrected", "weight", "share", "expected")


def _score(score: Score) -> dict[str, object]:
    return {
        "judge": score.judge,
        "unit": score.unit,
        "stop": score.stop,
        "value": _figure(score.value),
    }


def _figures(holder: object, *names: str) -> dict[str, object]:
    return {name: _figure(getattr(holder, name)) for name in names}


def _rounded(figures: Mapping[Method, float] | Mapping[str, float]) -> dict[str, float | None]:
    return {str(name): _figure(figure) for name, figure in figures.items()}


def _figure(value: float | None) -> float | None:
    return None if value is None else round(value, _PLACES) + 0.0
