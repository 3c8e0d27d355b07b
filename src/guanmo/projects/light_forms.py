"""Choosing the light rule of a year."""

from datetime import date
from typing import Any

from django import forms

from guanmo.engines.packs import Kind
from guanmo.projects.pack_queries import packs_of


class LightsForm(forms.Form):
    """Which rule holds in which year, and why."""

    year = forms.TypedChoiceField(label="年度", coerce=int)
    pack = forms.ChoiceField(label="采用的规则")
    why = forms.CharField(
        label="原因", max_length=200, help_text="写明依据，例如文件名称和文号；会列在选定记录里。"
    )

    def __init__(self, *args: Any, today: date, **kwargs: Any) -> None:  # Any: Django's own signature
        super().__init__(*args, **kwargs)
        year, pack = self.fields["year"], self.fields["pack"]
        assert isinstance(year, forms.ChoiceField)  # noqa: S101 - for the type checker
        assert isinstance(pack, forms.ChoiceField)  # noqa: S101 - for the type checker
        year.choices = [(number, f"{number}年") for number in (today.year, today.year + 1)]
        self.packs = {pack.id: pack for pack in packs_of(Kind.LIGHTS)}
        pack.choices = [("", "请选择"), *((one.id, one.title) for one in self.packs.values())]
