"""Asking the units for nominations, nominating, taking a nomination back."""

from datetime import date, datetime

from django.db import transaction

from guanmo.accounts.models import Person
from guanmo.engines.packs import Pack
from guanmo.foundation.clock import day_of
from guanmo.foundation.history import Change
from guanmo.observation import nomination_queries, queries, rules
from guanmo.observation.models import Tour
from guanmo.observation.nomination_models import Nomination, NominationCall
from guanmo.observation.services import lock_preparing, require
from guanmo.projects.models import Project

CALL_FIELDS = ("rule_id", "due_on", "note")


class AlreadyCalled(Exception):
    """A tour asks its units once; afterwards the call is changed."""

    def __init__(self) -> None:
        super().__init__("同事刚刚发过征集，请刷新后修改那一份。")


class WrongDue(Exception):
    """A day until which nobody could nominate."""

    def __init__(self, tour: Tour) -> None:
        super().__init__(f"截止日期最早是今天，并且要在观摩日期{tour.held_on:%Y-%m-%d}以前。")


class NotNominable(Exception):
    """This project cannot be nominated, or not any more; the message says why."""


def call_for_nominations(
    *, tour: Tour, pack: Pack, due_on: date, by: Person, at: datetime, note: str = ""
) -> NominationCall:
    """Ask all units to nominate until the end of a day; the rule of stops says how many each may."""
    require(rules.may_manage_tours(by), "征集提名")
    with transaction.atomic():
        lock_preparing(tour)
        if nomination_queries.call_of(tour):
            raise AlreadyCalled
        _check_due(tour, due_on, at)
        call = NominationCall(tour=tour, called_by=by, called_at=at)
        _take(call, pack, due_on, note)
        return Change("nomination.called", by=by, at=at).create(call)


def change_call(
    *,
    call: NominationCall,
    pack: Pack,
    due_on: date,
    by: Person,
    at: datetime,
    note: str = "",
    expected_revision: int | None = None,
) -> NominationCall:
    """Give more time, another rule or another note; what was nominated stays."""
    require(rules.may_manage_tours(by), "修改提名征集")
    with transaction.atomic():
        lock_preparing(call.tour)
        _check_due(call.tour, due_on, at)
        _take(call, pack, due_on, note)
        change = Change("nomination.call_changed", by=by, at=at)
        change.save(call, [*CALL_FIELDS, "per_unit"], expected_revision=expected_revision)
    return call


def nominate(
    *, call: NominationCall, project: Project, reason: str, to_see: str, by: Person, at: datetime
) -> Nomination:
    """Put one of the own unit's projects forward; it counts for the county, district or zone it stands in.

    Raises NotNominable after the last day, beyond the quota, twice, or for a project of no county.
    """
    require(rules.may_nominate(by, project), "提名这个项目")
    unit = queries.ranked_unit_of(project.unit)
    if unit is None:
        raise NotNominable(f"“{project}”不属于任何县、区或功能区，观摩点由重点办直接选。")
    with transaction.atomic():
        lock_preparing(call.tour)
        if day_of(at) > call.due_on:
            raise NotNominable(f"提名已于{call.due_on:%Y-%m-%d}截止，确需补报请联系重点办。")
        if Nomination.objects.filter(tour=call.tour_id, project=project).exists():
            raise NotNominable(f"“{project}”已经提名过，要改理由请先撤回。")
        if nomination_queries.places_left(call, unit) == 0:
            raise NotNominable(
                f"{unit}已提名{call.per_unit}个，每个单位最多{call.per_unit}个；要换请先撤回一个。"
            )
        made = Nomination(
            tour_id=call.tour_id,
            project=project,
            unit=unit,
            reason=reason.strip(),
            to_see=to_see.strip(),
            nominated_by=by,
            nominated_at=at,
        )
        return Change("nomination.made", by=by, at=at).create(made)


def withdraw_nomination(*, nomination: Nomination, by: Person, at: datetime) -> None:
    """Take a nomination back while the tour is prepared; a stop the office already made of it stays."""
    require(rules.may_nominate(by, nomination.project), "撤回提名")
    with transaction.atomic():
        lock_preparing(nomination.tour)
        Change("nomination.withdrawn", by=by, at=at).delete(nomination)


def _take(call: NominationCall, pack: Pack, due_on: date, note: str) -> None:
    call.rule_id, call.per_unit = pack.id, pack.stop_rule.unit_max
    call.due_on, call.note = due_on, note.strip()


def _check_due(tour: Tour, due_on: date, at: datetime) -> None:
    if not day_of(at) <= due_on < tour.held_on:
        raise WrongDue(tour)
