"""Who may look after units, accounts and roles."""

from guanmo.accounts.enums import Permission
from guanmo.accounts.models import Person


def may_view_people(by: Person) -> bool:
    return by.has_permission(Permission.VIEW_PEOPLE)


def may_manage_units(by: Person) -> bool:
    return by.has_permission(Permission.MANAGE_UNITS)


def may_manage_people(by: Person) -> bool:
    return by.has_permission(Permission.MANAGE_PEOPLE)


def may_grant_role(by: Person, person: Person) -> bool:
    """Nobody grants a role to themselves: rights always come from another hand."""
    return by.has_permission(Permission.GRANT_ROLES) and by.pk != person.pk


def may_unlock(by: Person) -> bool:
    return by.has_permission(Permission.UNLOCK_PEOPLE)


def may_view_history(by: Person) -> bool:
    return by.has_permission(Permission.VIEW_HISTORY)
