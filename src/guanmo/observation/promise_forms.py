"""Forms of promises: what is shown, what was promised, what a look back found."""

from typing import Any

from django import forms

from guanmo.accounts.models import Person
from guanmo.observation import promise_queries
from guanmo.observation.enums import Outcome, PromiseState
from guanmo.observation.models import Stop
from guanmo.observation.promise_models import Promise, PromiseCheck
from guanmo.observation.promise_queries import PromiseFilter
from guanmo.projects.enums import Evidence

ALL = ("", "全部")
MONTHS = range(1, 13)


def _day() -> forms.DateInput:
    return forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")


class StopChoice(forms.ModelChoiceField):  # type: ignore[type-arg] # generic for types only, not at run time
    """A stop, with its place in the tour and the unit it counts for."""

    def label_from_instance(self, obj: Stop) -> str:
        return f"{obj}（{obj.unit.short_name}）"


class PromiseFilterForm(forms.Form):
    """Which promises are listed."""

    q = forms.CharField(
        label="查找",
        required=False,
        max_length=100,
        widget=forms.TextInput(attrs={"placeholder": "承诺、承诺人、项目"}),
    )
    state = forms.ChoiceField(label="进展", required=False, choices=[ALL, *PromiseState.choices])
    unit = forms.TypedChoiceField(label="参评单位", required=False, coerce=int, empty_value=None)
    tour = forms.TypedChoiceField(label="观摩", required=False, coerce=int, empty_value=None)
    year = forms.TypedChoiceField(label="到期年份", required=False, coerce=int, empty_value=None)
    # Only links from a year's composite ask for months; as a condition in force they show and can be taken away.
    months = forms.TypedMultipleChoiceField(
        label="到期月份",
        required=False,
        coerce=int,
        choices=[(number, f"{number}月") for number in MONTHS],
        widget=forms.MultipleHiddenInput,
    )
    project = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, by: Person, **kwargs: Any) -> None:  # Any: Django's own signature
        super().__init__(*args, **kwargs)
        offered: dict[str, list[tuple[int, str]]] = {
            "unit": [(unit.pk, str(unit)) for unit in promise_queries.promised_units(by)],
            "tour": [(tour.pk, str(tour)) for tour in promise_queries.promised_tours(by)],
            "year": [(year, f"{year}年") for year in promise_queries.due_years(by)],
        }
        for name, choices in offered.items():
            field = self.fields[name]
            assert isinstance(field, forms.ChoiceField)  # noqa: S101 - for the type checker
            field.choices = [ALL, *choices]

    def wanted(self) -> PromiseFilter:
        """The conditions; none while something in the address cannot be read."""
        if not self.is_valid():
            return PromiseFilter()
        data = self.cleaned_data
        return PromiseFilter(
            text=data["q"],
            state=data["state"],
            unit=data["unit"],
            tour=data["tour"],
            project=data["project"],
            year=data["year"],
            months=data["months"],
        )


class PromiseForm(forms.ModelForm):  # type: ignore[type-arg] # generic for types only, not at run time
    """What was promised at which stop."""

    stop = StopChoice(label="观摩点", queryset=Stop.objects.none(), empty_label="请选定")

    class Meta:
        model = Promise
        fields = ("stop", "promised_by", "due_on", "text")
        widgets = {"due_on": _day(), "text": forms.Textarea(attrs={"rows": 2})}
        help_texts = {"promised_by": "单位和职务、姓名，例如“澜东县县长 张某”。"}

    def __init__(
        self, *args: Any, stops: Any, **kwargs: Any
    ) -> None:  # Any: Django's own signature; a queryset
        super().__init__(*args, **kwargs)
        stop = self.fields["stop"]
        assert isinstance(stop, StopChoice)  # noqa: S101 - for the type checker
        stop.queryset = stops


class CheckForm(forms.ModelForm):  # type: ignore[type-arg] # generic for types only, not at run time
    """What a look back found."""

    outcome = forms.ChoiceField(label="核查结论", choices=Outcome.choices, widget=forms.RadioSelect)
    evidence = forms.ChoiceField(label="核实程度", choices=Evidence.choices, initial=Evidence.ON_SITE)

    class Meta:
        model = PromiseCheck
        fields = ("outcome", "checked_on", "evidence", "finding")
        widgets = {"checked_on": _day(), "finding": forms.Textarea(attrs={"rows": 2})}
        help_texts = {"finding": "做到了什么、差什么、为什么。"}


class WithdrawForm(forms.Form):
    """Why a promise is taken back."""

    why = forms.CharField(label="撤销原因", required=False, max_length=200)
