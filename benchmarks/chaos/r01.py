"""R01: an acknowledged ballot survives the death of the server.

100 jurors send 24 ballots each, spread over a minute, while the whole server (master and workers) is killed five
times at random moments and started again. Every ballot is sent until it is answered; then each receipt is held against
the database. The control does the same to a server that answers before it commits, and must be caught.
"""

import asyncio
import tempfile
from collections.abc import Coroutine, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from random import Random

from benchmarks.chaos.compare import Comparison, compare, rows_of
from benchmarks.chaos.phones import Sent, ballots_of, deliver_all
from benchmarks.chaos.site import Round, Site, desk_of
from benchmarks.chaos.verdict import Verdict

UNSAFE = "benchmarks.chaos.unsafe:application"


@dataclass(frozen=True)
class Load:
    """How much is sent, in how long, and how often the server dies meanwhile."""

    jurors: int
    stops: int
    seconds: float
    kills: int


FULL = Load(100, 24, 60.0, 5)
SMALL = Load(20, 12, 4.0, 2)


@contextmanager
def template(jurors: int, stops: int) -> Iterator[tuple[Site, Round]]:
    """An installation with one tour being scored, to be copied for each seed."""
    with tempfile.TemporaryDirectory() as folder:
        site = Site(Path(folder) / "template")
        site.home.mkdir()
        with desk_of(site) as desk:
            desk.ask("build")
            round_ = Round.of(desk.ask("tour", name="观摩", jurors=jurors, stops=stops))
        yield site, round_


def survive(site: Site, round_: Round, load: Load, seed: int) -> Comparison:
    """One run: load and deaths by the seed, then the comparison."""
    random = Random(f"death {seed}")  # noqa: S311 - a load, no secret
    ballots = ballots_of(random, round_, load.seconds)
    deaths = sorted(random.uniform(0.1, 0.95) * load.seconds for _ in range(load.kills))
    site.start()
    try:
        asyncio.run(_under_fire(site, ballots, deaths, deliver_all(ballots, site.port, round_, random)))
    finally:
        site.kill()
    with desk_of(site) as desk:
        return compare(ballots, rows_of(site, round_.tour), round_, desk)


async def _under_fire(
    site: Site, ballots: Sequence[Sent], deaths: Sequence[float], work: Coroutine[None, None, None]
) -> None:
    """Do the work while the server dies at these seconds, each time in the midst of answering."""
    loop = asyncio.get_running_loop()
    start, task = loop.time(), asyncio.ensure_future(work)
    for death in deaths:
        before = _acknowledged(ballots)
        await asyncio.sleep(max(0.0, start + death - loop.time()))
        while not task.done() and _acknowledged(ballots) == before:
            await asyncio.sleep(0.01)
        site.kill()
        await asyncio.to_thread(site.start)
    await task


def _acknowledged(ballots: Sequence[Sent]) -> int:
    return sum(sent.receipt is not None for sent in ballots)


def seeds_of(load: Load, seeds: range, application: str = "") -> Iterator[tuple[int, Comparison]]:
    """Each seed on a fresh copy of one installation; prints as it goes."""
    with template(load.jurors, load.stops) as (site, round_):
        for seed in seeds:
            copy = site.copy(site.home.parent / str(seed))
            copy.application = application or copy.application
            found = survive(copy, round_, load, seed)
            print(f"  seed {seed}: {found}", flush=True)
            yield seed, found


def prove(full: int) -> list[Verdict]:
    """`full` seeds of the whole load, and as many of the control as it takes to be sure (three)."""
    kept = [found for _, found in seeds_of(FULL, range(full))]
    control = [found for _, found in seeds_of(SMALL, range(3), UNSAFE)]
    clean = sum(found.is_clean for found in kept)
    lost = sum(found.lost for found in control)
    acknowledged = sum(found.acknowledged for found in kept)
    unknown = sum(found.unknown for found in kept)
    return [
        Verdict(
            "R01",
            "acknowledged ballots survive the server's death",
            f"{clean} of {len(kept)} seeds clean; {acknowledged:,} acknowledged, {FULL.kills * len(kept)} kills, "
            f"{unknown:,} answers lost on the way, {sum(found.lost for found in kept)} ballots lost, "
            f"{sum(found.doubled for found in kept)} doubled",
            clean == len(kept) > 0,
        ),
        Verdict(
            "R01 control",
            "a server that answers before it commits is caught",
            f"{lost} acknowledged ballots lost in {len(control)} seeds",
            all(found.lost for found in control),
        ),
    ]
