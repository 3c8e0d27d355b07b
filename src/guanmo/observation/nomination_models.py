"""What units nominate for a tour, and what departments say of its projects; the tour is named, since `models` imports this."""

from typing import TYPE_CHECKING, ClassVar, Self

from django.db import models
from django.db.models import Exists, OuterRef, Q

from guanmo.accounts.enums import Permission
from guanmo.accounts.models import STEPS_PER_LEVEL, Person, Unit
from guanmo.foundation.models import Recorded, RecordedQuerySet
from guanmo.observation.enums import Stance
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


class OpinionQuerySet(RecordedQuerySet["Opinion"]):
    """Opinions of departments, as far as a person may see them."""

    def visible_to(self, person: Person) -> Self:
        """All for the office; for others those their department is asked for, and those on what their unit nominated."""
        if person.has_permission(Permission.MANAGE_TOURS):
            return self.filter()
        if not person.has_permission(Permission.VIEW_OWN_PROJECTS):
            return self.none()
        nominated = Nomination.objects.filter(tour=OuterRef("tour"), project=OuterRef("project"))
        own = Q(project__unit__path__startswith=person.unit.path) & Exists(nominated)
        return self.filter(own | _asked_of(person))

    def of_department_of(self, person: Person) -> Self:
        """Those asked of the department a person belongs to."""
        return self.filter(_asked_of(person))

    def vetoes(self) -> Self:
        """Those that keep a project off the tour."""
        return self.filter(stance=Stance.VETO, overruled_at__isnull=True)


class Opinion(Recorded):
    """What a department says, before the tour, of showing a project; without a stance it is still asked for.

    A veto keeps the project off. The office may set it aside, with a reason the department reads; a new answer of the
    department counts again.
    """

    tour = models.ForeignKey("observation.Tour", models.PROTECT, verbose_name="观摩", related_name="opinions")
    project = models.ForeignKey(Project, models.PROTECT, verbose_name="项目", related_name="+")
    department = models.ForeignKey(Unit, models.PROTECT, verbose_name="部门", related_name="+")
    due_on = models.DateField("答复期限")
    asked_by = models.ForeignKey(Person, models.PROTECT, verbose_name="征求人", related_name="+")
    asked_at = models.DateTimeField("征求时间")
    # None while nobody has answered: the check holds it together with who and when, which are then None as well.
    stance = models.CharField(  # noqa: DJ001 - no answer is not one more answer
        "意见", max_length=10, choices=Stance.choices, null=True, blank=True
    )
    reason = models.CharField("理由或条件", max_length=300, blank=True)
    answered_by = models.ForeignKey(
        Person, models.PROTECT, null=True, blank=True, verbose_name="答复人", related_name="+"
    )
    answered_at = models.DateTimeField("答复时间", null=True, blank=True)
    overrule_reason = models.CharField("不采纳的理由", max_length=300, blank=True)
    overruled_by = models.ForeignKey(
        Person, models.PROTECT, null=True, blank=True, verbose_name="不采纳人", related_name="+"
    )
    overruled_at = models.DateTimeField("不采纳时间", null=True, blank=True)

    objects: ClassVar = OpinionQuerySet.as_manager()

    class Meta:
        verbose_name = "预审意见"
        ordering = ("department__path", "pk")
        constraints = (
            models.UniqueConstraint(fields=("tour", "project", "department"), name="opinion_unique"),
            models.CheckConstraint(
                condition=Q(stance__isnull=True, answered_by__isnull=True, answered_at__isnull=True)
                | Q(stance__isnull=False, answered_by__isnull=False, answered_at__isnull=False),
                name="opinion_answer_whole",
            ),
            models.CheckConstraint(
                condition=Q(overruled_by__isnull=True, overruled_at__isnull=True)
                | Q(stance=Stance.VETO, overruled_by__isnull=False, overruled_at__isnull=False),
                name="opinion_overrule_whole",
            ),
        )

    if TYPE_CHECKING:
        tour_id: int
        project_id: int
        department_id: int

    def __str__(self) -> str:
        return f"{self.department}对{self.project}的预审意见"

    @property
    def is_veto(self) -> bool:
        """Whether it keeps the project off the tour."""
        return self.stance == Stance.VETO and self.overruled_at is None

    @property
    def state(self) -> str:
        """Where it stands, in words."""
        if not self.stance:
            return "待答复"
        return f"{self.get_stance_display()}，未采纳" if self.overruled_at else str(self.get_stance_display())


def _asked_of(person: Person) -> Q:
    """The own unit, or one it stands in."""
    path = person.unit.path
    ends = range(STEPS_PER_LEVEL, len(path) + 1, STEPS_PER_LEVEL)
    return Q(department__path__in=[path[:end] for end in ends])
