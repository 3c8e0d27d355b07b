"""Simulated tours with known truth, after reference note A4: what judges do wrong, one scenario a letter.

40 judges, 24 projects, 11 counties, 3 days; whole marks around 80; counties sd 2, projects sd 2, noise sd 3.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from guanmo.engines.fairness import Judge, Score

COUNTIES, PROJECTS, DAYS = 11, 24, 3
MIDDLE = 80.0
Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Scenario:
    """What goes wrong. Standard deviations and favours in points, absences as shares."""

    judges: int = 40
    severity: float = 3.0
    scale: float = 0.0
    """Standard deviation of the judges' stretching of differences."""
    gaps: float = 0.0
    absent: float = 0.0
    """Of the days of a judge."""
    leavers: int = 0
    """So many of the most lenient tend to go home after the first day."""
    own: float = 0.0
    rivals: float = 0.0
    """What county heads take off everybody else."""
    wild: float = 0.0


SCENARIOS: Mapping[str, Scenario] = {
    "A": Scenario(severity=1.5, gaps=0.05),
    "B": Scenario(scale=0.25, absent=0.15, leavers=6, own=5.0),
    "C": Scenario(severity=5.0, scale=0.25, absent=0.25, leavers=6, own=8.0, wild=0.03),
    "D": Scenario(scale=0.25, absent=0.15, leavers=6, own=5.0, rivals=3.0),
    "E": Scenario(judges=9, scale=0.25, absent=0.20),
}


@dataclass(frozen=True)
class Tour:
    """A simulated tour and the true value of each county, by name."""

    scores: tuple[Score, ...]
    judges: tuple[Judge, ...]
    truth: Mapping[str, float] = field(default_factory=dict)


def county(number: int) -> str:
    return f"县{number + 1:02}"


def simulate(scenario: Scenario, seed: int) -> Tour:
    """One tour; the same seed makes the same one."""
    random = np.random.default_rng(seed)
    homes = np.sort(np.concatenate([np.arange(COUNTIES), np.arange(PROJECTS - COUNTIES) % COUNTIES]))
    quality = (random.normal(0, 2, COUNTIES))[homes] + random.normal(0, 2, PROJECTS)
    severity = random.normal(0, scenario.severity, scenario.judges)
    stretch = np.maximum(0.2, 1 + random.normal(0, 1, scenario.judges) * scenario.scale)
    heads = COUNTIES if scenario.own else 0
    value = MIDDLE + severity[:, None] + stretch[:, None] * quality
    value += random.normal(0, 3, value.shape)
    own = np.arange(scenario.judges)[:, None] == homes
    own[heads:] = False
    value += scenario.own * own
    value[:heads] -= scenario.rivals * ~own[:heads]
    strange = random.random(value.shape) < scenario.wild
    value = np.where(strange, random.uniform(20, 100, value.shape), value)
    seen = _seen(scenario, severity, random)
    marks = np.clip(np.rint(value), 0, 100)
    return Tour(
        scores=tuple(
            Score(
                f"评委{judge + 1:02}",
                county(homes[project]),
                f"项目{project + 1:02}",
                float(marks[judge, project]),
            )
            for judge, project in zip(*np.nonzero(seen), strict=True)
        ),
        judges=tuple(
            Judge(f"评委{judge + 1:02}", county(judge) if judge < heads else "")
            for judge in range(scenario.judges)
        ),
        truth={county(number): float(quality[homes == number].mean()) for number in range(COUNTIES)},
    )


def _seen(scenario: Scenario, severity: Floats, random: np.random.Generator) -> NDArray[np.bool_]:
    """Judges × projects; a judge who would see nothing comes on the first day."""
    days = random.random((scenario.judges, DAYS)) >= scenario.absent
    lenient = np.argsort(-severity)[: scenario.leavers]
    days[lenient, 1:] &= random.random((len(lenient), 1)) >= 0.9
    days[~days.any(axis=1), 0] = True
    seen = np.repeat(days, PROJECTS // DAYS, axis=1)
    return seen & (random.random(seen.shape) >= scenario.gaps)
