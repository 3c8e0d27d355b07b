"""Opening accounts, granting roles, keeping the tree: what is written, what is refused, what the history says."""

from collections.abc import Callable
from typing import Any

import pytest
from axes.models import AccessAttempt
from django.core.exceptions import ValidationError

from guanmo.accounts import services
from guanmo.accounts.enums import UnitKind
from guanmo.accounts.models import Person, Unit
from guanmo.accounts.roles import RoleName
from guanmo.foundation.clock import machine_now
from guanmo.foundation.history import EditConflict
from guanmo.foundation.models import HistoryEntry
from tests.cast import NOON, PASSWORD, Cast, make_person

NEW_PASSWORD = "qing-yu-2027"


def last() -> HistoryEntry:
    return HistoryEntry.objects.order_by("-sequence")[0]


def new_unit(cast: Cast, **values: Any) -> Unit:
    return services.create_unit(
        **{
            "name": "新港区", "short_name": "新港", "kind": UnitKind.DISTRICT, "parent": cast.city.root,
            "order": 5, "by": cast.system_admin, "at": NOON, **values,
        }
    )  # fmt: skip


# Units


def test_create_unit_puts_it_below_its_parent(cast: Cast) -> None:
    unit = new_unit(cast, parent=cast.city.county, order=12, why="新设")

    assert (unit.path, unit.parent, unit.depth) == ("001001012", cast.city.county, 2)
    assert (last().action, last().by_name, last().why, last().object_name) == (
        "unit.created", "冯系统", "新设", "新港区",
    )  # fmt: skip


def test_create_unit_refuses_a_taken_place(cast: Cast) -> None:
    with pytest.raises(services.UnitOrderTaken, match="行政序列 1 已由“青屿县”使用"):
        new_unit(cast, order=1)


def test_create_unit_refuses_a_taken_name(cast: Cast) -> None:
    with pytest.raises(services.UnitNameTaken, match="已有名为“云溪县”的单位"):
        new_unit(cast, name="云溪县")


@pytest.mark.parametrize("order", [0, 1000])
def test_create_unit_refuses_a_place_out_of_range(cast: Cast, order: int) -> None:
    with pytest.raises(services.UnitMisplaced, match="1 到 999"):
        new_unit(cast, order=order)


def test_create_unit_refuses_a_second_city_and_a_city_below_another(cast: Cast) -> None:
    with pytest.raises(services.UnitMisplaced, match="市只有一个"):
        new_unit(cast, parent=None, kind=UnitKind.CITY)
    with pytest.raises(services.UnitMisplaced, match="只有市本身没有上级"):
        new_unit(cast, kind=UnitKind.CITY)
    with pytest.raises(services.UnitMisplaced, match="只有市本身没有上级"):
        new_unit(cast, parent=None)


def test_create_unit_refuses_a_tenth_level(cast: Cast) -> None:
    parent = cast.city.root
    for level in range(2, 10):
        parent = new_unit(cast, name=f"第{level}级", parent=parent, order=50)

    with pytest.raises(services.UnitMisplaced, match="最多 9 级"):
        new_unit(cast, name="第10级", parent=parent)
    assert Unit.objects.get(name="第9级").depth == 8


def test_update_unit_with_a_new_order_renumbers_the_subtree(cast: Cast) -> None:
    services.update_unit(
        unit=cast.city.county, values={"order": 7}, by=cast.system_admin, at=NOON, why="区划调整"
    )

    assert list(Unit.objects.values_list("name", "path").filter(path__startswith="001007")) == [
        ("青屿县", "001007"), ("青屿县发改局", "001007001"),
    ]  # fmt: skip
    entries = HistoryEntry.objects.order_by("-sequence")[:2]
    assert [(e.object_name, e.changes) for e in entries] == [
        ("青屿县发改局", {"path": ["001001001", "001007001"]}),
        ("青屿县", {"order": [1, 7], "path": ["001001", "001007"]}),
    ]


def test_update_unit_keeps_its_own_place_and_name(cast: Cast) -> None:
    unit = services.update_unit(
        unit=cast.city.county, values={"name": "青屿县", "order": 1, "short_name": "青屿"},
        by=cast.system_admin, at=NOON,
    )  # fmt: skip

    assert (unit.short_name, last().changes) == ("青屿", {"short_name": ["青屿县", "青屿"]})


def test_update_unit_refuses_a_taken_place(cast: Cast) -> None:
    with pytest.raises(services.UnitOrderTaken):
        services.update_unit(unit=cast.city.county, values={"order": 2}, by=cast.system_admin, at=NOON)


def test_update_unit_closes_only_what_is_empty(cast: Cast) -> None:
    with pytest.raises(services.UnitInUse, match="还有 3 个启用的账号、1 个启用的下属单位"):
        services.update_unit(
            unit=cast.city.county, values={"is_active": False}, by=cast.system_admin, at=NOON
        )

    services.update_unit(
        unit=cast.city.county_bureau, values={"is_active": False}, by=cast.system_admin, at=NOON
    )

    assert not Unit.objects.get(pk=cast.city.county_bureau.pk).is_active
    assert Unit.objects.get(pk=cast.city.county.pk).is_active


def test_update_unit_with_an_old_revision_is_a_conflict(cast: Cast) -> None:
    stale = Unit.objects.get(pk=cast.city.zone.pk)
    services.update_unit(unit=cast.city.zone, values={"short_name": "高新"}, by=cast.system_admin, at=NOON)

    with pytest.raises(EditConflict):
        services.update_unit(
            unit=stale, values={"order": 9}, by=cast.system_admin, at=NOON, expected_revision=1
        )

    assert Unit.objects.get(pk=stale.pk).path == "001004"


@pytest.mark.parametrize("field", ["path", "parent", "revision", "id"])
def test_update_unit_changes_nothing_else(cast: Cast, field: str) -> None:
    with pytest.raises(ValueError, match=field):
        services.update_unit(unit=cast.city.county, values={field: 1}, by=cast.system_admin, at=NOON)


# People


def new_person(cast: Cast, **values: Any) -> Person:
    return services.create_person(
        **{
            "username": "newcomer", "name": "沈新来", "unit": cast.city.zone, "password": NEW_PASSWORD,
            "by": cast.system_admin, "at": NOON, **values,
        }
    )  # fmt: skip


def test_create_person_opens_an_account_without_rights(cast: Cast) -> None:
    person = new_person(cast, title="科员", phone="0391-1")

    assert (person.role, person.must_change_password, person.is_active) == ("", True, True)
    assert person.check_password(NEW_PASSWORD)
    assert (last().action, last().by_name) == ("person.created", "冯系统")
    assert last().changes["password"] == [None, "（不显示）"]


def test_create_person_at_set_up_needs_no_change_of_password(cast: Cast) -> None:
    assert not new_person(cast, by=None).must_change_password


def test_create_person_refuses_a_taken_user_name(cast: Cast) -> None:
    with pytest.raises(services.UsernameTaken, match="账号“clerk”已有人使用"):
        new_person(cast, username="clerk")


@pytest.mark.parametrize("username", ["沈", "two words", "", "a" * 41])
def test_create_person_refuses_a_user_name_nobody_could_type(cast: Cast, username: str) -> None:
    with pytest.raises(ValidationError):
        new_person(cast, username=username)


@pytest.mark.parametrize("weak", ["short", "1234567890", "password123", "newcomer-1"])
def test_create_person_refuses_a_weak_password(cast: Cast, weak: str) -> None:
    with pytest.raises(ValidationError):
        new_person(cast, password=weak)

    assert not Person.objects.filter(username="newcomer").exists()


def test_update_person_moves_and_renames(cast: Cast) -> None:
    services.update_person(
        person=cast.clerk, values={"unit": cast.city.zone, "title": "科长"}, by=cast.system_admin, at=NOON
    )

    stored = Person.objects.get(pk=cast.clerk.pk)
    assert (stored.unit, stored.title, last().action) == (cast.city.zone, "科长", "person.updated")


@pytest.mark.parametrize("field", ["role", "password", "username", "must_change_password"])
def test_update_person_cannot_carry_rights_or_passwords(cast: Cast, field: str) -> None:
    with pytest.raises(ValueError, match=field):
        services.update_person(person=cast.clerk, values={field: "office"}, by=cast.system_admin, at=NOON)

    assert Person.objects.get(pk=cast.clerk.pk).role == RoleName.CLERK


@pytest.mark.parametrize("part", ["auditor", "system_admin", "security_admin"])
def test_last_of_the_three_powers_stays(cast: Cast, part: str) -> None:
    holder = cast.everybody()[part]

    with pytest.raises(services.LastOfRole, match=f"是唯一在用的{holder.role_label}"):
        services.update_person(person=holder, values={"is_active": False}, by=cast.system_admin, at=NOON)

    assert Person.objects.get(pk=holder.pk).is_active


def test_one_of_two_may_go(cast: Cast) -> None:
    make_person("auditor2", "另审计", cast.city.office, RoleName.AUDITOR)

    services.update_person(person=cast.auditor, values={"is_active": False}, by=cast.system_admin, at=NOON)

    assert not Person.objects.get(pk=cast.auditor.pk).is_active


def test_a_clerk_may_always_be_closed(cast: Cast) -> None:
    services.update_person(person=cast.stranger, values={"is_active": False}, by=cast.system_admin, at=NOON)

    assert not Person.objects.get(pk=cast.stranger.pk).is_active


def test_grant_role_gives_it_with_its_reason(cast: Cast) -> None:
    services.grant_role(person=cast.nobody, role=RoleName.CLERK, by=cast.security_admin, at=NOON, why="接替")

    assert Person.objects.get(pk=cast.nobody.pk).role == RoleName.CLERK
    assert (last().action, last().why, last().changes) == (
        "person.role_granted", "接替", {"role": ["", "clerk"]},
    )  # fmt: skip


def test_grant_role_takes_it_away_with_an_empty_word(cast: Cast) -> None:
    services.grant_role(person=cast.clerk, role="", by=cast.security_admin, at=NOON)

    assert Person.objects.get(pk=cast.clerk.pk).role == ""


def test_grant_role_refuses_a_role_there_is_not(cast: Cast) -> None:
    with pytest.raises(ValueError, match="emperor"):
        services.grant_role(person=cast.clerk, role="emperor", by=cast.security_admin, at=NOON)


def test_grant_role_leaves_the_last_of_a_power(cast: Cast) -> None:
    with pytest.raises(services.LastOfRole):
        services.grant_role(person=cast.auditor, role=RoleName.OFFICE, by=cast.security_admin, at=NOON)

    services.grant_role(person=cast.auditor, role=RoleName.AUDITOR, by=cast.security_admin, at=NOON)

    assert Person.objects.get(pk=cast.auditor.pk).role == RoleName.AUDITOR


def test_grant_role_with_an_old_revision_is_a_conflict(cast: Cast) -> None:
    with pytest.raises(EditConflict):
        services.grant_role(person=cast.clerk, role="", by=cast.security_admin, at=NOON, expected_revision=1)


def fail_logins(username: str, failures: int) -> None:
    AccessAttempt.objects.create(
        username=username, ip_address="10.0.0.7", user_agent="x", failures_since_start=failures,
        attempt_time=machine_now(),
    )  # fmt: skip


def test_reset_password_opens_the_account_with_a_first_password(cast: Cast) -> None:
    fail_logins("clerk", 5)

    services.reset_password(
        person=cast.clerk, password=NEW_PASSWORD, by=cast.security_admin, at=NOON, why="忘记"
    )

    stored = Person.objects.get(pk=cast.clerk.pk)
    assert (stored.check_password(NEW_PASSWORD), stored.must_change_password) == (True, True)
    assert AccessAttempt.objects.count() == 0
    assert last().changes == {
        "password": ["（不显示）", "（不显示）"], "must_change_password": [False, True],
    }  # fmt: skip


def test_reset_password_refuses_a_weak_one_and_keeps_the_lock(cast: Cast) -> None:
    fail_logins("clerk", 5)

    with pytest.raises(ValidationError):
        services.reset_password(person=cast.clerk, password="123", by=cast.security_admin, at=NOON)

    assert AccessAttempt.objects.count() == 1
    assert Person.objects.get(pk=cast.clerk.pk).check_password(PASSWORD)


def test_change_own_password_ends_the_first_one(cast: Cast) -> None:
    person = new_person(cast)

    services.change_own_password(person=person, password="own-secret-2027", at=NOON)

    stored = Person.objects.get(pk=person.pk)
    assert (stored.check_password("own-secret-2027"), stored.must_change_password) == (True, False)
    assert (last().action, last().by_name) == ("person.password_changed", "沈新来")


def test_change_own_password_refuses_a_weak_one(cast: Cast) -> None:
    with pytest.raises(ValidationError):
        services.change_own_password(person=cast.clerk, password="clerk", at=NOON)


def test_unlock_forgets_the_failures_of_that_account_only(cast: Cast) -> None:
    fail_logins("clerk", 5)
    fail_logins("stranger", 5)

    services.unlock(person=cast.clerk, by=cast.security_admin, at=NOON, why="本人来电")

    assert list(AccessAttempt.objects.values_list("username", flat=True)) == ["stranger"]
    assert (last().action, last().object_name, last().why) == ("person.unlocked", "陈填报", "本人来电")


def test_logins_leave_entries(cast: Cast) -> None:
    services.record_login(person=cast.clerk, at=NOON, address="10.0.0.7")
    services.record_failed_login(username="ghost", at=NOON, why="账号已锁定")

    refused, login = HistoryEntry.objects.order_by("-sequence")[:2]
    assert (login.action, login.by_name, login.changes) == (
        "person.logged_in", "陈填报", {"来源地址": "10.0.0.7"},
    )  # fmt: skip
    assert (refused.action, refused.by_name, refused.object_name, refused.changes, refused.why) == (
        "person.login_refused", "系统", "ghost", {}, "账号已锁定",
    )  # fmt: skip


# Three powers (三员分立)

ACTS: dict[str, tuple[str, Callable[[Cast, Person], object]]] = {
    "create_unit": ("system_admin", lambda cast, by: new_unit(cast, by=by)),
    "update_unit": (
        "system_admin",
        lambda cast, by: services.update_unit(
            unit=cast.city.zone, values={"short_name": "高"}, by=by, at=NOON
        ),
    ),
    "create_person": ("system_admin", lambda cast, by: new_person(cast, by=by)),
    "update_person": (
        "system_admin",
        lambda cast, by: services.update_person(
            person=cast.stranger, values={"title": "科长"}, by=by, at=NOON
        ),
    ),
    "grant_role": (
        "security_admin",
        lambda cast, by: services.grant_role(person=cast.nobody, role=RoleName.CLERK, by=by, at=NOON),
    ),
    "reset_password": (
        "security_admin",
        lambda cast, by: services.reset_password(person=cast.stranger, password=NEW_PASSWORD, by=by, at=NOON),
    ),
    "unlock": ("security_admin", lambda cast, by: services.unlock(person=cast.stranger, by=by, at=NOON)),
}


@pytest.mark.parametrize("act", ACTS)
def test_each_act_has_one_part_that_may(cast: Cast, act: str) -> None:
    may, do = ACTS[act]
    refused = []
    for part, person in cast.everybody().items():
        if part != may:
            entries = HistoryEntry.objects.count()
            with pytest.raises(services.NotAllowed, match=r"您没有.+的权限，如确需办理请联系安全管理员。"):
                do(cast, person)
            assert HistoryEntry.objects.count() == entries
            refused.append(part)

    do(cast, cast.everybody()[may])

    assert len(refused) == 10
    assert last().by_name == cast.everybody()[may].name


def test_security_administrator_grants_nothing_to_himself(cast: Cast) -> None:
    with pytest.raises(services.NotAllowed):
        services.grant_role(person=cast.security_admin, role=RoleName.OFFICE, by=cast.security_admin, at=NOON)
