"""Rule packs the office wrote itself, version by version."""

from django.db import models

from guanmo.accounts.models import Person
from guanmo.engines.packs import Kind
from guanmo.foundation.models import Recorded


class PackVersion(Recorded):
    """One version of a pack of the office's own, never altered; whoever uses a pack keeps a copy of the text."""

    pack_id = models.CharField("规则", max_length=40)
    number = models.PositiveSmallIntegerField("版本")
    kind = models.CharField("类别", max_length=12, choices=[(kind.value, kind.label) for kind in Kind])
    copied_from = models.CharField("抄自", max_length=40)
    text = models.TextField("规则正文")
    pack_hash = models.CharField("规则哈希", max_length=64)
    why = models.CharField("原因", max_length=200)
    saved_by = models.ForeignKey(Person, models.PROTECT, verbose_name="编写人", related_name="+")
    saved_at = models.DateTimeField("保存时间")

    class Meta:
        verbose_name = "规则包版本"
        ordering = ("pack_id", "-number")
        constraints = (models.UniqueConstraint(fields=("pack_id", "number"), name="pack_version_unique"),)

    def __str__(self) -> str:
        return f"{self.pack_id}第{self.number}版"
