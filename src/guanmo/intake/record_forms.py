"""Forms that lead from a finding to a record: which project or unit it is, a project to register."""

from decimal import Decimal, InvalidOperation
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.forms.models import fields_for_model

from guanmo.accounts.models import Person, Unit
from guanmo.accounts.queries import open_units
from guanmo.foundation.conflicts import RevisionForm
from guanmo.intake.models import Finding
from guanmo.intake.resolving_queries import nearest_projects, nearest_units
from guanmo.projects.list_queries import open_units_of
from guanmo.projects.models import Project

WAN_IN_YI = 10_000


class UnitChoice(forms.ModelChoiceField):  # type: ignore[type-arg] # generic for types only, not at run time
    """A unit, chosen from the tree in administrative order."""

    def label_from_instance(self, obj: Unit) -> str:
        return "　" * obj.depth + obj.name


class RecordForm(RevisionForm):
    """What both kinds of record share: whether to know the name next time."""

    remember = forms.BooleanField(
        label="记住这个叫法", required=False, initial=True, help_text="下次读到同样的叫法，直接对上。"
    )


class ProjectRecordForm(RecordForm):
    """The project of the library a finding speaks of: one of the nearest, or any by its code."""

    code = forms.CharField(
        label="别的项目的编号", required=False, max_length=20, help_text="上面没有时填，例如GM2026-0001。"
    )
    field_order = ("record", "code", "remember")

    def __init__(self, *args: Any, finding: Finding, by: Person, **kwargs: Any) -> None:  # Any: Django's own
        super().__init__(*args, **kwargs)
        self.projects = Project.objects.visible_to(by)
        near = [one.key for one in nearest_projects(finding, by)]
        found = self.projects.select_related("unit").in_bulk({*near, *filter(None, [finding.project_id])})
        listed = [*near, *(key for key in found if key not in near)]
        choices = [(str(pk), f"{found[pk].name}（{found[pk].unit}，{found[pk].code}）") for pk in listed]
        self.fields["record"] = forms.ChoiceField(
            label="库里的项目，最像的在前",
            required=False,
            choices=[*choices, ("", "都不是")],
            widget=forms.RadioSelect,
        )
        first = finding.project_id or (near[0] if near else "")
        self.initial = {"record": str(first), "revision": finding.revision, "remember": True}
        self.order_fields(self.field_order)

    def clean(self) -> dict[str, Any]:  # Any: cleaned data
        """Put the project meant into `project`, None for none."""
        data = self.cleaned_data
        self.project: Project | None = None
        if data.get("code"):
            self.project = self.projects.filter(code=data["code"].strip().upper()).first()
            if self.project is None:
                self.add_error("code", f"没有编号为“{data['code']}”的项目，请到项目库核对。")
        elif data.get("record"):
            self.project = self.projects.get(pk=data["record"])
        return data


class UnitRecordForm(RecordForm):
    """The unit of the city a finding speaks of."""

    field_order = ("record", "remember")

    def __init__(self, *args: Any, finding: Finding, **kwargs: Any) -> None:  # Any: Django's own signature
        super().__init__(*args, **kwargs)
        near = nearest_units(finding)
        said = "、".join(one.name for one in near)
        self.fields["record"] = UnitChoice(
            label="系统里的单位",
            required=False,
            queryset=open_units(besides=finding.unit_id),
            empty_label="不是本市的单位",
            help_text=f"最像的：{said}。" if said else "没有名称相近的单位。",
        )
        first = finding.unit_id or (near[0].key if near else None)
        self.initial = {"record": first, "revision": finding.revision, "remember": True}
        self.order_fields(self.field_order)


class RegisterForm(forms.Form):
    """A project that is not in the library yet, filled in from what was read."""

    def __init__(
        self, *args: Any, finding: Finding, unit: Unit | None, by: Person, **kwargs: Any
    ) -> None:  # Any: Django's own signature
        super().__init__(*args, **kwargs)
        units: QuerySet[Unit] = open_units_of(by)
        self.fields["unit"] = UnitChoice(label="责任单位", queryset=units)
        self.fields |= fields_for_model(Project, ("name", "total_investment", "owner", "place"))
        self.order_fields(("name", "unit", "total_investment", "owner", "place"))
        read = finding.values
        self.initial = {
            "name": read.get("name", ""),
            "unit": unit,
            "total_investment": _wan(read.get("investment_yi", "")),
            "owner": read.get("owner", ""),
            "place": read.get("place", ""),
        }


def _wan(yi: str) -> Decimal | None:
    try:
        return Decimal(yi) * WAN_IN_YI
    except InvalidOperation:
        return None
