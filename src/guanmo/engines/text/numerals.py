"""Numbers as prose writes them: 1,234.5, 二十三, 两, 一亿."""

from decimal import Decimal

DIGITS = r"(?:[0-9]{1,3}(?:,[0-9]{3})+(?![0-9])|[0-9]{1,15})(?:\.[0-9]{1,8})?"
HAN = r"[零〇一二两三四五六七八九十百千]{1,9}"
_ONES = {sign: value for value, sign in enumerate("零一二三四五六七八九")} | {"〇": 0, "两": 2}
_TENS = {"十": 10, "百": 100, "千": 1000}


def number_of(written: str) -> Decimal | None:
    """The value of a number below ten thousand in Chinese signs, or of any in digits; None for no number.

    >>> number_of("1,234.5"), number_of("一百二十三"), number_of("两"), number_of("十千百")
    (Decimal('1234.5'), Decimal('123'), Decimal('2'), None)
    """
    if written[0].isdigit() and written.isascii():
        return Decimal(written.replace(",", ""))
    if not _TENS.keys() & set(written):
        ones = [_ONES[sign] for sign in written]
        return Decimal(int("".join(map(str, ones))))
    return _counted(written)


def _counted(written: str) -> Decimal | None:
    total, pending, smallest = 0, None, 10_000
    for sign in written:
        if sign in _ONES:
            pending = _ONES[sign]
            continue
        step = _TENS[sign]
        if step >= smallest:
            return None
        total += step if pending is None else pending * step
        pending, smallest = None, step
    return Decimal(total + (pending or 0))
