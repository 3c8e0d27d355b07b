from datetime import date

import pytest

from guanmo.engines.periods import InvalidMonth, Month


@pytest.mark.parametrize("text", ["2026-10", " 2026-10 ", "2026年10月"])
def test_month_reads_both_spellings(text: str) -> None:
    assert Month.parse(text) == Month(2026, 10)


def test_month_reads_one_digit() -> None:
    assert [Month.parse("2026-3"), Month.parse("2026年3月")] == [Month(2026, 3), Month(2026, 3)]


@pytest.mark.parametrize(
    "text", ["", "2026", "2026/10", "2026-13", "2026-0", "26-10", "1900-01", "2026年13月"]
)
def test_month_refuses_what_is_no_month(text: str) -> None:
    with pytest.raises(InvalidMonth):
        Month.parse(text)


def test_month_refusal_says_how_to_write_it() -> None:
    with pytest.raises(InvalidMonth) as refused:
        Month.parse("十月")

    assert str(refused.value) == "看不懂的月份“十月”，请写成 2026-10 或 2026年10月。"


def test_month_steps_over_the_year_end() -> None:
    december, january = Month(2025, 12), Month(2026, 1)

    assert (december.next(), january.previous()) == (january, december)
    assert (january.shifted(-13), january.shifted(12)) == (Month(2024, 12), Month(2027, 1))


def test_months_compare_in_time_order() -> None:
    assert sorted([Month(2026, 2), Month(2025, 12), Month(2026, 1)]) == [
        Month(2025, 12),
        Month(2026, 1),
        Month(2026, 2),
    ]


def test_month_shows_itself() -> None:
    month = Month.of(date(2026, 3, 31))

    assert (str(month), month.label, month.first_day) == ("2026-03", "2026年3月", date(2026, 3, 1))


def test_months_until_holds_both_ends() -> None:
    months = Month(2025, 11).months_until(Month(2026, 2))

    assert [str(month) for month in months] == ["2025-11", "2025-12", "2026-01", "2026-02"]
    assert list(Month(2026, 2).months_until(Month(2026, 1))) == []
