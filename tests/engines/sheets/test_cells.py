"""Cells as people type them: cells_amounts.csv and cells_dates.csv say what each must be read as."""

import csv
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from guanmo.engines.periods import Month
from guanmo.engines.sheets import (
    Amount,
    Precision,
    Standing,
    WrittenDate,
    WrittenMonth,
    parse_amount,
    parse_date,
    parse_month,
)
from guanmo.engines.sheets.amounts import plain_number

SAYS_NOTHING = {"空": Standing.BLANK, "不适用": Standing.NOT_APPLICABLE}


def table(name: str) -> list[dict[str, str]]:
    path = Path(__file__).with_name(name)
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


AMOUNTS, DATES = table("cells_amounts.csv"), table("cells_dates.csv")


def test_tables_hold_three_hundred_cells() -> None:
    assert len(AMOUNTS) + len(DATES) >= 300
    for rows in AMOUNTS, DATES:
        keys = [(row["text"], row.get("unit"), row.get("year")) for row in rows]
        assert len(set(keys)) == len(keys)


@pytest.mark.parametrize("row", AMOUNTS, ids=lambda row: f"{row['text']!r} {row['unit']}")
def test_amount_is_read_as_the_table_says(row: dict[str, str]) -> None:
    found = parse_amount(row["text"], unit=row["unit"] or None)

    if row["wan"]:
        assert found == Amount(Standing.VALUE, Decimal(row["wan"]))
        assert "E" not in str(found.wan)
    elif row["says"] in SAYS_NOTHING:
        assert found == Amount(SAYS_NOTHING[row["says"]])
    else:
        assert (found.standing, found.wan) == (Standing.UNCLEAR, None)
        assert row["says"] in found.question


@pytest.mark.parametrize("row", DATES, ids=lambda row: f"{row['text']!r} {row['year']}")
def test_date_is_read_as_the_table_says(row: dict[str, str]) -> None:
    found = parse_date(row["text"], year=int(row["year"]) if row["year"] else None)

    if row["first"]:
        span = date.fromisoformat(row["first"]), date.fromisoformat(row["last"])
        assert found == WrittenDate(Standing.VALUE, *span, Precision(row["precision"]))
    elif row["says"] in SAYS_NOTHING:
        assert found == WrittenDate(SAYS_NOTHING[row["says"]])
    else:
        assert (found.standing, found.first, found.last) == (Standing.UNCLEAR, None, None)
        assert row["says"] in found.question


@pytest.mark.parametrize(
    ("text", "month"),
    [
        ("2026.3", Month(2026, 3)),
        ("2026-03-15", Month(2026, 3)),
        ("2026年3月底", Month(2026, 3)),
        ("202612", Month(2026, 12)),
        ("46096", Month(2026, 3)),
    ],
)
def test_month_is_read_from_a_month_or_a_day(text: str, month: Month) -> None:
    assert parse_month(text) == WrittenMonth(Standing.VALUE, month)


@pytest.mark.parametrize("text", ["2026年", "2026年一季度", "2026年上半年"])
def test_month_is_asked_where_only_a_longer_span_is_written(text: str) -> None:
    assert parse_month(text) == WrittenMonth(
        Standing.UNCLEAR, question=f"“{text}”没有写到月份，请写成 2026年3月 这样。"
    )


def test_month_passes_on_what_the_date_says() -> None:
    assert parse_month("") == WrittenMonth(Standing.BLANK)
    assert parse_month("待定").question == "“待定”不是日期，请写成 2026-03-15 或 2026年3月。"


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("1,234.50", Decimal("1234.50")),
        ("１４", Decimal(14)),
        ("-3", Decimal(-3)),
        ("1e3", Decimal(1000)),
        ("14项", None),
        ("14万", None),
        ("1 4", None),
        ("", None),
        ("1" * 41, None),
    ],
)
def test_plain_number_has_no_unit(text: str, number: Decimal | None) -> None:
    assert plain_number(text) == number


@given(st.integers(-(10**12), 10**12), st.sampled_from(["元", "千元", "万元", "百万元", "亿元"]))
def test_amount_is_exact_whatever_the_unit(number: int, unit: str) -> None:
    wan = {"元": "0.0001", "千元": "0.1", "万元": "1", "百万元": "100", "亿元": "10000"}[unit]

    for text in f"{number}{unit}", f"{number:,}{unit}":
        assert parse_amount(text, unit="公里").wan == number * Decimal(wan)
    assert parse_amount(str(number), unit=unit).wan == number * Decimal(wan)


@given(st.dates(date(1950, 1, 1), date(2090, 12, 31)))
def test_day_is_the_same_in_every_writing(day: date) -> None:
    plain = f"{day.year}年{day.month}月{day.day}日"
    wide = plain.translate({ord(str(digit)): chr(0xFF10 + digit) for digit in range(10)})

    for text in day.isoformat(), f"{day:%Y/%m/%d}", f"{day:%Y%m%d}", plain, wide:
        assert parse_date(text) == WrittenDate(Standing.VALUE, day, day, Precision.DAY)


@given(st.integers(20_000, 72_000))
def test_serial_date_counts_days_as_excel_does(serial: int) -> None:
    assert parse_date(str(serial)).first == date(1899, 12, 30) + timedelta(days=serial)


@given(st.text(max_size=60))
def test_no_cell_raises(text: str) -> None:
    """Whatever stands in a cell is a value, nothing, or a question in words."""
    for found in parse_amount(text, unit="万元"), parse_date(text), parse_month(text):
        assert bool(found.question) == (found.standing is Standing.UNCLEAR)
