"""The body of a pack of kind `stops`: which projects a tour may show, how many of each unit, in which order."""

from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction
from typing import TypeVar

from guanmo.engines.packs.sections import Section

Word = TypeVar("Word", bound=StrEnum)

USUAL_PRIZE = 10
LARGEST_PRIZE = 1000


class StopStage(StrEnum):
    """Where a project stands; the words of the library."""

    PLANNED = "planned"
    RESERVE = "reserve"
    EARLY = "early"
    BUILDING = "building"
    PRODUCING = "producing"
    FULL = "full"
    EXITED = "exited"

    @property
    def label(self) -> str:
        labels = ("谋划", "储备", "前期", "在建", "投产", "达产", "退出")
        return dict(zip(StopStage, labels, strict=True))[self]


class StopCategory(StrEnum):
    """What the year's plan lists a project as; the words of the library."""

    NEW = "new"
    CONTINUED = "continued"
    COMPLETING = "completing"
    PREPARING = "preparing"

    @property
    def label(self) -> str:
        return dict(zip(StopCategory, ("新建", "续建", "竣工", "前期"), strict=True))[self]


class StopMeasure(StrEnum):
    """What the projects are put in order by, the largest first."""

    TOTAL = "total"
    INVESTED = "invested"
    INVESTED_SHARE = "invested_share"
    COMPLETION = "completion"

    @property
    def label(self) -> str:
        labels = ("总投资", "累计完成投资", "累计完成投资占总投资的比例", "年度计划完成率")
        return dict(zip(StopMeasure, labels, strict=True))[self]


@dataclass(frozen=True, slots=True)
class StopKind:
    """Projects whose industry code begins with one of `industries` (all, if there is none) and their floor in 万元."""

    label: str
    industries: tuple[str, ...]
    at_least: Decimal
    refused: bool
    in_source: bool
    note: str

    def holds(self, industry: str) -> bool:
        return not self.industries or (bool(industry) and industry.startswith(self.industries))


@dataclass(frozen=True, slots=True)
class PrizeBand:
    """The weight of a stop whose total investment is `at_least` so many 万元."""

    at_least: Decimal
    prize: int


@dataclass(frozen=True, slots=True)
class StopRule:
    """A condition that is None or empty is not asked; a quota of 0 is none."""

    not_seen_years: int
    invested_share: Fraction | None
    stages: tuple[StopStage, ...]
    categories: tuple[StopCategory, ...]
    kinds: tuple[StopKind, ...]
    """The first that holds a project is its kind; with kinds, a project of none of them is out."""
    unit_min: int
    unit_max: int
    total: int
    order: StopMeasure
    prizes: tuple[PrizeBand, ...]
    """The largest first."""

    def prize_of(self, total: Decimal | None) -> int:
        """The weight by the size of the project; the usual one where the rule says nothing of it."""
        held = (band.prize for band in self.prizes if total is not None and total >= band.at_least)
        return next(held, USUAL_PRIZE)


def read_stop_rule(section: Section) -> StopRule:
    rule = StopRule(
        not_seen_years=section.whole("not_seen_years", default=0, most=50),
        invested_share=_share(section),
        stages=_words(section, "stages", StopStage),
        categories=_words(section, "categories", StopCategory),
        kinds=tuple(_kind(table) for table in section.sections("kinds")),
        unit_min=section.whole("unit_min", default=0, most=99),
        unit_max=section.whole("unit_max", default=0, most=99),
        total=section.whole("total", default=0, most=999),
        order=section.choice("order", StopMeasure),
        prizes=_prizes(section),
    )
    if rule.unit_max and rule.unit_max < rule.unit_min:
        section.refuse("unit_max", "不能少于 unit_min。")
    section.close()
    return rule


def _share(section: Section) -> Fraction | None:
    """A share is written as two whole numbers, since a third has no decimals that end."""
    parts = section.numbers("invested_share")
    if not parts:
        return None
    if len(parts) != 2 or any(part != int(part) or part <= 0 for part in parts) or parts[0] > parts[1]:
        section.refuse("invested_share", "应是两个正整数，例如 [1, 3] 表示三分之一，最多是1。")
        return None
    return Fraction(int(parts[0]), int(parts[1]))


def _words(section: Section, key: str, words: type[Word]) -> tuple[Word, ...]:
    known = {word.value: word for word in words}
    given = section.texts(key)
    if any(word not in known for word in given):
        section.refuse(key, f"只能是 {'、'.join(known)} 之一。")
    return tuple(known[word] for word in given if word in known)


def _kind(section: Section) -> StopKind:
    kind = StopKind(
        label=section.text("label"),
        industries=section.texts("industries"),
        at_least=section.number("at_least", default=Decimal(0)),
        refused=section.flag("refused", default=False),
        in_source=section.flag("in_source", default=True),
        note=section.text("note", default=""),
    )
    if not kind.in_source and not kind.note:
        section.refuse("note", "in_source = false 时要写明原文没有怎样规定、这里怎样处理。")
    section.close()
    return kind


def _prizes(section: Section) -> tuple[PrizeBand, ...]:
    bands = []
    for table in section.sections("prizes"):
        bands.append(PrizeBand(table.number("at_least"), table.whole("prize", most=LARGEST_PRIZE)))
        table.close()
    if len({band.at_least for band in bands}) != len(bands):
        section.refuse("prizes", "有两档的 at_least 相同。")
    return tuple(sorted(bands, key=lambda band: -band.at_least))
