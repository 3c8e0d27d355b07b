"""The services of materials, each with an act that writes; what an act is, `test_history_guard` says."""

from collections.abc import Callable

from guanmo.intake import fact_services, record_services, services
from guanmo.intake.enums import FindingKind
from tests.cast import NOON, Cast, make_project
from tests.intake.materials import finding, keep, linked_project, material, remembered

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


def link_project(cast: Cast) -> Act:
    found, project = finding(material(cast), FindingKind.PROJECT), make_project(cast)
    return lambda: record_services.link_project(
        finding=found, project=project, remember=True, by=cast.office, at=NOON
    )


def link_unit(cast: Cast) -> Act:
    found = finding(material(cast), FindingKind.TASK)
    return lambda: record_services.link_unit(
        finding=found, unit=cast.city.zone, remember=True, by=cast.office, at=NOON
    )


def register(cast: Cast) -> Act:
    found = finding(material(cast), FindingKind.PROJECT)
    return lambda: record_services.register_found_project(
        finding=found, unit=cast.city.county, values={"name": "云岫电池产业园"}, by=cast.office, at=NOON
    )


def forget(cast: Cast) -> Act:
    alias = remembered(cast)
    return lambda: record_services.forget_name(alias=alias, by=cast.office, at=NOON)


def write_facts(cast: Cast) -> Act:
    found, project = linked_project(cast)
    return lambda: fact_services.write_facts(
        finding=found,
        fields=["total_investment", "stage"],
        by=cast.office,
        at=NOON,
        expected_revision=project.revision,
    )


ACTS: dict[str, Callable[[Cast], Act]] = {
    "intake.services.keep_material": lambda cast: lambda: keep(cast),
    "intake.services.accept_finding": accept,
    "intake.services.reject_finding": reject,
    "intake.services.reopen_finding": reopen,
    "intake.record_services.link_project": link_project,
    "intake.record_services.link_unit": link_unit,
    "intake.record_services.register_found_project": register,
    "intake.fact_services.write_facts": write_facts,
    "intake.record_services.forget_name": forget,
}
