"""The card page: what it says to whom."""

import re
from collections.abc import Callable
from decimal import Decimal

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from guanmo.accounts.models import Person
from guanmo.engines.periods import Month
from guanmo.projects.services import replan, send_back_return, submit_return, update_project
from tests.cast import NOON, Cast, make_project

ClientOf = Callable[[Person], Client]


def heading(html: str) -> str:
    found = re.search(r"<h1>(.*?)</h1>", html, re.DOTALL)
    return found[1].strip() if found else ""


def test_card_says_how_the_project_stands_and_why(cast: Cast, client_of: ClientOf) -> None:
    project = make_project(cast, done="1000")

    html = client_of(cast.leader).get(f"/projects/{project.pk}/").content.decode()

    assert heading(html) == "滨海产业园：滞后，落后序时75.0个百分点"
    assert (
        "完成年度计划的8.33%，10月序时进度83.33%，落后75.00个百分点；按“落后序时进度超过30个百分点”亮红灯（滞后）。"
        in html
    )
    assert '规则：<a href="/projects/lights/?month=2026-10">银川市重点项目进度亮灯（2025年）</a>' in html
    assert "1至10月，自报" in html
    assert "已滞后" in html
    assert "<h2>日志</h2>" not in html


def test_card_without_figures_says_what_is_missing(cast: Cast, client_of: ClientOf) -> None:
    project = make_project(cast, plan=None)

    html = client_of(cast.leader).get(f"/projects/{project.pk}/").content.decode()

    assert heading(html) == "滨海产业园"
    assert "年度计划未填，不亮灯。" in html
    assert "还没有年度计划" in html
    assert "今年还没有月报" in html


def test_card_shows_replans_with_reason_and_approver(cast: Cast, client_of: ClientOf) -> None:
    project = make_project(cast, done="6000")
    replan(plan=project.plans.get(), amount=Decimal(9000), by=cast.office, at=NOON, reason="资金晚到")

    html = client_of(cast.clerk).get(f"/projects/{project.pk}/").content.decode()

    assert "<del>12,000</del>" in html
    assert "资金晚到（周统筹，2026-11-24批准）" in html
    assert "年初 1.20 亿元，调整过1次" in html


def test_card_shows_the_note_of_a_return_sent_back(cast: Cast, client_of: ClientOf) -> None:
    project = make_project(cast, done="6000")
    send_back_return(monthly_return=project.returns.get(), by=cast.approver, at=NOON, note="与凭证不符")

    html = client_of(cast.clerk).get(f"/projects/{project.pk}/").content.decode()

    assert '已退回<span class="sub">与凭证不符</span>' in html
    assert "<del>6,000</del>" in html


def test_card_shows_problems_and_reasons(cast: Cast, client_of: ClientOf) -> None:
    project = make_project(cast)
    submit_return(
        project=project,
        month=Month(2026, 8),
        done=Decimal(900),
        problems="征地未完成",
        by=cast.clerk,
        at=NOON,
    )
    submit_return(
        project=project, month=Month(2026, 9), done=Decimal(800), lower_reason="核减", by=cast.clerk, at=NOON
    )

    html = client_of(cast.clerk).get(f"/projects/{project.pk}/").content.decode()

    assert '<span>征地未完成</span><span class="quiet end">8月，陈填报</span>' in html
    assert "低于上月：核减" in html


def test_card_of_another_year(cast: Cast, client_of: ClientOf) -> None:
    project = make_project(cast, done="6000")

    html = client_of(cast.clerk).get(f"/projects/{project.pk}/", {"year": "2025"}).content.decode()

    assert "2025年逐月进度" in html
    assert "截至2025年12月" in html


@pytest.mark.parametrize("year", ["x", "99999", "²", "-1", "0"])
def test_card_of_a_year_that_is_none_is_not_found(cast: Cast, client_of: ClientOf, year: str) -> None:
    project = make_project(cast)

    assert client_of(cast.clerk).get(f"/projects/{project.pk}/", {"year": year}).status_code == 404


def test_card_warns_of_a_doubtful_national_code(cast: Cast, client_of: ClientOf) -> None:
    project = make_project(cast)
    update_project(
        project=project,
        values={"national_code": "2509-320193-89-01-544061", "industry": "C3610"},
        by=cast.office,
        at=NOON,
    )

    html = client_of(cast.clerk).get(f"/projects/{project.pk}/").content.decode()

    assert "项目代码最后一位校验码不符，可能抄错了一位，请核对。" in html
    assert '<span class="mono">C3610</span> 制造业' in html


def test_card_shows_the_auditor_its_history(cast: Cast, client_of: ClientOf) -> None:
    project = make_project(cast, done="6000")

    html = client_of(cast.auditor).get(f"/projects/{project.pk}/").content.decode()

    assert re.findall(r'<span class="what">(.*?)</span>', html) == ["报送月报", "填写年度计划", "登记项目"]


def test_foreign_card_is_not_found(cast: Cast, client_of: ClientOf) -> None:
    project = make_project(cast)

    assert client_of(cast.stranger).get(f"/projects/{project.pk}/").status_code == 404


@pytest.mark.parametrize("returns", [1, 3])
def test_card_page_costs_the_same_however_long_its_life(
    cast: Cast, client_of: ClientOf, django_assert_num_queries: DjangoAssertNumQueries, returns: int
) -> None:
    project = make_project(cast)
    for month in range(1, returns + 1):
        submit_return(project=project, month=Month(2026, month), done=Decimal(month), by=cast.clerk, at=NOON)
    client = client_of(cast.leader)
    client.get(f"/projects/{project.pk}/")

    # Session, person; project, rule, plans, returns, standing and its return, changes; attachments by month, their
    # number, the latest; promises; facts from materials; viewer's unit, city.
    with django_assert_num_queries(16):
        client.get(f"/projects/{project.pk}/")
