"""Attachments as tests need them: files prepared without a child process, handed in."""

from django.core.files.uploadedfile import SimpleUploadedFile

from guanmo.accounts.models import Person
from guanmo.engines.periods import Month
from guanmo.engines.pictures import answer, prepared_of, request_for
from guanmo.projects.attachment_models import Attachment
from guanmo.projects.attachment_services import HandedIn, add_attachment
from guanmo.projects.models import Project
from tests.cast import NOON, OCTOBER, Cast, make_project
from tests.engines.pictures.pictures import photo

PDF = b"%PDF-1.7 a paper"


def handed(content: bytes, name: str = "现场.jpg", *, camera: bool = False) -> HandedIn:
    made = prepared_of(answer(request_for(content, with_notes=camera)))
    return HandedIn(name, content, made, camera=camera)


def attached(
    cast: Cast,
    project: Project | None = None,
    *,
    content: bytes | None = None,
    month: Month | None = OCTOBER,
    camera: bool = False,
    by: Person | None = None,
) -> Attachment:
    """A photo behind October's figure of the county's project, handed in by its clerk."""
    return add_attachment(
        project=project or make_project(cast),
        file=handed(content or photo(), camera=camera),
        month=month,
        note="主体封顶",
        by=by or cast.clerk,
        at=NOON,
    ).attachment


def alike(cast: Cast, project: Project | None = None) -> Attachment:
    """The same photo handed in once more, for September."""
    first = attached(cast, project)
    return attached(cast, first.project, month=OCTOBER.previous())


def upload(content: bytes, name: str) -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content)
