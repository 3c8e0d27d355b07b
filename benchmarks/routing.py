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

from measured import Figure, peak_megabytes

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
# Goals: mean and worst gap to the best known, in per cent.
GOALS = {"B-2": (0.01, 0.01), "B-3": (2.5, 7.0), "B-4": (1.0, 2.0)}
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
    """Plan every instance with every seed, print the gaps; how many goals are missed."""
    args = _arguments()
    if not args.data.is_dir():
        print(f"no routing data in {args.data}: nothing measured")
        return 0
    stopwatch = time.process_time if args.cpu else time.perf_counter
    print(
        f"load {os.getloadavg()[0]:.1f} on {os.cpu_count()} cores; {'processor' if args.cpu else 'clock'} seconds"
    )
    chosen = [case for case in cases(args.data) if not args.names or case.name in args.names]
    gaps: dict[str, list[float]] = {}
    broken = 0
    for case in chosen:
        plans = [_plan(case, args, stopwatch, seed) for seed in args.seeds]
        broken += sum(len(check_plan(case.tour, plan.sequences).violations) for plan in plans)
        found = [case.gap(plan) for plan in plans]
        gaps.setdefault(case.goal, []).extend(found)
        print(f"{case.goal}  {case.name:<20} " + "  ".join(f"{gap:6.2f} %" for gap in found), flush=True)
    print(f"B-1  violations found by the checker: {broken}")
    figures = [figure for goal, found in gaps.items() for figure in _gap_figures(goal, found, args.seconds)]
    missed = [figure for figure in (*figures, *_speed(args.data)) if figure.seconds > (figure.target or 0)]
    print(
        "\n".join(f"missed: {figure.what} {figure.seconds:.2f} > {figure.target}" for figure in missed)
        or "all met"
    )
    return len(missed) + broken


def _plan(case: Case, args: argparse.Namespace, stopwatch: Callable[[], float], seed: int) -> Plan:
    seconds = TSPTW_SECONDS if case.goal == "B-2" else args.seconds
    budget = Budget(seconds=seconds, stopwatch=stopwatch)
    return plan_tour(case.tour, budget=budget, seed=seed, use_pyvrp=not args.without_pyvrp)


def _gap_figures(goal: str, gaps: list[float], seconds: float) -> Iterator[Figure]:
    """Mean and worst gap in per cent, in the column of seconds, against the goal for 10 s."""
    mean, worst = GOALS[goal]
    found = statistics.fmean(gaps), max(gaps)
    print(f"{goal}  mean {found[0]:.2f} %, worst {found[1]:.2f} %")
    note = f"per cent, {TSPTW_SECONDS if goal == 'B-2' else seconds:g} s an instance"
    yield Figure(f"routing {goal}: mean gap", found[0], mean, peak_megabytes(), note)
    yield Figure(f"routing {goal}: worst gap", found[1], worst, peak_megabytes(), note)


def _speed(folder: Path) -> list[Figure]:
    """B-5 on 24 obligatory sites of a shared tour, B-6 on the same."""
    tour = _fixed_tour(folder)
    plan, planned = _timed(lambda: plan_tour(tour, budget=Budget(seconds=1.5)))
    _, moved = _timed(lambda: move_stop(tour, plan.sequences, plan.stops[0].id, day=2, position=1))
    first = plan.days[0].visits[0]
    progress = Progress(0, first.leave + 30, first.id, (first.id,))
    rest, again = _timed(lambda: replan(tour, plan.sequences, progress))
    rounds = Budget(rounds=100)
    same = plan_tour(tour, budget=rounds) == plan_tour(tour, budget=rounds)
    print(f"B-5  {len(plan.stops)} stops: {planned:.2f} s, a move {1000 * moved:.0f} ms")
    print(f"     the {len(rest.stops)} stops left again: {again:.2f} s")
    print(f"B-6  same plan twice: {same}; peak memory {peak_megabytes():.0f} MB")
    return [
        Figure("routing B-5: 24 fixed sites, 3 days", planned, 2.0, peak_megabytes()),
        Figure("routing B-5: a move checked", moved, 0.05, peak_megabytes()),
        Figure("routing B-5: rest of the tour again", again, 1.0, peak_megabytes()),
    ]


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
