"""`make chaos`: every proof in a process of its own, one table at the end.

`make chaos ONLY="R01 R04"` runs those; `SEEDS=1` is a quick look. Seeds are 0, 1, 2 … so that a run can be repeated.
"""

import argparse
import importlib
import os
import platform
import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path

from benchmarks.chaos.verdict import Verdict, report, reported

ROOT = Path(__file__).resolve().parents[2]
PROOFS = ("R01", "R02", "R04", "R05", "R07", "R10", "R11", "R12", "R40")
SEEDS = 20


def main() -> int:
    """Run and print; 1 if a promise was broken."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.chaos")
    parser.add_argument(
        "only", nargs="*", choices=[[], *PROOFS], help="requirements to prove, all if none is named"
    )
    parser.add_argument("--seeds", type=int, default=SEEDS, help=f"{SEEDS} by default")
    parser.add_argument("--here", action="store_true", help=argparse.SUPPRESS)
    args = parser.parse_args()
    if args.here:
        report(importlib.import_module(f"benchmarks.chaos.{args.only[0].lower()}").prove(args.seeds))
        return 0
    print(
        f"{platform.machine()}, {os.cpu_count()} cores, Python {platform.python_version()}, {args.seeds} seeds"
    )
    found: list[Verdict] = []
    for name in args.only or PROOFS:
        found += run(name, args.seeds)
    print_table(found)
    return 0 if all(verdict.kept for verdict in found) else 1


def run(name: str, seeds: int) -> list[Verdict]:
    """One proof by itself; one that dies has not kept its promise."""
    print(f"{name} …", flush=True)
    start = time.monotonic()
    done = subprocess.Popen(  # noqa: S603 - our own program
        [sys.executable, "-m", "benchmarks.chaos", name, "--here", "--seeds", str(seeds)],
        cwd=ROOT, stdout=subprocess.PIPE, text=True,
    )  # fmt: skip
    said = []
    for line in done.stdout or ():
        said.append(line)
        if not line.startswith("VERDICTS"):
            print(line, end="", flush=True)
    verdicts = reported("".join(said)) if done.wait() == 0 else []
    print(f"  {time.monotonic() - start:.0f} s, load {os.getloadavg()[0]:.1f}", flush=True)
    return verdicts or [Verdict(name, "the proof runs", f"ended with {done.returncode}", kept=False)]


def print_table(verdicts: Sequence[Verdict]) -> None:
    """One line a promise."""
    for verdict in verdicts:
        print(
            f"{verdict.requirement:<12} {'kept  ' if verdict.kept else 'BROKEN'}  {verdict.promise}: {verdict.figure}"
        )


if __name__ == "__main__":
    sys.exit(main())
