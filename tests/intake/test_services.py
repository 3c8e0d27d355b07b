"""Keeping a material, deciding what was found in it, and a later draft that asks only what is new."""

import pytest

from guanmo.accounts.services import NotAllowed
from guanmo.foundation.history import EditConflict
from guanmo.foundation.models import HistoryEntry
from guanmo.intake import services
from guanmo.intake.enums import FindingKind, FindingState
from guanmo.intake.models import Finding, Material
from tests.cast import NOON, Cast
from tests.intake.materials import TEXT, finding, keep, material, read

pytestmark = pytest.mark.django_db


def states(of: Material) -> dict[str, str]:
    return {str(one): one.state for one in Finding.objects.filter(material=of)}


def test_a_material_is_kept_with_its_findings_all_waiting(cast: Cast) -> None:
    kept = material(cast)

    assert (kept.title, kept.source, str(kept.event_on), kept.place, kept.event_type) == (
        "观澜市召开重点项目推进会",
        "观澜日报",
        "2026-05-06",
        "观澜市",
        "推进会",
    )
    assert set(states(kept).values()) == {FindingState.WAITING}
    assert all(TEXT[one.start : one.end] == one.quote for one in Finding.objects.all())


def test_the_same_text_twice_is_one_material(cast: Cast) -> None:
    first = keep(cast)

    second = keep(cast)

    assert (first.again, second.again, second.material) == (False, True, first.material)
    assert Material.objects.count() == 1


def test_a_stranger_keeps_and_decides_nothing(cast: Cast) -> None:
    found = finding(material(cast), FindingKind.TASK)

    with pytest.raises(NotAllowed):
        services.keep_material(read=read("新的文字。"), origin=services.Origin(), by=cast.clerk, at=NOON)
    with pytest.raises(NotAllowed):
        services.accept_finding(finding=found, by=cast.leader, at=NOON)

    assert (Material.objects.count(), finding(found.material, FindingKind.TASK).state) == (1, "waiting")


def test_a_finding_is_accepted_as_read(cast: Cast) -> None:
    found = services.accept_finding(
        finding=finding(material(cast), FindingKind.TASK), by=cast.office, at=NOON
    )

    assert (found.state, found.decided_by, found.decided_at) == ("accepted", cast.office, NOON)
    assert (found.values["units"], found.values["deadline"], found.is_mended) == (
        "市重点办",
        "6月底前",
        False,
    )


def test_a_finding_is_accepted_as_mended_with_its_known_fields_only(cast: Cast) -> None:
    found = services.accept_finding(
        finding=finding(material(cast), FindingKind.PROJECT),
        values={"name": "云岫电池产业园二期", "invented": "不算"},
        by=cast.office,
        at=NOON,
    )

    assert (found.values["name"], found.values["investment_yi"], found.is_mended) == (
        "云岫电池产业园二期",
        "3.2",
        True,
    )
    assert "invented" not in found.values
    assert HistoryEntry.objects.get(action="finding.accepted").object_name == "云岫电池产业园二期"


def test_a_finding_is_decided_once(cast: Cast) -> None:
    found = finding(material(cast), FindingKind.FIGURE)
    services.reject_finding(finding=found, by=cast.office, at=NOON)

    with pytest.raises(services.AlreadyDecided, match="已排除，没有重复处理"):
        services.accept_finding(finding=found, by=cast.office, at=NOON)


def test_a_decision_on_an_old_page_is_refused(cast: Cast) -> None:
    found = finding(material(cast), FindingKind.FIGURE)
    services.accept_finding(finding=found, by=cast.office, at=NOON)
    services.reopen_finding(finding=found, by=cast.office, at=NOON)

    with pytest.raises(EditConflict):
        services.reject_finding(finding=found, by=cast.office, at=NOON, expected_revision=1)


def test_a_decision_is_taken_back_with_what_was_mended(cast: Cast) -> None:
    found = finding(material(cast), FindingKind.PERSON)
    services.accept_finding(finding=found, values={"post": "代市长"}, by=cast.office, at=NOON)

    again = services.reopen_finding(finding=found, by=cast.office, at=NOON)

    assert (again.state, again.values["post"], again.decided_by, again.decided_at) == (
        "waiting",
        "市长",
        None,
        None,
    )
    with pytest.raises(services.NothingToReopen, match="待定"):
        services.reopen_finding(finding=found, by=cast.office, at=NOON)


def test_a_later_draft_asks_only_what_is_new(cast: Cast) -> None:
    first = material(cast)
    services.accept_finding(
        finding=finding(first, FindingKind.PROJECT), values={"owner": "观澜城投"}, by=cast.office, at=NOON
    )
    services.reject_finding(finding=finding(first, FindingKind.PERSON), by=cast.office, at=NOON)

    second = keep(cast, f"{TEXT}市财政局要在7月底前拨付资金2亿元。\n", earlier=first).material

    carried = Finding.objects.filter(material=second, state=FindingState.CARRIED)
    assert sorted(str(one) for one in carried) == ["云岫电池产业园项目", "齐远帆"]
    assert carried.get(kind=FindingKind.PROJECT).values["owner"] == "观澜城投"
    assert states(second)["市财政局要在7月底前拨付资金2亿元"] == FindingState.WAITING


def test_a_third_draft_still_knows_the_first(cast: Cast) -> None:
    first = material(cast)
    decided = services.accept_finding(finding=finding(first, FindingKind.PROJECT), by=cast.office, at=NOON)
    second = keep(cast, f"{TEXT}第二稿。\n", earlier=first).material

    third = keep(cast, f"{TEXT}第三稿。\n", earlier=second).material

    assert finding(third, FindingKind.PROJECT).earlier == decided


@pytest.mark.parametrize(
    ("answer", "said"),
    [
        ({"refused": "这是图片，读不了文字。"}, "这是图片，读不了文字。"),
        ({"text": "长" * 200_001, "fields": {}}, "文字有200,001字，超过20万字，请拆成几份再读。"),
        (
            {"text": "短", "fields": {}, "findings": [{}] * 2_001},
            "读出2,001条，一页放不下（最多2,000条），请拆成几份再读。",
        ),
    ],
)
def test_what_cannot_be_kept_is_refused(answer: dict[str, object], said: str) -> None:
    with pytest.raises(services.Unreadable) as refusal:
        services.material_of(answer)

    assert str(refusal.value) == said


@pytest.mark.parametrize(("name", "title"), [("纪要.docx", "纪要"), ("", "没有什么可读的一行")])
def test_a_text_without_headline_is_called_by_its_file_or_first_line(name: str, title: str) -> None:
    fields = {"title": None, "date": None, "city": None, "event_type": None}

    read_material = services.material_of(
        {"text": "\n没有什么可读的一行\n第二行", "fields": fields, "findings": []}, name=name
    )

    assert (read_material.title, read_material.event_on) == (title, None)
