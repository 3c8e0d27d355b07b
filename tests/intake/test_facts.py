"""From an accepted finding into its project: what is offered, written, shown on the project's card."""

from collections.abc import Callable
from decimal import Decimal

import pytest
from django.test import Client

from guanmo.accounts.models import Person
from guanmo.accounts.services import NotAllowed
from guanmo.foundation.history import EditConflict
from guanmo.foundation.models import HistoryEntry
from guanmo.intake import fact_queries, fact_services, services
from guanmo.intake.enums import FindingKind
from guanmo.intake.fact_models import ProjectFact
from guanmo.intake.models import Finding
from guanmo.projects.enums import Evidence, Stage
from guanmo.projects.models import Project
from guanmo.projects.services import update_project
from tests.cast import NOON, Cast
from tests.intake.materials import TEXT, finding, linked_project, material

pytestmark = pytest.mark.django_db
ClientOf = Callable[[Person], Client]
ALL = ["owner", "place", "stage", "total_investment"]
OWNER = "甲河能源有限公司"


def offered(found: Finding) -> list[tuple[str, str, str]]:
    return [(offer.label, offer.old, offer.new) for offer in fact_queries.offers(found)]


def write(cast: Cast, found: Finding, fields: list[str], *, revision: int) -> list[ProjectFact]:
    return fact_services.write_facts(
        finding=found, fields=fields, by=cast.office, at=NOON, expected_revision=revision
    )


def test_what_the_record_says_otherwise_is_offered(cast: Cast) -> None:
    found, _ = linked_project(cast)

    assert offered(found) == [
        ("建设单位", "", OWNER),
        ("建设地点", "", "青屿县北部"),
        ("阶段", "在建", "投产"),
        ("总投资", "50,000万元", "32,000万元"),
    ]


def test_what_the_report_does_not_say_or_says_alike_is_not(cast: Cast) -> None:
    found, _ = linked_project(cast, "观澜市项目情况\n续建云岫电池产业园项目。")

    assert offered(found) == []
    assert fact_queries.offers(finding(material(cast, TEXT), FindingKind.PROJECT)) == []


def test_the_chosen_is_written_with_its_sentence_and_evidence(cast: Cast) -> None:
    found, project = linked_project(cast)

    facts = write(cast, found, ["owner", "total_investment"], revision=project.revision)

    project.refresh_from_db()
    assert (project.owner, project.total_investment, project.place) == (OWNER, Decimal(32000), "")
    assert [(fact.field, fact.old, fact.new, fact.evidence) for fact in facts] == [
        ("建设单位", "", OWNER, Evidence.SELF_REPORTED),
        ("总投资", "50,000万元", "32,000万元", Evidence.SELF_REPORTED),
    ]
    assert str(facts[0]) == f"建设单位：{OWNER}"
    entry = HistoryEntry.objects.filter(action="project.updated").latest("pk")
    assert entry.why == "读自《观澜市重点项目竣工》（自报）：云岫电池产业园项目"
    [line, _] = fact_queries.with_sentences(list(fact_queries.facts_of(project, cast.clerk)))
    assert (line.before, line.after) == (
        "由甲河能源有限公司投资建设的",
        "位于青屿县北部，总投资3.2亿元，已竣工投产。",
    )


def test_written_twice_or_nothing_chosen_is_refused(cast: Cast) -> None:
    found, project = linked_project(cast)
    write(cast, found, ALL, revision=project.revision)

    with pytest.raises(fact_services.NothingToWrite):
        write(cast, found, ALL, revision=project.revision + 1)


def test_a_project_changed_meanwhile_is_not_overwritten(cast: Cast) -> None:
    found, project = linked_project(cast)
    opened = project.revision
    update_project(project=project, values={"owner": "乙公司"}, by=cast.clerk, at=NOON)

    with pytest.raises(EditConflict):
        write(cast, found, ALL, revision=opened)


def test_only_the_accepted_of_a_linked_project_is_written_by_the_office(cast: Cast) -> None:
    found, project = linked_project(cast)

    with pytest.raises(NotAllowed):
        fact_services.write_facts(
            finding=found, fields=ALL, by=cast.clerk, at=NOON, expected_revision=project.revision
        )

    services.reopen_finding(finding=found, by=cast.office, at=NOON)
    with pytest.raises(NotAllowed):
        write(cast, found, ALL, revision=project.revision)

    elsewhere = finding(material(cast, TEXT), FindingKind.PROJECT)
    with pytest.raises(NotAllowed):
        write(cast, elsewhere, ALL, revision=project.revision)


def test_the_page_writes_and_the_card_leads_to_the_sentence(cast: Cast, client_of: ClientOf) -> None:
    found, project = linked_project(cast)
    office = client_of(cast.office)

    page = office.get(f"/materials/findings/{found.pk}/facts/").content.decode()
    assert "4项和材料说的不同" in page
    assert page.count("checked") == 2  # owner and place stand empty in the library

    sent = office.post(
        f"/materials/findings/{found.pk}/facts/",
        {"chosen": ["place", "total_investment"], "revision": project.revision},
    )

    assert (sent.status_code, sent["Location"]) == (302, f"/materials/findings/{found.pk}/")
    assert "2项不同" in office.get(f"/materials/findings/{found.pk}/").content.decode()
    card = client_of(cast.clerk).get(f"/projects/{project.pk}/").content.decode()
    assert f"/materials/projects/{project.pk}/" in card
    shown = client_of(cast.clerk).get(f"/materials/projects/{project.pk}/").content.decode()
    assert "2项内容读自材料" in shown
    assert "《观澜市重点项目竣工》" in shown
    assert f"/materials/{found.material_id}/" not in shown


def test_a_conflict_shows_the_project_as_it_is_now(cast: Cast, client_of: ClientOf) -> None:
    found, project = linked_project(cast)
    opened = project.revision
    update_project(project=project, values={"owner": "乙公司"}, by=cast.clerk, at=NOON)

    answer = client_of(cast.office).post(
        f"/materials/findings/{found.pk}/facts/", {"chosen": ["owner"], "revision": opened}
    )

    page = answer.content.decode()
    assert answer.status_code == 409
    assert "已被他人修改" in page
    assert "乙公司" in page
    assert Project.objects.get(pk=project.pk).owner == "乙公司"


def test_nothing_ticked_is_told(cast: Cast, client_of: ClientOf) -> None:
    found, project = linked_project(cast)

    answer = client_of(cast.office).post(
        f"/materials/findings/{found.pk}/facts/", {"revision": project.revision}
    )

    assert answer.status_code == 422
    assert "请勾选要写进项目的内容" in answer.content.decode()


def test_a_finding_without_a_project_leads_back(cast: Cast, client_of: ClientOf) -> None:
    found = finding(material(cast), FindingKind.PROJECT)

    answer = client_of(cast.office).get(f"/materials/findings/{found.pk}/facts/")

    assert (answer.status_code, answer["Location"]) == (302, f"/materials/findings/{found.pk}/")


def test_facts_of_a_report_keep_to_those_who_see_the_project(cast: Cast, client_of: ClientOf) -> None:
    found, project = linked_project(cast)
    write(cast, found, ["stage"], revision=project.revision)

    assert fact_queries.count_facts(cast.office, project.pk) == 1
    assert fact_queries.count_facts(cast.stranger, project.pk) == 0
    assert client_of(cast.stranger).get(f"/materials/projects/{project.pk}/").status_code == 404
    assert Project.objects.get(pk=project.pk).stage == Stage.PRODUCING
