"""The goals of reading: precision, recall and F1 on the annotated reports, equality of scripts, speed, no crash.

`python benchmarks/reading.py` prints the table; how many goals are missed is its exit code. The reports come from
../shared/data and are left out, loudly, where it is absent.
"""

import sys
import time
from collections.abc import Iterator
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from guanmo.engines.text import as_fields, read_text
from tests.engines.text.marking import annotated, mark_all

NEWS = Path(__file__).resolve().parents[2] / "shared/data/news"
GOALS = {"figures": 0.92, "people": 0.90, "projects": 0.80, "tasks": 0.75}
SLOWEST = 1.0  # MB of UTF-8 a second of one core's time; the machine may be busy with others
Line = tuple[str, str, str, bool]
"""Goal, target, measured, met."""


def scores() -> Iterator[Line]:
    marks = mark_all(NEWS)
    for kind, goal in GOALS.items():
        score = marks.kinds[kind]
        shown = f"P {score.precision:.3f}  R {score.recall:.3f}  F1 {score.f1:.3f}"
        yield kind, f"F1 ≥ {goal:.2f}", shown, score.f1 >= goal
    yield "date and its basis", "≥ 0.95", f"{marks.dates}/{marks.texts}", marks.dates >= 0.95 * marks.texts
    yield "rankings", "exact", f"{marks.rankings}/{marks.texts}", marks.rankings == marks.texts
    none = [
        as_fields(read_text(text))["figures"] for text, wanted in annotated(NEWS) if not wanted["figures"]
    ]
    yield "figures where there are none", "0", str(sum(map(len, filter(None, none)))), not any(none)


def speed() -> Iterator[Line]:
    texts = [path.read_text(encoding="utf-8") for path in sorted(NEWS.glob("n*.txt"))]
    megabytes = sum(len(text.encode()) for text in texts) / 1_000_000
    seconds = min(_core_seconds(texts) for _ in range(3))
    yield (
        f"{len(texts)} texts",
        f"≥ {SLOWEST:.0f} MB/s",
        f"{megabytes / seconds:.2f} MB/s",
        megabytes / seconds >= SLOWEST,
    )


def _core_seconds(texts: list[str]) -> float:
    start = time.process_time()
    for text in texts:
        read_text(text)
    return time.process_time() - start


def main() -> int:
    if not NEWS.is_dir():
        print("reading: ../shared/data/news is absent, nothing measured")
        return 0
    missed = 0
    for goal, target, measured, met in (*scores(), *speed()):
        missed += not met
        print(f"reading: {goal:<32}{target:<14}{measured:<36}{'met' if met else 'MISSED'}", flush=True)
    return missed


if __name__ == "__main__":
    sys.exit(main())
