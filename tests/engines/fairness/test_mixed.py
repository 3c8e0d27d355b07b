"""The fast equations against the same model written out with matrices of all scores."""

from pathlib import Path

import numpy as np
import pytest
from scipy.optimize import minimize_scalar

from guanmo.engines.fairness.mixed import Fit, best_ratio, covariance, fit, judge_system, unshrunk_stops
from guanmo.engines.fairness.robust import fit_plainly, fit_robustly, huber_weights, residuals
from guanmo.engines.fairness.tables import Floats, Score, ScoreTable, score_table
from tests.engines.fairness.panels import centred_error, example_tour, invented, kendall


@pytest.fixture(scope="module")
def table() -> ScoreTable:
    return score_table(invented(judges=9, units=5, stops=2, seen=0.7, seed=4))


def dense(
    table: ScoreTable, ratio: float, extra: Floats | None = None
) -> tuple[Floats, float, float, Floats]:
    """Free effects, residual variance, -2 log-likelihood and covariance by generalised least squares."""
    free = np.eye(len(table.stops))[table.stop]
    if extra is not None:
        free = np.column_stack([free, extra])
    drawn = np.eye(len(table.judges))[table.judge]
    shape = np.eye(len(table)) + drawn @ drawn.T / ratio
    inverse = np.linalg.inv(shape)
    inner = free.T @ inverse @ free
    effects = np.linalg.solve(inner, free.T @ inverse @ table.value)
    rest = table.value - free @ effects
    degrees = len(table) - free.shape[1]
    variance = rest @ inverse @ rest / degrees
    deviance = degrees * np.log(variance) + np.linalg.slogdet(shape)[1] + np.linalg.slogdet(inner)[1]
    return effects, float(variance), float(deviance), variance * np.linalg.inv(inner)


def plain_fit(table: ScoreTable, ratio: float) -> Fit:
    return fit(judge_system(table, np.ones(len(table))), ratio)


def own_covariance(found: Fit) -> Floats:
    system = found.system
    return covariance(found, system.shares, 1 / system.by_stop, np.eye(len(system.by_stop)))


@pytest.mark.parametrize("ratio", [0.01, 0.5, 7.0])
def test_fit_is_generalised_least_squares(table: ScoreTable, ratio: float) -> None:
    effects, variance, _, errors = dense(table, ratio)

    found = plain_fit(table, ratio)

    assert np.allclose(found.stops, effects, atol=1e-9)
    assert found.residual_variance == pytest.approx(variance, rel=1e-9)
    assert found.offsets.sum() == pytest.approx(0, abs=1e-9)
    assert np.allclose(own_covariance(found), errors, atol=1e-10)


def test_ratio_has_the_highest_restricted_likelihood(table: ScoreTable) -> None:
    best = minimize_scalar(
        lambda log_ratio: dense(table, float(np.exp(log_ratio)))[2], bounds=(-8, 8), method="bounded"
    )

    assert best_ratio(judge_system(table, np.ones(len(table)))) == pytest.approx(np.exp(best.x), rel=1e-3)


def test_near_search_finds_the_same_ratio(table: ScoreTable) -> None:
    system = judge_system(table, np.ones(len(table)))
    wide = best_ratio(system)

    assert best_ratio(system, near=wide * 3) == pytest.approx(wide, rel=1e-3)


def test_further_term_is_estimated_with_its_error(table: ScoreTable) -> None:
    extra = (np.arange(len(table)) % 4 == 0).astype(np.float64)[:, None]
    effects, variance, _, errors = dense(table, 0.5, extra)

    found = fit(judge_system(table, np.ones(len(table)), extra), 0.5)

    assert found.terms[0] == pytest.approx(effects[-1], abs=1e-9)
    assert found.terms_se[0] == pytest.approx(np.sqrt(errors[-1, -1]), rel=1e-9)
    assert found.residual_variance == pytest.approx(variance, rel=1e-9)
    assert np.allclose(found.stops, effects[:-1], atol=1e-9)


def test_covariance_of_other_shares_is_that_of_the_weighted_scores(table: ScoreTable) -> None:
    """Each value is a linear form of all scores; its variance follows from theirs."""
    found = plain_fit(table, 0.5)
    random = np.random.default_rng(5)
    worth = random.uniform(0.5, 2, len(table))
    of_scores = worth / np.bincount(table.stop, worth)[table.stop]
    stops, judges = len(table.stops), len(table.judges)
    shares, squares = np.zeros((stops, judges)), np.bincount(table.stop, of_scores**2)
    shares[table.stop, table.judge] = of_scores

    got = covariance(found, shares, squares, np.eye(stops))

    drawn = np.eye(judges)[table.judge]
    within = (
        np.eye(len(table))
        - np.eye(stops)[table.stop] @ np.diag(1 / np.bincount(table.stop)) @ np.eye(stops)[table.stop].T
    )
    to_offsets = found.inverse @ drawn.T @ within
    forms = np.eye(stops)[table.stop].T * of_scores @ (np.eye(len(table)) - drawn @ to_offsets)
    of_all = found.residual_variance * np.eye(len(table)) + found.judge_variance * drawn @ drawn.T
    assert np.allclose(got, forms @ of_all @ forms.T, atol=1e-10)


def test_without_shrinking_a_judge_level_changes_no_difference(table: ScoreTable) -> None:
    raised = [
        Score(one.judge, one.unit, one.stop, one.value + 7.5 * (one.judge == "评委03"))
        for one in table.scores()
    ]

    before = unshrunk_stops(judge_system(table, np.ones(len(table))))
    after = unshrunk_stops(judge_system(score_table(raised), np.ones(len(table))))

    assert np.allclose(before - before[0], after - after[0], atol=1e-9)


def test_judges_who_do_not_differ_leave_the_plain_mean() -> None:
    random = np.random.default_rng(8)
    scores = [Score(f"评委{j}", f"单位{u}", "", 80 + u + random.normal()) for j in range(6) for u in range(5)]
    table = score_table(scores)

    found = fit_plainly(table)

    means = np.bincount(table.stop, table.value) / np.bincount(table.stop)
    assert np.allclose(found.stops, means, atol=1e-9)


def test_scores_that_fit_exactly_have_almost_no_error() -> None:
    table = score_table([Score(f"评委{j}", f"单位{u}", "", 80.0 + u + j) for j in range(4) for u in range(5)])

    found = fit_robustly(table)

    assert np.allclose(np.diff(found.stops), 1, atol=1e-6)
    errors = own_covariance(found)
    assert errors[0, 0] == pytest.approx(found.judge_variance / 4, rel=1e-3)  # the level of four drawn judges
    assert errors[0, 0] + errors[1, 1] - 2 * errors[0, 1] < 1e-6


def test_wild_scores_weigh_less_and_no_more_than_five_percent_is_lost() -> None:
    scores = invented(judges=12, units=6, stops=2, seen=1.0, seed=2)
    wild = [
        Score(one.judge, one.unit, one.stop, 40.0) if (one.judge, one.unit) == ("评委05", "单位03") else one
        for one in scores
    ]
    table = score_table(wild)
    calm, found = fit_plainly(table), fit_robustly(table)

    spoilt = np.array([one.value == 40 for one in table.scores()])
    truth = fit_plainly(score_table(scores)).stops
    assert found.system.weights[spoilt].max() < 0.2
    assert found.system.weights[~spoilt].mean() > 0.98
    assert np.abs(found.stops - truth).max() < np.abs(calm.stops - truth).max() / 2
    assert np.abs(residuals(table, found)[spoilt]).min() > 25


def test_weights_are_cut_by_the_rule_and_no_deeper() -> None:
    few = huber_weights(np.array([1.0, -1.0] * 20 + [10.0]))
    many = huber_weights(np.array([1.0, -1.0] * 6 + [100.0, -100.0] * 4))

    assert few[-1] == pytest.approx(2 * 1.4826 / 10)
    assert few[:-1].tolist() == [1.0] * 40
    assert (1 - many).sum() == pytest.approx(0.05 * 20)
    assert huber_weights(np.array([0.0, 0.0, 0.0, 9.0])).tolist() == [1.0] * 4


@pytest.mark.shared
def test_example_tour_comes_nearer_to_the_truth_than_dropping_ends(shared_data: Path) -> None:
    """README of the data: judge-adjusted, own-county scores left out, tau 0.891 and RMSE 0.273."""
    scores, judges, truth = example_tour(shared_data)
    home = {judge.name: judge.unit for judge in judges}
    table = score_table([one for one in scores if home[one.judge] != one.unit])

    found = fit_plainly(table)

    names = sorted(truth)
    values = [
        float(np.mean([v for key, v in zip(table.stops, found.stops, strict=True) if key[0] == name]))
        for name in names
    ]
    assert kendall(values, [truth[name] for name in names]) == pytest.approx(0.891, abs=5e-4)
    assert centred_error(values, [truth[name] for name in names]) == pytest.approx(0.273, abs=5e-4)
