"""Applications to enter the reserve library, what departments say to them, moves from stage to stage, the city's target.

`models` imports this, so projects are named by label.
"""

from typing import TYPE_CHECKING, ClassVar, Self

from django.db import models
from django.db.models import Q

from guanmo.accounts.enums import Permission
from guanmo.accounts.models import Person, Unit
from guanmo.foundation.fields import WanField
from guanmo.foundation.models import Recorded, RecordedQuerySet
from guanmo.projects.enums import AdmissionState, Stage, Stance


class AdmissionQuerySet(RecordedQuerySet["Admission"]):
    """Applications, as far as a person may see them."""

    def visible_to(self, person: Person) -> Self:
        """The whole city; else those of the own unit's projects, and those the own unit is asked about."""
        if person.has_permission(Permission.VIEW_ALL_PROJECTS):
            return self.filter()
        if not person.has_permission(Permission.VIEW_OWN_PROJECTS):
            return self.none()
        asked = AdmissionOpinion.objects.filter(unit__path__startswith=person.unit.path)
        return self.filter(
            Q(project__unit__path__startswith=person.unit.path) | Q(pk__in=asked.values("admission"))
        )


class Admission(Recorded):
    """One application of a project to enter the reserve library; the rule and the facts are kept as applied with."""

    project = models.ForeignKey(
        "projects.Project", models.PROTECT, verbose_name="项目", related_name="admissions"
    )
    pack_id = models.CharField("准入规则", max_length=40)
    text = models.TextField("规则正文")
    pack_hash = models.CharField("规则哈希", max_length=64)
    industry = models.CharField("行业代码", max_length=5, blank=True)
    attributes = models.CharField("项目属性", max_length=60, blank=True)
    total = WanField("总投资（万元）", null=True, blank=True)
    land = models.DecimalField("用地面积（亩）", max_digits=10, decimal_places=2, null=True, blank=True)
    added_value = WanField("达产后年增加值（万元）", null=True, blank=True)
    tax = WanField("达产后年税收（万元）", null=True, blank=True)
    floor_ratio = models.DecimalField("容积率", max_digits=6, decimal_places=2, null=True, blank=True)
    coverage = models.DecimalField("建筑系数（%）", max_digits=5, decimal_places=2, null=True, blank=True)
    statement = models.CharField("申请理由", max_length=500)
    due_on = models.DateField("反馈期限", null=True, blank=True)
    applied_by = models.ForeignKey(Person, models.PROTECT, verbose_name="申请人", related_name="+")
    applied_at = models.DateTimeField("申请时间")
    state = models.CharField(
        "审查状态", max_length=10, choices=AdmissionState.choices, default=AdmissionState.OPEN
    )
    # By key of the condition: on which ground, approved by whom, why.
    relaxed = models.JSONField("放宽", default=dict)
    reason = models.CharField("结论理由", max_length=500, blank=True)
    decided_by = models.ForeignKey(
        Person, models.PROTECT, null=True, blank=True, verbose_name="结论人", related_name="+"
    )
    decided_at = models.DateTimeField("结论时间", null=True, blank=True)

    objects: ClassVar = AdmissionQuerySet.as_manager()

    class Meta:
        verbose_name = "入库申请"
        ordering = ("-applied_at", "-pk")
        constraints = (
            models.UniqueConstraint(
                fields=("project",), condition=Q(state=AdmissionState.OPEN), name="admission_one_open"
            ),
            models.CheckConstraint(
                condition=Q(decided_by__isnull=True, decided_at__isnull=True)
                | Q(decided_by__isnull=False, decided_at__isnull=False),
                name="admission_decided_paired",
            ),
        )

    if TYPE_CHECKING:
        project_id: int

    def __str__(self) -> str:
        return f"{self.project}入库申请"


class AdmissionOpinion(Recorded):
    """What one department says to an application; asked when it is made, open until the office decides."""

    admission = models.ForeignKey(Admission, models.PROTECT, verbose_name="入库申请", related_name="opinions")
    unit = models.ForeignKey(Unit, models.PROTECT, verbose_name="部门", related_name="+")
    stance = models.CharField("意见", max_length=12, choices=Stance.choices, default=Stance.WAITING)
    text = models.CharField("意见内容", max_length=300, blank=True)
    # Criterion → points as text; the vetoes found to hold.
    marks = models.JSONField("打分", default=dict)
    vetoes = models.JSONField("认定的一票否决项", default=list)
    given_by = models.ForeignKey(
        Person, models.PROTECT, null=True, blank=True, verbose_name="反馈人", related_name="+"
    )
    given_at = models.DateTimeField("反馈时间", null=True, blank=True)

    class Meta:
        verbose_name = "部门意见"
        ordering = ("unit__path",)
        constraints = (
            models.UniqueConstraint(fields=("admission", "unit"), name="opinion_unit_unique"),
            models.CheckConstraint(
                condition=Q(given_by__isnull=True, given_at__isnull=True)
                | Q(given_by__isnull=False, given_at__isnull=False),
                name="opinion_given_paired",
            ),
        )

    if TYPE_CHECKING:
        admission_id: int
        unit_id: int

    def __str__(self) -> str:
        return f"{self.unit}对{self.admission}的意见"


class StageMove(Recorded):
    """A project went from one stage to another: on which day, why, by whose approval. Never altered."""

    project = models.ForeignKey("projects.Project", models.PROTECT, verbose_name="项目", related_name="moves")
    before = models.CharField("原阶段", max_length=10, choices=Stage.choices)
    after = models.CharField("现阶段", max_length=10, choices=Stage.choices)
    moved_on = models.DateField("日期")
    reason = models.CharField("原因", max_length=300)
    approved_by = models.CharField("批准", max_length=100, blank=True)
    moved_by = models.ForeignKey(Person, models.PROTECT, verbose_name="登记人", related_name="+")
    moved_at = models.DateTimeField("登记时间")

    class Meta:
        verbose_name = "阶段变动"
        ordering = ("-moved_on", "-pk")

    if TYPE_CHECKING:
        project_id: int

    def __str__(self) -> str:
        return f"{self.project}：{self.get_before_display()}→{self.get_after_display()}"


class ReserveTarget(Recorded):
    """What the reserve library is to hold at the end of a run of years; the last one set is in force."""

    first_year = models.PositiveSmallIntegerField("起始年度")
    last_year = models.PositiveSmallIntegerField("目标年度")
    amount = WanField("储备总投资目标（万元）")
    basis = models.CharField("依据", max_length=200)
    set_by = models.ForeignKey(Person, models.PROTECT, verbose_name="设定人", related_name="+")
    set_at = models.DateTimeField("设定时间")

    class Meta:
        verbose_name = "储备目标"
        ordering = ("-set_at", "-pk")

    def __str__(self) -> str:
        return f"{self.first_year}至{self.last_year}年储备目标"
