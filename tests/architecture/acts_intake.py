"""The services of materials, each with an act that writes; what an act is, `test_history_guard` says."""

from collections.abc import Callable

from guanmo.intake import services
from guanmo.intake.enums import FindingKind
from tests.cast import NOON, Cast
from tests.intake.materials import finding, keep, material

Act = Callable[[], object]
TOGETHER: dict[str, dict[str, object]] = {
    "intake.Finding.decided_by_id": {"decided_at": NOON},
    "intake.Finding.decided_at": {"decided_by": "a person"},
}


def accept(cast: Cast) -> Act:
    found = finding(material(cast), FindingKind.PROJECT)
    return lambda: services.accept_finding(finding=found, values={"name": "改过"}, by=cast.office, at=NOON)


def reject(cast: Cast) -> Act:
    found = finding(material(cast), FindingKind.PROJECT)
    return lambda: services.reject_finding(finding=found, by=cast.office, at=NOON)


def reopen(cast: Cast) -> Act:
    found = finding(material(cast), FindingKind.PROJECT)
    services.accept_finding(finding=found, values={"name": "改过"}, by=cast.office, at=NOON)
    return lambda: services.reopen_finding(finding=found, by=cast.office, at=NOON)


ACTS: dict[str, Callable[[Cast], Act]] = {
    "intake.services.keep_material": lambda cast: lambda: keep(cast),
    "intake.services.accept_finding": accept,
    "intake.services.reject_finding": reject,
    "intake.services.reopen_finding": reopen,
}
