"""Which year is put together, and by which rule."""

from datetime import date
from typing import Any

from django import forms

from guanmo.observation import yearly_queries


class YearlyForm(forms.Form):
    """A year and a rule; the latest year and the first rule where none is named."""

    year = forms.TypedChoiceField(label="年度", required=False, coerce=int, empty_value=None)
    pack = forms.ChoiceField(label="规则", required=False)

    def __init__(self, *args: Any, today: date, **kwargs: Any) -> None:  # Any: Django's own signature
        super().__init__(*args, **kwargs)
        self.packs = {pack.id: pack for pack in yearly_queries.composite_packs()}
        self.years = yearly_queries.years_on_record(today)
        year, pack = self.fields["year"], self.fields["pack"]
        assert isinstance(year, forms.ChoiceField)  # noqa: S101 - for the type checker
        assert isinstance(pack, forms.ChoiceField)  # noqa: S101 - for the type checker
        this, *others = self.years
        year.choices = [("", f"{this}年"), *((one, f"{one}年") for one in others)]
        first, *rest = self.packs.values()
        pack.choices = [
            ("", f"{first.place}：{first.title}"),
            *((p.id, f"{p.place}：{p.title}") for p in rest),
        ]

    def chosen(self) -> tuple[int, str]:
        """The year and the rule's id."""
        data = self.cleaned_data if self.is_valid() else {}
        return data.get("year") or self.years[0], data.get("pack") or next(iter(self.packs))
