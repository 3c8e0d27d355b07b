"""What goes into a fair ranking and what comes out of it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Final

from guanmo.engines.fairness.rank_sets import RankSet
from guanmo.engines.fairness.tables import Score

SEED: Final = 20260101


class Method(StrEnum):
    """Ways to order the units that are shown beside each other before a result is released."""

    PLAIN = "plain"
    TRIMMED = "trimmed"
    ADJUSTED = "adjusted"
    UNSHRUNK = "unshrunk"
    ORDERS = "orders"
    WITH_OWN = "with_own"


class Flag(StrEnum):
    """What is unusual about a judge; shown to people, never acted on."""

    FEW = "few"
    STRICT = "strict"
    LENIENT = "lenient"
    ERRATIC = "erratic"
    FLAT = "flat"
    CONTRARY = "contrary"
    OWN_FAVOUR = "own_favour"


@dataclass(frozen=True, slots=True)
class Judge:
    name: str
    unit: str = ""
    """The judge's own unit; empty where there is none."""
    group: str = ""


@dataclass(frozen=True, slots=True)
class Policy:
    """The choices that must stand before the tour."""

    leave_out_own: bool = True
    robust: bool = True
    trim_high: int = 1
    trim_low: int = 1
    """How many ends the trimmed mean, shown for comparison, leaves out at each stop."""
    group_weights: Mapping[str, float] = field(default_factory=dict)
    """Weight of each judge group; empty: all judges alike."""
    stop_weights: Mapping[tuple[str, str], float] = field(default_factory=dict)
    """Weight of a stop within its unit, 1 where not given."""
    most: float | None = None
    """The top of the scale."""
    least_per_stop: int = 5
    least_per_judge: int = 3
    """With fewer scores than this a stop or judge is pointed out."""
    draws: int = 10_000
    seed: int = SEED
    level: float = 0.95


@dataclass(frozen=True, slots=True)
class FairUnit:
    """A unit, ranked within its group. `value` and `se` in points."""

    unit: str
    group: str
    value: float
    se: float
    rank: int
    best: int
    """The rank range: where the unit stands in 95 of 100 draws."""
    worst: int
    p_first: float
    p_top_three: float
    band: int
    marginal: RankSet
    simultaneous: RankSet
    values: Mapping[Method, float]
    """By each method; orders are in logits."""
    ranks: Mapping[Method, int]


@dataclass(frozen=True, slots=True)
class FairStop:
    unit: str
    stop: str
    n: int
    plain: float
    trimmed: float
    adjusted: float
    se: float
    lenience: float
    """How much more lenient than the jury's average the judges of this stop were, in points."""


@dataclass(frozen=True, slots=True)
class FairJudge:
    judge: str
    unit: str
    group: str
    n: int
    offset: float
    """Points above what an average judge gives; negative is strict."""
    se: float
    drawn_offset: float
    """The offset where stops count as drawn from a distribution too and all scores weigh alike, as lme4 gives it."""
    residual: float
    """Root mean square of what offset and stops leave unexplained."""
    least: float
    most: float
    distinct: int
    correlation: float | None
    """Of the judge's scores with the mean of the others at the same stops; None where there is no spread."""
    own_gap: float | None
    """Own-unit scores less what the fit expects of this judge there; None where the judge gave none."""
    flags: tuple[Flag, ...]


@dataclass(frozen=True, slots=True)
class Variances:
    """Parts of the differences between scores, in squared points.

    Stops and judges both drawn from distributions, all scores alike, as lme4 fits score ~ 1 + (1 | stop) + (1 | judge).
    """

    stop: float
    judge: float
    residual: float


@dataclass(frozen=True, slots=True)
class WeighedScore:
    """One score on its way into the result: corrected = value - offset, entering with `share` of the stop."""

    score: Score
    offset: float
    weight: float
    """1, or less where the score is wild."""
    share: float
    expected: float

    @property
    def corrected(self) -> float:
        return self.score.value - self.offset


@dataclass(frozen=True, slots=True)
class Favour:
    """How much more judges give to their own units, in points."""

    size: float
    se: float
    scores: int


@dataclass(frozen=True, slots=True)
class Checks:
    ratio: float
    """λ, with which the offsets were shrunk."""
    judge_variance: float
    residual_variance: float
    """Of the fit itself: stops free, wild scores weighed down."""
    reliability: float
    """Share of the differences between stops that is not error, 0 to 1."""
    weight_lost: float
    """Share of all weight taken from wild scores, at most 0.05."""
    capped: float
    """Share of scores at the top of the scale; above 0.2 marks no longer tell stops apart."""
    favour: Favour | None
    few_scores: tuple[tuple[str, str], ...]
    """Stops with fewer scores than the policy asks for."""
    moved_by_shrinking: tuple[str, ...]
    """Units whose value moves by more than one se when offsets are not shrunk: absence may go with strictness."""
    homes_known: bool
    """Whether any judge's own unit is known; if not, own scores could not be left out."""
    units_without_judges: tuple[str, ...]
    """Where own scores are left out and only some units have judges on the jury."""


@dataclass(frozen=True, slots=True)
class TourResult:
    """Units by group and rank, stops by unit, judges by name."""

    units: tuple[FairUnit, ...]
    stops: tuple[FairStop, ...]
    judges: tuple[FairJudge, ...]
    variances: Variances
    checks: Checks
    left_out: tuple[Score, ...]
    """Scores for the judge's own unit, given but not counted."""
    explain: tuple[WeighedScore, ...]
    """Every counted score; Σ share × corrected over a stop is its adjusted value."""

    @property
    def weighed_down(self) -> tuple[WeighedScore, ...]:
        return tuple(one for one in self.explain if one.weight < 1)
