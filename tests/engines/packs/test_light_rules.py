from fractions import Fraction

import pytest

from guanmo.engines.packs import load_pack
from tests.engines.packs.test_packs import HEADER, problems_of

HOLE = "的情形没有规定；原文没有规定的，请加一段并写 in_source = false 和 note。"


def lights(*bands: str, measure: str = "gap", more: str = "") -> str:
    body = "".join(
        f'[[lights.bands]]\nlabel = "{number}"\n{band}\n' for number, band in enumerate(bands, start=1)
    )
    return f"{HEADER}[lights]\nmeasure = '{measure}'\n{more}\n{body}"


def band(light: str, ends: str) -> str:
    return f'light = "{light}"\n' + ends.replace(" ", "\n").replace("=", " = ")


UP, DOWN = band("normal", "at_least=0"), band("behind", "below=-10")


@pytest.mark.parametrize(
    ("middle", "problem"),
    [
        ("at_least=-9 below=0", f"-10 与 -9 之间{HOLE}"),
        ("above=-10 below=0", f"正好 -10 {HOLE}"),
        ("at_least=-11 below=0", "“1”与“2”重叠。"),
        ("at_least=-10 at_most=0", "“2”与“3”都包含 0。"),
    ],
)
def test_bands_must_meet_end_to_end(middle: str, problem: str) -> None:
    text = lights(DOWN, band("warning", middle), UP)

    assert problems_of(text) == [f"lights.bands：{problem}"]


@pytest.mark.parametrize(
    ("bands", "problem"),
    [
        ([UP], f"小于 0 {HOLE}"),
        ([band("normal", "above=0")], f"小于或等于 0 {HOLE}"),
        ([band("normal", "at_most=0")], f"大于 0 {HOLE}"),
        ([band("normal", "below=0")], f"大于或等于 0 {HOLE}"),
        ([band("normal", "at_most=5 "), band("behind", "")], "“1”与“2”重叠。"),
    ],
)
def test_bands_must_cover_every_value(bands: list[str], problem: str) -> None:
    assert problems_of(lights(*bands)) == [f"lights.bands：{problem}"]


def test_bands_may_stand_in_any_order() -> None:
    rule = load_pack(lights(UP, DOWN, band("warning", "at_least=-10 below=0"))).light_rule

    assert [rule.band_of(Fraction(value)).light for value in ("-10.01", "-10", "-0.01", "0", "9999")] == [
        "behind",
        "warning",
        "warning",
        "normal",
        "normal",
    ]


def test_band_has_one_end_a_side() -> None:
    text = lights(band("normal", "at_least=0 above=0"), band("behind", "below=0"))

    assert problems_of(text) == ["lights.bands[1].above：不能与 at_least 同时写。"]


def test_band_outside_the_source_must_say_so() -> None:
    text = lights(UP, "light = 'none'\nbelow = 0\nin_source = false")

    assert problems_of(text) == [
        "lights.bands[2].note：in_source = false 时要写明原文没有怎样规定、这里怎样处理。"
    ]


def test_band_keys_are_checked() -> None:
    text = lights(UP, "light = 'red'\nbelow = true\nin_source = 'no'\nnote = 1\ncolour = 'red'")

    assert problems_of(text) == [
        "lights.bands[2].below：应是一个数，小数最多6位。",
        "lights.bands[2].in_source：应是 true 或 false。",
        "lights.bands[2].light：只能是 normal、warning、behind、none 之一。",
        "lights.bands[2].note：应是一段不为空的文字。",
        "lights.bands[2].colour：不认识的键，请删去或改正拼写。",
    ]


@pytest.mark.parametrize("number", ["0.1234567", "1e10", "nan", "inf", "-1e400"])
def test_band_ends_are_plain_numbers(number: str) -> None:
    text = lights(f"light = 'normal'\nat_least = {number}", "light = 'behind'\nbelow = 0")

    assert problems_of(text)[0] == "lights.bands[1].at_least：应是一个数，小数最多6位。"


def test_measure_is_one_of_three() -> None:
    assert problems_of(lights(UP, band("behind", "below=0"), measure="lag")) == [
        "lights.measure：只能是 gap、ratio、shortfall 之一。"
    ]


def test_shortfall_must_say_what_a_missing_plan_means() -> None:
    bands = (band("normal", "at_most=0"), band("behind", "above=0"))

    assert problems_of(lights(*bands, measure="shortfall")) == ["lights.plan_to_date_missing：缺少这一项。"]
    assert problems_of(lights(*bands, more="plan_to_date_missing = 'linear'")) == [
        "lights.plan_to_date_missing：不认识的键，请删去或改正拼写。"
    ]
