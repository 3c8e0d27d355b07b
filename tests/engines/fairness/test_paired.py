import numpy as np
import pytest

from guanmo.engines.fairness.paired import paired_strengths
from guanmo.engines.fairness.tables import Score, score_table
from tests.engines.fairness.panels import invented, panel


def test_any_scale_of_a_judge_gives_the_same_strengths() -> None:
    scores = invented(judges=6, units=5, stops=1, seen=0.9, seed=3)
    stretched = [
        Score(one.judge, one.unit, one.stop, 20 + one.value / 4 if one.judge == "评委01" else one.value)
        for one in scores
    ]

    assert np.array_equal(paired_strengths(score_table(scores)), paired_strengths(score_table(stretched)))


def test_strengths_solve_the_likelihood_equations() -> None:
    """Expected wins equal the wins counted by hand, draws against an average stop added."""
    strengths = paired_strengths(
        score_table(panel("甲 A - 9\n甲 B - 8\n甲 C - 7\n乙 A - 5\n乙 B - 6\n丙 B - 5\n丙 C - 5"))
    )

    wins = {("A", "B"): 1, ("A", "C"): 1, ("B", "C"): 1.5, ("B", "A"): 1, ("C", "B"): 0.5, ("C", "A"): 0}
    level = _level(strengths)
    names = "ABC"
    for row, name in enumerate(names):
        won = sum(count for (winner, _), count in wins.items() if winner == name)
        expected = sum(
            (wins[name, other] + wins[other, name]) / (1 + np.exp(strengths[column] - strengths[row]))
            for column, other in enumerate(names)
            if other != name
        )
        against_average = 1 / (1 + np.exp(-(strengths[row] + level)))
        assert won + 0.5 == pytest.approx(expected + against_average, abs=1e-8)
    assert strengths.sum() == pytest.approx(0, abs=1e-12)


def _level(strengths: np.ndarray) -> float:
    """By how much the stops together stand above the average one: draws against it add up to half of all."""
    low, high = -5.0, 5.0
    for _ in range(200):
        middle = (low + high) / 2
        total = (1 / (1 + np.exp(-(strengths + middle)))).sum()
        low, high = (middle, high) if total < len(strengths) / 2 else (low, middle)
    return low


def test_a_stop_that_always_wins_stays_finite() -> None:
    strengths = paired_strengths(
        score_table(panel("\n".join(f"评委{j} A - 9\n评委{j} B - 1" for j in range(40))))
    )

    assert 3 < strengths[0] - strengths[1] < 12
