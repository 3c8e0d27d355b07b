"""What people type from paper ballots; `models` imports it, so it names jurors by label."""

from typing import TYPE_CHECKING

from django.db import models
from django.db.models import Q

from guanmo.accounts.models import Person
from guanmo.foundation.models import Recorded
from guanmo.observation.enums import TypingOutcome


class PaperTyping(Recorded):
    """What one person typed from a juror's paper ballot. It counts once another typed the same."""

    juror = models.ForeignKey(
        "observation.Juror", models.PROTECT, verbose_name="评委", related_name="typings"
    )
    number = models.CharField("纸质票编号", max_length=20)
    key = models.CharField("录入号", max_length=32, unique=True)
    content = models.BinaryField("密封内容")
    why = models.CharField("更正的原因", max_length=200, blank=True)
    typed_by = models.ForeignKey(Person, models.PROTECT, verbose_name="录入人", related_name="+")
    typed_at = models.DateTimeField("录入时间")
    outcome = models.CharField(
        "结果", max_length=10, choices=TypingOutcome.choices, default=TypingOutcome.WAITING
    )
    settled_by = models.ForeignKey(
        Person, models.PROTECT, null=True, blank=True, verbose_name="核对人", related_name="+"
    )
    settled_at = models.DateTimeField("核对时间", null=True, blank=True)

    UNTRACKED = ("id", "revision", "content")

    class Meta:
        verbose_name = "纸质票录入"
        constraints = (
            models.UniqueConstraint(
                fields=("juror", "typed_by"), condition=Q(outcome="waiting"), name="typing_once_a_person"
            ),
        )

    if TYPE_CHECKING:
        juror_id: int
        typed_by_id: int

    def __str__(self) -> str:
        return f"{self.juror}的纸质票{self.number}"
