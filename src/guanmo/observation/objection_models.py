"""Objections to sealed results; `models` imports them, so they name tours and stops by label."""

from typing import TYPE_CHECKING, ClassVar, Self

from django.db import models
from django.db.models import Q

from guanmo.accounts.enums import Permission
from guanmo.accounts.models import STEPS_PER_LEVEL, Person, Unit
from guanmo.foundation.models import Recorded, RecordedQuerySet


class ObjectionQuerySet(RecordedQuerySet["Objection"]):
    """Objections to sealed results, as far as a person may see them."""

    def visible_to(self, person: Person) -> Self:
        """All for those who see the whole city or the history; those of the own county, district or zone for its people."""
        whole = (Permission.MANAGE_TOURS, Permission.VIEW_HISTORY, Permission.VIEW_ALL_PROJECTS)
        if any(person.has_permission(one) for one in whole):
            return self.filter()
        path = person.unit.path
        above = [path[:end] for end in range(STEPS_PER_LEVEL, len(path) + 1, STEPS_PER_LEVEL)]
        return self.filter(unit__path__in=above)

    def corrections(self) -> Self:
        """Those that two people found right."""
        return self.filter(upheld=True, decided_at__isnull=False)


class Objection(Recorded):
    """What a unit says against a sealed result, the answer, and the correction that stands beside the sealed number.

    The sealed result itself never changes.
    """

    tour = models.ForeignKey(
        "observation.Tour", models.PROTECT, verbose_name="观摩", related_name="objections"
    )
    unit = models.ForeignKey(Unit, models.PROTECT, verbose_name="单位", related_name="+")
    stop = models.ForeignKey(
        "observation.Stop", models.PROTECT, null=True, blank=True, verbose_name="观摩点", related_name="+"
    )
    text = models.CharField("异议", max_length=500)
    raised_by = models.ForeignKey(Person, models.PROTECT, verbose_name="提出人", related_name="+")
    raised_at = models.DateTimeField("提出时间")
    # None while nobody has answered.
    upheld = models.BooleanField("予以更正", null=True, blank=True)
    answer = models.CharField("答复", max_length=500, blank=True)
    correction = models.CharField("更正内容", max_length=200, blank=True)
    answered_by = models.ForeignKey(
        Person, models.PROTECT, null=True, blank=True, verbose_name="答复人", related_name="+"
    )
    answered_at = models.DateTimeField("答复时间", null=True, blank=True)
    decided_by = models.ForeignKey(
        Person, models.PROTECT, null=True, blank=True, verbose_name="复核人", related_name="+"
    )
    decided_at = models.DateTimeField("复核时间", null=True, blank=True)

    objects: ClassVar = ObjectionQuerySet.as_manager()

    class Meta:
        verbose_name = "异议"
        ordering = ("-raised_at", "-pk")
        constraints = (
            models.CheckConstraint(
                condition=Q(upheld__isnull=True, answered_by__isnull=True, answered_at__isnull=True)
                | Q(upheld__isnull=False, answered_by__isnull=False, answered_at__isnull=False),
                name="objection_answer_whole",
            ),
            models.CheckConstraint(
                condition=Q(decided_by__isnull=True, decided_at__isnull=True)
                | Q(decided_by__isnull=False, decided_at__isnull=False, upheld__isnull=False),
                name="objection_decision_whole",
            ),
            models.CheckConstraint(
                condition=Q(decided_by__isnull=True) | ~Q(decided_by=models.F("answered_by")),
                name="objection_decided_by_two",
            ),
        )

    if TYPE_CHECKING:
        tour_id: int
        unit_id: int
        stop_id: int | None
        answered_by_id: int | None

    def __str__(self) -> str:
        return f"{self.unit}的异议"

    @property
    def state(self) -> str:
        """Where it stands, in words."""
        if self.decided_at is None:
            return "待答复" if self.upheld is None else "待复核"
        return "已更正" if self.upheld else "维持原结果"
