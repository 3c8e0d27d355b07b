"""Sealing a tour: the tally becomes the result, and nothing changes after it."""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction

from guanmo.accounts.models import Person
from guanmo.engines.scoring import InvalidBallots, Problem
from guanmo.engines.seal import digest
from guanmo.foundation.history import Change
from guanmo.observation import rules
from guanmo.observation.enums import TourState
from guanmo.observation.models import Ballot, Tour
from guanmo.observation.seal_queries import content_to_seal
from guanmo.observation.services import lock, require


class NotSealable(Exception):
    """The tour is not being scored, or has no ballot yet."""


class CannotTally(Exception):
    """The rule refuses these ballots; `problems` says why."""

    def __init__(self, problems: Sequence[Problem]) -> None:
        super().__init__("按规则还不能计票：" + " ".join(str(problem) for problem in problems))
        self.problems = problems


def seal_tour(*, tour: Tour, by: Person, at: datetime, why: str = "") -> Tour:
    """Count the ballots that are in, store the result with its workings and the hash over all of it.

    The tour's row is locked first, as by every ballot: one that comes at the same moment is either counted or refused.
    """
    require(rules.may_manage_tours(by), "封存结果")
    with transaction.atomic():
        _check_sealable(lock(tour))
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
    if not Ballot.objects.filter(tour=tour).exists():
        raise NotSealable("还没有收到任何选票，不能封存；请等评委交票，或先代录纸质票。")
