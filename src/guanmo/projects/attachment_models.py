"""Photos and papers behind a project's figures; the project is named, not imported, since `models` imports this."""

from typing import TYPE_CHECKING, ClassVar, Self

from django.db import models
from django.db.models import Q

from guanmo.accounts.enums import Permission
from guanmo.accounts.models import Person
from guanmo.engines.periods import Month
from guanmo.engines.pictures import FileKind
from guanmo.foundation.models import Recorded, RecordedQuerySet
from guanmo.projects.enums import AttachmentKind

# Bytes no list needs.
HEAVY = ("original", "shown", "small")


class AttachmentQuerySet(RecordedQuerySet["Attachment"]):
    """Attachments, as far as a person may see them."""

    def visible_to(self, person: Person) -> Self:
        """Those of the projects this person sees."""
        if person.has_permission(Permission.VIEW_ALL_PROJECTS):
            return self.filter()
        if person.has_permission(Permission.VIEW_OWN_PROJECTS):
            return self.filter(project__unit__path__startswith=person.unit.path)
        return self.none()

    def standing(self) -> Self:
        """Those not withdrawn."""
        return self.filter(withdrawn_at__isnull=True)

    def light(self) -> Self:
        """Without the bytes of the files."""
        return self.defer(*HEAVY)


class Attachment(Recorded):
    """One file behind a project's figures; never altered, withdrawn with a reason if need be.

    Of a photo a clean copy and a small one are kept; the file as it was handed in only where its owner let the camera's
    notes be read. Of a paper the file itself is kept.
    """

    project = models.ForeignKey(
        "projects.Project", models.PROTECT, verbose_name="项目", related_name="attachments"
    )
    # The month whose return it stands behind; a return need not be there yet.
    year = models.PositiveSmallIntegerField("年度", null=True, blank=True)
    month = models.PositiveSmallIntegerField("月份", null=True, blank=True)
    kind = models.CharField("类别", max_length=10, choices=AttachmentKind.choices)
    file_name = models.CharField("文件名", max_length=200)
    note = models.CharField("说明", max_length=200, blank=True)
    form = models.CharField("格式", max_length=8)
    size = models.PositiveIntegerField("大小（字节）")
    sha256 = models.CharField("文件哈希", max_length=64, db_index=True)
    original = models.BinaryField("原文件", blank=True, default=bytes)
    shown = models.BinaryField("照片", blank=True, default=bytes)
    small = models.BinaryField("小图", blank=True, default=bytes)
    width = models.PositiveIntegerField("宽", default=0)
    height = models.PositiveIntegerField("高", default=0)
    fingerprint = models.CharField("照片指纹", max_length=16, blank=True)
    # Read from the file only where `camera_read` was ticked.
    camera_read = models.BooleanField("读取拍摄时间和地点", default=False)
    taken_at = models.DateTimeField("拍摄时间", null=True, blank=True)
    longitude = models.DecimalField("拍摄经度", max_digits=9, decimal_places=6, null=True, blank=True)
    latitude = models.DecimalField("拍摄纬度", max_digits=9, decimal_places=6, null=True, blank=True)
    # The earlier file it looks like, how far it differs (bits of the fingerprint), and what its owner says to that.
    like = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, verbose_name="很像的一份", related_name="likes"
    )
    like_bits = models.PositiveSmallIntegerField("差几位", null=True, blank=True)
    explained = models.CharField("为什么像", max_length=200, blank=True)
    added_by = models.ForeignKey(Person, models.PROTECT, verbose_name="上传人", related_name="+")
    added_at = models.DateTimeField("上传时间")
    withdrawn_by = models.ForeignKey(
        Person, models.PROTECT, null=True, blank=True, verbose_name="撤下人", related_name="+"
    )
    withdrawn_at = models.DateTimeField("撤下时间", null=True, blank=True)
    withdrawn_why = models.CharField("撤下原因", max_length=200, blank=True)

    # What follows from the file itself.
    UNTRACKED = ("id", "revision", "form", "shown", "small", "fingerprint")

    objects: ClassVar = AttachmentQuerySet.as_manager()

    class Meta:
        verbose_name = "附件"
        ordering = ("-added_at", "-pk")
        constraints = (
            models.CheckConstraint(
                condition=Q(year__isnull=True, month__isnull=True)
                | Q(year__isnull=False, month__gte=1, month__lte=12),
                name="attachment_month_whole",
            ),
            models.CheckConstraint(
                condition=Q(longitude__isnull=True, latitude__isnull=True)
                | Q(longitude__isnull=False, latitude__isnull=False),
                name="attachment_place_whole",
            ),
            models.CheckConstraint(
                condition=Q(withdrawn_by__isnull=True, withdrawn_at__isnull=True)
                | Q(withdrawn_by__isnull=False, withdrawn_at__isnull=False),
                name="attachment_withdrawn_paired",
            ),
        )
        indexes = (models.Index(fields=("project", "year", "month"), name="attachment_month_idx"),)

    if TYPE_CHECKING:
        project_id: int
        like_id: int | None
        added_by_id: int
        withdrawn_by_id: int | None

    def __str__(self) -> str:
        return self.note or self.file_name

    @property
    def of_month(self) -> Month | None:
        """The month whose return it stands behind."""
        return Month(self.year, self.month) if self.year and self.month else None

    @property
    def file_kind(self) -> FileKind:
        return FileKind(self.form)

    @property
    def is_picture(self) -> bool:
        return self.file_kind.is_picture
