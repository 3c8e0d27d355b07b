"""Roles are readable lists, and the three administrators share nothing that writes."""

from itertools import combinations

import pytest

from guanmo.accounts.enums import Permission
from guanmo.accounts.roles import ROLES, RoleName, permissions_of

READING = {
    Permission.VIEW_ALL_PROJECTS,
    Permission.VIEW_OWN_PROJECTS,
    Permission.VIEW_RESULTS,
    Permission.VIEW_HISTORY,
    Permission.VIEW_PEOPLE,
}
POWERS = (RoleName.AUDITOR, RoleName.SYSTEM_ADMIN, RoleName.SECURITY_ADMIN)


def test_every_role_has_a_sentence_and_knows_its_name() -> None:
    assert list(ROLES) == [name.value for name in RoleName]
    assert [role.name.value for role in ROLES.values()] == list(ROLES)
    assert [role for role in ROLES.values() if not role.sentence.endswith("。")] == []


def test_every_permission_is_held_by_some_role() -> None:
    assert {p for role in ROLES.values() for p in role.permissions} == set(Permission)


@pytest.mark.parametrize(("one", "other"), list(combinations(POWERS, 2)))
def test_three_powers_share_nothing_that_writes(one: RoleName, other: RoleName) -> None:
    assert (permissions_of(one) & permissions_of(other)) - READING == frozenset()


@pytest.mark.parametrize("reader", [RoleName.AUDITOR, RoleName.LEADER])
def test_readers_write_nothing(reader: RoleName) -> None:
    assert permissions_of(reader) - READING == frozenset()


def test_administrative_powers_are_held_by_one_role_each() -> None:
    holders = {
        permission: [role.name for role in ROLES.values() if permission in role.permissions]
        for permission in (
            Permission.MANAGE_UNITS, Permission.MANAGE_PEOPLE, Permission.GRANT_ROLES,
            Permission.UNLOCK_PEOPLE, Permission.VIEW_HISTORY,
        )
    }  # fmt: skip

    assert holders == {
        Permission.MANAGE_UNITS: [RoleName.SYSTEM_ADMIN],
        Permission.MANAGE_PEOPLE: [RoleName.SYSTEM_ADMIN],
        Permission.GRANT_ROLES: [RoleName.SECURITY_ADMIN],
        Permission.UNLOCK_PEOPLE: [RoleName.SECURITY_ADMIN],
        Permission.VIEW_HISTORY: [RoleName.AUDITOR],
    }


@pytest.mark.parametrize("word", ["", "emperor"])
def test_no_role_gives_no_permission(word: str) -> None:
    assert permissions_of(word) == frozenset()
