"""Units in a tree, and the people in them."""

from typing import TYPE_CHECKING, ClassVar, Self

from django.contrib.auth.base_user import AbstractBaseUser
from django.contrib.auth.hashers import check_password
from django.core.validators import RegexValidator
from django.db import models

from guanmo.accounts.enums import Permission, UnitKind
from guanmo.accounts.roles import ROLES, RoleName, permissions_of
from guanmo.foundation.models import Recorded, RecordedQuerySet

STEPS_PER_LEVEL = 3
DEEPEST = 9


class UnitQuerySet(RecordedQuerySet["Unit"]):
    """Units in administrative order."""

    def visible_to(self, person: "Person") -> Self:
        """The unit tree is the city's public order: everybody with an account sees it."""
        return self.filter() if person.is_active else self.none()

    def within(self, unit: "Unit | None") -> Self:
        """`unit` itself and everything below it; nothing for None."""
        return self.filter(path__startswith=unit.path) if unit else self.none()


class Unit(Recorded):
    """A city, county, district, zone, department or park.

    `path` joins the three-digit orders from the city down ("001004002"), so that sorting by it gives the
    administrative order, and a prefix of it names a subtree.
    """

    name = models.CharField("名称", max_length=60, unique=True)
    short_name = models.CharField("简称", max_length=20)
    kind = models.CharField("类别", max_length=12, choices=UnitKind.choices)
    parent = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, verbose_name="上级单位", related_name="children"
    )
    order = models.PositiveSmallIntegerField("行政序列")
    path = models.CharField("层级码", max_length=30, unique=True, editable=False)
    is_active = models.BooleanField("启用", default=True)

    objects: ClassVar = UnitQuerySet.as_manager()

    class Meta:
        verbose_name = "单位"
        ordering = ("path",)
        constraints = (
            models.CheckConstraint(
                condition=models.Q(order__gte=1, order__lte=999), name="unit_order_in_range"
            ),
            models.UniqueConstraint(fields=("parent", "order"), name="unit_order_unique"),
        )

    def __str__(self) -> str:
        return self.name

    @property
    def depth(self) -> int:
        """0 for the city, 1 for its counties, 2 for their departments."""
        return len(self.path) // STEPS_PER_LEVEL - 1

    def contains(self, other: "Unit") -> bool:
        """Whether `other` is this unit or stands below it."""
        return other.path.startswith(self.path)


class PersonQuerySet(RecordedQuerySet["Person"]):
    """People, as far as a person may see them."""

    def visible_to(self, person: "Person") -> Self:
        """Everybody for those who may view people; the others see themselves."""
        if person.has_permission(Permission.VIEW_PEOPLE):
            return self.filter()
        return self.filter(pk=person.pk)

    def get_by_natural_key(self, username: str) -> "Person":
        """What Django's login asks for."""
        return self.get(username=username)


class Person(Recorded, AbstractBaseUser):
    """Somebody with an account. One role each; sitting on a jury is not a role but a seat on a tour."""

    username = models.CharField(
        "账号",
        max_length=40,
        unique=True,
        validators=[RegexValidator(r"^[A-Za-z0-9_.-]+$", "账号只能用字母、数字、点、横线和下划线。")],
        error_messages={"unique": "这个账号已有人使用，请换一个。"},
    )
    name = models.CharField("姓名", max_length=40)
    unit = models.ForeignKey(Unit, models.PROTECT, verbose_name="单位", related_name="people")
    role = models.CharField("角色", max_length=20, choices=RoleName.choices, blank=True)
    title = models.CharField("职务", max_length=60, blank=True)
    phone = models.CharField("电话", max_length=30, blank=True)
    is_active = models.BooleanField("启用", default=True)
    must_change_password = models.BooleanField("须改密码", default=False)

    # Logins are history entries; a column that changes without one would be an exception to the rule.
    last_login = None  # Django's documented way to drop the column

    USERNAME_FIELD = "username"
    SECRET = ("password",)

    objects: ClassVar = PersonQuerySet.as_manager()

    class Meta:
        verbose_name = "人员"
        ordering = ("unit__path", "name", "pk")

    if TYPE_CHECKING:
        unit_id: int

    def __str__(self) -> str:
        return self.name

    def check_password(self, raw_password: str | None) -> bool:
        """Django's own would also save a fresh hash, behind the history's back."""
        return check_password(raw_password, self.password)

    @property
    def role_label(self) -> str:
        """The role's name on the screen."""
        return ROLES[self.role].name.label if self.role else "未授予角色"

    def has_permission(self, permission: str) -> bool:
        """Whether this person's role allows `permission`."""
        return self.is_active and permission in permissions_of(self.role)
