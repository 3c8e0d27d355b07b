"""One act for each service of accounts; see `test_history_guard`."""

from collections.abc import Callable

from guanmo.accounts import services
from guanmo.accounts.enums import UnitKind
from guanmo.accounts.roles import RoleName
from tests.cast import NOON, Cast

NEW_PASSWORD = "xin-mi-ma-2026"


def create_unit(cast: Cast) -> Callable[[], object]:
    return lambda: services.create_unit(
        name="临港新区",
        short_name="临港",
        kind=UnitKind.ZONE,
        parent=cast.city.root,
        order=7,
        by=cast.system_admin,
        at=NOON,
        why="市编办批复",
    )


def update_unit(cast: Cast) -> Callable[[], object]:
    """A new order: the bureau below moves along."""
    values = {"name": "青屿区", "short_name": "青屿", "kind": UnitKind.DISTRICT, "order": 8}
    return lambda: services.update_unit(unit=cast.city.county, values=values, by=cast.system_admin, at=NOON)


def create_person(cast: Cast) -> Callable[[], object]:
    return lambda: services.create_person(
        username="xinren",
        name="林新人",
        unit=cast.city.zone,
        password=NEW_PASSWORD,
        title="科员",
        phone="0000-0000",
        by=cast.system_admin,
        at=NOON,
    )


def update_person(cast: Cast) -> Callable[[], object]:
    values = {
        "name": "陈改名",
        "unit": cast.city.zone,
        "title": "科长",
        "phone": "0000-0001",
        "is_active": False,
    }
    return lambda: services.update_person(person=cast.clerk, values=values, by=cast.system_admin, at=NOON)


def grant_role(cast: Cast) -> Callable[[], object]:
    return lambda: services.grant_role(
        person=cast.nobody, role=RoleName.CLERK, by=cast.security_admin, at=NOON
    )


def reset_password(cast: Cast) -> Callable[[], object]:
    return lambda: services.reset_password(
        person=cast.clerk, password=NEW_PASSWORD, by=cast.security_admin, at=NOON
    )


def change_own_password(cast: Cast) -> Callable[[], object]:
    services.reset_password(person=cast.clerk, password=NEW_PASSWORD, by=cast.security_admin, at=NOON)
    return lambda: services.change_own_password(person=cast.clerk, password=f"{NEW_PASSWORD}-1", at=NOON)


def unlock(cast: Cast) -> Callable[[], object]:
    return lambda: services.unlock(person=cast.clerk, by=cast.security_admin, at=NOON)


def record_login(cast: Cast) -> Callable[[], object]:
    return lambda: services.record_login(person=cast.clerk, at=NOON, address="192.0.2.7")


def record_failed_login(cast: Cast) -> Callable[[], object]:
    return lambda: services.record_failed_login(username="stranger", at=NOON, address="192.0.2.7")


ACTS = {
    f"accounts.services.{act.__name__}": act
    for act in (
        create_unit,
        update_unit,
        create_person,
        update_person,
        grant_role,
        reset_password,
        change_own_password,
        unlock,
        record_login,
        record_failed_login,
    )
}
