"""Headline, day, place and kind of event; what is the page's and what is spam."""

from datetime import date

import pytest

from guanmo.engines.text import Reading, as_fields, read_text
from guanmo.engines.text.days import address_day, iso_deadline, written_day
from guanmo.engines.text.event_types import event_type_of
from guanmo.engines.text.lines import lines_of


def day(text: str, published: date | None = None) -> tuple[str | None, str | None]:
    fields = as_fields(read_text(text, published=published))
    return fields["date"], fields["date_basis"]  # type: ignore[return-value]  # the fields are plain JSON


PAGE = "发布时间：2011-04-19 发布人：\n"
DAYS = [
    ("4月15日上午，全市举行开工仪式。", ("2011-04-15", "event")),
    ("2010年3月2日，全市举行开工仪式。", ("2010-03-02", "event")),
    ("18日上午，全市举行开工仪式。", ("2011-04-18", "event")),
    ("28日上午，全市举行开工仪式。", ("2011-03-28", "event")),
    ("4月12日至14日，全市集中观摩。", ("2011-04-12", "event")),
    ("昨天上午，全市举行开工仪式。", ("2011-04-18", "event")),
    ("今天（4月19日），全市举行开工仪式。", ("2011-04-19", "event")),
    ("12月25日，全市举行开工仪式。", ("2010-12-25", "event")),
    ("近日，全市举行开工仪式。", ("2011-04-19", "published")),
    ("去年3月8日奠基的项目进展顺利。", ("2011-04-19", "published")),
    ("该项目将于4月28日开工建设。", ("2011-04-19", "published")),
    ("截至4月10日，工程完成过半。", ("2011-04-19", "published")),
    ("4月30日前，工程全部完成。", ("2011-04-19", "published")),
    ("2月31日，全市举行开工仪式。", ("2011-04-19", "published")),
]


@pytest.mark.parametrize(("sentence", "wanted"), DAYS)
def test_days_with_the_page(sentence: str, wanted: tuple[str, str]) -> None:
    assert day(f"全市项目开工\n{PAGE}{sentence}") == wanted


def test_days_without_a_page() -> None:
    assert day("12月25日，市长主持召开会议。") == (None, None)
    assert day("昨天，18日的会议结束了。") == (None, None)
    assert day("2026年5月6日，市长主持召开会议。") == ("2026-05-06", "event")
    assert day("2026年6日，市长主持召开会议。") == (None, None)
    assert day("12月25日，市长主持召开会议。", date(2020, 12, 26)) == ("2020-12-25", "event")
    assert read_text("12月25日，市长主持召开会议。").day is not None


def test_a_day_far_down_is_not_the_event() -> None:
    assert day(f"{PAGE}{'全市上下认真落实会议精神，' * 30}。\n4月15日，举行仪式。") == (
        "2011-04-19",
        "published",
    )


def test_the_address_of_the_page_tells_its_day() -> None:
    text = "# source: https://tv.example.cn/2023/01/31/a.shtml\n开局起步\n今天，全市一批项目开工。"

    assert day(text) == ("2023-01-31", "event")
    assert address_day("http://x.cn/202511/t20251119_14.html") == date(2025, 11, 19)
    assert address_day("http://x.cn/20231345/a") is None
    assert written_day("时间：2011-13-45") is None


@pytest.mark.parametrize(
    ("written", "year", "iso"),
    [
        ("今年4月28日", 2011, "2011-04-28"),
        ("今年4月28日", None, "今年4月28日"),
        ("2012年2月31日", None, "2012年2月31日"),
        (None, 2011, None),
    ],
)
def test_full_deadlines_are_iso(written: str | None, year: int | None, iso: str | None) -> None:
    assert iso_deadline(written, year) == iso


def read(*lines: str) -> Reading:
    return read_text("\n".join(lines))


BODY = "4月15日，甲县举行集中开工仪式，28个项目开工。"


def test_the_title_stands_above_the_byline() -> None:
    assert (
        read(
            "某某网 新闻下载频道",
            "您当前所在位置：首页",
            "全市总结表彰会议召开",
            "时间：2017-03-01 来源：某网",
            BODY,
        ).title
        == "全市总结表彰会议召开"
    )


def test_a_title_below_the_byline_is_the_first_heading() -> None:
    assert read("2017-03-01 10:00", "全市总结表彰会议召开", BODY).title == "全市总结表彰会议召开"


def test_a_headline_of_two_lines_is_joined() -> None:
    assert (
        read("全市集中观摩强调", "紧盯第一要务 坚定主攻方向", BODY).title
        == "全市集中观摩强调 紧盯第一要务 坚定主攻方向"
    )


def test_whom_a_notice_addresses_is_no_title() -> None:
    assert read("关于观摩排名的通报", "各县区人民政府：", BODY).title == "关于观摩排名的通报"


def test_a_text_may_have_no_title() -> None:
    assert read(BODY).title is None
    assert read("").title is None
    assert read("只有一行标题没有正文").event_type is None


def test_furniture_is_left_out_and_spam_is_marked() -> None:
    text = "\n".join(
        [
            "标题就是这样一句话",
            "（记者 甲乙）",
            BODY,
            "中间的小标题",
            "第二段说明了项目进展，进度很快，大家满意。",
            "市长向企业颁奖。记者 甲乙 摄",
            "图为开工现场 记者甲摄",
            "电线电缆采购群QQ：82391918",
            "三级、尾部广告",
            "责任编辑：甲",
            "总投资99亿元的项目推荐阅读。",
            "加微信咨询热线12345678",
        ]
    )
    found = read_text(text)

    assert [one.quote for one in found.marked] == ["电线电缆采购群QQ：82391918", "加微信咨询热线12345678"]
    assert [one.value for one in found.figures] == [28]


def test_a_tail_line_above_the_text_is_no_end() -> None:
    assert [one.value for one in read("分享到：微信", BODY).figures] == [28]


def test_numbered_headings_at_the_end_are_kept() -> None:
    assert [line.role.value for line in lines_of(f"{BODY}\n1、甲县\n广告")] == ["body", "heading"]


def test_lost_bytes_are_marked() -> None:
    (lost,) = read_text(f"全市\ufffd{BODY}").marked

    assert (lost.rule, lost.span) == ("lost bytes", (2, 3))


CITIES = [
    ("和政县集中开工\n4月21日，和政县28个项目开工。", "和政县"),
    ("今天，甘肃兰州高新区举行仪式，兰州市长出席。", "兰州"),
    ("天明市与北京某集团签署协议。天明市表示欢迎。", "天明市"),
    ("在石家庄鹿山市举行仪式，鹿山市负责同志出席。", "鹿山市"),
    ("河北、山西、山东、河南等地重大项目开工。石家庄也在列。", None),
    ("各地加快建设，西部地区、主城区和自治区进展顺利。", None),
]


@pytest.mark.parametrize(("text", "city"), CITIES)
def test_the_place_is_named(text: str, city: str | None) -> None:
    assert as_fields(read_text(text))["city"] == city


@pytest.mark.parametrize(
    ("headline", "kind"),
    [
        ("全市重点项目观摩讲评大会召开", "观摩讲评"),
        ("全市重点项目建设总结表彰工作会议召开", "表彰"),
        ("甲县20个项目集中开工", "集中开工"),
        ("甲企业与乙县签约", "签约"),
        ("全市项目汇报会召开", "汇报会"),
        ("督查组到甲县", "督查"),
        ("投资调度会召开", "调度会"),
        ("工程进展顺利", "进展报道"),
    ],
)
def test_the_kind_of_event(headline: str, kind: str) -> None:
    assert event_type_of(headline, "") == kind
