"""The last day of a written deadline."""

from datetime import date

import pytest

from guanmo.engines.text.deadlines import last_day

SAID = date(2026, 5, 6)


@pytest.mark.parametrize(
    ("written", "day"),
    [
        ("2026-06-30", "2026-06-30"),
        ("6月底前", "2026-06-30"),
        ("6月15日前", "2026-06-15"),
        ("今年2月末", "2026-02-28"),
        ("明年2月底前", "2027-02-28"),
        ("2028年2月底", "2028-02-29"),
        ("3月10日之前", "2027-03-10"),
        ("年底前", "2026-12-31"),
        ("年内", "2026-12-31"),
        ("明年年底", "2027-12-31"),
        ("2027年底前", "2027-12-31"),
        ("上半年", "2026-06-30"),
        ("明年上半年", "2027-06-30"),
    ],
)
def test_a_deadline_that_names_a_day(written: str, day: str) -> None:
    assert last_day(written, SAID) == date.fromisoformat(day)


@pytest.mark.parametrize(
    "written", ["", "尽快", "每季度", "春节前", "6月前", "13月底前", "2月30日前", "2026-02-30", "0000-01-01"]
)
def test_a_deadline_that_names_none(written: str) -> None:
    assert last_day(written, SAID) is None


def test_without_the_day_it_was_said_only_a_written_year_tells() -> None:
    assert (last_day("6月底前", None), last_day("2027年6月底前", None)) == (None, date(2027, 6, 30))
