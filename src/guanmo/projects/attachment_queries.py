"""Attachments as pages ask for them: of a project, of a month, counted by figure, beside what they look like."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from django.db.models import Q, QuerySet

from guanmo.accounts.models import Person
from guanmo.engines.coordinates import kilometres_between
from guanmo.engines.periods import Month
from guanmo.engines.pictures import ALIKE, distance
from guanmo.projects.attachment_models import HEAVY, Attachment
from guanmo.projects.enums import AttachmentKind


@dataclass(frozen=True)
class Likeness:
    """An earlier file this one looks like; `bits` 0 is the same file or picture."""

    earlier: Attachment
    bits: int


@dataclass(frozen=True)
class ShownAttachment:
    """An attachment, how far from its project it was taken (km), and the one it looks like if that may be seen."""

    attachment: Attachment
    kilometres: float | None
    like: Attachment | None
    likes_elsewhere: bool


def attachments_of(by: Person, project: int, month: Month | None = None) -> QuerySet[Attachment]:
    """The standing ones this person sees of a project, by its key, newest first; with a month only its own."""
    found = _listed(Attachment.objects.visible_to(by).standing()).filter(project=project)
    return found.filter(year=month.year, month=month.month) if month else found


def visible_attachments(by: Person) -> QuerySet[Attachment]:
    """Everything handed in for projects this person sees, withdrawn ones too."""
    return _listed(Attachment.objects.visible_to(by))


def latest_photos(projects: Iterable[int], each: int) -> dict[int, list[Attachment]]:
    """The latest standing photos of each project, by its key, with their small copies; two queries however many."""
    photos = Attachment.objects.standing().filter(project__in=list(projects), kind=AttachmentKind.PHOTO)
    keys: dict[int, list[int]] = {}
    for pk, project in photos.values_list("pk", "project"):
        keys.setdefault(project, []).append(pk)
    wanted = [pk for listed in keys.values() for pk in listed[:each]]
    found = photos.defer("original", "shown").in_bulk(wanted)
    return {project: [found[pk] for pk in listed[:each]] for project, listed in keys.items()}


def month_counts(projects: Iterable[int], month: Month) -> Mapping[int, int]:
    """How many attachments stand behind the month's figure of each project, by its key."""
    found = Attachment.objects.standing().filter(
        project__in=list(projects), year=month.year, month=month.month
    )
    return Counter(found.order_by().values_list("project", flat=True))


def figure_counts(projects: Iterable[int]) -> Mapping[tuple[int, int, int], int]:
    """The same for all months: by the key of the project, year and month."""
    found = Attachment.objects.standing().filter(project__in=list(projects)).light()
    months = ((one.project_id, one.of_month) for one in found.order_by())
    return Counter((project, month.year, month.month) for project, month in months if month)


def has_photo(project: int, month: Month) -> bool:
    """Whether a photo stands behind the month's figure of a project, by its key."""
    photos = Attachment.objects.standing().filter(
        project=project, year=month.year, month=month.month, kind=AttachmentKind.PHOTO
    )
    return photos.exists()


def likeness_of(sha256: str, fingerprint: str) -> Likeness | None:
    """The standing attachment that is most like a file, the earliest of equals; None if none is like it."""
    known = Attachment.objects.standing().order_by("pk")
    same = known.filter(sha256=sha256).light().first()
    if same or not fingerprint:
        return Likeness(same, 0) if same else None
    marks = known.exclude(fingerprint="").values_list("pk", "fingerprint")
    bits, pk = min(((distance(fingerprint, mark), pk) for pk, mark in marks), default=(ALIKE + 1, 0))
    return Likeness(known.light().get(pk=pk), bits) if bits <= ALIKE else None


def shown(by: Person, attachments: Sequence[Attachment]) -> list[ShownAttachment]:
    """The attachments as pages show them, in their order; one more query however many they are."""
    asked = {one.like_id for one in attachments if one.like_id}
    likes = visible_attachments(by).in_bulk(asked) if asked else {}
    return [
        ShownAttachment(
            one,
            _kilometres(one),
            likes.get(one.like_id or 0),
            one.like_id is not None and one.like_id not in likes,
        )
        for one in attachments
    ]


def unexplained(by: Person, project: int) -> int:
    """How many standing files of a project, by its key, look like another and nobody has said why."""
    asked = Q(like__isnull=False, explained="")
    return Attachment.objects.visible_to(by).standing().filter(asked, project=project).count()


def _listed(found: QuerySet[Attachment]) -> QuerySet[Attachment]:
    return found.select_related("project__unit", "added_by", "withdrawn_by").defer(*HEAVY)


def _kilometres(one: Attachment) -> float | None:
    """From the project to where the photo was taken; None where either is not known."""
    project = one.project
    if one.longitude is None or one.latitude is None or project.longitude is None or project.latitude is None:
        return None
    return kilometres_between(
        (float(one.longitude), float(one.latitude)), (float(project.longitude), float(project.latitude))
    )
