"""Paper ballots typed by two people: what both typed alike counts, what differs waits for a third look."""

import secrets
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from django.db import transaction

from guanmo.accounts.models import Person
from guanmo.foundation.history import Change
from guanmo.observation import rules
from guanmo.observation.ballot_queries import Given, given_of, last_ballots, read_sheet
from guanmo.observation.ballot_services import (
    Entry,
    Filing,
    InvalidBallot,
    ReasonMissing,
    file_ballots,
    lock_scored,
)
from guanmo.observation.enums import Origin, TourState, TypingOutcome
from guanmo.observation.models import Ballot, Juror
from guanmo.observation.paper_models import PaperTyping
from guanmo.observation.paper_queries import (
    asked_subjects,
    differences,
    given_in,
    paper_sheet,
    sealed_typing,
    waiting_of,
)
from guanmo.observation.services import require


class NumberProblem(Exception):
    """The number on the paper is missing, or is not that of the first typing."""


class TypedAlready(Exception):
    """One person types a paper once."""

    def __init__(self, juror: Juror) -> None:
        super().__init__(f"您已经录过{juror}的纸质票，请另一位同事录第二遍；录错了可以退回重录。")


class AwaitsLook(Exception):
    """Two typings that differ wait for a third person."""

    def __init__(self, juror: Juror) -> None:
        super().__init__(f"{juror}的纸质票两遍录得不一致，正等第三人核对；要重录请先退回。")


class NothingToSettle(Exception):
    """No typings wait for this step any more."""

    def __init__(self, juror: Juror) -> None:
        super().__init__(f"{juror}没有等核对的纸质票，可能同事刚刚处理过。")


class OwnTyping(Exception):
    """Whoever typed does not decide which typing is right."""

    def __init__(self) -> None:
        super().__init__("您录过这张票，须由没有录过的同事核对；也可以退回，两人重录。")


class ChoiceMissing(Exception):
    """Each difference needs its answer."""

    def __init__(self) -> None:
        super().__init__("请对照纸质票，给每一处不一致选定是哪一遍对；两遍都不对的，请退回重录。")


class Step(StrEnum):
    """How far a paper came with this typing."""

    FIRST = "first"
    AGREED = "agreed"
    DIFFERS = "differs"


@dataclass(frozen=True)
class Typed:
    """What a typing led to, and the ballots that were filed if two agreed."""

    step: Step
    ballots: Sequence[Ballot] = ()


def type_paper(
    *,
    juror: Juror,
    number: str,
    typed: Mapping[str, str],
    by: Person,
    at: datetime,
    skipped: Collection[int] = (),
    why: str = "",
) -> Typed:
    """Keep what one person typed from a paper; the second person's typing, if the same, makes it the juror's ballot.

    `number` stands on the paper and must be the same both times; `typed` and `skipped` as for `submit_ballot`, for the
    stops of `paper_sheet(juror)`. The first typing of a correction says why. After the closing the ballots are late.
    """
    require(rules.may_manage_tours(by), "代录纸质票")
    with transaction.atomic():
        late = lock_scored(juror.tour).state == TourState.CLOSED
        sheet = paper_sheet(juror)
        reading = read_sheet(sheet, typed, skipped)
        if reading.sentences:
            raise InvalidBallot(reading)
        before = waiting_of(juror)
        _check_turn(juror, before, number.strip(), by, why.strip())
        key = secrets.token_hex(16)
        typing = PaperTyping(
            juror=juror,
            number=number.strip(),
            key=key,
            content=sealed_typing(juror.pk, key, reading.given),
            why=why.strip(),
            typed_by=by,
            typed_at=at,
        )
        Change("paper.typed", by=by, at=at, why=why.strip()).create(typing)
        if not before:
            return Typed(Step.FIRST)
        if differences(sheet, given_in(before[0]), {one.subject: one for one in reading.given}):
            return Typed(Step.DIFFERS)
        return Typed(Step.AGREED, _count(juror, [*before, typing], reading.given, by, at, late=late))


def settle_paper(*, juror: Juror, chosen: Mapping[int, int], by: Person, at: datetime) -> list[Ballot]:
    """A third person, paper in hand, says for each difference (by subject) which typing (by key) is right."""
    require(rules.may_manage_tours(by), "核对纸质票")
    with transaction.atomic():
        late = lock_scored(juror.tour).state == TourState.CLOSED
        typings = waiting_of(juror)
        if len(typings) < 2:
            raise NothingToSettle(juror)
        if by.pk in [typing.typed_by_id for typing in typings]:
            raise OwnTyping
        sheet = paper_sheet(juror)
        said = {typing.pk: given_in(typing) for typing in typings}
        first = typings[0].pk
        open_questions = {one.subject for one in differences(sheet, *said.values())}
        if any(chosen.get(subject) not in said for subject in open_questions):
            raise ChoiceMissing
        right = {
            subject: chosen[subject] if subject in open_questions else first
            for subject in asked_subjects(sheet)
        }
        given = [said[source][subject] for subject, source in right.items() if subject in said[source]]
        return _count(juror, typings, given, by, at, late=late)


def drop_typings(*, juror: Juror, by: Person, at: datetime, why: str = "") -> None:
    """Put what was typed aside, so that two people start again; it stays in its envelope."""
    require(rules.may_manage_tours(by), "退回纸质票重录")
    with transaction.atomic():
        lock_scored(juror.tour)
        typings = waiting_of(juror)
        if not typings:
            raise NothingToSettle(juror)
        _settle(typings, TypingOutcome.DROPPED, Change("paper.dropped", by=by, at=at, why=why), by, at)


def _check_turn(juror: Juror, before: Sequence[PaperTyping], number: str, by: Person, why: str) -> None:
    if not number:
        raise NumberProblem("请填纸质票上的编号；没有编号的，先在纸上写一个。")
    if any(typing.typed_by_id == by.pk for typing in before):
        raise TypedAlready(juror)
    if len(before) > 1:
        raise AwaitsLook(juror)
    if before and before[0].number != number:
        raise NumberProblem(
            "编号与第一遍录入的不同，请核对拿的是不是同一张票；第一遍录错编号的，请退回重录。"
        )
    if not before and not why and last_ballots(juror).filter(origin=Origin.PAPER).exists():
        raise ReasonMissing


def _count(
    juror: Juror,
    typings: Sequence[PaperTyping],
    given: Sequence[Given],
    by: Person,
    at: datetime,
    *,
    late: bool,
) -> list[Ballot]:
    """File what two people agree on; only what differs from the ballots that are in is filed."""
    heads = {head.subject: head for head in last_ballots(juror)}
    held = given_of(heads.values())
    changed = [one for one in given if held.get(one.subject) != one]
    entries = [Entry.written(juror, one, heads.get(one.subject), at, late=late) for one in changed]
    ballots = file_ballots(juror.tour, [Filing(juror, entries, by, at, typings[0].why, Origin.PAPER)])
    _settle(typings, TypingOutcome.COUNTED, Change("paper.settled", by=by, at=at), by, at)
    return ballots


def _settle(
    typings: Sequence[PaperTyping], outcome: TypingOutcome, change: Change, by: Person, at: datetime
) -> None:
    for typing in typings:
        typing.outcome, typing.settled_by, typing.settled_at = outcome, by, at
    change.save_many(typings, ["outcome", "settled_by", "settled_at"])
