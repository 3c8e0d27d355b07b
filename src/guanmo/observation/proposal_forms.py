"""Choosing a rule of stops, and ticking what it proposes."""

from typing import Any

from django import forms

from guanmo.engines.packs import Pack


class StopRuleForm(forms.Form):
    """Which rule proposes."""

    pack = forms.ChoiceField(label="换一条规则")

    def __init__(self, *, packs: list[Pack], shown: Pack) -> None:
        super().__init__(initial={"pack": shown.id})
        pack = self.fields["pack"]
        assert isinstance(pack, forms.ChoiceField)  # noqa: S101 - for the type checker
        pack.choices = [(one.id, one.title) for one in packs]


class ProposalForm(forms.Form):
    """The projects ticked, by key; before anything was sent, those proposed."""

    projects = forms.TypedMultipleChoiceField(
        label="项目", coerce=int, error_messages={"required": "请至少勾选一个项目。"}
    )

    def __init__(
        self, data: Any, *, offered: list[int], proposed: list[int]
    ) -> None:  # Any: Django's own signature
        super().__init__(data)
        projects = self.fields["projects"]
        assert isinstance(projects, forms.TypedMultipleChoiceField)  # noqa: S101 - for the type checker
        projects.choices = [(key, str(key)) for key in offered]
        projects.error_messages["invalid_choice"] = "勾选的项目里有的已经加入，或不再符合规则，请核对后再加。"
        self.ticked = (
            {key for key in offered if str(key) in data.getlist("projects")} if data else set(proposed)
        )
