"""What somebody should look at before relying on a ranking with strictness taken off, each in a sentence."""

from collections.abc import Sequence
from dataclasses import dataclass

from guanmo.engines.fairness import Checks, TourResult
from guanmo.engines.packs import BallotRule
from guanmo.engines.packs.ballot_rules import OwnUnit

MOST_CAPPED = 0.2
"""Above this share of marks at the top of the scale they no longer tell stops apart (docs/algorithms/fair-ranking.md)."""


@dataclass(frozen=True)
class Check:
    """One thing looked at; `ok` is False where somebody should look again."""

    label: str
    ok: bool
    says: str


def checks_of(fair: TourResult, rule: BallotRule) -> list[Check]:
    """The checks in the order in which they matter."""
    checks = fair.checks
    wild = len(fair.weighed_down)
    return [
        Check("可靠程度", True, f"点位得分之间的差别，{checks.reliability:.1%}是真差别，其余是误差。"),
        _few_scores(checks),
        _absence(checks),
        _own_unit(checks, rule),
        _unseated(checks),
        Check("反常的分", True, f"{wild}个反常的分降低了比重，合计{checks.weight_lost:.1%}，上限5%。"),
        _capped(checks),
    ]


def _few_scores(checks: Checks) -> Check:
    if not checks.few_scores:
        return Check("打分个数", True, "每个点位的打分都够数。")
    stops = "、".join(f"{unit}的{stop}" for unit, stop in checks.few_scores)
    return Check("打分个数", False, f"{stops}打分太少，得分不稳，请看误差。")


def _absence(checks: Checks) -> Check:
    if not checks.moved_by_shrinking:
        return Check("缺席", True, "松紧少校正或足额校正，得分变动都在误差之内。")
    units = _listed(checks.moved_by_shrinking)
    return Check("缺席", False, f"{units}的得分随校正多少而变，可能是手松或手紧的评委缺席。")


def _own_unit(checks: Checks, rule: BallotRule) -> Check:
    if rule.own_unit is OwnUnit.COUNT:
        return Check("本单位", False, "规则把本单位的打分也计入，封存内容不含评委单位，看不出是否偏向。")
    if not checks.homes_known:
        return Check("本单位", False, "评委都没有参评单位，无法剔除本单位的打分；请核对评委名单。")
    if checks.favour is None:
        return Check("本单位", True, "没有评委给本单位打分。")
    favour = checks.favour
    says = f"评委给本单位平均多打{favour.size:.2f}分（误差{favour.se:.2f}），这{favour.scores}个分没有计入。"
    return Check("本单位", True, says)


def _unseated(checks: Checks) -> Check:
    if not checks.units_without_judges:
        return Check("评委席位", True, "参评单位在评委席位上没有厚薄之分。")
    units = _listed(checks.units_without_judges)
    return Check(
        "评委席位", False, f"{units}没有自己的评委，其他单位有；剔除本单位打分后各单位的评委不尽相同。"
    )


def _capped(checks: Checks) -> Check:
    says = f"{checks.capped:.1%}的打分是满分"
    if checks.capped > MOST_CAPPED:
        return Check("满分", False, f"{says}，分数已经拉不开差距。")
    return Check("满分", True, f"{says}。")


def _listed(units: Sequence[str]) -> str:
    return "、".join(units)
