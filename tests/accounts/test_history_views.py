"""The roles page for everybody, the history for the auditor."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from django.db import models
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from guanmo.accounts import services
from guanmo.accounts.enums import Permission
from guanmo.accounts.models import Person
from guanmo.accounts.roles import ROLES
from guanmo.foundation.models import HistoryEntry
from tests.cast import NOON, Cast, make_project

ClientOf = Callable[[Person], Client]
HISTORY = "/settings/history/"


def page(client: Client, url: str = HISTORY, **query: Any) -> str:
    response = client.get(url, query)
    assert response.status_code == 200
    return response.content.decode()


def heading(html: str) -> str:
    found = re.search(r"<h1>(.*?)</h1>", html, re.DOTALL)
    return found[1].strip() if found else ""


def acts(html: str) -> list[str]:
    return re.findall(r'<th scope="row" class="head">(.*?)</th>', html)


def text(html: str) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", html))


def test_roles_page_has_a_row_for_each_permission_and_a_mark_for_each_right(
    cast: Cast, client_of: ClientOf
) -> None:
    html = page(client_of(cast.nobody), "/settings/roles/")

    assert heading(html) == "8种角色，各司其职"
    assert html.count('<th scope="row" class="stick">') == len(Permission)
    assert html.count('<span class="visually-hidden">有</span>') == sum(
        len(role.permissions) for role in ROLES.values()
    )
    assert "在观摩当天为本次观摩的项目评分。" in html


@pytest.mark.parametrize(
    ("part", "tabs"),
    [
        ("nobody", ["角色"]),
        ("leader", ["单位与人员", "角色"]),
        ("auditor", ["单位与人员", "角色", "日志"]),
    ],
)
def test_tabs_are_those_one_may_open(cast: Cast, client_of: ClientOf, part: str, tabs: list[str]) -> None:
    html = page(client_of(cast.everybody()[part]), "/settings/roles/")

    found = re.search(r'<ul class="tabs">(.*?)</ul>', html, re.DOTALL)
    assert found is not None
    assert re.findall(r"<a [^>]*>(.*?)</a>", found[1]) == tabs


def test_history_says_in_words_who_did_what_and_why(cast: Cast, client_of: ClientOf) -> None:
    services.update_person(
        person=cast.clerk,
        values={"title": "科长", "unit": cast.city.zone},
        by=cast.system_admin,
        at=NOON,
        why="调动",
    )

    html = page(client_of(cast.auditor))

    row = text(html[html.index("<tbody>") :].split("</tr>")[0])
    assert heading(html) == f"操作日志{HistoryEntry.objects.count()}条"
    assert "2026-11-24 12:00 冯系统 修改账号 陈填报 人员" in row
    assert "职务 科长" in row
    assert "单位 青屿县 → 高新功能区" in row
    assert row.endswith("调动 ")


def test_history_formats_money_and_folds_long_entries(cast: Cast, client_of: ClientOf) -> None:
    make_project(cast, plan="12345.5")

    html = page(client_of(cast.auditor), kind="projects.yearplan")

    assert acts(html) == ["填写年度计划"]
    assert "年度计划（万元） 12,345.5" in text(html)
    assert "项目 滨海产业园" in text(html)
    assert "另有1处" in html


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ({"q": "调动"}, ["修改账号"]),
        ({"action": "person.updated"}, ["修改账号"]),
        ({"kind": "accounts.unit"}, ["新增单位"] * 7),
        ({"since": "2026-11-24", "until": "2026-11-24", "action": "person.updated"}, ["修改账号"]),
        ({"since": "2026-11-25"}, []),
    ],
)
def test_history_is_narrowed(
    cast: Cast, client_of: ClientOf, query: dict[str, str], expected: list[str]
) -> None:
    services.update_person(
        person=cast.clerk, values={"title": "科长"}, by=cast.system_admin, at=NOON, why="调动"
    )

    html = page(client_of(cast.auditor), **query)

    assert acts(html) == expected
    assert heading(html) == f"符合条件的日志{len(expected)}条"
    assert ("没有符合条件的日志" in html) == (expected == [])


def test_history_of_a_person_is_chosen_from_all(cast: Cast, client_of: ClientOf) -> None:
    services.update_person(person=cast.clerk, values={"title": "科长"}, by=cast.system_admin, at=NOON)

    html = page(client_of(cast.auditor), person=cast.system_admin.pk)

    assert acts(html) == ["修改账号"]


def test_history_asked_with_nonsense_says_so_and_stays(cast: Cast, client_of: ClientOf) -> None:
    response = client_of(cast.auditor).get(HISTORY, {"since": "昨天", "person": "x"})

    html = response.content.decode()
    assert response.status_code == 422
    assert "有2处需要改" in html
    assert heading(html) == f"操作日志{HistoryEntry.objects.count()}条"


def test_history_is_paged(cast: Cast, client_of: ClientOf) -> None:
    for number in range(60):
        services.record_failed_login(username=f"ghost{number}", at=NOON)

    html = page(client_of(cast.auditor), action="person.login_refused", page=2)

    assert len(acts(html)) == 10
    assert "共60条，本页第51至60条" in html


@pytest.mark.parametrize("count", [1, 3])
def test_history_costs_the_same_however_many(
    cast: Cast, client_of: ClientOf, django_assert_num_queries: DjangoAssertNumQueries, count: int
) -> None:
    for number in range(count):
        make_project(cast, name=f"项目{number}", plan=None)
    client = client_of(cast.auditor)
    client.get(HISTORY)

    # Session, person, their unit; people of the filter; count, page; units the entries point to; the city's name.
    with django_assert_num_queries(8):
        html = page(client, kind="projects.project")

    assert acts(html) == ["登记项目"] * count


@pytest.mark.parametrize("part", ["office", "system_admin", "security_admin", "clerk"])
def test_history_is_refused_with_a_sentence(cast: Cast, client_of: ClientOf, part: str) -> None:
    client = client_of(cast.everybody()[part])
    urls = (HISTORY, f"{HISTORY}chain/", f"{HISTORY}accounts.person/{cast.clerk.pk}/")

    responses = [client.get(url) for url in urls]

    assert [r.status_code for r in responses] == [403, 403, 403]
    assert "您没有查看操作日志的权限" in responses[0].content.decode()


def test_history_of_one_record_tells_its_life(cast: Cast, client_of: ClientOf) -> None:
    html = page(client_of(cast.auditor), f"{HISTORY}accounts.person/{cast.clerk.pk}/")

    assert heading(html) == "人员“陈填报”有2条日志"
    assert re.findall(r'<span class="what">(.*?)</span>', html) == ["授予角色", "开设账号"]


@pytest.mark.parametrize("url", ["accounts.person/987654/", "no.such/1/"])
def test_history_of_nothing_is_not_found(cast: Cast, client_of: ClientOf, url: str) -> None:
    assert client_of(cast.auditor).get(HISTORY + url).status_code == 404


def test_chain_is_told_to_be_whole(cast: Cast, client_of: ClientOf) -> None:
    count = HistoryEntry.objects.count()

    html = page(client_of(cast.auditor), f"{HISTORY}chain/")

    assert heading(html) == f"{count}条日志完整无缺"
    assert f"自第1条至第{count}条逐条相符" in html


def test_chain_is_told_to_be_broken_and_where(cast: Cast, client_of: ClientOf) -> None:
    rows: models.QuerySet[HistoryEntry] = models.QuerySet(HistoryEntry)
    rows.filter(sequence=5).update(by_name="别人")

    response = client_of(cast.auditor).get(f"{HISTORY}chain/", headers={"HX-Request": "true"})

    html = response.content.decode()
    assert "日志链在第5条断开" in html
    assert "<html" not in html


def test_history_page_asks_for_the_chain_by_itself(cast: Cast, client_of: ClientOf) -> None:
    assert f'hx-get="{HISTORY}chain/" hx-trigger="load"' in page(client_of(cast.auditor))
