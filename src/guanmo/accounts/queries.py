"""Units and people as pages ask for them."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from axes.models import AccessAttempt
from django.conf import settings
from django.db.models import Count, Q, QuerySet

from guanmo.accounts.enums import UnitKind
from guanmo.accounts.models import Person, Unit

RANKED_KINDS = (UnitKind.COUNTY, UnitKind.DISTRICT, UnitKind.ZONE)


def ranked_units() -> QuerySet[Unit]:
    """The counties, districts and zones a city ranks, in administrative order."""
    return Unit.objects.filter(kind__in=RANKED_KINDS, is_active=True)


def units_with_people(by: Person) -> QuerySet[Unit]:
    """The unit tree in order, each with the number of its active people as `people_count`."""
    return Unit.objects.visible_to(by).annotate(
        people_count=Count("people", filter=Q(people__is_active=True))
    )


@dataclass(frozen=True)
class Lock:
    """An account closed for now after failed logins."""

    username: str
    failures: int
    since: datetime


def current_locks(at: datetime) -> dict[str, Lock]:
    """The accounts locked at `at`, by user name."""
    open_again = at - timedelta(hours=float(settings.AXES_COOLOFF_TIME))
    attempts = AccessAttempt.objects.filter(
        failures_since_start__gte=settings.AXES_FAILURE_LIMIT, attempt_time__gt=open_again
    ).order_by("attempt_time")
    return {a.username: Lock(a.username, a.failures_since_start, a.attempt_time) for a in attempts}
