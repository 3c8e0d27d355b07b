"""Judging one application: size by kind, gates by land, vetoes, scorecard; each with what is asked and what is found."""

from collections.abc import Iterator, Sequence
from decimal import Decimal
from fractions import Fraction

from guanmo.engines.admission.verdicts import (
    SIZE,
    Condition,
    Facts,
    ScoreLine,
    Standing,
    Verdict,
)
from guanmo.engines.packs.admission_rules import AdmissionKind, AdmissionRule, Criterion, Gate
from guanmo.engines.proposal.amounts import yi_text
from guanmo.engines.rounding import as_decimal, plain

KIND, VETO, SCORE = "kind", "veto", "score"


def judge_admission(facts: Facts, rule: AdmissionRule) -> Verdict:
    """Judge a project by a rule; figures are compared exactly, a floor is met by the floor itself.

    A condition can be relaxed only where the rule says so: size on one of its grounds, a gate that is relaxable. Vetoes
    and the score never are.

    >>> from guanmo.engines.packs import shipped_pack
    >>> rule = shipped_pack("henan-2022").admission_rule
    >>> judge_admission(Facts("C3841", ("招商",), Decimal(12000)), rule).outcome.label
    '符合准入条件'
    >>> judge_admission(Facts("C3841", (), Decimal(12000)), rule).reasons
    ('制造业总投资不低于3亿元：总投资1.2亿元。',)
    """
    kind = rule.kind_of(facts.industry, facts.attributes)
    lines = tuple(_line(criterion, facts) for criterion in rule.criteria)
    conditions = (
        *_size(facts, rule, kind),
        *_gates(facts, rule, kind),
        *_vetoes(facts, rule),
        *_score(rule, lines),
    )
    return Verdict(kind.label if kind else "", conditions, lines)


def _size(facts: Facts, rule: AdmissionRule, kind: AdmissionKind | None) -> Iterator[Condition]:
    if not rule.kinds:
        return
    if kind is None:
        labels = "、".join(kind.label for kind in rule.kinds)
        known = bool(facts.industry)
        found = f"行业代码{facts.industry}不在其中" if known else "没有填行业代码"
        yield Condition(KIND, f"属于{labels}之一", found, Standing.UNMET if known else Standing.UNKNOWN)
        return
    floor, attribute = _floor(kind, facts)
    asked = f"{kind.label}{f'（{attribute}）' if attribute else ''}总投资不低于{yi_text(floor)}"
    found = "没有填总投资" if facts.total is None else f"总投资{yi_text(facts.total)}"
    value = None if facts.total is None else Fraction(facts.total)
    relaxed = facts.relaxed.get(SIZE)
    if relaxed is not None and relaxed.ground not in rule.grounds:
        relaxed = None
    yield _stand(Condition(SIZE, asked, found, Standing.MET, bool(rule.grounds), relaxed), value, floor)


def _floor(kind: AdmissionKind, facts: Facts) -> tuple[Decimal, str]:
    """The lowest floor that holds the project, and the attribute it owes it to."""
    lowered = [
        (one.at_least, attribute)
        for one in kind.lowered
        for attribute in one.attributes
        if attribute in facts.attributes
    ]
    return min(lowered, default=(kind.at_least, ""), key=lambda pair: pair[0])


def _stand(condition: Condition, value: Fraction | None, floor: Decimal) -> Condition:
    """The condition with its standing; a relaxation counts only where the figure itself falls short."""
    if value is None:
        standing = Standing.UNKNOWN
    elif value >= Fraction(floor):
        standing = Standing.MET
    else:
        standing = Standing.RELAXED if condition.relaxation and condition.may_be_relaxed else Standing.UNMET
    kept = condition.relaxation if standing is Standing.RELAXED else None
    return Condition(
        condition.key, condition.asked, condition.found, standing, condition.may_be_relaxed, kept
    )


def _gates(facts: Facts, rule: AdmissionRule, kind: AdmissionKind | None) -> Iterator[Condition]:
    label = kind.label if kind else ""
    asked = [gate for gate in rule.gates if not gate.kinds or label in gate.kinds]
    for gate in asked:
        if not gate.group:
            yield _gate(gate, facts)
    for group in dict.fromkeys(gate.group for gate in asked if gate.group):
        yield _either(group, [_gate(gate, facts) for gate in asked if gate.group == group])


def _gate(gate: Gate, facts: Facts) -> Condition:
    asked = f"{gate.label}不低于{plain(gate.at_least)}{gate.unit}"
    value = facts.measured(gate)
    found = "没有填" if value is None else f"{_exact(value)}{gate.unit}"
    relaxed = facts.relaxed.get(gate.measure.value)
    stood = Condition(gate.measure.value, asked, found, Standing.MET, gate.relaxable, relaxed)
    return _stand(stood, value, gate.at_least)


def _exact(value: Fraction) -> str:
    """Two decimals, cut and not rounded, so that what lies just below a floor does not read as equal to it."""
    cut = Fraction(value * 100 // 1, 100)
    return plain(as_decimal(cut)) + ("" if cut == value else "…")


def _either(group: str, gates: Sequence[Condition]) -> Condition:
    """One condition of several gates of which one is enough: the best of them speaks."""
    order = (Standing.MET, Standing.RELAXED, Standing.UNKNOWN, Standing.UNMET)
    best = min(gates, key=lambda gate: order.index(gate.standing))
    asked = "，或".join(gate.asked for gate in gates)
    found = "，".join(gate.found for gate in gates)
    may = any(gate.may_be_relaxed for gate in gates)
    return Condition(best.key, f"{group}：{asked}", found, best.standing, may, best.relaxation)


def _vetoes(facts: Facts, rule: AdmissionRule) -> Iterator[Condition]:
    for veto in rule.vetoes:
        holds = veto in facts.vetoes
        yield Condition(
            VETO,
            f"一票否决：{veto}",
            "有部门认定存在" if holds else "没有部门认定存在",
            Standing.UNMET if holds else Standing.MET,
        )


def _line(criterion: Criterion, facts: Facts) -> ScoreLine:
    marks = tuple(facts.marks.get(criterion.label, ()))
    given = [Fraction(min(max(mark.points, Decimal(0)), criterion.points)) for mark in marks]
    points = sum(given, Fraction(0)) / len(given) if given else None
    return ScoreLine(criterion.label, criterion.points, criterion.by, marks, points)


def _score(rule: AdmissionRule, lines: Sequence[ScoreLine]) -> Iterator[Condition]:
    if not rule.pass_mark:
        return
    total = sum((line.points for line in lines if line.points is not None), Fraction(0))
    open_lines = [line for line in lines if line.points is None]
    reachable = total + sum((Fraction(line.full) for line in open_lines), Fraction(0))
    asked = f"评分不低于{plain(rule.pass_mark)}分（满分{plain(rule.full_marks)}分）"
    found = f"{_exact(total)}分" + (f"，还有{len(open_lines)}项没有打分" if open_lines else "")
    if total >= Fraction(rule.pass_mark):
        standing = Standing.MET
    else:
        standing = (
            Standing.UNKNOWN if reachable >= Fraction(rule.pass_mark) and open_lines else Standing.UNMET
        )
    yield Condition(SCORE, asked, found, standing)
