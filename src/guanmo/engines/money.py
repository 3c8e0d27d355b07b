"""Money and shares as people read them.

Amounts are exact decimals in 万元. They are rounded half up, once, here at display; totals are
made from the raw amounts. Nothing known shows as 「—」, never as 0.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from guanmo.engines.rounding import plain, rounded

NO_VALUE = "—"
WAN_PER_YI = 10_000


@dataclass(frozen=True, slots=True)
class Headline:
    """A number and the unit that belongs to it."""

    number: str
    unit: str

    def __str__(self) -> str:
        return f"{self.number} {self.unit}" if self.unit else self.number


def wan_text(amount: Decimal | None, digits: int = 0) -> str:
    """An amount for a column headed 万元.

    >>> wan_text(Decimal("6474000")), wan_text(Decimal("0.125"), 2), wan_text(None)
    ('6,474,000', '0.13', '—')
    """
    return NO_VALUE if amount is None else _grouped(Fraction(amount), digits)


def exact_wan_text(amount: Decimal | None) -> str:
    """An amount to the last 元, without needless zeros.

    >>> exact_wan_text(Decimal("12345.6780"))
    '12,345.678'
    """
    if amount is None:
        return NO_VALUE
    whole, point, rest = plain(amount).partition(".")
    return f"{int(whole):,}{point}{rest}" if whole != "-0" else f"-0{point}{rest}"


def headline(amount: Decimal | None) -> Headline:
    """An amount on its own: 亿元 with two decimals from one 亿元 on, whole 万元 below it.

    What would round up to 10,000 万元 is shown as 1.00 亿元.

    >>> str(headline(Decimal(6474000))), str(headline(Decimal(8650)))
    ('647.40 亿元', '8,650 万元')
    """
    if amount is None:
        return Headline(NO_VALUE, "")
    if abs(rounded(Fraction(amount), 0)) < WAN_PER_YI:
        return Headline(_grouped(Fraction(amount), 0), "万元")
    return Headline(_grouped(Fraction(amount) / WAN_PER_YI, 2), "亿元")


def growth(now: Decimal | None, base: Decimal | None) -> Decimal | None:
    """Growth over a base as a share of it (同比、环比); None without a base above zero.

    >>> growth(Decimal(15), Decimal(12)), growth(Decimal(3), Decimal(0))
    (Decimal('0.25'), None)
    """
    if now is None or base is None or base <= 0:
        return None
    return (now - base) / base


def shares(parts: Sequence[Decimal], digits: int = 1) -> tuple[Decimal | None, ...]:
    """The parts in percent of their sum, rounded so that what is shown adds up to 100 exactly.

    Each part is cut off and the rest goes to the largest remainders, the earlier part first among
    equals. No shares exist of a sum of zero; a negative part is refused with ValueError.

    >>> [str(share) for share in shares([Decimal(1), Decimal(1), Decimal(1)])]
    ['33.4', '33.3', '33.3']
    """
    if any(part < 0 for part in parts):
        raise ValueError("有负数的各项没有占比。")
    total = sum((Fraction(part) for part in parts), Fraction(0))
    if not total:
        return (None,) * len(parts)
    steps = 100 * 10**digits
    exact = [Fraction(part) * steps / total for part in parts]
    cut = [value.numerator // value.denominator for value in exact]
    by_remainder = sorted(range(len(parts)), key=lambda i: (cut[i] - exact[i], i))
    for i in by_remainder[: steps - sum(cut)]:
        cut[i] += 1
    return tuple(Decimal(step).scaleb(-digits) for step in cut)


def _grouped(value: Fraction, digits: int) -> str:
    number = rounded(value, digits)
    return f"{number if number else abs(number):,}"
