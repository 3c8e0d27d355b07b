"""The body of a pack of kind `admissions`."""

import pytest

from guanmo.engines.packs import WrongKind, load_pack, shipped_pack
from guanmo.engines.packs.admission_rules import Measure, Per
from tests.engines.packs.test_packs import HEADER, problems_of

ADMISSIONS = HEADER.replace('"lights"', '"admissions"') + "[admissions]\n"
KIND = "[[admissions.kinds]]\nlabel = '工业'\nat_least = 1\n"
LINE = "[[admissions.criteria]]\nlabel = '环境'\npoints = 5\n"


def test_rule_asks_only_what_it_says() -> None:
    rule = load_pack(ADMISSIONS + KIND).admission_rule

    assert (rule.gates, rule.vetoes, rule.criteria, rule.departments) == ((), (), (), ())
    assert (rule.pass_mark, rule.days, rule.silent_consent, rule.full_marks) == (0, 0, False, 0)
    assert rule.kind_of("", ()) == rule.kinds[0]


def test_kind_goes_by_code_or_attribute_the_first_that_holds() -> None:
    rule = shipped_pack("henan-2022").admission_rule

    found = [
        rule.kind_of(*facts)
        for facts in (
            ("C3841", ()),
            ("C3841", ("民生",)),
            ("G5930", ()),
            ("G5432", ()),
            ("K70", ()),
            ("", ()),
        )
    ]

    labels = [kind.label if kind else "" for kind in found]
    assert labels == ["制造业", "社会民生", "现代服务业", "重大基础设施", "", ""]


def test_measures_say_their_unit() -> None:
    gates = shipped_pack("jinan-entry").admission_rule.gates

    assert [(gate.label, gate.unit) for gate in gates] == [
        ("投资强度", "万元/公顷"),
        ("单位土地增加值", "万元/公顷"),
        ("单位土地税收", "万元/公顷"),
    ]
    assert [(gate.label, gate.unit) for gate in shipped_pack("park-gate").admission_rule.gates] == [
        ("投资强度", "万元/亩"), ("亩均税收", "万元/亩"), ("容积率", ""), ("建筑系数", "%"),
    ]  # fmt: skip
    assert (Per.HECTARE.mu, Measure.FLOOR_RATIO.is_by_land) == (15, False)


@pytest.mark.parametrize(
    ("text", "problems"),
    [
        ("", ["admissions.kinds：至少要有一个条件：kinds、gates、criteria 或 vetoes。"]),
        ("grounds = ['好']\n" + KIND, ["admissions.approver：可以放宽的，要写明由谁批准。"]),
        (
            "[[admissions.gates]]\nmeasure = 'tax'\nat_least = 1\nrelaxable = true",
            ["admissions.approver：可以放宽的，要写明由谁批准。"],
        ),
        ("pass_mark = 6\n" + LINE, ["admissions.pass_mark：不能高于各项满分之和。"]),
        ("departments = ['环保局']\n" + KIND, ["admissions.days：请部门提意见的，要写明几个工作日。"]),
        (LINE + "by = '环保局'", ["admissions.criteria：“环保局”不在 departments 里，没有人打这一项。"]),
        (
            KIND + "[[admissions.gates]]\nmeasure = 'tax'\nat_least = 1\nkinds = ['农业']",
            ["admissions.gates：没有“农业”这一类。"],
        ),
        (KIND * 2, ["admissions.kinds：有两项同名。"]),
        (LINE * 2, ["admissions.criteria：有两项同名。"]),
        (
            KIND + "in_source = false",
            ["admissions.kinds[1].note：in_source = false 时要写明原文没有怎样规定、这里怎样处理。"],
        ),
        (
            KIND + "[[admissions.kinds.lowered]]\nat_least = 1",
            ["admissions.kinds[1].lowered[1].attributes：要写明哪些属性的项目降低门槛。"],
        ),
        (LINE.replace("5", "0"), ["admissions.criteria[1].points：满分应大于0。"]),
        (
            "[[admissions.gates]]\nmeasure = 'jobs'\nat_least = 1",
            ["admissions.gates[1].measure：只能是 intensity、added_value、tax、floor_ratio、coverage 之一。"],
        ),
    ],
)
def test_wrong_rule_names_the_key(text: str, problems: list[str]) -> None:
    assert problems_of(ADMISSIONS + text) == problems


def test_another_kind_admits_nobody() -> None:
    with pytest.raises(WrongKind) as refused:
        _ = shipped_pack("mean").admission_rule

    assert str(refused.value).endswith("是评分规则，不能用来审查入库。")
