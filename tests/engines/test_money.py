from decimal import Decimal

import pytest

from guanmo.engines.money import Headline, exact_wan_text, growth, headline, shares, wan_text

D = Decimal


@pytest.mark.parametrize(
    ("amount", "digits", "text"),
    [
        (D("6474000"), 0, "6,474,000"),
        (D("2.675"), 2, "2.68"),
        (D("0.125"), 2, "0.13"),
        (D("-0.125"), 2, "-0.13"),
        (D("0.5"), 0, "1"),
        (D("1.5"), 0, "2"),
        (D("2.5"), 0, "3"),
        (D("-0.4"), 0, "0"),
        (D("0"), 2, "0.00"),
        (D("999999.995"), 2, "1,000,000.00"),
        (D("86000"), 4, "86,000.0000"),
        (None, 2, "—"),
    ],
)
def test_wan_text_rounds_half_up_once(amount: Decimal | None, digits: int, text: str) -> None:
    assert wan_text(amount, digits) == text


@pytest.mark.parametrize(
    ("amount", "text"),
    [
        (D("12345.6780"), "12,345.678"),
        (D("8600.0000"), "8,600"),
        (D("0.0001"), "0.0001"),
        (D("-0.5"), "-0.5"),
        (D("-1234.5"), "-1,234.5"),
        (D("1E+4"), "10,000"),
        (None, "—"),
    ],
)
def test_exact_wan_text_keeps_every_yuan(amount: Decimal | None, text: str) -> None:
    assert exact_wan_text(amount) == text


@pytest.mark.parametrize(
    ("amount", "number", "unit"),
    [
        (D("6474000"), "647.40", "亿元"),
        (D("6290000"), "629.00", "亿元"),
        (D("10000"), "1.00", "亿元"),
        (D("9999.4"), "9,999", "万元"),
        # Rounded it would read 10,000 万元, which is one 亿元.
        (D("9999.5"), "1.00", "亿元"),
        (D("10050"), "1.01", "亿元"),
        (D("8650"), "8,650", "万元"),
        (D("0"), "0", "万元"),
        (D("-12345"), "-1.23", "亿元"),
        (D("-0.2"), "0", "万元"),
        (None, "—", ""),
    ],
)
def test_headline_changes_unit_at_one_yi(amount: Decimal | None, number: str, unit: str) -> None:
    assert headline(amount) == Headline(number, unit)


def test_headline_reads_as_number_and_unit() -> None:
    assert [str(headline(D(6474000))), str(headline(None))] == ["647.40 亿元", "—"]


@pytest.mark.parametrize(
    ("now", "base", "result"),
    [
        (D(15), D(12), D("0.25")),
        (D(9), D(12), D("-0.25")),
        (D(0), D(12), D(-1)),
        (D(3), D(0), None),
        (D(3), D(-2), None),
        (D(3), None, None),
        (None, D(3), None),
    ],
)
def test_growth_needs_a_base_above_zero(
    now: Decimal | None, base: Decimal | None, result: Decimal | None
) -> None:
    assert growth(now, base) == result


@pytest.mark.parametrize(
    ("parts", "digits", "shown"),
    [
        ([D(1), D(1), D(1)], 1, ["33.4", "33.3", "33.3"]),
        ([D(1), D(1), D(1)], 0, ["34", "33", "33"]),
        ([D(2), D(1)], 1, ["66.7", "33.3"]),
        ([D(0), D(5)], 1, ["0.0", "100.0"]),
        ([D("0.1"), D("0.2"), D("0.7")], 2, ["10.00", "20.00", "70.00"]),
        ([D(7)], 1, ["100.0"]),
    ],
)
def test_shares_add_up_to_a_hundred(parts: list[Decimal], digits: int, shown: list[str]) -> None:
    result = shares(parts, digits)

    assert [str(share) for share in result] == shown
    assert sum(share for share in result if share is not None) == 100


def test_shares_of_nothing_do_not_exist() -> None:
    assert shares([D(0), D(0)]) == (None, None)
    assert shares([]) == ()


def test_shares_refuse_a_negative_part() -> None:
    with pytest.raises(ValueError, match=r"^有负数的各项没有占比。$"):
        shares([D(3), D(-1)])


def test_shares_of_many_parts_stay_within_one_step() -> None:
    parts = [D(n * n) for n in range(1, 42)]

    result = shares(parts, 1)

    exact = [part * 100 / sum(parts) for part in parts]
    assert sum(share for share in result if share is not None) == 100
    assert [i for i, share in enumerate(result) if share is None or abs(share - exact[i]) >= D("0.1")] == []
