"""The pinned day, and the city's day."""

from datetime import UTC, date, datetime

from pytest_django.fixtures import Settings

from guanmo.foundation import clock


def test_now_stands_on_the_pinned_day(settings: Settings) -> None:
    settings.GUANMO_TODAY = "2026-11-24"

    now = clock.now()

    assert (now.tzinfo, now.date()) == (clock.CITY_ZONE, date(2026, 11, 24))


def test_now_is_the_machines_moment_without_a_pin(settings: Settings) -> None:
    settings.GUANMO_TODAY = ""

    before, now, after = clock.machine_now(), clock.now(), clock.machine_now()

    assert before <= now <= after


def test_machine_now_ignores_the_pin(settings: Settings) -> None:
    settings.GUANMO_TODAY = "1999-01-01"

    assert clock.machine_now().year > 2000


def test_today_is_the_pinned_day(settings: Settings) -> None:
    settings.GUANMO_TODAY = "2026-02-28"

    assert clock.today() == date(2026, 2, 28)


def test_day_of_an_evening_in_utc_is_the_next_day_in_the_city() -> None:
    assert clock.day_of(datetime(2026, 12, 31, 16, 0, tzinfo=UTC)) == date(2027, 1, 1)


def test_day_of_an_afternoon_in_utc_is_the_same_day_in_the_city() -> None:
    assert clock.day_of(datetime(2026, 12, 31, 15, 59, tzinfo=UTC)) == date(2026, 12, 31)
