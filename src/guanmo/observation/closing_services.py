"""The end of scoring: the closing, and what becomes of ballots that come after it. Two people each, none of them alone."""

from collections.abc import Collection
from datetime import datetime

from django.db import transaction
from django.db.models import Max

from guanmo.accounts.models import Person
from guanmo.engines.scoring import InvalidBallots
from guanmo.foundation.history import Change
from guanmo.observation import late_queries, rules
from guanmo.observation.enums import TourState
from guanmo.observation.models import Ballot, LateDecision, Tour
from guanmo.observation.seal_queries import content_to_seal
from guanmo.observation.seal_services import CannotTally
from guanmo.observation.services import lock, require, withdraw_proposal


class NotClosable(Exception):
    """The tour is not being scored, or nothing came in."""


class NotClosed(Exception):
    """Late ballots are decided between the closing and the seal."""

    def __init__(self, tour: Tour) -> None:
        super().__init__(f"“{tour}”{tour.get_state_display()}，迟到票只在截止之后、封存之前处理。")


class NothingChosen(Exception):
    """None of the chosen ballots waits for this step any more."""

    def __init__(self) -> None:
        super().__init__("所选的票里没有等这一步的，可能同事刚刚处理过，请刷新后再看。")


class ReasonNeeded(Exception):
    """Why a late ballot counts or not must be said."""

    def __init__(self) -> None:
        super().__init__("请写明理由，例如“隧道内无信号，设备完成时间在截止之前”。")


class OwnProposal(Exception):
    """Nobody decides on the own proposal."""

    def __init__(self) -> None:
        super().__init__("所选的票里有您自己提议的，须由另一位同事复核。")


def close_tour(*, tour: Tour, by: Person, at: datetime, why: str = "") -> Tour:
    """End the scoring at the sequence number reached: what comes later is late, whatever its device's clock says.

    Refused while the rule could not tally what is in: after the closing nothing can be added in time.
    """
    require(rules.may_manage_tours(by), "截止收票")
    with transaction.atomic():
        now = lock(tour)
        if now.state != TourState.OPEN:
            raise NotClosable(f"“{tour}”{now.get_state_display()}，不能截止收票。")
        last = Ballot.objects.filter(tour=tour).aggregate(last=Max("sequence"))["last"]
        if last is None:
            raise NotClosable("还没有收到任何选票，不能截止；请等评委交票，或先代录纸质票。")
        try:
            content_to_seal(tour, by, at)
        except InvalidBallots as error:
            raise CannotTally(error.problems) from error
        tour.state, tour.closed_sequence, tour.closed_at = TourState.CLOSED, last, at
        Change("tour.closed", by=by, at=at, why=why).save(tour, ["state", "closed_sequence", "closed_at"])
    return tour


def propose_late(
    *, tour: Tour, ballots: Collection[int], count: bool, reason: str, by: Person, at: datetime
) -> list[LateDecision]:
    """Propose that late ballots (by key) count or do not; nothing counts until somebody else agrees."""
    require(rules.may_manage_tours(by), "处理迟到票")
    if not reason.strip():
        raise ReasonNeeded
    with transaction.atomic():
        _lock_closed(tour)
        chosen = late_queries.late_ballots(tour).filter(pk__in=ballots, late_decision=None)
        rows = [
            LateDecision(ballot=ballot, proposal=count, reason=reason.strip(), proposed_by=by, proposed_at=at)
            for ballot in chosen
        ]
        if not rows:
            raise NothingChosen
        return Change("late.proposed", by=by, at=at, why=reason).create_many(rows)


def decide_late(
    *, tour: Tour, ballots: Collection[int], agree: bool, by: Person, at: datetime
) -> list[LateDecision]:
    """Agree with proposals on late ballots (by key), or send them back; never with one's own.

    A seal proposed before is withdrawn: it was proposed for the ballots that stood then.
    """
    require(rules.may_manage_tours(by), "处理迟到票")
    with transaction.atomic():
        now = _lock_closed(tour)
        found = LateDecision.objects.filter(ballot__tour=tour, ballot__in=ballots, accepted=None)
        decisions = list(found.select_related("ballot__juror").order_by("pk"))
        if not decisions:
            raise NothingChosen
        if any(decision.proposed_by_id == by.pk for decision in decisions):
            raise OwnProposal
        if not agree:
            Change("late.returned", by=by, at=at).delete_many(decisions)
            return []
        for decision in decisions:
            decision.accepted, decision.decided_by, decision.decided_at = decision.proposal, by, at
        fields = ["accepted", "decided_by", "decided_at"]
        decided = Change("late.decided", by=by, at=at).save_many(decisions, fields)
        withdraw_proposal(tour=now, why="提议封存以后又核定了迟到票", by=by, at=at)
        return decided


def _lock_closed(tour: Tour) -> Tour:
    now = lock(tour)
    if now.state != TourState.CLOSED:
        raise NotClosed(now)
    return now
