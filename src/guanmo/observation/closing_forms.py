"""What is done with chosen late ballots."""

from typing import Any

from django import forms
from django.db.models import TextChoices

from guanmo.observation.models import Ballot, BallotQuerySet


class Step(TextChoices):
    """The four buttons of the page."""

    COUNT = "count", "提议计入"
    LEAVE = "leave", "提议不计入"
    AGREE = "agree", "复核同意"
    RETURN = "return", "退回重议"


class LateForm(forms.Form):
    """Late ballots ticked, the button pressed, and for a proposal its reason."""

    ballots = forms.ModelMultipleChoiceField(
        label="迟到票", queryset=Ballot.objects.none(), error_messages={"required": "请勾选要处理的票。"}
    )
    step = forms.ChoiceField(choices=Step.choices, error_messages={"required": "请点一个处理按钮。"})
    reason = forms.CharField(
        label="理由",
        required=False,
        max_length=200,
        help_text="提议时必填，写进日志，复核的同事看得到。",
        widget=forms.TextInput(attrs={"form": "late"}),
    )

    def __init__(
        self, *args: Any, late: BallotQuerySet, **kwargs: Any
    ) -> None:  # Any: Django's own signature
        super().__init__(*args, **kwargs)
        ballots = self.fields["ballots"]
        assert isinstance(ballots, forms.ModelMultipleChoiceField)  # noqa: S101 - for the type checker
        ballots.queryset = late
        self.ticked = set(self.data.getlist("ballots")) if self.is_bound else set()  # type: ignore[attr-defined] # a QueryDict
