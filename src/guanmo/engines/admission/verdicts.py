"""What is known of a project that applies, and what a rule says of it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction

from guanmo.engines.packs.admission_rules import Gate, Measure

# The key of the condition on total investment; a gate's key is its measure's word.
SIZE = "size"


class Standing(StrEnum):
    """How one condition stands."""

    MET = "met"
    RELAXED = "relaxed"
    UNKNOWN = "unknown"
    UNMET = "unmet"

    @property
    def label(self) -> str:
        return dict(zip(Standing, ("符合", "放宽", "缺数据", "不符合"), strict=True))[self]


class Outcome(StrEnum):
    """What the conditions come to together."""

    FIT = "fit"
    FIT_RELAXED = "fit_relaxed"
    INCOMPLETE = "incomplete"
    UNFIT = "unfit"

    @property
    def label(self) -> str:
        return dict(zip(Outcome, ("符合准入条件", "放宽后符合", "数据不全", "不符合准入条件"), strict=True))[
            self
        ]


@dataclass(frozen=True, slots=True)
class Relaxation:
    """A condition relaxed: on which of the rule's grounds (empty for a gate), by whose approval, and why."""

    ground: str
    approved_by: str
    why: str


@dataclass(frozen=True, slots=True)
class Mark:
    """Points somebody gave for one criterion."""

    by: str
    points: Decimal


@dataclass(frozen=True, slots=True)
class Facts:
    """What is known. Money in 万元, land in 亩, added value and tax of one full year; None is not known.

    `coverage` is 建筑系数 in percent. `vetoes` are those found to hold. `marks` are by criterion. `relaxed` is by the
    key of a condition.
    """

    industry: str = ""
    attributes: tuple[str, ...] = ()
    total: Decimal | None = None
    land: Decimal | None = None
    added_value: Decimal | None = None
    tax: Decimal | None = None
    floor_ratio: Decimal | None = None
    coverage: Decimal | None = None
    vetoes: tuple[str, ...] = ()
    marks: Mapping[str, Sequence[Mark]] = field(default_factory=dict)
    relaxed: Mapping[str, Relaxation] = field(default_factory=dict)

    def measured(self, gate: Gate) -> Fraction | None:
        """The measure in the gate's own unit, exact; None where something it takes is not known."""
        if not gate.measure.is_by_land:
            value = self.floor_ratio if gate.measure is Measure.FLOOR_RATIO else self.coverage
            return None if value is None else Fraction(value)
        amount = {
            Measure.INTENSITY: self.total,
            Measure.ADDED_VALUE: self.added_value,
            Measure.TAX: self.tax,
        }[gate.measure]
        if amount is None or not self.land:
            return None
        return Fraction(amount) / Fraction(self.land) * gate.per.mu


@dataclass(frozen=True, slots=True)
class Condition:
    """One condition: what is asked, what was found, how it stands, and who relaxed it where somebody did."""

    key: str
    asked: str
    found: str
    standing: Standing
    may_be_relaxed: bool = False
    relaxation: Relaxation | None = None


@dataclass(frozen=True, slots=True)
class ScoreLine:
    """One criterion with the marks given; `points` is their plain mean, None while there are none."""

    label: str
    full: Decimal
    by: str
    marks: tuple[Mark, ...]
    points: Fraction | None


@dataclass(frozen=True, slots=True)
class Verdict:
    """All conditions in the rule's order; `kind` is what the project counts as, empty where the rule has no kinds."""

    kind: str
    conditions: tuple[Condition, ...]
    score: tuple[ScoreLine, ...]

    @property
    def outcome(self) -> Outcome:
        standings = {condition.standing for condition in self.conditions}
        if Standing.UNMET in standings:
            return Outcome.UNFIT
        if Standing.UNKNOWN in standings:
            return Outcome.INCOMPLETE
        return Outcome.FIT_RELAXED if Standing.RELAXED in standings else Outcome.FIT

    @property
    def total(self) -> Fraction:
        """The points given so far."""
        return sum((line.points for line in self.score if line.points is not None), Fraction(0))

    @property
    def reasons(self) -> tuple[str, ...]:
        """What stands against it, one sentence a condition."""
        against = (Standing.UNMET, Standing.UNKNOWN)
        return tuple(f"{c.asked}：{c.found}。" for c in self.conditions if c.standing in against)
