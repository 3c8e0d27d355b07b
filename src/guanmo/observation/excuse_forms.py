"""Jurors and stops ticked in the grid, and what is noted about them."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.db.models import TextChoices

from guanmo.observation.excuse_queries import Grid


class ExcuseStep(TextChoices):
    """The three buttons of the page."""

    ABSENT = "absent", "记为未到"
    RECUSE = "recused", "记为回避"
    LIFT = "lift", "取消，仍请评分"


class ExcuseForm(forms.Form):
    """Cleaned, `stops` holds the keys of all stops ticked one by one or by the day."""

    jurors = forms.TypedMultipleChoiceField(
        label="评委", coerce=int, error_messages={"required": "请勾选评委。"}
    )
    stops = forms.TypedMultipleChoiceField(label="观摩点", coerce=int, required=False)
    days = forms.TypedMultipleChoiceField(label="整天", coerce=int, required=False)
    step = forms.ChoiceField(choices=ExcuseStep.choices, error_messages={"required": "请点一个登记按钮。"})
    reason = forms.CharField(
        label="原因",
        required=False,
        max_length=200,
        help_text="回避必填；未到可不填。写进日志，不进结果。",
        widget=forms.TextInput(attrs={"form": "excuses"}),
    )

    def __init__(
        self, *args: Any, grid: Grid, days: Sequence[tuple[str, list[int]]], **kwargs: Any
    ) -> None:  # Any: Django's own signature
        super().__init__(*args, **kwargs)
        self._days = days
        choices = {
            "jurors": [(row.juror.pk, str(row.juror)) for row in grid.rows],
            "stops": [(stop.pk, str(stop)) for stop in grid.stops],
            "days": [(number, label) for number, (label, _) in enumerate(days)],
        }
        for name, offered in choices.items():
            field = self.fields[name]
            assert isinstance(field, forms.TypedMultipleChoiceField)  # noqa: S101 - for the type checker
            field.choices = offered
        self.ticked = {name: self._sent(name) for name in choices}

    def _sent(self, name: str) -> set[str]:
        return set(self.data.getlist(name)) if self.is_bound else set()  # type: ignore[attr-defined] # a QueryDict

    def clean(self) -> dict[str, Any]:  # Any: Django's own signature
        """Days become their stops; there must be at least one."""
        values = self.cleaned_data
        of_days = [stop for day in values.get("days", ()) for stop in self._days[day][1]]
        values["stops"] = sorted({*values.get("stops", ()), *of_days})
        if not values["stops"] and not self.errors:
            self.add_error("stops", "请勾选观摩点，或勾选一整天。")
        return values
