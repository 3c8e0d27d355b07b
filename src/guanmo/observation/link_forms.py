"""Choosing the jurors who get a scores-only link."""

from typing import Any

from django import forms

from guanmo.observation.link_queries import Board
from guanmo.observation.models import Juror


class LinksForm(forms.Form):
    """The jurors ticked; at first those without a link."""

    jurors = forms.ModelMultipleChoiceField(
        label="评委", queryset=Juror.objects.none(), error_messages={"required": "请勾选要发链接的评委。"}
    )

    def __init__(self, *args: Any, board: Board, **kwargs: Any) -> None:  # Any: Django's own signature
        super().__init__(*args, **kwargs)
        jurors = self.fields["jurors"]
        assert isinstance(jurors, forms.ModelMultipleChoiceField)  # noqa: S101 - for the type checker
        jurors.queryset = Juror.objects.filter(pk__in=[place.juror.pk for place in board.places])
        if self.is_bound:
            self.ticked = set(self.data.getlist("jurors"))  # type: ignore[attr-defined] # a QueryDict
        else:
            self.ticked = {str(place.juror.pk) for place in board.places if not place.has_link}
