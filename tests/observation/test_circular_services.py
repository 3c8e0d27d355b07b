"""Circulars are made of sealed results only, kept, and written into the history; templates are replaced and withdrawn."""

import hashlib
import io

import pytest
from docx import Document

from guanmo.accounts.services import NotAllowed
from guanmo.engines.documents.packages import InvalidTemplate
from guanmo.engines.documents.rendering import default_template
from guanmo.foundation.models import HistoryEntry
from guanmo.observation.circular_models import Circular, CircularTemplate
from guanmo.observation.circular_services import (
    NotSealed,
    NumberTaken,
    SealBroken,
    issue_circular,
    upload_template,
    withdraw_template,
)
from guanmo.observation.models import Ballot
from guanmo.observation.queries import template_in_force
from tests.cast import NOON, Cast
from tests.observation.circulars import issued, own_template, wording
from tests.observation.tours import make_tour, sealed_tour, voted


def entries(action: str) -> list[HistoryEntry]:
    return list(HistoryEntry.objects.filter(action=action).order_by("sequence"))


def marked_template() -> bytes:
    """The shipped template with a line of its own at the top."""
    document = Document(io.BytesIO(default_template()))
    document.paragraphs[0].insert_paragraph_before("本办自制")
    target = io.BytesIO()
    document.save(target)
    return target.getvalue()


def first_line(circular: Circular) -> str:
    return str(Document(io.BytesIO(circular.content)).paragraphs[0].text)


def test_circular_is_kept_with_its_file_and_its_entry(cast: Cast) -> None:
    tour = sealed_tour(cast)

    made = issued(cast, tour, serial=3, approver="郑市长", title="关于观摩\n情况的通报")

    kept = Circular.objects.get(pk=made.pk)
    assert (kept.tour, kept.number, kept.title, kept.approver) == (
        tour,
        "观重办〔2026〕3号",
        "关于观摩情况的通报",
        "郑市长",
    )
    assert (kept.issued_by, kept.issued_at, kept.template) == (cast.office, NOON, None)
    assert kept.wording["serial"] == 3
    assert first_line(kept) == "观澜市重点办文件"
    (entry,) = entries("circular.issued")
    assert (entry.by_pk, entry.object_name) == (cast.office.pk, "观重办〔2026〕3号 关于观摩情况的通报")
    digest = hashlib.sha256(kept.content).hexdigest()
    assert entry.changes["content"] == [None, f"{len(kept.content)} 字节，SHA-256 {digest}"]
    assert entry.changes["approver"] == [None, "郑市长"]
    assert "wording" not in entry.changes


def test_number_of_another_tour_is_not_given_twice(cast: Cast) -> None:
    tour = sealed_tour(cast)
    issued(cast, tour, serial=3)
    made_again = issued(cast, tour, serial=3, title="关于观摩情况的通报")
    other = make_tour(cast, name="2026年第三季度观摩")
    Circular.unguarded().filter(pk=made_again.pk).update(tour=other)

    with pytest.raises(
        NumberTaken, match=r"^观重办〔2026〕3号已用于“2026年第三季度观摩”的通报，请改用别的序号。$"
    ):
        issued(cast, tour, serial=3)

    assert issued(cast, tour, serial=4).number == "观重办〔2026〕4号"


def test_unsealed_tour_has_no_circular(cast: Cast) -> None:
    tour = voted(cast)

    with pytest.raises(NotSealed, match=r"^“2026年第四季度观摩”还没有封存结果，封存后才能生成通报。$"):
        issue_circular(tour=tour, wording=wording(cast, tour), by=cast.office, at=NOON)

    assert not Circular.objects.exists()


def test_result_that_is_no_longer_the_sealed_one_has_no_circular(cast: Cast) -> None:
    tour = sealed_tour(cast)
    filled = wording(cast, tour)
    Ballot.unguarded().filter(tour=tour).update(body=b"")

    with pytest.raises(
        SealBroken, match=r"的结果与封存时不一致，不能生成通报，请审计员在结果页核验后处理。$"
    ):
        issue_circular(tour=tour, wording=filled, by=cast.office, at=NOON)


def test_own_template_is_used_while_in_force(cast: Cast) -> None:
    tour = sealed_tour(cast)
    own = upload_template(file_name="C:\\文件\\自制.docx", content=marked_template(), by=cast.office, at=NOON)

    with_own = issued(cast, tour)
    withdraw_template(by=cast.office, at=NOON)
    with_shipped = issued(cast, tour)

    assert (own.file_name, with_own.template) == ("自制.docx", own)
    assert (first_line(with_own), first_line(with_shipped)) == ("本办自制", "观澜市重点办文件")
    assert with_shipped.template is None


def test_new_template_takes_the_place_of_the_old(cast: Cast) -> None:
    old, new = own_template(cast, "旧.docx"), own_template(cast, "新.docx")

    assert template_in_force() == new
    assert [one.is_active for one in CircularTemplate.objects.order_by("pk")] == [False, True]
    made_old, retired, made_new = entries("template.uploaded")
    assert (made_old.object_pk, retired.object_pk, made_new.object_pk) == (old.pk, old.pk, new.pk)
    assert retired.changes == {"is_active": [True, False]}


def test_withdrawing_leaves_an_entry_only_where_there_was_a_template(cast: Cast) -> None:
    withdraw_template(by=cast.office, at=NOON)
    assert entries("template.withdrawn") == []

    own_template(cast)
    withdraw_template(by=cast.office, at=NOON)

    assert template_in_force() is None
    (entry,) = entries("template.withdrawn")
    assert (entry.object_name, entry.changes) == ("本办模板.docx", {"is_active": [True, False]})


def test_unusable_template_changes_nothing(cast: Cast) -> None:
    old = own_template(cast)

    with pytest.raises(InvalidTemplate) as refused:
        upload_template(file_name="坏.docx", content=b"%PDF", by=cast.office, at=NOON)

    assert len(refused.value.problems) == 1
    assert template_in_force() == old


def test_circulars_and_templates_are_for_the_office(cast: Cast) -> None:
    tour = sealed_tour(cast)
    filled = wording(cast, tour)

    with pytest.raises(NotAllowed, match=r"^您没有生成通报的权限"):
        issue_circular(tour=tour, wording=filled, by=cast.leader, at=NOON)
    with pytest.raises(NotAllowed, match=r"^您没有更换通报模板的权限"):
        upload_template(file_name="a.docx", content=default_template(), by=cast.leader, at=NOON)
    with pytest.raises(NotAllowed, match=r"^您没有更换通报模板的权限"):
        withdraw_template(by=cast.leader, at=NOON)
