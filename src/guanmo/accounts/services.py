"""Opening accounts, granting roles, keeping the unit tree; each act leaves its history."""

from collections.abc import Mapping
from datetime import datetime

from axes.utils import reset as axes_reset
from django.contrib.auth.password_validation import validate_password
from django.db import transaction

from guanmo.accounts import rules
from guanmo.accounts.enums import UnitKind
from guanmo.accounts.models import Person, Unit
from guanmo.accounts.roles import ROLES
from guanmo.foundation.history import Change


class NotAllowed(Exception):
    """The person has no right to do this."""

    def __init__(self, what: str) -> None:
        super().__init__(f"您没有{what}的权限，如确需办理请联系安全管理员。")


class UnitOrderTaken(Exception):
    """Two units under one parent cannot have the same place in the administrative order."""

    def __init__(self, order: int, holder: Unit) -> None:
        super().__init__(f"行政序列 {order} 已由“{holder.name}”使用，请换一个序号。")


def create_unit(
    *,
    name: str,
    short_name: str,
    kind: UnitKind,
    parent: Unit | None,
    order: int,
    by: Person | None,
    at: datetime,
    why: str = "",
) -> Unit:
    """Add a unit below `parent` (None: the city itself). `by` is None only while an installation is set up."""
    _require(by is None or rules.may_manage_units(by), "维护单位")
    holder = Unit.objects.filter(parent=parent, order=order).first()
    if holder:
        raise UnitOrderTaken(order, holder)
    unit = Unit(
        name=name, short_name=short_name, kind=kind, parent=parent, order=order, path=_path(parent, order)
    )
    return Change("unit.created", by=by, at=at, why=why).create(unit)


def update_unit(
    *,
    unit: Unit,
    values: Mapping[str, object],
    by: Person,
    at: datetime,
    why: str = "",
    expected_revision: int | None = None,
) -> Unit:
    """Change name, short_name, order or is_active; a new order renumbers the whole subtree."""
    _require(rules.may_manage_units(by), "维护单位")
    old_path = unit.path
    for field in values:
        setattr(unit, field, values[field])
    holder = Unit.objects.filter(parent=unit.parent, order=unit.order).exclude(pk=unit.pk).first()
    if holder:
        raise UnitOrderTaken(unit.order, holder)
    unit.path = _path(unit.parent, unit.order)
    change = Change("unit.updated", by=by, at=at, why=why)
    with transaction.atomic():
        below = list(Unit.objects.filter(path__startswith=old_path).exclude(pk=unit.pk))
        change.save(unit, [*values, "path"], expected_revision=expected_revision)
        for child in below:
            child.path = unit.path + child.path[len(old_path) :]
        change.save_many(below, ["path"])
    return unit


def create_person(
    *,
    username: str,
    name: str,
    unit: Unit,
    password: str,
    title: str = "",
    phone: str = "",
    by: Person | None,
    at: datetime,
    why: str = "",
) -> Person:
    """Open an account without rights; the security administrator grants a role later.

    The first password is the administrator's and must be changed at the first login.
    Raises ValidationError when the password is weak.
    """
    _require(by is None or rules.may_manage_people(by), "开设账号")
    person = Person(
        username=username, name=name, unit=unit, title=title, phone=phone, must_change_password=by is not None
    )
    validate_password(password, person)
    person.set_password(password)
    return Change("person.created", by=by, at=at, why=why).create(person)


def update_person(
    *,
    person: Person,
    values: Mapping[str, object],
    by: Person,
    at: datetime,
    why: str = "",
    expected_revision: int | None = None,
) -> Person:
    """Change name, unit, title, phone or is_active."""
    _require(rules.may_manage_people(by), "修改账号")
    for field in values:
        setattr(person, field, values[field])
    Change("person.updated", by=by, at=at, why=why).save(
        person, values.keys(), expected_revision=expected_revision
    )
    return person


def grant_role(*, person: Person, role: str, by: Person | None, at: datetime, why: str = "") -> Person:
    """Give a person a role, or none with an empty word; nobody does it to themselves."""
    _require(by is None or rules.may_grant_role(by, person), "授予角色")
    if role and role not in ROLES:
        raise ValueError(role)
    person.role = role
    Change("person.role_granted", by=by, at=at, why=why).save(person, ["role"])
    return person


def reset_password(
    *, person: Person, password: str, by: Person | None, at: datetime, why: str = ""
) -> Person:
    """Open a locked account and give it a first password again, to be changed at the next login."""
    _require(by is None or rules.may_unlock(by), "重置密码")
    validate_password(password, person)
    person.set_password(password)
    person.must_change_password = True
    axes_reset(username=person.username)
    Change("person.password_reset", by=by, at=at, why=why).save(person, ["password", "must_change_password"])
    return person


def change_own_password(*, person: Person, password: str, at: datetime) -> Person:
    """A person's own new password. Raises ValidationError when it is weak."""
    validate_password(password, person)
    person.set_password(password)
    person.must_change_password = False
    Change("person.password_changed", by=person, at=at).save(person, ["password", "must_change_password"])
    return person


def unlock(*, person: Person, by: Person, at: datetime, why: str = "") -> None:
    """Forget the failed logins that locked an account."""
    _require(rules.may_unlock(by), "解除锁定")
    axes_reset(username=person.username)
    Change("person.unlocked", by=by, at=at, why=why).note(person)


def record_login(*, person: Person, at: datetime) -> None:
    """Leave an entry for a successful login."""
    Change("person.logged_in", by=person, at=at).note(person)


def record_failed_login(*, username: str, at: datetime) -> None:
    """Leave an entry for a refused login; the typed name may belong to nobody."""
    Change("person.login_refused", by=None, at=at).note(None, name=username)


def _path(parent: Unit | None, order: int) -> str:
    return f"{parent.path if parent else ''}{order:03d}"


def _require(allowed: bool, what: str) -> None:  # noqa: FBT001 - reads as a sentence at every call
    if not allowed:
        raise NotAllowed(what)
