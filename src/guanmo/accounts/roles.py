"""The roles: a name, a sentence, and a list of permissions each.

The three administrators (三员) are kept apart: the system administrator opens accounts but grants no rights, the security
administrator grants rights but opens no accounts, the auditor reads what both did and changes nothing. A test holds
the three lists disjoint in everything that writes.
"""

from dataclasses import dataclass

from django.db.models import TextChoices

from guanmo.accounts.enums import Permission


class RoleName(TextChoices):
    """The word a role is stored under, and its name on the screen."""

    OFFICE = "office", "重点办"
    CLERK = "clerk", "填报员"
    APPROVER = "approver", "审核人"
    LEADER = "leader", "市领导"
    JUROR = "juror", "评委"
    AUDITOR = "auditor", "审计员"
    SYSTEM_ADMIN = "system_admin", "系统管理员"
    SECURITY_ADMIN = "security_admin", "安全管理员"


@dataclass(frozen=True)
class Role:
    """What one kind of person is here for, and may do."""

    name: RoleName
    sentence: str
    permissions: tuple[Permission, ...]


ROLES: dict[str, Role] = {
    role.name.value: role
    for role in (
        Role(
            RoleName.OFFICE,
            "统筹全市重点项目：管项目库、规则、观摩和通报。",
            (
                Permission.VIEW_ALL_PROJECTS,
                Permission.EDIT_ALL_PROJECTS,
                Permission.REPLAN,
                Permission.SUBMIT_RETURNS,
                Permission.APPROVE_RETURNS,
                Permission.DECIDE_ADMISSIONS,
                Permission.IMPORT_LEDGERS,
                Permission.CHOOSE_LIGHTS,
                Permission.MANAGE_TOURS,
                Permission.VIEW_RESULTS,
                Permission.ISSUE_CIRCULARS,
                Permission.READ_MATERIALS,
                Permission.VIEW_PEOPLE,
            ),
        ),
        Role(
            RoleName.CLERK,
            "登记本单位的项目，按月填报进度。",
            (
                Permission.VIEW_OWN_PROJECTS,
                Permission.EDIT_OWN_PROJECTS,
                Permission.SUBMIT_RETURNS,
                Permission.GIVE_OPINIONS,
                Permission.IMPORT_LEDGERS,
                Permission.VIEW_RESULTS,
            ),
        ),
        Role(
            RoleName.APPROVER,
            "审核本单位填报员报送的月报。",
            (
                Permission.VIEW_OWN_PROJECTS,
                Permission.APPROVE_RETURNS,
                Permission.GIVE_OPINIONS,
                Permission.VIEW_RESULTS,
            ),
        ),
        Role(
            RoleName.LEADER,
            "查看全市项目、排名和问题，只读。",
            (Permission.VIEW_ALL_PROJECTS, Permission.VIEW_RESULTS, Permission.VIEW_PEOPLE),
        ),
        Role(RoleName.JUROR, "在观摩当天为本次观摩的项目评分。", ()),
        Role(
            RoleName.AUDITOR,
            "查看全市项目、结果和全部操作日志，只读。",
            (
                Permission.VIEW_ALL_PROJECTS,
                Permission.VIEW_RESULTS,
                Permission.VIEW_HISTORY,
                Permission.VIEW_PEOPLE,
            ),
        ),
        Role(
            RoleName.SYSTEM_ADMIN,
            "维护单位、开设账号，不授予权限。",
            (Permission.VIEW_PEOPLE, Permission.MANAGE_UNITS, Permission.MANAGE_PEOPLE),
        ),
        Role(
            RoleName.SECURITY_ADMIN,
            "授予角色、解除锁定，不开设账号。",
            (Permission.VIEW_PEOPLE, Permission.GRANT_ROLES, Permission.UNLOCK_PEOPLE),
        ),
    )
}


def permissions_of(role: str) -> frozenset[str]:
    """The permissions a stored role word gives; none for no role."""
    return frozenset(ROLES[role].permissions) if role in ROLES else frozenset()
