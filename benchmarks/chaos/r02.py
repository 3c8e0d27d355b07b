"""R02: an acknowledged ballot survives the death of the database.

100 jurors send 24 ballots each within a minute to a server on PostgreSQL, while every process of the database is killed
three times at random moments and started again; the web server lives on and has to find it again by itself. Then each
receipt is held against the database.
"""

import asyncio
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from random import Random

from benchmarks.chaos.compare import Comparison, compare, rows_of
from benchmarks.chaos.phones import Sent, ballots_of, deliver_all
from benchmarks.chaos.postgres import URL, Cluster, cluster
from benchmarks.chaos.r01 import Load
from benchmarks.chaos.site import Round, Site, desk_of
from benchmarks.chaos.verdict import Verdict

FULL = Load(100, 24, 60.0, 3)
SERVING_WITHIN = 15.0


@dataclass(frozen=True)
class Survival:
    """What was found, and after how many seconds each death was overcome: the next ballot acknowledged."""

    found: Comparison
    serving_after: Sequence[float]


def survive(site: Site, database: Cluster, load: Load, seed: int) -> Survival:
    """One tour: load and deaths by the seed, then the comparison."""
    random = Random(f"database {seed}")  # noqa: S311 - a load, no secret
    with desk_of(site) as desk:
        round_ = Round.of(desk.ask("tour", name=f"第{seed}次", jurors=load.jurors, stops=load.stops))
    ballots = ballots_of(random, round_, load.seconds)
    deaths = sorted(random.uniform(0.1, 0.9) * load.seconds for _ in range(load.kills))
    site.start()
    try:
        after = asyncio.run(_under_fire(site, database, round_, ballots, deaths, random))
    finally:
        site.stop()
    with desk_of(site) as desk:  # its connection is younger than the last death
        return Survival(compare(ballots, rows_of(site, round_.tour), round_, desk), after)


async def _under_fire(
    site: Site,
    database: Cluster,
    round_: Round,
    ballots: Sequence[Sent],
    deaths: Sequence[float],
    random: Random,
) -> list[float]:
    """Deliver all while the database dies at these seconds, each time in the midst of answering."""
    loop = asyncio.get_running_loop()
    start, task = loop.time(), asyncio.ensure_future(deliver_all(ballots, site.port, round_, random))
    after = []
    for death in deaths:
        await asyncio.sleep(max(0.0, start + death - loop.time()))
        await _one_more(ballots, task)
        killed = time.monotonic()
        database.kill()
        await asyncio.to_thread(database.start)
        await _one_more(ballots, task)
        after.append(time.monotonic() - killed)
    await task
    return after


async def _one_more(ballots: Sequence[Sent], task: "asyncio.Future[None]") -> None:
    """Wait until another ballot is acknowledged, or all are."""
    before = _acknowledged(ballots)
    while not task.done() and _acknowledged(ballots) == before:
        await asyncio.sleep(0.01)


def _acknowledged(ballots: Sequence[Sent]) -> int:
    return sum(sent.receipt is not None for sent in ballots)


def prove(full: int) -> list[Verdict]:
    """`full` tours on one database, at most five: each takes a minute and more."""
    runs = []
    with cluster() as database, tempfile.TemporaryDirectory() as home:
        site = Site(Path(home), URL)
        with desk_of(site) as desk:
            desk.ask("build")
        for seed in range(min(full, 5)):
            runs.append(one := survive(site, database, FULL, seed))
            seconds = ", ".join(f"{after:.1f}" for after in one.serving_after)
            print(f"  seed {seed}: serving again after {seconds} s; {one.found}", flush=True)
    slowest = max(after for one in runs for after in one.serving_after)
    clean = sum(one.found.is_clean for one in runs)
    return [
        Verdict(
            "R02",
            "acknowledged ballots survive the database's death",
            f"{clean} of {len(runs)} seeds clean; {sum(one.found.acknowledged for one in runs):,} acknowledged, "
            f"{FULL.kills * len(runs)} kills, {sum(one.found.unknown for one in runs):,} answers lost on the way, "
            f"{sum(one.found.lost for one in runs)} ballots lost, {sum(one.found.doubled for one in runs)} doubled, "
            f"serving again within {slowest:.1f} s",
            clean == len(runs) and slowest <= SERVING_WITHIN,
        )
    ]
