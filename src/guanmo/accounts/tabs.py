"""The pages under 设置, as tabs for whoever may open them."""

from django.urls import reverse

from guanmo.accounts import rules
from guanmo.accounts.models import Person
from guanmo.foundation.components import Tab


def settings_tabs(by: Person, current: str) -> list[Tab]:
    """The tabs this person has; `current` is the URL name of the page shown."""
    pages = [
        ("people", "单位与人员", rules.may_view_people(by)),
        ("roles", "角色", True),
        ("history", "日志", rules.may_view_history(by)),
    ]
    return [
        Tab(label, reverse(f"accounts:{name}"), current=name == current)
        for name, label, allowed in pages
        if allowed
    ]
