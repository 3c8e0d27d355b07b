"""What the office fills in for a circular, and the upload of its own template."""

from typing import Any

from django import forms

from guanmo.observation.circular_models import Circular

MOST_PLACES = 9


def _text(label: str, help_text: str = "", *, most: int = 100, required: bool = True) -> forms.CharField:
    return forms.CharField(label=label, max_length=most, required=required, help_text=help_text)


def _lines(label: str, help_text: str, rows: int, *, required: bool = False) -> forms.CharField:
    widget = forms.Textarea(attrs={"rows": rows})
    return forms.CharField(
        label=label, max_length=2000, required=required, help_text=help_text, widget=widget
    )


def _date(label: str) -> forms.DateField:
    return forms.DateField(label=label, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"))


def _number(label: str, least: int, most: int, help_text: str = "") -> forms.IntegerField:
    return forms.IntegerField(
        label=label,
        min_value=least,
        max_value=most,
        help_text=help_text,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "data-number": ""}),
    )


class CircularForm(forms.Form):
    """Every part of the circular that is not a number of the result."""

    GROUPS = (
        ("版头", ("issuer_mark", "agency", "year", "serial", "approver")),
        ("标题和主送", ("title", "recipients")),
        (
            "正文",
            ("opening", "praise", "praise_words", "question", "question_words", "demands"),
        ),
        ("附件", ("stop_scores", "rule", "more_attachments")),
        (
            "落款和版记",
            ("signer", "issued_on", "sealed", "note", "copies_to", "printed_by", "printed_on"),
        ),
    )
    WIDE = ("issuer_mark", "title", "recipients", "opening", "praise_words", "question_words", "demands", "more_attachments", "copies_to")  # fmt: skip

    issuer_mark = _text("发文机关标志", "版头的红字，一般是发文机关全称加“文件”。", most=40)
    agency = _text("机关代字", most=20)
    year = _number("年份", 1000, 9999)
    serial = _number("序号", 1, 99999, "按本机关本年已生成的通报顺延。")
    approver = _text("签发人", "通报是下行文，版头不印签发人，只记入日志备查。", most=40, required=False)
    title = forms.CharField(
        label="标题",
        max_length=Circular._meta.get_field("title").max_length,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text="需要时可自行换行；不换行的按词意断成梯形或菱形。",
    )
    recipients = _text("主送机关", "不必写冒号。", most=200)
    opening = _lines("缘由", "写在正文开头；后面的日期、评委、单位和项目个数取自封存结果。", 2)
    praise = _number("每组表扬前几名", 0, MOST_PLACES, "0为不表扬；并列的一并列入。")
    praise_words = _text("表扬的话", most=200, required=False)
    question = _number("每组提醒后几名", 0, MOST_PLACES, "0为不提醒；并列的一并列入。")
    question_words = _text("提醒的话", most=200, required=False)
    demands = _lines("有关要求", "一行一段；留空则没有这一部分。", 5)
    stop_scores = forms.BooleanField(label="附观摩点得分表", required=False)
    rule = forms.BooleanField(label="附计分规则和核验信息", required=False)
    more_attachments = _lines("另附的文件名称", "一行一个，只列名称，文件另附。", 2)
    signer = _text("署名", "发文机关全称或规范化简称。", most=40)
    issued_on = _date("成文日期")
    sealed = forms.BooleanField(label="加盖印章（落款前留出位置）", required=False)
    note = _text("附注", "例如“此件公开发布”，不必写括号。", most=60, required=False)
    copies_to = _text("抄送", "不必写句号。", most=300, required=False)
    printed_by = _text("印发机关", most=40)
    printed_on = _date("印发日期")

    def groups(self) -> list[tuple[str, list[tuple[forms.BoundField, str]]]]:
        """The fields under their headings, each with its width."""
        return [
            (legend, [(self[name], "wide" if name in self.WIDE else "") for name in names])
            for legend, names in self.GROUPS
        ]

    def clean(self) -> dict[str, Any]:  # Any: cleaned data
        data = super().clean() or {}
        for places, words, what in (
            ("praise", "praise_words", "表扬"),
            ("question", "question_words", "提醒"),
        ):
            if data.get(places) and not data.get(words, "").strip():
                self.add_error(words, f"有{what}的名次，请写上{what}的话。")
        return data


class TemplateForm(forms.Form):
    """The office's own Word template."""

    file = forms.FileField(
        label="Word文件",
        allow_empty_file=True,
        widget=forms.FileInput(attrs={"accept": ".docx"}),
        help_text="只收.docx，不超过10MB。",
        error_messages={"required": "请选择要上传的.docx文件。"},
    )
