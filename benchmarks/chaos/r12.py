"""R12: no clock decides anything: not a phone's that is a day off, not the server's that is set back.

Phones are up to a day off (their offset is kept as evidence); half way the server starts again with its clock set back ten
minutes. Sequence numbers go on, a ballot sent after another was answered stands after it, and the history's chain holds.
"""

import asyncio
import json
from collections.abc import Sequence
from random import Random

from benchmarks.chaos.compare import Row, compare, rows_of
from benchmarks.chaos.phones import Sent, ballots_of, deliver_all
from benchmarks.chaos.r01 import template
from benchmarks.chaos.site import Round, Site, desk_of
from benchmarks.chaos.verdict import Verdict

JURORS, STOPS, SECONDS = 20, 11, 3.0
SET_BACK = "benchmarks.chaos.set_back:application"


def _half(site: Site, round_: Round, ballots: Sequence[Sent], random: Random) -> None:
    site.start()
    try:
        asyncio.run(deliver_all(ballots, site.port, round_, random))
    finally:
        site.stop()


def in_order(first: Sequence[Sent], second: Sequence[Sent]) -> bool:
    """Whether all that was answered before the clock went back stands before all that came after, by the receipts."""
    sequences = [[sent.receipt["sequence"] for sent in half if sent.receipt] for half in (first, second)]
    return max(sequences[0]) < min(sequences[1])


def offsets_are_kept(ballots: Sequence[Sent], rows: Sequence[Row]) -> bool:
    """Whether each row holds what its phone said of its clock."""
    held = {row.ballot_id: row.offset_ms for row in rows}
    return all(held[sent.ballot_id] == json.loads(sent.body)["offset_ms"] for sent in ballots)


def prove(full: int) -> list[Verdict]:
    """One tour, half of it before and half after the server's clock went back."""
    random = Random(f"clocks {full}")  # noqa: S311 - a load, no secret
    with template(JURORS, STOPS) as (site, round_):
        ballots = ballots_of(random, round_, SECONDS)
        first, second = ballots[: len(ballots) // 2], ballots[len(ballots) // 2 :]
        _half(site, round_, first, random)
        site.application = SET_BACK
        _half(site, round_, second, random)
        rows = rows_of(site, round_.tour)
        with desk_of(site) as desk:
            found = compare(ballots, rows, round_, desk)
    moments = [[sent.receipt["received_at"] for sent in half if sent.receipt] for half in (first, second)]
    went_back = min(moments[1]) < max(moments[0])
    ordered, kept = in_order(first, second), offsets_are_kept(ballots, rows)
    late = sum(row.late for row in rows)
    return [
        Verdict(
            "R12",
            "no clock decides anything",
            f"phones up to a day off, server's clock 10 minutes back half way: {found}; order kept: {ordered}, "
            f"offsets kept: {kept}, {late} taken for late",
            found.is_clean and went_back and ordered and kept and not late,
        )
    ]
