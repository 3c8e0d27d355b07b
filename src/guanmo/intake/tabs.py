"""Tabs this package adds to pages below it."""

from django.urls import reverse

from guanmo.foundation.added_tabs import AddedTab
from guanmo.intake.fact_queries import count_facts


def _facts_of(project: int) -> str:
    return reverse("intake:project_facts", args=[project])


# A project's card leads to what was written into it from materials.
ADDED_TABS = (AddedTab("projects:card", "材料", _facts_of, count_facts),)
