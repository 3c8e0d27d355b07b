"""Who may read materials and decide what counts."""

from guanmo.accounts.enums import Permission
from guanmo.accounts.models import Person
from guanmo.intake.enums import NAMES_PROJECT, FindingState
from guanmo.intake.models import Finding
from guanmo.projects.models import Project
from guanmo.projects.rules import may_edit_project


def may_read_materials(by: Person) -> bool:
    return by.has_permission(Permission.READ_MATERIALS)


def may_be_decided(finding: Finding) -> bool:
    return finding.state == FindingState.WAITING


def may_be_reopened(finding: Finding) -> bool:
    """What was decided may be taken back; what an earlier draft decided is taken back there."""
    return finding.state in (FindingState.ACCEPTED, FindingState.REJECTED)


def may_be_linked(finding: Finding) -> bool:
    """What waits or counts may be said to speak of a record."""
    return finding.state in (FindingState.WAITING, FindingState.ACCEPTED)


def may_write_facts(by: Person, finding: Finding, project: Project) -> bool:
    """What was accepted of a project is written into it by those who may read materials and edit the project."""
    return (
        may_read_materials(by)
        and finding.state == FindingState.ACCEPTED
        and finding.kind in NAMES_PROJECT
        and may_edit_project(by, project)
    )
