"""The body of a pack of kind `ballots`: what may stand on a ballot and how ballots become places."""

import itertools
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from guanmo.engines.packs.sections import Section
from guanmo.engines.rounding import RoundingMode

_MOST_GRADES = 10


class Form(StrEnum):
    SCORES = "scores"
    RANKS = "ranks"


class OwnUnit(StrEnum):
    """What happens to marks a judge gives to the judge's own unit."""

    COUNT = "count"
    EXCLUDE = "exclude"


class AbsentMarks(StrEnum):
    """What happens to marks for a stop the judge is on record not to have been at."""

    EXCLUDE = "exclude"
    COUNT = "count"


class Combine(StrEnum):
    MEAN = "mean"
    SUM = "sum"


class TrimOf(StrEnum):
    """Whether ends are cut criterion by criterion, or from each judge's total for the stop."""

    CRITERION = "criterion"
    TOTAL = "total"


class TooFew(StrEnum):
    REFUSE = "refuse"
    KEEP_ALL = "keep_all"


class Missing(StrEnum):
    SKIP = "skip"
    VOID = "void"
    REFUSE = "refuse"


class SkipOrRefuse(StrEnum):
    SKIP = "skip"
    REFUSE = "refuse"


class VoidOrRefuse(StrEnum):
    VOID = "void"
    REFUSE = "refuse"


class ReweightOrRefuse(StrEnum):
    REWEIGHT = "reweight"
    REFUSE = "refuse"


class Within(StrEnum):
    """Whether a rank ballot orders all units or each group of units by itself."""

    ALL = "all"
    GROUP = "group"


class Ties(StrEnum):
    COMPETITION = "competition"
    DENSE = "dense"


class Compare(StrEnum):
    """Whether units tie when their published scores are equal, or only when the exact ones are."""

    PUBLISHED = "published"
    EXACT = "exact"


class FairMethod(StrEnum):
    """How judges' strictness is taken off: from marks in points, or from grades of a rubric."""

    ADJUSTED = "adjusted"
    RUBRIC = "rubric"


@dataclass(frozen=True, slots=True)
class Scale:
    least: Decimal
    most: Decimal
    step: Decimal | None
    words: tuple[str, ...] = ()
    """Names of the grades from the lowest: 差、中、良、优; a ballot may use them instead of numbers."""

    def of_word(self, word: str) -> Decimal | None:
        """The number a grade stands for; None where it is no grade of this scale."""
        if word not in self.words or self.step is None:
            return None
        return self.least + self.step * self.words.index(word)


@dataclass(frozen=True, slots=True)
class Points:
    """Points for a place: a list, or a first value less a fixed step for each further place."""

    table: tuple[Decimal, ...]
    first: Decimal
    step: Decimal

    def of_place(self, place: int) -> Decimal | None:
        """The points; None where the list ends."""
        if not self.table:
            return self.first - self.step * (place - 1)
        return self.table[place - 1] if place <= len(self.table) else None


@dataclass(frozen=True, slots=True)
class Weighted:
    name: str
    weight: Decimal


@dataclass(frozen=True, slots=True)
class UnitGroup:
    """Units ranked among themselves; the list may stay empty when the caller names the groups."""

    name: str
    units: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Trim:
    high: int
    low: int
    of: TrimOf
    least: int
    """With fewer marks than this nothing is cut, or the tally is refused."""
    too_few: TooFew


@dataclass(frozen=True, slots=True)
class MissingMarks:
    stop: SkipOrRefuse
    criterion: Missing
    judge_group: ReweightOrRefuse


@dataclass(frozen=True, slots=True)
class Rounding:
    """Places after the point; None carries the exact value to the next step."""

    mode: RoundingMode
    criterion: int | None
    stop: int | None
    result: int


@dataclass(frozen=True, slots=True)
class FairRule:
    """The official score is the one with strictness taken off; see docs/algorithms/fair-ranking.md."""

    method: FairMethod
    robust: bool
    least_per_stop: int
    least_per_judge: int
    draws: int
    seed: int


@dataclass(frozen=True, slots=True)
class BallotRule:
    form: Form
    scale: Scale | None
    points: Points | None
    invalid_ballot: VoidOrRefuse
    within: Within
    own_unit: OwnUnit
    absent: AbsentMarks
    criteria: tuple[Weighted, ...]
    combine: Combine
    judge_groups: tuple[Weighted, ...]
    unit_groups: tuple[UnitGroup, ...]
    trim: Trim | None
    missing: MissingMarks
    stops: Combine
    ties: Ties
    compare: Compare
    rounding: Rounding
    fair: FairRule | None = None
    show_turnout: bool = True
    """Whether the hall's screen may say, before the seal, how many ballots are in."""


def read_ballot_rule(section: Section) -> BallotRule:
    form = section.choice("form", Form)
    rule = BallotRule(
        form=form,
        scale=_scale(section.section("scale")) if form is Form.SCORES else None,
        points=_points(section.section("points")) if form is Form.RANKS else None,
        invalid_ballot=section.choice("invalid_ballot", VoidOrRefuse, default=VoidOrRefuse.REFUSE),
        within=section.choice("within", Within, default=Within.ALL),
        own_unit=section.choice("own_unit", OwnUnit, default=OwnUnit.COUNT),
        absent=section.choice("absent", AbsentMarks, default=AbsentMarks.EXCLUDE),
        criteria=_weighted(section, "criteria"),
        combine=section.choice("combine", Combine, default=Combine.MEAN),
        judge_groups=_weighted(section, "judge_groups"),
        unit_groups=_unit_groups(section),
        trim=_trim(section.section("trim")) if section.has("trim") else None,
        missing=_missing(section.section("missing")),
        stops=section.choice("stops", Combine, default=Combine.MEAN),
        ties=section.choice("ties", Ties),
        compare=section.choice("compare", Compare, default=Compare.PUBLISHED),
        rounding=_rounding(section.section("rounding")),
        fair=_fair(section.section("fair")) if section.has("fair") else None,
        show_turnout=section.flag("show_turnout", default=True),
    )
    section.close()
    _check_together(section, rule)
    return rule


def _scale(section: Section) -> Scale:
    step = section.number("step") if section.has("step") else None
    scale = Scale(section.number("min"), section.number("max"), step, section.texts("words"))
    if scale.least >= scale.most:
        section.refuse("max", "应大于 min。")
    if step is not None and step <= 0:
        section.refuse("step", "应大于 0。")
    elif scale.words and (step is None or scale.least + step * (len(scale.words) - 1) != scale.most):
        section.refuse("words", "应从最低档到最高档逐档写，个数与 min、max、step 相符。")
    section.close()
    return scale


def _points(section: Section) -> Points:
    table = section.numbers("table")
    if section.has("table"):
        points = Points(table, Decimal(0), Decimal(0))
        falls = all(later <= earlier for earlier, later in itertools.pairwise(table))
        if not table or not falls:
            section.refuse("table", "应从第一名起逐名写分值，后面的不高于前面的。")
    else:
        points = Points((), section.number("first"), section.number("step"))
        if points.step <= 0:
            section.refuse("step", "应大于 0。")
    section.close()
    return points


def _weighted(section: Section, key: str) -> tuple[Weighted, ...]:
    found = []
    for table in section.sections(key):
        entry = Weighted(table.text("name"), table.number("weight"))
        if entry.weight <= 0:
            table.refuse("weight", "权重应大于 0。")
        table.close()
        found.append(entry)
    _check_names(section, key, [entry.name for entry in found])
    return tuple(found)


def _unit_groups(section: Section) -> tuple[UnitGroup, ...]:
    found = []
    for table in section.sections("unit_groups"):
        found.append(UnitGroup(table.text("name"), table.texts("units")))
        table.close()
    _check_names(section, "unit_groups", [group.name for group in found])
    units = [unit for group in found for unit in group.units]
    for unit in sorted({unit for unit in units if units.count(unit) > 1}):
        section.refuse("unit_groups", f"单位“{unit}”写进了两个组。")
    return tuple(found)


def _check_names(section: Section, key: str, names: list[str]) -> None:
    for name in sorted({name for name in names if names.count(name) > 1}):
        section.refuse(key, f"名称“{name}”重复。")


def _trim(section: Section) -> Trim:
    high, low = section.whole("high", most=50), section.whole("low", most=50)
    trim = Trim(
        high=high,
        low=low,
        of=section.choice("of", TrimOf, default=TrimOf.CRITERION),
        least=section.whole("least", default=high + low + 1),
        too_few=section.choice("too_few", TooFew, default=TooFew.REFUSE),
    )
    if high + low == 0:
        section.refuse("high", "high 和 low 不能都是 0；不去高低分就删去整个表。")
    if trim.least <= high + low:
        section.refuse("least", "应大于去掉的个数，否则一个分也不剩。")
    section.close()
    return trim


def _missing(section: Section) -> MissingMarks:
    missing = MissingMarks(
        stop=section.choice("stop", SkipOrRefuse, default=SkipOrRefuse.SKIP),
        criterion=section.choice("criterion", Missing, default=Missing.REFUSE),
        judge_group=section.choice("judge_group", ReweightOrRefuse, default=ReweightOrRefuse.REFUSE),
    )
    section.close()
    return missing


def _rounding(section: Section) -> Rounding:
    rounding = Rounding(
        mode=section.choice("mode", RoundingMode, default=RoundingMode.HALF_UP),
        criterion=section.whole("criterion", most=6) if section.has("criterion") else None,
        stop=section.whole("stop", most=6) if section.has("stop") else None,
        result=section.whole("result", most=6),
    )
    section.close()
    return rounding


def _fair(section: Section) -> FairRule:
    fair = FairRule(
        method=section.choice("method", FairMethod),
        robust=section.flag("robust", default=True),
        least_per_stop=section.whole("least_per_stop", default=5),
        least_per_judge=section.whole("least_per_judge", default=3),
        draws=section.whole("draws", default=10_000, least=1000, most=100_000),
        seed=section.whole("seed", default=20260101, most=10**9),
    )
    section.close()
    return fair


def _check_together(section: Section, rule: BallotRule) -> None:
    """Refuse what each key allows by itself but makes no sense in company."""
    ranks = rule.form is Form.RANKS
    if ranks and rule.criteria:
        section.refuse("criteria", "排名票没有评分项目，请删去。")
    if ranks and rule.own_unit is OwnUnit.EXCLUDE:
        section.refuse("own_unit", "排名票要排满全部名次，不能剔除本单位；只能写 count。")
    if rule.within is Within.GROUP and not (ranks and rule.unit_groups):
        section.refuse("within", "只有排名票并写了 unit_groups 时才能写 group。")
    by_total = rule.trim is not None and rule.trim.of is TrimOf.TOTAL
    if by_total and rule.missing.criterion is Missing.SKIP:
        section.refuse("missing.criterion", "按总分去高低分时，缺项的总分不可比，只能写 void 或 refuse。")
    if by_total and rule.rounding.criterion is not None:
        section.refuse("rounding.criterion", "按总分去高低分时没有单项平均分，请删去。")
    if rule.fair is not None:
        _check_fair(section, rule, rule.fair)


def _check_fair(section: Section, rule: BallotRule, fair: FairRule) -> None:
    if rule.form is Form.RANKS:
        section.refuse("fair", "排名票没有分数，不能校正评委松紧，请删去。")
    if rule.stops is Combine.SUM:
        section.refuse("stops", "校正评委松紧时单位得分是各点位的平均，只能写 mean。")
    if rule.combine is Combine.SUM and rule.missing.criterion is Missing.SKIP:
        section.refuse(
            "missing.criterion", "评分项目相加又校正松紧时，缺项的总分不可比，只能写 void 或 refuse。"
        )
    if rule.rounding.criterion is not None or rule.rounding.stop is not None:
        section.refuse("rounding", "校正评委松紧时只在最后取舍，请删去 criterion 和 stop。")
    if fair.method is FairMethod.RUBRIC and (rule.scale is None or not _has_grades(rule.scale)):
        section.refuse("scale", f"等级评分要写 step，共2至{_MOST_GRADES}档。")


def _has_grades(scale: Scale) -> bool:
    if scale.step is None or scale.step <= 0 or (scale.most - scale.least) % scale.step:
        return False
    return 1 <= (scale.most - scale.least) / scale.step < _MOST_GRADES
