"""From findings to the city's own records: proposals, links, new projects, remembered names."""

from collections.abc import Callable
from decimal import Decimal

import pytest
from django.test import Client

from guanmo.accounts.models import Person
from guanmo.accounts.services import NotAllowed
from guanmo.foundation.models import HistoryEntry
from guanmo.intake import record_services, resolving_queries, services
from guanmo.intake.enums import FindingKind, FindingState
from guanmo.intake.models import Alias, Finding
from guanmo.projects.models import Project
from tests.cast import NOON, Cast, make_project
from tests.intake.materials import TEXT, finding, keep, material

pytestmark = pytest.mark.django_db
ClientOf = Callable[[Person], Client]
FOUND = "云岫电池产业园项目"


def project_finding(cast: Cast) -> Finding:
    return finding(material(cast), FindingKind.PROJECT)


def address(found: Finding, end: str = "") -> str:
    return f"/materials/findings/{found.pk}/{end}"


# Proposals


def test_names_without_doubt_are_proposed(cast: Cast) -> None:
    known = make_project(cast, name="云岫电池产业园")

    kept = material(cast)

    assert finding(kept, FindingKind.PROJECT).project == known
    assert finding(kept, FindingKind.TASK).unit == cast.city.office
    assert finding(kept, FindingKind.RANKING).unit == cast.city.county
    assert finding(kept, FindingKind.FIGURE).unit is None


def test_a_name_of_two_records_is_left_to_the_person(cast: Cast) -> None:
    make_project(cast, name=FOUND)
    make_project(cast, name=FOUND, unit=cast.city.zone)

    assert project_finding(cast).project is None


def test_the_unit_of_a_sentence_is_the_one_named_nearest_before(cast: Cast) -> None:
    text = "青屿县汇报情况。云溪县总投资3亿元的云岫电池产业园项目开工，青屿县配合。"

    assert resolving_queries.unit_spoken_of(finding(material(cast, text), FindingKind.PROJECT)) == (
        cast.city.other_county
    )


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("总投资3亿元的云岫电池产业园项目在青屿县开工。", "青屿县"),
        (TEXT, "观澜市"),
        ("总投资3亿元的云岫电池产业园项目开工。", None),
    ],
)
def test_without_one_before_the_sentence_and_the_material_tell(
    cast: Cast, text: str, name: str | None
) -> None:
    unit = resolving_queries.unit_spoken_of(finding(material(cast, text), FindingKind.PROJECT))

    assert (unit.name if unit else None) == name


# Services


def test_a_link_accepts_and_is_remembered(cast: Cast) -> None:
    known = make_project(cast, name="云岫新能源城")

    linked = record_services.link_project(
        finding=project_finding(cast), project=known, remember=True, by=cast.office, at=NOON
    )

    assert (linked.state, linked.project, linked.decided_by) == (FindingState.ACCEPTED, known, cast.office)
    assert [(alias.name, alias.project, alias.confirmed_by) for alias in Alias.objects.all()] == [
        (FOUND, known, cast.office)
    ]
    again = keep(cast, f"{TEXT}另一份。").material
    assert finding(again, FindingKind.PROJECT).project == known


def test_a_name_is_remembered_once_and_never_its_own(cast: Cast) -> None:
    other, same = make_project(cast, name="云岫新能源城"), make_project(cast, name="云岫电池产业园")
    found = project_finding(cast)

    for project in (other, other, same, None):
        record_services.link_project(finding=found, project=project, remember=True, by=cast.office, at=NOON)

    assert [alias.project for alias in Alias.objects.all()] == [other]
    assert Finding.objects.get(pk=found.pk).project is None


def test_a_unit_is_linked_and_remembered(cast: Cast) -> None:
    found = finding(material(cast), FindingKind.TASK)

    linked = record_services.link_unit(
        finding=found, unit=cast.city.zone, remember=True, by=cast.office, at=NOON
    )

    assert (linked.state, linked.unit) == ("accepted", cast.city.zone)
    assert [(alias.name, alias.unit) for alias in Alias.objects.all()] == [("市重点办", cast.city.zone)]
    record_services.link_unit(finding=found, unit=None, remember=True, by=cast.office, at=NOON)
    assert Finding.objects.get(pk=found.pk).unit is None


def test_what_was_left_out_or_is_foreign_is_not_linked(cast: Cast) -> None:
    found = project_finding(cast)
    with pytest.raises(NotAllowed):
        record_services.link_project(finding=found, project=None, remember=False, by=cast.clerk, at=NOON)
    services.reject_finding(finding=found, by=cast.office, at=NOON)

    with pytest.raises(record_services.NotLinkable, match="已排除，不能再对上记录"):
        record_services.link_project(finding=found, project=None, remember=False, by=cast.office, at=NOON)


def test_a_name_is_forgotten_only_by_those_who_read(cast: Cast) -> None:
    known = make_project(cast, name="云岫新能源城")
    record_services.link_project(
        finding=project_finding(cast), project=known, remember=True, by=cast.office, at=NOON
    )
    alias = Alias.objects.get()
    with pytest.raises(NotAllowed):
        record_services.forget_name(alias=alias, by=cast.leader, at=NOON)

    record_services.forget_name(alias=alias, by=cast.office, at=NOON)

    assert Alias.objects.count() == 0


# Pages


def test_a_new_project_is_registered_from_what_was_read(cast: Cast, client_of: ClientOf) -> None:
    found, client = project_finding(cast), client_of(cast.office)
    form = client.get(address(found, "register/")).content.decode()
    assert f'value="{FOUND}"' in form
    assert 'value="32000.0"' in form

    client.post(
        address(found, "register/"),
        {"name": FOUND, "unit": cast.city.county.pk, "total_investment": "32000", "owner": "", "place": ""},
    )

    made = Project.objects.get()
    assert (made.name, made.stage, made.total_investment, made.unit) == (
        FOUND,
        "reserve",
        Decimal(32000),
        cast.city.county,
    )
    assert HistoryEntry.objects.get(action="project.registered").why == (
        f"读自《观澜市召开重点项目推进会》（自报）：{FOUND}"
    )
    now = Finding.objects.get(pk=found.pk)
    assert (now.project, now.state) == (made, "accepted")
    assert client.get(address(found, "register/"))["Location"] == address(found)


@pytest.mark.parametrize(("total", "said"), [("32000", "已有同名项目"), ("-1", "总投资不能为负数")])
def test_a_refused_registration_keeps_what_was_typed(
    cast: Cast, client_of: ClientOf, total: str, said: str
) -> None:
    found = project_finding(cast)
    taken = make_project(cast, name="云岫新城").name if total == "32000" else "云岫二期"

    response = client_of(cast.office).post(
        address(found, "register/"),
        {
            "name": taken,
            "unit": cast.city.county.pk,
            "total_investment": total,
            "owner": "某业主",
            "place": "",
        },
    )

    html = response.content.decode()
    assert response.status_code == 422
    assert said in html
    assert "某业主" in html
    assert Finding.objects.get(pk=found.pk).state == "waiting"


def test_a_finding_without_investment_opens_an_empty_amount(cast: Cast, client_of: ClientOf) -> None:
    found = finding(material(cast, "会议要求加快推进甲河水库除险加固工程建设。"), FindingKind.PROJECT)

    assert "甲河水库" in client_of(cast.office).get(address(found, "register/")).content.decode()


def test_the_nearest_projects_are_offered_and_one_is_chosen(cast: Cast, client_of: ClientOf) -> None:
    near = make_project(cast, name="云岫电池产业园二期")
    make_project(cast, name="人民医院")
    found, client = project_finding(cast), client_of(cast.office)
    html = client.get(address(found)).content.decode()
    assert near.code in html
    assert "人民医院" not in html

    response = client.post(address(found, "record/"), {"record": near.pk, "remember": "on", "revision": "1"})

    assert response["Location"] == f"/materials/{found.material_id}/#finding-{found.pk}"
    assert Finding.objects.get(pk=found.pk).project == near
    assert FOUND in client.get("/materials/names/").content.decode()
    client.post(f"/materials/names/{Alias.objects.get().pk}/forget/")
    assert "还没有记住叫法" in client.get("/materials/names/").content.decode()


def test_another_project_is_named_by_its_code(cast: Cast, client_of: ClientOf) -> None:
    other = make_project(cast, name="人民医院")
    found, client = project_finding(cast), client_of(cast.office)

    wrong = client.post(address(found, "record/"), {"code": "GM1999-0001", "revision": "1"})
    client.post(address(found, "record/"), {"code": other.code.lower(), "revision": "1"})

    assert (wrong.status_code, "没有编号为“GM1999-0001”的项目" in wrong.content.decode()) == (422, True)
    assert Finding.objects.get(pk=found.pk).project == other
    assert other.name in client.get(address(found)).content.decode()


def test_none_of_them_is_an_answer_too(cast: Cast, client_of: ClientOf) -> None:
    found = project_finding(cast)

    client_of(cast.office).post(address(found, "record/"), {"record": "", "revision": "1"})

    now = Finding.objects.get(pk=found.pk)
    assert (now.state, now.project) == ("accepted", None)


def test_the_unit_of_a_ranking_is_chosen(cast: Cast, client_of: ClientOf) -> None:
    found, client = finding(material(cast), FindingKind.RANKING), client_of(cast.office)
    assert "最像的：青屿县" in client.get(address(found)).content.decode()

    client.post(address(found, "record/"), {"record": cast.city.zone.pk, "revision": "1"})

    assert Finding.objects.get(pk=found.pk).unit == cast.city.zone


def test_a_unit_like_none_of_the_city_is_said_to_be(cast: Cast, client_of: ClientOf) -> None:
    text = TEXT.replace("青屿县、", "鹿鸣坪镇、")
    found = finding(material(cast, text), FindingKind.RANKING)

    assert "没有名称相近的单位" in client_of(cast.office).get(address(found)).content.decode()


def test_a_link_on_an_old_page_is_refused(cast: Cast, client_of: ClientOf) -> None:
    found = project_finding(cast)
    services.accept_finding(finding=found, by=cast.office, at=NOON)

    response = client_of(cast.office).post(address(found, "record/"), {"record": "", "revision": "1"})

    assert response.status_code == 409
    assert "已被他人修改" in response.content.decode()


def test_a_figure_speaks_of_no_record(cast: Cast, client_of: ClientOf) -> None:
    found = finding(material(cast), FindingKind.FIGURE)

    assert client_of(cast.office).post(address(found, "record/"), {})["Location"] == address(found)
