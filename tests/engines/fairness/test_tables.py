import math
import random

import numpy as np
import pytest

from guanmo.engines.fairness.connected import connected_parts, disconnected
from guanmo.engines.fairness.tables import Score, UnusableScores, cell_sums, score_table
from tests.engines.fairness.panels import panel

SMALL = panel(
    """
    乙 东县 一厂 80
    甲 西县 二厂 70
    甲 东县 一厂 90
    """
)


def test_table_does_not_depend_on_the_order_of_rows() -> None:
    shuffled = SMALL.copy()
    random.Random(1).shuffle(shuffled)  # noqa: S311 - an order, not a secret

    table, other = score_table(SMALL), score_table(shuffled)

    assert (table.judges, table.stops) == (("乙", "甲"), (("东县", "一厂"), ("西县", "二厂")))
    assert table.scores() == other.scores() == (SMALL[0], SMALL[2], SMALL[1])


def test_table_keeps_marked_rows_with_their_judges_and_stops() -> None:
    kept = score_table(SMALL).only(np.array([False, True, True]))

    assert (kept.judges, len(kept.stops)) == (("甲",), 2)
    assert kept.scores() == (SMALL[2], SMALL[1])


@pytest.mark.parametrize(
    ("scores", "code"),
    [
        ([], "no_scores"),
        ([*SMALL, SMALL[0]], "twice"),
        ([*SMALL, Score("丙", "东县", "一厂", math.nan)], "not_finite"),
    ],
)
def test_table_refuses_what_it_cannot_hold(scores: list[Score], code: str) -> None:
    with pytest.raises(UnusableScores) as refused:
        score_table(scores)

    assert refused.value.code == code


def test_cell_sums_add_within_cells() -> None:
    found = cell_sums(np.array([0, 1, 1]), 2, np.array([1, 0, 0]), 2, np.array([1.0, 2.0, 3.0]))

    assert found.tolist() == [[0, 1], [5, 0]]


def test_two_buses_are_two_parts_with_names() -> None:
    parts = connected_parts(
        [
            ("甲", ("东县", "一厂")),
            ("乙", ("西县", "二厂")),
            ("丙", ("东县", "一厂")),
            ("丙", ("东县", "三厂")),
        ]
    )

    assert [(part.judges, part.stops) for part in parts] == [
        (("丙", "甲"), (("东县", "一厂"), ("东县", "三厂"))),
        (("乙",), (("西县", "二厂"),)),
    ]
    assert str(disconnected(parts)) == (
        "打分分成互不相干的2部分，没有评委两边都看过，不能排在一起。"
        "第1部分：东县·一厂、东县·三厂（评委丙、甲）；第2部分：西县·二厂（评委乙）。"
        "请各部分分别排名，或补上至少3个共同点位、5位两边都看的评委。"
    )


def test_one_common_stop_makes_one_part() -> None:
    pairs = [("甲", ("东县", "")), ("乙", ("西县", "")), ("甲", ("西县", "")), ("乙", ("南县", ""))]

    assert len(connected_parts(pairs)) == 1
