"""A juror hands in a whole ballot from a desk page: complete, within the rule, once, and before the seal."""

import secrets
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.db.models import Max
from django.utils.timezone import localtime

from guanmo.accounts.models import Person
from guanmo.engines.scoring.bodies import Body, body_hash, write_body
from guanmo.foundation.history import Actor, Change, create_all
from guanmo.observation import rules
from guanmo.observation.ballot_queries import (
    Given,
    Reading,
    given_of,
    last_ballots,
    read_sheet,
    sealed_body,
    sheet_for,
)
from guanmo.observation.enums import Origin, TourState
from guanmo.observation.models import Ballot, Juror, Tour
from guanmo.observation.services import lock, require

FIRST_ACTS = {
    Origin.OWN: "ballot.submitted",
    Origin.PAPER: "ballot.entered",
    Origin.RESCUE: "ballot.rescued",
}


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
    """The ballots to be replaced are not those that count any more."""

    def __init__(self, juror: Juror) -> None:
        super().__init__(f"{juror}的票在您打开页面之后又有更正，请核对最新的票后再改。")


class ReasonMissing(Exception):
    """A correction must say why."""

    def __init__(self) -> None:
        super().__init__("请写明更正的原因，供审计查看。")


@dataclass(frozen=True)
class Entry:
    """A ballot to be filed: its bytes, what they say, and the ballot it replaces."""

    data: bytes
    body: Body
    replaces: Ballot | None
    late: bool = False

    @classmethod
    def written(
        cls, juror: Juror, given: Given, head: Ballot | None, at: datetime, *, late: bool = False
    ) -> "Entry":
        """A ballot written here, which takes the place of `head`."""
        body = Body(
            ballot_id=secrets.token_hex(16),
            nonce=secrets.token_hex(16),
            tour=juror.tour_id,
            juror=juror.pk,
            stop=given.stop,
            marks=given.marks,
            skipped=given.skipped,
            supersedes=head.ballot_id if head else None,
            finished_at=at,
        )
        return cls(write_body(body), body, head, late)


@dataclass(frozen=True)
class Filing:
    """What one juror hands in by one act; `request` as `history.Change` has it."""

    juror: Juror
    entries: Sequence[Entry]
    by: Actor | None
    at: datetime
    why: str = ""
    origin: Origin = Origin.OWN
    request: str | None = None


def submit_ballot(
    *,
    juror: Juror,
    typed: Mapping[str, str],
    by: Person,
    at: datetime,
    skipped: Collection[int] = (),
    seen: int = 0,
    why: str = "",
) -> list[Ballot]:
    """Accept a whole ballot: `typed` are texts by the keys of `sheet_for(juror)`, `skipped` stops not visited.

    It becomes a ballot for each stop. The same marks sent again by the same hand file nothing: those accepted come
    back. A correction says in `seen` the last sequence number of the juror's ballots it was opened on, and its reason;
    only what differs is filed anew. After the closing it is filed as late, for two people to decide on.
    """
    require(rules.may_vote(by, juror), "为这位评委交票")
    with transaction.atomic():
        late = lock_scored(juror.tour).state == TourState.CLOSED
        sheet = sheet_for(juror)
        reading = read_sheet(sheet, typed, skipped)
        if reading.sentences:
            raise InvalidBallot(reading)
        heads = {head.subject: head for head in last_ballots(juror)}
        before = given_of(heads.values())
        changed = [given for given in reading.given if before.get(given.subject) != given]
        if not changed and all(head.entered_by_id == by.pk for head in heads.values()):
            return list(heads.values())
        _check_turn(juror, [heads[g.subject] for g in changed if g.subject in heads], heads, seen, why)
        entries = [Entry.written(juror, given, heads.get(given.subject), at, late=late) for given in changed]
        return file_ballots(juror.tour, [Filing(juror, entries, by, at, why)])


def file_ballots(tour: Tour, filings: Sequence[Filing]) -> list[Ballot]:
    """File entries of jurors of one tour, in their order, under the next sequence numbers; call it under the tour's lock."""
    last = Ballot.objects.filter(tour=tour).aggregate(last=Max("sequence"))["last"] or 0
    entries = [(filing, entry) for filing in filings for entry in filing.entries]
    return create_all(
        [
            (_act(filing, entry), _ballot(filing, entry, number))
            for number, (filing, entry) in enumerate(entries, last + 1)
        ]
    )


def _act(filing: Filing, entry: Entry) -> Change:
    action = "ballot.corrected" if entry.replaces else FIRST_ACTS[filing.origin]
    return Change(action, by=filing.by, at=filing.at, why=filing.why, request=filing.request)


def _ballot(filing: Filing, entry: Entry, number: int) -> Ballot:
    return Ballot(
        tour=filing.juror.tour,
        juror=filing.juror,
        stop_id=entry.body.stop,
        subject=entry.body.stop or Ballot.WHOLE_TOUR,
        ballot_id=entry.body.ballot_id,
        sequence=number,
        body=sealed_body(filing.juror.tour_id, entry.body.ballot_id, entry.data),
        body_hash=body_hash(entry.data),
        replaces=entry.replaces,
        late=entry.late,
        origin=filing.origin,
        entered_by=filing.by if isinstance(filing.by, Person) else None,
        submitted_at=filing.at,
        finished_at=entry.body.finished_at,
        offset_ms=entry.body.offset_ms,
    )


def lock_scored(tour: Tour) -> Tour:
    """The tour while ballots are taken, in time or late."""
    now = lock(tour)
    if now.state == TourState.SEALED:
        raise TourSealed(now)
    if now.state == TourState.PREPARING:
        raise NotOpen(now)
    return now


def _check_turn(
    juror: Juror,
    replaced: Sequence[Ballot],
    heads: Mapping[int, Ballot],
    seen: int,
    why: str,
) -> None:
    last = max((head.sequence for head in heads.values()), default=0)
    if seen != last:
        raise StaleCorrection(juror) if seen else AlreadyVoted(juror)
    if replaced and not why.strip():
        raise ReasonMissing
