"""R04: a ballot sent again is the same ballot, however often its receipt was lost on the way.

Three of ten connections are cut after the server committed and before the phone hears of it; phones send the same bytes
again. No ballot is filed twice, and the receipt given in the end is, to the byte, the one that was lost.
"""

import asyncio
import json
from collections.abc import Sequence
from dataclasses import dataclass
from random import Random
from typing import Any

from benchmarks.chaos.compare import Comparison, compare, rows_of
from benchmarks.chaos.phones import Sent, ballots_of, deliver_all, read_results
from benchmarks.chaos.proxy import Network, network
from benchmarks.chaos.r01 import template
from benchmarks.chaos.site import Desk, Round, Site
from benchmarks.chaos.verdict import Verdict

CUT = 0.3
JURORS, STOPS, SECONDS = 100, 24, 60.0


@dataclass(frozen=True)
class Cut:
    """What came of a run: the comparison, answers that were lost, and receipts that came back another way."""

    found: Comparison
    swallowed: int
    other_receipts: int


def cut_answers(site: Site, desk: Desk, round_: Round, seconds: float, seed: int) -> Cut:
    """One run on a site that is served."""
    random = Random(f"cut {seed}")  # noqa: S311 - a load, no secret
    ballots, state = ballots_of(random, round_, seconds), Network(cut_share=CUT)
    asyncio.run(_through(site, ballots, round_, state, random))
    found = compare(ballots, rows_of(site, round_.tour), round_, desk)
    return Cut(found, len(state.swallowed), _other(ballots, state.swallowed))


async def _through(
    site: Site, ballots: Sequence[Sent], round_: Round, state: Network, random: Random
) -> None:
    async with network(site.port, state, random) as port:
        await deliver_all(ballots, port, round_, random)


def _other(ballots: Sequence[Sent], swallowed: Sequence[bytes]) -> int:
    """Lost receipts that differ in any byte from the one the phone holds."""
    held = {sent.ballot_id: _text(sent.receipt) for sent in ballots}
    lost = [result for answer in swallowed for result in read_results(answer) or ()]
    return sum(_text(result.get("receipt")) != held[result["ballot_id"]] for result in lost)


def _text(receipt: Any) -> str:  # Any: plain JSON
    return json.dumps(receipt, ensure_ascii=False)


def prove(full: int) -> list[Verdict]:
    """One run of the whole load."""
    with template(JURORS, STOPS) as (site, round_), site.served() as desk:
        cut = cut_answers(site, desk, round_, SECONDS, seed=full)
    return [
        Verdict(
            "R04",
            "a ballot sent again is the same ballot",
            f"{cut.swallowed:,} answers cut after the commit; {cut.found}; {cut.other_receipts} receipts "
            "differ from the lost ones",
            cut.found.is_clean and cut.swallowed > 0 and cut.other_receipts == 0,
        )
    ]
