"""Single ballots of a sealed tour, for those who may connect marks into ballots, and the bundle to recompute from."""

from dataclasses import dataclass

from guanmo.engines.rounding import plain
from guanmo.engines.scoring.bundles import bundle_of
from guanmo.observation.models import Ballot, Tour
from guanmo.observation.result_queries import Judges
from guanmo.observation.seal_queries import Content, counted_ballots, marks_in, sealed_content


@dataclass(frozen=True)
class SealedBallot:
    """A line of the list of ballots; `name` is empty for those who may not know it."""

    code: str
    name: str
    group: str
    unit: str
    hash: str
    marks: int


@dataclass(frozen=True)
class MarkLine:
    """One mark of a ballot; `value` is a score, or a place on a rank ballot."""

    unit: str
    stop: str
    criterion: str
    value: str


def code_of(tour: Tour, ballot: Ballot) -> str:
    """The code a ballot has in the sealed content; empty before sealing and for a replaced ballot."""
    entries = sealed_content(tour).get("ballots", ())
    return next((entry["code"] for entry in entries if entry["hash"] == ballot.marks_hash), "")


def sealed_ballots(tour: Tour, judges: Judges) -> list[SealedBallot]:
    """The counted ballots in the order of their codes, which tells nothing about who gave them."""
    sizes = {ballot.marks_hash: len(ballot.marks) for ballot in counted_ballots(tour)}
    return [
        SealedBallot(
            code=entry["code"],
            name=judges.name_of(entry["code"]),
            group=entry["group"],
            unit=entry["unit"],
            hash=entry["hash"],
            marks=sizes.get(entry["hash"], 0),
        )
        for entry in sealed_content(tour)["ballots"]
    ]


def marks_of(tour: Tour, ballot: SealedBallot) -> list[MarkLine]:
    """The marks of one ballot in the order of the tour."""
    content = sealed_content(tour)
    given = [one for one in counted_ballots(tour) if one.marks_hash == ballot.hash]
    return [
        MarkLine(
            mark.unit,
            mark.stop,
            mark.criterion,
            plain(mark.score) if mark.score is not None else f"第{mark.rank}名",
        )
        for mark in marks_in(content, given)
    ]


def sealed_bundle(tour: Tour) -> Content:
    """Everything the result can be recomputed from without this installation: see `engines.scoring.bundles`."""
    return bundle_of(
        sealed=sealed_content(tour),
        seal_hash=tour.seal_hash,
        rule_text=tour.rule_text,
        ballots=[{"nonce": ballot.nonce, "marks": ballot.marks} for ballot in counted_ballots(tour)],
    )
