"""R40: the arithmetic is right.

Ten thousand rounds under rules invented at random (dropped marks, ties, own units, absences, decimals, rank ballots) are
tallied by the product and by plain loops written from docs/algorithms/tally.md alone; both must agree to the last bit.
"""

import time

from benchmarks.chaos.verdict import Verdict
from benchmarks.retally import disagreement

ROUNDS = 10_000


def prove(full: int) -> list[Verdict]:
    """All rounds, or a tenth where one seed is asked for."""
    rounds = ROUNDS if full > 1 else ROUNDS // 10
    start = time.monotonic()
    differ = [said for said in map(disagreement, range(rounds)) if said]
    for said in differ[:5]:
        print(f"  {said}")
    return [
        Verdict(
            "R40",
            "two independent tallies agree to the last bit",
            f"{len(differ)} of {rounds:,} invented rounds differ ({time.monotonic() - start:.0f} s)",
            not differ,
        )
    ]
