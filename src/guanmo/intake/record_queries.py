"""What was accepted from materials, as lists: tasks, rankings, figures."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation

from django.db.models import QuerySet

from guanmo.accounts.models import Person
from guanmo.engines.text.deadlines import last_day
from guanmo.intake.enums import FindingKind, FindingState
from guanmo.intake.models import Finding, Material


def accepted(by: Person, kind: FindingKind) -> QuerySet[Finding]:
    """The accepted findings of a kind, those of the newest material first, each material's in the order of its text."""
    seen = Finding.objects.visible_to(by).filter(kind=kind, state=FindingState.ACCEPTED)
    return seen.select_related("material", "decided_by", "unit").order_by(
        "-material__read_at", "-material", "start", "pk"
    )


@dataclass(frozen=True)
class Task:
    """An accepted task; `due_on` where the words of its deadline name a last day."""

    finding: Finding
    due_on: date | None
    is_overdue: bool


def accepted_tasks(by: Person, today: date) -> list[Task]:
    """The accepted tasks: those with a day first, the nearest day first."""
    tasks = []
    for finding in accepted(by, FindingKind.TASK):
        said_on = finding.material.event_on or finding.material.published_on
        due_on = last_day(finding.values.get("deadline", ""), said_on)
        tasks.append(Task(finding, due_on, due_on is not None and due_on < today))
    return sorted(tasks, key=lambda task: (task.due_on is None, task.due_on or today))


@dataclass(frozen=True)
class Ranking:
    """One ordering of one material, in the order of its ranks."""

    material: Material
    scope: str
    places: list[Finding]
    has_scores: bool


def accepted_rankings(by: Person) -> list[Ranking]:
    """The accepted rankings, one table for each ordering of each material."""
    tables: dict[tuple[int, str], list[Finding]] = {}
    for finding in accepted(by, FindingKind.RANKING):
        tables.setdefault((finding.material_id, finding.values["scope"]), []).append(finding)
    return [_ranking(findings) for findings in tables.values()]


def _ranking(findings: Iterable[Finding]) -> Ranking:
    places = sorted(findings, key=lambda finding: (_number(finding.values["rank"]), finding.start))
    first = places[0]
    scores = any(place.values["score"] for place in places)
    return Ranking(first.material, first.values["scope"], places, scores)


def _number(written: str) -> Decimal:
    """A rank a person may have emptied stands last."""
    try:
        return Decimal(written)
    except InvalidOperation:
        return Decimal("Infinity")
