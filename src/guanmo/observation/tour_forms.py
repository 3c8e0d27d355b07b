"""Forms of preparing a tour: its name and rule, its stops and their order, its jury."""

from typing import Any

from django import forms
from django.db.models import QuerySet

from guanmo.accounts.models import Person, Unit
from guanmo.accounts.queries import open_units, ranked_units
from guanmo.engines.packs import Pack
from guanmo.foundation.conflicts import RevisionForm
from guanmo.observation.enums import OBJECTION_DAYS
from guanmo.observation.juror_services import LONGEST_GROUP, LONGEST_NAME
from guanmo.observation.models import Tour

MOST_STOPS = 999
LONGEST_LIST = 20_000


class WhyForm(forms.Form):
    """The reason that goes into the history."""

    why = forms.CharField(label="原因", required=False, max_length=200, help_text="写进日志，供审计查看。")


class TourForm(WhyForm):
    """What a tour is called, when it is held, and how it is scored."""

    name = forms.CharField(label="名称", max_length=Tour._meta.get_field("name").max_length)
    held_on = forms.DateField(
        label="观摩日期", widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )
    rule_id = forms.ChoiceField(label="计分规则", widget=forms.RadioSelect)
    objection_days = forms.IntegerField(
        label="异议期",
        required=False,
        min_value=1,
        max_value=60,
        initial=OBJECTION_DAYS,
        help_text=f"封存以后几天内，参评单位可以对结果提异议；留空为{OBJECTION_DAYS}天。",
        widget=forms.TextInput(attrs={"inputmode": "numeric", "data-number": ""}),
    )

    def __init__(self, *args: Any, packs: list[Pack], **kwargs: Any) -> None:  # Any: Django's own signature
        super().__init__(*args, **kwargs)
        self.packs = {pack.id: pack for pack in packs}
        rule = self.fields["rule_id"]
        assert isinstance(rule, forms.ChoiceField)  # noqa: S101 - for the type checker
        rule.choices = [(pack.id, pack.title) for pack in packs]

    def clean_objection_days(self) -> int:
        days: int | None = self.cleaned_data["objection_days"]
        return OBJECTION_DAYS if days is None else days


class EditTourForm(RevisionForm, TourForm):
    """A tour in preparation, opened at one revision."""


class SealForm(forms.Form):
    """The last word before the seal; it needs a reason where ballots are missing."""

    why = forms.CharField(label="说明", required=False, max_length=200)

    def __init__(self, *args: Any, missing: int, **kwargs: Any) -> None:  # Any: Django's own signature
        super().__init__(*args, **kwargs)
        why = self.fields["why"]
        why.required = bool(missing)
        why.help_text = (
            f"还有{missing}人没有交票，请写明为什么不再等。写进日志，供审计查看。"
            if missing
            else "写进日志，供审计查看。"
        )


class ProjectSearchForm(forms.Form):
    """Finds projects to visit."""

    q = forms.CharField(
        label="从项目库查找",
        required=False,
        widget=forms.TextInput(attrs={"placeholder": "项目名称、编号、拼音、单位", "type": "search"}),
    )


class StopForm(forms.Form):
    """A project to visit, and the unit it counts for where that is not the one it stands in."""

    project = forms.IntegerField(label="项目")
    unit = forms.ModelChoiceField(
        label="参评单位", queryset=ranked_units(), required=False, empty_label="请选定"
    )


class OrderForm(forms.Form):
    """A place for every stop."""

    def __init__(
        self, *args: Any, stops: dict[int, tuple[str, int]], **kwargs: Any
    ) -> None:  # Any: Django's own signature
        super().__init__(*args, **kwargs)
        for pk, (name, order) in stops.items():
            self.fields[f"place-{pk}"] = forms.IntegerField(
                label=f"“{name}”的序号", min_value=1, max_value=MOST_STOPS, initial=order
            )

    def places(self) -> dict[int, int]:
        """The typed place of each stop by its key."""
        return {int(name.removeprefix("place-")): place for name, place in self.cleaned_data.items()}


class PersonChoice(forms.ModelChoiceField):  # type: ignore[type-arg] # generic for types only, not at run time
    """An account, with the unit of its holder."""

    def label_from_instance(self, obj: Person) -> str:
        return f"{obj.name}（{obj.unit.short_name}，{obj.username}）"


class UnitChoice(forms.ModelChoiceField):  # type: ignore[type-arg] # generic for types only, not at run time
    """A unit, chosen from the tree in administrative order."""

    def label_from_instance(self, obj: Unit) -> str:
        return "　" * obj.depth + obj.name


class SeatForm(forms.Form):
    """One juror: an account, or a name alone for a paper ballot."""

    person = PersonChoice(
        label="账号",
        queryset=Person.objects.none(),
        required=False,
        empty_label="没有账号，交纸质票",
        widget=forms.Select(attrs={"data-foreign": ""}),  # account names are no Chinese
        help_text="有账号的评委在自己手机上评分。",
    )
    name = forms.CharField(
        label="姓名", required=False, max_length=LONGEST_NAME, help_text="选了账号可留空，用账号上的姓名。"
    )
    group = forms.CharField(label="评委组", required=False, max_length=LONGEST_GROUP)
    unit = UnitChoice(
        label="所在单位",
        queryset=Unit.objects.none(),
        required=False,
        empty_label="同账号，或不写",
        help_text="规则不计本单位分的，按这里认定。",
    )

    def __init__(
        self, *args: Any, people: QuerySet[Person], groups: list[str], **kwargs: Any
    ) -> None:  # Any: Django's own signature
        super().__init__(*args, **kwargs)
        person, unit = self.fields["person"], self.fields["unit"]
        assert isinstance(person, PersonChoice)  # noqa: S101 - for the type checker
        assert isinstance(unit, UnitChoice)  # noqa: S101 - for the type checker
        person.queryset, unit.queryset = people, open_units()
        if groups:
            self.fields["group"] = forms.ChoiceField(
                label="评委组", choices=[("", "请选定"), *((group, group) for group in groups)]
            )

    def clean(self) -> dict[str, Any]:  # Any: cleaned data of any field
        data = super().clean() or self.cleaned_data
        person = data.get("person")
        data["name"] = data.get("name") or (person.name if person else "")
        data["unit"] = data.get("unit") or (person.unit if person else None)
        if not data["name"] and "name" not in self.errors:
            self.add_error("name", "请选账号，或者写姓名。")
        return data


class JuryListForm(forms.Form):
    """A list of jurors pasted from a table."""

    text = forms.CharField(
        label="名单",
        max_length=LONGEST_LIST,
        widget=forms.Textarea(attrs={"rows": 12, "spellcheck": "false"}),
    )
