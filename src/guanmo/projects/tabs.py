"""The pages under 项目, as tabs for whoever may open them."""

from django.urls import reverse

from guanmo.accounts.models import Person
from guanmo.foundation.components import Tab
from guanmo.projects import rules


def project_tabs(by: Person, current: str) -> list[Tab]:
    """The tabs this person has; `current` is the URL name of the page shown."""
    pages = [
        ("list", "项目库", rules.may_view_projects(by)),
        ("reserve", "储备库", rules.may_view_projects(by)),
        ("returns", "填月报", rules.may_submit_returns(by)),
        ("review", "审月报", rules.may_review_returns(by)),
        ("lights", "亮灯规则", rules.may_view_projects(by)),
    ]
    return [
        Tab(label, reverse(f"projects:{name}"), current=name == current)
        for name, label, allowed in pages
        if allowed
    ]
