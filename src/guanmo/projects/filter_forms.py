"""The filters of the library's lists."""

from datetime import date
from typing import Any

from django import forms

from guanmo.accounts.models import Person
from guanmo.engines.packs.light_rules import Light
from guanmo.engines.periods import Month
from guanmo.projects import list_queries
from guanmo.projects.enums import Attribute, Category, Stage
from guanmo.projects.list_queries import ProjectFilter
from guanmo.projects.queries import reporting_month
from guanmo.projects.sector_queries import sector_rule

ALL = ("", "全部")
NOT_REPORTED = ("on", "未报")


class MonthField(forms.TypedChoiceField):
    """A month of those on record. The latest is the menu's empty choice; links may name it all the same."""

    latest: Month | None = None

    def valid_value(self, value: Any) -> bool:  # Any: Django's own signature
        return str(value) == str(self.latest) or super().valid_value(value)


class MonthForm(forms.Form):
    """The month a page speaks about: the last one that is over unless another is chosen."""

    month = MonthField(label="截至", required=False, coerce=Month.parse, empty_value=None)

    def __init__(self, *args: Any, today: date, **kwargs: Any) -> None:  # Any: Django's own signature
        super().__init__(*args, **kwargs)
        self.latest = reporting_month(today)
        self.months = list_queries.months_on_record(today)
        others = [month for month in self.months if month != self.latest]
        self.offer("month", [("", self.latest.label), *((str(m), m.label) for m in others)])
        month = self.fields["month"]
        assert isinstance(month, MonthField)  # noqa: S101 - for the type checker
        month.latest = self.latest

    def offer(self, name: str, choices: list[tuple[Any, str]]) -> None:  # Any: a word or a key
        """Fill a choice field with what there is."""
        field = self.fields[name]
        assert isinstance(field, forms.ChoiceField)  # noqa: S101 - for the type checker
        field.choices = choices

    @property
    def at(self) -> Month:
        """The month asked for; the latest one that is over unless another can be read."""
        return self.chosen("month") or self.latest

    def chosen(self, name: str) -> Any:  # Any: cleaned data of any field
        """What a field asks for; nothing while something in the address cannot be read."""
        return self.cleaned_data[name] if self.is_valid() else None


class UnitMonthForm(MonthForm):
    """A month, and a unit with everything below it."""

    unit = forms.TypedChoiceField(label="单位", required=False, coerce=int, empty_value=None)

    def __init__(
        self, *args: Any, by: Person, today: date, **kwargs: Any
    ) -> None:  # Any: Django's own signature
        super().__init__(*args, today=today, **kwargs)
        units = list_queries.units_of(by)
        self.offer("unit", [ALL, *((unit.pk, "　" * unit.depth + unit.name) for unit in units)])


class ProjectFilterForm(UnitMonthForm):
    """What part of the library is shown, and at the end of which month."""

    q = forms.CharField(
        label="查找",
        required=False,
        max_length=100,
        widget=forms.TextInput(attrs={"placeholder": "名称、编号、单位、拼音"}),
    )
    light = forms.ChoiceField(
        label="亮灯", required=False, choices=[ALL, *((light.value, light.label) for light in Light)]
    )
    stage = forms.ChoiceField(label="阶段", required=False, choices=[ALL, *Stage.choices])
    category = forms.ChoiceField(label="类别", required=False, choices=[ALL, *Category.choices])
    leader = forms.ChoiceField(label="包联领导", required=False)
    sector = forms.ChoiceField(label="市产业类别", required=False)
    attribute = forms.ChoiceField(label="项目属性", required=False, choices=[ALL, *Attribute.choices])
    carrier = forms.ChoiceField(label="所在载体", required=False)
    missing = forms.ChoiceField(label="月报", required=False, choices=[ALL, NOT_REPORTED])
    field_order = (
        "q", "month", "unit", "light", "stage", "category", "leader", "sector", "attribute", "carrier", "missing",
    )  # fmt: skip

    def __init__(
        self, *args: Any, by: Person, today: date, **kwargs: Any
    ) -> None:  # Any: Django's own signature
        super().__init__(*args, by=by, today=today, **kwargs)
        self.offer("leader", [ALL, *((name, name) for name in list_queries.leaders_of(by))])
        self.offer("carrier", [ALL, *((name, name) for name in list_queries.carriers_of(by))])
        self.offer("sector", [ALL, *((name, name) for name in sector_rule().names)])

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
            sector=data["sector"],
            attribute=data["attribute"],
            carrier=data["carrier"],
            missing=bool(data["missing"]),
        )


class ReturnFilterForm(UnitMonthForm):
    """Which projects the grid of a month holds."""

    missing = forms.ChoiceField(label="月报", required=False, choices=[ALL, NOT_REPORTED])

    def __init__(self, *args: Any, **kwargs: Any) -> None:  # Any: Django's own signature
        super().__init__(*args, **kwargs)
        self.fields["month"].label = "填报月份"


class ReviewFilterForm(UnitMonthForm):
    """Which returns a reviewer goes through; without a month, those of all months."""

    signed = forms.ChoiceField(label="状态", required=False, choices=[("", "待审核"), ("on", "已审核")])

    def __init__(self, *args: Any, today: date, **kwargs: Any) -> None:  # Any: Django's own signature
        super().__init__(*args, today=today, **kwargs)
        self.offer("month", [ALL, *((str(m), m.label) for m in self.months)])
        self.fields["month"].label = "月份"
