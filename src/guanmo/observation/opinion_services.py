"""Asking departments about projects of a tour, answering, setting a veto aside, recalling what was asked by mistake."""

from collections.abc import Collection
from datetime import date, datetime

from django.db import transaction

from guanmo.accounts.models import Person, Unit
from guanmo.foundation.clock import day_of
from guanmo.foundation.history import Change
from guanmo.observation import rules
from guanmo.observation.enums import Stance
from guanmo.observation.models import Tour
from guanmo.observation.nomination_models import Opinion
from guanmo.observation.services import lock_preparing, require
from guanmo.projects.models import Project

ANSWER_FIELDS = ("stance", "reason")
_OVERRULED = ("overruled_by", "overruled_at", "overrule_reason")


class WrongDue(Exception):
    """A day until which nobody could answer."""

    def __init__(self, tour: Tour) -> None:
        super().__init__(f"答复期限最早是今天，并且要在观摩日期{tour.held_on:%Y-%m-%d}以前。")


class NothingToAsk(Exception):
    """Every department chosen was asked about every project chosen before."""

    def __init__(self) -> None:
        super().__init__("这些部门已经被问过这些项目，没有新的要问；请换部门或项目。")


class ReasonNeeded(Exception):
    """Whoever refuses, sets a condition or sets a veto aside says why."""


class NotStanding(Exception):
    """The opinion is not, or no longer, what this step is about."""

    def __init__(self) -> None:
        super().__init__("这条意见刚刚有了变化，没有改动，请核对后再办。")


def ask_opinions(
    *,
    tour: Tour,
    projects: Collection[Project],
    departments: Collection[Unit],
    due_on: date,
    by: Person,
    at: datetime,
) -> list[Opinion]:
    """Ask each department about each project; pairs asked before are left as they are.

    Raises NothingToAsk when there is no new pair, WrongDue for a day that is over or not before the tour.
    """
    require(rules.may_manage_tours(by), "请部门预审")
    with transaction.atomic():
        lock_preparing(tour)
        if not day_of(at) <= due_on < tour.held_on:
            raise WrongDue(tour)
        asked = set(Opinion.objects.filter(tour=tour).values_list("project", "department"))
        made = [
            Opinion(
                tour=tour, project=project, department=department, due_on=due_on, asked_by=by, asked_at=at
            )
            for project in projects
            for department in departments
            if (project.pk, department.pk) not in asked
        ]
        if not made:
            raise NothingToAsk
        return Change("opinion.asked", by=by, at=at).create_many(made)


def answer_opinion(
    *,
    opinion: Opinion,
    stance: Stance,
    by: Person,
    at: datetime,
    reason: str = "",
    expected_revision: int | None = None,
) -> Opinion:
    """Say what the department thinks, or something else than before; a new answer undoes a setting aside.

    Raises ReasonNeeded for a veto or a condition without one.
    """
    require(rules.may_advise(by, opinion), "答复预审意见")
    if stance != Stance.AGREE and not reason.strip():
        raise ReasonNeeded(f"{stance.label}要写明{'条件' if stance == Stance.CONDITION else '理由'}。")
    with transaction.atomic():
        lock_preparing(opinion.tour)
        opinion.stance, opinion.reason = stance, reason.strip()
        opinion.answered_by, opinion.answered_at = by, at
        opinion.overruled_by, opinion.overruled_at, opinion.overrule_reason = None, None, ""
        fields = [*ANSWER_FIELDS, "answered_by", "answered_at", *_OVERRULED]
        Change("opinion.answered", by=by, at=at).save(opinion, fields, expected_revision=expected_revision)
    return opinion


def overrule_veto(*, opinion: Opinion, reason: str, by: Person, at: datetime) -> Opinion:
    """Let a vetoed project stand again, with a reason the department reads; the veto itself stays on record."""
    require(rules.may_manage_tours(by), "不采纳否决")
    if not reason.strip():
        raise ReasonNeeded("不采纳否决要写明理由，部门看得到。")
    with transaction.atomic():
        lock_preparing(opinion.tour)
        now = _locked(opinion)
        if not now.is_veto:
            raise NotStanding
        now.overruled_by, now.overruled_at, now.overrule_reason = by, at, reason.strip()
        Change("opinion.overruled", by=by, at=at, why=reason.strip()).save(now, list(_OVERRULED))
    return now


def recall_opinion(*, opinion: Opinion, by: Person, at: datetime) -> None:
    """Take back what was asked by mistake; an answer stays on record."""
    require(rules.may_manage_tours(by), "撤回预审")
    with transaction.atomic():
        lock_preparing(opinion.tour)
        now = _locked(opinion)
        if now.stance:
            raise NotStanding
        Change("opinion.recalled", by=by, at=at).delete(now)


def _locked(opinion: Opinion) -> Opinion:
    return Opinion.objects.select_for_update().get(pk=opinion.pk)
