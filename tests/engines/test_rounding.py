from decimal import Decimal
from fractions import Fraction

import pytest

from guanmo.engines.rounding import RoundingMode, as_decimal, exact_text, plain, rounded

CASES = [
    # value, half_up, truncate, half_even
    ("2.675", "2.68", "2.67", "2.68"),
    ("2.665", "2.67", "2.66", "2.66"),
    ("0.125", "0.13", "0.12", "0.12"),
    ("-0.125", "-0.13", "-0.12", "-0.12"),
    ("91.2559", "91.26", "91.25", "91.26"),
    ("2.6749999", "2.67", "2.67", "2.67"),
    ("2.6750001", "2.68", "2.67", "2.68"),
    ("-0.001", "0.00", "0.00", "0.00"),
    ("7", "7.00", "7.00", "7.00"),
]


@pytest.mark.parametrize(("value", "half_up", "truncated", "half_even"), CASES)
def test_rounded_takes_the_stated_way(value: str, half_up: str, truncated: str, half_even: str) -> None:
    found = [str(rounded(Fraction(value), 2, mode)) for mode in RoundingMode]

    assert found == [half_up, truncated, half_even]


def test_rounded_is_exact_for_endless_fractions() -> None:
    assert [rounded(Fraction(1, 3), 4), rounded(Fraction(2, 3), 0)] == [Decimal("0.3333"), Decimal(1)]


def test_as_decimal_keeps_a_boundary_value_on_the_boundary() -> None:
    assert as_decimal(100 * (Fraction(58, 120) - Fraction(7, 12))) == Decimal(-10)


def test_exact_text_writes_a_fraction_where_decimals_do_not_end() -> None:
    assert [exact_text(Fraction(256, 3)), exact_text(Fraction(171, 2)), exact_text(Fraction(100))] == [
        "256/3",
        "85.5",
        "100",
    ]


def test_plain_writes_no_exponent() -> None:
    assert [plain(Decimal("1E+3")), plain(Decimal("0.500")), plain(Decimal(10))] == ["1000", "0.5", "10"]


def test_rounding_modes_have_names() -> None:
    assert [mode.label for mode in RoundingMode] == ["四舍五入", "截去尾数", "四舍六入五成双"]
