"""Sealing a tour: one person proposes, another seals; the tally becomes the result, and nothing changes after it."""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction

from guanmo.accounts.models import Person
from guanmo.engines.scoring import InvalidBallots, Problem
from guanmo.engines.seal import digest
from guanmo.foundation.history import Change
from guanmo.observation import late_queries, paper_queries, rules
from guanmo.observation.enums import TourState
from guanmo.observation.models import Tour
from guanmo.observation.seal_queries import content_to_seal
from guanmo.observation.services import lock, require


class NotSealable(Exception):
    """The tour is not closed, late ballots wait for a decision, or the second person is missing."""


class CannotTally(Exception):
    """The rule refuses these ballots; `problems` says why."""

    def __init__(self, problems: Sequence[Problem]) -> None:
        super().__init__("按规则还不能计票：" + " ".join(str(problem) for problem in problems))
        self.problems = problems


def propose_seal(*, tour: Tour, by: Person, at: datetime, why: str = "") -> Tour:
    """Say that everything is in and decided; a new proposal takes the place of an earlier one."""
    require(rules.may_manage_tours(by), "封存结果")
    with transaction.atomic():
        _check_sealable(lock(tour))
        tour.seal_proposed_by, tour.seal_proposed_at = by, at
        Change("seal.proposed", by=by, at=at, why=why).save(tour, ["seal_proposed_by", "seal_proposed_at"])
    return tour


def seal_tour(*, tour: Tour, by: Person, at: datetime, why: str = "") -> Tour:
    """Count the ballots that stand, store the result with its workings and the hash over all of it.

    Somebody else must have proposed it. The tour's row is locked first, as by every ballot: one that comes at the same
    moment is either counted or refused.
    """
    require(rules.may_manage_tours(by), "封存结果")
    with transaction.atomic():
        now = lock(tour)
        _check_sealable(now)
        if now.seal_proposed_by_id in (None, by.pk):
            raise NotSealable("封存须两人：一人提议，另一位同事确认。")
        try:
            content = content_to_seal(tour, by, at)
        except InvalidBallots as error:
            raise CannotTally(error.problems) from error
        tour.state, tour.result, tour.seal_hash = TourState.SEALED, content, digest(content)
        tour.sealed_by, tour.sealed_at = by, at
        fields = ["state", "result", "seal_hash", "sealed_by", "sealed_at"]
        Change("tour.sealed", by=by, at=at, why=why).save(tour, fields)
    return tour


def _check_sealable(tour: Tour) -> None:
    if tour.state == TourState.SEALED:
        raise NotSealable(f"“{tour}”已经封存，结果不再改变。")
    if tour.state == TourState.PREPARING:
        raise NotSealable(f"“{tour}”还没有开始评分，没有可封存的结果。")
    if tour.state == TourState.OPEN:
        raise NotSealable(f"“{tour}”还在收票，请先截止收票，再封存。")
    papers = paper_queries.unfinished_names(tour)
    if papers:
        raise NotSealable(f"{'、'.join(papers)}的纸质票还没有两人录完、核对，请录完或退回，再封存。")
    waiting = late_queries.undecided(tour)
    if waiting:
        raise NotSealable(f"还有{waiting}张迟到票没有处理，请先两人核定计入或不计入。")
