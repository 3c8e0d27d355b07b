"""A row of the grid of monthly returns, and what a reviewer decides."""

from django import forms
from django.forms.models import fields_for_model
from django.http import QueryDict

from guanmo.foundation.conflicts import RevisionForm
from guanmo.foundation.fields import tell_lengths
from guanmo.projects.enums import Evidence
from guanmo.projects.models import MonthlyReturn
from guanmo.projects.return_queries import RETURN_FIELDS, ReturnRow

APPROVE, SEND_BACK = "approve", "send_back"


class ReturnForm(RevisionForm):
    """One project's return of a month; `send` is ticked for the rows to be sent.

    `sure` is a figure far above the plan that was asked about and confirmed.
    """

    send = forms.BooleanField(required=False)
    sure = forms.DecimalField(required=False)

    def __init__(self, data: QueryDict | None = None, *, row: ReturnRow) -> None:
        initial = {**row.initial(), "revision": row.revision}
        super().__init__(data, prefix=f"p{row.project.pk}", initial=initial)
        self.fields |= fields_for_model(
            MonthlyReturn, RETURN_FIELDS, widgets=dict.fromkeys(RETURN_FIELDS[1:], forms.TextInput)
        )
        tell_lengths(self.fields)

    @property
    def is_ticked(self) -> bool:
        """Whether the row is to be sent."""
        return bool(self["send"].data)

    @property
    def is_typed_over(self) -> bool:
        """Whether the row says something else than it did when it was opened."""
        return bool(set(self.changed_data) & set(RETURN_FIELDS))


class ReviewForm(forms.Form):
    """What a reviewer decides about the ticked returns."""

    act = forms.ChoiceField(choices=[(APPROVE, "审核通过"), (SEND_BACK, "退回")])
    evidence = forms.ChoiceField(
        label="核实程度", choices=Evidence.choices, initial=Evidence.SELF_REPORTED, required=False
    )
    note = forms.CharField(
        label="审核意见",
        max_length=200,
        required=False,
        widget=forms.TextInput(attrs={"placeholder": "退回时必填，填报员会看到"}),
    )

    def clean_evidence(self) -> Evidence:
        return Evidence(self.cleaned_data["evidence"] or Evidence.SELF_REPORTED)
