"""The body of a pack of kind `stops`."""

from decimal import Decimal
from fractions import Fraction

import pytest

from guanmo.engines.packs import WrongKind, load_pack, shipped_pack
from guanmo.engines.packs.stop_rules import StopCategory, StopMeasure, StopRule, StopStage
from guanmo.projects.enums import Category, Stage
from tests.engines.packs.test_packs import HEADER, problems_of

STOPS = HEADER.replace('"lights"', '"stops"') + "[stops]\n"


def rule(text: str) -> StopRule:
    return load_pack(f"{STOPS}{text}").stop_rule


def test_rule_asks_only_what_it_says() -> None:
    plain = rule("order = 'completion'")

    assert plain == StopRule(0, None, (), (), (), 0, 0, 0, StopMeasure.COMPLETION, ())
    assert plain.prize_of(Decimal(10**6)) == 10


def test_rule_reads_every_condition() -> None:
    whole = shipped_pack("guanlan-stops").stop_rule

    assert (whole.not_seen_years, whole.invested_share) == (3, Fraction(1, 3))
    assert whole.stages == (StopStage.BUILDING, StopStage.PRODUCING)
    assert (whole.unit_min, whole.unit_max, whole.total) == (2, 3, 30)
    assert [kind.label for kind in whole.kinds] == ["农林水利", "工业", "基础设施", "社会民生和服务业"]
    assert [kind.holds("E4822") for kind in whole.kinds] == [True, False, True, True]
    assert [kind.holds("") for kind in whole.kinds] == [False, False, False, True]


@pytest.mark.parametrize(
    ("total", "prize"),
    [(Decimal(200_000), 30), (Decimal("199999.9"), 20), (Decimal(100_000), 20), (Decimal(1), 10), (None, 10)],
)
def test_weight_goes_by_the_size(total: Decimal | None, prize: int) -> None:
    assert shipped_pack("guanlan-stops").stop_rule.prize_of(total) == prize


def test_words_are_those_of_the_library() -> None:
    assert {stage.value: stage.label for stage in StopStage} == dict(Stage.choices)
    assert {category.value: category.label for category in StopCategory} == dict(Category.choices)


@pytest.mark.parametrize(
    ("text", "problems"),
    [
        ("order = 'size'", ["stops.order：只能是 total、invested、invested_share、completion 之一。"]),
        ("", ["stops.order：缺少这一项。"]),
        (
            "order = 'total'\ninvested_share = [0.5]",
            ["stops.invested_share：应是两个正整数，例如 [1, 3] 表示三分之一，最多是1。"],
        ),
        (
            "order = 'total'\ninvested_share = [4, 3]",
            ["stops.invested_share：应是两个正整数，例如 [1, 3] 表示三分之一，最多是1。"],
        ),
        (
            "order = 'total'\nstages = ['built']",
            ["stops.stages：只能是 planned、reserve、early、building、producing、full、exited 之一。"],
        ),
        ("order = 'total'\nunit_min = 3\nunit_max = 2", ["stops.unit_max：不能少于 unit_min。"]),
        ("order = 'total'\npermits = true", ["stops.permits：不认识的键，请删去或改正拼写。"]),
        (
            "order = 'total'\n[[stops.kinds]]\nlabel = '工业'\nin_source = false",
            ["stops.kinds[1].note：in_source = false 时要写明原文没有怎样规定、这里怎样处理。"],
        ),
        (
            "order = 'total'\n[[stops.prizes]]\nat_least = 5\nprize = 1\n[[stops.prizes]]\nat_least = 5.0\nprize = 2",
            ["stops.prizes：有两档的 at_least 相同。"],
        ),
    ],
)
def test_wrong_rule_names_the_key(text: str, problems: list[str]) -> None:
    assert problems_of(STOPS + text) == problems


def test_rule_of_stops_is_no_rule_of_lights() -> None:
    with pytest.raises(WrongKind) as lights:
        _ = shipped_pack("gansu-2015").light_rule
    with pytest.raises(WrongKind) as ballots:
        _ = shipped_pack("gansu-2015").ballot_rule
    with pytest.raises(WrongKind) as stops:
        _ = shipped_pack("mean").stop_rule

    title = "甘肃省项目观摩选点条件（2015年）"
    assert str(lights.value) == f"规则包“{title}”是选点规则，不能用来亮灯。"
    assert str(ballots.value) == f"规则包“{title}”是选点规则，不能用来计票。"
    assert str(stops.value).endswith("是评分规则，不能用来推荐观摩点。")
