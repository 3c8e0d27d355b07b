"""What an admission rule asks, in sentences for the page that shows it."""

from collections.abc import Iterator

from guanmo.engines.packs.admission_rules import AdmissionKind, AdmissionRule, Gate
from guanmo.engines.proposal.amounts import yi_text
from guanmo.engines.rounding import plain


def admission_rule_sentences(rule: AdmissionRule) -> tuple[str, ...]:
    """The rule in its own order, one sentence a condition; where it goes beyond its source it says so."""
    return (
        *(_kind(kind) for kind in rule.kinds),
        *_relaxing(rule),
        *(_gate(gate) for gate in rule.gates),
        *(f"一票否决：{veto}。" for veto in rule.vetoes),
        *_scoring(rule),
        *_asking(rule),
    )


def _kind(kind: AdmissionKind) -> str:
    lowered = "".join(f"，{'、'.join(one.attributes)}项目{yi_text(one.at_least)}以上" for one in kind.lowered)
    return f"{kind.label}：总投资{yi_text(kind.at_least)}以上{lowered}。{kind.note}"


def _relaxing(rule: AdmissionRule) -> Iterator[str]:
    if rule.grounds:
        yield f"{'、'.join(rule.grounds)}的，规模可以放宽，由{rule.approver}批准。"


def _gate(gate: Gate) -> str:
    whose = f"{'、'.join(gate.kinds)}：" if gate.kinds else ""
    group = f"（{gate.group}，几项里有一项达到即可）" if gate.group else ""
    return f"{whose}{gate.label}{plain(gate.at_least)}{gate.unit}以上{group}。"


def _scoring(rule: AdmissionRule) -> Iterator[str]:
    if rule.criteria:
        lines = "、".join(f"{line.label}{plain(line.points)}分" for line in rule.criteria)
        passing = f"，{plain(rule.pass_mark)}分以上通过" if rule.pass_mark else ""
        yield f"评分（满分{plain(rule.full_marks)}分）：{lines}{passing}。"


def _asking(rule: AdmissionRule) -> Iterator[str]:
    if rule.departments:
        silent = "，到期没有反馈的视为同意" if rule.silent_consent else "，到期没有反馈的不算同意"
        yield f"征求{'、'.join(rule.departments)}意见，{rule.days}个工作日{silent}。"
