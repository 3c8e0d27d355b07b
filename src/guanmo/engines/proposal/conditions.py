"""The conditions of a stop rule, one function each: the reason a project does not meet it, or nothing."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction

from guanmo.engines.packs.stop_rules import StopCategory, StopKind, StopMeasure, StopRule, StopStage
from guanmo.engines.proposal.amounts import share_text, yi_text


@dataclass(frozen=True, slots=True)
class Candidate:
    """A project that could be shown. Money in 万元; None is not known, which is not the same as nothing.

    `unit` is the county, district or zone it would count for, empty where there is none. `invested` is what was
    completed over all years on record, `plan` and `done` are of this year. `seen_on` and `seen_at` are the day and the
    name of the last tour that visited it. `is_stop`: it is on this tour already. `objection` is why it may not be shown.
    """

    key: int
    code: str
    unit: str
    industry: str = ""
    stage: StopStage = StopStage.BUILDING
    category: StopCategory | None = None
    total: Decimal | None = None
    invested: Decimal | None = None
    plan: Decimal | None = None
    done: Decimal | None = None
    seen_on: date | None = None
    seen_at: str = ""
    is_stop: bool = False
    objection: str = ""

    @property
    def invested_share(self) -> Fraction | None:
        """Completed over all years as a share of the total; None where either is not known or the total is 0."""
        return _share(self.invested, self.total)

    def measure(self, measure: StopMeasure) -> Fraction | None:
        """What the rule puts projects in order by."""
        if measure is StopMeasure.INVESTED_SHARE:
            return self.invested_share
        if measure is StopMeasure.COMPLETION:
            return _share(self.done, self.plan)
        amount = self.total if measure is StopMeasure.TOTAL else self.invested
        return None if amount is None else Fraction(amount)


def reasons_against(rule: StopRule, project: Candidate, on: date) -> tuple[str, ...]:
    """Every reason the rule has not to show a project on a tour held on a day, in the order of the rule."""
    found = (
        project.objection,
        _stands_nowhere(project),
        _seen_lately(rule, project, on),
        _wrong_stage(rule, project),
        _wrong_category(rule, project),
        _wrong_kind(rule, project),
        _little_invested(rule, project),
    )
    return tuple(reason for reason in found if reason)


def anniversary(day: date, years: int) -> date:
    """The same day so many years later; the last of February for the 29th."""
    try:
        return day.replace(year=day.year + years)
    except ValueError:
        return day.replace(year=day.year + years, day=28)


def _stands_nowhere(project: Candidate) -> str:
    return "" if project.unit else "不属于任何县、区或功能区，要看的话请在“观摩点”页加入并指定计入哪个单位。"


def _seen_lately(rule: StopRule, project: Candidate, on: date) -> str:
    if not rule.not_seen_years or project.seen_on is None:
        return ""
    if anniversary(project.seen_on, rule.not_seen_years) <= on:
        return ""
    return f"{project.seen_on.isoformat()}“{project.seen_at}”看过，不足{rule.not_seen_years}年。"


def _wrong_stage(rule: StopRule, project: Candidate) -> str:
    if not rule.stages or project.stage in rule.stages:
        return ""
    return f"阶段是{project.stage.label}，规则只看{'、'.join(stage.label for stage in rule.stages)}的项目。"


def _wrong_category(rule: StopRule, project: Candidate) -> str:
    if not rule.categories or project.category in rule.categories:
        return ""
    allowed = "、".join(category.label for category in rule.categories)
    if project.category is None:
        return f"今年没有年度计划，不知道是不是{allowed}项目。"
    return f"今年列为{project.category.label}，规则只看{allowed}项目。"


def _wrong_kind(rule: StopRule, project: Candidate) -> str:
    if not rule.kinds:
        return ""
    kind = next((kind for kind in rule.kinds if kind.holds(project.industry)), None)
    if kind is not None:
        return _below_floor(kind, project)
    if not project.industry:
        return "没有填行业代码，不知道属于规则所列的哪一类。"
    labels = "、".join(kind.label for kind in rule.kinds if not kind.refused)
    return f"行业代码{project.industry}不属于规则所列的类型（{labels}）。"


def _below_floor(kind: StopKind, project: Candidate) -> str:
    if kind.refused:
        return f"行业代码{project.industry}属于{kind.label}，规则不看这一类。"
    if not kind.at_least:
        return ""
    floor = f"{yi_text(kind.at_least)}门槛（{kind.label}）"
    if project.total is None:
        return f"没有填总投资，不知道够不够{floor}。"
    return "" if project.total >= kind.at_least else f"总投资{yi_text(project.total)}，低于{floor}。"


def _little_invested(rule: StopRule, project: Candidate) -> str:
    if rule.invested_share is None:
        return ""
    share, asked = project.invested_share, share_text(rule.invested_share)
    if project.invested is None:
        return f"库里没有月报，不知道累计完成投资够不够总投资的{asked}。"
    if share is None:
        return f"没有填总投资，不知道累计完成投资够不够它的{asked}。"
    if share >= rule.invested_share:
        return ""
    return f"累计完成投资{yi_text(project.invested)}，占总投资的{float(share):.1%}，低于{asked}。"


def _share(part: Decimal | None, whole: Decimal | None) -> Fraction | None:
    return None if part is None or not whole else Fraction(part) / Fraction(whole)
