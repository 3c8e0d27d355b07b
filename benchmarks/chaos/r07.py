"""R07: a bus without signal delays ballots and loses none.

Forty phones hand in through networks as bad as a bus meets them: slow (600 ms there and back, 64 kbit/s), blacked out for a
minute, a fifth of connections reset, a captive portal that answers everything with its own page. Each phone sends what
waits in one batch, as the app does. Counted are the seconds from the network's recovery to the last receipt, and the bytes a ballot costs.
"""

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from random import Random

from benchmarks.chaos.compare import Comparison, compare, rows_of
from benchmarks.chaos.phones import SAME, Sent, ballots_of, post
from benchmarks.chaos.proxy import Network, network
from benchmarks.chaos.r01 import template
from benchmarks.chaos.site import Desk, Round, Site
from benchmarks.chaos.verdict import Verdict

RECOVERED_WITHIN = 300.0
MOST_BYTES = 3 * 1024
BATCH = 50
# As web/ballot/queue.ts has them: a phone that nobody answers asks ever more seldom.
FIRST_WAIT, LONGEST_WAIT = 1.0, 30.0


@dataclass(frozen=True)
class Trouble:
    """A network, and how long it stays as bad as that; a slow one stays slow."""

    state: Network
    seconds: float


@dataclass(frozen=True)
class Ride:
    """How one network was survived."""

    found: Comparison
    seconds_after: float
    bytes_per_ballot: float

    @property
    def is_good(self) -> bool:
        """Whether everything arrived, in time and cheaply."""
        return (
            self.found.is_clean
            and self.found.acknowledged == self.found.ballots
            and self.seconds_after <= RECOVERED_WITHIN
            and self.bytes_per_ballot <= MOST_BYTES
        )


def troubles(seconds: float) -> Mapping[str, Trouble]:
    """The networks, bad for so many seconds."""
    return {
        "slow": Trouble(Network(one_way_seconds=0.3, bytes_per_second=8000), 0.0),
        "blackout": Trouble(Network(stalled=True), seconds),
        "resets": Trouble(Network(reset_share=0.2), 0.0),
        "portal": Trouble(Network(portal=True), seconds),
    }


async def _phone(ballots: Sequence[Sent], port: int, token: str, random: Random) -> None:
    """One juror's phone: what is done and not answered goes in one batch, until nothing is left."""
    loop = asyncio.get_running_loop()
    start, wait = loop.time(), FIRST_WAIT
    while open_ := [sent for sent in ballots if sent.receipt is None]:
        batch = [sent for sent in open_ if start + sent.due <= loop.time()][:BATCH]
        if not batch:
            await asyncio.sleep(max(0.01, start + open_[0].due - loop.time()))
            continue
        results = await post(port, token, [sent.body for sent in batch])
        if results is None:
            for sent in batch:
                sent.unknown += 1
            await asyncio.sleep(wait * (0.5 + random.random() / 2))
            wait = min(wait * 2, LONGEST_WAIT)
            continue
        wait = FIRST_WAIT
        for sent, result in zip(batch, results, strict=True):
            sent.receipt = result["receipt"]
            sent.known = sent.unknown if result["status"] == SAME else 0


def ride(site: Site, desk: Desk, round_: Round, trouble: Trouble, due: float, seed: str) -> Ride:
    """All phones of a tour through one network, on a site that is served."""
    random = Random(seed)  # noqa: S311 - a load, no secret
    ballots = ballots_of(random, round_, due)
    after = asyncio.run(_through(site, round_, ballots, trouble, random))
    found = compare(ballots, rows_of(site, round_.tour), round_, desk)
    return Ride(found, after, trouble.state.passed / len(ballots))


async def _through(
    site: Site, round_: Round, ballots: Sequence[Sent], trouble: Trouble, random: Random
) -> float:
    """Seconds from the recovery, or from the last ballot where the network stays bad, to the last receipt."""
    loop = asyncio.get_running_loop()
    recovered = loop.time() + (trouble.seconds or max(sent.due for sent in ballots))

    async def recover() -> None:
        await asyncio.sleep(trouble.seconds)
        trouble.state.stalled = trouble.state.portal = False

    async with network(site.port, trouble.state, random) as port, asyncio.TaskGroup() as group:
        if trouble.seconds:
            group.create_task(recover())
        for juror, token in round_.tokens.items():
            own = [sent for sent in ballots if sent.juror == juror]
            group.create_task(_phone(own, port, token, random))
    return max(0.0, loop.time() - recovered)


def prove(full: int) -> list[Verdict]:
    """Every network once: 40 phones and a minute, or 10 phones and ten seconds where one seed is asked for."""
    jurors, stops, seconds = (40, 24, 60.0) if full > 1 else (10, 11, 10.0)
    rides = {}
    with template(jurors, stops) as (site, _), site.served() as desk:
        for name, trouble in troubles(seconds).items():
            round_ = Round.of(desk.ask("tour", name=name, jurors=jurors, stops=stops))
            rides[name] = one = ride(site, desk, round_, trouble, seconds / 2, name)
            print(
                f"  {name}: {one.seconds_after:.1f} s, {one.bytes_per_ballot:.0f} bytes; {one.found}",
                flush=True,
            )
    figure = "; ".join(
        f"{name} {one.found.acknowledged} of {one.found.ballots} within {one.seconds_after:.0f} s, "
        f"{one.bytes_per_ballot:.0f} bytes a ballot"
        for name, one in rides.items()
    )
    return [
        Verdict(
            "R07", "a bad network delays and loses nothing", figure, all(r.is_good for r in rides.values())
        )
    ]
