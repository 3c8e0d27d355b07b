"""Variances and effects against lme4 (goal A-2): 1e-4 relative, effects within 1e-4 standard deviations."""

from pathlib import Path

import numpy as np
import pytest

from guanmo.engines.fairness import UnusableScores, VarianceParts, variance_parts
from tests.engines.fairness.panels import CRITERIA, ratings, rows

FILES = "scoring/raters_mfrm"


def largest_effect_gap(parts: VarianceParts, reference: list[dict[str, str]]) -> float:
    """In standard deviations of the effect's own factor."""
    names = {"idstud": "stop", "rater": "judge", "item": "criterion"}
    return max(
        abs(parts.effects[names[row["grpvar"]]][row["grp"]] - float(row["condval"]))
        / parts.variances[names[row["grpvar"]]] ** 0.5
        for row in reference
    )


@pytest.mark.shared
def test_two_factors_as_lme4(shared_data: Path) -> None:
    scores = ratings(shared_data)

    parts = variance_parts(
        [one.value for one in scores],
        {"stop": [one.unit for one in scores], "judge": [one.judge for one in scores]},
    )

    assert parts.variances == pytest.approx({"stop": 0.387555, "judge": 0.043331}, rel=1e-4)
    assert (parts.residual, parts.mean) == pytest.approx((0.091039, 1.432924), rel=1e-4)
    assert largest_effect_gap(parts, rows(shared_data / FILES / "ref_ratings1_mean_lmer_ranef.csv")) < 1e-4


@pytest.mark.shared
def test_three_factors_as_lme4(shared_data: Path) -> None:
    long = [
        (row["idstud"], row["rater"], name, float(row[name]))
        for row in rows(shared_data / FILES / "ratings1.csv")
        for name in CRITERIA
    ]
    stops, judges, criteria, values = zip(*long, strict=True)

    parts = variance_parts(values, {"stop": stops, "judge": judges, "criterion": criteria})

    assert parts.variances == pytest.approx(
        {"stop": 0.406188, "judge": 0.042580, "criterion": 0.009269}, rel=2e-4
    )
    assert (parts.residual, parts.mean) == pytest.approx((0.320871, 1.433197), rel=1e-4)
    assert largest_effect_gap(parts, rows(shared_data / FILES / "ref_ratings1_lmer_ranef.csv")) < 1e-4


def deviance(values: np.ndarray, factors: list[np.ndarray], ratios: list[float]) -> float:
    """-2 × restricted log-likelihood with the whole covariance matrix written out."""
    shape = np.eye(len(values))
    for levels, ratio in zip(factors, ratios, strict=True):
        shape = shape + ratio * (levels[:, None] == levels)
    inverse = np.linalg.inv(shape)
    ones = np.ones(len(values))
    inner = ones @ inverse @ ones
    rest = values - (ones @ inverse @ values) / inner
    spread = (len(values) - 1) * np.log(rest @ inverse @ rest)
    return float(spread + np.linalg.slogdet(shape)[1] + np.log(inner))


def test_thin_tables_find_the_same_optimum() -> None:
    """60 judges with three neighbouring stops each: the sparse way of the equations."""
    random = np.random.default_rng(3)
    judge = np.repeat(np.arange(60), 3)
    stop = (judge + np.tile(np.arange(3), 60)) % 60
    values = random.normal(0, 2, 60)[stop] + random.normal(0, 1, 60)[judge] + random.normal(0, 1, 180)

    parts = variance_parts(
        values.tolist(), {"stop": [f"{s:02}" for s in stop], "judge": [f"{j:02}" for j in judge]}
    )

    ratios = [parts.variances[name] / parts.residual for name in ("stop", "judge")]
    best = deviance(values, [stop, judge], ratios)
    for factor in (0, 1):
        for change in (0.98, 1.02):
            moved = [ratio * (change if number == factor else 1) for number, ratio in enumerate(ratios)]
            assert deviance(values, [stop, judge], moved) > best


def test_factor_that_explains_nothing_has_no_variance() -> None:
    # Each judge gives every stop the same; judges' means are all 2.
    values = [1.0, 2.0, 3.0] * 4
    parts = variance_parts(
        [value + noise for value, noise in zip(values, [0.1, 0, -0.1, -0.1, 0, 0.1] * 2, strict=True)],
        {"stop": ["a", "b", "c"] * 4, "judge": [name for name in "wxyz" for _ in range(3)]},
    )

    assert parts.variances["judge"] == 0
    assert parts.variances["stop"] > 0.5


@pytest.mark.parametrize("levels", [["a", "a", "a"], ["a", "b", "c"]])
def test_factor_without_repeats_is_refused(levels: list[str]) -> None:
    with pytest.raises(UnusableScores) as refused:
        variance_parts([1.0, 2.0, 3.0], {"judge": levels})

    assert refused.value.code == "no_spread"
