"""Scores as arrays: who scored what, in an order that does not depend on the order of the rows."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from operator import attrgetter

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Indices = NDArray[np.intp]
Flags = NDArray[np.bool_]
StopKey = tuple[str, str]
"""Unit and stop."""


@dataclass(frozen=True, slots=True)
class Score:
    """What one judge gave one stop, all criteria together, in points."""

    judge: str
    unit: str
    stop: str
    value: float


@dataclass(frozen=True, slots=True)
class ScoreTable:
    """Scores sorted by judge and stop; `judge` and `stop` point into the sorted names."""

    judges: tuple[str, ...]
    stops: tuple[StopKey, ...]
    judge: Indices
    stop: Indices
    value: Floats

    def __len__(self) -> int:
        return len(self.value)

    def only(self, kept: Flags) -> "ScoreTable":
        """The rows that are marked (n), with the judges and stops that are still there."""
        judges, judge = np.unique(self.judge[kept], return_inverse=True)
        stops, stop = np.unique(self.stop[kept], return_inverse=True)
        return ScoreTable(
            judges=tuple(self.judges[number] for number in judges),
            stops=tuple(self.stops[number] for number in stops),
            judge=judge.astype(np.intp),
            stop=stop.astype(np.intp),
            value=self.value[kept],
        )

    def scores(self) -> tuple[Score, ...]:
        """The rows again, in the table's order."""
        return tuple(
            Score(self.judges[judge], self.stops[stop][0], self.stops[stop][1], value)
            for judge, stop, value in zip(
                self.judge.tolist(), self.stop.tolist(), self.value.tolist(), strict=True
            )
        )


class UnusableScores(ValueError):
    """The scores allow no fair ranking; `code` says which condition failed, the message what to do."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code


def score_table(scores: Sequence[Score]) -> ScoreTable:
    """Sort the scores and number judges and stops.

    Raises `UnusableScores` where there is none, a value is no finite number, or a judge scored a stop twice.

    >>> table = score_table([Score("乙", "东县", "一厂", 80.0), Score("甲", "东县", "一厂", 90.0)])
    >>> table.judges, table.value.tolist()
    (('乙', '甲'), [80.0, 90.0])
    """
    if not scores:
        raise UnusableScores("no_scores", "没有任何可以计算的打分。")
    ordered = sorted(scores, key=attrgetter("judge", "unit", "stop"))
    for score in ordered:
        if not math.isfinite(score.value):
            raise UnusableScores("not_finite", f"评委“{score.judge}”给“{score.unit}”的分不是有限的数。")
    judges = tuple(sorted({score.judge for score in ordered}))
    stops = tuple(sorted({(score.unit, score.stop) for score in ordered}))
    judge_number = {name: number for number, name in enumerate(judges)}
    stop_number = {key: number for number, key in enumerate(stops)}
    table = ScoreTable(
        judges=judges,
        stops=stops,
        judge=np.array([judge_number[score.judge] for score in ordered], dtype=np.intp),
        stop=np.array([stop_number[score.unit, score.stop] for score in ordered], dtype=np.intp),
        value=np.array([score.value for score in ordered], dtype=np.float64),
    )
    cells = table.judge * len(stops) + table.stop
    if len(np.unique(cells)) < len(cells):
        raise UnusableScores("twice", "同一评委对同一点位打了两次分，请先更正选票。")
    return table


def sums(of: Indices, values: Floats, count: int) -> Floats:
    """Sum of the values (n) that belong to each of `count` things."""
    return np.bincount(of, values, count).astype(np.float64, copy=False)


def cell_sums(row: Indices, rows: int, column: Indices, columns: int, values: Floats) -> Floats:
    """Sum of the values (n) in each cell of a table."""
    return sums(row * columns + column, values, rows * columns).reshape(rows, columns)
