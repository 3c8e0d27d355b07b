"""What becomes a figure and what never does."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from guanmo.engines.text import Figure, read_text
from guanmo.engines.text.cleaning import clean
from guanmo.engines.text.figures import figures_in
from guanmo.engines.text.numerals import number_of


def figures(sentence: str) -> list[Figure]:
    return list(read_text(f"{sentence}。全市上下正在认真落实会议精神。").figures)


FOUND = [
    ("总投资13.5亿元", "13.5 亿元"),
    ("总投资约486亿元", "486 亿元 约"),
    ("总投资超5600亿元", "5600 亿元 超"),
    ("计划投资3亿多元", "3 亿元 多"),
    ("完成投资5000多万元", "5000 万元 多"),
    ("完成投资5千万元", "5000 万元"),
    ("总投资4.09万亿元", "4.09 万亿元"),
    ("投资220亿日元", "220 亿日元"),
    ("获得贷款一亿美元", "1 亿美元"),
    ("实现利税1个亿", "1 亿"),
    ("投资3400万建成", "3400 万"),
    ("交易额200亿-250亿元", "200 亿元 下限"),
    ("交易额200-250亿元", "200 亿元 下限"),
    ("税收3亿～5亿元", "3 亿元 下限"),
    ("产值超千亿元，增长明显", "1000 亿元 超"),
    ("打造3000亿级食品产业链", "3000 亿级"),
    ("同比增长26.3%", "26.3 %"),
    ("增速高于全省2.2个百分点", "2.2 百分点"),
    ("节电40%~80%", "40 % 下限"),
    ("28个重大项目集中开工", "28 个"),
    ("首批50个重大项目开工", "50 个"),
    ("实施约40项重大科技攻关项目", "40 项 约"),
    ("新开工项目有9个", "9 个"),
    ("续建项目21个，进展顺利", "21 个"),
    ("引进90多家德资企业", "90 家 多"),
    ("规上企业达到42万多家", "42 万家 多"),
    ("甲公司、乙公司两家企业参加", "2 家"),
    ("培育20个战略性产业集群", "20 个"),
    ("建设10个绿能产业园区", "10 个"),
    ("形成10条优势产业链", "10 条"),
    ("提供就业岗位410个", "410 个"),
    ("可安排就业5000人", "5000 人"),
    ("带动3000余人就业", "3000 人 余"),
    ("重点项目加快推进，已实施927项", "927 项"),
    ("在6大工程上争取资金", "6 大"),
    ("至少引进3个以上项目", "3 个 至少"),
]


@pytest.mark.parametrize(("sentence", "wanted"), FOUND)
def test_figures_are_found(sentence: str, wanted: str) -> None:
    found = [f"{one.value} {one.unit} {one.mark}".strip() for one in figures(sentence)]

    assert found == [wanted]


@pytest.mark.parametrize(
    "sentence",
    [
        "2026年5月6日上午10时30分",
        "位于黄河路183号，电话0395-3112233",
        "一是抓谋划，二是抓落实，三是抓督查",
        "要做好五个坚定不移、四个一批",
        "第一个项目、第8.5代生产线",
        "沿330国道和G312线",
        "一个项目就是一面旗帜",
        "7个方面的工作推动项目建设",
        "11个乡镇推进项目建设",
        "打造千亿级产业集群、百亿元级企业",
        "培育十亿级的新动能",
        "一亿人看了直播",
        "装机50万千瓦，供水3亿立方米",
        "能到2012年达150万马力",
        "三元里和多元化",
        "组织专家3名、工人20名",
        "实施“五个一”工程",
        "八大实事工程全面推进",
        "对20个企业家进行表彰",
        "签约条款3个",
        "共3个，其他另行通知",
        "4条路的工程都要加快",
        "新建3万座",
        "十千百个项目",
    ],
)
def test_other_numbers_are_no_figures(sentence: str) -> None:
    assert figures(sentence) == []


def test_two_counts_share_the_noun_behind_the_second() -> None:
    found = figures("抓好23个城中村和11个棚户区改造项目")

    assert [(one.value, one.quote) for one in found] == [
        (23, "23个城中村和11个棚户区改造项目"),
        (11, "11个棚户区改造项目"),
    ]


def test_two_counts_of_other_things_share_nothing() -> None:
    assert figures("走访3个乡镇和5个在建项目工地")[0].value == 5


def test_a_figure_said_twice_is_one() -> None:
    assert [one.value for one in figures("28个项目开工，这28个项目总投资2亿，总投资2亿元")] == [28, 2]


def test_what_a_figure_counts_is_told() -> None:
    found = figures("年内36个重点项目开工，计划总投资近46亿元，同比增长5%")

    assert [(one.what, one.quote) for one in found] == [
        ("重点项目", "36个重点项目"),
        ("计划总投资", "计划总投资近46亿元"),
        ("同比增长", "同比增长5%"),
    ]


def test_a_count_of_what_was_named_before_is_doubtful() -> None:
    assert figures("重点项目加快推进，已实施927项")[0].doubts == ("数的是什么由前文推定",)


def test_a_size_to_reach_is_a_target() -> None:
    assert [one.is_target for one in figures("打造3000亿级食品产业链，总投资3亿元")] == [True, False]


@pytest.mark.parametrize(
    ("written", "value"), [("一百零五", 105), ("二〇", 20), ("十二", 12), ("三千", 3000), ("十千", None)]
)
def test_chinese_numbers(written: str, value: int | None) -> None:
    assert number_of(written) == value


@given(st.text(alphabet="0123456789.,亿万元个项目企业约超、，。和的在%级大人就业", max_size=40))
def test_spans_are_quotes(sentence: str) -> None:
    text = clean(sentence).text
    for one in figures_in(text, 0, len(text)):
        assert 0 <= one.start <= one.quantity.number_start < one.end <= len(text)


def test_a_label_does_not_begin_within_the_whole_city() -> None:
    text = "全市召开推进会\n会议通报，今年以来全市新开工重点项目86个。今年以来本县新开工重点项目6个。"

    assert [one.what for one in read_text(text).figures] == ["全市新开工重点项目", "本县新开工重点项目"]
