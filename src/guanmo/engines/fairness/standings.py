"""Units in order within their groups, with ranges, chances, bands and the rank by every other method."""

from collections.abc import Mapping, Sequence

import numpy as np

from guanmo.engines.fairness.ranges import RankRange, bands, rank_ranges
from guanmo.engines.fairness.rank_sets import RankSet, SetKind, rank_sets
from guanmo.engines.fairness.tables import Floats
from guanmo.engines.fairness.tours import FairUnit, Method, Policy

_EQUAL_TO = 9
"""Decimal places to which equal values share a rank."""


def rank_units(
    names: Sequence[str],
    values: Mapping[Method, Floats],
    covariance: Floats,
    groups: Mapping[str, str],
    policy: Policy,
) -> tuple[FairUnit, ...]:
    """Rank by the adjusted value, each group by itself; `values` and `covariance` in the order of `names`."""
    ranked: list[FairUnit] = []
    for group in sorted({groups.get(name, "") for name in names}):
        members = [number for number, name in enumerate(names) if groups.get(name, "") == group]
        own_values = {method: column[members] for method, column in values.items()}
        ranked += _rank_group(
            [names[member] for member in members],
            group,
            own_values,
            covariance[np.ix_(members, members)],
            policy,
        )
    return tuple(ranked)


def ranks_of(values: Floats) -> tuple[int, ...]:
    """Ranks from 1, the highest first; equal values share the better one.

    >>> ranks_of(np.array([8.0, 9.0, 8.0, 7.0]))
    (2, 1, 2, 4)
    """
    rounded = np.round(values, _EQUAL_TO)
    return tuple(1 + int((rounded > value).sum()) for value in rounded)


def _rank_group(
    names: Sequence[str], group: str, values: Mapping[Method, Floats], covariance: Floats, policy: Policy
) -> list[FairUnit]:
    adjusted = values[Method.ADJUSTED]
    ranges = rank_ranges(adjusted, covariance, draws=policy.draws, seed=policy.seed)
    in_bands = bands(adjusted, covariance)
    sets = {
        kind: rank_sets(
            adjusted, covariance, level=policy.level, kind=kind, seed=policy.seed, draws=policy.draws
        )
        for kind in SetKind
    }
    ranks = {method: ranks_of(column) for method, column in values.items()}
    errors = np.sqrt(np.diag(covariance))
    units = [
        _unit(
            name,
            group,
            n,
            values,
            ranks,
            float(errors[n]),
            ranges[n],
            in_bands[n],
            {kind: one[n] for kind, one in sets.items()},
        )
        for n, name in enumerate(names)
    ]
    return sorted(units, key=lambda unit: (unit.rank, unit.unit))


def _unit(
    name: str,
    group: str,
    position: int,
    values: Mapping[Method, Floats],
    ranks: Mapping[Method, Sequence[int]],
    error: float,
    reach: RankRange,
    band: int,
    sets: Mapping[SetKind, RankSet],
) -> FairUnit:
    return FairUnit(
        unit=name,
        group=group,
        value=float(values[Method.ADJUSTED][position]),
        se=error,
        rank=ranks[Method.ADJUSTED][position],
        best=reach.best,
        worst=reach.worst,
        p_first=reach.first,
        p_top_three=reach.top_three,
        band=band,
        marginal=sets[SetKind.MARGINAL],
        simultaneous=sets[SetKind.SIMULTANEOUS],
        values={method: float(column[position]) for method, column in values.items()},
        ranks={method: column[position] for method, column in ranks.items()},
    )
