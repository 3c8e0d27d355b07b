"""The trial of a sealed tour: what each method makes of it, how sure a place is, what wants looking at."""

from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest

from guanmo.engines.fairness import Favour, TourResult
from guanmo.engines.packs import Pack
from guanmo.observation.fairness_check_queries import Check, checks_of
from guanmo.observation.fairness_queries import NoTrial, fairness_of, trial_of
from guanmo.observation.models import Tour
from tests.cast import NOON, Cast
from tests.observation.tours import opened, rank_rule, score_rule, seal, sealed_tour, sealed_with, vote

# 丙 is strict and alone did not see the second stop, which plain and trimmed means therefore flatter.
VISITED = "[ballots.missing]\nstop = 'skip'\n"
GIVEN = {
    "孙评委": ["90", "91", "80", "70"],
    "甲": ["91", "90", "82", "72"],
    "乙": ["88", "86", "79", "72"],
    "丙": ["70", "", "61", "50"],
    "丁": ["92", "90", "79", "73"],
}


@pytest.fixture
def strict_absent(cast: Cast) -> Tour:
    return sealed_with(cast, score_rule(tables=VISITED), GIVEN)


def lines(tour: Tour) -> dict[str, tuple[int, list[int], list[int]]]:
    """Rank as sealed, ranks by the compared methods, and how many places each moves."""
    return {
        line.place.unit: (
            line.place.rank,
            [s.rank for s in line.standings],
            [s.moved for s in line.standings],
        )
        for group in fairness_of(tour).groups
        for line in group.lines
    }


def test_the_absence_of_a_strict_judge_moves_the_places(strict_absent: Tour) -> None:
    found = lines(strict_absent)

    assert found == {
        "云溪县": (1, [1, 1, 2], [0, 0, -1]),
        "青屿县": (2, [2, 2, 1], [0, 0, 1]),
        "城北区": (3, [3, 3, 3], [0, 0, 0]),
        "高新功能区": (4, [4, 4, 4], [0, 0, 0]),
    }


def test_the_page_counts_what_moved_and_says_why(strict_absent: Tour) -> None:
    found = fairness_of(strict_absent)

    said = [
        (one.unit, one.label, one.rank, one.adjusted_rank)
        for one in found.changes
        if one.method in ("sealed", "plain")
    ]
    assert (found.units, found.moved, found.marks, found.what_if) == (4, ["云溪县", "青屿县"], 19, True)
    assert said == [
        ("青屿县", "封存的结果", 2, 1),
        ("云溪县", "封存的结果", 1, 2),
        ("青屿县", "直接平均", 2, 1),
        ("云溪县", "直接平均", 1, 2),
    ]
    assert all(one.reason.endswith("。") for one in found.changes)


def test_places_come_with_range_chance_and_band(strict_absent: Tour) -> None:
    [group] = fairness_of(strict_absent).groups

    said = {line.place.unit: (line.range, line.first, line.band) for line in group.lines}
    assert said["高新功能区"] == ("第4名", "几乎没有", "第三方阵")
    assert said["云溪县"][0] == said["青屿县"][0] == "第1至第2名"
    assert said["云溪县"][2] == said["青屿县"][2] == "第一方阵"
    assert int(said["云溪县"][1].rstrip("%")) + int(said["青屿县"][1].rstrip("%")) == 100


def test_a_certain_first_place_is_told_in_words(cast: Cast) -> None:
    tour = sealed_with(
        cast,
        "mean",
        {"孙评委": ["90", "80", "70", "60"], "甲": ["91", "80", "71", "61"], "乙": ["90", "81", "70", "61"]},
    )

    [group] = fairness_of(tour).groups

    assert [line.first for line in group.lines] == ["几乎肯定", "几乎没有", "几乎没有", "几乎没有"]


def test_bars_stand_left_and_right_of_zero(strict_absent: Tour) -> None:
    bars = fairness_of(strict_absent).judges

    strict = bars[-1]
    assert [float(bar.offset) for bar in bars] == sorted((float(bar.offset) for bar in bars), reverse=True)
    assert (float(strict.offset) < -15, float(strict.start) < 50, strict.n) == (True, True, 3)
    for bar in bars:
        ends = {float(bar.start), float(bar.start) + float(bar.width)}
        assert 50.0 in {round(end, 1) for end in ends}
        assert 0 < float(bar.low) < float(bar.high) < 100


def test_parts_of_the_differences_make_a_whole(strict_absent: Tour) -> None:
    parts = fairness_of(strict_absent).parts

    assert [part.label for part in parts] == ["点位之间", "评委松紧", "其余（随机误差）"]
    assert abs(sum(part.share for part in parts) - 1) < Decimal("0.00001")


def test_the_same_seal_gives_the_same_trial(strict_absent: Tour) -> None:
    assert fairness_of(strict_absent) == fairness_of(Tour.objects.get(pk=strict_absent.pk))


def test_own_marks_are_listed_under_the_code(cast: Cast) -> None:
    """A juror moved to the county after voting: what was given to it does not count."""
    tour = opened(cast, score_rule("own_unit = 'exclude'"), jurors=4)
    for juror in tour.jurors.all():
        vote(cast, juror, "80")
    tour.jurors.model.unguarded().filter(name="甲").update(unit=cast.city.county_bureau)
    seal(cast, tour, at=NOON)

    [left_out] = fairness_of(tour).left_out

    assert (left_out.unit, left_out.stop, left_out.value) == ("青屿县", "滨海产业园", "80")
    assert left_out.code.startswith("J0")
    assert "本单位" in left_out.says


def test_wild_marks_are_listed_the_wildest_first(cast: Cast) -> None:
    calm = ["90", "80", "70", "60"]
    tour = sealed_with(
        cast,
        "mean",
        {
            "孙评委": calm,
            "甲": ["91", "81", "70", "61"],
            "乙": ["89", "81", "71", "60"],
            "丙": ["90", "80", "71", "95"],
        },
    )

    [first, *_] = fairness_of(tour).weighed

    assert (first.unit, first.value) == ("高新功能区", "95.00")
    assert first.says.startswith("按松紧应在")


def test_a_tour_under_a_fair_rule_is_no_trial(cast: Cast) -> None:
    tour = sealed_with(
        cast, "adjusted", {name: [mark or "88" for mark in marks] for name, marks in GIVEN.items()}
    )

    found = fairness_of(tour)

    assert found.what_if is False
    assert [line.standings[-1].moved for group in found.groups for line in group.lines] == [0, 0, 0, 0]


PARTED = {
    "孙评委": ["90", "80", "", ""],
    "甲": ["91", "82", "", ""],
    "乙": ["", "", "80", "70"],
    "丙": ["", "", "81", "72"],
}


@pytest.mark.parametrize(
    ("pack", "given", "says"),
    [
        (score_rule(tables=VISITED), PARTED, "互不"),
        (
            "rubric",
            {
                "孙评委": ["5", "4", "2", "2"],
                "甲": ["4", "5", "3", "1"],
                "乙": ["3", "4", "4", "2"],
                "丙": ["4", "2", "3", "3"],
            },
            "等级分",
        ),
    ],
)
def test_marks_that_carry_no_trial_are_refused(
    cast: Cast, pack: Pack | str, given: dict[str, list[str]], says: str
) -> None:
    tour = sealed_with(cast, pack, given)

    with pytest.raises(NoTrial, match=says):
        fairness_of(tour)


def test_rank_ballots_are_refused(cast: Cast) -> None:
    with pytest.raises(NoTrial, match="排名票只有先后"):
        trial_of(sealed_tour(cast, rank_rule()))


OWN_OUT = "own_unit = 'exclude'"


@pytest.mark.parametrize(
    ("label", "keys", "found", "ok", "says"),
    [
        ("打分个数", OWN_OUT, {"few_scores": ()}, True, "每个点位的打分都够数。"),
        ("打分个数", OWN_OUT, {"few_scores": (("东县", "一厂"),)}, False, "东县的一厂打分太少，得分不稳，请看误差。"),
        ("缺席", OWN_OUT, {"moved_by_shrinking": ()}, True, "松紧少校正或足额校正，得分变动都在误差之内。"),
        ("缺席", OWN_OUT, {"moved_by_shrinking": ("东县",)}, False, "东县的得分随校正多少而变，可能是手松或手紧的评委缺席。"),
        ("本单位", "", {}, False, "规则把本单位的打分也计入，封存内容不含评委单位，看不出是否偏向。"),
        ("本单位", OWN_OUT, {"homes_known": False}, False, "评委都没有参评单位，无法剔除本单位的打分；请核对评委名单。"),
        ("本单位", OWN_OUT, {"homes_known": True, "favour": None}, True, "没有评委给本单位打分。"),
        ("本单位", OWN_OUT, {"homes_known": True, "favour": Favour(5.0, 1.2, 3)}, True, "评委给本单位平均多打5.00分（误差1.20），这3个分没有计入。"),
        ("评委席位", OWN_OUT, {"units_without_judges": ()}, True, "参评单位在评委席位上没有厚薄之分。"),
        ("评委席位", OWN_OUT, {"units_without_judges": ("东县", "西县")}, False, "东县、西县没有自己的评委，其他单位有；剔除本单位打分后各单位的评委不尽相同。"),
        ("满分", OWN_OUT, {"capped": 0.1}, True, "10.0%的打分是满分。"),
        ("满分", OWN_OUT, {"capped": 0.25}, False, "25.0%的打分是满分，分数已经拉不开差距。"),
    ],
)  # fmt: skip
def test_each_check_says_what_it_found(
    strict_absent: Tour,
    label: str,
    keys: str,
    found: dict[str, Any],  # Any: fields of Checks
    ok: bool,  # noqa: FBT001 - a case
    says: str,
) -> None:
    fair = trial_of(strict_absent).fair
    assert isinstance(fair, TourResult)
    checks = checks_of(replace(fair, checks=replace(fair.checks, **found)), score_rule(keys).ballot_rule)

    assert [check for check in checks if check.label == label] == [Check(label, ok, says)]
