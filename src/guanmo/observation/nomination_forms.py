"""The office asks for nominations; a unit nominates."""

from typing import Any

from django import forms

from guanmo.engines.packs import Pack
from guanmo.foundation.conflicts import RevisionForm
from guanmo.observation.nomination_models import Nomination
from guanmo.observation.nomination_queries import OwnNominations


class CallForm(RevisionForm):
    """Until when units may nominate, under which rule; revision 0 for a call not made yet."""

    rule_id = forms.ChoiceField(label="选点规则", help_text="每个单位最多提名几个，照规则。")
    due_on = forms.DateField(
        label="截止日期", widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )
    note = forms.CharField(
        label="要求",
        required=False,
        max_length=200,
        help_text="给各单位看，例如“至少一个工业项目”。",
        widget=forms.Textarea(attrs={"rows": 2}),
    )

    def __init__(self, *args: Any, packs: list[Pack], **kwargs: Any) -> None:  # Any: Django's own signature
        super().__init__(*args, **kwargs)
        self.packs = {pack.id: pack for pack in packs}
        rule = self.fields["rule_id"]
        assert isinstance(rule, forms.ChoiceField)  # noqa: S101 - for the type checker
        rule.choices = [(pack.id, _with_quota(pack)) for pack in packs]


class NominationForm(forms.Form):
    """Which own project, why, and what there is to see."""

    project = forms.TypedChoiceField(label="项目", coerce=int, error_messages={"required": "请选定项目。"})
    reason = forms.CharField(
        label="推荐理由",
        max_length=Nomination._meta.get_field("reason").max_length,
        help_text="写清亮点和进度，例如“全省首条固态电池中试线，8月已投料试产”。",
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    to_see = forms.CharField(
        label="看什么",
        max_length=Nomination._meta.get_field("to_see").max_length,
        help_text="现场看得到什么，例如“2号车间、中控室”。",
        widget=forms.Textarea(attrs={"rows": 2}),
    )

    def __init__(self, *args: Any, own: OwnNominations, **kwargs: Any) -> None:  # Any: Django's own signature
        super().__init__(*args, **kwargs)
        project = self.fields["project"]
        assert isinstance(project, forms.ChoiceField)  # noqa: S101 - for the type checker
        groups = (("符合选点规则", own.fit), ("不符合选点规则，可以提名，由重点办定", own.unfit))
        listed = [(name, [(one.pk, str(one)) for one in projects]) for name, projects in groups if projects]
        project.choices = [("", "请选定"), *listed]
        project.error_messages["invalid_choice"] = "这个项目不在本单位可提名的项目里，请重新选择。"


def _with_quota(pack: Pack) -> str:
    most = pack.stop_rule.unit_max
    return f"{pack.title}（{f'每个单位最多{most}个' if most else '不限个数'}）"
