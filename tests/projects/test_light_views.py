"""The page of light rules: what each says, what each would do, who chooses."""

import re
from collections.abc import Callable

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from guanmo.accounts.models import Person
from guanmo.projects.models import LightChoice
from tests.cast import Cast, make_project

ClientOf = Callable[[Person], Client]


def heading(html: str) -> str:
    found = re.search(r"<h1>(.*?)</h1>", html, re.DOTALL)
    return found[1].strip() if found else ""


def test_page_lays_the_rules_side_by_side(cast: Cast, client_of: ClientOf) -> None:
    make_project(cast, done="6000")

    html = client_of(cast.leader).get("/projects/lights/").content.decode()

    assert heading(html) == "2026年按“银川市重点项目进度亮灯（2025年）”亮灯"
    assert "还没有选定，用的是内置规则。换一种规则，2026年10月有1个项目的灯会不同。" in html
    assert "落后序时进度10至30个百分点（含两端）" in html
    assert "原文只规定黄灯和红灯，没有规定绿灯，本规则包把其余情形按正常处理。" in html
    assert "<h2>选定规则</h2>" not in html


@pytest.mark.parametrize("month", ["", "2026-10"])
def test_latest_month_may_be_named_or_left_out(cast: Cast, client_of: ClientOf, month: str) -> None:
    make_project(cast, done="6000")

    response = client_of(cast.leader).get("/projects/lights/", {"month": month})

    assert response.status_code == 200
    assert "2026年10月有1个项目的灯会不同" in response.content.decode()


def test_month_that_is_not_on_record_is_refused(cast: Cast, client_of: ClientOf) -> None:
    assert client_of(cast.leader).get("/projects/lights/?month=1999-01").status_code == 422


def test_page_where_all_rules_agree_says_so(cast: Cast, client_of: ClientOf) -> None:
    make_project(cast, done="12000")

    assert "各规则给出的灯都相同" in client_of(cast.leader).get("/projects/lights/").content.decode()


def test_office_chooses_a_rule_with_its_reason(cast: Cast, client_of: ClientOf) -> None:
    client = client_of(cast.office)

    response = client.post(
        "/projects/lights/", {"year": "2026", "pack": "wuhan-2022", "why": "市政府第8号文"}, follow=True
    )

    html = response.content.decode()
    assert LightChoice.objects.get().pack_id == "wuhan-2022"
    assert heading(html) == "2026年按“武汉市重点项目进度亮灯（2022年）”亮灯"
    assert "周统筹于2026-11-24选定。" in html
    assert "原因：市政府第8号文" in html


@pytest.mark.parametrize(
    ("typed", "message"),
    [
        ({"why": ""}, "这个字段是必填项。"),
        ({"pack": "guanlan-tour"}, "选择一个有效的选项"),
        ({"year": "2025"}, "选择一个有效的选项"),
    ],
)
def test_rule_wrongly_chosen_changes_nothing(
    cast: Cast, client_of: ClientOf, typed: dict[str, str], message: str
) -> None:
    data = {"year": "2026", "pack": "wuhan-2022", "why": "市政府第8号文", **typed}

    response = client_of(cast.office).post("/projects/lights/", data)

    assert (response.status_code, LightChoice.objects.count()) == (422, 0)
    assert message in response.content.decode()


def test_only_the_office_chooses(cast: Cast, client_of: ClientOf) -> None:
    response = client_of(cast.clerk).post(
        "/projects/lights/", {"year": "2026", "pack": "wuhan-2022", "why": "试"}
    )

    assert (response.status_code, LightChoice.objects.count()) == (403, 0)
    assert "您没有选定亮灯规则的权限" in response.content.decode()


def test_page_is_refused_to_those_without_projects(cast: Cast, client_of: ClientOf) -> None:
    assert client_of(cast.juror).get("/projects/lights/").status_code == 403


def test_month_that_cannot_be_read_is_told(cast: Cast, client_of: ClientOf) -> None:
    assert client_of(cast.leader).get("/projects/lights/", {"month": "x"}).status_code == 422


@pytest.mark.parametrize("projects", [1, 3])
def test_page_costs_the_same_however_many(
    cast: Cast, client_of: ClientOf, django_assert_num_queries: DjangoAssertNumQueries, projects: int
) -> None:
    for number in range(projects):
        make_project(cast, name=f"项目{number}", done="6000")
    client = client_of(cast.leader)
    client.get("/projects/lights/")

    # Session, person; first year; own rules to compare and to choose; rule, standings, returns, projects; choice, history; viewer's unit, city.
    with django_assert_num_queries(13):
        client.get("/projects/lights/")
