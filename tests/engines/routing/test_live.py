"""The day as it goes: records stand, the rest is expected; the worked table of docs/algorithms/live-itinerary.md."""

from pathlib import Path

import pytest

from guanmo.engines.routing.itinerary import timed_plan
from guanmo.engines.routing.live import NOTHING, LiveDay, Log, Seen, live_day, live_days, troubles
from guanmo.engines.routing.model import Rules, Window
from guanmo.engines.routing.wording import clock, minutes
from tests.engines.routing.small_tours import line_tour

PAGE = Path(__file__).resolve().parents[3] / "docs/algorithms/live-itinerary.md"
TOUR = line_tour(rules=Rules(boarding_min=3, buffer=0.1))
ORDER = ("甲", "乙", "食堂", "丙", "丁")
WORKED = Log(500, {"甲": Seen(515, 570), "乙": Seen(581)})


def table() -> list[list[str]]:
    lines = [line for line in PAGE.read_text(encoding="utf-8").splitlines() if line.startswith("| ")]
    return [[cell.strip() for cell in line.strip("|").split("|")] for line in lines[1:]]


def moments(day: LiveDay) -> dict[str, tuple[float, float]]:
    return {one.visit.id: (one.visit.arrive, one.visit.leave) for one in day.halts}


def test_the_day_is_the_worked_table() -> None:
    day = live_day(TOUR, 0, ORDER, WORKED, 760)

    rows = [
        [
            one.visit.id,
            clock(one.visit.arrive),
            clock(one.visit.start),
            clock(one.visit.leave),
            minutes(one.too_late),
        ]
        for one in day.halts
    ]
    assert rows == table()
    assert (day.plan.drive_back, clock(day.plan.back_at), day.over, day.lateness) == (44, "15:52", 0, 10)
    assert [one.message for one in troubles(day)] == ["“食堂”预计12:40才开始，超过最晚开始时间10分钟。"]
    assert [(one.is_reached, one.is_left) for one in day.halts[:3]] == [
        (True, True),
        (True, False),
        (False, False),
    ]
    assert day.reached == 2


def test_without_records_the_day_is_the_itinerary() -> None:
    assert live_day(TOUR, 0, ORDER, NOTHING, None).plan == timed_plan(TOUR, (ORDER,)).days[0]


def test_departure_that_is_due_is_now_and_an_early_hour_changes_nothing() -> None:
    late, early = (live_day(TOUR, 0, ORDER, NOTHING, now) for now in (495, 400))

    assert (late.plan.depart, late.plan.visits[0].arrive) == (495, 506)
    assert early.plan == timed_plan(TOUR, (ORDER,)).days[0]
    assert not late.has_departed


def test_waiting_for_lunch_takes_up_a_delay() -> None:
    day = live_day(TOUR, 0, ORDER, Log(500, {"甲": Seen(515, 570)}), 572)

    assert moments(day)["乙"] == (581, 614)
    assert moments(day)["食堂"] == (614, 750)
    assert day.lateness == 0


def test_what_was_not_written_down_lies_before_the_next_record() -> None:
    """Somebody forgot both moments at 甲; 乙 was reached sooner than 甲 could have been left."""
    day = live_day(TOUR, 0, ORDER, Log(None, {"乙": Seen(510)}), 520)

    assert moments(day)["甲"] == (491, 510)
    assert day.has_departed
    assert day.halts[0].is_left
    assert moments(day)["乙"] == (510, 543)


def test_leaving_before_the_doors_open_leaves_nothing_to_wait() -> None:
    log = Log(480, {"甲": Seen(491, 524), "乙": Seen(535, 568), "食堂": Seen(568, 600)})

    lunch = live_day(TOUR, 0, ORDER, log, 601).halts[2].visit

    assert (lunch.start, lunch.leave, lunch.wait) == (600, 600, 32)


def test_late_return_is_told_until_the_convoy_is_back() -> None:
    log = Log(480, {"丁": Seen(1000, 1050)})

    expected = live_day(TOUR, 0, ("丁",), log, 1051)
    back = live_day(TOUR, 0, ("丁",), Log(480, log.halts, 1095), 1095)

    assert [one.message for one in troubles(expected)] == ["第1天预计18:14才返回，超过最晚返回时间14分钟。"]
    assert (back.over, back.is_back, back.plan.back_at) == (0, True, 1095)


def test_place_closed_all_day_is_not_late() -> None:
    tour = line_tour(sites={"甲": {"windows": ()}, "乙": {"windows": (Window(480, 485),)}})

    day = live_day(tour, 0, ("甲", "乙"), NOTHING, None)

    assert [one.too_late for one in day.halts] == [0, 45]


@pytest.mark.parametrize(("today", "late"), [(0, [True, False]), (1, [False, True])])
def test_now_belongs_to_one_day(today: int, late: list[bool]) -> None:
    days = live_days(line_tour(days=2), (("甲", "食堂"), ("丙", "食堂")), {}, today, 600)

    assert [day.plan.depart == 600 for day in days] == late
