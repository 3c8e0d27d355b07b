"""The filters of the project list."""

from datetime import date
from typing import Any

from django import forms

from guanmo.accounts.models import Person
from guanmo.engines.packs.light_rules import Light
from guanmo.engines.periods import Month
from guanmo.projects import list_queries
from guanmo.projects.enums import Category, Stage
from guanmo.projects.list_queries import ProjectFilter
from guanmo.projects.queries import reporting_month

ALL = ("", "全部")


class ProjectFilterForm(forms.Form):
    """What part of the library is shown, and at the end of which month."""

    q = forms.CharField(
        label="查找",
        required=False,
        max_length=100,
        widget=forms.TextInput(attrs={"placeholder": "名称、编号、单位、拼音"}),
    )
    month = forms.TypedChoiceField(label="截至", required=False, coerce=Month.parse, empty_value=None)
    unit = forms.TypedChoiceField(label="单位", required=False, coerce=int, empty_value=None)
    light = forms.ChoiceField(
        label="亮灯", required=False, choices=[ALL, *((light.value, light.label) for light in Light)]
    )
    stage = forms.ChoiceField(label="阶段", required=False, choices=[ALL, *Stage.choices])
    category = forms.ChoiceField(label="类别", required=False, choices=[ALL, *Category.choices])
    leader = forms.ChoiceField(label="包联领导", required=False)
    missing = forms.ChoiceField(label="月报", required=False, choices=[ALL, ("on", "未报")])

    def __init__(
        self, *args: Any, by: Person, today: date, **kwargs: Any
    ) -> None:  # Any: Django's own signature
        super().__init__(*args, **kwargs)
        self.latest = reporting_month(today)
        months = [month for month in list_queries.months_on_record(today) if month != self.latest]
        units = list_queries.units_of(by)
        self._offer("month", [("", self.latest.label), *((str(m), m.label) for m in months)])
        self._offer("unit", [ALL, *((unit.pk, "　" * unit.depth + unit.name) for unit in units)])
        self._offer("leader", [ALL, *((name, name) for name in list_queries.leaders_of(by))])

    def _offer(self, name: str, choices: list[tuple[Any, str]]) -> None:  # Any: a word or a key
        field = self.fields[name]
        assert isinstance(field, forms.ChoiceField)  # noqa: S101 - for the type checker
        field.choices = choices

    @property
    def at(self) -> Month:
        """The month asked for; the latest one that is over unless another can be read."""
        chosen = self.cleaned_data["month"] if self.is_valid() else None
        return chosen or self.latest

    def is_narrowed(self) -> bool:
        """Whether any condition but the month is in force."""
        return self.wanted() != ProjectFilter()

    def wanted(self) -> ProjectFilter:
        """The conditions; none while something in the address cannot be read."""
        if not self.is_valid():
            return ProjectFilter()
        data = self.cleaned_data
        return ProjectFilter(
            text=data["q"],
            unit=data["unit"],
            light=data["light"],
            stage=data["stage"],
            category=data["category"],
            leader=data["leader"],
            missing=bool(data["missing"]),
        )
