"""On the day: what the convoy reached and left, corrections of it, and a changed itinerary for the rest."""

import itertools
from dataclasses import replace
from datetime import datetime

from django.db import transaction

from guanmo.accounts.models import Person
from guanmo.engines.routing import LeftOut, Sequences, check_plan, live_days, plan_json, timed_plan, troubles
from guanmo.foundation.clock import CITY_ZONE
from guanmo.foundation.history import Change
from guanmo.observation import convoy_queries, rules
from guanmo.observation.convoy_models import Passage
from guanmo.observation.convoy_queries import Convoy, Step
from guanmo.observation.enums import TourState
from guanmo.observation.models import Tour, TourPlan
from guanmo.observation.services import lock, require

ON_THE_ROAD = "road"


class TourOver(Exception):
    """A sealed tour is history."""

    def __init__(self, tour: Tour) -> None:
        super().__init__(f"“{tour}”已封存，行程不能再改。")


class NoSuchStep(Exception):
    """The place is not in the itinerary gone by."""

    def __init__(self) -> None:
        super().__init__("现行线路里没有这一站，没有记录。请刷新页面后再记。")


class AlreadyRecorded(Exception):
    """Somebody else was quicker."""

    def __init__(self, passage: Passage) -> None:
        super().__init__(f"{passage.recorded_by.name}已经记下“{passage}”，不必再记；时刻不对请更正。")


class WrongMoment(Exception):
    """Moments follow one another along the itinerary, and none lies in the future."""


class PlanChanged(Exception):
    """Somebody changed the itinerary meanwhile."""

    def __init__(self) -> None:
        super().__init__("线路在您打开页面之后已被改过，没有保存，请按新的线路重新选择。")


class WrongRest(Exception):
    """The order does not keep what was reached, or names what is not in the itinerary."""

    def __init__(self) -> None:
        super().__init__("车队已经往前走了，这个调整不再适用，请重新选择。")


def record_passage(*, tour: Tour, step: Step, by: Person, at: datetime) -> Passage:
    """The convoy is here, or leaves, now: one tap. Raises AlreadyRecorded, NoSuchStep, WrongMoment."""
    require(rules.may_manage_tours(by), "记录到达和离开")
    with transaction.atomic():
        convoy = _locked(tour, at)
        if step in convoy.passages:
            raise AlreadyRecorded(convoy.passages[step])
        _check_moment(convoy, step, at, at)
        return _add(convoy, step, at, by, Change("passage.recorded", by=by, at=at))


def correct_passage(
    *, tour: Tour, step: Step, happened_at: datetime, reason: str, by: Person, at: datetime
) -> Passage:
    """Put another moment in the place of a record, or add one that was forgotten. The old one stays in its chain."""
    require(rules.may_manage_tours(by), "更正到达和离开")
    with transaction.atomic():
        convoy = _locked(tour, at)
        _check_moment(convoy, step, happened_at, at)
        return _add(convoy, step, happened_at, by, Change("passage.corrected", by=by, at=at, why=reason))


def withdraw_passage(*, tour: Tour, step: Step, by: Person, at: datetime) -> Passage:
    """Take a record back: it was tapped by mistake. Raises NoSuchStep where there is none."""
    require(rules.may_manage_tours(by), "撤销到达和离开")
    with transaction.atomic():
        convoy = _locked(tour, at)
        if step not in convoy.passages:
            raise NoSuchStep
        return _add(convoy, step, None, by, Change("passage.withdrawn", by=by, at=at))


def change_plan(*, plan: TourPlan, order: Sequences, reason: str, by: Person, at: datetime) -> TourPlan:
    """The next version: the halts of every day in this order, today as it went and is now to be expected.

    What was reached stays. Hours that will be missed are reported in the version, not refused: on the day some plan is
    needed. Raises PlanChanged, WrongRest.
    """
    require(rules.may_manage_tours(by), "途中调整观摩线路")
    with transaction.atomic():
        convoy = _locked(plan.tour, at)
        if convoy.plan.pk != plan.pk:
            raise PlanChanged
        _check_rest(convoy, order)
        version = TourPlan(
            tour=plan.tour,
            number=plan.number + 1,
            request=plan.request,
            result=_result(convoy, order, reason),
            engine=ON_THE_ROAD,
            seed=plan.seed,
            made_by=by,
            made_at=at,
            reason=reason,
        )
        return Change("plan.rerouted", by=by, at=at, why=reason).create(version)


def _locked(tour: Tour, at: datetime) -> Convoy:
    now = lock(tour)
    if now.state == TourState.SEALED:
        raise TourOver(now)
    convoy = convoy_queries.convoy_of(now, at)
    if convoy is None:
        raise NoSuchStep
    return convoy


def _check_moment(convoy: Convoy, step: Step, moment: datetime, now: datetime) -> None:
    """To the minute: nobody types seconds."""
    if step not in convoy.steps:
        raise NoSuchStep
    place = convoy.steps.index(step)
    before = [convoy.passages[one] for one in convoy.steps[:place] if one in convoy.passages]
    after = [convoy.passages[one] for one in convoy.steps[place + 1 :] if one in convoy.passages]
    if _minute(moment) > _minute(now):
        raise WrongMoment("这个时刻还没有到，请核对后再填。")
    if before and _minute(moment) < _minute(before[-1].moment):
        raise WrongMoment(f"不能早于前一条记录“{before[-1]}”的{_clock(before[-1].moment)}，请核对。")
    if after and _minute(moment) > _minute(after[0].moment):
        raise WrongMoment(f"后面的“{after[0]}”记在{_clock(after[0].moment)}，补记要写当时的时刻。")


def _minute(moment: datetime) -> datetime:
    return moment.replace(second=0, microsecond=0)


def _clock(moment: datetime) -> str:
    return f"{moment.astimezone(CITY_ZONE):%H:%M}"


def _add(convoy: Convoy, step: Step, moment: datetime | None, by: Person, change: Change) -> Passage:
    key = {"tour": convoy.plan.tour, "day": step.day + 1, "place": step.place, "kind": step.kind}
    passage = Passage(
        **key,
        name=convoy.name_of(step),
        happened_at=moment,
        reason=change.why,
        replaces=Passage.objects.filter(**key, replaced_by__isnull=True).first(),
        recorded_by=by,
        recorded_at=change.at,
    )
    return change.create(passage)


def _check_rest(convoy: Convoy, order: Sequences) -> None:
    """Days gone by and what was reached today stay; no halt is new, none stands twice on a day."""
    today, reached = convoy.today, convoy.days[convoy.today].reached
    fixed = [*convoy.order[:today], convoy.order[today][:reached]]
    if len(order) != len(convoy.order) or [*order[:today], order[today][:reached]] != fixed:
        raise WrongRest
    lunches = {place.id for place in convoy.problem.lunch_places}
    known = {*itertools.chain(*convoy.order), *lunches}
    stops = [name for name in itertools.chain(*order) if name not in lunches]
    once = len(stops) == len(set(stops)) and all(len(day) == len(set(day)) for day in order)
    if not once or not known.issuperset(itertools.chain(*order)):
        raise WrongRest


def _result(convoy: Convoy, order: Sequences, reason: str) -> dict[str, object]:
    problem = convoy.problem
    days = live_days(problem, order, convoy.logs, convoy.today, convoy.now)
    titles, kept = problem.titles, set(itertools.chain(*order))
    dropped = [name for name in itertools.chain(*convoy.order) if name not in kept and name.isdigit()]
    left_out = [LeftOut(name, titles[name], f"途中去掉：{reason}") for name in dropped]
    before = [
        LeftOut(one["id"], one["name"], one["reason"], one["extra_minutes"])
        for one in convoy.plan.result["left_out"]
    ]
    missed = tuple(itertools.chain(*(troubles(day) for day in days)))
    plan = replace(
        timed_plan(problem, order),
        days=tuple(day.plan for day in days),
        left_out=(*before, *left_out),
        engine=ON_THE_ROAD,
        seed=convoy.plan.seed,
    )
    return plan_json(problem, plan, replace(check_plan(problem, order), violations=missed))
