"""The append-only history, and the base of every record that may only be written through it."""

from collections.abc import Collection, Iterable
from typing import TYPE_CHECKING, Any, Self, TypeVar

from django.db import models


class UnrecordedWrite(Exception):
    """A write that would have left no history; write through `foundation.history.Change`."""

    def __init__(self, model: type[models.Model], verb: str) -> None:
        super().__init__(f"{model.__name__}.{verb}: 未经留痕的写入被拒绝，请通过 history.Change 写入。")


Row = TypeVar("Row", bound=models.Model)


class RecordedQuerySet(models.QuerySet[Row]):
    """Reads freely; refuses every bulk write that does not come from a Change."""

    def update(self, **kwargs: Any) -> int:  # Any: Django's own signature
        raise UnrecordedWrite(self.model, "update")

    def delete(self) -> tuple[int, dict[str, int]]:
        raise UnrecordedWrite(self.model, "delete")

    def bulk_create(
        self, objs: Iterable[Row], *args: Any, **kwargs: Any
    ) -> list[Row]:  # Any: Django's own signature
        raise UnrecordedWrite(self.model, "bulk_create")

    def bulk_update(
        self, objs: Iterable[Row], fields: Iterable[str], *args: Any, **kwargs: Any
    ) -> int:  # Any: as above
        raise UnrecordedWrite(self.model, "bulk_update")


class Recorded(models.Model):
    """A record whose every write leaves a history entry.

    `revision` counts its writes, so that a form opened before someone else saved can be told.
    """

    revision = models.PositiveIntegerField("修订号", default=1, editable=False)

    # Fields never worth an entry of their own.
    UNTRACKED: Collection[str] = ("id", "revision")
    # Fields whose values must not be read in the history (passwords): only that they changed is kept.
    SECRET: Collection[str] = ()

    # For types each model's own manager counts; mypy takes an inherited one for a class variable.
    if TYPE_CHECKING:
        pass
    else:
        objects = RecordedQuerySet.as_manager()

    class Meta:
        abstract = True

    def save(self, *args: Any, **kwargs: Any) -> None:  # Any: Django's own signature
        raise UnrecordedWrite(type(self), "save")

    def delete(self, *args: Any, **kwargs: Any) -> tuple[int, dict[str, int]]:  # Any: Django's own signature
        raise UnrecordedWrite(type(self), "delete")

    @classmethod
    def unguarded(cls) -> models.QuerySet[Self]:
        """A queryset that writes; for `foundation.history` alone (a test looks for other callers)."""
        return models.QuerySet(cls)


class HistoryEntry(models.Model):
    """One write: who, when, what from what to what, why. Linked by hash to the one before; never changed.

    It has no foreign keys, so that it outlives whatever it speaks of.
    """

    sequence = models.PositiveBigIntegerField("序号", unique=True)
    at = models.DateTimeField("时间", db_index=True)
    by_pk = models.BigIntegerField("操作人编号", null=True)
    by_name = models.CharField("操作人", max_length=60)
    action = models.CharField("事项", max_length=60, db_index=True)
    object_type = models.CharField("对象类别", max_length=60)
    object_pk = models.BigIntegerField("对象编号", null=True)
    object_name = models.CharField("对象", max_length=200)
    # The row's revision after this write; none where no row was written. A form opened earlier is told from it.
    revision = models.PositiveIntegerField("修订号", null=True)
    changes = models.JSONField("改动", default=dict)
    why = models.CharField("原因", max_length=500, blank=True)
    request = models.CharField("请求", max_length=32, blank=True)
    previous_hash = models.CharField("上一条哈希", max_length=64)
    hash = models.CharField("哈希", max_length=64)

    objects = RecordedQuerySet.as_manager()

    class Meta:
        verbose_name = "日志"
        ordering = ("-sequence",)
        indexes = (models.Index(fields=("object_type", "object_pk"), name="history_object_idx"),)

    def __str__(self) -> str:
        return f"{self.sequence} {self.action} {self.object_name}"

    def save(self, *args: Any, **kwargs: Any) -> None:  # Any: Django's own signature
        raise UnrecordedWrite(type(self), "save")

    def delete(self, *args: Any, **kwargs: Any) -> tuple[int, dict[str, int]]:  # Any: Django's own signature
        raise UnrecordedWrite(type(self), "delete")

    @classmethod
    def unguarded(cls) -> models.QuerySet[Self]:
        """A queryset that appends; for `foundation.history` alone (a test looks for other callers)."""
        return models.QuerySet(cls)


class HistoryHead(models.Model):
    """The last link of the chain; its single row is locked while an entry is added."""

    sequence = models.PositiveBigIntegerField(default=0)
    hash = models.CharField(max_length=64, blank=True)

    def __str__(self) -> str:
        return f"{self.sequence} {self.hash}"
