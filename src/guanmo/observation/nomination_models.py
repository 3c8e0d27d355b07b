"""What units are asked to nominate for a tour and what they did; the tour is named, not imported, since `models` imports this."""

from typing import TYPE_CHECKING, ClassVar, Self

from django.db import models

from guanmo.accounts.enums import Permission
from guanmo.accounts.models import Person, Unit
from guanmo.foundation.models import Recorded, RecordedQuerySet
from guanmo.projects.models import Project


class NominationCallQuerySet(RecordedQuerySet["NominationCall"]):
    """Calls, as far as a person may see them."""

    def visible_to(self, person: Person) -> Self:
        """All for the office and for the people of units that have projects."""
        asked = (Permission.MANAGE_TOURS, Permission.VIEW_OWN_PROJECTS)
        return self.filter() if any(map(person.has_permission, asked)) else self.none()


class NominationCall(Recorded):
    """The office asks the units to nominate stops for a tour in preparation.

    `per_unit` is what the rule of stops allows a unit at most, as it was when the call was made; 0 is no limit.
    """

    tour = models.OneToOneField(
        "observation.Tour", models.PROTECT, verbose_name="观摩", related_name="nomination_call"
    )
    rule_id = models.CharField("选点规则", max_length=40)
    per_unit = models.PositiveSmallIntegerField("每个单位最多（个）")
    due_on = models.DateField("提名截止日期")
    note = models.CharField("要求", max_length=200, blank=True)
    called_by = models.ForeignKey(Person, models.PROTECT, verbose_name="征集人", related_name="+")
    called_at = models.DateTimeField("征集时间")

    objects: ClassVar = NominationCallQuerySet.as_manager()

    class Meta:
        verbose_name = "提名征集"
        ordering = ("-due_on", "-pk")

    if TYPE_CHECKING:
        tour_id: int

    def __str__(self) -> str:
        return f"{self.tour}的提名征集"


class NominationQuerySet(RecordedQuerySet["Nomination"]):
    """Nominations, as far as a person may see them."""

    def visible_to(self, person: Person) -> Self:
        """All for the office; those of the own unit's projects for its people."""
        if person.has_permission(Permission.MANAGE_TOURS):
            return self.filter()
        if person.has_permission(Permission.VIEW_OWN_PROJECTS):
            return self.filter(project__unit__path__startswith=person.unit.path)
        return self.none()


class Nomination(Recorded):
    """A county, district or zone puts one of its projects forward: why, and what is to be seen there."""

    tour = models.ForeignKey(
        "observation.Tour", models.PROTECT, verbose_name="观摩", related_name="nominations"
    )
    project = models.ForeignKey(Project, models.PROTECT, verbose_name="项目", related_name="+")
    unit = models.ForeignKey(Unit, models.PROTECT, verbose_name="提名单位", related_name="+")
    reason = models.CharField("推荐理由", max_length=300)
    to_see = models.CharField("看什么", max_length=200)
    nominated_by = models.ForeignKey(Person, models.PROTECT, verbose_name="提名人", related_name="+")
    nominated_at = models.DateTimeField("提名时间")

    objects: ClassVar = NominationQuerySet.as_manager()

    class Meta:
        verbose_name = "提名"
        ordering = ("unit__path", "pk")
        constraints = (models.UniqueConstraint(fields=("tour", "project"), name="nomination_unique"),)

    if TYPE_CHECKING:
        tour_id: int
        project_id: int
        unit_id: int

    def __str__(self) -> str:
        return f"{self.unit}提名的{self.project}"
