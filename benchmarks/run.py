"""`make bench`: every measurement in a process of its own, one table, targets and ratios beside the figures.

`make bench ONLY=ledger` (or several names) measures only those. A new measurement is a script that calls
`measured.report`, and a line in MEASUREMENTS.
"""

import os
import platform
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from measured import Figure, run_apart, run_goals

WIDTH = 46


@dataclass(frozen=True)
class Measurement:
    """Scripts that belong together, and which of their figures are set against which of a peer."""

    scripts: tuple[str, ...]
    against: Mapping[str, str] | None = None
    goals: tuple[str, ...] = ()
    """Scripts that print goals of quality rather than figures of time."""


MEASUREMENTS = {
    "ranking": Measurement(("ranking.py",)),
    "fair": Measurement((), goals=("fair.py",)),
    "routing": Measurement((), goals=("routing.py",)),
    "reading": Measurement((), goals=("reading.py",)),
    "ballots": Measurement((), goals=("ballots.py",)),
    "pages": Measurement(("pages.py",)),
    "ledger": Measurement(
        ("our_ledger.py", "peer_ledger.py"),
        {
            "ledger preview": "django-import-export dry run",
            "ledger apply": "django-import-export import",
        },
    ),
}


def row(figure: Figure) -> str:
    """One line: what, seconds, target, share of the target used, peak memory, note."""
    target = f"{figure.target:8.2f}" if figure.target else "       –"
    share = f"{figure.seconds / figure.target:6.2f}" if figure.target else "     –"
    return f"{figure.what:<{WIDTH}}{figure.seconds:9.3f}{target}{share}{figure.megabytes:9.0f}  {figure.note}"


def ratio(ours: Figure, peer: Figure) -> str:
    """How we compare with the peer that did the same work in the same run."""
    return (
        f"{ours.what} against {peer.what}: "
        f"{ours.seconds / peer.seconds:.2f} × the time, {ours.megabytes / peer.megabytes:.2f} × the memory"
    )


def main(names: Sequence[str]) -> int:
    """Measure and print; 1 if a figure misses its target, 2 for a name that is none."""
    unknown = set(names) - set(MEASUREMENTS)
    if unknown:
        print(f"no such measurement: {', '.join(sorted(unknown))}; there are {', '.join(MEASUREMENTS)}")
        return 2
    print(f"{platform.machine()}, {os.cpu_count()} cores, Python {platform.python_version()}")
    print(f"{'':<{WIDTH}}{'seconds':>9}{'target':>8}{'share':>6}{'peak MB':>9}")
    missed = 0
    for name in names or MEASUREMENTS:
        missed += _measure(MEASUREMENTS[name])
    print(f"{missed} figures miss their target" if missed else "every target met")
    return 1 if missed else 0


def _measure(measurement: Measurement) -> int:
    """Print the figures and ratios of one measurement; how many miss their target."""
    figures: dict[str, Figure] = {}
    for script in measurement.scripts:
        for figure in run_apart(script):
            figures[figure.what] = figure
            print(row(figure), flush=True)
    for ours, peer in (measurement.against or {}).items():
        print(ratio(figures[ours], figures[peer]), flush=True)
    missed = sum(figure.target is not None and figure.seconds > figure.target for figure in figures.values())
    return missed + sum(map(run_goals, measurement.goals))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
