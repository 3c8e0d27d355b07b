"""Registering, changing, planning, re-planning and handing over a project."""

from datetime import date
from decimal import Decimal
from typing import Any

from django import forms
from django.forms.models import fields_for_model

from guanmo.accounts.models import Person, Unit
from guanmo.engines.identity import Verdict, check_industry_code, check_project_code
from guanmo.foundation.conflicts import RevisionForm
from guanmo.foundation.fields import AmountField, tell_lengths
from guanmo.projects import list_queries
from guanmo.projects.enums import Attribute, Category
from guanmo.projects.models import Project, YearPlan
from guanmo.projects.sector_queries import sector_rule
from guanmo.projects.services import EDITABLE

GROUPS = (
    ("项目", ("name", "unit", "stage", "industry", "sector", "national_code", "owner", "attributes")),
    ("投资与工期", ("total_investment", "starts_on", "ends_on")),
    ("地点与内容", ("carrier", "place", "longitude", "latitude", "content")),
    ("责任", ("leader", "responsible")),
    ("说明", ("why",)),
)
WIDE = ("name", "attributes", "place", "content", "why")


def _why(*, required: bool, help_text: str = "写进日志，供审计查看。") -> forms.CharField:
    return forms.CharField(label="原因", required=required, max_length=300, help_text=help_text)


class UnitChoice(forms.ModelChoiceField):  # type: ignore[type-arg] # generic for types only, not at run time
    """A unit, chosen from the tree in administrative order."""

    def label_from_instance(self, obj: Unit) -> str:
        return "　" * obj.depth + obj.name


class AttributesField(forms.MultipleChoiceField):
    """Several words of Attribute, kept as one text joined by 、 in their order."""

    widget = forms.CheckboxSelectMultiple

    def prepare_value(self, value: Any) -> Any:  # Any: Django's own signature
        return [word for word in value.split("、") if word] if isinstance(value, str) else value

    def clean(self, value: Any) -> str:  # Any: Django's own signature
        chosen = super().clean(value)
        return "、".join(str(word) for word in Attribute.values if word in chosen)


class ProjectFields(forms.Form):
    """What a clerk may fill in about a project, with the codes checked."""

    why = _why(required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:  # Any: Django's own signature
        super().__init__(*args, **kwargs)
        day = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
        content = forms.Textarea(attrs={"rows": 4})
        self.fields |= fields_for_model(
            Project, EDITABLE, widgets={"starts_on": day, "ends_on": day, "content": content}
        )
        for name in ("longitude", "latitude"):
            self.fields[name] = AmountField(
                label=self.fields[name].label, required=False, max_digits=9, decimal_places=6
            )
        self.fields["attributes"] = AttributesField(
            label="项目属性", required=False, choices=Attribute.choices
        )
        sectors = [("", "按行业代码归类"), *((name, name) for name in sector_rule().names)]
        self.fields["sector"] = forms.ChoiceField(label="市产业类别", required=False, choices=sectors)
        self.fields["carrier"].help_text = "所在的产业集聚区、开发区、园区。"
        self.fields["longitude"].help_text = "十进制度数，例如113.624931；排观摩线路用。"
        self.fields["latitude"].help_text = "例如34.747250。"
        self.fields["industry"].help_text = "国民经济行业分类代码，例如C36、C3610。"
        self.fields["national_code"].help_text = "24位，有赋码的填写。"
        self.fields["name"].help_text = "写批复文件上的全称；本单位内不能重名。"
        tell_lengths(self.fields)

    @property
    def groups(self) -> list[tuple[str, list[tuple[forms.BoundField, str]]]]:
        """The fields by heading, each with its class."""
        return [
            (title, [(self[name], "wide" if name in WIDE else "") for name in names if name in self.fields])
            for title, names in GROUPS
        ]

    def clean_industry(self) -> str:
        typed: str = self.cleaned_data["industry"]
        checked = check_industry_code(typed)
        if typed and not checked.is_valid:
            raise forms.ValidationError(checked.message)
        return checked.code

    def clean_national_code(self) -> str:
        """A malformed code is refused; a doubtful check digit is told after saving, since published codes fail it too."""
        typed: str = self.cleaned_data["national_code"]
        checked = check_project_code(typed)
        if typed and checked.verdict is Verdict.MALFORMED:
            raise forms.ValidationError(checked.message)
        return checked.code

    def clean(self) -> dict[str, Any]:  # Any: cleaned data of any field
        data: dict[str, Any] = super().clean() or {}
        starts_on, ends_on = data.get("starts_on"), data.get("ends_on")
        if starts_on and ends_on and ends_on < starts_on:
            self.add_error("ends_on", "计划竣工日期早于开工日期，请核对。")
        return data


class ProjectForm(ProjectFields, RevisionForm):
    """A project that is there already."""


class NewProjectForm(ProjectFields):
    """A project not registered yet, with the unit that answers for it."""

    def __init__(self, *args: Any, by: Person, **kwargs: Any) -> None:  # Any: Django's own signature
        super().__init__(*args, **kwargs)
        self.fields["unit"] = UnitChoice(
            label="责任单位", empty_label="请选择", queryset=list_queries.open_units_of(by)
        )


class SureForm(forms.Form):
    """A plan whose amount may be asked about; `sure` is the amount that was confirmed."""

    sure = forms.DecimalField(required=False, widget=forms.HiddenInput)
    asked: Decimal | None = None

    @property
    def is_sure(self) -> bool:
        """Whether this very amount was confirmed."""
        return bool(self.cleaned_data["sure"] == self.cleaned_data["amount"])

    def ask(self, question: Exception) -> None:
        """Come back with a box to confirm the amount."""
        self.asked = self.cleaned_data["amount"]
        self.add_error("amount", str(question))


class PlanForm(SureForm):
    """The first plan of a year."""

    field_order = ("year", "category", "amount", "goal", "why")
    why = _why(required=False, help_text="例如计划文件的名称和文号。")

    def __init__(self, *args: Any, today: date, **kwargs: Any) -> None:  # Any: Django's own signature
        super().__init__(*args, **kwargs)
        years = [(year, f"{year}年") for year in range(today.year - 2, today.year + 2)]
        self.fields["year"] = forms.TypedChoiceField(
            label="年度", coerce=int, choices=years, initial=today.year
        )
        self.fields |= fields_for_model(YearPlan, ("category", "amount", "goal"))
        category = self.fields["category"]
        assert isinstance(category, forms.ChoiceField)  # noqa: S101 - for the type checker
        category.choices = [("", "请选择"), *Category.choices]
        self.fields["amount"].help_text = "第一次填写的就是年初计划，以后不会被覆盖。"
        tell_lengths(self.fields)
        self.order_fields(self.field_order)


class ReplanForm(SureForm, RevisionForm):
    """A change of the plan in force."""

    reason = _why(required=True, help_text="写明为什么调整、依据什么文件；与批准人一起列在项目卡上。")

    def __init__(self, *args: Any, **kwargs: Any) -> None:  # Any: Django's own signature
        super().__init__(*args, **kwargs)
        self.fields |= fields_for_model(YearPlan, ("amount",))
        self.fields["amount"].label = "调整后的年度计划（万元）"
        tell_lengths(self.fields)
        self.order_fields(("amount", "reason"))


class TransferForm(RevisionForm):
    """Handing a project to another unit."""

    why = _why(required=True, help_text="写明为什么移交、依据什么文件。")
    field_order = ("unit", "why")

    def __init__(
        self, *args: Any, by: Person, project: Project, **kwargs: Any
    ) -> None:  # Any: Django's own signature
        super().__init__(*args, **kwargs)
        tell_lengths(self.fields)
        units = list_queries.open_units_of(by).exclude(pk=project.unit_id)
        self.fields["unit"] = UnitChoice(label="移交给", empty_label="请选择", queryset=units)
        self.order_fields(self.field_order)
