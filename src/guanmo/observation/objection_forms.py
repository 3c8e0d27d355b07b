"""What a unit objects to, what the office answers, and which button decides."""

from typing import Any

from django import forms
from django.db.models import TextChoices

from guanmo.accounts.models import Unit
from guanmo.observation.models import Stop, Tour

UPHELD, KEPT = "upheld", "kept"


class ObjectionForm(forms.Form):
    """Which number, and what is wrong with it."""

    unit = forms.ModelChoiceField(label="单位", queryset=Unit.objects.none(), empty_label="请选择")
    stop = forms.ModelChoiceField(
        label="关于", queryset=Stop.objects.none(), required=False, empty_label="单位的名次或得分"
    )
    text = forms.CharField(
        label="异议",
        max_length=500,
        help_text="写明哪个数不对、依据是什么，重点办据此核对。",
        widget=forms.Textarea(attrs={"rows": 4}),
    )

    def __init__(
        self, *args: Any, tour: Tour, units: list[Unit], **kwargs: Any
    ) -> None:  # Any: Django's own signature
        super().__init__(*args, **kwargs)
        unit, stop = self.fields["unit"], self.fields["stop"]
        assert isinstance(unit, forms.ModelChoiceField)  # noqa: S101 - for the type checker
        assert isinstance(stop, forms.ModelChoiceField)  # noqa: S101 - for the type checker
        unit.queryset = Unit.objects.filter(pk__in=[one.pk for one in units])
        if len(units) == 1:
            unit.initial, unit.empty_label = units[0], None
        stop.queryset = Stop.objects.filter(tour=tour, unit__in=units).select_related("project")


class AnswerForm(forms.Form):
    """What the office found."""

    outcome = forms.ChoiceField(
        label="处理", choices=[(KEPT, "维持原结果"), (UPHELD, "予以更正")], widget=forms.RadioSelect
    )
    answer = forms.CharField(
        label="答复",
        max_length=500,
        help_text="提出异议的单位看得到。",
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    correction = forms.CharField(
        label="更正内容",
        required=False,
        max_length=200,
        help_text="予以更正时必填，例如“得分应为86.75，名次不变”。它写在原数旁边，原数保留。",
    )

    def clean(self) -> dict[str, Any]:  # Any: cleaned data of any field
        data = super().clean() or self.cleaned_data
        if data.get("outcome") == UPHELD and not data.get("correction"):
            self.add_error("correction", "予以更正的，请写明更正成什么。")
        return data


class Step(TextChoices):
    """The buttons of a second person."""

    AGREE = "agree", "复核同意"
    RETURN = "return", "退回重写"


class DecisionForm(forms.Form):
    """The button pressed."""

    step = forms.ChoiceField(choices=Step.choices, error_messages={"required": "请点一个处理按钮。"})
