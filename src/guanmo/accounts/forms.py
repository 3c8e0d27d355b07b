"""Forms of login, units, people, roles, and the history's filter."""

from typing import Any

from django import forms
from django.contrib.auth import forms as auth_forms
from django.contrib.auth.password_validation import validate_password
from django.db.models import QuerySet

from guanmo.accounts.enums import UnitKind
from guanmo.accounts.models import Person, Unit
from guanmo.accounts.queries import HistoryFilter, open_units
from guanmo.accounts.roles import RoleName
from guanmo.foundation.actions import registered
from guanmo.foundation.conflicts import RevisionForm
from guanmo.foundation.queries import recorded_kinds

USERNAME = Person._meta.get_field("username")
PASSWORD_RULE = "至少10个字符，不能全是数字，不能太常见，也不能与姓名或账号相近。"  # noqa: S105 - a rule


class UnitChoice(forms.ModelChoiceField):  # type: ignore[type-arg] # generic for types only, not at run time
    """A unit, chosen from the tree in administrative order."""

    def label_from_instance(self, obj: Unit) -> str:
        return "　" * obj.depth + obj.name


class WhyForm(forms.Form):
    """The reason that goes into the history beside the change."""

    why = forms.CharField(label="原因", required=False, max_length=200, help_text="写进日志，供审计查看。")


def _password(label: str, help_text: str = "", autocomplete: str = "new-password") -> forms.CharField:
    widget = forms.PasswordInput(attrs={"autocomplete": autocomplete})
    return forms.CharField(label=label, strip=False, widget=widget, help_text=help_text, max_length=128)


class LoginForm(auth_forms.AuthenticationForm):
    """User name and password; why exactly a login is refused is not told."""

    error_messages = dict.fromkeys(("invalid_login", "inactive"), "账号或密码不对，请核对大小写后再试。")


class OwnPasswordForm(forms.Form):
    """A person's own new password, with the old one as proof."""

    old = _password("现在的密码", autocomplete="current-password")
    new = _password("新密码", PASSWORD_RULE)
    again = _password("再输一次新密码")

    def __init__(self, *args: Any, person: Person, **kwargs: Any) -> None:  # Any: Django's own signature
        super().__init__(*args, **kwargs)
        self.person = person

    def clean_old(self) -> str:
        old: str = self.cleaned_data["old"]
        if not self.person.check_password(old):
            raise forms.ValidationError("现在的密码不对。")
        return old

    def clean_new(self) -> str:
        new: str = self.cleaned_data["new"]
        validate_password(new, self.person)
        if self.person.check_password(new):
            raise forms.ValidationError("新密码与现在的相同，请换一个。")
        return new

    def clean_again(self) -> str:
        again: str = self.cleaned_data["again"]
        if self.cleaned_data.get("new", again) != again:
            raise forms.ValidationError("两次输入的新密码不一致。")
        return again


class ResetForm(WhyForm):
    """A first password again, for a person who forgot theirs; it must be changed at the next login."""

    password = _password("新的初始密码", f"{PASSWORD_RULE}本人下次登录时必须改掉。")
    field_order = ("password", "why")


class RoleForm(RevisionForm, WhyForm):
    """The one role a person holds."""

    role = forms.ChoiceField(
        label="角色",
        required=False,
        choices=[("", "不授予角色"), *RoleName.choices],
        widget=forms.RadioSelect,
    )
    field_order = ("role", "why", "revision")


class PersonForm(RevisionForm, WhyForm):
    """Who somebody is and where; rights are in other hands."""

    field_order = ("name", "unit", "title", "phone", "is_active", "why")

    def __init__(self, *args: Any, person: Person, **kwargs: Any) -> None:  # Any: Django's own signature
        super().__init__(*args, **kwargs)
        self.fields |= forms.fields_for_model(Person, ("name", "title", "phone", "is_active"))
        self.fields["unit"] = UnitChoice(
            label="单位", empty_label="请选择", queryset=open_units(besides=person.unit_id)
        )
        self.fields["is_active"].help_text = "停用后不能登录，记录保留。"
        self.order_fields(self.field_order)


class NewPersonForm(WhyForm):
    """A new account, still without rights."""

    password = _password("初始密码", f"{PASSWORD_RULE}本人首次登录时必须改掉。")
    field_order = ("username", "name", "unit", "title", "phone", "password", "why")

    def __init__(self, *args: Any, **kwargs: Any) -> None:  # Any: Django's own signature
        super().__init__(*args, **kwargs)
        self.fields |= forms.fields_for_model(Person, ("username", "name", "title", "phone"))
        self.fields["unit"] = UnitChoice(label="单位", empty_label="请选择", queryset=open_units())
        self.fields["username"].help_text = "登录用，开设后不能改。"
        self.fields["username"].validators += USERNAME.validators  # a column keeps its own to itself
        self.order_fields(self.field_order)


class UnitForm(RevisionForm, WhyForm):
    """A unit's names, kind and place in the order."""

    field_order = ("name", "short_name", "kind", "order", "is_active", "why")

    def __init__(self, *args: Any, unit: Unit, **kwargs: Any) -> None:  # Any: Django's own signature
        super().__init__(*args, **kwargs)
        self.fields |= forms.fields_for_model(Unit, ("name", "short_name", "order", "is_active"))
        self.fields["kind"] = _kind(of_city=unit.parent is None)
        self.fields["order"].help_text = "在同一上级下的先后，1到999；改动后下属单位随之调整。"
        self.fields["is_active"].help_text = "停用前，先停用或调走其中的账号和下属单位。"
        self.order_fields(self.field_order)


class NewUnitForm(WhyForm):
    """A new unit below another."""

    field_order = ("name", "short_name", "kind", "order", "why")

    def __init__(self, *args: Any, **kwargs: Any) -> None:  # Any: Django's own signature
        super().__init__(*args, **kwargs)
        self.fields |= forms.fields_for_model(Unit, ("name", "short_name", "order"))
        self.fields["kind"] = _kind(of_city=False)
        self.fields["order"].help_text = "在同一上级下的先后，1到999。"
        self.order_fields(self.field_order)


def _kind(*, of_city: bool) -> forms.ChoiceField:
    kinds = [choice for choice in UnitKind.choices if (choice[0] == UnitKind.CITY) == of_city]
    return forms.ChoiceField(label="类别", choices=kinds)


class PeopleFilterForm(forms.Form):
    """The people list's search box."""

    q = forms.CharField(
        label="查找", required=False, widget=forms.TextInput(attrs={"placeholder": "姓名、账号、职务、电话"})
    )


class HistoryFilterForm(forms.Form):
    """What part of the history is shown."""

    q = forms.CharField(
        label="查找", required=False, widget=forms.TextInput(attrs={"placeholder": "对象、原因、操作人"})
    )
    person = forms.TypedChoiceField(label="操作人", required=False, coerce=int, empty_value=None)
    action = forms.ChoiceField(label="事项", required=False)
    kind = forms.ChoiceField(label="对象类别", required=False)
    since = forms.DateField(label="自", required=False, widget=forms.DateInput(attrs={"type": "date"}))
    until = forms.DateField(label="至", required=False, widget=forms.DateInput(attrs={"type": "date"}))

    def __init__(
        self, *args: Any, people: QuerySet[Person], **kwargs: Any
    ) -> None:  # Any: Django's own signature
        super().__init__(*args, **kwargs)
        choices = {
            "person": [(person.pk, f"{person.name}（{person.unit.short_name}）") for person in people],
            "action": registered().items(),
            "kind": recorded_kinds(),
        }
        for name, listed in choices.items():
            field = self.fields[name]
            assert isinstance(field, forms.ChoiceField)  # noqa: S101 - for the type checker
            field.choices = [("", "全部"), *listed]

    def is_narrowed(self) -> bool:
        """Whether any condition is in force."""
        return self.wanted() != HistoryFilter()

    def wanted(self) -> HistoryFilter:
        """The conditions; none while something typed cannot be read."""
        if not self.is_valid():
            return HistoryFilter()
        data = self.cleaned_data
        return HistoryFilter(
            person=data["person"],
            actions=[data["action"]] if data["action"] else (),
            object_type=data["kind"],
            since=data["since"],
            until=data["until"],
            text=data["q"],
        )
