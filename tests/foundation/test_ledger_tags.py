from datetime import UTC, date, datetime
from decimal import Decimal
from types import SimpleNamespace
from typing import Any

import pytest
from django import forms
from django.core.paginator import Paginator
from django.template import Context, Template
from django.test import RequestFactory
from lxml import html

from guanmo.engines.periods import Month
from guanmo.foundation.components import Column, FieldChange, KeyFigure, Tab, TimelineEntry
from guanmo.foundation.icons import PATHS

D = Decimal


def drawn(source: str, address: str = "/list/", **context: Any) -> str:
    request = RequestFactory().get(address)
    return Template(source).render(Context({"request": request, **context}))


def parsed(source: str, address: str = "/list/", **context: Any) -> html.HtmlElement:
    return html.fragment_fromstring(drawn(source, address, **context), create_parent="div")


def words(element: html.HtmlElement) -> str:
    return " ".join(element.text_content().split())


@pytest.mark.parametrize(
    ("source", "value", "text"),
    [
        ("{{ v|wan }}", D("6474000"), "6,474,000"),
        ("{{ v|wan:2 }}", D("2.675"), "2.68"),
        ("{{ v|wan }}", None, "—"),
        ("{{ v|wan_exact }}", D("37960.2500"), "37,960.25"),
        ("{{ v|headline_money }}", D("6474000"), "647.40 亿元"),
        ("{{ v|percent }}", D("0.97158"), "97.2%"),
        ("{{ v|percent:2 }}", None, "—"),
        ("{{ v|points }}", D("13.824"), "+13.8"),
        # Half past midnight in the city is still yesterday in UTC.
        ("{{ v|day }}", datetime(2026, 11, 23, 16, 30, tzinfo=UTC), "2026-11-24"),
        ("{{ v|points:2 }}", D("-6.6"), "-6.60"),
        ("{{ v|month_label }}", Month(2026, 3), "2026年3月"),
        ("{{ v|month_label }}", date(2026, 3, 31), "2026年3月"),
        ("{{ v|month_label }}", "2026-03", "2026年3月"),
        ("{{ v|month_label }}", None, "—"),
        ("{{ v|day }}", date(2026, 3, 5), "2026-03-05"),
        ("{{ v|day }}", None, "—"),
        # 17:30 in Greenwich is half past one the next morning in the city.
        ("{{ v|moment }}", datetime(2026, 3, 4, 17, 30, tzinfo=UTC), "2026-03-05 01:30"),
        ("{{ v|moment }}", None, "—"),
        ("{% amount v %}", D("41238.5"), "41,239"),
        ("{% amount v 2 %}", D("0"), "0.00"),
        ("{% amount v %}", None, '<span class="unfilled">未填</span>'),
        ('{% amount v missing="不适用" %}', None, '<span class="unfilled">不适用</span>'),
    ],
)
def test_values_are_shown_by_the_rules(source: str, value: object, text: str) -> None:
    assert drawn(source, v=value) == text


@pytest.mark.parametrize(
    ("code", "word"), [("behind", "滞后"), ("warning", "预警"), ("normal", "正常"), ("none", "不亮灯")]
)
def test_light_says_its_word(code: str, word: str) -> None:
    sign = parsed("{% light code %}", code=code)

    assert words(sign) == word
    assert sign.xpath("span/@class") == [f"light light-{code}"]


def test_lights_differ_in_shape() -> None:
    signs = [parsed("{% light code %}", code=code) for code in ("behind", "warning", "normal", "none")]

    shapes = {html.tostring(sign.xpath(".//svg/*")[0]) for sign in signs}
    assert len(shapes) == 4


def test_light_takes_another_word_and_a_duration() -> None:
    assert words(parsed('{% light "none" word="未填" since="96天" %}')) == "未填96天"


def test_light_refuses_an_unknown_code() -> None:
    with pytest.raises(ValueError, match="'blue' is not a valid Light"):
        drawn('{% light "blue" %}')


@pytest.mark.parametrize(
    ("code", "filled"), [("self_reported", 1), ("on_paper", 2), ("on_site", 3), ("outside", 4)]
)
def test_grade_fills_as_many_steps_as_were_taken(code: str, filled: int) -> None:
    sign = parsed('{% grade code "某种" %}', code=code)

    assert (len(sign.xpath('.//rect[@class="on"]')), len(sign.xpath(".//rect")), words(sign)) == (
        filled,
        4,
        "某种",
    )


@pytest.mark.parametrize(
    ("value", "text", "arrow"),
    [
        (D("3"), "+3.0个百分点", ["M4.500 1 9 8H0z"]),
        (D("-10.33"), "-10.3个百分点", ["M4.500 8 0 1h9z"]),
        (D("0.04"), "0.0个百分点", []),
        (None, "—", []),
    ],
)
def test_trend_has_arrow_and_sign(value: Decimal | None, text: str, arrow: list[str]) -> None:
    sign = parsed("{% trend v %}", v=value)

    assert (words(sign), sign.xpath(".//path/@d")) == (text, arrow)


@pytest.mark.parametrize(
    ("share", "width"),
    [(D("0.4795"), "47.95%"), (D("1.3"), "100.00%"), (D("-0.1"), "0.00%")],
)
def test_bar_stays_within_its_track(share: Decimal, width: str) -> None:
    sign = parsed("{% bar share %}", share=share)

    assert sign.xpath('.//rect[@class="done"]/@width') == [width]
    assert sign.xpath(".//line") == []


def test_bar_marks_where_the_calendar_stands() -> None:
    assert parsed("{% bar s t %}", s=D("0.5"), t=D("0.8333")).xpath(".//line/@x1") == ["83.33%"]


def test_bar_of_nothing_is_a_dash() -> None:
    assert drawn("{% bar None %}") == "—"


def test_spark_leaves_gaps_out_and_marks_the_last_value() -> None:
    sign = parsed("{% spark v %}", v=[D(0), None, D(10)])

    assert sign.xpath(".//polyline/@points") == ["2.0,22.0 94.0,2.0"]
    assert sign.xpath(".//circle/@cx | .//circle/@cy") == ["94.0", "2.0"]
    assert sign.xpath(".//svg/@aria-label") == ["2个数，最近为10"]


@pytest.mark.parametrize(
    ("values", "points"),
    [([D(5)], ["2.0,22.0"]), ([D(5), D(5)], ["2.0,22.0 94.0,22.0"]), ([None], []), ([], [])],
)
def test_spark_draws_level_lines_and_nothing(values: list[Decimal | None], points: list[str]) -> None:
    assert parsed('{% spark v "走势" %}', v=values).xpath(".//polyline/@points") == points


@pytest.mark.parametrize("name", sorted(PATHS))
def test_icon_is_hidden_from_readers(name: str) -> None:
    assert parsed("{% icon name %}", name=name).xpath("svg/@aria-hidden") == ["true"]


@pytest.mark.parametrize(
    ("address", "css", "direction", "link"),
    [
        ("/list/", "", [], "?sort=total"),
        ("/list/", "num", [], "?sort=-total"),
        ("/list/?sort=total&unit=3&page=4", "", ["ascending"], "?unit=3&sort=-total"),
        ("/list/?sort=-total&unit=3&unit=5", "num", ["descending"], "?unit=3&unit=5&sort=total"),
        ("/list/?sort=name", "num wide", [], "?sort=-total"),
    ],
)
def test_sort_header_keeps_the_rest_of_the_address(
    address: str, css: str, direction: list[str], link: str
) -> None:
    head = parsed('{% sort_header "total" "总投资" unit="万元" css=css %}', address, css=css)

    assert head.xpath(".//th/@aria-sort") == direction
    assert head.xpath(".//a/@href") == [link]
    assert words(head) == "总投资万元"


def test_sort_header_shows_the_order_a_list_starts_in() -> None:
    head = parsed('{% sort_header "gap" "比序时" default="gap" %}')

    assert (head.xpath(".//th/@aria-sort"), head.xpath(".//a/@href")) == (["ascending"], ["?sort=-gap"])


def test_pagination_counts_and_keeps_the_address() -> None:
    page = Paginator(range(60), 25).page(2)

    foot = parsed("{% pagination page %}", "/list/?page=2&light=behind", page=page)

    assert words(foot.xpath(".//span")[0]) == "共60项，本页第26至50项"
    assert foot.xpath(".//a/@href") == [f"?light=behind&page={n}" for n in (1, 1, 3, 3)]
    assert foot.xpath('.//*[@aria-current="page"]/text()') == ["2"]


@pytest.mark.parametrize(("rows", "text"), [(0, "没有符合条件的记录"), (3, "共3家")])
def test_pagination_of_one_page_only_counts(rows: int, text: str) -> None:
    foot = parsed('{% pagination page "家" %}', page=Paginator(range(rows), 25).page(1))

    assert (words(foot), foot.xpath(".//a")) == (text, [])


def test_pagination_leaves_out_the_middle() -> None:
    foot = parsed("{% pagination page %}", page=Paginator(range(3000), 25).page(60))

    assert [words(item) for item in foot.xpath(".//li")][1:-1] == [
        "1", "…", "58", "59", "60", "61", "62", "…", "120",
    ]  # fmt: skip


def test_column_menu_offers_what_is_not_fixed() -> None:
    columns = [
        Column("name", "名称", fixed=True),
        Column("unit", "单位"),
        Column("code", "编号", shown=False),
    ]

    menu = parsed("{% column_menu c %}", "/list/?cols=unit&sort=name&page=2", c=columns)

    assert menu.xpath('.//input[@type="checkbox"]/@value') == ["unit", "code"]
    assert menu.xpath(".//input[@checked]/@value") == ["unit"]
    assert menu.xpath('.//input[@type="hidden"]/@name') == ["sort"]
    assert menu.xpath(".//a/@href") == ["?sort=name&page=2"]


class Filter(forms.Form):
    q = forms.CharField(label="搜索", required=False)
    unit = forms.ChoiceField(label="单位", required=False, choices=[("", "全部"), ("3", "澜东县")])


def test_filter_bar_shows_what_is_in_force() -> None:
    address = "/list/?q=%E9%9A%94%E8%86%9C&unit=3&sort=name&page=2"

    bar = parsed("{% filter_bar form %}", address, form=Filter({"q": "隔膜", "unit": "3"}))

    assert [words(chip) for chip in bar.xpath('.//li[@class="chip"]')] == ["搜索：隔膜", "单位：澜东县"]
    assert bar.xpath('.//li[@class="chip"]/a/@href') == [
        "?unit=3&sort=name",
        "?q=%E9%9A%94%E8%86%9C&sort=name",
    ]
    assert bar.xpath(".//ul/li/a[not(@aria-label)]/@href") == ["?sort=name"]
    assert bar.xpath('.//input[@type="hidden"]/@name') == ["sort"]


def test_filter_bar_without_conditions_has_no_chips() -> None:
    bar = parsed('{% filter_bar form "words" %}', "/list/?q=&unit=", form=Filter())

    assert (bar.xpath(".//ul"), bar.xpath(".//label/text()")) == ([], ["搜索", "单位"])


def test_key_figures_open_their_rows() -> None:
    figures = [
        KeyFigure.of_money("计划", D(6474000), note="300个", url="/list/"),
        KeyFigure("滞后", "7", "个", light="behind"),
        KeyFigure.of_money("完成", None),
    ]

    strip = parsed("{% key_figures f %}", f=figures)

    assert [words(figure) for figure in strip.xpath(".//div")] == [
        "计划 647.40亿元 300个",
        "滞后 7个 滞后",
        "完成 —",
    ]
    assert strip.xpath(".//a/@href") == ["/list/"]


def test_tabs_name_the_current_one() -> None:
    row = parsed("{% tabs t %}", t=[Tab("概况", "/a/", current=True), Tab("月报", "/b/", count=0)])

    assert row.xpath('.//a[@aria-current="page"]/@href') == ["/a/"]
    assert [words(tab) for tab in row.xpath(".//a")] == ["概况", "月报0"]


def test_empty_leads_on() -> None:
    box = parsed('{% empty "还没有项目" "先导入台账。" "/imports/" "导入台账" %}')

    assert (words(box), box.xpath(".//a/@href")) == ("还没有项目 先导入台账。 导入台账", ["/imports/"])
    assert parsed('{% empty "没有" %}').xpath(".//a | .//p") == []


def test_timeline_tells_who_when_and_why() -> None:
    moment = datetime(2026, 11, 5, 1, 20, tzinfo=UTC)
    change = FieldChange("责任人", "", "周立言")

    story = parsed(
        "{% timeline e %}",
        e=[
            TimelineEntry(moment, "林知夏", "调整计划", "征地推迟", [change]),
            TimelineEntry(moment, "系统", "导入", url="/x/"),
        ],
    )

    assert [words(line) for line in story.xpath("ol/li")] == [
        "调整计划 林知夏 2026-11-05 09:20 原因：征地推迟 字段原来改为 责任人空周立言",
        "导入 系统 2026-11-05 09:20",
    ]


def test_diff_keeps_the_lines_of_a_long_text() -> None:
    shown = drawn('{% diff c "原来" "改为" %}', c=[FieldChange("规则正文", "一", "id = 1\nmin = 0")])

    assert '<ins class="lines" data-foreign>id = 1\nmin = 0</ins>' in shown
    assert '<del class="lines" data-foreign>一</del>' in shown


def test_diff_marks_both_sides() -> None:
    table = parsed(
        '{% diff c "现在" "您填的" %}', c=[FieldChange("计划", "52,000", ""), FieldChange("名", "", "乙")]
    )

    assert [words(head) for head in table.xpath(".//thead//th")] == ["字段", "现在", "您填的"]
    assert (table.xpath(".//del/text()"), table.xpath(".//ins/text()")) == (["52,000"], ["乙"])


def test_copy_hides_its_button_until_it_works() -> None:
    assert parsed('{% copy "9f2c" "9f…" %}').xpath(".//button[@hidden]/@data-copy") == ["9f2c"]
    assert words(parsed('{% copy "9f2c" %}').xpath("span/span")[0]) == "9f2c"


class Sample(forms.Form):
    name = forms.CharField(label="名称", help_text="写全称。")
    total = forms.DecimalField(label="总投资", required=False)
    stage = forms.ChoiceField(label="阶段", choices=[("a", "前期")])
    kind = forms.ChoiceField(label="类别", choices=[("a", "新建")], widget=forms.RadioSelect)
    sure = forms.BooleanField(label="已核对")
    text = forms.CharField(label="内容", widget=forms.Textarea)


def test_field_ties_label_help_and_error_to_its_control() -> None:
    box = parsed("{% field form.name %}", form=Sample({}))

    assert box.xpath(".//label/@for") == box.xpath(".//input/@id") == ["id_name"]
    assert box.xpath(".//input/@aria-describedby") == ["id_name_helptext id_name_error"]
    assert box.xpath(".//p/@id | .//div/@id") == ["id_name_helptext", "id_name_error"]
    assert box.xpath("div/@class") == ["field has-error"]


def test_field_takes_numbers_as_text_that_can_be_tidied() -> None:
    box = parsed('{% field form.total unit="万元" css="wide" %}', form=Sample())

    control = box.xpath(".//input")[0]
    assert (control.get("type"), control.get("inputmode"), control.get("class")) == (
        "text",
        "decimal",
        "form-control num",
    )
    assert "data-number" in control.attrib
    assert (words(box), box.xpath("div/@class")) == ("总投资选填 万元", ["field wide"])


@pytest.mark.parametrize(
    ("name", "path", "css"),
    [
        ("stage", ".//select", "form-select"),
        ("kind", ".//input", "form-check-input"),
        ("sure", ".//label/input", "form-check-input"),
        ("text", ".//textarea", "form-control"),
    ],
)
def test_field_dresses_every_kind_of_control(name: str, path: str, css: str) -> None:
    box = parsed("{% field bound %}", bound=Sample()[name])

    assert box.xpath(f"{path}/@class") == [css]


def test_control_in_a_cell_carries_its_label() -> None:
    cell = parsed('{% control form.total css="cell" %}', form=Sample())

    assert (cell.xpath("input/@class"), cell.xpath("input/@aria-label")) == (["cell num"], ["总投资"])


def test_form_problems_lead_to_their_fields() -> None:
    form = Sample({"total": "1.2.3", "stage": "a", "kind": "a", "sure": "on", "text": "x"})
    form.add_error(None, "两处金额对不上。")

    box = parsed("{% form_problems form %}", form=form)

    assert words(box.xpath(".//h2")[0]) == "有3处需要改，改好后再提交"
    assert words(box.xpath(".//li")[0]) == "两处金额对不上。"
    assert box.xpath(".//a/@href") == ["#id_name", "#id_total"]


def test_form_problems_of_a_good_form_are_silent() -> None:
    assert drawn("{% form_problems form %}", form=Filter({})).strip() == ""


def test_texts_are_escaped() -> None:
    hostile = SimpleNamespace(name="<script>x</script>")

    for source in (
        '{% light "behind" since=o.name %}',
        '{% grade "outside" o.name %}',
        "{% amount None missing=o.name %}",
        "{% spark v o.name %}",
        "{% copy o.name %}",
        "{% empty o.name %}",
    ):
        assert parsed(source, o=hostile, v=[D(1)]).xpath(".//script") == []
