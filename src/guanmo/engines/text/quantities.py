"""Every number of a text with the unit that stands behind it: one pass, no judgement on what it counts."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from guanmo.engines.text.numerals import DIGITS, HAN, number_of

CURRENCY = r"元|美元|美金|欧元|日元|港元|港币|英镑|澳元|加元|韩元|卢布|新台币|台币|新元|澳门元"
_SCALE = r"(?:万亿|[千百十]?亿|[千百十]?万)"
_BEFORE = {
    "超过": "超", "超": "超", "突破": "超", "逾": "超", "过": "超", "高于": "超", "接近": "近", "将近": "近", "近": "近",
    "大约": "约", "约为": "约", "约达": "约", "约": "约", "至少": "至少", "不少于": "至少", "不低于": "至少", "上": "多",
}  # fmt: skip
_AFTER = {"余": "余", "多": "多", "以上": "至少", "左右": "约"}
_QUANTITY = re.compile(
    rf"(?P<before>(?<![签条租])(?:{'|'.join(_BEFORE)}))?(?:人民币)?(?<![0-9A-Za-z.,第数几])(?P<number>{DIGITS}|{HAN})(?P<many>余|多)?"
    rf"(?:个(?=亿|万元))?(?:{_SCALE}?(?:{CURRENCY}|%)?\s?[-—~至到]{{1,2}}\s?(?P<upper>{DIGITS}|{HAN}))?"
    rf"(?P<scale>{_SCALE})?(?P<many2>余|多)?"
    rf"(?P<unit>%|个?百分点|(?:{CURRENCY})(?!件|素|旦|宵|月|首|宇宙|年|化|论|钱|老)|元?级|[个项家户名人条处宗大](?!百分点))?"
    r"(?P<after>以上|左右|余|多)?"
)
_MULTIPLES = {"千": 1000, "百": 100, "十": 10}


@dataclass(frozen=True, slots=True)
class Quantity:
    """A number as written: `start` to `end` in the cleaned text, its unit and how exact it is."""

    start: int
    end: int
    number_start: int
    value: Decimal
    scale: str
    unit: str
    unit_place: tuple[int, int]
    mark: str
    in_digits: bool

    @property
    def is_money(self) -> bool:
        """Whether a currency stands behind the number."""
        return self.unit in _CURRENCIES


_CURRENCIES = frozenset(CURRENCY.split("|"))


def quantities_in(text: str, start: int, end: int) -> Iterator[Quantity]:
    """All quantities between two places, from left to right."""
    for found in _QUANTITY.finditer(text, start, end):
        quantity = _quantity(found)
        if quantity is not None:
            yield quantity


def _quantity(found: re.Match[str]) -> Quantity | None:
    written, unit = found["number"], found["unit"] or ""
    scale = found["scale"] or ""
    if not unit and not scale:
        return None
    value = number_of(written)
    if value is None:
        return None
    unit_start = found.start("scale") if scale else found.start("unit")
    if len(scale) == 2 and scale[0] in _MULTIPLES:
        value, scale, unit_start = value * _MULTIPLES[scale[0]], scale[1], unit_start + 1
    unit_end = found.end("unit") if unit else found.end("scale")
    return Quantity(
        start=found.start(),
        end=found.end("after") if found["after"] == "以上" else unit_end,
        number_start=found.start("number"),
        value=value,
        scale=scale,
        unit=unit,
        unit_place=(unit_start, unit_end),
        mark=_mark(found),
        in_digits=written.isascii(),
    )


def _mark(found: re.Match[str]) -> str:
    if found["before"]:
        return _BEFORE[found["before"]]
    many = found["many"] or found["many2"] or found["after"]
    return "下限" if found["upper"] else _AFTER.get(many or "", "")
