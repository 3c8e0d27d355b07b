"""Asking departments, answering for one, setting a veto aside."""

from collections.abc import Collection, Sequence
from typing import Any

from django import forms

from guanmo.accounts.models import Unit
from guanmo.foundation.conflicts import RevisionForm
from guanmo.observation import opinion_queries
from guanmo.observation.enums import Stance
from guanmo.observation.nomination_models import Opinion
from guanmo.projects.models import Project


class DepartmentChoice(forms.ModelMultipleChoiceField):  # type: ignore[type-arg] # generic for types only, not at run time
    """Departments by their short names."""

    def label_from_instance(self, obj: Unit) -> str:
        return obj.short_name


class AskForm(forms.Form):
    """Which departments are asked about which projects, until when."""

    departments = DepartmentChoice(
        label="部门",
        queryset=Unit.objects.none(),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "请至少勾选一个部门。"},
    )
    due_on = forms.DateField(
        label="答复期限", widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )
    projects = forms.TypedMultipleChoiceField(
        label="项目", coerce=int, error_messages={"required": "请至少勾选一个项目。"}
    )

    def __init__(
        self, data: Any, *, offered: Sequence[Project], fresh: Collection[int], initial: dict[str, object]
    ) -> None:  # Any: Django's own signature
        super().__init__(data, initial=initial)
        departments, projects = self.fields["departments"], self.fields["projects"]
        assert isinstance(departments, DepartmentChoice)  # noqa: S101 - for the type checker
        assert isinstance(projects, forms.TypedMultipleChoiceField)  # noqa: S101 - for the type checker
        departments.queryset = opinion_queries.departments_to_ask()
        projects.choices = [(project.pk, str(project)) for project in offered]
        projects.error_messages["invalid_choice"] = "勾选的项目里有的已不在名单上，请核对后再问。"
        sent = {int(key) for key in data.getlist("projects") if key.isdigit()} if data is not None else fresh
        self.ticked = set(sent)


class AnswerOpinionForm(RevisionForm):
    """What the department says."""

    stance = forms.ChoiceField(label="意见", choices=Stance.choices, widget=forms.RadioSelect)
    reason = forms.CharField(
        label="理由或条件",
        required=False,
        max_length=Opinion._meta.get_field("reason").max_length,
        help_text="否决写明依据，有条件同意写明条件，重点办和提名单位看得到；同意的可以不填。",
        widget=forms.Textarea(attrs={"rows": 3}),
    )


class OverruleForm(forms.Form):
    """Why a veto is set aside."""

    reason = forms.CharField(
        label="不采纳的理由",
        error_messages={"required": "不采纳否决要写明理由，部门看得到。"},
        max_length=Opinion._meta.get_field("overrule_reason").max_length,
        widget=forms.Textarea(attrs={"rows": 2}),
    )
