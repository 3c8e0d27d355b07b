"""One cell of money as people type it.

An amount is an exact Decimal in 万元. What cannot be known is asked, never guessed: 约3000, a range,
a number without any unit. Blank (未填), not applicable (不适用) and 0 are three different things.
"""

import re
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from guanmo.engines.sheets.characters import clean, half_width, is_formula_error
from guanmo.engines.sheets.units import in_wan, is_money

_LONGEST = 40
_MOST_DIGITS = 24  # within what decimal arithmetic keeps exactly
_NOT_APPLICABLE = frozenset({"-", "--", "—", "——", "–", "/", "\\", "无", "不适用", "n/a", "na", "－", "∕"})
_NUMBER = r"(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d+)?|\.\d+"
_UNIT = r"万亿元?|千万元?|百万元?|亿元?|万元?|千元|元"
_PLAIN = re.compile(
    rf"([-+−负]?)(?:¥|人民币|rmb|cny)?({_NUMBER})(e[+-]?\d{{1,2}})?(?:\(?({_UNIT})\)?)?(?:人民币)?整?"
)
_SPACED = re.compile(r"\d\s+[\d.]")
_IN_BRACKETS = re.compile(rf"\(({_NUMBER})\)")
_COMPOUND = re.compile(rf"([-−负]?)({_NUMBER})亿(?:零)?({_NUMBER})万元?")
_APPROXIMATE = re.compile(
    r"约|近|余|多|左右|上下|以上|以下|以内|不低于|不少于|不超过|超|至少|预计|暂估|[~≈≥≤<>+]"
)
_RANGE = re.compile(rf"(?:{_NUMBER})\s*(?:{_UNIT})?\s*[-—~至到]+\s*(?:{_NUMBER})")


class Standing(StrEnum):
    """Whether a cell says something."""

    VALUE = "value"
    BLANK = "blank"
    NOT_APPLICABLE = "not_applicable"
    UNCLEAR = "unclear"


@dataclass(frozen=True, slots=True)
class Amount:
    """Money read from a cell: `wan` where it is a value, `question` where it must be asked."""

    standing: Standing
    wan: Decimal | None = None
    question: str = ""


def is_not_applicable(text: str) -> bool:
    """Whether the cell says 不适用 in one of the usual ways."""
    return half_width(clean(text)).lower() in _NOT_APPLICABLE


def parse_amount(text: str, *, unit: str | None) -> Amount:
    """Read an amount; `unit` is the column's, used where the cell itself names none.

    >>> parse_amount("1.2亿", unit="万元").wan, parse_amount("１，２３４．５", unit="元").wan
    (Decimal('12000'), Decimal('0.12345'))
    >>> parse_amount("约3000", unit="万元").question
    '“约3000”是约数，请填确切的金额。'
    """
    shown = clean(text)
    if not shown:
        return Amount(Standing.BLANK)
    if is_not_applicable(shown):
        return Amount(Standing.NOT_APPLICABLE)
    written = "".join(half_width(shown).split()).lower()
    if len(written) > _LONGEST:
        return _unclear(f"“{shown[:20]}……”不是金额，请只填一个数。")
    if _falls_apart(shown):
        return _unclear(f"“{' '.join(shown.split())}”的数字中间有空格，请检查是一个数还是两个数。")
    found = _compound(written) or _bracketed(written, unit) or _plain(written, unit)
    return found or _unclear(_question(shown, written, unit))


def plain_number(text: str) -> Decimal | None:
    """The number a cell shows, whatever its unit; None when it is not a bare number.

    >>> plain_number("1,234.50"), plain_number("１４"), plain_number("14项")
    (Decimal('1234.50'), Decimal('14'), None)
    """
    if len(text) > _LONGEST or _falls_apart(text):
        return None
    found = _PLAIN.fullmatch("".join(half_width(clean(text)).split()).lower())
    if found is None or found[4]:
        return None
    return _signed(found[1], found[2] + (found[3] or ""))


def _falls_apart(text: str) -> bool:
    """Whether a space stands inside the number, as in 100 2000: one number, or two."""
    return _SPACED.search(half_width(text)) is not None


def _compound(written: str) -> Amount | None:
    found = _COMPOUND.fullmatch(written)
    if found is None:
        return None
    whole = in_wan(_signed("", found[2]), "亿元") + _signed("", found[3])
    return _value(whole.copy_negate() if found[1] else whole)


def _bracketed(written: str, unit: str | None) -> Amount | None:
    """Accountants write a negative amount in brackets."""
    found = _IN_BRACKETS.fullmatch(written)
    if found is None or unit is None or not is_money(unit):
        return None
    return _value(in_wan(-_signed("", found[1]), unit))


def _plain(written: str, unit: str | None) -> Amount | None:
    found = _PLAIN.fullmatch(written)
    if found is None:
        return None
    own = found[4] or unit
    if own is None or not is_money(own):
        return None
    return _value(in_wan(_signed(found[1], found[2] + (found[3] or "")), own))


def _signed(sign: str, digits: str) -> Decimal:
    number = Decimal(digits.replace(",", ""))
    return number.copy_negate() if sign in {"-", "−", "负"} else number


def _value(wan: Decimal) -> Amount | None:
    """Without needless zeros, and never as 1E+4; None for what no project ever costs."""
    if len(wan.as_tuple().digits) > _MOST_DIGITS or wan.adjusted() > _MOST_DIGITS:
        return None
    whole = wan == wan.to_integral_value()
    return Amount(Standing.VALUE, wan.quantize(Decimal(1)) if whole else wan.normalize())


def _unclear(question: str) -> Amount:
    return Amount(Standing.UNCLEAR, question=question)


def _question(shown: str, written: str, unit: str | None) -> str:
    if is_formula_error(shown):
        return f"公式出错（{shown}），请改好公式或直接填数。"
    if _PLAIN.fullmatch(written) or _IN_BRACKETS.fullmatch(written):
        named = f"“{unit}”不是金额单位" if unit else "没有写单位"
        return f"“{shown}”{named}，请说明是元、万元还是亿元。"
    if re.search(r"美元|美金|欧元|港元|港币|日元|英镑|usd|eur|\$|€", written):
        return f"“{shown}”是外币，请折合成人民币。"
    if _RANGE.search(written):
        return f"“{shown}”是一个范围，请填一个确切的金额。"
    if re.search(r"\d", written) and _APPROXIMATE.search(written):
        return f"“{shown}”是约数，请填确切的金额。"
    return f"“{shown}”不是金额，请填数字，没有就留空，不适用就填“—”。"
