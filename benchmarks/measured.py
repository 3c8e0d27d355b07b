"""One measurement in a process of its own: how long, and how much memory at the peak."""

import json
import resource
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass
from pathlib import Path

FOLDER = Path(__file__).resolve().parent


@dataclass(frozen=True)
class Figure:
    """A line of the table. `target` and `seconds` in seconds, `megabytes` is the process's peak."""

    what: str
    seconds: float
    target: float | None
    megabytes: float
    note: str = ""


def best_of(runs: int, act: Callable[[], object]) -> float:
    """The shortest of some runs, in seconds: the machine's noise only ever adds."""
    return min(_timed(act) for _ in range(runs))


def percentile(runs: int, share: float, act: Callable[[], object]) -> float:
    """The time within which `share` of the runs ended, in seconds."""
    times = sorted(_timed(act) for _ in range(runs))
    return times[min(int(runs * share), runs - 1)]


def _timed(act: Callable[[], object]) -> float:
    start = time.perf_counter()
    act()
    return time.perf_counter() - start


def peak_megabytes() -> float:
    """Peak resident memory of this process so far."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def report(figures: list[Figure]) -> None:
    """Hand figures to the parent process."""
    print("FIGURES " + json.dumps([asdict(figure) for figure in figures]))


def run_apart(script: str, *arguments: str) -> list[Figure]:
    """Run one of our measuring scripts by itself and collect what it reports."""
    done = subprocess.run(  # noqa: S603 - our own script
        [sys.executable, str(FOLDER / script), *arguments], capture_output=True, text=True, check=False
    )
    lines = [line for line in done.stdout.splitlines() if line.startswith("FIGURES ")]
    if done.returncode or not lines:
        sys.exit(f"{script} failed:\n{done.stdout}\n{done.stderr}")
    return [Figure(**figure) for figure in json.loads(lines[-1].removeprefix("FIGURES "))]


def run_goals(script: str) -> int:
    """Run a script that prints goals as it reaches them, one a line; how many it misses is its exit code."""
    done = subprocess.run([sys.executable, str(FOLDER / script)], check=False)  # noqa: S603 - our own script
    return done.returncode
