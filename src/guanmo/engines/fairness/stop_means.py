"""Means of one stop: plain, with the ends left out, and the share each score has in the adjusted value."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from math import fsum

import numpy as np

from guanmo.engines.fairness.tables import Floats, Indices, ScoreTable, StopKey, cell_sums
from guanmo.engines.fairness.tours import Judge, Policy


def score_shares(table: ScoreTable, weights: Floats, cast: Mapping[str, Judge], policy: Policy) -> Floats:
    """The share (n) of each score in its stop's value; over a stop they add up to 1.

    Each judge group present has its weight's share, divided among its scores by their weights.
    """
    groups, of_score, worth = _groups(table, cast, policy)
    cells = table.stop * len(groups) + of_score
    by_cell = cell_sums(table.stop, len(table.stops), of_score, len(groups), weights)
    by_stop = np.where(by_cell > 0, worth, 0.0).sum(axis=1)
    return np.asarray(weights / by_cell.ravel()[cells] * worth[of_score] / by_stop[table.stop])


def plain_means(table: ScoreTable, cast: Mapping[str, Judge], policy: Policy) -> Floats:
    """Mean of each stop, groups by weight."""
    return _means(table, cast, policy, low=0, high=0)


def trimmed_means(table: ScoreTable, cast: Mapping[str, Judge], policy: Policy) -> Floats:
    """The same with the ends of each group left out; a group too small for that keeps all its scores."""
    return _means(table, cast, policy, low=policy.trim_low, high=policy.trim_high)


def _means(table: ScoreTable, cast: Mapping[str, Judge], policy: Policy, *, low: int, high: int) -> Floats:
    _, of_score, worth = _groups(table, cast, policy)
    cells: dict[tuple[int, int], list[float]] = defaultdict(list)
    for stop, group, value in zip(table.stop.tolist(), of_score.tolist(), table.value.tolist(), strict=True):
        cells[stop, group].append(value)
    means, divisors = np.zeros(len(table.stops)), np.zeros(len(table.stops))
    for (stop, group), values in sorted(cells.items()):
        means[stop] += worth[group] * _mean(values, low, high)
        divisors[stop] += worth[group]
    return means / divisors


def _mean(values: Sequence[float], low: int, high: int) -> float:
    kept = sorted(values)[low : len(values) - high] if len(values) > low + high else values
    return fsum(kept) / len(kept)


def _groups(
    table: ScoreTable, cast: Mapping[str, Judge], policy: Policy
) -> tuple[Sequence[str], Indices, Floats]:
    """Groups with a weight, the group of each score, the weights; without weights all are one group."""
    if not policy.group_weights:
        return [""], np.zeros(len(table), dtype=np.intp), np.ones(1)
    names = sorted(policy.group_weights)
    number = {name: position for position, name in enumerate(names)}
    of_judge = np.array([number[cast[judge].group] for judge in table.judges], dtype=np.intp)
    return names, of_judge[table.judge], np.array([policy.group_weights[name] for name in names])


def unit_weights(stops: Sequence[StopKey], units: Sequence[str], policy: Policy) -> Floats:
    """Units × stops: the part of each stop in its unit's value; rows add up to 1."""
    row = {unit: number for number, unit in enumerate(units)}
    weights = np.zeros((len(units), len(stops)))
    for column, stop in enumerate(stops):
        weights[row[stop[0]], column] = policy.stop_weights.get(stop, 1.0)
    return np.asarray(weights / weights.sum(axis=1, keepdims=True))
