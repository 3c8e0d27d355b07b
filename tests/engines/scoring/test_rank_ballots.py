from dataclasses import replace
from decimal import Decimal

import pytest

from guanmo.engines.packs import Pack
from guanmo.engines.scoring import InvalidBallots, Mark, Unit, tally, workings
from tests.engines.scoring.ballots import order, rank_rule

GROUPS = "[[ballots.unit_groups]]\nname = '县'\n[[ballots.unit_groups]]\nname = '区'\n"


def refused(marks: list[Mark], pack: Pack) -> list[str]:
    with pytest.raises(InvalidBallots) as error:
        tally(marks, pack)
    return [str(problem) for problem in error.value.problems]


def test_places_become_points_and_are_averaged() -> None:
    result = tally(order("甲", "A", "B", "C") + order("乙", "B", "A", "C"), rank_rule())

    assert [(unit.unit, str(unit.score), unit.rank) for unit in result.units] == [
        ("A", "98.50", 1),
        ("B", "98.50", 1),
        ("C", "94.00", 3),
    ]
    assert workings(result).total == "291"


def test_points_may_come_from_a_list() -> None:
    result = tally(order("甲", "A", "B", "C"), rank_rule(points="table = [10, 5.5, 0]"))

    assert [str(unit.score) for unit in result.units] == ["10.00", "5.50", "0.00"]


def test_points_list_must_be_long_enough() -> None:
    marks = order("甲", "A", "B", "C") + order("乙", "A", "C", "B")

    assert refused(marks, rank_rule(points="table = [10]")) == [
        "规则的分值表没有写第2名的分值。",
        "规则的分值表没有写第3名的分值。",
    ]


def test_ballot_that_is_no_full_order_is_refused() -> None:
    marks = [
        *order("甲", "A", "B", "C"),
        *order("乙", "A", "B", "C", places=(1, 1, 3)),
        *order("丙", "A", "B"),
        *order("丁", "A", "B", "C", places=(1, 2, 4)),
        *order("戊", "A", "B", places=(1, 3)),
    ]

    assert refused(marks, rank_rule()) == [
        "评委“丁”的排名票无效：名次应是1至3，最大写到了4。",
        "评委“丙”的排名票无效：应排3个，只排了2个。",
        "评委“乙”的排名票无效：第1名写了不止一个。",
        "评委“戊”的排名票无效：应排3个，只排了2个。",
    ]


def test_ballot_that_is_no_full_order_may_be_void() -> None:
    marks = order("甲", "A", "B") + order("乙", "B", "A", places=(1, 1))

    result = tally(marks, rank_rule("invalid_ballot = 'void'"))

    assert [(unit.unit, str(unit.score)) for unit in result.units] == [("A", "100.00"), ("B", "97.00")]
    assert [(one.judge, one.unit, one.value, one.code, one.reason) for one in result.excluded] == [
        ("乙", "A", Decimal(1), "void_ballot", "排名票无效，整票作废：第1名写了不止一个。"),
        ("乙", "B", Decimal(1), "void_ballot", "排名票无效，整票作废：第1名写了不止一个。"),
    ]


def test_ballots_may_order_each_group_by_itself() -> None:
    units = (Unit("A", "县"), Unit("B", "县"), Unit("C", "区"))
    marks = order("甲", "B", "A") + order("甲", "C")

    result = tally(marks, rank_rule("within = 'group'", GROUPS), units=units)

    assert [(unit.group, unit.unit, unit.rank, str(unit.score)) for unit in result.units] == [
        ("县", "B", 1, "100.00"),
        ("县", "A", 2, "97.00"),
        ("区", "C", 1, "100.00"),
    ]


def test_ballots_may_order_stops() -> None:
    marks = [
        Mark(judge="甲", unit="A", stop="一", rank=1),
        Mark(judge="甲", unit="A", stop="二", rank=3),
        Mark(judge="甲", unit="B", stop="三", rank=2),
    ]

    result = tally(marks, rank_rule())

    assert [(unit.unit, str(unit.score)) for unit in result.units] == [("A", "97.00"), ("B", "97.00")]


@pytest.mark.parametrize("rank", [None, 0, -1, 10_001])
def test_place_must_be_a_place(rank: int | None) -> None:
    marks = [replace(mark, rank=rank, line=7) for mark in order("甲", "A")]

    assert refused(marks, rank_rule()) == ["第7行：评委“甲”给“A”：没有名次，名次应是从1起的整数。"]


def test_workings_show_the_place_beside_the_points() -> None:
    result = tally(order("甲", "A", "B") + order("乙", "A", "B"), rank_rule())

    panel = workings(result).stops[1].groups[0].panels[0]

    assert [(mark.judge, mark.place, mark.value, mark.use) for mark in panel.marks] == [
        ("乙", 2, "97", "kept"),
        ("甲", 2, "97", "kept"),
    ]
