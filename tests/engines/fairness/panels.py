"""Score panels for the tests of this folder: invented ones and the public ones."""

import csv
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from guanmo.engines.fairness import Grade, Judge, Score

CRITERIA = ("k1", "k2", "k3", "k4", "k5")


def rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def panel(text: str) -> list[Score]:
    """Scores from lines `judge unit stop value`."""
    return [
        Score(judge, unit, stop, float(value))
        for judge, unit, stop, value in (line.split() for line in text.strip().splitlines())
    ]


def invented(*, judges: int, units: int, stops: int, seen: float, seed: int) -> list[Score]:
    """`stops` stops for each unit; judges differ by 3 points, scores by 2, each seen with chance `seen`."""
    random = np.random.default_rng(seed)
    strictness = random.normal(0, 3, judges)
    quality = random.normal(80, 4, (units, stops))
    return [
        Score(
            f"评委{judge:02}",
            f"单位{unit:02}",
            f"点位{stop}",
            float(np.rint(quality[unit, stop] + strictness[judge] + random.normal(0, 2))),
        )
        for judge in range(judges)
        for unit in range(units)
        for stop in range(stops)
        if random.random() < seen
    ]


def ratings(folder: Path) -> list[Score]:
    """135 texts as units, 7 raters, the mean of five criteria."""
    return [
        Score(row["rater"], row["idstud"], "", float(np.mean([float(row[name]) for name in CRITERIA])))
        for row in rows(folder / "scoring/raters_mfrm/ratings1.csv")
    ]


def rating_grades(folder: Path) -> list[Grade]:
    return [
        Grade(row["rater"], row["idstud"], "", name, int(row[name]))
        for row in rows(folder / "scoring/raters_mfrm/ratings1.csv")
        for name in CRITERIA
    ]


def example_tour(folder: Path) -> tuple[list[Score], list[Judge], dict[str, float]]:
    """The simulated tour of the shared data: scores, judges with their counties, true values of the counties."""
    files = folder / "scoring/sim_example"
    county = {row["project"]: row["county"] for row in rows(files / "projects.csv")}
    scores = [
        Score(row["judge"], county[row["project"]], row["project"], float(row["score"]))
        for row in rows(files / "scores.csv")
    ]
    judges = [Judge(row["judge"], row["home_county"]) for row in rows(files / "judges.csv")]
    return scores, judges, {row["county"]: float(row["true_value"]) for row in rows(files / "truth.csv")}


def kendall(values: Sequence[float], truth: Sequence[float]) -> float:
    """Kendall's tau without ties, pair by pair."""
    pairs = [(i, j) for i in range(len(truth)) for j in range(i)]
    agree = sum(np.sign(values[i] - values[j]) * np.sign(truth[i] - truth[j]) for i, j in pairs)
    return float(agree / len(pairs))


def centred_error(values: Sequence[float], truth: Sequence[float]) -> float:
    """Root mean squared error after both means are taken off."""
    gaps = np.array(values) - np.mean(values) - (np.array(truth) - np.mean(truth))
    return float(np.sqrt(np.mean(gaps**2)))
