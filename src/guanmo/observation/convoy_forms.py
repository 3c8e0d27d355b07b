"""What the convoy's office types: a moment with its reason, and the way chosen to go on."""

from typing import Any

from django import forms

from guanmo.engines.routing import Sequences
from guanmo.observation.plan_forms import ClockField


class PassageForm(forms.Form):
    """A moment put right or added; an act by hand says why."""

    clock = ClockField(label="时刻", widget=forms.TimeInput(format="%H:%M"))
    reason = forms.CharField(label="原因", max_length=200, help_text="例如：忘了点，点错了站。")


class WayForm(forms.Form):
    """The order to go on by, on the version it was worked out from."""

    version = forms.IntegerField()
    order = forms.JSONField(error_messages={"required": "请选一种走法。", "invalid": "请选一种走法。"})
    reason = forms.CharField(
        label="调整原因", max_length=200, error_messages={"required": "请写调整的原因，各方会看到。"}
    )

    def clean_order(self) -> Sequences:
        typed: Any = self.cleaned_data["order"]  # Any: whatever JSON holds
        days = typed if isinstance(typed, list) else []
        if not days or not all(
            isinstance(day, list) and all(isinstance(n, str) for n in day) for day in days
        ):
            raise forms.ValidationError("请选一种走法。")
        return tuple(tuple(day) for day in days)
