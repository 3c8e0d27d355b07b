"""The body of a pack of kind `portraits`."""

from decimal import Decimal

import pytest

from guanmo.engines.packs import WrongKind, load_pack, shipped_pack
from guanmo.engines.packs.portrait_rules import Facts, PortraitRule, Trait
from tests.engines.packs.test_packs import HEADER, problems_of

PORTRAITS = HEADER.replace('"lights"', '"portraits"') + (
    "[portraits]\nleast_points = 5\nmany = '{label}多'\nfew = '{label}少'\n"
)
TRAIT = "[[portraits.traits]]\nlabel = '工业'\nindustries = ['C']\n"
BIG = Facts(1, "building", "new", "C3812", Decimal(100_000))


def test_rule_reads_its_traits() -> None:
    rule = load_pack(PORTRAITS + TRAIT + "at_least = 1\nbelow = 2").portrait_rule

    trait = Trait("工业", (), (), ("C",), Decimal(1), Decimal(2))
    assert rule == PortraitRule((trait,), 4, Decimal(5), 2, "{label}多", "{label}少")


@pytest.mark.parametrize(
    "keys",
    [
        "", "stages = ['building']", "categories = ['new']", "industries = ['B', 'C38']", "at_least = 100000",
        "at_least = 1\nbelow = 100001",
    ],
)  # fmt: skip
def test_trait_holds_what_it_asks_for(keys: str) -> None:
    assert trait_with(keys).holds(BIG)


@pytest.mark.parametrize(
    "keys",
    [
        "stages = ['producing']", "categories = ['continued']", "industries = ['D']", "below = 100000",
        "at_least = 100001",
    ],
)  # fmt: skip
def test_trait_leaves_out_what_it_does_not_ask_for(keys: str) -> None:
    assert not trait_with(keys).holds(BIG)


def trait_with(keys: str) -> Trait:
    return load_pack(f"{PORTRAITS}[[portraits.traits]]\nlabel = '一类'\n{keys}").portrait_rule.traits[0]


def test_project_of_unknown_size_is_of_no_size() -> None:
    small, other = shipped_pack("four-more-four-less").portrait_rule.traits[-1], Facts(2, "", "", "", None)

    assert (small.holds(other), small.label) == (False, "1亿元以下的项目")


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        (PORTRAITS, "portraits.traits：至少要有一类。"),
        (PORTRAITS + TRAIT + TRAIT, "portraits.traits：名称“工业”重复。"),
        (
            PORTRAITS.replace("{label}多", "{name}多") + TRAIT,
            "portraits.many：不认识“name”，大括号里只能写 label、count、share、before、points、base。",
        ),
    ],
)
def test_rule_that_makes_no_sense_is_refused(text: str, problem: str) -> None:
    assert problems_of(text) == [problem]


def test_other_kinds_draw_no_portrait() -> None:
    with pytest.raises(WrongKind, match="是评分规则，不能用来写综述"):
        _ = shipped_pack("mean").portrait_rule
