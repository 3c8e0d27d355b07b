"""Working days with the weekends that are worked and the days off that are none."""

from datetime import date

import pytest

from guanmo.engines.workdays import ARRANGEMENTS, is_working_day, working_days_after


@pytest.mark.parametrize(
    ("day", "works"),
    [
        (date(2026, 11, 24), True),
        (date(2026, 11, 28), False),
        (date(2026, 10, 1), False),
        (date(2026, 10, 10), True),
        (date(2026, 2, 14), True),
        (date(2026, 2, 23), False),
        (date(2026, 2, 24), True),
        (date(2024, 10, 1), True),
        (date(2024, 10, 5), False),
    ],
)
def test_a_day_is_worked_or_not(day: date, works: bool) -> None:  # noqa: FBT001 - a column of the table
    assert is_working_day(day) is works


@pytest.mark.parametrize(
    ("start", "count", "last"),
    [
        (date(2026, 11, 24), 5, date(2026, 12, 1)),
        (date(2026, 9, 30), 3, date(2026, 10, 10)),
        (date(2026, 11, 24), 0, date(2026, 11, 24)),
        (date(2026, 11, 28), 1, date(2026, 11, 30)),
    ],
)
def test_a_limit_counts_from_the_next_day(start: date, count: int, last: date) -> None:
    assert working_days_after(start, count) == last


def test_days_worked_are_weekends_and_outside_the_days_off() -> None:
    for year, arrangement in ARRANGEMENTS.items():
        assert [day for day in arrangement.worked if day.weekday() < 5 or day.year != year] == []
        assert [d for d in arrangement.worked if any(a <= d <= b for a, b in arrangement.off)] == []
