"""From a finding to a record: the project or unit it speaks of, a new project, the names to remember."""

from collections.abc import Mapping
from datetime import datetime

from django.db import transaction

from guanmo.accounts.models import Person, Unit
from guanmo.accounts.services import NotAllowed
from guanmo.engines.text.nearness import name_key
from guanmo.foundation.history import Change
from guanmo.intake import rules
from guanmo.intake.enums import NAMES_PROJECT, NAMES_UNIT, FindingState
from guanmo.intake.models import Alias, Finding
from guanmo.intake.resolving_queries import written_name
from guanmo.projects.models import Project
from guanmo.projects.services import register_project


class NotLinkable(Exception):
    """Only what counts or still waits speaks of a record."""

    def __init__(self, finding: Finding) -> None:
        super().__init__(f"“{finding}”{finding.get_state_display()}，不能再对上记录；请先撤回决定。")


def link_project(
    *,
    finding: Finding,
    project: Project | None,
    remember: bool,
    by: Person,
    at: datetime,
    expected_revision: int | None = None,
) -> Finding:
    """Say which project a finding speaks of, or that it is none; a finding that waited is accepted with it.

    With `remember` the name it is written by is known next time.
    """
    with transaction.atomic():
        linked = _linkable(finding, by)
        linked.project = project
        _save(linked, by, at, expected_revision)
        name = written_name(linked, NAMES_PROJECT)
        if project and remember and name_key(name) != name_key(project.name):
            _remember(Alias(name=name, project=project), by, at)
    return linked


def link_unit(
    *,
    finding: Finding,
    unit: Unit | None,
    remember: bool,
    by: Person,
    at: datetime,
    expected_revision: int | None = None,
) -> Finding:
    """Say which unit a finding speaks of, or that it is none of the city's; otherwise like `link_project`."""
    with transaction.atomic():
        linked = _linkable(finding, by)
        linked.unit = unit
        _save(linked, by, at, expected_revision)
        name = written_name(linked, NAMES_UNIT)
        if unit and remember and name_key(name) not in (name_key(unit.name), name_key(unit.short_name), ""):
            _remember(Alias(name=name, unit=unit), by, at)
    return linked


def register_found_project(
    *, finding: Finding, unit: Unit, values: Mapping[str, object], by: Person, at: datetime
) -> Project:
    """Register the project a finding speaks of; the history of the project says which material and sentence."""
    with transaction.atomic():
        linked = _linkable(finding, by)
        material = linked.material
        why = f"读自《{material.title}》（{material.get_evidence_display()}）：{linked.quote}"
        project = register_project(unit=unit, values=values, by=by, at=at, why=why[:500])
        linked.project = project
        _save(linked, by, at, None)
    return project


def forget_name(*, alias: Alias, by: Person, at: datetime) -> None:
    """Take a remembered name back; what was linked by it stays."""
    if not rules.may_read_materials(by):
        raise NotAllowed("删去记住的叫法")
    Change("name.forgotten", by=by, at=at).delete(alias)


def _linkable(finding: Finding, by: Person) -> Finding:
    if not rules.may_read_materials(by):
        raise NotAllowed("把读出的内容对上记录")
    current = Finding.objects.select_for_update().select_related("material").get(pk=finding.pk)
    if not rules.may_be_linked(current):
        raise NotLinkable(current)
    return current


def _save(finding: Finding, by: Person, at: datetime, expected_revision: int | None) -> None:
    if finding.state == FindingState.WAITING:
        finding.state, finding.decided_by, finding.decided_at = FindingState.ACCEPTED, by, at
    Change("finding.linked", by=by, at=at).save(
        finding,
        ["project", "unit", "state", "decided_by", "decided_at"],
        expected_revision=expected_revision,
    )


def _remember(alias: Alias, by: Person, at: datetime) -> None:
    alias.key, alias.confirmed_by, alias.confirmed_at = name_key(alias.name)[:200], by, at
    known = Alias.objects.filter(key=alias.key, project=alias.project, unit=alias.unit)
    if not known.exists():
        Change("name.remembered", by=by, at=at).create(alias)
