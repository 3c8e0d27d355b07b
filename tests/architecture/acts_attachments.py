"""One act for each service of attachments; see `test_history_guard`."""

from collections.abc import Callable

from guanmo.projects import attachment_services
from tests.cast import NOON, OCTOBER, Cast, make_project
from tests.engines.pictures.pictures import taken
from tests.projects.attachments import alike, attached, handed

# Columns a check holds together; see `test_history_guard`.
TOGETHER: dict[str, dict[str, object]] = {
    "projects.Attachment.year": {"month": 3},
    "projects.Attachment.month": {"year": 2026},
    "projects.Attachment.longitude": {"latitude": 34},
    "projects.Attachment.latitude": {"longitude": 115},
    "projects.Attachment.withdrawn_by_id": {"withdrawn_at": NOON},
    "projects.Attachment.withdrawn_at": {"withdrawn_by": "a person"},
}


def add_attachment(cast: Cast) -> Callable[[], object]:
    """A photo with all its camera wrote, behind a figure."""
    project, file = make_project(cast), handed(taken(), camera=True)
    return lambda: attachment_services.add_attachment(
        project=project, file=file, month=OCTOBER, note="主体封顶", by=cast.clerk, at=NOON
    )


def explain_likeness(cast: Cast) -> Callable[[], object]:
    photo = alike(cast)
    return lambda: attachment_services.explain_likeness(
        attachment=photo, text="同一机位", by=cast.clerk, at=NOON
    )


def withdraw_attachment(cast: Cast) -> Callable[[], object]:
    photo = attached(cast)
    return lambda: attachment_services.withdraw_attachment(
        attachment=photo, why="传到了别的项目", by=cast.clerk, at=NOON
    )


ACTS = {
    f"projects.attachment_services.{act.__name__}": act
    for act in (add_attachment, explain_likeness, withdraw_attachment)
}
