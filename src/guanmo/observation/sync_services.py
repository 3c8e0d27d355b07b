"""Ballots as phones send them: each body answered on its own, filed once, acknowledged only after the commit.

The protocol is described in docs/dev/ballots.md; the phone's half is web/ballot/.
"""

import secrets
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.conf import settings
from django.db import transaction

from guanmo.accounts.models import Person
from guanmo.engines.scoring.bodies import Body, InvalidBody, body_hash, read_body
from guanmo.engines.seal import Receipt
from guanmo.foundation.history import Change, plain
from guanmo.observation import rules
from guanmo.observation.ballot_queries import BallotSheet, read_sheet, sheet_for
from guanmo.observation.ballot_services import Entry, file_ballots
from guanmo.observation.enums import LeftOut, Origin, TourState
from guanmo.observation.models import Ballot, BallotLink, DeviceCheck, Juror, Tour
from guanmo.observation.services import lock, require
from guanmo.observation.sync_queries import token_hash

MOST_BODIES = 50

CREATED, SAME, CONFLICT, GONE, INVALID = 201, 200, 409, 410, 422


class TooManyBallots(Exception):
    """More than a phone ever sends at once."""

    def __init__(self) -> None:
        super().__init__(f"一次最多送{MOST_BODIES}张票。")


class LinksEnded(Exception):
    """Nobody scores on a sealed tour any more."""

    def __init__(self, tour: Tour) -> None:
        super().__init__(f"“{tour}”已封存，不再发放评分链接。")


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


def accept_ballots(
    *, juror: Juror, bodies: Sequence[bytes], at: datetime, by: Person | None = None
) -> list[Answer]:
    """File what a phone sent (or the office brought in, then `by` says who), in one transaction under the tour's lock; each body has its own answer, in order.

    The same bytes again get the receipt they got before; other bytes under a known number are refused, and so is a
    correction of a ballot that does not count any more. After the closing ballots are filed as late, after the seal
    refused.
    """
    if len(bodies) > MOST_BODIES:
        raise TooManyBallots
    origin = Origin.RESCUE if by else Origin.OWN
    # What is asked is read before the lock: everybody's ballots wait there for each other.
    sheet = sheet_for(juror)
    with transaction.atomic():
        desk = _Desk(juror, lock(juror.tour), at, by or juror.person or JurorActor(juror.name), origin, sheet)
        answers = [desk.take(data) for data in bodies]
        return desk.filed(answers)


@dataclass
class _Desk:
    """One batch on its way in: what is filed already, and what will be."""

    juror: Juror
    tour: Tour
    at: datetime
    by: Person | JurorActor
    origin: Origin
    sheet: BallotSheet
    known: dict[str, Ballot] = field(init=False)
    heads: dict[int, str] = field(init=False)
    entries: list[tuple[Entry, str | None]] = field(default_factory=list)
    taken: dict[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        given = list(Ballot.objects.filter(juror=self.juror).order_by("sequence"))
        self.known = {ballot.ballot_id: ballot for ballot in given}
        # The last one of each subject, late or not: what a correction has to name.
        self.heads = {ballot.subject: ballot.ballot_id for ballot in given}

    def take(self, data: bytes) -> Answer:
        """What can be said before filing; a ballot to be filed is answered with 201 and has no receipt yet."""
        try:
            body = read_body(data)
        except InvalidBody as error:
            return Answer(_named_in(data), INVALID, code="unreadable", message=str(error))
        return self._known(body, data) or self._refused(body) or self._taken(body, data)

    def _known(self, body: Body, data: bytes) -> Answer | None:
        """Same number: the same bytes are answered as before, others never take their place."""
        held = self.taken.get(body.ballot_id)
        ballot = self.known.get(body.ballot_id) or Ballot.objects.filter(ballot_id=body.ballot_id).first()
        if held is None and ballot is not None:
            held = ballot.body_hash if ballot.juror_id == self.juror.pk else "another juror's"
        if held is None:
            return None
        if held != body_hash(data):
            said = "这个票号已有另一份内容，这一份没有计入。请在这一页重新评一次。"
            return Answer(body.ballot_id, CONFLICT, code="other_bytes", message=said)
        return Answer(body.ballot_id, SAME if ballot else CREATED, receipt_of(ballot) if ballot else None)

    def _refused(self, body: Body) -> Answer | None:
        if self.tour.state == TourState.SEALED:
            said = "观摩已经封存，这张票没有计入；请联系重点办。"
            return Answer(body.ballot_id, GONE, code="sealed", message=said)
        if self.tour.state == TourState.PREPARING:
            return self._invalid(body, "not_open", "还没有开始评分，请等重点办开始后再交。")
        if (body.tour, body.juror) != (self.tour.pk, self.juror.pk):
            return self._invalid(
                body, "other_juror", "这张票属于另一位评委或另一次观摩，请用自己的评分链接。"
            )
        return self._not_asked(body) or self._wrong(body) or self._stale(body)

    def _not_asked(self, body: Body) -> Answer | None:
        asked = {block.stop.pk if block.stop else None: block.left_out for block in self.sheet.blocks}
        left_out = asked.get(body.stop)
        if left_out in (LeftOut.RECUSED, LeftOut.ABSENT):
            return self._invalid(body, left_out.value, f"{left_out.label}。这张票没有计入。")
        if left_out or body.stop not in asked:
            return self._invalid(body, "not_asked", "这一站不请您评分，或者已不在这次观摩里。")
        return None

    def _wrong(self, body: Body) -> Answer | None:
        problems = _problems(self.sheet, body)
        return self._invalid(body, "invalid", " ".join(problems)) if problems else None

    def _stale(self, body: Body) -> Answer | None:
        head = self.heads.get(body.stop or Ballot.WHOLE_TOUR)
        if body.supersedes == head:
            return None
        said = "这一站已经交过另一张票（可能在另一台设备上）。核对后点“改好再交”，就以新的为准。"
        return Answer(body.ballot_id, CONFLICT, code="stale", message=said, head=head or "")

    def _invalid(self, body: Body, code: str, message: str) -> Answer:
        return Answer(body.ballot_id, INVALID, code=code, message=message)

    def _taken(self, body: Body, data: bytes) -> Answer:
        self.taken[body.ballot_id] = body_hash(data)
        self.heads[body.stop or Ballot.WHOLE_TOUR] = body.ballot_id
        late = self.tour.state == TourState.CLOSED
        self.entries.append((Entry(data, body, None, late), body.supersedes))
        return Answer(body.ballot_id, CREATED)

    def filed(self, answers: Sequence[Answer]) -> list[Answer]:
        """File all that was taken and put the receipts into the answers."""
        # A correction can only point at a row that is there: corrections of what this very batch brings come after it.
        waiting = self.entries
        while waiting:
            ready = [(entry, old) for entry, old in waiting if old is None or old in self.known]
            rows = file_ballots(
                self.juror,
                [Entry(e.data, e.body, self.known.get(old or ""), e.late) for e, old in ready],
                self.by,
                self.at,
                origin=self.origin,
            )
            self.known |= {row.ballot_id: row for row in rows}
            waiting = [pair for pair in waiting if pair not in ready]
        return [self._with_receipt(answer) for answer in answers]

    def _with_receipt(self, answer: Answer) -> Answer:
        if answer.status == CREATED:
            return Answer(answer.ballot_id, CREATED, receipt_of(self.known[answer.ballot_id]))
        return answer


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


def issue_links(*, tour: Tour, jurors: Iterable[Juror], by: Person, at: datetime) -> dict[int, str]:
    """A fresh scores-only link for each of these jurors, by key; links they had before stop working."""
    require(rules.may_manage_tours(by), "发放评分链接")
    tokens: dict[int, str] = {}
    with transaction.atomic():
        now = lock(tour)
        if now.state == TourState.SEALED:
            raise LinksEnded(now)
        wanted = list(Juror.objects.filter(tour=tour, pk__in=[juror.pk for juror in jurors]))
        held = {link.juror_id: link for link in BallotLink.objects.filter(juror__in=wanted)}
        new: list[BallotLink] = []
        renewed: list[BallotLink] = []
        for juror in wanted:
            tokens[juror.pk] = token = secrets.token_urlsafe(24)
            link = held.get(juror.pk) or BallotLink(juror=juror)
            link.token_hash, link.issued_by, link.issued_at, link.revoked_at = token_hash(token), by, at, None
            (renewed if juror.pk in held else new).append(link)
        change = Change("link.issued", by=by, at=at)
        change.create_many(new)
        change.save_many(renewed, ["token_hash", "issued_by", "issued_at", "revoked_at"])
    return tokens


def revoke_link(*, juror: Juror, by: Person, at: datetime, why: str = "") -> None:
    """A lost phone: the link stops working at the next request."""
    require(rules.may_manage_tours(by), "作废评分链接")
    link = BallotLink.objects.filter(juror=juror, revoked_at__isnull=True).first()
    if link:
        link.revoked_at = at
        Change("link.revoked", by=by, at=at, why=why).save(link, ["revoked_at"])


def record_check(*, juror: Juror, found: Mapping[str, Any], at: datetime) -> DeviceCheck:
    """Keep a juror's last device self-test; `found` as `sync_forms.CheckForm` cleaned it."""
    by = juror.person or JurorActor(juror.name)
    with transaction.atomic():
        check = DeviceCheck.objects.filter(juror=juror).first()
        change = Change("device.checked", by=by, at=at)
        if check is None:
            return change.create(DeviceCheck(juror=juror, checked_at=at, **found))
        for name, value in found.items():
            setattr(check, name, value)
        check.checked_at = at
        change.save(check, [*found, "checked_at"])
    return check
