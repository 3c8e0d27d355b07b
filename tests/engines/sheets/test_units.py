"""Units as headers, unit lines and header rows name them."""

import pytest

from guanmo.engines.sheets.units import header_unit, is_unit_line, line_unit, unit_alone, without_unit


@pytest.mark.parametrize(
    ("label", "unit", "rest"),
    [
        ("总投资（万元）", "万元", "总投资"),
        ("总投资(万元)", "万元", "总投资"),
        ("总投资【亿元】", "亿元", "总投资"),
        ("总投资（单位：万元）", "万元", "总投资"),
        ("总投资（万元人民币）", "万元", "总投资"),
        ("总投资（亿）", "亿元", "总投资"),
        ("总 投 资 （ 万 元 ）", "万元", "总投资"),
        ("总投资/万元", "万元", "总投资"),
        ("总投资：亿元", "亿元", "总投资"),
        ("总投资 万元", "万元", "总投资"),
        ("计划投资额亿元", "亿元", "计划投资额"),
        ("total_investment_wan", "万元", "total_investment"),
        ("total_investment_yi", "亿元", "total_investment"),
        ("amount_yuan", "元", "amount"),
        ("投资（千元）/2018年", "千元", "投资/2018年"),
        ("（万元）", "万元", ""),
        ("计划投资（2026年，万元）", "万元", "计划投资（2026年，万元）"),
        ("总投资（万元、含征地）", "万元", "总投资（万元、含征地）"),
        ("长度（公里）", "公里", "长度"),
        ("完成率（%）", "%", "完成率"),
        ("长度（KM）", "km", "长度"),
        ("金额（万美元）", "万美元", "金额"),
        ("单价（元/平方米）", None, "单价（元/平方米）"),
        ("使用单位", None, "使用单位"),
        ("单位", None, "单位"),
        ("元件", None, "元件"),
        ("项目名称", None, "项目名称"),
    ],
)
def test_header_names_its_unit(label: str, unit: str | None, rest: str) -> None:
    assert (header_unit(label), without_unit(label)) == (unit, rest)


@pytest.mark.parametrize(
    ("text", "unit", "alone"),
    [
        ("单位：万元", "万元", True),
        ("单位:亿元", "亿元", True),
        ("单位： 万元", "万元", True),
        ("单 位：万 元", "万元", True),
        ("（单位：万元）", "万元", True),
        ("金额单位：人民币万元", "万元", True),
        ("单位：万元、%", "万元", True),
        ("单位：个、万元", "万元", True),
        ("计量单位：公里", "公里", True),
        ("单位：万元（人民币）", "万元", False),
        ("编制单位：市重大办　　单位：亿元", "亿元", False),
        ("单位：万元  截至2026年10月底", "万元", False),
        ("注：金额单位均为万元。", "万元", False),
        ("2026年投资计划表（亿元）", "亿元", False),
        ("编制单位：市重大项目推进办公室", None, False),
        ("填报单位：元氏县", None, False),
        ("单位：元/平方米", None, False),
        ("责任单位：万元集团", None, False),
    ],
)
def test_line_declares_a_unit(text: str, unit: str | None, *, alone: bool) -> None:
    assert (line_unit(text), is_unit_line(text)) == (unit, alone)


@pytest.mark.parametrize(
    ("label", "unit"),
    [
        ("（万元）", "万元"),
        ("万元", "万元"),
        ("亿", "亿元"),
        ("公里", "公里"),
        ("总投资（万元）", None),
        ("甲", None),
    ],
)
def test_label_is_nothing_but_a_unit(label: str, unit: str | None) -> None:
    assert unit_alone(label) == unit
