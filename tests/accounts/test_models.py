"""The unit tree in order, who sees whom, and a person without Django's side effects."""

import pytest

from guanmo.accounts.enums import Permission, UnitKind
from guanmo.accounts.models import Person, Unit
from guanmo.accounts.rules import may_grant_role, may_manage_people, may_manage_units, may_unlock
from guanmo.foundation.models import HistoryEntry
from tests.cast import PASSWORD, Cast


def test_units_stand_in_administrative_order(cast: Cast) -> None:
    assert [unit.name for unit in Unit.objects.all()] == [
        "观澜市", "青屿县", "青屿县发改局", "云溪县", "城北区", "高新功能区", "市重点办",
    ]  # fmt: skip


def test_depth_counts_from_the_city(cast: Cast) -> None:
    city = cast.city

    assert [city.root.depth, city.county.depth, city.county_bureau.depth] == [0, 1, 2]


def test_unit_contains_itself_and_what_is_below(cast: Cast) -> None:
    city = cast.city

    assert city.county.contains(city.county)
    assert city.county.contains(city.county_bureau)
    assert not city.county.contains(city.other_county)
    assert not city.county_bureau.contains(city.county)


def test_within_is_the_subtree_and_nothing_for_none(cast: Cast) -> None:
    city = cast.city

    assert list(Unit.objects.within(city.county)) == [city.county, city.county_bureau]
    assert list(Unit.objects.within(None)) == []


def test_units_are_seen_by_everybody_with_an_account_in_use(cast: Cast) -> None:
    closed = Person(unit=cast.city.root, is_active=False)

    assert Unit.objects.visible_to(cast.nobody).count() == 7
    assert Unit.objects.visible_to(closed).count() == 0


def test_people_are_seen_by_those_who_may_and_by_themselves(cast: Cast) -> None:
    assert Person.objects.visible_to(cast.leader).count() == 11
    assert list(Person.objects.visible_to(cast.clerk)) == [cast.clerk]


def test_person_is_found_by_the_login_name(cast: Cast) -> None:
    assert Person.objects.get_by_natural_key("clerk") == cast.clerk


def test_checking_a_password_writes_nothing(cast: Cast) -> None:
    before = HistoryEntry.objects.count()

    assert cast.clerk.check_password(PASSWORD)
    assert not cast.clerk.check_password("wrong")
    assert HistoryEntry.objects.count() == before


def test_names_on_the_screen(cast: Cast) -> None:
    assert [str(cast.clerk), str(cast.city.county)] == ["陈填报", "青屿县"]
    assert [cast.clerk.role_label, cast.nobody.role_label] == ["填报员", "未授予角色"]


def test_closed_account_has_no_permission(cast: Cast) -> None:
    assert cast.office.has_permission(Permission.MANAGE_TOURS)

    cast.office.is_active = False

    assert not cast.office.has_permission(Permission.MANAGE_TOURS)


@pytest.mark.parametrize(
    ("rule", "part"),
    [(may_manage_units, "system_admin"), (may_manage_people, "system_admin"), (may_unlock, "security_admin")],
)
def test_rule_lets_exactly_one_part(cast: Cast, rule: object, part: str) -> None:
    assert callable(rule)
    assert [name for name, person in cast.everybody().items() if rule(person)] == [part]


def test_nobody_grants_a_role_to_themselves(cast: Cast) -> None:
    assert may_grant_role(cast.security_admin, cast.clerk)
    assert not may_grant_role(cast.security_admin, cast.security_admin)
    assert not may_grant_role(cast.system_admin, cast.clerk)


def test_kinds_are_said_in_chinese() -> None:
    assert [kind.label for kind in UnitKind] == ["市", "县", "区", "功能区", "部门", "园区"]
