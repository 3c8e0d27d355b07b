"""Projects, their yearly plans and monthly returns; uploaded ledgers; the light rule in force."""

from typing import TYPE_CHECKING, ClassVar, Self

from django.db import models

from guanmo.accounts.enums import Permission
from guanmo.accounts.models import Person, Unit
from guanmo.foundation.fields import WanField
from guanmo.foundation.models import Recorded, RecordedQuerySet
from guanmo.projects.admission_models import (  # noqa: F401 - Django finds models from here
    Admission,
    AdmissionOpinion,
    ReserveTarget,
    StageMove,
)
from guanmo.projects.attachment_models import Attachment  # noqa: F401 - Django finds models from here
from guanmo.projects.enums import Category, Evidence, ImportState, ReturnState, Stage
from guanmo.projects.pack_models import PackVersion  # noqa: F401 - Django finds models from here


class ProjectQuerySet(RecordedQuerySet["Project"]):
    """Projects, as far as a person may see them."""

    def visible_to(self, person: Person) -> Self:
        """The whole city, or the person's own unit and those below it, or nothing."""
        if person.has_permission(Permission.VIEW_ALL_PROJECTS):
            return self.filter()
        if person.has_permission(Permission.VIEW_OWN_PROJECTS):
            return self.filter(unit__path__startswith=person.unit.path)
        return self.none()


class Project(Recorded):
    """One major project; everything else in the city's year hangs on it."""

    code = models.CharField("项目编号", max_length=20, unique=True, editable=False)
    national_code = models.CharField("国家项目代码", max_length=24, blank=True, db_index=True)
    name = models.CharField("项目名称", max_length=200)
    unit = models.ForeignKey(Unit, models.PROTECT, verbose_name="责任单位", related_name="projects")
    owner = models.CharField("建设单位", max_length=100, blank=True)
    industry = models.CharField("行业代码", max_length=5, blank=True)
    # The city's own industry where it is not the one the code falls into; see `sector_queries`.
    sector = models.CharField("市产业类别", max_length=20, blank=True)
    # Words of Attribute joined by 、, so that page, ledger and history say the same.
    attributes = models.CharField("项目属性", max_length=60, blank=True)
    stage = models.CharField("阶段", max_length=10, choices=Stage.choices, default=Stage.RESERVE)
    carrier = models.CharField("所在载体", max_length=60, blank=True)
    place = models.CharField("建设地点", max_length=200, blank=True)
    # Degrees, for travel times; both or neither.
    longitude = models.DecimalField("经度", max_digits=9, decimal_places=6, null=True, blank=True)
    latitude = models.DecimalField("纬度", max_digits=9, decimal_places=6, null=True, blank=True)
    # A cell of a workbook holds 32,767 characters; whatever is kept must be exported.
    content = models.TextField("建设内容", blank=True, max_length=10_000)
    total_investment = WanField("总投资（万元）", null=True, blank=True)
    starts_on = models.DateField("开工日期", null=True, blank=True)
    ends_on = models.DateField("计划竣工日期", null=True, blank=True)
    leader = models.CharField("包联领导", max_length=60, blank=True)
    responsible = models.CharField("责任人", max_length=100, blank=True)
    # Simplified name, code, owner, pinyin and initials in one line; made by the services, read by the search box.
    search_text = models.TextField(editable=False, blank=True)

    UNTRACKED = ("id", "revision", "search_text")

    objects: ClassVar = ProjectQuerySet.as_manager()

    class Meta:
        verbose_name = "项目"
        ordering = ("unit__path", "code")
        constraints = (
            models.UniqueConstraint(fields=("unit", "name"), name="project_name_unique"),
            models.CheckConstraint(
                condition=models.Q(total_investment__isnull=True) | models.Q(total_investment__gte=0),
                name="project_total_not_negative",
            ),
        )

    if TYPE_CHECKING:
        unit_id: int

    def __str__(self) -> str:
        return self.name


class YearPlan(Recorded):
    """What one project is to spend in one year.

    `baseline` is the plan first set for the year and is never overwritten; `amount` is the plan in force.
    """

    project = models.ForeignKey(Project, models.PROTECT, verbose_name="项目", related_name="plans")
    year = models.PositiveSmallIntegerField("年度")
    category = models.CharField("类别", max_length=12, choices=Category.choices)
    baseline = WanField("年初计划（万元）")
    amount = WanField("年度计划（万元）")
    goal = models.CharField("年度形象进度目标", max_length=300, blank=True)

    class Meta:
        verbose_name = "年度计划"
        ordering = ("-year",)
        constraints = (
            models.UniqueConstraint(fields=("project", "year"), name="plan_year_unique"),
            models.CheckConstraint(
                condition=models.Q(baseline__gte=0, amount__gte=0), name="plan_not_negative"
            ),
        )

    if TYPE_CHECKING:
        project_id: int

    def __str__(self) -> str:
        return f"{self.project} {self.year}年计划"

    @property
    def is_replanned(self) -> bool:
        """Whether the plan in force differs from the first."""
        return bool(self.amount != self.baseline)


class PlanChange(Recorded):
    """One re-plan: from what to what, for what reason, approved by whom."""

    plan = models.ForeignKey(YearPlan, models.PROTECT, verbose_name="年度计划", related_name="changes")
    before = WanField("调整前（万元）")
    after = WanField("调整后（万元）")
    reason = models.CharField("调整原因", max_length=300)
    approved_by = models.ForeignKey(Person, models.PROTECT, verbose_name="批准人", related_name="+")
    approved_at = models.DateTimeField("批准时间")

    class Meta:
        verbose_name = "计划调整"
        ordering = ("approved_at", "pk")

    def __str__(self) -> str:
        return f"{self.plan} {self.before}→{self.after}"


class MonthlyReturn(Recorded):
    """What a unit reports for one project and month; `done` counts from January."""

    project = models.ForeignKey(Project, models.PROTECT, verbose_name="项目", related_name="returns")
    year = models.PositiveSmallIntegerField("年度")
    month = models.PositiveSmallIntegerField("月份")
    done = WanField("本年累计完成投资（万元）")
    progress = models.CharField("形象进度", max_length=500, blank=True)
    problems = models.CharField("存在问题", max_length=500, blank=True)
    lower_reason = models.CharField("低于上月的原因", max_length=200, blank=True)
    evidence = models.CharField(
        "核实程度", max_length=15, choices=Evidence.choices, default=Evidence.SELF_REPORTED
    )
    state = models.CharField(
        "状态", max_length=10, choices=ReturnState.choices, default=ReturnState.SUBMITTED
    )
    submitted_by = models.ForeignKey(Person, models.PROTECT, verbose_name="报送人", related_name="+")
    submitted_at = models.DateTimeField("报送时间")
    reviewed_by = models.ForeignKey(
        Person, models.PROTECT, null=True, blank=True, verbose_name="审核人", related_name="+"
    )
    reviewed_at = models.DateTimeField("审核时间", null=True, blank=True)
    review_note = models.CharField("审核意见", max_length=200, blank=True)

    class Meta:
        verbose_name = "月报"
        ordering = ("year", "month")
        constraints = (
            models.UniqueConstraint(fields=("project", "year", "month"), name="return_month_unique"),
            models.CheckConstraint(
                condition=models.Q(month__gte=1, month__lte=12), name="return_month_in_range"
            ),
            models.CheckConstraint(condition=models.Q(done__gte=0), name="return_not_negative"),
            models.CheckConstraint(
                condition=models.Q(reviewed_by__isnull=True, reviewed_at__isnull=True)
                | models.Q(reviewed_by__isnull=False, reviewed_at__isnull=False),
                name="return_review_paired",
            ),
        )

    if TYPE_CHECKING:
        project_id: int

    def __str__(self) -> str:
        return f"{self.project} {self.year}年{self.month}月月报"


class LightChoice(Recorded):
    """A light pack the office chose for a year, kept as it was read then."""

    year = models.PositiveSmallIntegerField("年度", unique=True)
    pack_id = models.CharField("规则", max_length=40)
    text = models.TextField("规则正文")
    pack_hash = models.CharField("规则哈希", max_length=64)
    chosen_by = models.ForeignKey(Person, models.PROTECT, null=True, verbose_name="选定人", related_name="+")
    chosen_at = models.DateTimeField("选定时间")

    class Meta:
        verbose_name = "亮灯规则"
        ordering = ("-year",)

    def __str__(self) -> str:
        return f"{self.year}年 {self.pack_id}"


class LedgerImportQuerySet(RecordedQuerySet["LedgerImport"]):
    """Uploads, as far as a person may see them."""

    def visible_to(self, person: Person) -> Self:
        """Those of the person's own unit and below; all for those who edit the whole library."""
        if person.has_permission(Permission.EDIT_ALL_PROJECTS):
            return self.filter()
        if person.has_permission(Permission.IMPORT_LEDGERS):
            return self.filter(unit__path__startswith=person.unit.path)
        return self.none()


class LedgerImport(Recorded):
    """One uploaded ledger on its way into the library."""

    unit = models.ForeignKey(Unit, models.PROTECT, verbose_name="单位", related_name="+")
    file_name = models.CharField("文件", max_length=200)
    content = models.BinaryField("内容")
    sha256 = models.CharField("文件哈希", max_length=64, db_index=True)
    sheet = models.CharField("工作表", max_length=100, blank=True)
    year = models.PositiveSmallIntegerField("年度")
    month = models.PositiveSmallIntegerField("月份")
    state = models.CharField("状态", max_length=10, choices=ImportState.choices, default=ImportState.UPLOADED)
    # Which column means what, as chosen in the matching step: see `ledger_queries.Matching`.
    columns = models.JSONField("列对应", default=dict)
    # Row number → project key, "new" or "skip", where the rows alone did not say which project is meant.
    choices = models.JSONField("行对应", default=dict)
    # How many rows were new, changed, the same, left out.
    counts = models.JSONField("结果", default=dict)
    # What applying wrote, so that it can be undone; after that, what could not be: see `ledger_queries.Written`.
    written = models.JSONField("写入", default=list)
    uploaded_by = models.ForeignKey(Person, models.PROTECT, verbose_name="上传人", related_name="+")
    uploaded_at = models.DateTimeField("上传时间")
    applied_by = models.ForeignKey(
        Person, models.PROTECT, null=True, blank=True, verbose_name="导入人", related_name="+"
    )
    applied_at = models.DateTimeField("导入时间", null=True, blank=True)
    undone_by = models.ForeignKey(
        Person, models.PROTECT, null=True, blank=True, verbose_name="撤销人", related_name="+"
    )
    undone_at = models.DateTimeField("撤销时间", null=True, blank=True)

    UNTRACKED = ("id", "revision", "written")

    objects: ClassVar = LedgerImportQuerySet.as_manager()

    class Meta:
        verbose_name = "台账导入"
        ordering = ("-uploaded_at", "-pk")
        constraints = (
            models.CheckConstraint(
                condition=models.Q(applied_by__isnull=True, applied_at__isnull=True)
                | models.Q(applied_by__isnull=False, applied_at__isnull=False),
                name="ledger_applied_paired",
            ),
            models.CheckConstraint(
                condition=models.Q(undone_by__isnull=True, undone_at__isnull=True)
                | models.Q(undone_by__isnull=False, undone_at__isnull=False),
                name="ledger_undone_paired",
            ),
        )

    if TYPE_CHECKING:
        unit_id: int

    def __str__(self) -> str:
        return self.file_name


class ColumnMapping(Recorded):
    """Which column means what in a layout a unit has used before; the second upload asks nothing."""

    unit = models.ForeignKey(Unit, models.PROTECT, verbose_name="单位", related_name="+")
    layout_hash = models.CharField("版式", max_length=64)
    columns = models.JSONField("列对应", default=dict)

    class Meta:
        verbose_name = "列对应"
        constraints = (models.UniqueConstraint(fields=("unit", "layout_hash"), name="mapping_layout_unique"),)

    def __str__(self) -> str:
        return f"{self.unit} {self.layout_hash[:8]}"
