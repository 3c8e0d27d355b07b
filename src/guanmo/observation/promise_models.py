"""Promises made at stops and the looks back at them; the stop is named, not imported, since `models` imports this."""

from typing import TYPE_CHECKING, ClassVar, Self

from django.db import models

from guanmo.accounts.enums import Permission
from guanmo.accounts.models import Person
from guanmo.foundation.models import Recorded, RecordedQuerySet
from guanmo.observation.enums import Outcome
from guanmo.projects.enums import Evidence


class PromiseQuerySet(RecordedQuerySet["Promise"]):
    """Promises, as far as a person may see them."""

    def visible_to(self, person: Person) -> Self:
        """Those of the projects this person sees."""
        if person.has_permission(Permission.VIEW_ALL_PROJECTS):
            return self.filter()
        if person.has_permission(Permission.VIEW_OWN_PROJECTS):
            return self.filter(stop__project__unit__path__startswith=person.unit.path)
        return self.none()


class Promise(Recorded):
    """What was promised at a stop, by whom, until when; whether it was kept is said by its checks."""

    stop = models.ForeignKey(
        "observation.Stop", models.PROTECT, verbose_name="观摩点", related_name="promises"
    )
    promised_by = models.CharField("承诺人", max_length=60)
    text = models.CharField("承诺内容", max_length=300)
    due_on = models.DateField("兑现期限")
    recorded_by = models.ForeignKey(Person, models.PROTECT, verbose_name="登记人", related_name="+")
    recorded_at = models.DateTimeField("登记时间")

    objects: ClassVar = PromiseQuerySet.as_manager()

    class Meta:
        verbose_name = "承诺"
        ordering = ("due_on", "pk")

    if TYPE_CHECKING:
        stop_id: int

    def __str__(self) -> str:
        return self.text


class PromiseCheck(Recorded):
    """One look back (回头看) at a promise, never altered; the last one stands."""

    promise = models.ForeignKey(Promise, models.PROTECT, verbose_name="承诺", related_name="checks")
    outcome = models.CharField("核查结论", max_length=10, choices=Outcome.choices)
    finding = models.CharField("核查情况", max_length=300)
    evidence = models.CharField("核实程度", max_length=15, choices=Evidence.choices)
    checked_on = models.DateField("核查日期")
    checked_by = models.ForeignKey(Person, models.PROTECT, verbose_name="核查人", related_name="+")
    checked_at = models.DateTimeField("登记时间")

    class Meta:
        verbose_name = "承诺核查"
        ordering = ("pk",)

    if TYPE_CHECKING:
        promise_id: int

    def __str__(self) -> str:
        return f"{self.promise}：{self.get_outcome_display()}"
