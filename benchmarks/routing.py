"""How far plans are from the best known: TSPTW, TOPTW with three days, and observation tours (goals B-1 to B-6).

`python benchmarks/routing.py [--seconds 10] [--seeds 1] [--without-pyvrp] [--cpu] [--data FOLDER] [NAME …]`
`--cpu` counts processor seconds instead of seconds, for machines on which others work too.
"""

import argparse
import csv
import json
import os
import statistics
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TypeVar

from measured import peak_megabytes

from guanmo.engines.routing import (
    Budget,
    Plan,
    Progress,
    Tour,
    check_plan,
    move_stop,
    plan_tour,
    read_toptw,
    read_tour,
    read_tsptw,
    replan,
)

SHARED = Path(__file__).resolve().parents[2] / "shared" / "data" / "routing"
DAYS = 3
FIXED = 24
_T = TypeVar("_T")
TSPTW_SECONDS = 5.0


@dataclass(frozen=True)
class Case:
    """An instance and the value to reach; for TSPTW the value is travel and smaller is better."""

    goal: str
    name: str
    tour: Tour
    known: float

    def gap(self, plan: Plan) -> float:
        """Per cent short of the best known; negative when better."""
        reached = {"B-2": plan.travel_min, "B-3": plan.prize, "B-4": plan.objective}[self.goal]
        short = reached - self.known if self.goal == "B-2" else self.known - reached
        return 100.0 * short / self.known


def cases(folder: Path) -> Iterator[Case]:
    """Everything in the folder's three sets."""
    for row in _rows(folder / "tsptw" / "best_known.csv"):
        text = (folder / "tsptw" / row["file"]).read_text()
        yield Case("B-2", row["file"], read_tsptw(text), float(row["best_known_travel"]))
    for row in _rows(folder / "toptw" / "best_known.csv"):
        if int(row["m"]) == DAYS:
            text = (folder / "toptw" / f"{row['instance']}.txt").read_text()
            yield Case("B-3", row["instance"], read_toptw(text, days=DAYS), float(row["best_known"]))
    for path in sorted((folder / "tours").glob("*.json")):
        tour, known = read_tour(path.read_bytes()), _best_known(path)
        yield Case("B-4", tour.name, tour, known)


def _best_known(path: Path) -> float:
    return float(json.loads(path.read_text(encoding="utf-8"))["best_known"]["objective"])


def _rows(path: Path) -> list[dict[str, str]]:
    return list(csv.DictReader(path.read_text().splitlines()))


def main() -> int:
    """Plan every instance with every seed and print the gaps."""
    args = _arguments()
    stopwatch = time.process_time if args.cpu else time.perf_counter
    print(
        f"load {os.getloadavg()[0]:.1f} on {os.cpu_count()} cores; {'processor' if args.cpu else 'clock'} seconds"
    )
    gaps: dict[str, list[float]] = {}
    broken = 0
    for case in cases(args.data):
        if args.names and case.name not in args.names:
            continue
        seconds = TSPTW_SECONDS if case.goal == "B-2" else args.seconds
        found = []
        for seed in args.seeds:
            budget = Budget(seconds=seconds, stopwatch=stopwatch)
            plan = plan_tour(case.tour, budget=budget, seed=seed, use_pyvrp=not args.without_pyvrp)
            broken += len(check_plan(case.tour, plan.sequences).violations)
            found.append(case.gap(plan))
        gaps.setdefault(case.goal, []).extend(found)
        print(
            f"{case.goal}  {case.name:<20} {seconds:4.0f} s  " + "  ".join(f"{gap:6.2f} %" for gap in found),
            flush=True,
        )
    for goal, all_gaps in gaps.items():
        print(f"{goal}  mean {statistics.fmean(all_gaps):.2f} %, worst {max(all_gaps):.2f} %")
    print(f"B-1  violations found by the checker: {broken}")
    _speed(args.data)
    return 0


def _speed(folder: Path) -> None:
    """B-5 on 24 obligatory sites of a shared tour, B-6 on the same."""
    tour = _fixed_tour(folder)
    plan, planned = _timed(lambda: plan_tour(tour, budget=Budget(seconds=1.5)))
    _, moved = _timed(lambda: move_stop(tour, plan.sequences, plan.stops[0].id, day=2, position=1))
    first = plan.days[0].visits[0]
    progress = Progress(0, first.leave + 30, first.id, (first.id,))
    rest, again = _timed(lambda: replan(tour, plan.sequences, progress))
    print(
        f"B-5  24 fixed sites, 3 days: {planned:.2f} s, edit {1000 * moved:.0f} ms, rest of the tour {again:.2f} s"
    )
    print(f"     {len(plan.stops)} and then {len(rest.stops)} stops")
    rounds = Budget(rounds=100)
    same = plan_tour(tour, budget=rounds) == plan_tour(tour, budget=rounds)
    print(f"B-6  same plan twice: {same}; peak memory {peak_megabytes():.0f} MB")


def _fixed_tour(folder: Path) -> Tour:
    tour = read_tour((folder / "tours" / "tour-60s-11c-3d-1.json").read_bytes())
    chosen = {stop.id for stop in plan_tour(tour, budget=Budget(rounds=300)).stops[:FIXED]}
    sites = tuple(replace(site, must=True) for site in tour.sites if site.id in chosen)
    return replace(tour, sites=sites, rules=replace(tour.rules, county_min={}))


def _timed(act: Callable[[], _T]) -> tuple[_T, float]:
    start = time.perf_counter()
    result = act()
    return result, time.perf_counter() - start


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("names", nargs="*")
    parser.add_argument("--seconds", type=float, default=10.0)
    parser.add_argument("--seeds", type=int, nargs="+", default=[1])
    parser.add_argument("--without-pyvrp", action="store_true")
    parser.add_argument("--cpu", action="store_true")
    parser.add_argument("--data", type=Path, default=SHARED)
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(main())
