"""What a material says of a project, once it stands in the project's record."""

from typing import TYPE_CHECKING, ClassVar, Self

from django.db import models

from guanmo.accounts.models import Person
from guanmo.foundation.models import Recorded, RecordedQuerySet
from guanmo.projects.enums import Evidence
from guanmo.projects.models import Project


class ProjectFactQuerySet(RecordedQuerySet["ProjectFact"]):
    """Facts, as far as a person may see their projects."""

    def visible_to(self, person: Person) -> Self:
        return self.filter(project__in=Project.objects.visible_to(person))


class ProjectFact(Recorded):
    """One field of a project, written from a finding: what stood there, what stands there since, how far it was checked.

    `old` and `new` are words as people read them; the sentence stands in the finding and in the project's history.
    """

    finding = models.ForeignKey(
        "intake.Finding", models.PROTECT, verbose_name="读出内容", related_name="facts"
    )
    project = models.ForeignKey(Project, models.PROTECT, verbose_name="项目", related_name="facts")
    field = models.CharField("字段", max_length=30)
    old = models.CharField("原来", max_length=200, blank=True)
    new = models.CharField("改为", max_length=200)
    evidence = models.CharField("核实程度", max_length=15, choices=Evidence.choices)
    written_by = models.ForeignKey(Person, models.PROTECT, verbose_name="写入人", related_name="+")
    written_at = models.DateTimeField("写入时间")

    objects: ClassVar = ProjectFactQuerySet.as_manager()

    class Meta:
        verbose_name = "读自材料的内容"
        ordering = ("-written_at", "-pk")

    if TYPE_CHECKING:
        finding_id: int
        project_id: int

    def __str__(self) -> str:
        return f"{self.field}：{self.new}"
