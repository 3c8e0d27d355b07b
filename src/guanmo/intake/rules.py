"""Who may read materials and decide what counts."""

from guanmo.accounts.enums import Permission
from guanmo.accounts.models import Person
from guanmo.intake.enums import FindingState
from guanmo.intake.models import Finding


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
