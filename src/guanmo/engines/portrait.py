"""What kinds of projects a tour saw more and fewer of than before: counted, compared, said by rule.

In: the projects seen now and those they are compared with, as facts; a rule with kinds, thresholds and wordings.
Out: for each kind the projects behind both counts, and the sentences worth saying. Nothing is said without its count.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from guanmo.engines.packs.portrait_rules import Facts, PortraitRule, Trait, filled
from guanmo.engines.rounding import rounded


@dataclass(frozen=True, slots=True)
class TraitCount:
    """One kind: the keys of its projects now and before, and its shares (0 to 1) of each."""

    trait: Trait
    now: tuple[int, ...]
    before: tuple[int, ...]
    share: Fraction
    share_before: Fraction

    @property
    def points(self) -> Fraction:
        """Percentage points more than before; below 0 for fewer."""
        return (self.share - self.share_before) * 100


@dataclass(frozen=True, slots=True)
class Sentence:
    """One sentence, and the place of its kind in the rule, from 0."""

    text: str
    number: int


@dataclass(frozen=True, slots=True)
class Portrait:
    counts: tuple[TraitCount, ...]
    many: tuple[Sentence, ...]
    few: tuple[Sentence, ...]


def portrait(rule: PortraitRule, now: Sequence[Facts], before: Sequence[Facts], base: str) -> Portrait:
    """Compare the projects seen `now` with those `before`, called `base` in the sentences (上次观摩).

    The largest differences come first; equal ones in the order of the rule. With nothing on either side nothing is said.
    """
    counts = tuple(_count(trait, now, before) for trait in rule.traits)
    if not now or not before:
        return Portrait(counts, (), ())
    ordered = sorted(range(len(counts)), key=lambda n: -abs(counts[n].points))
    worth = [n for n in ordered if abs(counts[n].points) >= rule.least_points]
    many = [n for n in worth if counts[n].points > 0 and len(counts[n].now) >= rule.least_count]
    few = [n for n in worth if counts[n].points < 0 and len(counts[n].before) >= rule.least_count]
    return Portrait(
        counts,
        tuple(Sentence(_said(rule.many, counts[n], base), n) for n in many[: rule.most]),
        tuple(Sentence(_said(rule.few, counts[n], base), n) for n in few[: rule.most]),
    )


def _count(trait: Trait, now: Sequence[Facts], before: Sequence[Facts]) -> TraitCount:
    seen = tuple(facts.key for facts in now if trait.holds(facts))
    earlier = tuple(facts.key for facts in before if trait.holds(facts))
    return TraitCount(
        trait,
        seen,
        earlier,
        Fraction(len(seen), len(now) or 1),
        Fraction(len(earlier), len(before) or 1),
    )


def _said(wording: str, count: TraitCount, base: str) -> str:
    words = {
        "label": count.trait.label,
        "count": str(len(count.now)),
        "share": _percent(count.share),
        "before": _percent(count.share_before),
        "points": str(rounded(abs(count.points), 1)),
        "base": base,
    }
    return filled(wording, words)


def _percent(share: Fraction) -> str:
    return f"{rounded(share * 100, 1)}%"
