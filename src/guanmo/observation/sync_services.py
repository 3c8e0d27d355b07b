"""Ballots as phones send them: each body answered on its own, filed once, acknowledged only after the commit.

The protocol is described in docs/dev/ballots.md; the phone's half is web/ballot/.
"""

import secrets
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from django.db import connection, transaction

from guanmo.accounts.models import Person
from guanmo.foundation.history import Change, current_request
from guanmo.foundation.together import Together
from guanmo.observation import rules
from guanmo.observation.batch_services import Answer, Batch, JurorActor, file_batches
from guanmo.observation.enums import TourState
from guanmo.observation.models import BallotLink, DeviceCheck, Juror, Tour
from guanmo.observation.services import lock, require
from guanmo.observation.sync_queries import token_hash

MOST_BODIES = 50


class TooManyBallots(Exception):
    """More than a phone ever sends at once."""

    def __init__(self) -> None:
        super().__init__(f"一次最多送{MOST_BODIES}张票。")


class LinksEnded(Exception):
    """Nobody scores on a sealed tour any more."""

    def __init__(self, tour: Tour) -> None:
        super().__init__(f"“{tour}”已封存，不再发放评分链接。")


_counter = Together(file_batches)


def accept_ballots(
    *, juror: Juror, bodies: Sequence[bytes], at: datetime, by: Person | None = None
) -> list[Answer]:
    """File what a phone sent (or the office brought in, then `by` says who); each body has its own answer, in order.

    Phones that send at the same moment share a transaction, and so its write to the disk; nobody is answered before it
    ends. Within a transaction of the caller's own the batch is filed by itself: no other phone's receipt may hang on it.
    """
    if len(bodies) > MOST_BODIES:
        raise TooManyBallots
    batch = Batch(juror, bodies, at, by, current_request.get())
    return file_batches([batch])[0] if connection.in_atomic_block else _counter.do(batch)


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
