"""Which of what a finding says is written into its project."""

from collections.abc import Sequence
from typing import Any

from django import forms

from guanmo.foundation.conflicts import RevisionForm
from guanmo.intake.fact_queries import Offer


class FactsForm(RevisionForm):
    """One box a field; what the record leaves empty is proposed, what it says otherwise is not."""

    def __init__(
        self, *args: Any, offers: Sequence[Offer], revision: int, **kwargs: Any
    ) -> None:  # Any: Django's own signature
        super().__init__(*args, **kwargs)
        self.fields["chosen"] = forms.MultipleChoiceField(
            label="写进项目",
            choices=[(offer.field, offer.label) for offer in offers],
            widget=forms.CheckboxSelectMultiple,
            error_messages={
                "required": "请勾选要写进项目的内容；都不写的，按“不写，返回”。",
                "invalid_choice": "有一项已经和项目一致，请核对后重新勾选。",
            },
        )
        self.initial = {"revision": revision, "chosen": [offer.field for offer in offers if not offer.old]}
        self.offers = offers
        self.refused = ""

    @property
    def lines(self) -> "list[tuple[Offer, Any]]":  # Any: a box Django draws
        """Each offer with its box."""
        return list(zip(self.offers, self["chosen"], strict=True))
