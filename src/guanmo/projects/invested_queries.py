"""What was completed of each project in each year on record."""

from collections import defaultdict
from collections.abc import Mapping
from decimal import Decimal

from django.db.models import Exists, OuterRef, QuerySet

from guanmo.projects.enums import ReturnState
from guanmo.projects.models import MonthlyReturn, Project

Years = Mapping[int, Decimal]


def done_by_year(projects: QuerySet[Project]) -> Mapping[int, Years]:
    """By project key, what the last return of each year that counts says was done in it; 万元.

    Their sum is what was completed since the project came into the library; what was spent before is not in it.
    """
    counted = MonthlyReturn.objects.exclude(state=ReturnState.SENT_BACK)
    later = counted.filter(project=OuterRef("project"), year=OuterRef("year"), month__gt=OuterRef("month"))
    last = counted.filter(~Exists(later), project__in=projects.order_by()).order_by()
    found: dict[int, dict[int, Decimal]] = defaultdict(dict)
    for project, year, done in last.values_list("project", "year", "done"):
        found[project][year] = done
    return found
