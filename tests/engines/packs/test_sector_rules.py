"""The body of a pack of kind `sectors`."""

import pytest

from guanmo.engines.identity import check_industry_code
from guanmo.engines.packs import WrongKind, load_pack, shipped_pack
from tests.engines.packs.test_packs import HEADER, problems_of

SECTORS = HEADER.replace('"lights"', '"sectors"') + "[sectors]\n"


def sector(name: str, codes: str) -> str:
    return f"[[sectors.sectors]]\nname = '{name}'\ngroup = '重点'\nindustries = [{codes}]\n"


def test_a_code_falls_into_the_sector_it_begins_with() -> None:
    rule = load_pack(SECTORS + sector("电池", "'C384'") + sector("光伏", "'C3825', 'D4416'")).sector_rule

    found = [rule.sector_of(code) for code in ("C3841", "C3825", "D4416", "C38", "E4813", "")]

    assert [one.name if one else "" for one in found] == ["电池", "光伏", "光伏", "", "", ""]
    assert rule.names == ("电池", "光伏")
    assert rule.named("光伏") == rule.sectors[1]
    assert rule.named("风电") is None


def test_shipped_taxonomy_has_one_leading_industry_and_eight_key_ones() -> None:
    rule = shipped_pack("guanlan-1-8-n").sector_rule

    groups = [one.group for one in rule.sectors]

    assert (groups.count("首位产业"), groups.count("重点产业")) == (1, 8)
    whole = [code for one in rule.sectors for code in one.industries if len(code) > 2]
    assert [code for code in whole if not check_industry_code(code).is_valid] == []


@pytest.mark.parametrize(
    ("text", "problems"),
    [
        ("", ["sectors.sectors：至少要有一个产业。"]),
        (sector("甲", "'A'") * 2, ["sectors.sectors：有两个产业同名。", "sectors.sectors：“甲”与“甲”的行业代码重叠（A）。"]),
        (
            sector("甲", "'C38'") + sector("乙", "'C384'"),
            ["sectors.sectors：“甲”与“乙”的行业代码重叠（C38）。"],
        ),
        (
            sector("甲", "'C384'") + sector("乙", "'C38'") + "code = 1\n",
            ["sectors.sectors[2].code：不认识的键，请删去或改正拼写。", "sectors.sectors：“甲”与“乙”的行业代码重叠（C384）。"],
        ),
    ],
)  # fmt: skip
def test_wrong_taxonomy_names_what_is_wrong(text: str, problems: list[str]) -> None:
    assert problems_of(SECTORS + text) == problems


def test_another_kind_sorts_nothing_into_industries() -> None:
    with pytest.raises(WrongKind) as refused:
        _ = shipped_pack("mean").sector_rule

    assert str(refused.value).endswith("是评分规则，不能用来分产业。")
