"""The body of a pack of kind `portraits`: by what the stops of a tour are told apart, and what is worth saying of it."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from guanmo.engines.packs.sections import Section

PLACEHOLDERS = ("label", "count", "share", "before", "points", "base")
_FIELD = re.compile(r"\{(.*?)\}")


@dataclass(frozen=True, slots=True)
class Facts:
    """What is known of a project: its key, stage, category of the year, industry code, total investment in 万元."""

    key: int
    stage: str
    category: str
    industry: str
    total: Decimal | None


@dataclass(frozen=True, slots=True)
class Trait:
    """A kind of projects; a condition that is empty or None is not asked."""

    label: str
    stages: tuple[str, ...]
    categories: tuple[str, ...]
    industries: tuple[str, ...]
    at_least: Decimal | None
    below: Decimal | None

    def holds(self, facts: Facts) -> bool:
        return (
            (not self.stages or facts.stage in self.stages)
            and (not self.categories or facts.category in self.categories)
            and (not self.industries or facts.industry.startswith(self.industries))
            and self._holds_size(facts.total)
        )

    def _holds_size(self, total: Decimal | None) -> bool:
        if self.at_least is None and self.below is None:
            return True
        if total is None:
            return False
        return (self.at_least is None or total >= self.at_least) and (
            self.below is None or total < self.below
        )


@dataclass(frozen=True, slots=True)
class PortraitRule:
    traits: tuple[Trait, ...]
    most: int
    """Sentences on either side, as in 四多四少."""
    least_points: Decimal
    """Percentage points below which a difference is not worth a sentence."""
    least_count: int
    """Projects below which a kind is not worth one."""
    many: str
    few: str
    """Wordings with the words of `PLACEHOLDERS` in braces."""


def filled(wording: str, words: Mapping[str, str]) -> str:
    """The wording with its words put in; nothing in it is evaluated.

    >>> filled("{label}多，{count}个", {"label": "工业项目", "count": "9"})
    '工业项目多，9个'
    """
    return _FIELD.sub(lambda found: words[found[1]], wording)


def read_portrait_rule(section: Section) -> PortraitRule:
    rule = PortraitRule(
        traits=tuple(_trait(table) for table in section.sections("traits")),
        most=section.whole("most", default=4, least=1, most=20),
        least_points=section.number("least_points"),
        least_count=section.whole("least_count", default=2),
        many=_wording(section, "many"),
        few=_wording(section, "few"),
    )
    if not rule.traits:
        section.refuse("traits", "至少要有一类。")
    labels = [trait.label for trait in rule.traits]
    for label in sorted({label for label in labels if labels.count(label) > 1}):
        section.refuse("traits", f"名称“{label}”重复。")
    section.close()
    return rule


def _wording(section: Section, key: str) -> str:
    wording = section.text(key)
    unknown = sorted(set(_FIELD.findall(wording)) - set(PLACEHOLDERS))
    if unknown:
        section.refuse(key, f"不认识“{'、'.join(unknown)}”，大括号里只能写 {'、'.join(PLACEHOLDERS)}。")
    return wording


def _trait(section: Section) -> Trait:
    trait = Trait(
        label=section.text("label"),
        stages=section.texts("stages"),
        categories=section.texts("categories"),
        industries=section.texts("industries"),
        at_least=section.number("at_least") if section.has("at_least") else None,
        below=section.number("below") if section.has("below") else None,
    )
    section.close()
    return trait
