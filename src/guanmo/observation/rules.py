"""Who may prepare a tour, score on it, seal it, and see which marks."""

from guanmo.accounts.enums import Permission
from guanmo.accounts.models import Person, Unit
from guanmo.observation.enums import TourState
from guanmo.observation.models import Juror, Tour
from guanmo.observation.nomination_models import Opinion
from guanmo.projects.models import Project


def may_manage_tours(by: Person) -> bool:
    return by.has_permission(Permission.MANAGE_TOURS)


def may_issue_circulars(by: Person) -> bool:
    return by.has_permission(Permission.ISSUE_CIRCULARS)


def may_vote(by: Person, juror: Juror) -> bool:
    """Whether this is the person's own seat."""
    return by.is_active and juror.person_id == by.pk


def may_view_results(by: Person) -> bool:
    """Rankings and their workings, once they are sealed; a seat on the jury is not enough."""
    return by.has_permission(Permission.VIEW_RESULTS)


def may_see_ballots(by: Person, tour: Tour) -> bool:
    """After sealing the office and the auditor may connect marks into ballots; others see marks without authors."""
    sealed = tour.state == TourState.SEALED
    return sealed and (may_manage_tours(by) or may_see_names(by))


def may_see_fairness(by: Person, tour: Tour) -> bool:
    """Office, auditor and leaders may see how sure each place is; counties are told what was sealed."""
    whole_city = by.has_permission(Permission.VIEW_ALL_PROJECTS) and may_view_results(by)
    return tour.state == TourState.SEALED and whole_city


def may_see_yearly(by: Person) -> bool:
    """Office, auditor and leaders may put a year together; it compares all units by figures of all projects."""
    return by.has_permission(Permission.VIEW_ALL_PROJECTS) and may_view_results(by)


def may_object(by: Person, unit: Unit) -> bool:
    """Those who report for a unit object in its name; the office writes down what comes on paper."""
    return may_manage_tours(by) or (speaks_for_a_unit(by) and unit.contains(by.unit))


def may_nominate(by: Person, project: Project) -> bool:
    """Those who report for a unit nominate its projects, and those of the units below it."""
    return speaks_for_a_unit(by) and by.unit.contains(project.unit)


def may_advise(by: Person, opinion: Opinion) -> bool:
    """The department's own people answer for it, nobody else."""
    return speaks_for_a_unit(by) and opinion.department.contains(by.unit)


def speaks_for_a_unit(by: Person) -> bool:
    """Clerks and approvers; what they say stands for their unit."""
    return by.has_permission(Permission.SUBMIT_RETURNS) or by.has_permission(Permission.APPROVE_RETURNS)


def may_see_names(by: Person) -> bool:
    """Whether this person may know which juror stands behind a number such as J07."""
    return by.has_permission(Permission.VIEW_HISTORY)
