"""Whole tours: what is left out, what is refused, what is pointed out, what never changes."""

import random
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from guanmo.engines.fairness import (
    Flag,
    Judge,
    Method,
    Policy,
    Score,
    TourResult,
    UnusableScores,
    score_tour,
)
from tests.engines.fairness.panels import (
    centred_error,
    example_tour,
    invented,
    kendall,
    panel,
    ratings,
)

QUICK = Policy(draws=1000, most=100)


@pytest.fixture(scope="module")
def scores() -> list[Score]:
    return invented(judges=14, units=6, stops=2, seen=0.8, seed=9)


def refusal(scores: list[Score], judges: list[Judge]) -> str:
    with pytest.raises(UnusableScores) as refused:
        score_tour(scores, judges=judges, policy=QUICK)
    return refused.value.code


def test_order_of_rows_changes_nothing(scores: list[Score]) -> None:
    shuffled = scores.copy()
    random.Random(2).shuffle(shuffled)  # noqa: S311 - an order, not a secret

    assert score_tour(shuffled, policy=QUICK) == score_tour(scores, policy=QUICK)


def test_every_value_can_be_redone_from_its_steps(scores: list[Score]) -> None:
    result = score_tour(scores, policy=QUICK)

    for stop in result.stops:
        steps = [one for one in result.explain if (one.score.unit, one.score.stop) == (stop.unit, stop.stop)]
        assert sum(one.share for one in steps) == pytest.approx(1)
        assert sum(one.share * one.corrected for one in steps) == pytest.approx(stop.adjusted, abs=1e-9)
    for unit in result.units:
        mean = np.mean([stop.adjusted for stop in result.stops if stop.unit == unit.unit])
        assert unit.value == pytest.approx(mean, abs=1e-9)
    for judge in result.judges:
        mine = [one for one in result.explain if one.score.judge == judge.judge]
        stops = {(stop.unit, stop.stop): stop.adjusted for stop in result.stops}
        over = sum(one.weight * (one.score.value - stops[one.score.unit, one.score.stop]) for one in mine)
        total = sum(one.weight for one in mine) + result.checks.ratio
        assert over / total == pytest.approx(judge.offset, abs=1e-6)


def test_own_scores_are_left_out_and_their_favour_measured(scores: list[Score]) -> None:
    judges = [Judge(f"评委{n:02}", f"单位{n:02}") for n in range(6)]
    favoured = [
        replace(one, value=one.value + 6) if one.judge[-2:] == one.unit[-2:] else one for one in scores
    ]

    fair, without = (
        score_tour(favoured, judges=judges, policy=QUICK),
        score_tour(scores, judges=judges, policy=QUICK),
    )
    counted = score_tour(favoured, judges=judges, policy=replace(QUICK, leave_out_own=False))

    assert [unit.value for unit in fair.units] == [unit.value for unit in without.units]
    assert fair.left_out == tuple(
        one for one in sorted(favoured, key=lambda s: (s.judge, s.stop)) if one.judge[-2:] == one.unit[-2:]
    )
    assert fair.checks.favour is not None
    assert without.checks.favour is not None
    assert fair.checks.favour.size - without.checks.favour.size == pytest.approx(6, abs=0.5)
    assert fair.checks.favour.scores == len(fair.left_out)
    assert counted.left_out == ()
    assert counted.checks.favour is not None
    assert counted.checks.favour.size == pytest.approx(fair.checks.favour.size, abs=0.7)
    assert Flag.OWN_FAVOUR in {flag for judge in fair.judges for flag in judge.flags}
    assert fair.units[0].values[Method.WITH_OWN] != fair.units[0].values[Method.PLAIN]


def test_judge_who_scored_the_own_unit_only_counts_nowhere(scores: list[Score]) -> None:
    scores = [*scores, Score("评委99", "单位00", "点位0", 99.0)]

    result = score_tour(scores, judges=[Judge("评委99", "单位00")], policy=QUICK)

    assert "评委99" not in {judge.judge for judge in result.judges}
    assert [one.judge for one in result.left_out] == ["评委99"]


def test_groups_are_ranked_apart(scores: list[Score]) -> None:
    groups = {f"单位{n:02}": "县" if n < 4 else "区" for n in range(6)}

    result = score_tour(scores, groups=groups, policy=QUICK)

    assert [(unit.group, unit.rank) for unit in result.units] == [
        ("区", 1),
        ("区", 2),
        ("县", 1),
        ("县", 2),
        ("县", 3),
        ("县", 4),
    ]
    assert all(unit.worst <= 2 for unit in result.units if unit.group == "区")
    assert sum(unit.p_first for unit in result.units if unit.group == "县") == pytest.approx(1)


def test_judge_groups_share_a_stop_by_weight() -> None:
    """Two groups that see things differently: 0.6 of one and 0.4 of the other, however many sit in each."""
    scores = [
        Score(name, unit, "", float(value + (1 if name > "c" else 0) * (5 if unit == "东县" else -5) + noise))
        for noise, name in zip((0, 1, -1, 0.5, -0.5), "abcde", strict=True)
        for unit, value in (("东县", 80), ("西县", 82), ("南县", 84))
    ]
    judges = [Judge(name, "", "领导" if name > "c" else "部门") for name in "abcde"]
    policy = replace(QUICK, group_weights={"领导": 0.6, "部门": 0.4, "企业": 9.0}, robust=False)

    result = score_tour(scores, judges=judges, policy=policy)

    plain = {stop.unit: stop.plain for stop in result.stops}
    assert plain == pytest.approx({"东县": 83.0, "南县": 81.0, "西县": 79.0})
    shares = {one.score.judge: one.share for one in result.explain if one.score.unit == "东县"}
    assert shares == pytest.approx({"a": 0.4 / 3, "b": 0.4 / 3, "c": 0.4 / 3, "d": 0.3, "e": 0.3})
    assert all(stop.se > 0 for stop in result.stops)


def test_stop_weights_count(scores: list[Score]) -> None:
    weights = {("单位00", "点位0"): 3.0, ("单位00", "点位1"): 1.0}

    result = score_tour(scores, policy=replace(QUICK, stop_weights=weights))

    stops = [stop.adjusted for stop in result.stops if stop.unit == "单位00"]
    value = next(unit.value for unit in result.units if unit.unit == "单位00")
    assert value == pytest.approx(0.75 * stops[0] + 0.25 * stops[1])


def test_trimmed_mean_drops_ends_of_large_panels_only() -> None:
    scores = panel(
        "a A - 10\nb A - 20\nc A - 30\nd A - 90\na B - 10\nb B - 20\nc B - 30\nd B - 40\na C - 5\nb C - 7"
    )

    stops = {stop.unit: stop for stop in score_tour(scores, policy=QUICK).stops}

    assert (stops["A"].trimmed, stops["A"].plain, stops["A"].n) == (25, 37.5, 4)
    assert (stops["C"].trimmed, stops["C"].plain) == (6, 6)


def test_two_buses_are_refused() -> None:
    assert refusal(panel("a A - 1\nb A - 2\nc B - 3\nd B - 4"), []) == "disconnected"


def test_unit_with_own_scores_only_is_refused() -> None:
    scores = panel("a A - 80\na B - 81\na C - 82\nb B - 80\nb C - 85")

    assert refusal(scores, [Judge("a", "A")]) == "only_own"


@pytest.mark.parametrize(
    "text", ["a A - 1\na B - 2", "a A - 1\nb A - 2\nb B - 3", "a A - 8\nb A - 7\nc A - 5"]
)
def test_too_few_scores_are_refused(text: str) -> None:
    assert refusal(panel(text), []) == "too_few"


def test_checks_point_out_thin_and_capped_scores(scores: list[Score]) -> None:
    capped = [replace(one, value=100.0) if one.judge < "评委05" else one for one in scores]
    judges = [Judge("评委00", "单位00"), Judge("评委01", "别处")]

    result = score_tour(capped, judges=judges, policy=replace(QUICK, least_per_stop=13, leave_out_own=True))

    assert result.checks.capped > 0.3
    assert result.checks.homes_known
    assert result.checks.units_without_judges == tuple(f"单位{n:02}" for n in range(1, 6))
    counts = {(stop.unit, stop.stop): stop.n for stop in result.stops}
    assert result.checks.few_scores == tuple(sorted(key for key, n in counts.items() if n < 13))
    flat = next(judge for judge in result.judges if judge.judge == "评委02")
    assert (flat.distinct, flat.correlation, Flag.FLAT in flat.flags) == (1, None, True)


def test_nothing_is_said_of_units_without_judges_when_nobody_has_one(scores: list[Score]) -> None:
    checks = score_tour(scores, judges=[Judge("评委00")], policy=replace(QUICK, most=None)).checks

    assert (checks.units_without_judges, checks.homes_known, checks.capped) == ((), False, 0)
    assert checks.favour is None
    assert 0 < checks.reliability < 1


def test_judges_are_described() -> None:
    calm = invented(judges=12, units=6, stops=2, seen=1.0, seed=1)
    contrary = [replace(one, value=160 - one.value) if one.judge == "评委03" else one for one in calm]
    spoilt = [
        replace(one, value=one.value + 14)
        if one.judge == "评委07"
        else replace(one, value=one.value - 14)
        if one.judge == "评委08"
        else one
        for one in contrary
        if one.judge != "评委09" or one.unit == "单位00"
    ]

    result = score_tour(spoilt, policy=QUICK)

    flags = {judge.judge: judge.flags for judge in result.judges}
    assert Flag.CONTRARY in flags["评委03"]
    assert Flag.ERRATIC in flags["评委03"]
    assert flags["评委07"] == (Flag.LENIENT,)
    assert flags["评委08"] == (Flag.STRICT,)
    assert flags["评委09"] == (Flag.FEW,)
    one = next(judge for judge in result.judges if judge.judge == "评委00")
    mine = [score for score in spoilt if score.judge == "评委00"]
    assert (one.n, one.least, one.most) == (12, min(s.value for s in mine), max(s.value for s in mine))
    assert one.correlation is not None
    assert one.correlation > 0.5
    assert sum(judge.offset for judge in result.judges) == pytest.approx(0, abs=1e-9)


def test_absence_that_goes_with_strictness_is_pointed_out() -> None:
    """Lenient judges go home after the first day and saw little: shrunk offsets keep a part of it."""
    random_ = np.random.default_rng(3)
    lenient = [f"宽{n}" for n in range(12)]
    scores = [
        Score(judge, unit, "", float(80 + number + (9 if judge in lenient else 0) + random_.normal(0, 4)))
        for judge in [*lenient, *(f"严{n}" for n in range(12))]
        for number, unit in enumerate("ABCDEFGH")
        if judge not in lenient or number < 2
    ]

    result = score_tour(scores, policy=QUICK)

    assert result.checks.moved_by_shrinking
    errors = {unit.unit: unit.se for unit in result.units}
    moves = {unit.unit: abs(unit.values[Method.UNSHRUNK] - unit.value) for unit in result.units}
    assert result.checks.moved_by_shrinking == tuple(
        sorted(unit for unit in errors if moves[unit] > errors[unit])
    )


def test_a_judge_seen_alone_has_no_correlation() -> None:
    scores = panel("a A - 80\na B - 82\na C - 85\na D - 70\nb A - 78\nb B - 81\nb C - 80")

    assert [judge.correlation is None for judge in score_tour(scores, policy=QUICK).judges] == [False, False]
    few = panel("a A - 80\na B - 82\nb A - 78\nb B - 81\nc A - 78\nc B - 80")
    assert [judge.correlation for judge in score_tour(few, policy=QUICK).judges] == [None] * 3


def test_units_with_equal_values_share_a_rank() -> None:
    scores = [Score(judge, unit, "", 80.0) for judge in "abc" for unit in ("东县", "西县", "南县")]

    result = score_tour(scores, policy=QUICK)

    assert [unit.rank for unit in result.units] == [1, 1, 1]
    assert result.checks.reliability == 0


@pytest.fixture(scope="module")
def example(shared_data: Path) -> tuple[TourResult, dict[str, float]]:
    scores, judges, truth = example_tour(shared_data)
    return score_tour(scores, judges=judges, policy=replace(QUICK, robust=False)), truth


@pytest.mark.shared
def test_example_tour(example: tuple[TourResult, dict[str, float]]) -> None:
    """README of the data: trimmed 0.745 and 0.486, adjusted 0.891 and 0.273; the true favour is 5."""
    result, truth = example

    true = [truth[unit.unit] for unit in result.units]
    found = {
        method: (
            kendall([unit.values[method] for unit in result.units], true),
            centred_error([unit.values[method] for unit in result.units], true),
        )
        for method in (Method.TRIMMED, Method.ADJUSTED)
    }
    assert found[Method.ADJUSTED] == pytest.approx((0.891, 0.273), abs=5e-4)
    assert found[Method.TRIMMED][0] < 0.8
    assert result.checks.favour is not None
    assert abs(result.checks.favour.size - 5) < 2 * result.checks.favour.se


@pytest.mark.shared
def test_ratings_have_the_variances_and_offsets_of_lme4(shared_data: Path) -> None:
    result = score_tour(ratings(shared_data), policy=QUICK)

    assert result.variances is not None
    assert (result.variances.stop, result.variances.judge, result.variances.residual) == pytest.approx(
        (0.387555, 0.043331, 0.091039), rel=1e-4
    )
    drawn = {judge.judge: judge.drawn_offset for judge in result.judges}
    assert drawn["db01"] == pytest.approx(-0.293380, abs=1e-5)
    assert result.weighed_down == tuple(one for one in result.explain if one.weight < 1)
