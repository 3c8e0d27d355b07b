"""The fair ranking of a tour: judges' strictness taken off, every rank with how sure it is.

The method and a table worked by hand are in docs/algorithms/fair-ranking.md.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from guanmo.engines.fairness.checking import check_tour
from guanmo.engines.fairness.connected import connected_parts, disconnected
from guanmo.engines.fairness.crossed import VarianceParts, variance_parts
from guanmo.engines.fairness.judging import describe_judges
from guanmo.engines.fairness.mixed import Fit, covariance, unshrunk_stops
from guanmo.engines.fairness.paired import paired_strengths
from guanmo.engines.fairness.robust import fit_plainly, fit_robustly
from guanmo.engines.fairness.standings import rank_units
from guanmo.engines.fairness.stop_means import plain_means, score_shares, trimmed_means, unit_weights
from guanmo.engines.fairness.tables import (
    Flags,
    Floats,
    Score,
    ScoreTable,
    UnusableScores,
    cell_sums,
    score_table,
    sums,
)
from guanmo.engines.fairness.tours import (
    FairStop,
    Judge,
    Method,
    Policy,
    TourResult,
    Variances,
    WeighedScore,
)

_STANDARD = Policy()


def score_tour(
    scores: Sequence[Score],
    *,
    judges: Sequence[Judge] = (),
    groups: Mapping[str, str] | None = None,
    policy: Policy = _STANDARD,
) -> TourResult:
    """Rank the units of a tour with judges' strictness estimated and taken off.

    `scores` in points, one for each judge and stop, in any order; `judges` their own units and groups;
    `groups` the group each unit is ranked in. Raises `UnusableScores` where judges and stops cannot be told
    apart: no common stops ("disconnected", with the parts named), too few scores, a stop scored twice.
    The same scores give the same result to the last bit, whatever their order.
    """
    cast = {judge.name: judge for judge in judges}
    everything = score_table(scores)
    own = own_scores(everything, cast)
    table = everything.only(~own) if policy.leave_out_own else everything
    _check(table, everything)
    found = fit_robustly(table) if policy.robust else fit_plainly(table)
    values = _Values(table, found, score_shares(table, found.system.weights, cast, policy), policy)
    by_stop = _stops_by_method(values, cast)
    by_method = {method: values.units(stops) for method, stops in by_stop.items()}
    with_own = plain_means(everything, cast, policy)
    by_method[Method.WITH_OWN] = unit_weights(everything.stops, values.names, policy) @ with_own
    unit_covariance = values.covariance(values.weights)
    given = everything.only(own).scores()
    drawn = _drawn_parts(table)
    return TourResult(
        units=rank_units(values.names, by_method, unit_covariance, groups or {}, policy),
        stops=_stops(values, by_stop),
        judges=describe_judges(table, found, given, cast, policy, drawn),
        variances=Variances(drawn.variances["stop"], drawn.variances["judge"], drawn.residual),
        checks=check_tour(
            everything=everything,
            own=own,
            table=table,
            found=found,
            cast=cast,
            policy=policy,
            moves=np.abs(by_method[Method.UNSHRUNK] - by_method[Method.ADJUSTED]),
            errors=np.sqrt(np.diag(unit_covariance)),
        ),
        left_out=given if policy.leave_out_own else (),
        explain=_explain(values),
    )


@dataclass(frozen=True, slots=True)
class _Values:
    """The fit seen as stops and as units."""

    table: ScoreTable
    found: Fit
    shares: Floats
    """n: of each score in its stop's value."""
    policy: Policy

    @property
    def names(self) -> tuple[str, ...]:
        return tuple(sorted({unit for unit, _ in self.table.stops}))

    @property
    def weights(self) -> Floats:
        return unit_weights(self.table.stops, self.names, self.policy)

    def units(self, stops: Floats) -> Floats:
        return self.weights @ stops

    def stops(self, of_scores: Floats) -> Floats:
        """Each stop's value from a figure for each score."""
        return sums(self.table.stop, self.shares * of_scores, len(self.table.stops))

    def corrected(self) -> Floats:
        return self.table.value - self.found.offsets[self.table.judge]

    def covariance(self, combinations: Floats) -> Floats:
        stops, judges = len(self.table.stops), len(self.table.judges)
        shares = cell_sums(self.table.stop, stops, self.table.judge, judges, self.shares)
        squares = sums(self.table.stop, self.shares**2 / self.found.system.weights, stops)
        return covariance(self.found, shares, squares, combinations)


def own_scores(table: ScoreTable, cast: Mapping[str, Judge]) -> Flags:
    """Which scores (n) a judge gave to the judge's own unit."""
    homes = [cast[judge].unit if judge in cast else "" for judge in table.judges]
    of_stops = [unit for unit, _ in table.stops]
    return np.array(
        [
            homes[judge] == of_stops[stop]
            for judge, stop in zip(table.judge.tolist(), table.stop.tolist(), strict=True)
        ]
    )


def _check(table: ScoreTable, everything: ScoreTable) -> None:
    bare = sorted({unit for unit, _ in everything.stops} - {unit for unit, _ in table.stops})
    if bare:
        raise UnusableScores(
            "only_own", f"“{'、'.join(bare)}”只有本单位评委打的分，不计之后没有分，请补其他评委的打分。"
        )
    parts = connected_parts(
        (table.judges[judge], table.stops[stop]) for judge, stop in zip(table.judge, table.stop, strict=True)
    )
    if len(parts) > 1:
        raise disconnected(parts)
    free = len(table) - len(table.stops) - len(table.judges) + 1
    if len(table.judges) < 2 or free < 1:
        raise UnusableScores(
            "too_few",
            f"只有{len(table)}个有效打分（共收到{len(everything)}个），分不清点位高低和评委松紧；"
            "至少要有两位评委，并且他们共同看过两个以上点位。",
        )


def _stops_by_method(values: _Values, cast: Mapping[str, Judge]) -> dict[Method, Floats]:
    table, policy = values.table, values.policy
    return {
        Method.PLAIN: plain_means(table, cast, policy),
        Method.TRIMMED: trimmed_means(table, cast, policy),
        Method.ADJUSTED: values.stops(values.corrected()),
        Method.UNSHRUNK: unshrunk_stops(values.found.system),
        Method.ORDERS: paired_strengths(table),
    }


def _stops(values: _Values, by_stop: Mapping[Method, Floats]) -> tuple[FairStop, ...]:
    table = values.table
    columns = [by_stop[method] for method in (Method.PLAIN, Method.TRIMMED, Method.ADJUSTED)]
    errors = np.sqrt(np.diag(values.covariance(np.eye(len(table.stops)))))
    lenience = values.stops(values.found.offsets[table.judge])
    counts = np.bincount(table.stop)
    return tuple(
        FairStop(
            unit,
            stop,
            int(counts[n]),
            *(float(column[n]) for column in (*columns, errors, lenience)),
        )
        for n, (unit, stop) in enumerate(table.stops)
    )


def _drawn_parts(table: ScoreTable) -> VarianceParts:
    return variance_parts(
        table.value.tolist(),
        {
            "stop": ["\x1f".join(table.stops[stop]) for stop in table.stop],
            "judge": [table.judges[judge] for judge in table.judge],
        },
    )


def _explain(values: _Values) -> tuple[WeighedScore, ...]:
    table, found = values.table, values.found
    expected = found.stops[table.stop] + found.offsets[table.judge]
    return tuple(
        WeighedScore(score, float(found.offsets[judge]), *map(float, figures))
        for score, judge, *figures in zip(
            table.scores(), table.judge, found.system.weights, values.shares, expected, strict=True
        )
    )
