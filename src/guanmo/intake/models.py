"""Materials as they came, and what was found in them."""

from typing import TYPE_CHECKING, ClassVar, Self

from django.db import models

from guanmo.accounts.enums import Permission
from guanmo.accounts.models import Person, Unit
from guanmo.foundation.models import Recorded, RecordedQuerySet
from guanmo.intake.enums import FIELDS, FindingKind, FindingState
from guanmo.intake.fact_models import ProjectFact  # noqa: F401 - Django finds models from here
from guanmo.projects.enums import Evidence
from guanmo.projects.models import Project


class MaterialQuerySet(RecordedQuerySet["Material"]):
    """Materials, as far as a person may see them."""

    def visible_to(self, person: Person) -> Self:
        """All for those who read materials, none for the others."""
        return self.filter() if person.has_permission(Permission.READ_MATERIALS) else self.none()


class Material(Recorded):
    """A report, notice or minutes somebody handed in: its text as it came, and what it says of itself."""

    title = models.CharField("标题", max_length=200)
    source = models.CharField("来源", max_length=200, blank=True)
    file_name = models.CharField("文件", max_length=200, blank=True)
    published_on = models.DateField("页面日期", null=True, blank=True)
    evidence = models.CharField(
        "核实程度", max_length=15, choices=Evidence.choices, default=Evidence.SELF_REPORTED
    )
    text = models.TextField("原文")
    sha256 = models.CharField("原文哈希", max_length=64, unique=True)
    event_on = models.DateField("事件日期", null=True, blank=True)
    place = models.CharField("地点", max_length=60, blank=True)
    event_type = models.CharField("类型", max_length=30, blank=True)
    # The draft this one takes the place of; what was decided there is not asked again.
    earlier = models.OneToOneField(
        "self", models.PROTECT, null=True, blank=True, verbose_name="前稿", related_name="later"
    )
    read_by = models.ForeignKey(Person, models.PROTECT, verbose_name="读材料的人", related_name="+")
    read_at = models.DateTimeField("读材料的时间")

    # The history keeps the hash; the text itself never changes.
    UNTRACKED = ("id", "revision", "text")

    objects: ClassVar = MaterialQuerySet.as_manager()

    class Meta:
        verbose_name = "材料"
        ordering = ("-read_at", "-pk")

    if TYPE_CHECKING:
        earlier_id: int | None

    def __str__(self) -> str:
        return self.title


class FindingQuerySet(RecordedQuerySet["Finding"]):
    """Findings, as far as a person may see their materials."""

    def visible_to(self, person: Person) -> Self:
        return self.filter(material__in=Material.objects.visible_to(person))


class Finding(Recorded):
    """One thing a material says; it counts only once a person has accepted it.

    `read_values` is what the rule read, `values` what the person made of it. `start` and `end` count characters of the
    material's text.
    """

    material = models.ForeignKey(Material, models.PROTECT, verbose_name="材料", related_name="findings")
    kind = models.CharField("类别", max_length=10, choices=FindingKind.choices)
    start = models.PositiveIntegerField("起")
    end = models.PositiveIntegerField("止")
    quote = models.TextField("原文字句")
    rule = models.CharField("读法", max_length=40)
    doubts = models.JSONField("存疑", default=list)
    read_values = models.JSONField("读作", default=dict)
    values = models.JSONField("内容", default=dict)
    state = models.CharField(
        "状态", max_length=10, choices=FindingState.choices, default=FindingState.WAITING
    )
    # The same finding of the earlier draft, which a person has decided.
    earlier = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, verbose_name="前稿的同一条", related_name="+"
    )
    # The record of the city's own it speaks of, as proposed by its name or as a person said.
    project = models.ForeignKey(
        Project, models.PROTECT, null=True, blank=True, verbose_name="库里的项目", related_name="findings"
    )
    unit = models.ForeignKey(
        Unit, models.PROTECT, null=True, blank=True, verbose_name="系统里的单位", related_name="findings"
    )
    decided_by = models.ForeignKey(
        Person, models.PROTECT, null=True, blank=True, verbose_name="决定人", related_name="+"
    )
    decided_at = models.DateTimeField("决定时间", null=True, blank=True)

    # What was read never changes and stays in the row; the history tells what a person made of it.
    UNTRACKED = ("id", "revision", "rule", "doubts", "read_values")

    objects: ClassVar = FindingQuerySet.as_manager()

    class Meta:
        verbose_name = "读出内容"
        ordering = ("material", "start", "-end", "kind", "pk")
        constraints = (
            models.CheckConstraint(
                condition=models.Q(decided_by__isnull=True, decided_at__isnull=True)
                | models.Q(decided_by__isnull=False, decided_at__isnull=False),
                name="finding_decided_paired",
            ),
        )

    if TYPE_CHECKING:
        material_id: int
        project_id: int | None
        unit_id: int | None

    def __str__(self) -> str:
        """What the finding is called by: its first field."""
        named = next(iter(FIELDS.get(self.kind, ())), "")
        return str(self.values.get(named) or self.quote)[:60]

    @property
    def is_mended(self) -> bool:
        """Whether a person changed what was read."""
        return bool(self.values != self.read_values)


class AliasQuerySet(RecordedQuerySet["Alias"]):
    """Remembered names, as far as a person may see them."""

    def visible_to(self, person: Person) -> Self:
        """All for those who read materials, none for the others."""
        return self.filter() if person.has_permission(Permission.READ_MATERIALS) else self.none()


class Alias(Recorded):
    """A name the texts use for a project or a unit of the city, confirmed by a person; one of both is set."""

    name = models.CharField("叫法", max_length=200)
    # The name as names are compared: see `engines.text.nearness`.
    key = models.CharField("比较用的写法", max_length=200, db_index=True)
    project = models.ForeignKey(
        Project, models.PROTECT, null=True, blank=True, verbose_name="项目", related_name="aliases"
    )
    unit = models.ForeignKey(
        Unit, models.PROTECT, null=True, blank=True, verbose_name="单位", related_name="aliases"
    )
    confirmed_by = models.ForeignKey(Person, models.PROTECT, verbose_name="确认人", related_name="+")
    confirmed_at = models.DateTimeField("确认时间")

    UNTRACKED = ("id", "revision", "key")

    objects: ClassVar = AliasQuerySet.as_manager()

    class Meta:
        verbose_name = "叫法"
        ordering = ("name", "pk")
        constraints = (
            models.CheckConstraint(
                condition=models.Q(project__isnull=True) | models.Q(unit__isnull=True),
                name="alias_of_one_record",
            ),
            models.UniqueConstraint(fields=("key", "project"), name="alias_project_unique"),
            models.UniqueConstraint(fields=("key", "unit"), name="alias_unit_unique"),
        )

    if TYPE_CHECKING:
        project_id: int | None
        unit_id: int | None

    def __str__(self) -> str:
        return self.name
