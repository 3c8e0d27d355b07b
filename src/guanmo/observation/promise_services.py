"""Promises made at a stop: recorded on the day or after, looked back at later, withdrawn if typed by mistake."""

from datetime import date, datetime

from django.db import transaction

from guanmo.accounts.models import Person
from guanmo.foundation.clock import day_of
from guanmo.foundation.history import Change
from guanmo.observation import rules
from guanmo.observation.enums import Outcome, TourState
from guanmo.observation.models import Stop, Tour
from guanmo.observation.promise_models import Promise, PromiseCheck
from guanmo.observation.services import require
from guanmo.projects.enums import Evidence


class NotBegun(Exception):
    """Nobody promised anything at a stop that was not visited yet."""

    def __init__(self, tour: Tour) -> None:
        super().__init__(f"“{tour}”还在筹备，开始评分以后才登记承诺。")


class WrongDay(Exception):
    """A day that cannot be; the message says which one can."""


class AlreadyChecked(Exception):
    """What somebody looked back at stays on record."""

    def __init__(self) -> None:
        super().__init__("这项承诺已经核查过，不能撤销；结论有变化，请再登记一次核查。")


class WhyNeeded(Exception):
    """A withdrawal must say why."""

    def __init__(self) -> None:
        super().__init__("请写明为什么撤销，例如“登记到了别的项目名下”。")


def record_promise(
    *, stop: Stop, promised_by: str, text: str, due_on: date, by: Person, at: datetime
) -> Promise:
    """Record what was promised at a stop; raises NotBegun before the tour, WrongDay for a limit before it."""
    require(rules.may_manage_tours(by), "登记承诺")
    if stop.tour.state == TourState.PREPARING:
        raise NotBegun(stop.tour)
    if due_on < stop.tour.held_on:
        raise WrongDay(f"兑现期限不能早于观摩日期{stop.tour.held_on:%Y-%m-%d}。")
    promise = Promise(
        stop=stop, promised_by=promised_by, text=text, due_on=due_on, recorded_by=by, recorded_at=at
    )
    return Change("promise.recorded", by=by, at=at).create(promise)


def check_promise(
    *,
    promise: Promise,
    outcome: Outcome,
    finding: str,
    evidence: Evidence,
    checked_on: date,
    by: Person,
    at: datetime,
) -> PromiseCheck:
    """Say what a look back found; it stands until the next one. Raises WrongDay outside tour day to today."""
    require(rules.may_manage_tours(by), "核查承诺")
    held_on = promise.stop.tour.held_on
    if not held_on <= checked_on <= day_of(at):
        raise WrongDay(f"核查日期应在观摩日期{held_on:%Y-%m-%d}和今天之间。")
    check = PromiseCheck(
        promise=promise,
        outcome=outcome,
        finding=finding,
        evidence=evidence,
        checked_on=checked_on,
        checked_by=by,
        checked_at=at,
    )
    return Change("promise.checked", by=by, at=at).create(check)


def withdraw_promise(*, promise: Promise, why: str, by: Person, at: datetime) -> None:
    """Take back what was recorded by mistake; raises AlreadyChecked once somebody looked back at it."""
    require(rules.may_manage_tours(by), "撤销承诺")
    if not why.strip():
        raise WhyNeeded
    with transaction.atomic():
        locked = Promise.objects.select_for_update().get(pk=promise.pk)
        if locked.checks.exists():
            raise AlreadyChecked
        Change("promise.withdrawn", by=by, at=at, why=why.strip()).delete(locked)
