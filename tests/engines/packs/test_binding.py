"""A rule with the units of a tour written into it."""

from decimal import Decimal

from guanmo.engines.packs import load_pack, shipped_pack, shipped_packs
from guanmo.engines.packs.binding import with_unit_groups
from guanmo.engines.scoring import Mark, tally

MEMBERS = {"县": ["青屿县", "云溪县"], "区": ["城北区"], "功能区": []}


def test_the_groups_name_their_units() -> None:
    bound = with_unit_groups(shipped_pack("guanlan-tour"), MEMBERS)

    assert [(g.name, g.units) for g in bound.ballot_rule.unit_groups] == [
        ("县", ("青屿县", "云溪县")),
        ("区", ("城北区",)),
        ("功能区", ()),
    ]


def test_nothing_else_of_the_rule_changes() -> None:
    pack = shipped_pack("guanlan-tour")

    bound = with_unit_groups(pack, {})

    assert bound.body == pack.body
    assert (bound.id, bound.title, bound.effective, bound.source) == (
        pack.id,
        pack.title,
        pack.effective,
        pack.source,
    )
    assert bound.hash != pack.hash


def test_groups_that_name_units_keep_them() -> None:
    text = shipped_pack("guanlan-tour").text.replace('name = "县"', 'name = "县"\nunits = ["望江县"]')

    bound = with_unit_groups(load_pack(text), MEMBERS)

    assert [g.units for g in bound.ballot_rule.unit_groups] == [("望江县",), ("城北区",), ()]


def test_rules_without_groups_come_back_as_they_are() -> None:
    packs = [pack for pack in shipped_packs("ballots") if not pack.ballot_rule.unit_groups]

    assert [with_unit_groups(pack, MEMBERS) for pack in packs] == packs


def test_odd_characters_survive() -> None:
    text = shipped_pack("guanlan-tour").text.replace(
        "演示数据：按通行做法拟定，供各市修改", 'a \\"b\\" \\\\ 县\\t“x”'
    )

    bound = with_unit_groups(load_pack(text), {"县": ['引"号县']})

    assert bound.source.document == 'a "b" \\ 县\t“x”'
    assert bound.ballot_rule.unit_groups[0].units == ('引"号县',)


def test_the_bound_rule_needs_no_list_of_units() -> None:
    bound = with_unit_groups(shipped_pack("guanlan-tour"), MEMBERS)
    marks = [
        Mark(judge="J01", judge_group="部门", unit=unit, criterion=c.name, score=Decimal(90))
        for unit in ("青屿县", "云溪县", "城北区")
        for c in bound.ballot_rule.criteria
    ]

    result = tally(marks, bound)

    assert [(u.group, u.unit, u.rank) for u in result.units] == [
        ("县", "云溪县", 1),
        ("县", "青屿县", 1),
        ("区", "城北区", 1),
    ]
