"""What a juror's phone is told: whose ballot it is, what is asked, what is in already."""

import base64
import hashlib
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.conf import settings

from guanmo.engines.packs.ballot_rules import Scale
from guanmo.engines.rounding import plain as plain_number
from guanmo.engines.seal import public_key_of
from guanmo.foundation.history import plain
from guanmo.observation.ballot_queries import BallotSheet, Block, given_ballots, last_ballots, sheet_for
from guanmo.observation.models import Ballot, BallotLink, Juror
from guanmo.observation.sealed_ballot_queries import counted_of

VERSION = 1

Json = dict[str, Any]  # Any: whatever JSON can hold


def token_hash(token: str) -> str:
    """What is kept of a token."""
    return hashlib.sha256(token.encode()).hexdigest()


def juror_of_link(token: str) -> Juror | None:
    """The juror a token belongs to, until it is renewed or revoked; after the seal nothing more is filed by it."""
    link = (
        BallotLink.objects.filter(token_hash=token_hash(token), revoked_at__isnull=True)
        .select_related("juror__tour", "juror__person", "juror__unit")
        .first()
    )
    return link.juror if link else None


def sheet_json(juror: Juror, now: datetime) -> Json:
    """The whole sheet; it holds no mark of anybody."""
    sheet = sheet_for(juror)
    tour = juror.tour
    return {
        "version": VERSION,
        "tour": {
            "id": tour.pk,
            "name": tour.name,
            "held_on": tour.held_on.isoformat(),
            "state": tour.state,
        },
        "juror": {"id": juror.pk, "name": juror.name, "group": juror.group},
        "server_time": plain(now),
        "key": {
            "algorithm": "Ed25519",
            "public": base64.b64encode(public_key_of(settings.GUANMO_SIGNING_KEY)).decode(),
        },
        **_how(sheet),
        "criteria": [{"name": one.name, "weight": plain_number(one.weight)} for one in sheet.rule.criteria],
        "may_skip": sheet.may_skip_stops,
        "stops": [] if sheet.by_rank else [_stop(block) for block in sheet.blocks],
        "scopes": [_scope(block) for block in sheet.blocks] if sheet.by_rank else [],
        "seal": _seal(juror),
        "heads": [
            {
                "stop": head.stop_id,
                "ballot_id": head.ballot_id,
                "hash": head.body_hash,
                "sequence": head.sequence,
            }
            for head in _heads(juror)
        ],
    }


def _seal(juror: Juror) -> Json | None:
    """After the seal: its hash, and which of this juror's ballots were counted; a late or excused one may be missing."""
    if not juror.tour.seal_hash:
        return None
    counted = counted_of(juror.tour, given_ballots(juror))
    return {
        "hash": juror.tour.seal_hash,
        "counted": [{"stop": ballot.stop_id, "hash": ballot.body_hash} for ballot in counted],
    }


def _heads(juror: Juror) -> list[Ballot]:
    return list(last_ballots(juror).order_by("sequence"))


def _how(sheet: BallotSheet) -> Mapping[str, object]:
    """Marks on a scale, grades of a rubric, or places."""
    scale = sheet.rule.scale
    if sheet.by_rank or scale is None:
        return {"mode": "ranks", "scale": None, "grades": None}
    if scale.words:
        return {"mode": "grades", "scale": None, "grades": _grades(scale)}
    step = plain_number(scale.step) if scale.step else "0.01"
    ends = {"least": plain_number(scale.least), "most": plain_number(scale.most), "step": step}
    return {"mode": "marks", "scale": ends, "grades": None}


def _grades(scale: Scale) -> list[Json]:
    """The best first, as a thumb looks for it."""
    scores = [(word, scale.of_word(word)) for word in reversed(scale.words)]
    return [{"word": word, "score": plain_number(score)} for word, score in scores if score is not None]


def _stop(block: Block) -> Json:
    assert block.stop is not None  # noqa: S101 - a score sheet has nothing but stops
    return {
        "id": block.stop.pk,
        "order": block.stop.order,
        "name": block.stop.project.name,
        "unit": {"id": block.stop.unit_id, "name": block.stop.unit.name},
        "asked": block.left_out is None,
        "reason": block.left_out.label if block.left_out else "",
    }


def _scope(block: Block) -> Json:
    return {
        "name": block.title,
        "units": [{"id": cell.unit.pk, "name": cell.unit.name} for cell in block.cells],
    }
