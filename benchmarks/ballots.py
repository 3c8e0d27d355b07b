"""Ballots a second: a hundred, for a minute, each its own request and its own durable commit, counted from the moment it was meant to leave.

Prints goals; how many were missed is the exit code. `--seconds 10` is a quick look.
"""

import argparse
import asyncio
import os
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from random import Random

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from benchmarks.chaos.compare import compare, rows_of
from benchmarks.chaos.phones import Sent, ballots_of, deliver_all
from benchmarks.chaos.r01 import template

RATE, SECONDS, STOPS = 100, 60, 24
LONGEST_P99 = 1.0
SETTLED = 5
"""Seconds until the last worker of a server that has just started is up: what a start costs, R01 and R02 measure."""


def percentile(ballots: Sequence[Sent], share: float) -> float:
    """Within how many seconds of the moment they were meant to leave so many were acknowledged."""
    waits = sorted(sent.answered for sent in ballots)
    return waits[min(int(len(waits) * share), len(waits) - 1)]


def main(seconds: int) -> int:
    """One tour of as many jurors as it takes."""
    random = Random(1)  # noqa: S311 - a load, no secret
    jurors = RATE * seconds // STOPS
    with template(jurors, STOPS) as (site, round_), site.served() as desk:
        ballots = ballots_of(random, round_, jurors * STOPS / RATE)
        time.sleep(SETTLED)
        asyncio.run(deliver_all(ballots, site.port, round_, random))
        found = compare(ballots, rows_of(site, round_.tour), round_, desk)
    p50, p99 = percentile(ballots, 0.5), percentile(ballots, 0.99)
    load = os.getloadavg()[0]
    lines = (
        (
            f"ballots, {RATE}/s for {seconds} s",
            f"p99 ≤ {LONGEST_P99} s",
            f"{p99:.2f} s, p50 {p50:.2f} s, load {load:.1f}",
            p99 <= LONGEST_P99,
        ),
        (
            "each durable and once",
            "0 lost, 0 doubled",
            f"{len(ballots):,}: {found.lost}, {found.doubled}",
            found.is_clean,
        ),
    )
    for goal, target, measured, met in lines:
        print(f"{'ok ' if met else 'NOT'} {goal:<52}{target:<36}{measured}", flush=True)
    return sum(not met for *_, met in lines)


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("--seconds", type=int, default=SECONDS)
    sys.exit(main(parser.parse_args().seconds))
