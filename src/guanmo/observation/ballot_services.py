"""Handing in a ballot: complete, within the rule, once, and before the seal."""

import secrets
from collections.abc import Collection, Mapping
from datetime import datetime

from django.db import transaction
from django.utils.timezone import localtime

from guanmo.accounts.models import Person
from guanmo.engines.scoring.bundles import marks_digest
from guanmo.foundation.history import Change
from guanmo.observation import rules
from guanmo.observation.ballot_queries import MarkData, Reading, read_sheet, sheet_for
from guanmo.observation.enums import TourState
from guanmo.observation.models import Ballot, Juror, Tour
from guanmo.observation.services import lock, require


class NotOpen(Exception):
    """Scoring has not begun."""

    def __init__(self, tour: Tour) -> None:
        super().__init__(f"“{tour}”还没有开始评分，请等重点办开始后再交。")


class TourSealed(Exception):
    """The ballot came after the seal; it does not count, and what was typed stays on the screen."""

    def __init__(self, tour: Tour) -> None:
        when = f"{localtime(tour.sealed_at):%Y-%m-%d %H:%M}" if tour.sealed_at else ""
        super().__init__(f"观摩已于{when}封存，这张票未计入；请联系重点办。")


class InvalidBallot(Exception):
    """The ballot cannot be accepted; `reading` holds every problem by cell and as sentences."""

    def __init__(self, reading: Reading) -> None:
        super().__init__(" ".join(reading.sentences))
        self.reading = reading


class AlreadyVoted(Exception):
    """One juror, one vote; to change it, correct it."""

    def __init__(self, juror: Juror) -> None:
        super().__init__(f"{juror}已经交过票，这次填写的没有计入；要改请用“更正”，并写明原因。")


class StaleCorrection(Exception):
    """The ballot to be replaced is not the one that counts any more."""

    def __init__(self, juror: Juror) -> None:
        super().__init__(f"{juror}的票在您打开页面之后又有更正，请核对最新的票后再改。")


class ReasonMissing(Exception):
    """A correction must say why."""

    def __init__(self) -> None:
        super().__init__("请写明更正的原因，供审计查看。")


def submit_ballot(
    *,
    juror: Juror,
    typed: Mapping[str, str],
    by: Person,
    at: datetime,
    skipped: Collection[int] = (),
    replaces: Ballot | None = None,
    why: str = "",
) -> Ballot:
    """Accept a ballot: `typed` are texts by the keys of `sheet_for(juror)`, `skipped` stops not visited.

    The same marks sent again by the same hand make no second ballot: the one accepted comes back.
    A correction names in `replaces` the ballot that counted so far, and its reason.
    """
    require(rules.may_hand_in(by, juror), "为这位评委交票")
    with transaction.atomic():
        _lock_open(juror.tour)
        reading = read_sheet(sheet_for(juror), typed, skipped)
        if reading.sentences:
            raise InvalidBallot(reading)
        head = Ballot.objects.filter(juror=juror).counted().first()
        if head and not replaces and head.marks == reading.marks and head.entered_by_id == by.pk:
            return head
        _check_turn(juror, head, replaces, by, why)
        return _record(juror, reading.marks, by, at, replaces, why)


def _lock_open(tour: Tour) -> None:
    now = lock(tour)
    if now.state == TourState.SEALED:
        raise TourSealed(now)
    if now.state == TourState.PREPARING:
        raise NotOpen(now)


def _check_turn(juror: Juror, head: Ballot | None, replaces: Ballot | None, by: Person, why: str) -> None:
    if replaces is None:
        if head is not None:
            raise AlreadyVoted(juror)
        return
    if head is None or head.pk != replaces.pk:
        raise StaleCorrection(juror)
    require(rules.may_correct(by, head), "更正评委本人交的票")
    if not why.strip():
        raise ReasonMissing


def _record(
    juror: Juror, marks: list[MarkData], by: Person, at: datetime, replaces: Ballot | None, why: str
) -> Ballot:
    nonce = secrets.token_hex(16)
    ballot = Ballot(
        tour=juror.tour,
        juror=juror,
        marks=marks,
        nonce=nonce,
        marks_hash=marks_digest(nonce, marks),
        replaces=replaces,
        entered_by=by,
        submitted_at=at,
    )
    first = "ballot.submitted" if rules.may_vote(by, juror) else "ballot.entered"
    return Change("ballot.corrected" if replaces else first, by=by, at=at, why=why).create(ballot)
