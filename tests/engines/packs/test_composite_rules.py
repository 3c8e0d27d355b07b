"""The body of a pack of kind `composites`."""

from decimal import Decimal

import pytest

from guanmo.engines.packs import WrongKind, load_pack, shipped_pack
from guanmo.engines.packs.ballot_rules import Ties
from guanmo.engines.packs.composite_rules import CompositeRule, Measure, MissingPart, Part
from tests.engines.packs.test_packs import HEADER, problems_of

COMPOSITES = HEADER.replace('"lights"', '"composites"') + "[composites]\n"
PART = "[[composites.parts]]\nname = '观摩'\nweight = {weight}\nmeasure = 'tour'\nmonths = {months}\nmissing = 'spread'\n{more}"


def part(weight: str = "1", months: str = "[1]", more: str = "") -> str:
    return PART.format(weight=weight, months=months, more=more)


def test_rule_reads_its_parts() -> None:
    rule = load_pack(COMPOSITES + part("40", "[1, 12]", "partly = 0.6")).composite_rule

    only = Part("观摩", Decimal(40), Measure.TOUR, (1, 12), MissingPart.SPREAD, Decimal("0.6"))
    assert rule == CompositeRule((only,), Ties.COMPETITION, 2)


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("digits = 2", "composites.parts：至少要有一个部分。"),
        (part() + part(), "composites.parts：名称“观摩”重复。"),
        (part("0"), "composites.parts[1].weight：权重应大于 0。"),
        (part(months="[]"), "composites.parts[1].months：应是一列月份，从 1 到 12。"),
        (part(months="[13]"), "composites.parts[1].months：应是一列月份，从 1 到 12。"),
        (part(months="[1.5]"), "composites.parts[1].months：应是一列月份，从 1 到 12。"),
        (part(months="[2, 2]"), "composites.parts[1].months：有重复的月份。"),
        (part(more="partly = 2"), "composites.parts[1].partly：应在 0 和 1 之间。"),
    ],
)
def test_rule_that_makes_no_sense_is_refused(text: str, problem: str) -> None:
    assert problems_of(COMPOSITES + text) == [problem]


def test_published_weights_are_those_of_the_sources() -> None:
    weights = {
        name: [int(part.weight) for part in shipped_pack(name).composite_rule.parts]
        for name in ("yuzhou-2018q1", "zhumadian-2019")
    }

    assert weights == {"yuzhou-2018q1": [30, 30, 30, 10], "zhumadian-2019": [10, 45, 45]}


def test_other_kinds_are_no_composites() -> None:
    with pytest.raises(WrongKind, match="是评分规则，不能用来算年度综合"):
        _ = shipped_pack("mean").composite_rule
