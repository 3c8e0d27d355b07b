"""How long a search may go on: seconds of a stopwatch, or a number of rounds."""

import time
from collections.abc import Callable
from dataclasses import dataclass, replace

# Not the time of day, which engines never ask: a duration, and with `rounds` set nothing depends on it.
Stopwatch = Callable[[], float]


@dataclass(frozen=True)
class Budget:
    """`seconds` of the stopwatch; where `rounds` is given it alone counts and the result is the same every time."""

    seconds: float = 10.0
    rounds: int | None = None
    stopwatch: Stopwatch = time.perf_counter

    def part(self, share: float) -> "Spending":
        """A share of the budget, spent from now on."""
        rounds = None if self.rounds is None else max(1, round(self.rounds * share))
        return Spending(self.seconds * share, rounds, self.stopwatch)

    def without(self, spent: "Spending") -> "Budget":
        """What is left after what has been spent of the whole; rounds are not spent by waiting."""
        share = 0.0 if self.rounds is not None else min(1.0, spent.done(0))
        return replace(self, seconds=self.seconds * (1.0 - share))


class Spending:
    """A running budget."""

    def __init__(self, seconds: float, rounds: int | None, stopwatch: Stopwatch) -> None:
        self._seconds = seconds
        self._rounds = rounds
        self._stopwatch = stopwatch
        self._since = stopwatch()

    def done(self, rounds: int) -> float:
        """The share that is over after so many rounds; 1 or more means stop."""
        if self._rounds is not None:
            return rounds / self._rounds
        return (self._stopwatch() - self._since) / self._seconds if self._seconds > 0 else 1.0
