"""Projects by their own names, with what is invested in them."""

import pytest

from guanmo.engines.text import read_text
from guanmo.engines.text.project_words import general_words_removed


def projects(sentence: str) -> list[tuple[str, str | None]]:
    found = read_text(f"{sentence}。全市上下正在认真落实会议精神。").projects
    return [
        (one.name, None if one.investment_yi is None else f"{one.investment_yi.normalize():f}")
        for one in found
    ]


NAMED = [
    ("总投资15亿元的安粮商业综合体项目开工", [("安粮商业综合体项目", "15")]),
    ("其中投资1311万元的柳滩至桦林公路已经动工", [("柳滩至桦林公路", "0.1311")]),
    ("由甲集团投资建设的雨泽农产品采购中心项目在乙村开工，计划总投资102.09亿元", [("雨泽农产品采购中心项目", "102.09")]),
    ("农村公路大修工程，计划投入资金2228万元", [("农村公路大修工程", "0.2228")]),
    ("农村危桥加固工程10座，计划投入资金320万元", [("农村危桥加固工程", "0.032")]),
    ("天池光伏示范项目签约落地。该项目总投资8亿元", [("天池光伏示范项目", "8")]),
    ("宏达科技年产7万吨新材料项目总投资12亿元", [("宏达科技年产7万吨新材料项目", "12")]),
    ("关于滨河大道项目。会议确定抓紧办理手续", [("滨河大道项目", None)]),
    ("骨干工程——平陆运河建设加紧进行", [("平陆运河", None)]),
    ("在鹿鸣水电站的施工现场，机器轰鸣", [("鹿鸣水电站", None)]),
    ("加快建设青虎高速公路", [("青虎高速公路", None)]),
    ("新开工乐平水利枢纽、黄河甲段治理、湖南梅山灌区等20项重大水利工程", [("乐平水利枢纽", None), ("黄河甲段治理", None), ("湖南梅山灌区", None)]),
    ("加快推进红宝美凯、汇金城二期等商业项目建设", [("红宝美凯", None), ("汇金城二期", None)]),
    ("甲投资的华辰光电面板项目就在附近", [("华辰光电面板项目", None)]),
    ("鹿鸣湖大桥，预计年底通车", [("鹿鸣湖大桥", None)]),
    ("总投资3亿美元的赛维硅片项目签约", [("赛维硅片项目", None)]),
    ("总投资8000元的赛维硅片项目签约", [("赛维硅片项目", "0.00008")]),
    ("总投资1.2万亿元的沿海大通道项目开工", [("沿海大通道项目", "12000")]),
    ("康华生物医药产业园要做大做强", [("康华生物医药产业园", None)]),
    ("鹿鸣水库开工，全市完成固定资产投资5亿元", [("鹿鸣水库", None)]),
]  # fmt: skip


@pytest.mark.parametrize(("sentence", "wanted"), NAMED)
def test_projects_are_named(sentence: str, wanted: list[tuple[str, str | None]]) -> None:
    assert projects(sentence) == wanted


@pytest.mark.parametrize(
    "sentence",
    [
        "加快推进重点工业项目建设",
        "召开项目汇报会，总结一季度项目建设情况",
        "总投资3亿元的项目开工",
        "谋划一批重大项目，落地项目促建设",
        "交通、能源、水利等领域项目加快推进",
        "走进位于甲区的中德产业园，园区通过优化服务招商",
        "在鹿鸣产业园签约",
        "规范PPP项目管理，推进PPP项目建设",
        "鹿鸣湖大桥两岸风光秀丽",
        "粮食、水源涵养、防沙治沙等重大生态工程全面实施",
        "骨干工程、控制性工程加快建设",
        "鹿鸣高速公路有限公司开工",
    ],
)
def test_kinds_and_companies_are_no_projects(sentence: str) -> None:
    assert projects(sentence) == []


def test_a_project_named_twice_is_one() -> None:
    assert projects("鹿鸣LED照明产业化示范项目开工，LED照明示范项目年底投产") == [
        ("鹿鸣LED照明产业化示范项目", None)
    ]


def test_short_names_are_the_same_only_if_equal() -> None:
    assert projects("加快建设鹿鸣水库，加快建设鹿鸣水库工程") == [("鹿鸣水库", None)]
    assert projects("“鹿鸣”项目签约，“鹿角”项目签约") == [("“鹿鸣”项目", None), ("“鹿角”项目", None)]


def test_numbers_tell_projects_apart() -> None:
    assert projects("加快建设鹿鸣1号电站，加快建设鹿鸣11号电站") == [
        ("鹿鸣1号电站", None),
        ("鹿鸣11号电站", None),
    ]


def test_the_stage_is_the_first_word_behind_the_name() -> None:
    found = read_text("鹿鸣水库开工建设。青虎高速公路建成通车。加快推进天河大桥。").projects

    assert [(one.name, one.stage) for one in found] == [
        ("鹿鸣水库", "开工"),
        ("青虎高速公路", "竣工"),
        ("天河大桥", None),
    ]


def test_general_words() -> None:
    assert general_words_removed("重点工业项目") == ""
    assert general_words_removed("漯河市东部新区") == "##"


def test_what_is_reported_once_a_month_is_no_project() -> None:
    assert read_text("全市召开推进会\n会议要求，各县区要每月报送一次项目进展，加快推进建设。").projects == ()
