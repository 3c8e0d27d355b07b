"""The frozen results of a year's composite."""

from django.db import models

from guanmo.accounts.models import Person
from guanmo.foundation.models import Recorded


class YearlyResult(Recorded):
    """One version of a year's composite as the office froze it, never altered: freezing again makes the next.

    `content` is a record of `engines.scoring.yearly_record`: every source and the result; with the rule's text it
    recomputes without the rest of the database.
    """

    year = models.PositiveSmallIntegerField("年度")
    pack_id = models.CharField("规则", max_length=40)
    number = models.PositiveSmallIntegerField("版本")
    rule_text = models.TextField("规则正文")
    rule_hash = models.CharField("规则哈希", max_length=64)
    content = models.JSONField("内容")
    content_hash = models.CharField("内容哈希", max_length=64)
    why = models.CharField("说明", max_length=200, blank=True)
    frozen_by = models.ForeignKey(Person, models.PROTECT, verbose_name="定稿人", related_name="+")
    frozen_at = models.DateTimeField("定稿时间")

    # The hash over it is in the history.
    UNTRACKED = ("id", "revision", "content")

    class Meta:
        verbose_name = "年度综合定稿"
        ordering = ("-number",)
        constraints = (
            models.UniqueConstraint(fields=("year", "pack_id", "number"), name="yearly_version_unique"),
        )

    def __str__(self) -> str:
        return f"{self.year}年度综合第{self.number}版"
