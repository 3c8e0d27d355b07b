"""Which year is put together, by which rule, and the last word before it is frozen."""

from datetime import date
from typing import Any

from django import forms

from guanmo.observation import yearly_queries
from guanmo.observation.yearly_models import YearlyResult


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
        year.choices = [(one, f"{one}年") for one in self.years]
        pack.choices = [(one.id, f"{one.place}：{one.title}") for one in self.packs.values()]

    def chosen(self) -> tuple[int, str]:
        """The year and the rule's id."""
        data = self.cleaned_data if self.is_valid() else {}
        return data.get("year") or self.years[0], data.get("pack") or next(iter(self.packs))


class FreezeForm(forms.Form):
    """What was looked at, and why; a version after the first needs a reason."""

    seen = forms.CharField(widget=forms.HiddenInput)
    why = forms.CharField(
        label="说明", required=False, max_length=YearlyResult._meta.get_field("why").max_length
    )

    def __init__(self, *args: Any, again: bool, **kwargs: Any) -> None:  # Any: Django's own signature
        super().__init__(*args, **kwargs)
        why = self.fields["why"]
        why.required = again
        why.help_text = "为什么再定一版，与上一版并存。" if again else "写明依据，例如会议名称；可以不写。"
