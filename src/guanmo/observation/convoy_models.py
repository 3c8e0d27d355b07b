"""What is on record of a convoy's way; the tour it belongs to is named, not imported, since `models` imports this."""

from datetime import datetime
from typing import TYPE_CHECKING, ClassVar, Self

from django.db import models
from django.db.models import Q

from guanmo.accounts.models import Person
from guanmo.foundation.models import Recorded, RecordedQuerySet
from guanmo.observation.enums import PassageKind


class PassageQuerySet(RecordedQuerySet["Passage"]):
    """Records of arriving and leaving."""

    def standing(self) -> Self:
        """The last word on each step, where it was not withdrawn."""
        return self.filter(replaced_by__isnull=True, happened_at__isnull=False)


class Passage(Recorded):
    """When the convoy reached or left a place of its itinerary, never altered: a correction is a new record.

    `place` is an id of the tour file: a stop, a lunch place, or where the day starts and ends. Without `happened_at`
    the record it replaces was withdrawn.
    """

    tour = models.ForeignKey("observation.Tour", models.PROTECT, verbose_name="观摩", related_name="passages")
    day = models.PositiveSmallIntegerField("第几天")
    place = models.CharField("地点编号", max_length=20)
    name = models.CharField("地点", max_length=200)
    kind = models.CharField("到发", max_length=8, choices=PassageKind.choices)
    happened_at = models.DateTimeField("时刻", null=True, blank=True)
    reason = models.CharField("原因", max_length=200, blank=True)
    replaces = models.OneToOneField(
        "self", models.PROTECT, null=True, blank=True, verbose_name="更正", related_name="replaced_by"
    )
    recorded_by = models.ForeignKey(Person, models.PROTECT, verbose_name="记录人", related_name="+")
    recorded_at = models.DateTimeField("记录时间")

    objects: ClassVar = PassageQuerySet.as_manager()

    class Meta:
        verbose_name = "到发记录"
        ordering = ("day", "recorded_at", "pk")
        constraints = (
            # One first record a step: two phones tapped at once cannot make two.
            models.UniqueConstraint(
                fields=("tour", "day", "place", "kind"),
                condition=Q(replaces__isnull=True),
                name="passage_first_unique",
            ),
        )

    if TYPE_CHECKING:
        tour_id: int

    def __str__(self) -> str:
        return f"{self.get_kind_display()}{self.name}"

    @property
    def moment(self) -> datetime:
        """When it happened, of a record that stands."""
        return self.happened_at or self.recorded_at
