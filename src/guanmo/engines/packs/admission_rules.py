"""The body of a pack of kind `admissions`: what a project must be to enter the reserve library, and who is asked."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from guanmo.engines.packs.sections import Section


class Measure(StrEnum):
    """What a gate measures; the first three are yearly or total amounts by the land the project takes."""

    INTENSITY = "intensity"
    ADDED_VALUE = "added_value"
    TAX = "tax"
    FLOOR_RATIO = "floor_ratio"
    COVERAGE = "coverage"

    @property
    def label(self) -> str:
        labels = ("投资强度", "单位土地增加值", "单位土地税收", "容积率", "建筑系数")
        return dict(zip(Measure, labels, strict=True))[self]

    @property
    def is_by_land(self) -> bool:
        return self in (Measure.INTENSITY, Measure.ADDED_VALUE, Measure.TAX)


class Per(StrEnum):
    """The land an amount is divided by."""

    MU = "mu"
    HECTARE = "hectare"

    @property
    def label(self) -> str:
        return {Per.MU: "亩", Per.HECTARE: "公顷"}[self]

    @property
    def mu(self) -> int:
        """How many 亩 it is."""
        return {Per.MU: 1, Per.HECTARE: 15}[self]


@dataclass(frozen=True, slots=True)
class Lowered:
    """A lower floor (万元) for projects with one of the attributes."""

    attributes: tuple[str, ...]
    at_least: Decimal


@dataclass(frozen=True, slots=True)
class AdmissionKind:
    """Projects of some industries or attributes (all, if it names neither), and their floor of total investment in 万元."""

    label: str
    industries: tuple[str, ...]
    attributes: tuple[str, ...]
    at_least: Decimal
    lowered: tuple[Lowered, ...]
    in_source: bool
    note: str

    def holds(self, industry: str, attributes: Sequence[str]) -> bool:
        if not self.industries and not self.attributes:
            return True
        return bool(set(attributes) & set(self.attributes)) or (
            bool(industry) and bool(self.industries) and industry.startswith(self.industries)
        )


@dataclass(frozen=True, slots=True)
class Gate:
    """A floor of one measure; `kinds` it is asked of (all, if none); of gates of one `group` one is enough."""

    measure: Measure
    at_least: Decimal
    per: Per
    kinds: tuple[str, ...]
    group: str
    relaxable: bool

    @property
    def label(self) -> str:
        """The measure as people say it for the land it is divided by."""
        said = self.measure.label
        return said.replace("单位土地", "亩均") if self.per is Per.MU else said

    @property
    def unit(self) -> str:
        if self.measure.is_by_land:
            return f"万元/{self.per.label}"
        return "%" if self.measure is Measure.COVERAGE else ""


@dataclass(frozen=True, slots=True)
class Criterion:
    """One line of the scorecard: how many points at most, and which department gives them (all asked, if none)."""

    label: str
    points: Decimal
    by: str


@dataclass(frozen=True, slots=True)
class AdmissionRule:
    """What is None, empty or 0 is not asked."""

    kinds: tuple[AdmissionKind, ...]
    """The first that holds a project is its kind; with kinds, a project of none of them is out."""
    grounds: tuple[str, ...]
    """On which the floor of size may be relaxed."""
    approver: str
    gates: tuple[Gate, ...]
    vetoes: tuple[str, ...]
    criteria: tuple[Criterion, ...]
    pass_mark: Decimal
    departments: tuple[str, ...]
    days: int
    """Working days the departments have."""
    silent_consent: bool

    def kind_of(self, industry: str, attributes: Sequence[str]) -> AdmissionKind | None:
        return next((kind for kind in self.kinds if kind.holds(industry, attributes)), None)

    @property
    def full_marks(self) -> Decimal:
        return sum((criterion.points for criterion in self.criteria), Decimal(0))


def read_admission_rule(section: Section) -> AdmissionRule:
    rule = AdmissionRule(
        kinds=tuple(_kind(table) for table in section.sections("kinds")),
        grounds=section.texts("grounds"),
        approver=section.text("approver", default=""),
        gates=tuple(_gate(table) for table in section.sections("gates")),
        vetoes=section.texts("vetoes"),
        criteria=tuple(_criterion(table) for table in section.sections("criteria")),
        pass_mark=section.number("pass_mark", default=Decimal(0)),
        departments=section.texts("departments"),
        days=section.whole("days", default=0, most=99),
        silent_consent=section.flag("silent_consent", default=False),
    )
    section.close()
    _check(section, rule)
    return rule


def _check(section: Section, rule: AdmissionRule) -> None:
    if not (rule.kinds or rule.gates or rule.criteria or rule.vetoes):
        section.refuse("kinds", "至少要有一个条件：kinds、gates、criteria 或 vetoes。")
    if (rule.grounds or any(gate.relaxable for gate in rule.gates)) and not rule.approver:
        section.refuse("approver", "可以放宽的，要写明由谁批准。")
    if rule.pass_mark > rule.full_marks:
        section.refuse("pass_mark", "不能高于各项满分之和。")
    if rule.departments and not rule.days:
        section.refuse("days", "请部门提意见的，要写明几个工作日。")
    unasked = [c.by for c in rule.criteria if c.by and c.by not in rule.departments]
    if unasked:
        section.refuse("criteria", f"“{unasked[0]}”不在 departments 里，没有人打这一项。")
    labels = {kind.label for kind in rule.kinds}
    unknown = [label for gate in rule.gates for label in gate.kinds if label not in labels]
    if unknown:
        section.refuse("gates", f"没有“{unknown[0]}”这一类。")
    for names in ([kind.label for kind in rule.kinds], [criterion.label for criterion in rule.criteria]):
        if len(set(names)) != len(names):
            section.refuse("kinds" if names[0] in labels else "criteria", "有两项同名。")


def _kind(section: Section) -> AdmissionKind:
    kind = AdmissionKind(
        label=section.text("label"),
        industries=section.texts("industries"),
        attributes=section.texts("attributes"),
        at_least=section.number("at_least"),
        lowered=tuple(_lowered(table) for table in section.sections("lowered")),
        in_source=section.flag("in_source", default=True),
        note=section.text("note", default=""),
    )
    if not kind.in_source and not kind.note:
        section.refuse("note", "in_source = false 时要写明原文没有怎样规定、这里怎样处理。")
    section.close()
    return kind


def _lowered(section: Section) -> Lowered:
    lowered = Lowered(section.texts("attributes"), section.number("at_least"))
    if not lowered.attributes:
        section.refuse("attributes", "要写明哪些属性的项目降低门槛。")
    section.close()
    return lowered


def _gate(section: Section) -> Gate:
    gate = Gate(
        measure=section.choice("measure", Measure),
        at_least=section.number("at_least"),
        per=section.choice("per", Per, default=Per.MU),
        kinds=section.texts("kinds"),
        group=section.text("group", default=""),
        relaxable=section.flag("relaxable", default=False),
    )
    section.close()
    return gate


def _criterion(section: Section) -> Criterion:
    criterion = Criterion(section.text("label"), section.number("points"), section.text("by", default=""))
    if criterion.points <= 0:
        section.refuse("points", "满分应大于0。")
    section.close()
    return criterion
