"""R11: whatever moment the office closes the scoring, each acknowledged ballot is counted or late, and the seal covers the counted alone.

Ballots arrive while the office closes at a random moment. The receipts say which came late; the closing names a sequence
number; two people leave the late ones out; the seal's hashes are held against the receipts.
"""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from random import Random

from benchmarks.chaos.compare import rows_of
from benchmarks.chaos.phones import Sent, ballots_of, deliver_all
from benchmarks.chaos.r01 import template
from benchmarks.chaos.site import Desk, Json, Round, Site
from benchmarks.chaos.verdict import Verdict

JURORS, STOPS, SECONDS = 15, 11, 2.0
TRIES = 1000


@dataclass(frozen=True)
class Race:
    """Where the acknowledged ballots of one race ended up."""

    acknowledged: int
    counted: int
    late: int
    is_exact: bool


def race(site: Site, desk: Desk, round_: Round, seed: int) -> Race:
    """One tour from its first ballot to its seal, on a site that is served."""
    random = Random(f"race {seed}")  # noqa: S311 - a load, no secret
    ballots = ballots_of(random, round_, SECONDS)
    closed = asyncio.run(_close_amid(site, desk, round_, ballots, random))
    sealed = desk.ask("seal", tour=round_.tour)
    late = {sent.ballot_id for sent in ballots if sent.receipt and sent.receipt["late"]}
    counted = {sent.hash for sent in ballots if sent.receipt and not sent.receipt["late"]}
    rows = rows_of(site, round_.tour)
    exact = (
        all(sent.receipt for sent in ballots)
        and len(rows) == len(ballots) == len(counted) + len(late)
        and {row.ballot_id for row in rows if row.sequence > closed["closed_sequence"]} == late
        and {row.ballot_id for row in rows if row.late} == late
        and sorted(sealed["hashes"]) == sorted(counted)
        and sealed["verifies"]
    )
    return Race(sum(sent.receipt is not None for sent in ballots), len(counted), len(late), exact)


async def _close_amid(site: Site, desk: Desk, round_: Round, ballots: Sequence[Sent], random: Random) -> Json:
    """Deliver everything; close as soon as it can be done after a random moment."""

    async def close() -> Json:
        await asyncio.sleep(random.uniform(0.2, 0.9) * SECONDS)
        for _ in range(TRIES):
            said = await asyncio.to_thread(desk.ask, "close", tour=round_.tour)
            if "refused" not in said:
                return said
            await asyncio.sleep(0.02)
        raise TimeoutError(said["refused"])

    closing = asyncio.ensure_future(close())
    await deliver_all(ballots, site.port, round_, random)
    return await closing


def races(count: int) -> list[Race]:
    """So many tours on one site, one after the other; prints as it goes."""
    found = []
    with template(JURORS, STOPS) as (site, _), site.served() as desk:
        for seed in range(count):
            said = desk.ask("tour", name=f"第{seed}次", jurors=JURORS, stops=STOPS)
            found.append(race(site, desk, Round.of(said), seed))
            print(f"  seed {seed}: {found[-1]}", flush=True)
    return found


def prove(full: int) -> list[Verdict]:
    """As many races as seeds."""
    found = races(full)
    late, counted = sum(one.late for one in found), sum(one.counted for one in found)
    return [
        Verdict(
            "R11",
            "each acknowledged ballot is counted or late, the seal covers the counted alone",
            f"{sum(one.is_exact for one in found)} of {len(found)} races exact: "
            f"{sum(one.acknowledged for one in found):,} acknowledged = {counted:,} counted + {late:,} late",
            all(one.is_exact for one in found) and late > 0,
        )
    ]
