"""What an accepted finding says of its project that the project's record does not say yet, and what was written from materials."""

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation

from django.db.models import QuerySet

from guanmo.accounts.models import Person
from guanmo.engines.money import exact_wan_text
from guanmo.engines.text.highlighting import around
from guanmo.foundation.wording import columns_of
from guanmo.intake.fact_models import ProjectFact
from guanmo.intake.models import Finding
from guanmo.projects.enums import Stage
from guanmo.projects.models import Project

WAN_IN_YI = 10_000
# The words of a report for where a project stands, and what the library calls it.
STAGES = {
    "签约": Stage.RESERVE,
    "前期": Stage.EARLY,
    "开工": Stage.BUILDING,
    "建设": Stage.BUILDING,
    "竣工": Stage.PRODUCING,
}


@dataclass(frozen=True)
class Offer:
    """A field of a project beside what a material says of it; `old` and `new` as people read them."""

    field: str
    label: str
    old: str
    new: str
    value: object


def offers(finding: Finding) -> list[Offer]:
    """The fields of its project a finding says something else of, in the order of the record."""
    project = finding.project
    if project is None:
        return []
    said = ((field, value) for field, value in _said(finding.values) if value != getattr(project, field))
    return [
        Offer(field, _label(field), words_of(getattr(project, field)), words_of(value), value)
        for field, value in said
    ]


def words_of(value: object) -> str:
    """A value of a project as people read it; empty for none."""
    if isinstance(value, Decimal):
        return f"{exact_wan_text(value)}万元"
    return str(Stage(value).label) if value in Stage.values else str(value or "")


def facts_of(project: Project, by: Person) -> QuerySet[ProjectFact]:
    """What of a project was written from materials, the newest first."""
    seen = ProjectFact.objects.visible_to(by).filter(project=project)
    return seen.select_related("finding__material", "written_by")


def count_facts(by: Person, project: int) -> int:
    """How many facts this person sees of a project, by its key."""
    return ProjectFact.objects.visible_to(by).filter(project=project).count()


@dataclass(frozen=True)
class FactLine:
    """A fact with the sentence it was read in."""

    fact: ProjectFact
    before: str
    after: str


def with_sentences(facts: list[ProjectFact]) -> list[FactLine]:
    """Each fact with what stands before and behind its words in the material."""
    return [
        FactLine(fact, *around(fact.finding.material.text, fact.finding.start, fact.finding.end))
        for fact in facts
    ]


def _said(values: dict[str, str]) -> Iterator[tuple[str, object]]:
    for field in ("owner", "place"):
        if values.get(field):
            yield field, values[field]
    if values.get("stage") in STAGES:
        yield "stage", STAGES[values["stage"]]
    try:
        yield "total_investment", Decimal(values.get("investment_yi", "")) * WAN_IN_YI
    except InvalidOperation:
        return


def _label(field: str) -> str:
    column = columns_of(Project)[field]
    return str(column.verbose_name).partition("（")[0]
