"""Batches of ballots on their way into the table: each body answered on its own, those of a tour filed together.

Many jurors' batches make one transaction, so that a hundred phones at one moment cost one write to the disk.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from itertools import groupby
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import Q

from guanmo.accounts.models import Person
from guanmo.engines.scoring.bodies import Body, InvalidBody, body_hash, read_body
from guanmo.engines.seal import Receipt
from guanmo.foundation.history import plain
from guanmo.observation.ballot_queries import BallotSheet, read_sheet, sheets_for
from guanmo.observation.ballot_services import Entry, Filing, file_ballots
from guanmo.observation.enums import LeftOut, Origin, TourState
from guanmo.observation.models import Ballot, Juror, Tour
from guanmo.observation.services import lock

CREATED, SAME, CONFLICT, GONE, INVALID = 201, 200, 409, 410, 422


@dataclass(frozen=True)
class JurorActor:
    """A juror who writes by the scores-only link and may have no account."""

    name: str
    pk: int | None = None


@dataclass(frozen=True)
class Answer:
    """What became of one body; a ballot that was filed, now or before, has its receipt."""

    ballot_id: str
    status: int
    receipt: Receipt | None = None
    code: str = ""
    message: str = ""
    head: str = ""

    def as_json(self) -> dict[str, Any]:  # Any: plain JSON
        """As the phone gets it: what is empty is left out."""
        said: dict[str, Any] = {"ballot_id": self.ballot_id, "status": self.status}
        if self.receipt:
            said["receipt"] = self.receipt.as_json()
        return said | {key: text for key in ("code", "message", "head") if (text := getattr(self, key))}


@dataclass(frozen=True)
class Batch:
    """What one phone sent at once, or the office brought in for it (then `by` says who), in which request."""

    juror: Juror
    bodies: Sequence[bytes]
    at: datetime
    by: Person | None
    request: str

    @property
    def origin(self) -> Origin:
        """How the ballots came here."""
        return Origin.RESCUE if self.by else Origin.OWN

    @property
    def actor(self) -> Person | JurorActor:
        """Who the history names."""
        return self.by or self.juror.person or JurorActor(self.juror.name)


def receipt_of(ballot: Ballot) -> Receipt:
    """The receipt of a filed ballot; the same to the last byte whenever it is asked for."""
    unsigned = Receipt(
        ballot_id=ballot.ballot_id,
        hash=ballot.body_hash,
        tour=ballot.tour_id,
        sequence=ballot.sequence,
        received_at=plain(ballot.submitted_at),
        late=ballot.late,
    )
    return unsigned.signed(settings.GUANMO_SIGNING_KEY)


def file_batches(batches: Sequence[Batch]) -> list[list[Answer]]:
    """File batches in their order, those of one tour in one transaction under its lock; answers to each, body by body.

    The same bytes again get the receipt they got before; other bytes under a known number are refused, and so is a
    correction of a ballot that does not count any more. After the closing ballots are filed as late, after the seal
    refused.
    """
    answers: dict[int, list[Answer]] = {}
    by_tour = sorted(range(len(batches)), key=lambda n: batches[n].juror.tour_id)
    for _, numbers in groupby(by_tour, key=lambda n: batches[n].juror.tour_id):
        theirs = list(numbers)
        answers |= zip(theirs, _file([batches[n] for n in theirs]), strict=True)
    return [answers[n] for n in range(len(batches))]


def _file(batches: Sequence[Batch]) -> list[list[Answer]]:
    """Batches of one tour."""
    # What is asked and what was sent is read before the lock: everybody's ballots wait there for each other.
    sheets = sheets_for(list({batch.juror.pk: batch.juror for batch in batches}.values()))
    read = [[_read(data) for data in batch.bodies] for batch in batches]
    with transaction.atomic():
        tour = lock(batches[0].juror.tour)
        held = _Held.of(
            sheets, [body.ballot_id for bodies in read for body in bodies if isinstance(body, Body)]
        )
        desks = [_Desk(batch, tour, sheets[batch.juror.pk], held) for batch in batches]
        answers = [
            [desk.take(body, data) for body, data in zip(bodies, desk.batch.bodies, strict=True)]
            for desk, bodies in zip(desks, read, strict=True)
        ]
        _file_taken(tour, desks, held)
    return [[held.with_receipt(answer) for answer in said] for said in answers]


def _read(data: bytes) -> Body | InvalidBody:
    try:
        return read_body(data)
    except InvalidBody as error:
        return error


def _file_taken(tour: Tour, desks: Sequence["_Desk"], held: "_Held") -> None:
    """File all that was taken.

    A correction can only point at a row that is there: corrections of what these very batches bring come after them.
    """
    while any(desk.waiting for desk in desks):
        filed = file_ballots(tour, [desk.ready() for desk in desks])
        held.known |= {ballot.ballot_id: ballot for ballot in filed}


@dataclass
class _Held:
    """What is filed of these jurors, or under these numbers, and what was taken since."""

    known: dict[str, Ballot]
    # The last one of each juror and subject, late or not: what a correction has to name.
    heads: dict[tuple[int, int], str]
    # Numbers taken and not filed yet: whose, and which bytes.
    taken: dict[str, tuple[int, str]] = field(default_factory=dict)

    @classmethod
    def of(cls, jurors: Collection[int], numbers: Collection[str]) -> "_Held":
        found = Ballot.objects.filter(Q(juror__in=jurors) | Q(ballot_id__in=numbers))
        given = list(found.defer("body").order_by("sequence"))
        return cls(
            {ballot.ballot_id: ballot for ballot in given},
            {(ballot.juror_id, ballot.subject): ballot.ballot_id for ballot in given},
        )

    def under(self, number: str) -> tuple[int, str] | None:
        """Whose and which bytes are held under a number."""
        ballot = self.known.get(number)
        return (ballot.juror_id, ballot.body_hash) if ballot else self.taken.get(number)

    def with_receipt(self, answer: Answer) -> Answer:
        """The answer as it may leave once all is filed."""
        if answer.status not in (CREATED, SAME):
            return answer
        return Answer(answer.ballot_id, answer.status, receipt_of(self.known[answer.ballot_id]))


@dataclass
class _Desk:
    """Where one batch is looked through, body by body."""

    batch: Batch
    tour: Tour
    sheet: BallotSheet
    held: _Held
    waiting: list[tuple[Body, bytes]] = field(default_factory=list)

    def take(self, body: Body | InvalidBody, data: bytes) -> Answer:
        """What can be said before filing; a ballot that is to be filed has no receipt yet."""
        if isinstance(body, InvalidBody):
            return Answer(_named_in(data), INVALID, code="unreadable", message=str(body))
        return self._known(body, data) or self._refused(body) or self._taken(body, data)

    def ready(self) -> Filing:
        """What can be filed now, and waits no longer."""
        known = self.held.known
        now = [pair for pair in self.waiting if pair[0].supersedes is None or pair[0].supersedes in known]
        self.waiting = [pair for pair in self.waiting if pair not in now]
        late = self.tour.state == TourState.CLOSED
        entries = [Entry(data, body, known.get(body.supersedes or ""), late) for body, data in now]
        batch = self.batch
        return Filing(batch.juror, entries, batch.actor, batch.at, origin=batch.origin, request=batch.request)

    def _known(self, body: Body, data: bytes) -> Answer | None:
        """Same number: the same bytes are answered as before, others never take their place."""
        held = self.held.under(body.ballot_id)
        if held is None:
            return None
        if held != (self.batch.juror.pk, body_hash(data)):
            said = "这个票号已有另一份内容，这一份没有计入。请在这一页重新评一次。"
            return Answer(body.ballot_id, CONFLICT, code="other_bytes", message=said)
        return Answer(body.ballot_id, CREATED if (body, data) in self.waiting else SAME)

    def _refused(self, body: Body) -> Answer | None:
        if self.tour.state == TourState.SEALED:
            said = "观摩已经封存，这张票没有计入；请联系重点办。"
            return Answer(body.ballot_id, GONE, code="sealed", message=said)
        if self.tour.state == TourState.PREPARING:
            return _invalid(body, "not_open", "还没有开始评分，请等重点办开始后再交。")
        if (body.tour, body.juror) != (self.tour.pk, self.batch.juror.pk):
            return _invalid(body, "other_juror", "这张票属于另一位评委或另一次观摩，请用自己的评分链接。")
        return self._not_asked(body) or self._wrong(body) or self._stale(body)

    def _not_asked(self, body: Body) -> Answer | None:
        asked = {block.stop.pk if block.stop else None: block.left_out for block in self.sheet.blocks}
        left_out = asked.get(body.stop)
        if left_out in (LeftOut.RECUSED, LeftOut.ABSENT):
            return _invalid(body, left_out.value, f"{left_out.label}。这张票没有计入。")
        if left_out or body.stop not in asked:
            return _invalid(body, "not_asked", "这一站不请您评分，或者已不在这次观摩里。")
        return None

    def _wrong(self, body: Body) -> Answer | None:
        problems = _problems(self.sheet, body)
        return _invalid(body, "invalid", " ".join(problems)) if problems else None

    def _stale(self, body: Body) -> Answer | None:
        head = self.held.heads.get(self._subject(body))
        if body.supersedes == head:
            return None
        said = "这一站已经交过另一张票（可能在另一台设备上）。核对后点“改好再交”，就以新的为准。"
        return Answer(body.ballot_id, CONFLICT, code="stale", message=said, head=head or "")

    def _taken(self, body: Body, data: bytes) -> Answer:
        self.held.taken[body.ballot_id] = (self.batch.juror.pk, body_hash(data))
        self.held.heads[self._subject(body)] = body.ballot_id
        self.waiting.append((body, data))
        return Answer(body.ballot_id, CREATED)

    def _subject(self, body: Body) -> tuple[int, int]:
        return self.batch.juror.pk, body.stop or Ballot.WHOLE_TOUR


def _invalid(body: Body, code: str, message: str) -> Answer:
    return Answer(body.ballot_id, INVALID, code=code, message=message)


def _problems(sheet: BallotSheet, body: Body) -> list[str]:
    """What is wrong with the marks of one body, by the rule of the tour."""
    block = next(one for one in sheet.blocks if one.subject == (body.stop or Ballot.WHOLE_TOUR))
    if body.skipped:
        return [] if sheet.may_skip_stops and not body.marks else ["按这次的规则，到过的每一站都要评分。"]
    blocks = sheet.blocks if sheet.by_rank else (block,)
    cells = {cell.mark_key: cell for one in blocks for cell in one.cells}
    if set(cells) != set(body.marks):
        return ["评分项与这次的规则不符，请重新打开评分页。"]
    typed = {cells[key].key: str(mark) for key, mark in body.marks.items()}
    return read_sheet(sheet, typed, only=block.subject).sentences


def _named_in(data: bytes) -> str:
    """Something to call a body by that cannot be read: its hash."""
    return body_hash(data)[:32]
