from decimal import Decimal

import pytest

from guanmo.engines.packs import load_pack, shipped_pack
from guanmo.engines.packs.ballot_rules import (
    Combine,
    Compare,
    FairMethod,
    FairRule,
    Form,
    Missing,
    OwnUnit,
    Rounding,
    Scale,
    Trim,
    TrimOf,
    UnitGroup,
    Weighted,
)
from guanmo.engines.rounding import RoundingMode
from tests.engines.packs.test_packs import problems_of

HEADER = """
id = "trial"
title = "试行规则"
place = "某市"
kind = "ballots"
[source]
document = "试行办法"
"""
SCORES = """
[ballots]
form = "scores"
ties = "competition"
{more}
[ballots.scale]
min = 0
max = 100
[ballots.rounding]
result = 2
"""
RANKS = """
[ballots]
form = "ranks"
ties = "dense"
{more}
[ballots.points]
first = 100
step = 3
[ballots.rounding]
result = 2
"""


def scores(more: str = "", tail: str = "") -> str:
    return HEADER + SCORES.format(more=more) + tail


def ranks(more: str = "", tail: str = "") -> str:
    return HEADER + RANKS.format(more=more) + tail


def test_the_demonstration_city_uses_every_part_of_a_rule() -> None:
    rule = shipped_pack("guanlan-tour").ballot_rule

    assert rule.criteria == (
        Weighted("项目进度", Decimal(30)),
        Weighted("投资规模", Decimal(25)),
        Weighted("产业带动", Decimal(25)),
        Weighted("现场形象", Decimal(20)),
    )
    assert [group.name for group in rule.judge_groups] == ["市领导", "部门", "县区"]
    assert rule.unit_groups == (UnitGroup("县", ()), UnitGroup("区", ()), UnitGroup("功能区", ()))
    assert rule.scale == Scale(Decimal(0), Decimal(100), Decimal("0.5"))
    assert rule.own_unit is OwnUnit.EXCLUDE
    assert (rule.trim and rule.trim.of, rule.missing.criterion) == (TrimOf.TOTAL, Missing.VOID)


def test_a_rule_has_plain_defaults() -> None:
    rule = load_pack(scores()).ballot_rule

    assert (rule.form, rule.trim, rule.own_unit) == (Form.SCORES, None, OwnUnit.COUNT)
    assert (rule.combine, rule.stops, rule.compare) == (Combine.MEAN, Combine.MEAN, Compare.PUBLISHED)
    assert rule.rounding == Rounding(RoundingMode.HALF_UP, None, None, 2)
    assert rule.missing.criterion is Missing.REFUSE


def test_trim_needs_one_more_mark_than_it_cuts() -> None:
    trim = load_pack(scores(tail="[ballots.trim]\nhigh = 2\nlow = 1\n")).ballot_rule.trim

    assert trim is not None
    assert isinstance(trim, Trim)
    assert trim.least == 4


def test_points_come_from_a_step_or_from_a_list() -> None:
    step = load_pack(ranks()).ballot_rule.points
    table = load_pack(ranks().replace("first = 100\nstep = 3", "table = [10, 7, 7, 0.5]")).ballot_rule.points

    assert step is not None
    assert table is not None
    assert [step.of_place(place) for place in (1, 2, 13)] == [100, 97, 64]
    assert [table.of_place(place) for place in (1, 3, 4, 5)] == [10, 7, Decimal("0.5"), None]


@pytest.mark.parametrize(
    ("text", "problems"),
    [
        (scores().replace("max = 100", "max = 0\nstep = 0"), ["scale.max：应大于 min。", "scale.step：应大于 0。"]),
        (scores().replace("result = 2", "result = 7"), ["rounding.result：应是0至6的整数。"]),
        (scores().replace("result = 2", "stop = true"), ["rounding.stop：应是0至6的整数。", "rounding.result：缺少这一项。"]),
        (scores(tail="[ballots.trim]\nhigh = 0\nlow = 0\n"), ["trim.high：high 和 low 不能都是 0；不去高低分就删去整个表。"]),
        (scores(tail="[ballots.trim]\nhigh = 1\nlow = 1\nleast = 2\n"), ["trim.least：应大于去掉的个数，否则一个分也不剩。"]),
        (scores(tail="[ballots.points]\nfirst = 1"), ["points：不认识的键，请删去或改正拼写。"]),
        (
            scores(tail="[[ballots.criteria]]\nname = '甲'\nweight = 0\n[[ballots.criteria]]\nname = '甲'\nweight = 1\n"),
            ["criteria[1].weight：权重应大于 0。", "criteria：名称“甲”重复。"],
        ),
        (
            scores(tail="[[ballots.unit_groups]]\nname = '县'\nunits = ['A', 'B']\n[[ballots.unit_groups]]\nname = '区'\nunits = ['B']\n"),
            ["unit_groups：单位“B”写进了两个组。"],
        ),
        (
            scores(tail="[[ballots.unit_groups]]\nname = '县'\nunits = ['A', 'A']\n[[ballots.unit_groups]]\nname = '区'\nunits = 'B'\n"),
            ["unit_groups[1].units：有重复的项。", "unit_groups[2].units：应是一列不为空的文字。", "unit_groups：单位“A”写进了两个组。"],
        ),
        (ranks().replace("step = 3", "step = 0"), ["points.step：应大于 0。"]),
        (ranks().replace("first = 100\nstep = 3", "table = []"), ["points.table：应从第一名起逐名写分值，后面的不高于前面的。"]),
        (ranks().replace("first = 100\nstep = 3", "table = [1, 2]"), ["points.table：应从第一名起逐名写分值，后面的不高于前面的。"]),
        (
            ranks().replace("first = 100\nstep = 3", "table = [2, 'x']"),
            ["points.table：应是一列数，小数最多6位。"],
        ),
        (
            ranks().replace("first = 100\nstep = 3", "table = 5"),
            ["points.table：应是一列数，小数最多6位。", "points.table：应从第一名起逐名写分值，后面的不高于前面的。"],
        ),
        (ranks(more="own_unit = 'exclude'"), ["own_unit：排名票要排满全部名次，不能剔除本单位；只能写 count。"]),
        (ranks(more="within = 'group'"), ["within：只有排名票并写了 unit_groups 时才能写 group。"]),
        (scores(more="within = 'group'"), ["within：只有排名票并写了 unit_groups 时才能写 group。"]),
        (ranks(tail="[[ballots.criteria]]\nname = '甲'\nweight = 1\n"), ["criteria：排名票没有评分项目，请删去。"]),
        (
            scores(tail="[ballots.trim]\nhigh = 1\nlow = 1\nof = 'total'\n[ballots.missing]\ncriterion = 'skip'\n").replace(
                "result = 2", "result = 2\ncriterion = 2"
            ),
            [
                "missing.criterion：按总分去高低分时，缺项的总分不可比，只能写 void 或 refuse。",
                "rounding.criterion：按总分去高低分时没有单项平均分，请删去。",
            ],
        ),
    ],
)  # fmt: skip
def test_a_rule_is_refused_with_the_key_that_is_wrong(text: str, problems: list[str]) -> None:
    assert problems_of(text) == [f"ballots.{problem}" for problem in problems]


FAIR = "[ballots.fair]\nmethod = 'adjusted'\n"
RUBRIC = "[ballots.fair]\nmethod = 'rubric'\n"


def test_a_fair_rule_has_its_defaults() -> None:
    fair = load_pack(scores(tail=FAIR)).ballot_rule.fair

    assert fair == FairRule(FairMethod.ADJUSTED, True, 5, 3, 10_000, 20260101)
    assert load_pack(scores()).ballot_rule.fair is None


def test_grades_have_words() -> None:
    scale = shipped_pack("rubric-4").ballot_rule.scale

    assert scale is not None
    assert [scale.of_word(word) for word in ("差", "优", "好")] == [1, 4, None]


@pytest.mark.parametrize(
    ("text", "problems"),
    [
        (ranks(tail=FAIR), ["fair：排名票没有分数，不能校正评委松紧，请删去。"]),
        (scores("stops = 'sum'", FAIR), ["stops：校正评委松紧时单位得分是各点位的平均，只能写 mean。"]),
        (
            scores("combine = 'sum'", FAIR + "[ballots.missing]\ncriterion = 'skip'\n"),
            ["missing.criterion：评分项目相加又校正松紧时，缺项的总分不可比，只能写 void 或 refuse。"],
        ),
        (
            scores(tail=FAIR).replace("result = 2", "result = 2\nstop = 2"),
            ["rounding：校正评委松紧时只在最后取舍，请删去 criterion 和 stop。"],
        ),
        (scores(tail=RUBRIC), ["scale：等级评分要写 step，共2至10档。"]),
        (
            scores(tail=RUBRIC).replace("max = 100", "max = 4\nstep = 3"),
            ["scale：等级评分要写 step，共2至10档。"],
        ),
        (
            scores(tail=RUBRIC).replace("max = 100", "max = 10\nstep = 1"),
            ["scale：等级评分要写 step，共2至10档。"],
        ),
        (
            ranks(tail=RUBRIC),
            ["fair：排名票没有分数，不能校正评委松紧，请删去。", "scale：等级评分要写 step，共2至10档。"],
        ),
        (
            scores().replace("max = 100", "max = 3\nstep = 1\nwords = ['差', '优']"),
            ["scale.words：应从最低档到最高档逐档写，个数与 min、max、step 相符。"],
        ),
        (scores(tail=FAIR + "draws = 10\n"), ["fair.draws：应是1000至100000的整数。"]),
    ],
)
def test_fair_rules_that_make_no_sense_are_refused(text: str, problems: list[str]) -> None:
    assert problems_of(text) == [f"ballots.{problem}" for problem in problems]
