import json
from dataclasses import replace
from decimal import Decimal

import pytest

from guanmo.engines.packs import shipped_pack
from guanmo.engines.scoring import result_json, stop_working, tally, workings
from guanmo.engines.scoring.workings import MarkWorking, PanelWorking, StopWorking, UnitWorking
from tests.engines.scoring.ballots import marks_for, score_rule, weights


def test_workings_of_a_panel_show_what_was_cut() -> None:
    marks = marks_for("A", {"甲": "90", "乙": "80", "丙": "81.5", "丁": "100"}, stop="一厂", criterion="进度")

    opened = stop_working(tally(marks, shipped_pack("drop-1-1")), "A", "一厂")

    assert opened.groups[0].panels == (
        PanelWorking(
            criterion="进度",
            weight="1",
            marks=(
                MarkWorking("乙", "80", "cut_low", None, {}),
                MarkWorking("丙", "81.5", "kept", None, {}),
                MarkWorking("甲", "90", "kept", None, {}),
                MarkWorking("丁", "100", "cut_high", None, {}),
            ),
            n=4,
            kept=2,
            total="171.5",
            mean="85.75",
            value="85.75",
        ),
    )
    assert (opened.unit, opened.stop, opened.value, opened.empty_groups) == ("A", "一厂", "85.75", ())


def test_workings_keep_endless_values_exact_until_rounded() -> None:
    marks = marks_for("A", {"甲": "1", "乙": "0", "丙": "0"})

    plain = workings(tally(marks, score_rule()))
    early = workings(tally(marks, score_rule(rounding="criterion = 1\nresult = 2")))

    assert [one.groups[0].panels[0].mean for one in (plain.stops[0], early.stops[0])] == ["1/3", "1/3"]
    assert [one.groups[0].panels[0].value for one in (plain.stops[0], early.stops[0])] == ["1/3", "0.3"]
    assert [one.units[0].score for one in (plain, early)] == ["0.33", "0.30"]


def test_workings_of_totals_show_their_parts() -> None:
    tail = weights("criteria", 进度=3, 形象=1) + "[ballots.trim]\nhigh = 1\nlow = 0\nof = 'total'\n"
    marks = marks_for("A", {"甲": "90", "乙": "80"}, criterion="进度") + marks_for(
        "A", {"甲": "70", "乙": "60"}, criterion="形象"
    )

    panel = workings(tally(marks, score_rule(tail=tail))).stops[0].groups[0].panels[0]

    assert panel.marks == (
        MarkWorking("乙", "75", "kept", None, {"进度": "80", "形象": "60"}),
        MarkWorking("甲", "85", "cut_high", None, {"进度": "90", "形象": "70"}),
    )


def test_workings_of_a_unit_name_its_stops_and_who_it_ties_with() -> None:
    marks = [
        *marks_for("A", {"甲": "90"}, stop="一"),
        *marks_for("A", {"甲": "80"}, stop="二"),
        *marks_for("B", {"甲": "85"}, stop="三"),
        *marks_for("C", {"甲": "60"}, stop="四"),
    ]

    opened = workings(tally(marks, score_rule()))

    assert opened.units == (
        UnitWorking("A", "", ("一", "二"), ("90", "80"), "mean", "85", "85.00", 1, ("B",)),
        UnitWorking("B", "", ("三",), ("85",), "mean", "85", "85.00", 1, ("A",)),
        UnitWorking("C", "", ("四",), ("60",), "mean", "60", "60.00", 3, ()),
    )
    assert (opened.title, opened.total) == ("试行", "230")


def test_units_of_other_groups_are_no_ties() -> None:
    groups = "[[ballots.unit_groups]]\nname = '县'\nunits = ['A']\n[[ballots.unit_groups]]\nname = '区'\nunits = ['B']\n"
    marks = marks_for("A", {"甲": "90"}) + marks_for("B", {"甲": "90"})

    opened = workings(tally(marks, score_rule(tail=groups)))

    assert [(unit.rank, unit.tied_with) for unit in opened.units] == [(1, ()), (1, ())]


def test_workings_name_groups_without_marks() -> None:
    tail = weights("judge_groups", 领导=60, 部门=40) + "[ballots.missing]\njudge_group = 'reweight'\n"
    marks = [replace(mark, judge_group="领导") for mark in marks_for("A", {"甲": "90"})]

    opened = workings(tally(marks, score_rule(tail=tail))).stops[0]

    assert [(group.judge_group, group.weight, group.value) for group in opened.groups] == [
        ("领导", "60", "90")
    ]
    assert opened.empty_groups == ("部门",)


def test_stop_working_of_an_unknown_stop() -> None:
    result = tally(marks_for("A", {"甲": "90"}, stop="一厂"), score_rule())

    with pytest.raises(LookupError) as unknown:
        stop_working(result, "A", "二厂")

    assert str(unknown.value) == "结果里没有“A”的“二厂”。"
    assert isinstance(stop_working(result, "A", "一厂"), StopWorking)


def test_result_json_is_plain_and_complete() -> None:
    pack = score_rule("own_unit = 'exclude'")
    marks = marks_for("A", {"甲": "90.25"}, stop="一厂")
    marks += [replace(mark, judge_unit="A") for mark in marks_for("A", {"乙": "99.5"}, stop="一厂")]

    data = result_json(tally(marks, pack))

    assert json.loads(json.dumps(data)).keys() == {"units", "stops", "excluded", "rule", "workings"}
    assert data["units"] == [{"unit": "A", "group": "", "score": 90.25, "rank": 1}]
    assert data["stops"] == [{"stop": "一厂", "unit": "A", "n": 1, "score": 90.25}]
    assert data["rule"] == {"id": "trial", "hash": pack.hash}
    assert data["excluded"] == [
        {
            "judge": "乙",
            "judge_group": "",
            "judge_unit": "A",
            "unit": "A",
            "stop": "一厂",
            "criterion": "",
            "value": 99.5,
            "code": "own_unit",
            "reason": "评委属于“A”，不计本单位的分。",
        }
    ]


def test_workings_recompute_the_published_score() -> None:
    """What a person with a pocket calculator would do from the workings alone."""
    marks = marks_for("A", {"甲": "90", "乙": "80.5", "丙": "81", "丁": "70", "戊": "99"}, stop="一厂")

    opened = workings(tally(marks, shipped_pack("drop-1-1")))

    kept = [Decimal(mark.value) for mark in opened.stops[0].groups[0].panels[0].marks if mark.use == "kept"]
    assert (sum(kept) / len(kept)).quantize(Decimal("0.01")) == Decimal(opened.units[0].score)
