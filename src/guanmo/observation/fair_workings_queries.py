"""How a score with strictness taken off came about, read from the sealed result.

Estimates never end; they are sealed to six places and shown with ≈.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

Sealed = dict[str, Any]  # Any: the sealed JSON


@dataclass(frozen=True)
class FairMark:
    """One judge's mark for the stop on its way into the score."""

    judge: str
    value: str
    offset: str
    corrected: str
    weight: str
    share: str


@dataclass(frozen=True)
class FairStopWorkings:
    """`given` less `lenience` is `value`; the marks only for those who may connect them into ballots.

    A judge has one offset for the whole tour: shown beside marks without codes it would connect them all the same.
    """

    given: str
    lenience: str
    value: str
    marks: list[FairMark]


def unit_values(result: Sealed, working: Sealed) -> tuple[Sequence[str], str]:
    """The values of a unit's stops in the order of its workings, and the unit's own, before rounding."""
    entry = next(one for one in result["units"] if one["unit"] == working["unit"])
    if "value" not in entry:
        return working["stop_values"], working["value"]
    adjusted = {one["stop"]: one["adjusted"] for one in result["stops"] if one["unit"] == working["unit"]}
    return [_about(adjusted[stop]) for stop in working["stops"]], _about(entry["value"])


def fair_stop(result: Sealed, unit: str, stop: str, called: Callable[[str], str]) -> FairStopWorkings | None:
    """None where the rule leaves strictness in, or takes it off grades; `called` says how a viewer may call a judge."""
    steps = [one for one in result.get("explain", ()) if (one["unit"], one["stop"]) == (unit, stop)]
    if not steps:
        return None
    entry = next(one for one in result["stops"] if (one["unit"], one["stop"]) == (unit, stop))
    marks = [_mark(one, called(one["judge"])) for one in steps if called(one["judge"])]
    return FairStopWorkings(
        given=_about(entry["adjusted"] + entry["lenience"]),
        lenience=f"{'偏松' if entry['lenience'] >= 0 else '偏严'}{abs(entry['lenience']):.2f}",
        value=_about(entry["adjusted"]),
        marks=sorted(marks, key=lambda one: one.judge),
    )


def _mark(step: Sealed, judge: str) -> FairMark:
    return FairMark(
        judge=judge,
        value=f"{step['value']:g}",
        offset=f"{step['offset']:+.4f}",
        corrected=f"{step['corrected']:.4f}",
        weight=f"{step['weight']:.2f}",
        share=f"{step['share']:.4f}",
    )


def _about(estimate: float) -> str:
    return f"≈{estimate:.6f}"
