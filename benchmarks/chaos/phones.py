"""Jurors' phones: each ballot is written once, sent at its own moment, and sent again until it is answered.

Arrivals are open: a slow server does not slow them down, and times count from the moment a ballot was meant to leave.
"""

import asyncio
import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from random import Random
from typing import Any

from benchmarks.chaos.site import HOST, Round

FILED, SAME = 201, 200
FIRST_WAIT, LONGEST_WAIT, PATIENCE = 0.1, 2.0, 60.0

Json = dict[str, Any]  # Any: plain JSON


@dataclass
class Sent:
    """A ballot on a phone, and what became of each attempt."""

    ballot_id: str
    juror: int
    stop: int
    body: str
    due: float
    """Seconds after the start at which the juror is done with it."""
    receipt: Json | None = None
    answered: float = 0.0
    """Seconds from `due` to the receipt."""
    unknown: int = 0
    """Attempts that ended without an answer: filed or not, nobody knows."""
    known: int = 0
    """Of those, attempts whose ballot turned out to have been filed."""
    refused: list[Json] = field(default_factory=list)

    @property
    def hash(self) -> str:
        """What the server has to name in its receipt."""
        return hashlib.sha256(self.body.encode()).hexdigest()


def write(
    random: Random, round_: Round, juror: int, stop: int, supersedes: str | None = None
) -> tuple[str, str]:
    """A ballot's number and its bytes, as the app writes them; the device's clock may be days off."""
    ballot_id = f"{random.getrandbits(128):032x}"
    skew = random.choice((0, 0, -7200, 7200, -86400, 86400))
    said = {
        "v": 1,
        "ballot_id": ballot_id,
        "tour": round_.tour,
        "juror": juror,
        "stop": stop,
        "marks": {"": f"{random.randint(120, 200) / 2:g}"},
        "skipped": False,
        "nonce": f"{random.getrandbits(128):032x}",
        "supersedes": supersedes,
        "finished_at": (datetime(2026, 11, 24, 2, tzinfo=UTC) + timedelta(seconds=skew)).isoformat(),
        "offset_ms": skew * 1000,
    }
    return ballot_id, json.dumps(said, separators=(",", ":"))


def ballots_of(random: Random, round_: Round, seconds: float) -> list[Sent]:
    """One ballot for each juror and stop, due at random moments within `seconds`."""
    made = []
    for juror in round_.tokens:
        for stop in round_.stops:
            ballot_id, body = write(random, round_, juror, stop)
            made.append(Sent(ballot_id, juror, stop, body, random.random() * seconds))
    return sorted(made, key=lambda one: one.due)


async def post(port: int, token: str, bodies: Sequence[str], patience: float = PATIENCE) -> list[Json] | None:
    """The results of one batch; None where no whole answer of our server came back, or it asked to come again."""
    data = json.dumps({"ballots": list(bodies)}).encode()
    head = (
        f"POST /ballot/{token}/ballots:batch HTTP/1.1\r\nHost: {HOST}\r\nContent-Type: application/json\r\n"
        f"Content-Length: {len(data)}\r\nConnection: close\r\n\r\n"
    )
    try:
        async with asyncio.timeout(patience):
            reader, writer = await asyncio.open_connection(HOST, port)
            try:
                writer.write(head.encode() + data)
                return read_results(await reader.read(-1))
            finally:
                writer.close()
    except (OSError, TimeoutError):
        return None


def read_results(answer: bytes) -> list[Json] | None:
    """What an HTTP answer holds; a cut one, another status or a captive portal's page is no answer."""
    head, _, body = answer.partition(b"\r\n\r\n")
    if not head.startswith(b"HTTP/1.1 200"):
        return None
    try:
        results: list[Json] = json.loads(body)["results"]
    except (ValueError, LookupError, TypeError):
        return None
    return results


async def deliver(sent: Sent, port: int, token: str, start: float, random: Random) -> None:
    """Send one ballot when it is due, and again until it is answered."""
    loop = asyncio.get_running_loop()
    await asyncio.sleep(max(0.0, start + sent.due - loop.time()))
    wait = FIRST_WAIT
    while (results := await post(port, token, [sent.body])) is None:
        sent.unknown += 1
        await asyncio.sleep(wait * (0.5 + random.random() / 2))
        wait = min(wait * 2, LONGEST_WAIT)
    [result] = results
    if result["status"] in (FILED, SAME):
        sent.receipt, sent.answered = result["receipt"], loop.time() - start - sent.due
        sent.known = sent.unknown if result["status"] == SAME else 0
    else:
        sent.refused.append(result)


async def deliver_all(ballots: Sequence[Sent], port: int, round_: Round, random: Random) -> None:
    """Every ballot by itself at its moment; returns when each is answered."""
    start = asyncio.get_running_loop().time()
    async with asyncio.TaskGroup() as group:
        for sent in ballots:
            group.create_task(deliver(sent, port, round_.tokens[sent.juror], start, random))
