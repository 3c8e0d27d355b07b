"""Circulars and the office's Word template; the tour they tell of is named, not imported, since `models` imports this."""

from typing import ClassVar, Self

from django.db import models

from guanmo.accounts.enums import Permission
from guanmo.accounts.models import Person
from guanmo.foundation.models import Recorded, RecordedQuerySet


class CircularTemplate(Recorded):
    """The office's own Word template for circulars; the latest is in force, none means the shipped one."""

    file_name = models.CharField("文件", max_length=200)
    content = models.BinaryField("内容")
    uploaded_by = models.ForeignKey(Person, models.PROTECT, verbose_name="上传人", related_name="+")
    uploaded_at = models.DateTimeField("上传时间")
    is_active = models.BooleanField("在用", default=True)

    class Meta:
        verbose_name = "通报模板"
        ordering = ("-uploaded_at",)

    def __str__(self) -> str:
        return self.file_name


class CircularQuerySet(RecordedQuerySet["Circular"]):
    """Circulars, as far as a person may see them."""

    def visible_to(self, person: Person) -> Self:
        """The office's own files; everybody else gets them on paper."""
        return self.filter() if person.has_permission(Permission.ISSUE_CIRCULARS) else self.none()


class Circular(Recorded):
    """A circular (通报) as it was made: what the office filled in, and the Word file itself. Never altered."""

    tour = models.ForeignKey(
        "observation.Tour", models.PROTECT, verbose_name="观摩", related_name="circulars"
    )
    number = models.CharField("发文字号", max_length=60)
    title = models.CharField("标题", max_length=120)
    approver = models.CharField("签发人", max_length=40)
    # What was filled in, proposed again for the next circular.
    wording = models.JSONField("所填内容")
    template = models.ForeignKey(
        CircularTemplate, models.PROTECT, null=True, verbose_name="通报模板", related_name="+"
    )
    content = models.BinaryField("文件")
    issued_by = models.ForeignKey(Person, models.PROTECT, verbose_name="生成人", related_name="+")
    issued_at = models.DateTimeField("生成时间")

    UNTRACKED = ("id", "revision", "wording")

    objects: ClassVar = CircularQuerySet.as_manager()

    class Meta:
        verbose_name = "通报"
        ordering = ("-issued_at", "-pk")

    def __str__(self) -> str:
        return f"{self.number} {self.title}"
