"""Judging an application: the worked table of the documentation, then relaxations, vetoes, marks."""

from dataclasses import replace
from decimal import Decimal
from fractions import Fraction
from pathlib import Path

import pytest

from guanmo.engines.admission import (
    SIZE,
    Facts,
    Mark,
    Outcome,
    Relaxation,
    Standing,
    Verdict,
    admission_rule_sentences,
    judge_admission,
)
from guanmo.engines.packs import shipped_pack, shipped_packs

DOC = Path(__file__).resolve().parents[3] / "docs" / "algorithms" / "admission.md"
GUANLAN = shipped_pack("guanlan-entry").admission_rule
# Fits the demonstration's rule in everything but the marks.
GOOD = Facts(
    industry="C3841",
    attributes=("招商",),
    total=Decimal(30000),
    land=Decimal(100),
    tax=Decimal(1500),
    floor_ratio=Decimal("1.2"),
)


def table() -> list[list[str]]:
    rows = DOC.read_text(encoding="utf-8").split("## 对照表")[1].split("## ")[0].splitlines()
    cells = [[cell.strip() for cell in row.strip("|").split("|")] for row in rows if row.startswith("|")]
    return cells[2:]


def amount(text: str) -> Decimal | None:
    return Decimal(text) if text else None


def said(verdict: Verdict) -> str:
    reasons = "".join(verdict.reasons)
    return f"{verdict.outcome.label}：{reasons}" if reasons else verdict.outcome.label


@pytest.mark.parametrize("row", table(), ids=lambda row: "-".join(row[:4]))
def test_worked_table(row: list[str]) -> None:
    pack, industry, attributes, total, land, added, tax, ratio, coverage, ground, result = row
    facts = Facts(
        industry=industry,
        attributes=tuple(filter(None, attributes.split("、"))),
        total=amount(total),
        land=amount(land),
        added_value=amount(added),
        tax=amount(tax),
        floor_ratio=amount(ratio),
        coverage=amount(coverage),
        relaxed={SIZE: Relaxation(ground, "领导小组", "会议纪要")} if ground else {},
    )

    assert said(judge_admission(facts, shipped_pack(pack).admission_rule)) == result


def test_table_uses_every_pack_with_floors() -> None:
    assert {row[0] for row in table()} == {
        pack.id for pack in shipped_packs("admissions") if pack.place not in ("团风县", "观澜市（演示）")
    }


def marked(points: int) -> dict[str, list[Mark]]:
    return {line.label: [Mark(line.by, Decimal(points))] for line in GUANLAN.criteria}


def test_everything_met_is_fit() -> None:
    verdict = judge_admission(replace(GOOD, marks=marked(14)), GUANLAN)

    assert (verdict.kind, verdict.outcome, verdict.total) == ("制造业", Outcome.FIT, Fraction(70))
    assert verdict.reasons == ()
    assert [(c.key, c.standing.label) for c in verdict.conditions] == [
        ("size", "符合"), ("intensity", "符合"), ("tax", "符合"), ("floor_ratio", "符合"), ("veto", "符合"),
        ("veto", "符合"), ("score", "符合"),
    ]  # fmt: skip


def test_marks_of_several_are_their_mean_and_never_beyond_full() -> None:
    [label] = [line.label for line in GUANLAN.criteria][:1]
    marks = {label: [Mark("甲局", Decimal(25)), Mark("乙局", Decimal(11)), Mark("丙局", Decimal(-3))]}

    line = judge_admission(replace(GOOD, marks=marks), GUANLAN).score[0]

    assert (line.points, len(line.marks)) == (Fraction(31, 3), 3)


@pytest.mark.parametrize(
    ("points", "left_out", "standing", "found"),
    [
        (13, 0, Standing.UNMET, "65分"),
        (13, 1, Standing.UNKNOWN, "52分，还有1项没有打分"),
        (18, 1, Standing.MET, "72分，还有1项没有打分"),
        (5, 2, Standing.UNMET, "15分，还有2项没有打分"),
    ],
)
def test_score_is_judged_by_what_can_still_be_reached(
    points: int, left_out: int, standing: Standing, found: str
) -> None:
    marks = dict(list(marked(points).items())[left_out:])

    condition = judge_admission(replace(GOOD, marks=marks), GUANLAN).conditions[-1]

    assert (condition.standing, condition.found) == (standing, found)


def test_a_veto_cannot_be_outweighed() -> None:
    facts = replace(GOOD, marks=marked(20), vetoes=(GUANLAN.vetoes[0],))

    verdict = judge_admission(facts, GUANLAN)

    assert verdict.outcome is Outcome.UNFIT
    assert verdict.reasons == ("一票否决：国家明令淘汰的落后产能：有部门认定存在。",)


def test_a_gate_is_relaxed_only_where_the_rule_allows_it() -> None:
    yes = Relaxation("", "领导小组", "首台套")
    facts = replace(GOOD, marks=marked(20), tax=Decimal(1400), relaxed={"tax": yes})

    allowed = judge_admission(facts, GUANLAN)
    forbidden = judge_admission(
        replace(facts, tax=Decimal(1500), floor_ratio=Decimal("0.9"), relaxed={"floor_ratio": yes}), GUANLAN
    )

    assert (allowed.outcome, allowed.conditions[2].relaxation) == (Outcome.FIT_RELAXED, yes)
    assert forbidden.outcome is Outcome.UNFIT
    assert forbidden.conditions[3].relaxation is None


def test_a_relaxation_nobody_needs_is_not_counted() -> None:
    spare = Relaxation("科技含量高", "领导小组", "纪要")

    verdict = judge_admission(replace(GOOD, marks=marked(20), relaxed={SIZE: spare}), GUANLAN)

    assert verdict.outcome is Outcome.FIT
    assert verdict.conditions[0].relaxation is None


def test_scorecard_without_a_pass_mark_only_counts() -> None:
    rule = shipped_pack("tuanfeng-scorecard").admission_rule
    marks = {line.label: [Mark("评审组", line.points)] for line in rule.criteria}

    verdict = judge_admission(Facts(marks=marks), rule)

    assert (verdict.outcome, verdict.kind, verdict.conditions) == (Outcome.FIT, "", ())
    assert (rule.full_marks, verdict.total) == (100, 100)


def test_a_rule_is_told_in_sentences() -> None:
    assert admission_rule_sentences(GUANLAN)[1] == ("制造业：总投资3亿元以上，招商、战新项目1亿元以上。")
    assert admission_rule_sentences(GUANLAN)[5:9] == (
        "科技含量高、带动作用强、亩均效益好的，规模可以放宽，由市重点项目建设领导小组批准。",
        "制造业：投资强度300万元/亩以上。",
        "制造业：亩均税收15万元/亩以上。",
        "制造业：容积率1以上。",
    )
    assert admission_rule_sentences(GUANLAN)[-1].endswith("5个工作日，到期没有反馈的视为同意。")
    assert admission_rule_sentences(shipped_pack("park-gate").admission_rule)[-1] == "建筑系数40%以上。"
    assert admission_rule_sentences(shipped_pack("tuanfeng-scorecard").admission_rule)[0].startswith(
        "评分（满分100分）：产业类别5分、"
    )
    silent = replace(GUANLAN, silent_consent=False)
    assert admission_rule_sentences(silent)[-1].endswith("到期没有反馈的不算同意。")
    either = admission_rule_sentences(shipped_pack("jinan-entry").admission_rule)[-1]
    assert either.endswith("单位土地税收225万元/公顷以上（产出，几项里有一项达到即可）。")
