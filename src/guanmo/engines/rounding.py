"""Rounding of exact values, once and in the stated way.

Values are computed as fractions and turned into decimals here: half of the last place goes
away from zero (四舍五入), which Python's own `round` does not do.
"""

from decimal import ROUND_HALF_EVEN, Context, Decimal
from enum import StrEnum
from fractions import Fraction

_CONTEXT = Context(prec=28, rounding=ROUND_HALF_EVEN)


class RoundingMode(StrEnum):
    HALF_UP = "half_up"
    TRUNCATE = "truncate"
    HALF_EVEN = "half_even"

    @property
    def label(self) -> str:
        return {"half_up": "四舍五入", "truncate": "截去尾数", "half_even": "四舍六入五成双"}[self.value]


def rounded(value: Fraction, digits: int, mode: RoundingMode = RoundingMode.HALF_UP) -> Decimal:
    """The value with so many decimal places.

    >>> rounded(Fraction(2675, 1000), 2)
    Decimal('2.68')
    """
    scaled = value * 10**digits
    whole, remainder = divmod(abs(scaled.numerator), scaled.denominator)
    if _goes_up(whole, Fraction(remainder, scaled.denominator), mode):
        whole += 1
    return Decimal(whole if scaled >= 0 else -whole).scaleb(-digits, _CONTEXT)


def _goes_up(whole: int, rest: Fraction, mode: RoundingMode) -> bool:
    half = Fraction(1, 2)
    if mode is RoundingMode.TRUNCATE:
        return False
    if mode is RoundingMode.HALF_EVEN and rest == half:
        return whole % 2 == 1
    return rest >= half


def as_decimal(value: Fraction) -> Decimal:
    """The value to 28 significant digits; exact wherever that is possible.

    Compute in fractions first: then a value that lies on a boundary is still on it afterwards.
    """
    return _CONTEXT.divide(Decimal(value.numerator), Decimal(value.denominator))


def exact_text(value: Fraction) -> str:
    """Decimal notation where it ends within twelve places, otherwise `numerator/denominator`.

    >>> exact_text(Fraction(256, 3)), exact_text(Fraction(171, 2))
    ('256/3', '85.5')
    """
    if (value * 10**12).denominator != 1:
        return f"{value.numerator}/{value.denominator}"
    return plain(as_decimal(value))


def plain(value: Decimal) -> str:
    """The number without an exponent and without needless zeros."""
    text = format(value, "f")
    return text.rstrip("0").rstrip(".") if "." in text else text
