"""Amounts and shares in a reason: exact, so that what lies just below a floor does not read as equal to it."""

from decimal import Decimal
from fractions import Fraction

from guanmo.engines.rounding import plain

WAN_PER_YI = 10_000
_SHARES = {
    Fraction(1, 2): "一半",
    Fraction(1, 3): "三分之一",
    Fraction(2, 3): "三分之二",
    Fraction(1): "全部",
}


def yi_text(amount: Decimal) -> str:
    """An amount of 万元 in 亿元 from one of them on, in 万元 below it; no digit is dropped.

    >>> yi_text(Decimal(15000)), yi_text(Decimal("9999.9"))
    ('1.5亿元', '9999.9万元')
    """
    return f"{plain(amount / WAN_PER_YI)}亿元" if amount >= WAN_PER_YI else f"{plain(amount)}万元"


def share_text(share: Fraction) -> str:
    """A share of a whole as people say it.

    >>> share_text(Fraction(1, 3)), share_text(Fraction(3, 10))
    ('三分之一', '3/10')
    """
    return _SHARES.get(share, f"{share.numerator}/{share.denominator}")
