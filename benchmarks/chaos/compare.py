"""What the phones hold against what the database holds: lost, doubled, out of order, wrongly signed."""

import sqlite3
from collections import Counter
from collections.abc import Sequence
from contextlib import closing
from dataclasses import dataclass

import psycopg

from benchmarks.chaos.phones import Sent
from benchmarks.chaos.site import Desk, Round, Site
from guanmo.engines.seal import Receipt, public_key_of

QUERY = """select id, ballot_id, sequence, body_hash, juror_id, subject, late, offset_ms
    from observation_ballot where tour_id = {tour} order by sequence"""


@dataclass(frozen=True)
class Row:
    """A ballot as the database holds it."""

    pk: int
    ballot_id: str
    sequence: int
    hash: str
    juror: int
    stop: int
    late: bool
    offset_ms: int


@dataclass(frozen=True)
class Comparison:
    """Counts of what must be nought, and how many ballots they are about."""

    ballots: int
    acknowledged: int
    unknown: int
    """Ballots of which at least one attempt ended without an answer."""
    filed_unanswered: int
    """Of those, ballots the server had filed before the answer was lost."""
    lost: int
    doubled: int
    unsent: int
    """Neither acknowledged nor refused in the end."""
    gaps: int
    false_receipts: int
    history_faults: int

    @property
    def is_clean(self) -> bool:
        """Whether the promise was kept."""
        return not any(
            (self.lost, self.doubled, self.unsent, self.gaps, self.false_receipts, self.history_faults)
        )

    def __str__(self) -> str:
        faults = (
            f"{self.lost} lost, {self.doubled} doubled, {self.unsent} undelivered, {self.gaps} gaps in the order, "
            f"{self.false_receipts} false receipts, {self.history_faults} faults in the history"
        )
        return (
            f"{self.acknowledged:,} of {self.ballots:,} acknowledged, {self.unknown:,} after lost answers "
            f"({self.filed_unanswered:,} already filed): {faults}"
        )


def rows_of(site: Site, tour: int) -> list[Row]:
    """The ballots of a tour, read past the product."""
    query = QUERY.format(tour=int(tour))
    if site.database:
        with psycopg.connect(site.database.replace("postgres://", "postgresql://")) as server:
            return [Row(*row) for row in server.execute(query)]
    with closing(sqlite3.connect(f"file:{site.home}/guanmo.sqlite3?mode=ro", uri=True)) as database:
        return [Row(*row) for row in database.execute(query)]


def compare(ballots: Sequence[Sent], rows: Sequence[Row], round_: Round, desk: Desk) -> Comparison:
    """Hold what the phones were told against the rows and against the history."""
    by_id = {row.ballot_id: row for row in rows}
    acknowledged = [sent for sent in ballots if sent.receipt is not None]
    told = desk.ask("history")
    in_history = Counter(told["ballots"])
    return Comparison(
        ballots=len(ballots),
        acknowledged=len(acknowledged),
        unknown=sum(sent.unknown > 0 for sent in ballots),
        filed_unanswered=sum(sent.known > 0 for sent in ballots),
        lost=sum(not _is_held(sent, by_id.get(sent.ballot_id)) for sent in acknowledged),
        doubled=_doubled(rows),
        unsent=sum(sent.receipt is None and not sent.refused for sent in ballots),
        gaps=sum(row.sequence != n for n, row in enumerate(rows, 1)),
        false_receipts=sum(not _is_true(sent, round_) for sent in acknowledged),
        history_faults=(told["broken"] is not None) + sum(in_history[row.pk] != 1 for row in rows),
    )


def _is_held(sent: Sent, row: Row | None) -> bool:
    """Whether the row is what the receipt says, to the sequence number."""
    receipt = sent.receipt or {}
    return row is not None and (row.hash, row.sequence) == (sent.hash, receipt.get("sequence"))


def _doubled(rows: Sequence[Row]) -> int:
    """Rows beyond the first of each ballot number; every ballot here is a first one, so of each juror and stop too."""
    numbers = Counter(row.ballot_id for row in rows)
    subjects = Counter((row.juror, row.stop) for row in rows)
    return max(len(rows) - len(numbers), len(rows) - len(subjects))


def _is_true(sent: Sent, round_: Round) -> bool:
    """Whether the receipt is the server's, and for these very bytes."""
    receipt = Receipt(**(sent.receipt or {}))
    ours = (receipt.ballot_id, receipt.hash, receipt.tour) == (sent.ballot_id, sent.hash, round_.tour)
    return ours and receipt.verifies(public_key_of(round_.signing_key))
