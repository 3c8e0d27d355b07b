"""Validity of codes: national project code, unified social credit code, industry code.

A wrong check digit is a warning, not a refusal: the project code's algorithm was inferred
from published codes, and a real company's published credit code is known to fail its own.
"""

import re
import unicodedata
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

_HYPHENS = str.maketrans(dict.fromkeys("‐‑‒–—―−－", "-"))
_PROJECT_CODE = re.compile(r"\d{4}-\d{6}-\d{2}-\d{2}-\d{6}")
_FIRST_NATIONAL_MONTH = 2011  # YYMM: the standard took effect in November 2020
_OLD_YEARS = range(2013, 2021)  # read as YYMM these would be months 13 to 20

_CREDIT_ALPHABET: Final = "0123456789ABCDEFGHJKLMNPQRTUWXY"
_CREDIT_WEIGHTS: Final = tuple(pow(3, place, 31) for place in range(17))
_BODY_ALPHABET: Final = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"
_BODY_WEIGHTS: Final = (3, 7, 9, 10, 5, 8, 4, 2)

_INDUSTRY_CODE = re.compile(r"([A-Z])(\d{2,4})")
_INDUSTRY_LEVELS: Final = {2: "大类", 3: "中类", 4: "小类"}


class Verdict(StrEnum):
    VALID = "valid"
    DOUBTFUL = "doubtful"
    MALFORMED = "malformed"


@dataclass(frozen=True, slots=True)
class CodeCheck:
    code: str
    """The code with width, case, blanks and hyphens put right."""
    verdict: Verdict
    message: str
    """What to look at, in Chinese; empty when there is nothing to say."""


@dataclass(frozen=True, slots=True)
class IndustrySection:
    """One of the 20 门类 of GB/T 4754-2017 and the 大类 it spans."""

    letter: str
    name: str
    first: int
    last: int


INDUSTRY_SECTIONS: Final = (
    IndustrySection("A", "农、林、牧、渔业", 1, 5),
    IndustrySection("B", "采矿业", 6, 12),
    IndustrySection("C", "制造业", 13, 43),
    IndustrySection("D", "电力、热力、燃气及水生产和供应业", 44, 46),
    IndustrySection("E", "建筑业", 47, 50),
    IndustrySection("F", "批发和零售业", 51, 52),
    IndustrySection("G", "交通运输、仓储和邮政业", 53, 60),
    IndustrySection("H", "住宿和餐饮业", 61, 62),
    IndustrySection("I", "信息传输、软件和信息技术服务业", 63, 65),
    IndustrySection("J", "金融业", 66, 69),
    IndustrySection("K", "房地产业", 70, 70),
    IndustrySection("L", "租赁和商务服务业", 71, 72),
    IndustrySection("M", "科学研究和技术服务业", 73, 75),
    IndustrySection("N", "水利、环境和公共设施管理业", 76, 79),
    IndustrySection("O", "居民服务、修理和其他服务业", 80, 82),
    IndustrySection("P", "教育", 83, 83),
    IndustrySection("Q", "卫生和社会工作", 84, 85),
    IndustrySection("R", "文化、体育和娱乐业", 86, 90),
    IndustrySection("S", "公共管理、社会保障和社会组织", 91, 96),
    IndustrySection("T", "国际组织", 97, 97),
)
_SECTION_OF: Final = {section.letter: section for section in INDUSTRY_SECTIONS}


@dataclass(frozen=True, slots=True)
class IndustryCheck:
    code: str
    section: IndustrySection | None
    level: str
    """大类, 中类 or 小类; empty when the code is not valid."""
    message: str

    @property
    def is_valid(self) -> bool:
        return not self.message


def normalised_code(text: str) -> str:
    return "".join(unicodedata.normalize("NFKC", text).translate(_HYPHENS).split()).upper()


def project_check_digit(digits: str) -> int:
    """ISO 7064 MOD 11,10 over the digits before the last one.

    >>> project_check_digit("2509320193890154406")
    0
    """
    product = 10
    for digit in digits:
        product = 2 * ((product + int(digit)) % 10 or 10) % 11
    return (11 - product) % 10


def check_project_code(text: str) -> CodeCheck:
    """Check a code of GB/T 40058-2021; the older form has no check digit and passes by its shape.

    >>> check_project_code("2509-320193-89-01-544060").verdict
    <Verdict.VALID: 'valid'>
    """
    code = normalised_code(text)
    if not _PROJECT_CODE.fullmatch(code) or not code.isascii():
        return CodeCheck(code, Verdict.MALFORMED, "项目代码应为24位，形如 2509-320193-89-01-544060。")
    head = int(code[:4])
    if head in _OLD_YEARS:
        return CodeCheck(code, Verdict.VALID, "")
    if head < _FIRST_NATIONAL_MONTH or not 1 <= head % 100 <= 12:
        return CodeCheck(code, Verdict.DOUBTFUL, f"项目代码前四位应是年月，写的是 {code[:4]}，请核对。")
    digits = code.replace("-", "")
    if project_check_digit(digits[:-1]) != int(digits[-1]):
        return CodeCheck(code, Verdict.DOUBTFUL, "项目代码最后一位校验码不符，可能抄错了一位，请核对。")
    return CodeCheck(code, Verdict.VALID, "")


def check_credit_code(text: str) -> CodeCheck:
    """Check a unified social credit code (GB 32100-2015) by both of its check characters."""
    code = normalised_code(text)
    if len(code) != 18 or not set(code) <= set(_CREDIT_ALPHABET):
        return CodeCheck(
            code, Verdict.MALFORMED, "统一社会信用代码应为18位数字或大写字母，不含 I、O、S、V、Z。"
        )
    wrong = []
    if _credit_check_character(code[:17]) != code[17]:
        wrong.append("第18位")
    if _body_check_character(code[8:16]) != code[16]:
        wrong.append("第17位")
    if wrong:
        return CodeCheck(code, Verdict.DOUBTFUL, f"统一社会信用代码{'和'.join(wrong)}校验码不符，请核对。")
    return CodeCheck(code, Verdict.VALID, "")


def check_industry_code(text: str) -> IndustryCheck:
    """Check the shape of a GB/T 4754-2017 code and that the 大类 belongs to the letter.

    Whether a 中类 or 小类 of that number exists is not known here.

    >>> check_industry_code("c3610").level
    '小类'
    """
    code = normalised_code(text)
    found = _INDUSTRY_CODE.fullmatch(code)
    if found is None or not code.isascii():
        return IndustryCheck(code, None, "", "行业代码应为一个字母加2至4位数字，例如 C36、C361、C3610。")
    section = _SECTION_OF.get(found[1])
    if section is None:
        return IndustryCheck(code, None, "", f"行业门类只有 A 至 T，没有 {found[1]}。")
    if not section.first <= int(found[2][:2]) <= section.last:
        reach = f"{section.first:02d}至{section.last:02d}"
        return IndustryCheck(
            code,
            section,
            "",
            f"{section.letter} 门类（{section.name}）的大类是{reach}，没有 {found[2][:2]}。",
        )
    return IndustryCheck(code, section, _INDUSTRY_LEVELS[len(found[2])], "")


def _credit_check_character(body: str) -> str:
    total = sum(
        _CREDIT_ALPHABET.index(sign) * weight for sign, weight in zip(body, _CREDIT_WEIGHTS, strict=True)
    )
    return _CREDIT_ALPHABET[-total % 31]


def _body_check_character(body: str) -> str:
    total = sum(_BODY_ALPHABET.index(sign) * weight for sign, weight in zip(body, _BODY_WEIGHTS, strict=True))
    return "0123456789X"[-total % 11]
