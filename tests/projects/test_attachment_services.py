"""Handing in photos and papers: what is kept, what looks alike, who may, what a withdrawal leaves."""

from datetime import datetime

import pytest

from guanmo.accounts.services import NotAllowed
from guanmo.foundation.clock import CITY_ZONE
from guanmo.foundation.history import EditConflict
from guanmo.foundation.models import HistoryEntry
from guanmo.projects.attachment_models import Attachment
from guanmo.projects.attachment_queries import (
    attachments_of,
    figure_counts,
    has_photo,
    latest_photos,
    month_counts,
    shown,
    unexplained,
)
from guanmo.projects.attachment_services import (
    NotAPhoto,
    add_attachment,
    explain_likeness,
    withdraw_attachment,
)
from guanmo.projects.enums import AttachmentKind
from guanmo.projects.services import ReasonMissing, update_project
from tests.cast import NOON, OCTOBER, Cast, make_project
from tests.engines.pictures.pictures import as_bytes, photo, reworked, taken
from tests.projects.attachments import PDF, alike, attached, handed

SEPTEMBER = OCTOBER.previous()


def test_a_photo_is_kept_as_a_clean_copy_only(cast: Cast) -> None:
    one = attached(cast, content=taken())

    kept = Attachment.objects.get()
    assert (kept, kept.kind, kept.of_month, str(kept)) == (one, AttachmentKind.PHOTO, OCTOBER, "主体封顶")
    assert (bytes(kept.original), kept.camera_read) == (b"", False)
    assert bytes(kept.shown).startswith(b"\xff\xd8\xff")
    assert (kept.taken_at, kept.longitude, kept.latitude) == (None, None, None)
    assert HistoryEntry.objects.filter(action="attachment.added", object_pk=one.pk).count() == 1


def test_time_place_and_the_photo_itself_are_kept_where_that_is_ticked(cast: Cast) -> None:
    content = taken()

    attached(cast, content=content, camera=True)

    kept = Attachment.objects.get()
    assert bytes(kept.original) == content
    assert kept.taken_at == datetime(2026, 11, 20, 9, 30, tzinfo=CITY_ZONE)
    assert (str(kept.longitude), str(kept.latitude)) == ("115.030000", "34.050000")


def test_a_paper_is_kept_as_it_is_and_named_by_its_file(cast: Cast) -> None:
    project = make_project(cast)

    added = add_attachment(project=project, file=handed(PDF, "凭证.pdf"), by=cast.approver, at=NOON)

    kept = Attachment.objects.get()
    assert (str(added.attachment), kept.kind, kept.of_month, kept.is_picture) == (
        "凭证.pdf", AttachmentKind.PAPER, None, False,
    )  # fmt: skip
    assert bytes(kept.original) == PDF


def test_a_paper_cannot_be_called_a_photo_but_a_picture_may_be_a_paper(cast: Cast) -> None:
    project = make_project(cast)

    with pytest.raises(NotAPhoto, match="类别请选“凭证”"):
        add_attachment(project=project, file=handed(PDF), kind=AttachmentKind.PHOTO, by=cast.clerk, at=NOON)
    scan = add_attachment(
        project=project, file=handed(photo()), kind=AttachmentKind.PAPER, by=cast.clerk, at=NOON
    )

    assert scan.attachment.kind == AttachmentKind.PAPER


def test_the_same_file_in_the_same_month_is_kept_once(cast: Cast) -> None:
    one = attached(cast)

    again = add_attachment(
        project=one.project, file=handed(photo()), month=OCTOBER, by=cast.colleague, at=NOON
    )

    assert (again.again, again.attachment, Attachment.objects.count()) == (True, one, 1)


def test_the_same_file_for_another_month_is_kept_and_asked_about(cast: Cast) -> None:
    later = alike(cast)

    earlier = Attachment.objects.get(month=10)
    assert (later.like, later.like_bits) == (earlier, 0)
    assert unexplained(cast.clerk, later.project_id) == 1


def test_a_reworked_photo_of_another_project_is_asked_about_and_another_photo_is_not(cast: Cast) -> None:
    first = attached(cast)
    other = make_project(cast, name="别的项目", unit=cast.city.other_county)

    again = attached(cast, other, content=as_bytes(reworked(1)[0]), by=cast.stranger)
    different = attached(cast, other, content=photo(2), by=cast.stranger)

    assert (again.like, different.like) == (first, None)
    assert again.like_bits is not None
    [seen_by_stranger, _] = shown(cast.stranger, [again, different])
    [seen_by_office] = shown(cast.office, [again])
    assert (seen_by_stranger.like, seen_by_stranger.likes_elsewhere) == (None, True)
    assert (seen_by_office.like, seen_by_office.likes_elsewhere) == (first, False)


def test_papers_look_alike_only_when_they_are_the_same(cast: Cast) -> None:
    project = make_project(cast)
    first = attached(cast, project, content=PDF)

    again = attached(cast, project, content=PDF, month=SEPTEMBER)
    other = attached(cast, project, content=PDF + b".")

    assert (again.like, other.like) == (first, None)


def test_withdrawing_leaves_the_row_and_its_reason(cast: Cast) -> None:
    one = attached(cast)

    withdraw_attachment(attachment=one, why="传到了别的项目", by=cast.clerk, at=NOON)

    kept = Attachment.objects.get()
    assert (kept.withdrawn_by, kept.withdrawn_at, kept.withdrawn_why) == (cast.clerk, NOON, "传到了别的项目")
    assert list(attachments_of(cast.clerk, one.project_id)) == []
    assert not has_photo(one.project_id, OCTOBER)
    # What was withdrawn may be handed in again, and is not held against it.
    assert attached(cast, one.project).like is None


def test_a_withdrawal_and_an_explanation_must_say_something(cast: Cast) -> None:
    one = alike(cast)

    with pytest.raises(ReasonMissing, match="撤下附件须写明原因"):
        withdraw_attachment(attachment=one, why=" ", by=cast.clerk, at=NOON)
    with pytest.raises(ReasonMissing, match="请写明为什么像"):
        explain_likeness(attachment=one, text=" ", by=cast.clerk, at=NOON)


def test_an_explanation_answers_the_question_and_sees_who_was_first(cast: Cast) -> None:
    one = alike(cast)

    explain_likeness(attachment=one, text=" 同一机位 ", by=cast.clerk, at=NOON, expected_revision=1)

    assert Attachment.objects.get(pk=one.pk).explained == "同一机位"
    assert unexplained(cast.clerk, one.project_id) == 0
    with pytest.raises(EditConflict):
        explain_likeness(attachment=one, text="别的", by=cast.colleague, at=NOON, expected_revision=1)


def test_who_may_attach_explain_and_withdraw(cast: Cast) -> None:
    one, project = alike(cast), make_project(cast, name="又一个")
    for person in (cast.office, cast.colleague, cast.approver):
        attached(cast, project, content=photo(3), month=None, by=person)

    for person in (cast.stranger, cast.leader, cast.auditor, cast.nobody):
        with pytest.raises(NotAllowed):
            attached(cast, project, by=person)
        with pytest.raises(NotAllowed):
            explain_likeness(attachment=one, text="看错了", by=person, at=NOON)
    for person in (cast.colleague, cast.approver, cast.stranger, cast.leader):
        with pytest.raises(NotAllowed):
            withdraw_attachment(attachment=one, why="不是我的", by=person, at=NOON)
    withdraw_attachment(attachment=one, why="重复", by=cast.office, at=NOON)
    with pytest.raises(NotAllowed):
        withdraw_attachment(attachment=one, why="再撤一次", by=cast.office, at=NOON)


def test_counts_and_latest_photos(cast: Cast) -> None:
    project, other = make_project(cast), make_project(cast, name="没有照片")
    photos = [attached(cast, project, content=photo(n)) for n in (1, 2, 3)]
    attached(cast, project, content=PDF, month=SEPTEMBER)
    attached(cast, project, content=photo(4), month=None)
    keys = [project.pk, other.pk]

    assert month_counts(keys, OCTOBER) == {project.pk: 3}
    assert figure_counts(keys) == {(project.pk, 2026, 10): 3, (project.pk, 2026, 9): 1}
    latest = latest_photos(keys, 2)
    assert [one.month for one in latest[project.pk]] == [None, 10]
    assert latest[project.pk][1] == photos[2]
    assert [one.month for one in attachments_of(cast.leader, project.pk, SEPTEMBER)] == [9]
    assert (has_photo(project.pk, OCTOBER), has_photo(project.pk, SEPTEMBER)) == (True, False)


def test_who_sees_attachments(cast: Cast) -> None:
    one = attached(cast)

    seen = {part: list(Attachment.objects.visible_to(p)) for part, p in cast.everybody().items()}

    sees = {part for part, found in seen.items() if found == [one]}
    assert sees == {"office", "clerk", "colleague", "approver", "leader", "auditor"}


def test_the_distance_to_the_project_needs_both_places(cast: Cast) -> None:
    one = attached(cast, content=taken(), camera=True)
    kept = Attachment.objects.get()
    assert shown(cast.clerk, [kept])[0].kilometres is None

    place = {"longitude": kept.longitude, "latitude": kept.latitude}
    update_project(project=one.project, values=place, by=cast.office, at=NOON)

    [beside, without] = shown(
        cast.clerk, [*Attachment.objects.all(), attached(cast, one.project, content=photo(5))]
    )
    assert (beside.kilometres, without.kilometres) == (0.0, None)
