"""Recusal and attendance: who owes which stop no ballot. Until the seal; a proposal to seal is withdrawn by any change."""

from collections.abc import Collection
from datetime import datetime

from django.db import transaction

from guanmo.accounts.models import Person
from guanmo.foundation.history import Change
from guanmo.observation import queries, rules
from guanmo.observation.enums import ExcuseKind, TourState
from guanmo.observation.models import Juror, Stop, StopExcuse, Tour
from guanmo.observation.services import lock, require, withdraw_proposal

CHANGED = "提议封存以后又改了回避或到场"


class ExcusesFixed(Exception):
    """Who was excused is part of a sealed result."""

    def __init__(self, tour: Tour) -> None:
        super().__init__(f"“{tour}”已封存，回避和到场不能再改。")


class NotByStop(Exception):
    """A rank ballot is about all units at once."""

    def __init__(self) -> None:
        super().__init__("排名票给全部单位排名次，不能按点登记回避或未到。")


class RecusalReasonNeeded(Exception):
    """A recusal takes a mark away from a stop; why must be said."""

    def __init__(self) -> None:
        super().__init__("请写明回避的原因，例如“曾任该企业法定代表人”。")


def excuse_jurors(
    *,
    tour: Tour,
    jurors: Collection[int],
    stops: Collection[int],
    kind: ExcuseKind,
    by: Person,
    at: datetime,
    reason: str = "",
) -> int:
    """Excuse each of these jurors from each of these stops (by key); how many entries changed.

    What is noted in the same way already stays as it is; the other kind is replaced. Ballots that were given stay
    where they are and do not count.
    """
    require(rules.may_manage_tours(by), "登记回避和到场")
    if kind == ExcuseKind.RECUSED and not reason.strip():
        raise RecusalReasonNeeded
    with transaction.atomic():
        now = _lock_unsealed(tour)
        pairs = [
            (juror, stop)
            for juror in Juror.objects.filter(tour=tour, pk__in=jurors)
            for stop in Stop.objects.filter(tour=tour, pk__in=stops)
        ]
        held = {(one.juror_id, one.stop_id): one for one in _of(tour, jurors, stops)}
        new: list[StopExcuse] = []
        changed: list[StopExcuse] = []
        for juror, stop in pairs:
            one = held.get((juror.pk, stop.pk))
            if one is not None and one.kind == kind:
                continue
            (new if one is None else changed).append(one or StopExcuse(juror=juror, stop=stop))
        for one in (*new, *changed):
            one.kind, one.reason, one.noted_by, one.noted_at = kind, reason.strip(), by, at
        change = Change("excuse.noted", by=by, at=at, why=reason.strip())
        change.create_many(new)
        change.save_many(changed, ["kind", "reason", "noted_by", "noted_at"])
        if new or changed:
            withdraw_proposal(tour=now, why=CHANGED, by=by, at=at)
    return len(new) + len(changed)


def lift_excuses(
    *, tour: Tour, jurors: Collection[int], stops: Collection[int], by: Person, at: datetime
) -> int:
    """These jurors (by key) owe these stops a ballot again; how many entries went."""
    require(rules.may_manage_tours(by), "登记回避和到场")
    with transaction.atomic():
        now = _lock_unsealed(tour)
        held = _of(tour, jurors, stops)
        Change("excuse.lifted", by=by, at=at).delete_many(held)
        if held:
            withdraw_proposal(tour=now, why=CHANGED, by=by, at=at)
    return len(held)


def _of(tour: Tour, jurors: Collection[int], stops: Collection[int]) -> list[StopExcuse]:
    found = StopExcuse.objects.filter(juror__tour=tour, juror__in=jurors, stop__in=stops)
    return list(found.select_related("juror", "stop").order_by("pk"))


def _lock_unsealed(tour: Tour) -> Tour:
    now = lock(tour)
    if now.state == TourState.SEALED:
        raise ExcusesFixed(now)
    if queries.pack_of(now).ballot_rule.points is not None:
        raise NotByStop
    return now
