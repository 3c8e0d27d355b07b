import pytest

from guanmo.engines.identity import (
    INDUSTRY_SECTIONS,
    CodeCheck,
    Verdict,
    check_credit_code,
    check_industry_code,
    check_project_code,
    normalised_code,
    project_check_digit,
)

# Published codes, domain-rules §9.1.
NATIONAL = [
    "2509-320193-89-01-544060",
    "2603-141124-89-05-346948",
    "2411-130202-89-01-637015",
    "2509-140602-89-05-864976",
    "2111-522323-04-01-342068",
]
CHECK_DIGIT_MESSAGE = "项目代码最后一位校验码不符，可能抄错了一位，请核对。"


@pytest.mark.parametrize("code", NATIONAL)
def test_project_code_published_ones_pass(code: str) -> None:
    assert check_project_code(code) == CodeCheck(code, Verdict.VALID, "")


@pytest.mark.parametrize("code", NATIONAL)
def test_project_code_notices_any_single_wrong_digit(code: str) -> None:
    digits = code.replace("-", "")
    wrong = [
        digits[:place] + str(digit) + digits[place + 1 : 19]
        for place in range(19)
        for digit in range(10)
        if str(digit) != digits[place]
    ]

    assert [body for body in wrong if project_check_digit(body) == int(digits[-1])] == []


def test_project_code_wrong_check_digit_is_only_a_warning() -> None:
    found = check_project_code("2509-320193-89-01-544061")

    assert found == CodeCheck("2509-320193-89-01-544061", Verdict.DOUBTFUL, CHECK_DIGIT_MESSAGE)


def test_project_code_older_form_has_no_check_digit() -> None:
    assert check_project_code("2020-330327-48-01-167360").verdict is Verdict.VALID


@pytest.mark.parametrize("head", ["1909", "2513", "2500", "2010", "1201"])
def test_project_code_head_must_be_a_month_since_2020(head: str) -> None:
    found = check_project_code(f"{head}-320193-89-01-544060")

    assert (found.verdict, found.message) == (
        Verdict.DOUBTFUL,
        f"项目代码前四位应是年月，写的是 {head}，请核对。",
    )


@pytest.mark.parametrize(
    "code", ["", "2509-320193-89-01-54406", "25093201938901544060", "abcd-320193-89-01-544060"]
)
def test_project_code_of_another_shape_is_malformed(code: str) -> None:
    assert check_project_code(code).verdict is Verdict.MALFORMED


def test_project_code_puts_width_and_hyphens_right() -> None:
    found = check_project_code(" ２５０９—320193－89–01-544060 ")

    assert found == CodeCheck("2509-320193-89-01-544060", Verdict.VALID, "")


def test_project_code_refuses_digits_of_other_scripts() -> None:
    assert check_project_code("٢٥٠٩-320193-89-01-544060").verdict is Verdict.MALFORMED


def test_credit_code_passes_both_checks() -> None:
    assert check_credit_code("91350100m000100y43") == CodeCheck("91350100M000100Y43", Verdict.VALID, "")


def test_credit_code_known_exception_fails_only_the_last_character() -> None:
    found = check_credit_code("91350211M0000XUF46")

    assert (found.verdict, found.message) == (Verdict.DOUBTFUL, "统一社会信用代码第18位校验码不符，请核对。")


def test_credit_code_names_both_wrong_characters() -> None:
    found = check_credit_code("91350100M000100Y54")

    assert found.message == "统一社会信用代码第18位和第17位校验码不符，请核对。"


@pytest.mark.parametrize("code", ["", "91350100M000100Y4", "91350100I000100Y43", "9135-100M000100Y43"])
def test_credit_code_of_another_shape_is_malformed(code: str) -> None:
    assert check_credit_code(code).verdict is Verdict.MALFORMED


@pytest.mark.parametrize(("code", "level"), [("C36", "大类"), ("c361", "中类"), ("Ｃ3610", "小类")])
def test_industry_code_tells_its_level(code: str, level: str) -> None:
    found = check_industry_code(code)

    assert (found.is_valid, found.level, found.section and found.section.name) == (True, level, "制造业")


@pytest.mark.parametrize(
    ("code", "message"),
    [
        ("C", "行业代码应为一个字母加2至4位数字，例如 C36、C361、C3610。"),
        ("3610", "行业代码应为一个字母加2至4位数字，例如 C36、C361、C3610。"),
        ("C36100", "行业代码应为一个字母加2至4位数字，例如 C36、C361、C3610。"),
        ("C٣٦", "行业代码应为一个字母加2至4位数字，例如 C36、C361、C3610。"),
        ("U10", "行业门类只有 A 至 T，没有 U。"),
        ("C44", "C 门类（制造业）的大类是13至43，没有 44。"),
        ("A0012", "A 门类（农、林、牧、渔业）的大类是01至05，没有 00。"),
    ],
)
def test_industry_code_says_what_is_wrong(code: str, message: str) -> None:
    found = check_industry_code(code)

    assert (found.is_valid, found.level, found.message) == (False, "", message)


def test_industry_sections_are_20_and_share_out_97_divisions() -> None:
    divisions = [number for one in INDUSTRY_SECTIONS for number in range(one.first, one.last + 1)]

    assert "".join(one.letter for one in INDUSTRY_SECTIONS) == "ABCDEFGHIJKLMNOPQRST"
    assert divisions == list(range(1, 98))


def test_normalised_code_drops_blanks() -> None:
    assert normalised_code("ab 12　c") == "AB12C"
