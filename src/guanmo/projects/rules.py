"""Who may do what to a project, a return, a ledger."""

from guanmo.accounts.enums import Permission
from guanmo.accounts.models import Person, Unit
from guanmo.projects.admission_models import AdmissionOpinion
from guanmo.projects.attachment_models import Attachment
from guanmo.projects.enums import ReturnState
from guanmo.projects.models import LedgerImport, MonthlyReturn, Project


def may_view_projects(by: Person) -> bool:
    """Whether there are projects this person may look at, of the whole city or of the own unit."""
    return by.has_permission(Permission.VIEW_ALL_PROJECTS) or by.has_permission(Permission.VIEW_OWN_PROJECTS)


def may_register_projects(by: Person) -> bool:
    """Whether there are units this person may register projects for."""
    return by.has_permission(Permission.EDIT_ALL_PROJECTS) or by.has_permission(Permission.EDIT_OWN_PROJECTS)


def may_edit_unit_projects(by: Person, unit: Unit) -> bool:
    """Whether this person may register or change projects of `unit`."""
    if by.has_permission(Permission.EDIT_ALL_PROJECTS):
        return True
    return by.has_permission(Permission.EDIT_OWN_PROJECTS) and by.unit.contains(unit)


def may_edit_project(by: Person, project: Project) -> bool:
    return may_edit_unit_projects(by, project.unit)


def may_replan(by: Person) -> bool:
    return by.has_permission(Permission.REPLAN)


def may_submit_return(by: Person, project: Project) -> bool:
    """The office for any project, a clerk for those of the own unit."""
    return by.has_permission(Permission.SUBMIT_RETURNS) and may_edit_project(by, project)


def may_review_return(by: Person, monthly_return: MonthlyReturn) -> bool:
    """An approver of the unit, or the office; never the person who sent it."""
    if not by.has_permission(Permission.APPROVE_RETURNS) or monthly_return.submitted_by_id == by.pk:
        return False
    whole_city = by.has_permission(Permission.VIEW_ALL_PROJECTS)
    return whole_city or by.unit.contains(monthly_return.project.unit)


def may_be_reviewed(monthly_return: MonthlyReturn, outcome: str) -> bool:
    """A submitted report may be signed off or sent back, a signed one only sent back, one sent back neither."""
    if monthly_return.state == ReturnState.APPROVED:
        return outcome == ReturnState.SENT_BACK
    return monthly_return.state == ReturnState.SUBMITTED


def may_apply_for_admission(by: Person, project: Project) -> bool:
    """Whoever may change the project applies for it."""
    return may_edit_project(by, project)


def may_give_opinion(by: Person, opinion: AdmissionOpinion) -> bool:
    """People of the department asked, and of no other."""
    return by.has_permission(Permission.GIVE_OPINIONS) and by.unit.contains(opinion.unit)


def may_decide_admissions(by: Person) -> bool:
    return by.has_permission(Permission.DECIDE_ADMISSIONS)


def may_submit_returns(by: Person) -> bool:
    return by.has_permission(Permission.SUBMIT_RETURNS)


def may_review_returns(by: Person) -> bool:
    return by.has_permission(Permission.APPROVE_RETURNS)


def may_correct_return(monthly_return: MonthlyReturn) -> bool:
    """What is signed off stays; to change it, it is sent back first."""
    return monthly_return.state != ReturnState.APPROVED


def may_attach(by: Person, project: Project) -> bool:
    """Whoever fills in or signs off the project's returns."""
    if may_edit_project(by, project):
        return True
    return by.has_permission(Permission.APPROVE_RETURNS) and by.unit.contains(project.unit)


def may_withdraw(by: Person, attachment: Attachment) -> bool:
    """The person who handed it in, or the office; a standing one only."""
    own = attachment.added_by_id == by.pk and may_attach(by, attachment.project)
    return attachment.withdrawn_at is None and (own or by.has_permission(Permission.EDIT_ALL_PROJECTS))


def may_explain(by: Person, attachment: Attachment) -> bool:
    """Whoever may attach to the project says why a standing photo looks like another."""
    standing = attachment.withdrawn_at is None and attachment.like_id is not None
    return standing and may_attach(by, attachment.project)


def may_open_file(by: Person, attachment: Attachment) -> bool:
    """A withdrawn file opens only for those who may look into the history."""
    return attachment.withdrawn_at is None or by.has_permission(Permission.VIEW_HISTORY)


def may_import(by: Person, unit: Unit) -> bool:
    return by.has_permission(Permission.IMPORT_LEDGERS) and may_edit_unit_projects(by, unit)


def may_undo_import(by: Person, ledger: LedgerImport) -> bool:
    return may_import(by, ledger.unit)


def may_write_packs(by: Person) -> bool:
    """Whoever chooses the rules writes the office's own."""
    return by.has_permission(Permission.CHOOSE_LIGHTS)


def may_see_packs(by: Person) -> bool:
    """Rules are read by whoever sees the whole city."""
    return by.has_permission(Permission.VIEW_ALL_PROJECTS)


def may_choose_lights(by: Person) -> bool:
    return by.has_permission(Permission.CHOOSE_LIGHTS)
