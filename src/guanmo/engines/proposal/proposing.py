"""Choosing the stops of a tour: who meets the rule, then so many of each unit and of all, the first in its order."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from guanmo.engines.packs.stop_rules import StopMeasure, StopRule
from guanmo.engines.proposal.amounts import yi_text
from guanmo.engines.proposal.conditions import Candidate, reasons_against
from guanmo.engines.rounding import as_decimal


@dataclass(frozen=True, slots=True)
class Pick:
    """A project proposed as a stop. `why` names the figure it stands in order by; `prize` is its weight for the planner."""

    key: int
    why: str
    prize: int


@dataclass(frozen=True, slots=True)
class LeftOut:
    """A project not proposed, and why: every condition it fails, or the quota that was full before it."""

    key: int
    reasons: tuple[str, ...]
    prize: int


@dataclass(frozen=True, slots=True)
class Proposal:
    """All candidates that are no stops yet: `picks` to visit, `reserve` meets the rule beyond a quota, `refused` does not.

    Picks go unit by unit in the units' given order, inside a unit in the rule's; the reserve in the rule's order;
    the refused as they were given. `shortages` says which unit has too few.
    """

    picks: tuple[Pick, ...]
    reserve: tuple[LeftOut, ...]
    refused: tuple[LeftOut, ...]
    shortages: tuple[str, ...]


def propose_stops(
    rule: StopRule, candidates: Sequence[Candidate], *, units: Sequence[str], on: date
) -> Proposal:
    """Propose the stops of a tour held on a day.

    `units` are the names of all units a candidate may count for, in the order to list them. What is a stop already keeps its place
    and counts towards the quotas. Each unit first gets its least number, then the order alone decides; ties go by
    project code, so that the same library always gives the same proposal.

    >>> from guanmo.engines.packs import shipped_pack
    >>> from decimal import Decimal
    >>> started = Candidate(1, "GM1", "青屿县", total=Decimal(3000), invested=Decimal(999))
    >>> found = propose_stops(shipped_pack("gansu-2015").stop_rule, [started], units=["青屿县"], on=date(2026, 12, 1))
    >>> found.refused[0].reasons
    ('累计完成投资999万元，占总投资的33.3%，低于三分之一。',)
    """
    stops = Counter(project.unit for project in candidates if project.is_stop)
    fit, refused = [], []
    for project in candidates:
        reasons = () if project.is_stop else reasons_against(rule, project, on)
        if reasons:
            refused.append(LeftOut(project.key, reasons, rule.prize_of(project.total)))
        elif not project.is_stop:
            fit.append(project)
    ranked = sorted(fit, key=lambda project: _rank(rule, project))
    chosen = _chosen(rule, ranked, stops)
    place = {unit: number for number, unit in enumerate(units)}
    picks = sorted((project for project in ranked if project.key in chosen), key=lambda p: place[p.unit])
    return Proposal(
        picks=tuple(_pick(rule, project) for project in picks),
        reserve=tuple(_reserve(rule, ranked, chosen, stops)),
        refused=tuple(refused),
        shortages=tuple(_shortages(rule, picks, stops, units)),
    )


def _rank(rule: StopRule, project: Candidate) -> tuple[bool, Fraction, str]:
    """The largest first, what is not known last."""
    value = project.measure(rule.order)
    return value is None, -(value or Fraction(0)), project.code


def _chosen(rule: StopRule, ranked: Sequence[Candidate], stops: Counter[str]) -> set[int]:
    """The keys chosen: first what each unit needs at least, then in order until a quota is full."""
    taken, chosen = Counter(stops), set()
    no_limit = len(ranked) + stops.total()
    for most_of_unit in (rule.unit_min, rule.unit_max or no_limit):
        for project in ranked:
            full = rule.total and taken.total() >= rule.total
            if project.key not in chosen and not full and taken[project.unit] < most_of_unit:
                chosen.add(project.key)
                taken[project.unit] += 1
    return chosen


def _pick(rule: StopRule, project: Candidate) -> Pick:
    return Pick(project.key, _measured(rule.order, project), rule.prize_of(project.total))


def _measured(measure: StopMeasure, project: Candidate) -> str:
    value = project.measure(measure)
    if value is None:
        return f"{measure.label}不详"
    if measure in (StopMeasure.INVESTED_SHARE, StopMeasure.COMPLETION):
        return f"{measure.label}{float(value):.1%}"
    return f"{measure.label}{yi_text(as_decimal(value))}"


def _reserve(
    rule: StopRule, ranked: Sequence[Candidate], chosen: set[int], stops: Counter[str]
) -> Iterable[LeftOut]:
    """Those that meet the rule but came after a quota was full, in order."""
    of_unit: dict[str, int] = defaultdict(int, stops)
    for project in ranked:
        of_unit[project.unit] += project.key in chosen
    for project in ranked:
        if project.key not in chosen:
            if rule.unit_max and of_unit[project.unit] >= rule.unit_max:
                full = f"{project.unit}已有{of_unit[project.unit]}个，每个单位最多{rule.unit_max}个"
            else:
                full = f"全市已有{sum(of_unit.values())}个，最多{rule.total}个"
            reason = f"符合条件，{full}；{_measured(rule.order, project)}，排在后面。"
            yield LeftOut(project.key, (reason,), rule.prize_of(project.total))


def _shortages(
    rule: StopRule, picks: Sequence[Candidate], stops: Counter[str], units: Sequence[str]
) -> Iterable[str]:
    have = Counter(project.unit for project in picks) + stops
    for unit in units:
        if have[unit] < rule.unit_min:
            yield f"{unit}只有{have[unit]}个，规则要求每个单位至少{rule.unit_min}个。"
