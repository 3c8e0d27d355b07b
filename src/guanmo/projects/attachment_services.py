"""Handing in photos and papers behind a project's figures, saying why two look alike, withdrawing one."""

import hashlib
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from guanmo.accounts.models import Person
from guanmo.accounts.services import NotAllowed
from guanmo.engines.periods import Month
from guanmo.engines.pictures import Prepared
from guanmo.foundation.clock import CITY_ZONE
from guanmo.foundation.history import Change
from guanmo.projects import rules
from guanmo.projects.attachment_models import Attachment
from guanmo.projects.attachment_queries import likeness_of
from guanmo.projects.enums import AttachmentKind
from guanmo.projects.models import Project
from guanmo.projects.services import ReasonMissing


class NotAPhoto(Exception):
    """A document was called a photo."""

    def __init__(self) -> None:
        super().__init__("这不是照片，类别请选“凭证”或“其他”。")


@dataclass(frozen=True, slots=True)
class HandedIn:
    """A file on its way in; `camera` where its owner lets the camera's notes be kept."""

    file_name: str
    content: bytes
    prepared: Prepared
    camera: bool = False


@dataclass(frozen=True, slots=True)
class Added:
    """What became of a file; `again` when the month had the very same one already."""

    attachment: Attachment
    again: bool


def add_attachment(
    *,
    project: Project,
    file: HandedIn,
    kind: AttachmentKind | None = None,
    month: Month | None = None,
    note: str = "",
    by: Person,
    at: datetime,
) -> Added:
    """Keep a file behind a project, or behind the figure of one of its months; the same file there is not kept twice.

    `kind` None goes by the file: a picture is a photo, anything else a paper. Raises NotAPhoto.
    """
    if not rules.may_attach(by, project):
        raise NotAllowed("给这个项目上传附件")
    is_picture = file.prepared.kind.is_picture
    if kind == AttachmentKind.PHOTO and not is_picture:
        raise NotAPhoto
    sha256 = hashlib.sha256(file.content).hexdigest()
    year, number = (month.year, month.month) if month else (None, None)
    with transaction.atomic():
        # The same file sent twice at once meets here.
        Project.objects.select_for_update().get(pk=project.pk)
        there = Attachment.objects.standing().filter(project=project, sha256=sha256, year=year, month=number)
        known = there.light().first()
        if known:
            return Added(known, again=True)
        row = _row(file, sha256)
        row.project, row.year, row.month, row.note = project, year, number, note.strip()
        row.kind = kind or (AttachmentKind.PHOTO if is_picture else AttachmentKind.PAPER)
        row.added_by, row.added_at = by, at
        return Added(Change("attachment.added", by=by, at=at).create(row), again=False)


def explain_likeness(
    *, attachment: Attachment, text: str, by: Person, at: datetime, expected_revision: int | None = None
) -> Attachment:
    """Say why a photo looks like another; raises ReasonMissing for nothing said, EditConflict."""
    if not text.strip():
        raise ReasonMissing("请写明为什么像，例如“同一机位，工地没有变化”。")
    with transaction.atomic():
        locked = Attachment.objects.select_for_update().get(pk=attachment.pk)
        if not rules.may_explain(by, locked):
            raise NotAllowed("说明这张照片")
        locked.explained = text.strip()
        Change("attachment.explained", by=by, at=at).save(
            locked, ["explained"], expected_revision=expected_revision
        )
    return locked


def withdraw_attachment(*, attachment: Attachment, why: str, by: Person, at: datetime) -> Attachment:
    """Take a file off the pages; the row stays, with who, when and why. Raises ReasonMissing."""
    if not why.strip():
        raise ReasonMissing("撤下附件须写明原因，例如“传到了别的项目”。")
    with transaction.atomic():
        locked = Attachment.objects.select_for_update().get(pk=attachment.pk)
        if not rules.may_withdraw(by, locked):
            raise NotAllowed("撤下这份附件")
        locked.withdrawn_by, locked.withdrawn_at, locked.withdrawn_why = by, at, why.strip()
        Change("attachment.withdrawn", by=by, at=at, why=why.strip()).save(
            locked, ["withdrawn_by", "withdrawn_at", "withdrawn_why"]
        )
    return locked


def _row(file: HandedIn, sha256: str) -> Attachment:
    """What the file itself says."""
    made, notes = file.prepared, file.prepared.notes
    keeps_original = file.camera or not made.kind.is_picture
    found = likeness_of(sha256, made.fingerprint)
    return Attachment(
        file_name=file.file_name[-200:],
        form=made.kind,
        size=len(file.content),
        sha256=sha256,
        original=file.content if keeps_original else b"",
        shown=made.shown,
        small=made.small,
        width=made.width,
        height=made.height,
        fingerprint=made.fingerprint,
        camera_read=file.camera and made.kind.is_picture,
        taken_at=notes.taken_at.replace(tzinfo=CITY_ZONE) if notes.taken_at else None,
        longitude=notes.longitude,
        latitude=notes.latitude,
        like=found.earlier if found else None,
        like_bits=found.bits if found else None,
    )
