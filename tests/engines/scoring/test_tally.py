import random
from dataclasses import replace
from decimal import Decimal

import pytest

from guanmo.engines.packs import Pack, WrongKind, load_pack, shipped_pack
from guanmo.engines.scoring import (
    Excluded,
    Excuse,
    InvalidBallots,
    Mark,
    Problem,
    Result,
    Unit,
    check_marks,
    result_json,
    tally,
)
from tests.engines.scoring.ballots import marks_for, score_rule, weights

TRIM_TOTAL = "[ballots.trim]\nhigh = 1\nlow = 1\nof = 'total'\n"


def scores_of(result: Result) -> dict[str, str]:
    return {unit.unit: str(unit.score) for unit in result.units}


def places_of(result: Result) -> dict[str, int]:
    return {unit.unit: unit.rank for unit in result.units}


def refused(marks: list[Mark], pack: Pack, units: tuple[Unit, ...] = ()) -> list[str]:
    with pytest.raises(InvalidBallots) as error:
        tally(marks, pack, units=units)
    return [str(problem) for problem in error.value.problems]


def test_mean_takes_every_mark() -> None:
    marks = marks_for("A", {"甲": "90", "乙": "80", "丙": "81"}) + marks_for("B", {"甲": "70", "乙": "95"})

    result = tally(marks, shipped_pack("mean"))

    assert scores_of(result) == {"A": "83.67", "B": "82.50"}
    assert places_of(result) == {"A": 1, "B": 2}
    assert [(stop.unit, stop.stop, stop.n, str(stop.score)) for stop in result.stops] == [
        ("A", "", 3, "83.67"),
        ("B", "", 2, "82.50"),
    ]
    assert (result.rule.id, result.rule.hash) == ("mean", shipped_pack("mean").hash)


def test_unit_score_is_the_mean_of_stops_from_exact_values() -> None:
    marks = [
        *marks_for("A", {"甲": "1", "乙": "0", "丙": "0"}, stop="一"),
        *marks_for("A", {"甲": "1", "乙": "1", "丙": "0"}, stop="二"),
    ]

    result = tally(marks, score_rule(rounding="result = 1"))

    # 1/3 and 2/3 are shown as 0.3 and 0.7; their mean is exactly a half.
    assert [str(stop.score) for stop in result.stops] == ["0.3", "0.7"]
    assert scores_of(result) == {"A": "0.5"}


def test_unit_score_may_be_the_sum_of_rounded_stops() -> None:
    marks = [
        *marks_for("A", {"甲": "1", "乙": "0", "丙": "0"}, stop="一"),
        *marks_for("A", {"甲": "1", "乙": "0", "丙": "0"}, stop="二"),
    ]

    result = tally(marks, score_rule("stops = 'sum'", rounding="result = 2\nstop = 1\nmode = 'truncate'"))

    assert scores_of(result) == {"A": "0.60"}


def test_drop_cuts_per_stop_and_criterion() -> None:
    marks = [
        *marks_for("A", {"甲": "100", "乙": "80", "丙": "60"}, stop="一", criterion="进度"),
        *marks_for("A", {"甲": "60", "乙": "70", "丙": "100"}, stop="一", criterion="形象"),
    ]

    result = tally(marks, shipped_pack("drop-1-1"))

    assert scores_of(result) == {"A": "75.00"}


def test_drop_of_totals_cuts_whole_judges() -> None:
    tail = TRIM_TOTAL + weights("criteria", 进度=1, 形象=1)
    marks = [
        *marks_for("A", {"甲": "100", "乙": "80", "丙": "60"}, criterion="进度"),
        *marks_for("A", {"甲": "60", "乙": "70", "丙": "99"}, criterion="形象"),
    ]

    result = tally(marks, score_rule(tail=tail))

    # Totals 80, 75, 79.5: the middle one stays.
    assert scores_of(result) == {"A": "79.50"}


def test_drop_needs_enough_marks() -> None:
    marks = marks_for("A", {"甲": "90", "乙": "80"}, stop="一", criterion="进度")

    assert refused(marks, shipped_pack("drop-1-1")) == [
        "“A”的“一”（进度）只有2个有效打分，去掉高低分至少要3个。"
    ]
    assert refused(marks_for("A", {"甲": "90"}), shipped_pack("drop-1-1")) == [
        "“A”只有1个有效打分，去掉高低分至少要3个。"
    ]


def test_drop_may_keep_all_where_marks_are_few() -> None:
    rule = score_rule(tail="[ballots.trim]\nhigh = 1\nlow = 0\nleast = 3\ntoo_few = 'keep_all'\n")
    marks = marks_for("A", {"甲": "90", "乙": "80"}) + marks_for("B", {"甲": "90", "乙": "80", "丙": "70"})

    assert scores_of(tally(marks, rule)) == {"A": "85.00", "B": "75.00"}


def test_criteria_weigh_as_the_rule_says() -> None:
    marks = marks_for("A", {"甲": "90"}, criterion="进度") + marks_for("A", {"甲": "60"}, criterion="形象")

    mean = tally(marks, score_rule(tail=weights("criteria", 进度=70, 形象=30)))
    total = tally(marks, score_rule("combine = 'sum'", tail=weights("criteria", 进度=1, 形象=2)))

    assert [scores_of(mean), scores_of(total)] == [{"A": "81.00"}, {"A": "210.00"}]


def test_criteria_sums_may_have_broken_weights() -> None:
    tail = weights("criteria", 进度=1, 形象=1).replace("weight = 1", "weight = 1.6")
    marks = marks_for("A", {"甲": "9.75"}, criterion="进度") + marks_for("A", {"甲": "9.5"}, criterion="形象")

    assert scores_of(tally(marks, score_rule("combine = 'sum'", tail))) == {"A": "30.80"}


def grouped(unit: str, group: str, **scores: str) -> list[Mark]:
    return [replace(mark, judge_group=group) for mark in marks_for(unit, scores)]


def test_judge_groups_weigh_as_the_rule_says() -> None:
    rule = score_rule(tail=weights("judge_groups", 领导=60, 部门=40))

    result = tally(grouped("A", "领导", 甲="90") + grouped("A", "部门", 乙="70", 丙="80"), rule)

    assert scores_of(result) == {"A": "84.00"}
    assert result.stops[0].n == 3


def test_judge_group_without_marks_is_refused_or_shared_out() -> None:
    tail = weights("judge_groups", 领导=60, 部门=30, 县区=10)
    marks = [*grouped("A", "领导", 甲="90"), *grouped("A", "部门", 乙="60"), *grouped("B", "县区", 丙="70")]

    assert refused(marks, score_rule(tail=tail)) == [
        "“A”缺评委组“县区”的有效打分。",
        "“B”缺评委组“领导、部门”的有效打分。",
    ]
    reweighted = score_rule(tail=tail + "[ballots.missing]\njudge_group = 'reweight'\n")
    assert scores_of(tally(marks, reweighted)) == {"A": "80.00", "B": "70.00"}


def test_units_rank_apart_in_their_groups() -> None:
    groups = (
        "[[ballots.unit_groups]]\nname = '县'\nunits = ['A', 'B']\n[[ballots.unit_groups]]\nname = '区'\n"
    )
    marks = [
        mark
        for unit, score in zip("DCBA", ("60", "70", "80", "90"), strict=True)
        for mark in marks_for(unit, {"甲": score})
    ]
    units = (Unit("C", "区"), Unit("D", "区"))

    result = tally(marks, score_rule(tail=groups), units=(*units, Unit("A", "县"), Unit("B")))

    assert [(unit.group, unit.rank, unit.unit) for unit in result.units] == [
        ("县", 1, "A"),
        ("县", 2, "B"),
        ("区", 1, "C"),
        ("区", 2, "D"),
    ]
    assert [stop.unit for stop in result.stops] == ["C", "D", "A", "B"]


def test_units_may_belong_to_groups_without_being_ranked_apart() -> None:
    marks = marks_for("A", {"甲": "90"}) + marks_for("B", {"甲": "80"})

    result = tally(marks, score_rule(), units=[Unit("A", "县"), Unit("B", "区"), Unit("A", "县")])

    assert [(unit.unit, unit.group, unit.rank) for unit in result.units] == [("A", "县", 1), ("B", "区", 2)]


def test_units_without_a_group_are_refused() -> None:
    groups = "[[ballots.unit_groups]]\nname = '县'\nunits = ['A']\n[[ballots.unit_groups]]\nname = '区'\n"
    marks = marks_for("A", {"甲": "90"}) + marks_for("B", {"甲": "80"})

    assert refused(marks, score_rule(tail=groups), (Unit("A", "区"), Unit("B"))) == [
        "单位“A”在规则里属于“县”，在单位表里属于“区”。",
        "单位“B”没有分组，应属于县、区之一；请写进规则包 unit_groups 的 units，或在单位表里写明。",
    ]


def test_units_and_ballots_must_match() -> None:
    marks = marks_for("A", {"甲": "90"}) + marks_for("C", {"甲": "80"})

    assert refused(marks, score_rule(), (Unit("A"), Unit("B"))) == [
        "单位“B”没有任何选票。",
        "选票里的单位“C”不在参评单位中。",
    ]


def test_no_ballots_at_all_are_refused() -> None:
    assert refused([], score_rule()) == ["没有任何选票。"]


HENAN = {f"市{number}": str(60 - number) for number in range(7)} | {
    "丙市": "20",
    "丁市": "20",
    "戊市": "20",
    "己市": "10.91",
}


@pytest.mark.parametrize(
    ("ties", "places"),
    [("dense", [1, 2, 3, 4, 5, 6, 7, 8, 8, 8, 9]), ("competition", [1, 2, 3, 4, 5, 6, 7, 8, 8, 8, 11])],
)
def test_ties_leave_a_gap_or_not(ties: str, places: list[int]) -> None:
    """Henan 2008 printed 8, 8, 8, 9 for three values of 20.00 and the next of 10.91."""
    marks = [mark for unit, score in HENAN.items() for mark in marks_for(unit, {"甲": score})]

    result = tally(marks, score_rule(f"ties = '{ties}'"))

    assert [unit.rank for unit in result.units] == places
    assert [unit.unit for unit in result.units][7:] == ["丁市", "丙市", "戊市", "己市"]


def test_ties_look_at_published_or_exact_scores() -> None:
    marks = marks_for("A", {"甲": "80", "乙": "80", "丙": "81"}) + marks_for(
        "B", {"甲": "80.33", "乙": "80.33", "丙": "80.33"}
    )

    assert places_of(tally(marks, score_rule())) == {"A": 1, "B": 1}
    assert places_of(tally(marks, score_rule("compare = 'exact'"))) == {"A": 1, "B": 2}


def seated(judge: str, judge_unit: str, unit: str, score: str, criterion: str = "") -> Mark:
    return Mark(judge=judge, judge_unit=judge_unit, unit=unit, criterion=criterion, score=Decimal(score))


def test_own_unit_is_left_out_and_said_so() -> None:
    marks = [seated("甲", "A", "A", "100"), seated("乙", "", "A", "80"), seated("甲", "A", "B", "70")]

    result = tally(marks, score_rule("own_unit = 'exclude'"))

    assert scores_of(result) == {"A": "80.00", "B": "70.00"}
    assert result.excluded == (
        Excluded("甲", "", "A", "A", "", "", Decimal(100), "own_unit", "评委属于“A”，不计本单位的分。"),
    )
    assert scores_of(tally(marks, score_rule())) == {"A": "90.00", "B": "70.00"}


def test_own_unit_may_leave_nothing() -> None:
    marks = [seated("甲", "A", "A", "100")]

    assert refused(marks, score_rule("own_unit = 'exclude'")) == ["“A”没有任何有效打分。"]


def excused(judge: str, unit: str, why: Excuse, stop: str = "") -> Mark:
    return Mark(judge=judge, unit=unit, stop=stop, excused=why)


def test_recused_and_absent_judges_are_left_out_and_said_so() -> None:
    marks = [
        *marks_for("A", {"甲": "100", "乙": "80", "丙": "60"}),
        *marks_for("B", {"甲": "70", "乙": "90"}),
        excused("甲", "A", Excuse.RECUSED),
        excused("丙", "A", Excuse.ABSENT),
        excused("丁", "A", Excuse.RECUSED),
        excused("丙", "B", Excuse.ABSENT, "另一站"),
    ]

    result = tally(marks, score_rule())

    assert scores_of(result) == {"A": "80.00", "B": "80.00"}
    assert [(one.judge, one.unit, one.value, one.code, one.reason) for one in result.excluded] == [
        ("丙", "A", Decimal(60), "absent", "评委没有到这个点位，打分不计。"),
        ("甲", "A", Decimal(100), "recused", "评委回避这个点位，打分不计。"),
    ]
    assert scores_of(tally(marks, score_rule("absent = 'count'"))) == {"A": "70.00", "B": "80.00"}


def test_missing_stop_of_an_excused_judge_is_no_fault() -> None:
    rule = score_rule(tail="[ballots.missing]\nstop = 'refuse'\n")
    marks = [
        *marks_for("A", {"甲": "90", "乙": "70", "丙": "80"}),
        *marks_for("B", {"甲": "80", "乙": "60"}),
        excused("乙", "B", Excuse.RECUSED),
        excused("丙", "B", Excuse.ABSENT),
    ]

    assert scores_of(tally(marks, rule)) == {"A": "80.00", "B": "80.00"}
    assert refused(marks[:-1], rule) == ["评委“丙”没有给“B”打分。"]


def half_filled() -> list[Mark]:
    return [
        *marks_for("A", {"甲": "90", "乙": "70"}, criterion="进度"),
        *marks_for("A", {"甲": "80"}, criterion="形象"),
    ]


def test_missing_criterion_is_refused() -> None:
    assert refused(half_filled(), score_rule()) == ["评委“乙”给“A”缺“形象”的分。"]


def test_missing_criterion_may_be_skipped() -> None:
    rule = score_rule(tail="[ballots.missing]\ncriterion = 'skip'\n")

    assert scores_of(tally(half_filled(), rule)) == {"A": "80.00"}


def test_missing_criterion_may_void_the_judge_at_this_stop() -> None:
    result = tally(half_filled(), score_rule(tail="[ballots.missing]\ncriterion = 'void'\n"))

    assert scores_of(result) == {"A": "85.00"}
    assert [(one.judge, one.criterion, one.value, one.reason) for one in result.excluded] == [
        ("乙", "进度", Decimal(70), "缺“形象”的分，这个点位的打分作废。")
    ]


def test_criterion_nobody_marked_is_refused() -> None:
    tail = weights("criteria", 进度=1, 形象=1) + "[ballots.missing]\ncriterion = 'skip'\n"
    groups = weights("judge_groups", 领导=1)

    assert refused(marks_for("A", {"甲": "90"}, criterion="进度"), score_rule(tail=tail)) == [
        "“A”在“形象”上没有任何有效打分。"
    ]
    marks = [
        replace(mark, judge_group="领导", stop="一厂")
        for mark in marks_for("A", {"甲": "9"}, criterion="进度")
    ]
    assert refused(marks, score_rule(tail=tail + groups)) == [
        "“A”的“一厂”的评委组“领导”在“形象”上没有任何有效打分。"
    ]


def test_missing_stop_is_skipped_or_refused() -> None:
    marks = [
        *marks_for("A", {"甲": "90", "乙": "70"}, stop="一"),
        *marks_for("B", {"甲": "80"}, stop="二"),
    ]

    assert scores_of(tally(marks, score_rule())) == {"A": "80.00", "B": "80.00"}
    assert refused(marks, score_rule(tail="[ballots.missing]\nstop = 'refuse'\n")) == [
        "评委“乙”没有给“B”的“二”打分。"
    ]


def test_missing_stop_of_the_own_unit_is_excused() -> None:
    marks = [seated("甲", "", "A", "80"), seated("甲", "", "B", "70"), seated("乙", "A", "B", "90")]

    result = tally(marks, score_rule("own_unit = 'exclude'", "[ballots.missing]\nstop = 'refuse'\n"))

    assert scores_of(result) == {"A": "80.00", "B": "80.00"}


def test_every_bad_mark_is_listed_with_its_line() -> None:
    tail = weights("criteria", 进度=1) + weights("judge_groups", 领导=1)
    rule = score_rule("own_unit = 'exclude'", tail).text.replace("max = 100", "max = 100\nstep = 0.5")
    good = Mark(judge="甲", judge_group="领导", unit="A", criterion="进度", score=Decimal(80), line=2)
    marks = [
        good,
        replace(good, line=3),
        replace(good, judge="乙", score=Decimal("100.5"), line=4),
        replace(good, judge="乙", score=Decimal("1E+999999"), line=5),
        replace(good, judge="乙", score=Decimal("NaN"), line=6),
        replace(good, judge="乙", score=Decimal("80.25"), line=7),
        replace(good, judge="乙", score=Decimal("0.0000001"), line=8),
        replace(good, judge="乙", score=None, line=9),
        replace(good, judge="乙", judge_group="群众", line=10),
        replace(good, judge="乙", criterion="风貌", line=11),
        replace(good, judge="", line=12),
        replace(good, judge="乙", unit="", line=13),
        replace(good, judge="丙", unit="A", stop="一", judge_unit="B", line=14),
        replace(good, judge="丙", unit="A", stop="二", judge_unit="C", line=15),
    ]

    found = refused(marks, load_pack(rule))

    assert found == [
        "第2行：评委“甲”给“A”（进度）：重复打分，同一评委对同一点位同一项目只能有一个分。",
        "第3行：评委“甲”给“A”（进度）：重复打分，同一评委对同一点位同一项目只能有一个分。",
        "第4行：评委“乙”给“A”（进度）：分数100.5超出范围，应在0至100之间。",
        "第5行：评委“乙”给“A”（进度）：分数1E+999999超出范围，应在0至100之间。",
        "第6行：评委“乙”给“A”（进度）：分数NaN超出范围，应在0至100之间。",
        "第7行：评委“乙”给“A”（进度）：分数80.25不合规定，应从0起以0.5分为一档。",
        "第8行：评委“乙”给“A”（进度）：分数0.0000001的小数太长，最多6位。",
        "第9行：评委“乙”给“A”（进度）：没有分数。",
        "第10行：评委“乙”给“A”（进度）：规则里没有评委组“群众”。",
        "第11行：评委“乙”给“A”（风貌）：规则里没有评分项目“风貌”。",
        "第12行：评委“”给“A”（进度）：没有写评委。",
        "第13行：评委“乙”给“”（进度）：没有写单位。",
        "第14行：评委“丙”给“A”的“一”（进度）：这位评委的组或单位前后不一致，这里写的是组“领导”、单位“B”。",
        "第15行：评委“丙”给“A”的“二”（进度）：这位评委的组或单位前后不一致，这里写的是组“领导”、单位“C”。",
    ]


def test_check_marks_looks_at_marks_only() -> None:
    marks = [*half_filled(), *marks_for("A", {"丙": "101"})]

    assert check_marks(marks, score_rule()) == [
        Problem("out_of_scale", "评委“丙”给“A”：分数101超出范围，应在0至100之间。")
    ]


def test_invalid_ballots_say_all_in_one_text() -> None:
    error = InvalidBallots([Problem("b", "乙错。"), Problem("a", "甲错。", 3), Problem("a", "甲错。", 3)])

    assert str(error) == "选票有误：第3行：甲错。 乙错。"


def test_tally_refuses_a_pack_of_lights() -> None:
    with pytest.raises(WrongKind):
        tally([], shipped_pack("sanya-2022"))


def tour(seed: int) -> list[Mark]:
    """A tour under the demonstration city's rule, with absences, own units and half-filled ballots."""
    chance = random.Random(seed)  # noqa: S311 - test data
    groups = ("市领导", "部门", "县区")
    return [
        Mark(
            judge=f"评委{judge}",
            judge_group=groups[judge % 3],
            judge_unit=f"单位{judge}" if judge % 3 == 2 else "",
            unit=f"单位{stop % 5}",
            stop=f"点位{stop}",
            criterion=criterion,
            score=Decimal(chance.randrange(120, 201)) / 2,
        )
        for judge in range(18)
        for stop in range(12)
        for criterion in ("项目进度", "投资规模", "产业带动", "现场形象")
        if chance.random() > 0.03
    ]


UNITS = [Unit(f"单位{number}", ("县", "区", "功能区")[number % 3]) for number in range(5)]


@pytest.mark.parametrize("seed", range(12))
def test_order_of_ballots_never_matters(seed: int) -> None:
    marks = tour(seed)
    shuffled = random.Random(seed + 1).sample(marks, len(marks))  # noqa: S311 - test data
    pack = shipped_pack("guanlan-tour")

    assert result_json(tally(shuffled, pack, units=UNITS)) == result_json(tally(marks, pack, units=UNITS))


@pytest.mark.parametrize("seed", range(4))
def test_adding_a_point_everywhere_adds_a_point_to_every_unit(seed: int) -> None:
    marks = [replace(mark, score=(mark.score or Decimal(0)) - 10) for mark in tour(seed)]
    raised = [replace(mark, score=(mark.score or Decimal(0)) + 1) for mark in marks]
    pack = shipped_pack("guanlan-tour")

    before, after = tally(marks, pack, units=UNITS), tally(raised, pack, units=UNITS)

    assert [unit.score + 1 for unit in before.units] == [unit.score for unit in after.units]
    assert places_of(before) == places_of(after)
