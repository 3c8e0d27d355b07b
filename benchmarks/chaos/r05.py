"""R05: under a known ballot number any other byte is refused, and what is logged gives no score away.

Filed ballots are sent again in every other spelling of the same marks and with bytes changed at random. Then somebody who
reads the whole database and the server's log, but not the keys, tries every possible score against every hash; the same
attempt with the nonce in hand shows that the attempt itself works.
"""

import asyncio
import hashlib
import json
import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import closing
from random import Random

from benchmarks.chaos.compare import rows_of
from benchmarks.chaos.phones import Sent, ballots_of, deliver_all, post
from benchmarks.chaos.r01 import template
from benchmarks.chaos.site import Round, Site
from benchmarks.chaos.verdict import Verdict

JURORS, STOPS = 4, 11
BYTES_CHANGED = 20
SCORES = [f"{half / 2:g}" for half in range(201)]
OTHER_BYTES, UNREADABLE = 409, 422


def spellings(sent: Sent, random: Random) -> Iterator[bytes]:
    """The same ballot in other words: order of keys, blanks, escapes, forms of numbers, a key said twice, one byte more or changed."""
    said = json.loads(sent.body)
    score = said["marks"][""]
    yield json.dumps(dict(reversed(said.items())), separators=(",", ":")).encode()
    yield json.dumps(said).encode()
    yield json.dumps(said, indent=1).encode()
    yield sent.body.replace('"skipped"', '"\\u0073kipped"').encode()
    yield f'{{"v":1,{sent.body[1:]}'.encode()
    yield sent.body.encode() + b"\n"
    for other in (f"{score}0" if "." in score else f"{score}.0", f"0{score}", f"+{score}"):
        yield json.dumps({**said, "marks": {"": other}}, separators=(",", ":")).encode()
    # The number itself stays whole, so that it is this ballot that is attacked.
    start = sent.body.index(sent.ballot_id) + len(sent.ballot_id) + 2
    for _ in range(BYTES_CHANGED):
        altered = bytearray(sent.body.encode())
        place = random.randrange(start, len(altered))
        altered[place] = (altered[place] + random.randrange(1, 128)) % 128
        yield bytes(altered)


def guessed(hashes: set[str], body: str, nonces: Sequence[str]) -> int:
    """How many hashes are those of `body` with some score and one of these nonces."""
    said = json.loads(body)
    tried = (
        json.dumps({**said, "marks": {"": score}, "nonce": nonce}, separators=(",", ":"))
        for score in SCORES
        for nonce in nonces
    )
    return sum(hashlib.sha256(text.encode()).hexdigest() in hashes for text in tried)


async def _attack(site: Site, round_: Round, ballots: Sequence[Sent], random: Random) -> list[int]:
    """The answers to every other spelling."""
    statuses = []
    for sent in ballots:
        for data in spellings(sent, random):
            token = round_.tokens[sent.juror]
            [result] = await post(site.port, token, [data.decode()]) or [{"status": 0}]
            statuses.append(result["status"])
    return statuses


def _readable(site: Site) -> str:
    """The whole database and the server's log as text; sealed bytes as hexadecimal digits."""
    with closing(sqlite3.connect(f"file:{site.home}/guanmo.sqlite3?mode=ro", uri=True)) as database:
        dump = "\n".join(database.iterdump())
    return dump + site.log.read_text(encoding="utf-8")


def prove(full: int) -> list[Verdict]:
    """The whole attack on some of the ballots of one tour."""
    random = Random(f"spelling {full}")  # noqa: S311 - a load, no secret
    with template(JURORS, STOPS) as (site, round_), site.served():
        ballots = ballots_of(random, round_, 0.5)
        asyncio.run(deliver_all(ballots, site.port, round_, random))
        before = rows_of(site, round_.tour)
        attacked = ballots if full > 1 else ballots[:5]
        statuses = asyncio.run(_attack(site, round_, attacked, random))
        unchanged = rows_of(site, round_.tour) == before
        text = _readable(site)
    hashes = {row.hash for row in before}
    logged = {digest for digest in hashes if digest in text}
    ids = [sent.ballot_id for sent in ballots]
    blind = sum(guessed(logged, sent.body, ("", "0" * 32, *ids)) for sent in ballots)
    knowing = sum(guessed(logged, s.body, (json.loads(s.body)["nonce"],)) for s in ballots)
    nonces = sum(json.loads(sent.body)["nonce"] in text for sent in ballots)
    refused = sum(status in (OTHER_BYTES, UNREADABLE) for status in statuses)
    return [
        Verdict(
            "R05",
            "other bytes under a known number are refused, and hashes give no score away",
            f"{refused:,} of {len(statuses):,} other spellings refused, rows unchanged: {unchanged}; "
            f"{blind} scores and {nonces} nonces recovered from {len(logged)} logged hashes "
            f"({knowing} with the nonces in hand)",
            refused == len(statuses) and unchanged and blind == nonces == 0 and knowing == len(ballots),
        )
    ]
