"""Each site left out has its reason."""

from collections.abc import Mapping

import pytest

from guanmo.engines.routing.leaving_out import left_out
from guanmo.engines.routing.model import Rules, Sequences, Window
from tests.engines.routing.small_tours import line_tour

PLAN: Sequences = (("甲", "食堂", "乙"),)


@pytest.mark.parametrize(
    ("rules", "ding", "reason", "extra"),
    [
        ({}, {"never": True}, "规定不去。", None),
        ({}, {"windows": ()}, "这几天都不开放。", None),
        ({}, {"windows": (Window(480, 510),)}, "时间不够：最省时也要再多10分钟（排在第1天最先）。", 10),
        ({}, {"visit_min": 300}, "时间不够：最省时也要再多60分钟（排在第1天“食堂”之后）。", 60),
        ({"max_stops_a_day": 2}, {}, "时间排得下，但会违反规则：第1天安排了3个点位，每天最多2个。", 0),
        ({}, {"prize": 0}, "时间排得下（排在第1天“甲”之后），但绕路的代价高于它的权重。", 0),
    ],
)
def test_the_reason_is_named(
    rules: Mapping[str, int], ding: Mapping[str, object], reason: str, extra: float | None
) -> None:
    tour = line_tour(rules=Rules(**rules), sites={"丁": ding, "丙": {"never": True}})  # type: ignore[arg-type]  # fields of the table

    found = {one.id: one for one in left_out(tour, PLAN)}

    assert list(found) == ["丙", "丁"]
    assert (found["丁"].reason, found["丁"].extra_minutes) == (reason, extra)


def test_days_that_miss_a_window_offer_no_place() -> None:
    tour = line_tour(sites={"甲": {"windows": (Window(480, 485),)}, "乙": {"day_windows": {2: ()}}}, days=2)

    found = {one.id: one.reason for one in left_out(tour, (("甲", "食堂"), ("乙", "食堂")))}

    assert found["丙"] == "这几天都不开放。"


def test_only_days_on_which_a_site_is_open_count() -> None:
    tour = line_tour(sites={"丁": {"day_windows": {1: ()}, "visit_min": 500}}, days=2)

    found = {one.id: one for one in left_out(tour, (("甲", "食堂"), ("乙", "食堂", "丙")))}

    assert found["丁"].reason.endswith("（排在第2天“食堂”之后）。")
