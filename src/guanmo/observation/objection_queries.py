"""Objections to a sealed result, and the corrections that stand beside its numbers."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import date, timedelta

from django.db.models import QuerySet

from guanmo.accounts.models import Person, Unit
from guanmo.foundation.clock import day_of
from guanmo.observation import rules
from guanmo.observation.models import Stop, Tour
from guanmo.observation.objection_models import Objection

WHOLE = 0
"""In place of a stop's key: what is said of a unit's place or score."""

Corrections = Mapping[tuple[int, int], Sequence[str]]
"""By unit and stop (or `WHOLE`): the sentences beside that number."""


def objections_of(person: Person, tour: Tour) -> QuerySet[Objection]:
    """The objections this person sees, newest first."""
    listed: QuerySet[Objection] = Objection.objects.visible_to(person).filter(tour=tour)
    return listed.select_related("unit", "stop__project", "raised_by", "answered_by", "decided_by")


def last_day(tour: Tour) -> date:
    """The last day on which a unit may object; the day of the seal does not count."""
    assert tour.sealed_at is not None  # noqa: S101 - a sealed tour, by its constraint
    return day_of(tour.sealed_at) + timedelta(days=tour.objection_days)


def units_to_speak_for(person: Person, tour: Tour) -> list[Unit]:
    """The units of a sealed tour in whose name this person may object, in administrative order."""
    taking_part = Unit.objects.filter(pk__in=Stop.objects.filter(tour=tour).values("unit")).order_by("path")
    return [unit for unit in taking_part if rules.may_object(person, unit)]


def corrections(tour: Tour) -> Corrections:
    """What two people corrected, oldest first: 2026-11-30更正：…"""
    found: dict[tuple[int, int], list[str]] = defaultdict(list)
    for one in Objection.objects.filter(tour=tour).corrections().order_by("decided_at"):
        assert one.decided_at is not None  # noqa: S101 - by `corrections`
        said = f"{day_of(one.decided_at).isoformat()}更正：{one.correction}"
        found[one.unit_id, one.stop_id or WHOLE].append(said)
    return found
