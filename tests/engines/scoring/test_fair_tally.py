"""Fair rules from ballots to JSON: what counts, what is refused, what stays of the official tally."""

import json
from dataclasses import replace

import pytest

from guanmo.engines.fairness import Judge, Method, Policy, RatedTour, Score, TourResult, score_tour
from guanmo.engines.packs import Pack, load_pack, shipped_pack
from guanmo.engines.scoring import InvalidBallots, Mark, read_ballots, result_json, rule_sentences, tally
from guanmo.engines.scoring.comparing import METHOD_LABELS, order_changes
from guanmo.engines.scoring.fair_tally import FairTour
from tests.engines.scoring.ballots import score_rule, weights
from tests.engines.scoring.juries import UNITS, fair_rule, jury


def adjusted(marks: list[Mark], pack: Pack) -> TourResult:
    fair = tally(marks, pack).fair
    assert isinstance(fair, TourResult)
    return fair


def scores_of(marks: list[Mark]) -> list[Score]:
    return [Score(mark.judge, mark.unit, mark.stop, float(mark.score or 0)) for mark in marks]


def test_tally_publishes_the_fair_values() -> None:
    marks = jury()
    judges = [Judge(f"评委{n}", UNITS[n] if n < 3 else "") for n in range(10)]

    result = tally(marks, fair_rule("own_unit = 'exclude'"))

    direct = score_tour(scores_of(marks), judges=judges, policy=Policy(draws=1000, most=100))
    assert isinstance(result.fair, TourResult)
    assert (result.fair.units, result.fair.stops) == (direct.units, direct.stops)
    assert (result.fair.judges, result.fair.checks) == (direct.judges, direct.checks)
    assert [(unit.unit, float(unit.score)) for unit in result.units] == [
        (unit.unit, pytest.approx(unit.value, abs=0.005)) for unit in direct.units
    ]
    assert [float(stop.score) for stop in result.stops] == pytest.approx(
        [
            stop.adjusted
            for stop in sorted(direct.stops, key=lambda one: [s.unit for s in result.stops].index(one.unit))
        ],
        abs=0.005,
    )
    assert {one.code for one in result.excluded} == {"own_unit"}


def test_own_marks_tell_of_favour_without_counting() -> None:
    calm = adjusted(jury(), fair_rule("own_unit = 'exclude'"))
    favoured = adjusted(jury(own=6), fair_rule("own_unit = 'exclude'"))

    assert [unit.value for unit in favoured.units] == [unit.value for unit in calm.units]
    assert favoured.checks.favour is not None
    assert calm.checks.favour is not None
    assert favoured.checks.favour.size - calm.checks.favour.size > 4
    assert len(favoured.left_out) == favoured.checks.favour.scores


def test_criteria_become_one_score_by_weight() -> None:
    marks = jury(criteria=("进度", "形象"))
    pack = fair_rule("", weights("criteria", 进度=60, 形象=40))
    given = {(mark.judge, mark.unit, mark.stop, mark.criterion): float(mark.score or 0) for mark in marks}

    result = adjusted(marks, pack)
    added = adjusted(marks, fair_rule("combine = 'sum'", weights("criteria", 进度=6, 形象=4)))

    for one in result.explain:
        key = (one.score.judge, one.score.unit, one.score.stop)
        assert one.score.value == pytest.approx(0.6 * given[*key, "进度"] + 0.4 * given[*key, "形象"])
    assert [one.score.value for one in added.explain] == pytest.approx(
        [10 * one.score.value for one in result.explain]
    )


def test_missing_criteria_are_averaged_over_those_given() -> None:
    marks = jury(criteria=("进度", "形象"))
    pack = fair_rule("", weights("criteria", 进度=60, 形象=40) + "[ballots.missing]\ncriterion = 'skip'\n")

    result = adjusted([mark for mark in marks if (mark.judge, mark.criterion) != ("评委4", "形象")], pack)

    given = {
        (m.unit, m.stop): float(m.score or 0) for m in marks if (m.judge, m.criterion) == ("评委4", "进度")
    }
    found = {(o.score.unit, o.score.stop): o.score.value for o in result.explain if o.score.judge == "评委4"}
    assert found == given


def test_marks_of_half_filled_ballots_tell_nothing() -> None:
    marks = jury(criteria=("进度", "形象"))
    tail = weights("criteria", 进度=60, 形象=40) + "[ballots.missing]\ncriterion = 'void'\n"

    result = tally([m for m in marks if (m.judge, m.criterion) != ("评委4", "形象")], fair_rule(tail=tail))

    assert {one.code for one in result.excluded} == {"incomplete"}
    assert isinstance(result.fair, TourResult)
    assert "评委4" not in {judge.judge for judge in result.fair.judges}
    assert result.fair.left_out == ()


def test_judge_groups_and_trim_reach_the_policy() -> None:
    pack = fair_rule(
        tail=weights("judge_groups", 领导=70, 部门=30)
        + "[ballots.trim]\nhigh = 2\nlow = 0\ntoo_few = 'keep_all'\n"
    )

    result = adjusted(jury(), pack)

    for stop in result.stops:
        of_leaders = [
            one.share
            for one in result.explain
            if (one.score.unit, one.score.stop) == (stop.unit, stop.stop) and int(one.score.judge[-1]) % 2
        ]
        assert sum(of_leaders) == pytest.approx(0.7)
    assert all(stop.trimmed <= stop.plain for stop in result.stops)
    assert any(stop.trimmed < stop.plain for stop in result.stops)


def test_two_buses_are_refused_with_their_parts() -> None:
    marks = [mark for mark in jury() if (mark.unit < "南") == (int(mark.judge[-1]) < 5)]

    with pytest.raises(InvalidBallots) as refused:
        tally(marks, fair_rule())

    assert [problem.code for problem in refused.value.problems] == ["disconnected"]
    assert "互不相干的2部分" in refused.value.problems[0].message


def test_json_keeps_what_it_had_and_adds_how_sure_it_is() -> None:
    marks = jury(own=6)
    official = result_json(tally(marks, score_rule("own_unit = 'exclude'")))

    data = json.loads(json.dumps(result_json(tally(marks, fair_rule("own_unit = 'exclude'")))))

    assert set(official) <= set(data)
    assert data["excluded"] == official["excluded"]
    assert set(data) - set(official) == {"judges", "variances", "checks", "order_changes", "explain"}
    first = data["units"][0]
    assert first["range"][0] == 1
    assert first["band"] == 1
    assert 0 < first["p_first"] <= first["p_top3"] == 1
    assert set(first["ranks"]) == {method.value for method in Method}
    assert {"plain", "trimmed", "adjusted", "se"} <= set(data["stops"][0])
    assert {"judge", "offset", "se", "flags"} <= set(data["judges"][0])
    assert set(data["variances"]) == {"stop", "judge", "residual"}
    assert data["checks"]["favour"]["scores"] == len(data["checks"]["left_out"])
    assert len(data["explain"]) == len(marks) - len(data["excluded"])
    assert all("share" in step for step in data["checks"]["weighed_down"])


def test_same_marks_same_bytes() -> None:
    marks = jury()

    texts = {
        json.dumps(result_json(tally(order, fair_rule())))
        for order in (marks, marks[::-1], sorted(marks, key=lambda m: m.stop))
    }

    assert len(texts) == 1


def test_unknown_favour_is_nothing() -> None:
    data = result_json(tally([replace(mark, judge_unit="") for mark in jury()], fair_rule()))

    checks = data["checks"]
    assert isinstance(checks, dict)
    assert (checks["favour"], checks["homes_known"]) == (None, False)


GRADES = (
    "judge,judge_unit,unit,stop,criterion,score\n"
    + "\n".join(
        f"评委{judge},{'东县' if judge == 0 else ''},{unit},{stop},{criterion},{grade}"
        for judge in range(6)
        for place, (unit, stop) in enumerate([("东县", "一"), ("东县", "二"), ("西县", "三"), ("西县", "四")])
        for number, criterion in enumerate(("进度", "形象"))
        for grade in ["差中良优"[max(0, min(3, (judge * 2 + place * 3 + number) % 5 - 1 + (place > 1)))]]
    )
    + "\n"
)


def test_words_of_a_rubric_are_read_and_rated() -> None:
    pack = shipped_pack("rubric-4")
    marks, problems = read_ballots(GRADES.encode(), pack)

    result = tally(marks, pack)

    assert problems == []
    assert {mark.score for mark in marks} == {1, 2, 3, 4}
    assert isinstance(result.fair, RatedTour)
    assert [unit.unit for unit in result.units] == [unit.unit for unit in result.fair.units]
    assert len([one for one in result.excluded if one.judge == "评委0"]) == 4
    data = json.loads(json.dumps(result_json(result)))
    assert set(data["judges"][0]) == {"judge", "unit", "group", "n", "severity", "se", "infit", "flags"}
    assert data["stops"][0]["fair_average"] == data["stops"][0]["adjusted"]
    assert set(data["criteria"]) == {"进度", "形象"}
    assert len(data["steps"]) == len(data["grades"]) - 1
    assert set(data["units"][0]["ranks"]) == {"plain", "trimmed", "adjusted", "orders"}
    assert set(data["checks"]) == {"reliability", "deviance", "few_scores"}


def test_a_word_that_is_no_grade_is_pointed_out() -> None:
    marks, problems = read_ballots(
        "judge,unit,score\n甲,东县,很好\n乙,东县,优\n".encode(), shipped_pack("rubric-4")
    )

    assert [mark.score for mark in marks] == [4]
    assert [str(problem) for problem in problems] == ["第2行：分数“很好”看不懂，应是数字。"]


def test_words_mean_nothing_without_a_rubric() -> None:
    _, problems = read_ballots("judge,unit,score\n甲,东县,优\n".encode(), shipped_pack("mean"))

    assert [problem.code for problem in problems] == ["figure"]


def test_a_fair_rule_reads_ballots_that_name_no_units_of_judges() -> None:
    data = "judge,unit,score\n甲,东县,80\n".encode()

    assert read_ballots(data, shipped_pack("adjusted"))[1] == []
    assert [p.code for p in read_ballots(data, score_rule("own_unit = 'exclude'"))[1]] == ["column"]


def unit_changes(tour: FairTour, method: Method) -> dict[str, str]:
    return {one.unit: one.reason for one in order_changes(tour) if one.method == method.value}


def test_order_changes_are_all_and_only_those_that_change() -> None:
    fair = adjusted(jury(own=6, seed=3), fair_rule("own_unit = 'exclude'"))
    shuffled = [
        replace(unit, ranks={method: unit.rank + (method is not Method.ADJUSTED) for method in Method})
        for unit in fair.units
    ]
    weighed = replace(
        fair,
        units=tuple(shuffled),
        stops=tuple(replace(stop, lenience=-0.5 if stop.unit == "东县" else 0.25) for stop in fair.stops),
        explain=tuple(replace(one, weight=0.5 if one.score.unit == "东县" else 1.0) for one in fair.explain),
    )

    assert len(order_changes(weighed)) == 5 * len(UNITS)
    assert {(one.unit, one.method) for one in order_changes(fair)} == {
        (unit.unit, method.value)
        for unit in fair.units
        for method, rank in unit.ranks.items()
        if rank != unit.rank
    }
    count = sum(one.score.unit == "东县" for one in fair.explain)
    assert unit_changes(weighed, Method.PLAIN)["东县"] == (
        f"{gap(weighed, '东县', Method.PLAIN)}：给它打分的评委平均偏严0.50分，另有{count}个反常的分降低了比重。"
    )
    assert {method: unit_changes(weighed, method)["西县"] for method in Method if method != "adjusted"} == {
        Method.PLAIN: f"{gap(weighed, '西县', Method.PLAIN)}：给它打分的评委平均偏松0.25分。",
        Method.TRIMMED: f"{gap(weighed, '西县', Method.TRIMMED)}：给它打分的评委平均偏松0.25分。",
        Method.ORDERS: "不看分差，只看先后。",
        Method.UNSHRUNK: f"{gap(weighed, '西县', Method.UNSHRUNK)}：打分少的评委，松紧只校正一部分。",
        Method.WITH_OWN: f"{gap(weighed, '西县', Method.WITH_OWN)}：本单位评委的分计入，松紧没有校正。",
    }


def gap(tour: FairTour, name: str, method: Method) -> str:
    """How the sentence of a change begins: by how much the score differs."""
    [unit] = [one for one in tour.units if one.unit == name]
    return f"得分相差{max(unit.values[method], unit.value) - min(unit.values[method], unit.value):.2f}分"


def test_methods_are_named_as_the_pages_say_them() -> None:
    assert [METHOD_LABELS[method] for method in Method] == [
        "直接平均", "去掉最高最低分", "校正松紧", "松紧足额校正", "只看每位评委排出的先后", "本单位打分也计入",
    ]  # fmt: skip


def test_order_changes_of_a_rated_tour_name_the_grades() -> None:
    pack = shipped_pack("rubric-4")
    fair = tally(read_ballots(GRADES.encode(), pack)[0], pack).fair
    assert isinstance(fair, RatedTour)
    moved = replace(
        fair, units=tuple(replace(unit, ranks={Method.PLAIN: unit.rank + 1}) for unit in fair.units)
    )

    assert unit_changes(moved, Method.PLAIN) == {
        unit.unit: f"{gap(moved, unit.unit, Method.PLAIN)}：到场评委宽严与全体不同，等级之间的距离也不一样。"
        for unit in moved.units
    }


@pytest.mark.parametrize(
    ("pack", "sentence"),
    [
        (shipped_pack("adjusted"), "还回去再平均；反常的分降低比重，合计不超过5%。"),
        (
            load_pack(shipped_pack("adjusted").text.replace("robust = true", "robust = false")),
            "还回去再平均。",
        ),
        (shipped_pack("rubric-4"), "取一位宽严适中的评委会给的等级。"),
    ],
)
def test_sentences_say_how_strictness_is_taken_off(pack: Pack, sentence: str) -> None:
    assert [one for one in rule_sentences(pack.ballot_rule) if one.endswith(sentence)] != []
