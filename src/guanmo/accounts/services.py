"""Opening accounts, granting roles, keeping the unit tree; each act leaves its history."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from axes.utils import reset as axes_reset
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import PermissionDenied
from django.db import transaction

from guanmo.accounts import rules
from guanmo.accounts.enums import UnitKind
from guanmo.accounts.models import DEEPEST, STEPS_PER_LEVEL, Person, Unit
from guanmo.accounts.roles import ROLES, RoleName
from guanmo.foundation.history import Change


class NotAllowed(PermissionDenied):
    """The person has no right to do this; a page answers with 403 and this sentence."""

    def __init__(self, what: str) -> None:
        super().__init__(f"您没有{what}的权限，如确需办理请联系安全管理员。")


class UnitOrderTaken(Exception):
    """Two units under one parent cannot have the same place in the administrative order."""

    def __init__(self, order: int, holder: Unit) -> None:
        super().__init__(f"行政序列 {order} 已由“{holder.name}”使用，请换一个序号。")


class UnitNameTaken(Exception):
    """A unit's name is the only thing a ledger knows it by."""

    def __init__(self, name: str) -> None:
        super().__init__(f"已有名为“{name}”的单位，请核对是否重复。")


class UnitMisplaced(Exception):
    """The tree has one root, the city, and nine levels at most."""


class UnitInUse(Exception):
    """A unit with people or units below it cannot be closed."""

    def __init__(self, unit: Unit, people: int, units: int) -> None:
        super().__init__(
            f"“{unit}”还有 {people} 个启用的账号、{units} 个启用的下属单位，请先停用或调走，再停用本单位。"
        )


class UsernameTaken(Exception):
    """Two people cannot log in under one name."""

    def __init__(self, username: str) -> None:
        super().__init__(f"账号“{username}”已有人使用，请换一个。")


class LastOfRole(Exception):
    """Each of the three administrators must have somebody, or nobody could ever be one again."""

    def __init__(self, person: Person) -> None:
        super().__init__(
            f"{person} 是唯一在用的{person.role_label}，请先另有一名{person.role_label}，再停用或改授角色。"
        )


# What the system administrator may fill in. Roles and passwords are in other hands.
UNIT_FIELDS = ("name", "short_name", "kind", "order", "is_active")
PERSON_FIELDS = ("name", "unit", "title", "phone", "is_active")

THREE_POWERS = (RoleName.AUDITOR, RoleName.SYSTEM_ADMIN, RoleName.SECURITY_ADMIN)
LARGEST_ORDER = 10**STEPS_PER_LEVEL - 1


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
    unit = Unit(name=name, short_name=short_name, kind=kind, parent=parent, order=order)
    unit.path = _path(parent, order)
    with transaction.atomic():
        _lock_tree()
        _check_unit(unit)
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
    """Change some of UNIT_FIELDS; a new order renumbers the whole subtree."""
    _require(rules.may_manage_units(by), "维护单位")
    fields = _fields(values, UNIT_FIELDS)
    change = Change("unit.updated", by=by, at=at, why=why)
    with transaction.atomic():
        _lock_tree()
        below = list(Unit.objects.within(Unit.objects.get(pk=unit.pk)).exclude(pk=unit.pk))
        for field in fields:
            setattr(unit, field, values[field])
        _check_unit(unit)
        unit.path = _path(unit.parent, unit.order)
        change.save(unit, [*fields, "path"], expected_revision=expected_revision)
        for child in below:
            child.path = unit.path + child.path[len(unit.path) :]
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
    Raises ValidationError when the user name has other than letters, digits, point, dash and underscore, or when the
    password is weak.
    """
    _require(by is None or rules.may_manage_people(by), "开设账号")
    Person._meta.get_field("username").clean(username, None)
    person = Person(
        username=username, name=name, unit=unit, title=title, phone=phone, must_change_password=by is not None
    )
    validate_password(password, person)
    person.set_password(password)
    with transaction.atomic():
        _lock_tree()
        if Person.objects.filter(username=username).exists():
            raise UsernameTaken(username)
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
    """Change some of PERSON_FIELDS."""
    _require(rules.may_manage_people(by), "修改账号")
    fields = _fields(values, PERSON_FIELDS)
    for field in fields:
        setattr(person, field, values[field])
    with transaction.atomic():
        _lock_tree()
        if not person.is_active:
            _require_another(person)
        Change("person.updated", by=by, at=at, why=why).save(
            person, fields, expected_revision=expected_revision
        )
    return person


def grant_role(
    *,
    person: Person,
    role: str,
    by: Person | None,
    at: datetime,
    why: str = "",
    expected_revision: int | None = None,
) -> Person:
    """Give a person a role, or none with an empty word; nobody does it to themselves."""
    _require(by is None or rules.may_grant_role(by, person), "授予角色")
    if role and role not in ROLES:
        raise ValueError(role)
    with transaction.atomic():
        _lock_tree()
        if role != person.role:
            _require_another(person)
        person.role = role
        Change("person.role_granted", by=by, at=at, why=why).save(
            person, ["role"], expected_revision=expected_revision
        )
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


def record_login(*, person: Person, at: datetime, address: str = "") -> None:
    """Leave an entry for a successful login; `address` is the machine it came from."""
    Change("person.logged_in", by=person, at=at).note(person, _from(address))


def record_failed_login(*, username: str, at: datetime, address: str = "", why: str = "") -> None:
    """Leave an entry for a refused login; the typed name may belong to nobody."""
    Change("person.login_refused", by=None, at=at, why=why).note(None, _from(address), name=username)


def _from(address: str) -> dict[str, str]:
    return {"来源地址": address} if address else {}


def _fields(values: Mapping[str, object], allowed: Sequence[str]) -> list[str]:
    forbidden = set(values).difference(allowed)
    if forbidden:
        raise ValueError(f"not to be changed here: {sorted(forbidden)}")
    return list(values)


def _lock_tree() -> None:
    """Changes of units and accounts wait for each other, so that what was checked still holds when it is written."""
    Unit.objects.select_for_update().filter(parent=None).first()


def _check_unit(unit: Unit) -> None:
    others = Unit.objects.exclude(pk=unit.pk)
    if not 1 <= unit.order <= LARGEST_ORDER:
        raise UnitMisplaced(f"行政序列须在 1 到 {LARGEST_ORDER} 之间。")
    if (unit.parent is None) != (unit.kind == UnitKind.CITY):
        raise UnitMisplaced("只有市本身没有上级单位；其他单位须选上级，也不能把类别定为“市”。")
    if unit.parent is None and others.filter(parent=None).exists():
        raise UnitMisplaced("市只有一个，已经建立；请给新单位选上级。")
    if unit.parent is not None and unit.parent.depth + 1 >= DEEPEST:
        raise UnitMisplaced(f"单位最多 {DEEPEST} 级，请选更高一级的上级单位。")
    holder = others.filter(parent=unit.parent, order=unit.order).first()
    if holder:
        raise UnitOrderTaken(unit.order, holder)
    if others.filter(name=unit.name).exists():
        raise UnitNameTaken(unit.name)
    if unit.pk and not unit.is_active:
        people = Person.objects.filter(unit=unit, is_active=True).count()
        units = others.filter(parent=unit, is_active=True).count()
        if people or units:
            raise UnitInUse(unit, people, units)


def _require_another(person: Person) -> None:
    """Raise LastOfRole when nobody else holds this person's administrative power."""
    powers = Person.objects.filter(role__in=THREE_POWERS, is_active=True)
    held = powers.filter(pk=person.pk).values_list("role", flat=True).first()
    if held and not powers.filter(role=held).exclude(pk=person.pk).exists():
        raise LastOfRole(person)


def _path(parent: Unit | None, order: int) -> str:
    return f"{parent.path if parent else ''}{order:0{STEPS_PER_LEVEL}d}"


def _require(allowed: bool, what: str) -> None:  # noqa: FBT001 - reads as a sentence at every call
    if not allowed:
        raise NotAllowed(what)
