"""The rubric model against immer's joint likelihood (goal A-3), and rated tours."""

from pathlib import Path

import numpy as np
import pytest

from guanmo.engines.fairness import Flag, Grade, Judge, Policy, UnusableScores, rate_tour, rubric_rasch
from tests.engines.fairness.panels import rating_grades, rows

# README of the data; a positive number is strict.
SEVERITIES = {
    "db01": 1.0465,
    "db02": 0.5303,
    "db03": 0.4437,
    "db07": -0.7598,
    "db08": -0.1339,
    "db31": -0.8709,
    "db54": -0.256,
}


def made(*, judges: int, stops: int, seed: int, severe: float = 0.0) -> list[Grade]:
    """Grades 1 to 4 on two criteria from the model itself; the first judge is `severe` logits stricter."""
    random = np.random.default_rng(seed)
    measures, steps = random.normal(0, 1.5, stops), np.array([0.0, -1.5, -1.5, 0.0])
    severities = random.normal(0, 0.5, judges)
    severities[0] += severe
    grades = []
    for judge in range(judges):
        for stop in range(stops):
            for number, criterion in enumerate(("进度", "形象")):
                logits = np.arange(4) * (measures[stop] - severities[judge] - 0.4 * (number - 0.5)) - steps
                chances = np.exp(logits - logits.max())
                value = random.choice(4, p=chances / chances.sum()) + 1
                grades.append(
                    Grade(f"评委{judge:02}", f"单位{stop % 4}", f"点位{stop:02}", criterion, float(value))
                )
    return grades


@pytest.mark.shared
def test_severities_are_those_of_immer(shared_data: Path) -> None:
    found = rubric_rasch(rating_grades(shared_data))

    assert dict(zip(found.judges, found.severities.tolist(), strict=True)) == pytest.approx(
        SEVERITIES, abs=0.005
    )
    assert found.severities.sum() == pytest.approx(0, abs=1e-9)
    assert found.deviance == pytest.approx(2116.85, abs=0.1)


@pytest.mark.shared
def test_measures_are_those_of_immer_up_to_their_origin(shared_data: Path) -> None:
    reference = {
        row["pid"]: float(row["theta"])
        for row in rows(shared_data / "scoring/raters_mfrm/ref_ratings1_immer_jml_person.csv")
    }

    found = rubric_rasch(rating_grades(shared_data))

    gaps = np.array([reference[unit] for unit, _ in found.stops]) - found.measures
    assert np.abs(gaps - gaps.mean()).max() < 0.005


def test_fit_solves_the_likelihood_equations() -> None:
    """Expected sums equal the given ones for each stop, judge, criterion and step; recomputed one by one."""
    grades = made(judges=6, stops=8, seed=1)
    found = rubric_rasch(grades)

    gaps: dict[object, float] = {}
    for grade in grades:
        place = (
            found.measures[found.stops.index((grade.unit, grade.stop))]
            - found.severities[found.judges.index(grade.judge)]
            - found.difficulties[found.criteria.index(grade.criterion)]
        )
        terms = np.exp([k * place - found.steps[:k].sum() for k in range(4)])
        chances = terms / terms.sum()
        rest = grade.value - 1 - chances @ np.arange(4)
        for key in (grade.stop, grade.judge, grade.criterion):
            gaps[key] = gaps.get(key, 0.0) + rest
        for step in (1, 2, 3):
            gaps[step] = gaps.get(step, 0.0) + (grade.value > step) - chances[step:].sum()

    assert max(map(abs, gaps.values())) < 1e-6


def test_a_strict_judge_is_found_and_taken_off() -> None:
    plain, strict = (rubric_rasch(made(judges=8, stops=30, seed=5, severe=severe)) for severe in (0.0, 2.0))

    assert strict.severities[0] - plain.severities[0] == pytest.approx(2 * 7 / 8, abs=0.5)
    assert np.abs(strict.fair - plain.fair).max() < 0.35


def test_fair_average_is_on_the_scale_and_its_slope_the_derivative() -> None:
    found = rubric_rasch(made(judges=5, stops=40, seed=2))

    assert ((found.fair > 1) & (found.fair < 4)).all()
    _, order = np.unique(found.measures.round(6), return_index=True)
    between = np.diff(found.fair[order]) / np.diff(found.measures[order])
    low, high = np.minimum(*_ends(found.slopes[order])), np.maximum(*_ends(found.slopes[order]))
    near = np.diff(found.measures[order]) < 0.2
    assert near.any()
    assert ((between > low - 0.05) & (between < high + 0.05))[near].all()
    assert 0 < found.reliability < 1
    assert found.infit.mean() == pytest.approx(1, abs=0.3)


def _ends(values: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    return values[:-1], values[1:]


def test_grades_nobody_gave_take_no_part() -> None:
    grades = [
        Grade(one.judge, one.unit, one.stop, one.criterion, {1: 1.0, 2: 2.0, 3: 5.0, 4: 5.0}[int(one.value)])
        for one in made(judges=6, stops=8, seed=1)
    ]

    found = rubric_rasch(grades)

    assert found.grades == (1.0, 2.0, 5.0)
    assert len(found.steps) == 2
    assert found.fair.max() > 4


def test_judges_who_can_be_split_without_end_are_refused() -> None:
    """At every stop the strict two give nothing but the lowest, or the lenient two nothing but the highest."""
    rows = {"A": "1112", "B": "1121", "C": "2122", "D": "1222"}
    grades = [
        Grade(judge, unit, "", "", float(value))
        for unit, row in rows.items()
        for judge, value in zip("abcd", row, strict=True)
    ]

    with pytest.raises(UnusableScores) as refused:
        rubric_rasch(grades)

    assert refused.value.code == "not_settled"


def test_one_stop_has_no_reliability() -> None:
    grades = [
        Grade(f"评委{n}", "东县", "一厂", name, float(1 + (n + k) % 3))
        for n in range(4)
        for k, name in enumerate("ab")
    ]

    assert rubric_rasch(grades).reliability == 0


@pytest.mark.parametrize(
    ("grades", "code"),
    [
        ([Grade("甲", "东县", "", "", 3.0), Grade("乙", "东县", "", "", 3.0)], "no_spread"),
        ([Grade("甲", "东县", "", "", 3.0), Grade("乙", "西县", "", "", 2.0)], "disconnected"),
    ],
)
def test_grades_that_cannot_be_compared_are_refused(grades: list[Grade], code: str) -> None:
    with pytest.raises(UnusableScores) as refused:
        rubric_rasch(grades)

    assert refused.value.code == code


def test_rated_tour_ranks_units_by_fair_average() -> None:
    grades = made(judges=8, stops=16, seed=4)

    tour = rate_tour(grades, judges=[Judge("评委00", "单位1", "县区")], policy=Policy(draws=500))

    fair = {
        unit: np.mean([one.fair for one in tour.stops if one.unit == unit])
        for unit in ("单位0", "单位1", "单位2", "单位3")
    }
    assert [unit.unit for unit in tour.units] == sorted(fair, key=lambda unit: -fair[unit])
    assert [unit.value for unit in tour.units] == pytest.approx(sorted(fair.values(), reverse=True))
    assert all(unit.best <= unit.rank <= unit.worst for unit in tour.units)
    assert (tour.judges[0].unit, tour.judges[0].group, tour.judges[0].n) == ("单位1", "县区", 32)
    assert sum(tour.difficulties.values()) == pytest.approx(0, abs=1e-9)
    assert tour.few_scores == ()
    first = [one.value for one in grades if one.stop == "点位00"]
    assert tour.stops[0].plain == pytest.approx(np.mean(first))


def test_rated_tour_points_out_strict_lenient_and_erratic_judges() -> None:
    grades = [
        Grade(one.judge, one.unit, one.stop, one.criterion, _spoilt(one))
        for one in made(judges=12, stops=20, seed=6)
    ]

    tour = rate_tour(grades, policy=Policy(draws=500, least_per_stop=13, least_per_judge=41))

    flags = {judge.judge: set(judge.flags) - {Flag.FEW} for judge in tour.judges}
    assert Flag.STRICT in flags["评委00"]
    assert Flag.LENIENT in flags["评委01"]
    assert flags["评委02"] == {Flag.ERRATIC}
    assert all(Flag.FEW in judge.flags for judge in tour.judges)
    assert len(tour.few_scores) == 20


def _spoilt(one: Grade) -> float:
    if one.judge == "评委00":
        return max(1.0, one.value - 2)
    if one.judge == "评委01":
        return min(4.0, one.value + 2)
    return 5 - one.value if one.judge == "评委02" else one.value
