"""Single ballots of a sealed tour, for those who may connect marks into ballots, and the bundle to recompute from."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.conf import settings

from guanmo.engines.rounding import plain
from guanmo.engines.scoring.bundles import hashes_in
from guanmo.engines.scoring.bundling import bundle_of
from guanmo.observation.ballot_queries import body_bytes
from guanmo.observation.models import Ballot, Tour
from guanmo.observation.result_queries import Judges
from guanmo.observation.seal_queries import Content, counted_ballots, marks_in, sealed_content


@dataclass(frozen=True)
class SealedBallots:
    """What one juror gave, as a line of the list; `name` is empty for those who may not know it."""

    code: str
    name: str
    group: str
    unit: str
    hashes: list[str]


@dataclass(frozen=True)
class MarkLine:
    """One mark; `value` is a score, or a place on a rank ballot."""

    unit: str
    stop: str
    criterion: str
    value: str


def counted_of(tour: Tour, ballots: Iterable[Ballot]) -> list[Ballot]:
    """Those among these that were sealed as counted; none before sealing."""
    if not tour.result:
        return []
    counted = set(hashes_in(sealed_content(tour)))
    return [ballot for ballot in ballots if ballot.body_hash in counted]


def sealed_ballots(tour: Tour, judges: Judges) -> list[SealedBallots]:
    """The jurors in the order of their codes, which tells nothing about who they are."""
    return [
        SealedBallots(
            code=entry["code"],
            name=judges.name_of(entry["code"]),
            group=entry["group"],
            unit=entry["unit"],
            hashes=entry["hashes"],
        )
        for entry in sealed_content(tour)["ballots"]
    ]


def marks_of(tour: Tour, ballots: SealedBallots) -> list[MarkLine]:
    """The marks of one juror in the order of the tour."""
    content = sealed_content(tour)
    order = {entry["name"]: entry["order"] for entry in content["stops"]}
    own = [one for one in counted_ballots(tour) if one.body_hash in ballots.hashes]
    given = [mark for mark in marks_in(content, own) if mark.excused is None]
    marks = sorted(given, key=lambda mark: (order.get(mark.stop, 0), mark.rank or 0))
    return [
        MarkLine(
            mark.unit,
            mark.stop,
            mark.criterion,
            plain(mark.score) if mark.score is not None else f"第{mark.rank}名",
        )
        for mark in marks
    ]


def sealed_bundle(tour: Tour) -> Content:
    """Everything the result can be recomputed from without this installation: see `engines.scoring.bundling`."""
    return bundle_of(
        sealed=sealed_content(tour),
        seal_hash=tour.seal_hash,
        rule_text=tour.rule_text,
        bodies=[body_bytes(ballot) for ballot in counted_ballots(tour)],
        private_key=settings.GUANMO_SIGNING_KEY,
    )
