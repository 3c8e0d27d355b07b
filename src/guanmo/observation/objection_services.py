"""Objections to a sealed result: a unit raises one, the office answers, a second person of the office decides."""

from datetime import datetime

from django.db import transaction

from guanmo.accounts.models import Person, Unit
from guanmo.foundation.clock import day_of
from guanmo.foundation.history import Change
from guanmo.observation import objection_queries, rules
from guanmo.observation.enums import TourState
from guanmo.observation.models import Stop, Tour
from guanmo.observation.objection_models import Objection
from guanmo.observation.services import require

ANSWER = ("upheld", "answer", "correction", "answered_by", "answered_at")


class NotObjectable(Exception):
    """There is nothing to object to, or not any more."""


class NotWaiting(Exception):
    """Somebody else did this step meanwhile."""

    def __init__(self) -> None:
        super().__init__("这条异议已经走过这一步，可能同事刚刚处理过，请刷新后再看。")


class OwnAnswer(Exception):
    """Nobody decides on the own answer."""

    def __init__(self) -> None:
        super().__init__("答复是您自己写的，须由另一位同事复核。")


def raise_objection(
    *, tour: Tour, unit: Unit, text: str, by: Person, at: datetime, stop: Stop | None = None
) -> Objection:
    """Object in a unit's name to its place, or to the score of one of its stops.

    Units have until the last day; the office may write down later what it found itself.
    """
    require(rules.may_object(by, unit), "提出异议")
    if tour.state != TourState.SEALED:
        raise NotObjectable(f"“{tour}”还没有封存，没有可提异议的结果。")
    if not Stop.objects.filter(tour=tour, unit=unit).exists() or (stop and stop.unit_id != unit.pk):
        raise NotObjectable("只能对本单位的名次、得分和观摩点提异议，请重新选择。")
    last = objection_queries.last_day(tour)
    if not rules.may_manage_tours(by) and day_of(at) > last:
        raise NotObjectable(f"异议期到{last.isoformat()}为止，已经过了；确有错误请联系重点办。")
    made = Objection(tour=tour, unit=unit, stop=stop, text=text.strip(), raised_by=by, raised_at=at)
    with transaction.atomic():
        return Change("objection.raised", by=by, at=at).create(made)


def answer_objection(
    *, objection: Objection, upheld: bool, answer: str, by: Person, at: datetime, correction: str = ""
) -> Objection:
    """Say what the office found; it takes effect when a second person agrees.

    `correction` is what the number should say; it counts only where the objection is upheld.
    """
    require(rules.may_manage_tours(by), "答复异议")
    with transaction.atomic():
        now = _lock(objection)
        if now.upheld is not None:
            raise NotWaiting
        now.upheld, now.answer = upheld, answer.strip()
        now.correction = correction.strip() if upheld else ""
        now.answered_by, now.answered_at = by, at
        Change("objection.answered", by=by, at=at).save(now, list(ANSWER))
    return now


def decide_objection(*, objection: Objection, agree: bool, by: Person, at: datetime) -> Objection:
    """Agree with the answer, which then stands for good, or send it back to be written anew."""
    require(rules.may_manage_tours(by), "复核异议答复")
    with transaction.atomic():
        now = _lock(objection)
        if now.upheld is None or now.decided_at is not None:
            raise NotWaiting
        if now.answered_by_id == by.pk:
            raise OwnAnswer
        if agree:
            now.decided_by, now.decided_at = by, at
            Change("objection.decided", by=by, at=at).save(now, ["decided_by", "decided_at"])
        else:
            now.upheld, now.answer, now.correction = None, "", ""
            now.answered_by, now.answered_at = None, None
            Change("objection.returned", by=by, at=at).save(now, list(ANSWER))
    return now


def _lock(objection: Objection) -> Objection:
    return Objection.objects.select_for_update().get(pk=objection.pk)
