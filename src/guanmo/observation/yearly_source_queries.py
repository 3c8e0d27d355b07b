"""What each unit has of each part of a year's composite: the records a value is made of, as they are now."""

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from fractions import Fraction

from guanmo.accounts.models import Unit
from guanmo.accounts.queries import ranked_units
from guanmo.engines.packs import BallotRule, Pack
from guanmo.engines.packs.composite_rules import Measure, Part
from guanmo.engines.periods import Month
from guanmo.engines.rounding import rounded
from guanmo.engines.scoring.yearly_record import Entrant, Record, Source, year_record
from guanmo.observation import promise_queries, result_queries
from guanmo.observation.enums import PromiseState, TourState
from guanmo.observation.models import Tour
from guanmo.observation.promise_models import Promise
from guanmo.projects.models import YearPlan
from guanmo.projects.queries import counted_returns, reporting_month

WHOLE = Fraction(100)
MONTHS = 12


def record_of(pack: Pack, year: int, today: date) -> Record:
    """The year put together by this rule from what is in the database, as of `today`."""
    units = list(ranked_units())
    parts = [_sources(part, units, year, today) for part in pack.composite_rule.parts]
    entrants = [
        Entrant(unit.pk, unit.name, unit.get_kind_display(), tuple(tuple(found[unit.pk]) for found in parts))
        for unit in units
    ]
    return year_record(pack, year, entrants)


def _sources(part: Part, units: Sequence[Unit], year: int, today: date) -> dict[int, list[Source]]:
    """The records of one part, by the key of the unit."""
    of_measure = {Measure.TOUR: _tours, Measure.PROMISES: _promises, Measure.COMPLETION: _completion}
    return of_measure[part.measure](part, units, year, today)


def _tours(part: Part, units: Sequence[Unit], year: int, _: date) -> dict[int, list[Source]]:
    found: dict[int, list[Source]] = {unit.pk: [] for unit in units}
    sealed = Tour.objects.filter(state=TourState.SEALED, held_on__year=year, held_on__month__in=part.months)
    for tour in sealed.order_by("held_on", "pk"):
        best = _best_score(result_queries.rule_of(tour))
        for group in result_queries.ranking(tour):
            for place in group.places:
                if place.unit_pk in found:
                    says = f"{place.score}分，第{place.rank}名"
                    value = Fraction(place.score) * WHOLE / best
                    found[place.unit_pk].append(Source(str(tour), says, value, tour=tour.pk))
    return found


def _best_score(rule: BallotRule) -> Fraction:
    """What a stop that is best in everything gets: the scale's end, or the points of the first place."""
    if rule.scale is not None:
        return Fraction(rule.scale.most)
    first = rule.points.of_place(1) if rule.points else None
    return Fraction(first or WHOLE)


def _promises(part: Part, units: Sequence[Unit], year: int, today: date) -> dict[int, list[Source]]:
    due = Promise.objects.filter(
        due_on__year=year, due_on__month__in=part.months, stop__tour__state=TourState.SEALED
    )
    rows = promise_queries.rows(due.select_related("stop__tour"), today)
    found: dict[int, list[Source]] = {unit.pk: [] for unit in units}
    for pk, sources in found.items():
        states = [
            row.state for row in rows if row.stop.unit_id == pk and row.state is not PromiseState.WAITING
        ]
        if states:
            sources.append(_kept(part, states))
    return found


def _kept(part: Part, states: Sequence[PromiseState]) -> Source:
    """Of the promises looked back at, the share kept; those nobody looked at are named, not counted."""
    kept, partly = states.count(PromiseState.KEPT), states.count(PromiseState.PARTLY)
    looked = len(states) - states.count(PromiseState.DUE)
    says = f"核查{looked}项：兑现{kept}，部分兑现{partly}，未兑现{looked - kept - partly}"
    if looked < len(states):
        says += f"；另有{len(states) - looked}项到期待核，不计"
    value = (kept + partly * Fraction(part.partly)) * WHOLE / looked if looked else None
    return Source("到期的承诺", says, value)


def _completion(part: Part, units: Sequence[Unit], year: int, today: date) -> dict[int, list[Source]]:
    last = reporting_month(today)
    months = [Month(year, number) for number in part.months if Month(year, number) <= last]
    plans, done = _plans(year), _done(year)
    found: dict[int, list[Source]] = {unit.pk: [] for unit in units}
    for unit in units:
        own = {project: amount for project, (path, amount) in plans.items() if path.startswith(unit.path)}
        found[unit.pk] = [source for month in months if (source := _pace(own, done, month))]
    return found


def _plans(year: int) -> dict[int, tuple[str, Decimal]]:
    """The path of the unit and the plan in force, by the key of the project."""
    rows = YearPlan.objects.filter(year=year).order_by()
    return {
        pk: (path, plan) for pk, path, plan in rows.values_list("project", "project__unit__path", "amount")
    }


def _done(year: int) -> dict[int, dict[int, Decimal]]:
    """What was done since January, by the key of the project and the month of the return."""
    found: dict[int, dict[int, Decimal]] = {}
    rows = counted_returns(Month(year, MONTHS)).order_by().values_list("project", "month", "done")
    for project, month, done in rows:
        found.setdefault(project, {})[month] = done
    return found


def _pace(
    plans: Mapping[int, Decimal], done: Mapping[int, Mapping[int, Decimal]], month: Month
) -> Source | None:
    """Done by the month's end over the plan and the time gone, at most 100; None without a plan or any return."""
    planned = sum(plans.values(), Decimal(0))
    latest = [
        max((number, amount) for number, amount in done[project].items() if number <= month.month)[1]
        for project in plans
        if any(number <= month.month for number in done.get(project, ()))
    ]
    if not planned or not latest:
        return None
    share = Fraction(sum(latest, Decimal(0))) / Fraction(planned)
    value = min(share * WHOLE * MONTHS / month.month, WHOLE)
    says = f"完成{rounded(share * 100, 1)}%，序时{rounded(Fraction(month.month * 100, MONTHS), 1)}%"
    return Source(month.label, says, value, month=str(month))
