"""Proposing stops: the worked table of the algorithm page, quotas, order, what is not known."""

from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as some

from guanmo.engines.packs import StopRule, load_pack, shipped_pack, shipped_packs
from guanmo.engines.packs.stop_rules import StopCategory, StopStage
from guanmo.engines.proposal import Candidate, Proposal, propose_stops, stop_rule_sentences
from guanmo.engines.proposal.conditions import anniversary
from tests.engines.packs.test_stop_rules import STOPS

PAGE = Path(__file__).resolve().parents[3] / "docs/algorithms/proposal.md"
ON = date(2026, 12, 10)
UNITS = ["青屿县", "云溪县"]
STAGES = {stage.label: stage for stage in StopStage}
WORKED = """
not_seen_years = 3
invested_share = [1, 3]
stages = ["building", "producing"]
unit_max = 2
order = "total"
[[stops.kinds]]
label = "制造业"
industries = ["C"]
at_least = 10000
"""


def rule(text: str = "order = 'total'") -> StopRule:
    return load_pack(STOPS + text).stop_rule


def project(key: int, unit: str = "青屿县", total: int = 100, **other: object) -> Candidate:
    return replace(Candidate(key, f"P{key:02d}", unit, total=Decimal(total)), **other)


def propose(asked: StopRule, *projects: Candidate) -> Proposal:
    return propose_stops(asked, projects, units=UNITS, on=ON)


def worked_rows() -> list[list[str]]:
    lines = PAGE.read_text(encoding="utf-8").splitlines()
    return [[cell.strip() for cell in line.split("|")[1:-1]] for line in lines if line.startswith("| P")]


def test_worked_table_is_what_the_engine_says() -> None:
    rows = worked_rows()
    candidates = [
        Candidate(
            key=number,
            code=code,
            unit=unit,
            industry=industry,
            stage=STAGES[stage],
            total=Decimal(total) if total else None,
            invested=Decimal(invested) if invested else None,
            seen_on=date.fromisoformat(seen) if seen else None,
            seen_at="上次观摩" if seen else "",
        )
        for number, (code, unit, industry, stage, total, invested, seen, _) in enumerate(rows)
    ]

    found = propose(rule(WORKED), *candidates)

    said = {pick.key: f"推荐：{pick.why}" for pick in found.picks}
    said |= {left.key: f"候补：{''.join(left.reasons)}" for left in found.reserve}
    said |= {left.key: f"不看：{''.join(left.reasons)}" for left in found.refused}
    assert len(rows) == 13
    assert [said[number] for number in range(len(rows))] == [row[-1] for row in rows]


def test_picks_go_unit_by_unit_and_the_largest_first() -> None:
    found = propose(rule(), project(1, "云溪县"), project(2, total=5), project(3, total=7))

    assert [(pick.key, pick.why, pick.prize) for pick in found.picks] == [
        (3, "总投资7万元", 10),
        (2, "总投资5万元", 10),
        (1, "总投资100万元", 10),
    ]


def test_equal_projects_go_by_code_and_unknown_ones_last() -> None:
    by_completion = rule("order = 'completion'")
    half = {"plan": Decimal(10), "done": Decimal(5)}

    found = propose(by_completion, project(3), project(2, **half), project(1, **half))

    assert [pick.key for pick in found.picks] == [1, 2, 3]
    assert [pick.why for pick in found.picks] == ["年度计划完成率50.0%"] * 2 + ["年度计划完成率不详"]


@pytest.mark.parametrize(
    ("order", "said"),
    [
        ("total", "总投资2亿元"),
        ("invested", "累计完成投资1.5亿元"),
        ("invested_share", "累计完成投资占总投资的比例75.0%"),
        ("completion", "年度计划完成率不详"),
    ],
)
def test_order_is_named_with_its_figure(order: str, said: str) -> None:
    found = propose(rule(f"order = '{order}'"), project(1, total=20000, invested=Decimal(15000)))

    assert found.picks[0].why == said


def test_every_unit_gets_its_least_before_the_largest_of_all() -> None:
    asked = rule("unit_min = 1\ntotal = 3\norder = 'total'")
    large = [project(key, total=1000 - key) for key in range(1, 5)]

    found = propose(asked, *large, project(9, "云溪县", total=1))

    assert [pick.key for pick in found.picks] == [1, 2, 9]
    assert [(left.key, left.reasons) for left in found.reserve] == [
        (3, ("符合条件，全市已有3个，最多3个；总投资997万元，排在后面。",)),
        (4, ("符合条件，全市已有3个，最多3个；总投资996万元，排在后面。",)),
    ]


def test_stops_already_chosen_take_up_the_quota() -> None:
    asked = rule("unit_max = 2\norder = 'total'")

    found = propose(asked, project(1, is_stop=True, objection="不同意"), project(2), project(3, total=1))

    assert [pick.key for pick in found.picks] == [2]
    assert [left.key for left in found.reserve] == [3]
    assert found.refused == ()


def test_stops_already_chosen_take_nothing_up_where_there_is_no_quota() -> None:
    chosen = [project(n, is_stop=True) for n in (1, 2, 3)]

    found = propose(rule(), *chosen, project(4))

    assert ([pick.key for pick in found.picks], found.reserve) == ([4], ())


def test_unit_with_too_few_is_named() -> None:
    asked = rule("unit_min = 2\norder = 'total'")

    found = propose(asked, project(1), project(2, is_stop=True), project(3, "云溪县"))

    assert found.shortages == ("云溪县只有1个，规则要求每个单位至少2个。",)


def test_project_of_no_unit_and_objection_are_refused_with_their_words() -> None:
    found = propose(rule(), project(1, ""), project(2, objection="市生态环境局不同意：环评未批。"))

    assert [left.reasons for left in found.refused] == [
        ("不属于任何县、区或功能区，要看的话请在“观摩点”页加入并指定计入哪个单位。",),
        ("市生态环境局不同意：环评未批。",),
    ]


def test_category_of_the_year_is_asked() -> None:
    asked = shipped_pack("jiaozuo-2020q2").stop_rule

    found = propose(
        asked,
        project(1, industry="C3841", total=20000, category=StopCategory.NEW),
        project(2, industry="C3841", total=20000, category=StopCategory.CONTINUED),
        project(3, industry="C3841", total=20000),
        project(4, industry="K7010", total=20000, category=StopCategory.NEW),
    )

    assert [pick.key for pick in found.picks] == [1]
    assert [left.reasons for left in found.refused] == [
        ("今年列为续建，规则只看新建项目。",),
        ("今年没有年度计划，不知道是不是新建项目。",),
        ("行业代码K7010属于住宅和房地产，规则不看这一类。",),
    ]


def test_kind_without_a_floor_takes_any_size() -> None:
    asked = shipped_pack("zhumadian-2024").stop_rule

    found = propose(asked, *(project(key, industry="C1432", total=key) for key in range(1, 5)))

    assert [pick.key for pick in found.picks] == [4, 3, 2]


def test_share_of_a_total_of_nothing_is_not_known() -> None:
    asked = rule("invested_share = [1, 2]\norder = 'total'")

    found = propose(asked, project(1, total=0, invested=Decimal(5)))

    assert found.refused[0].reasons == ("没有填总投资，不知道累计完成投资够不够它的一半。",)


@pytest.mark.parametrize(
    ("day", "years", "expected"),
    [
        (date(2023, 12, 10), 3, date(2026, 12, 10)),
        (date(2024, 2, 29), 1, date(2025, 2, 28)),
        (date(2024, 2, 29), 4, date(2028, 2, 29)),
    ],
)
def test_anniversary_of_a_leap_day_is_the_last_of_february(day: date, years: int, expected: date) -> None:
    assert anniversary(day, years) == expected


@given(
    some.lists(
        some.tuples(some.sampled_from(UNITS), some.integers(1, 9), some.booleans()), min_size=1, max_size=12
    ),
    some.integers(0, 3),
    some.integers(0, 3),
    some.randoms(use_true_random=False),
)
def test_quotas_hold_and_the_order_of_input_changes_nothing(
    given_projects: list[tuple[str, int, bool]], unit_max: int, total: int, random: Random
) -> None:
    asked = rule(f"unit_max = {unit_max}\ntotal = {total}\norder = 'total'")
    projects = [
        project(key, unit, size, is_stop=taken) for key, (unit, size, taken) in enumerate(given_projects)
    ]
    shuffled = list(projects)
    random.shuffle(shuffled)

    found = propose(asked, *projects)

    stops = [one for one in projects if one.is_stop]
    picked = [projects[pick.key] for pick in found.picks]
    assert not total or not picked or len(stops) + len(picked) <= total
    for unit in UNITS:
        mine = [one for one in picked if one.unit == unit]
        assert not unit_max or not mine or len(mine) + sum(s.unit == unit for s in stops) <= unit_max
    assert len(stops) + len(picked) + len(found.reserve) == len(projects)
    assert propose(asked, *shuffled) == found


def test_shipped_rules_are_said_in_sentences() -> None:
    said = {pack.id: stop_rule_sentences(pack.stop_rule) for pack in shipped_packs("stops")}

    assert said["gansu-2015"] == (
        "3年内看过的不看。",
        "累计完成投资不到总投资三分之一的不看。",
        "按累计完成投资占总投资的比例由高到低挑选。",
    )
    assert said["guanlan-stops"] == (
        "3年内看过的不看。",
        "只看在建、投产的项目。",
        "累计完成投资不到总投资三分之一的不看。",
        "农林水利：总投资3亿元以上。",
        "工业：总投资10亿元以上。",
        "基础设施：总投资5亿元以上。",
        "社会民生和服务业：总投资5亿元以上。",
        "每个单位至少2个、最多3个。",
        "全市最多30个。",
        "按累计完成投资占总投资的比例由高到低挑选。",
        "排线路时的权重：总投资20亿元以上30，总投资10亿元以上20，其余10。",
    )
    assert said["zhumadian-2024"][1:] == ("每个单位3个。", "按总投资由高到低挑选。")
    assert said["jiaozuo-2020q2"][:2] == (
        "只看今年列为新建的项目。",
        "住宅和房地产不看。原文：服务业“两区”不含住宅；这里按房地产业（K）认定。",
    )
    assert stop_rule_sentences(rule("unit_max = 2\norder = 'total'"))[0] == "每个单位最多2个。"
    assert stop_rule_sentences(rule("unit_min = 2\norder = 'total'"))[0] == "每个单位至少2个。"
