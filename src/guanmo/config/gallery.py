"""Invented values for the page 组件, which shows every component in every state."""

from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

from django import forms
from django.core.paginator import Paginator

from guanmo.foundation.components import Column, FieldChange, KeyFigure, Tab, TimelineEntry

ROWS = (
    {"name": "观澜锂电隔膜二期", "unit": "澜东县", "code": "GM-2026-0007", "total": Decimal(328000), "plan": Decimal(86000), "done": Decimal("41238.5"), "share": Decimal("0.4795"), "gap": Decimal("-35.38"), "light": "behind", "since": "96天", "evidence": ("on_paper", "查过凭证"), "note": "土地指标未落实，等省里批复"},
    {"name": "云台山旅游公路（青石口至云顶段）改造提升工程", "unit": "云台区", "code": "GM-2026-0012", "total": Decimal(156300), "plan": Decimal(52000), "done": Decimal(37960), "share": Decimal("0.73"), "gap": Decimal("-10.33"), "light": "warning", "since": "31天", "evidence": ("on_site", "到过现场"), "note": ""},
    {"name": "市第二人民医院新院区", "unit": "市卫生健康委", "code": "GM-2025-0140", "total": Decimal(98700), "plan": Decimal(30000), "done": Decimal("26412.25"), "share": Decimal("0.8804"), "gap": Decimal("4.71"), "light": "normal", "since": "", "evidence": ("outside", "外部印证"), "note": "主体封顶"},
    {"name": "高端轴承智能工厂", "unit": "经济技术开发区", "code": "GM-2026-0033", "total": Decimal(64200), "plan": Decimal(18000), "done": None, "share": None, "gap": None, "light": "none", "since": "", "evidence": ("self_reported", "自报"), "note": ""},
)  # fmt: skip
TOTAL = {
    "total": Decimal(647200),
    "plan": Decimal(186000),
    "done": Decimal("105610.75"),
    "share": Decimal("0.5678"),
    "gap": Decimal("-26.55"),
}
FIGURES = (
    KeyFigure("滞后项目", "7", "个", "最久96天", "#tables", "behind"),
    KeyFigure.of_money("年度计划投资", Decimal(6474000), note="300个项目", url="#tables"),
    KeyFigure.of_money("本年累计完成", Decimal(6290000), note="完成年度计划97.2%", url="#tables"),
    KeyFigure("比序时进度", "+13.8", "百分点", "10月序时83.3%"),
    KeyFigure("未填月报", "—", "", "本月尚未开始填报"),
)
TABS = (
    Tab("概况", "#lists", current=True),
    Tab("月报", "#lists", count=10),
    Tab("计划", "#lists", count=0),
    Tab("日志", "#lists"),
)
CHANGES = (
    FieldChange("年度计划（万元）", "52,000", "48,000"),
    FieldChange("责任人", "", "周立言"),
    FieldChange("包联领导", "何其远", ""),
)
HISTORY = (
    TimelineEntry(
        datetime(2026, 11, 5, 1, 20, tzinfo=UTC),
        "林知夏",
        "调整年度计划",
        "征地推迟，经市政府第31次常务会议同意",
        CHANGES,
    ),
    TimelineEntry(datetime(2026, 10, 9, 8, 3, tzinfo=UTC), "周立言", "报送2026年9月月报", url="#records"),
    TimelineEntry(datetime(2026, 1, 6, 0, 0, tzinfo=UTC), "系统", "从台账导入"),
)
COLUMNS = (
    Column("name", "项目名称", fixed=True),
    Column("unit", "责任单位"),
    Column("total", "总投资"),
    Column("code", "项目编号", shown=False),
)
SERIES = tuple(map(Decimal, (3, 5, 9, 14, 21, 26, 38, 41, 52, 66)))


class SampleForm(forms.Form):
    """Every kind of field."""

    name = forms.CharField(label="项目名称", max_length=200, help_text="写批复文件上的全称。")
    total = forms.DecimalField(label="总投资", decimal_places=4, max_digits=16)
    stage = forms.ChoiceField(label="阶段", choices=[("", "请选择"), ("early", "前期"), ("building", "在建")])
    starts_on = forms.DateField(
        label="开工日期", required=False, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )
    kind = forms.ChoiceField(
        label="类别",
        choices=[("new", "新建"), ("continued", "续建")],
        widget=forms.RadioSelect,
        initial="new",
    )
    content = forms.CharField(label="建设内容", widget=forms.Textarea(attrs={"rows": 3}), required=False)
    ledger = forms.FileField(label="台账文件", required=False, help_text="xlsx、xls 或 csv，12 MB 以内。")
    confirmed = forms.BooleanField(label="已与统计部门核对", required=False)


class SampleFilter(forms.Form):
    """A search box, two choices and a month."""

    q = forms.CharField(
        label="搜索",
        required=False,
        widget=forms.TextInput(attrs={"type": "search", "placeholder": "名称、编号、拼音"}),
    )
    unit = forms.ChoiceField(
        label="单位", required=False, choices=[("", "全部"), ("1", "澜东县"), ("2", "云台区")]
    )
    light = forms.ChoiceField(
        label="亮灯", required=False, choices=[("", "全部"), ("behind", "滞后"), ("warning", "预警")]
    )


def values(query: Any) -> dict[str, Any]:  # Any: a query dict; a template context
    """Everything the page shows; its own address carries sort, page and filters like a real list."""
    wrong = SampleForm({"name": "", "total": "1.2.3", "stage": "early", "kind": "new"})
    wrong.is_valid()
    return {
        "rows": ROWS,
        "total": TOTAL,
        "figures": FIGURES,
        "tabs": TABS,
        "changes": CHANGES,
        "history": HISTORY,
        "columns": COLUMNS,
        "series": SERIES,
        "form": SampleForm(auto_id="a_%s"),
        "wrong": wrong,
        "filter": SampleFilter(query or None),
        "page": Paginator(range(1, 301), 25).get_page(query.get("page")),
        "lights": ("behind", "warning", "normal", "none"),
        "grades": (
            ("self_reported", "自报"),
            ("on_paper", "查过凭证"),
            ("on_site", "到过现场"),
            ("outside", "外部印证"),
        ),
    }
