"""The first page, for each kind of person."""

from collections.abc import Callable
from datetime import date
from decimal import Decimal

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from guanmo.accounts.models import Person
from guanmo.config.home import overview, waiting_for
from guanmo.engines.periods import Month
from guanmo.projects.services import replan, send_back_return, submit_return
from tests.cast import NOON, OCTOBER, Cast, make_project

TODAY = date(2026, 11, 24)
ClientOf = Callable[[Person], Client]


def test_home_says_what_is_red_since_when_and_whose(cast: Cast, client_of: ClientOf) -> None:
    project = make_project(cast, done="1000")
    submit_return(
        project=project,
        month=Month(2026, 10),
        done=Decimal(1200),
        problems="用地批复未到",
        by=cast.clerk,
        at=NOON,
    )

    page = client_of(cast.leader).get("/").content.decode()

    # 1,200 of 12,000 by October is far behind from May on, when the even plan passed 30 points.
    assert "<h1>1个项目滞后，最久" in page
    assert "滨海产业园" in page
    assert "用地批复未到" in page
    assert "青屿县" in page


def test_home_without_red_projects_says_so(cast: Cast, client_of: ClientOf) -> None:
    make_project(cast, done="10000")

    page = client_of(cast.office).get("/").content.decode()

    assert "<h1>没有滞后的项目</h1>" in page


def test_home_of_an_empty_city_offers_the_next_step(cast: Cast, client_of: ClientOf) -> None:
    page = client_of(cast.office).get("/").content.decode()

    assert "先登记项目，或者导入一份台账。" in page


def test_home_counts_only_what_the_person_sees(cast: Cast) -> None:
    make_project(cast, name="本县项目", done="100")
    make_project(cast, name="外县项目", unit=cast.city.other_county)

    mine = overview(cast.clerk, TODAY)

    assert [row.behind.project.name for row in mine.red] == ["本县项目"]
    assert [unit.unit.name for unit in mine.units] == ["青屿县"]
    assert mine.figures[0].value == "1"


def test_home_lists_changed_plans_with_reason_and_approver(cast: Cast) -> None:
    project = make_project(cast)
    replan(plan=project.plans.get(), amount=Decimal(9000), by=cast.office, at=NOON, reason="资金晚到")

    changes = overview(cast.office, TODAY).replanned

    assert [(c.before, c.after, c.reason, c.approved_by) for c in changes] == [
        (Decimal(12000), Decimal(9000), "资金晚到", cast.office)
    ]


def test_waiting_names_missing_returns_to_the_clerk(cast: Cast) -> None:
    make_project(cast)

    waiting = [item.what for item in waiting_for(cast.clerk, TODAY)]

    assert waiting == ["1个项目未报2026年10月月报"]


def test_waiting_tells_the_clerk_what_was_sent_back(cast: Cast) -> None:
    make_project(cast, name="还没报的项目")
    report = make_project(cast, done="5000").returns.get()
    send_back_return(monthly_return=report, by=cast.approver, at=NOON, note="请附验工计价单")

    waiting = [item.what for item in waiting_for(cast.clerk, TODAY)]

    assert waiting == ["2个项目未报2026年10月月报，其中1个被退回"]


def test_waiting_names_unsigned_returns_to_the_approver(cast: Cast) -> None:
    make_project(cast, done="5000")

    waiting = [item.what for item in waiting_for(cast.approver, TODAY)]

    assert waiting == ["1份月报待审核"]
    assert list(waiting_for(cast.clerk, TODAY)) == []


def test_home_of_somebody_without_a_role_says_whom_to_ask(cast: Cast, client_of: ClientOf) -> None:
    page = client_of(cast.nobody).get("/").content.decode()

    assert "您的账号还没有授予角色" in page
    assert "安全管理员" in page


def test_home_of_a_juror_without_a_tour_is_not_an_error(cast: Cast, client_of: ClientOf) -> None:
    page = client_of(cast.juror).get("/").content.decode()

    assert "眼下没有等您办理的事" in page


@pytest.mark.parametrize("projects", [1, 3])
def test_home_asks_the_same_number_of_queries_whatever_there_is(
    cast: Cast, projects: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for n in range(projects):
        make_project(cast, name=f"项目{n}", done="100")

    with django_assert_num_queries(HOME_QUERIES):
        overview(cast.office, TODAY)


HOME_QUERIES = 10


def test_home_needs_a_login(client: Client) -> None:
    response = client.get("/")

    assert (response.status_code, response.headers["Location"]) == (302, "/login/?next=/")


def test_reporting_month_is_the_last_one_that_is_over(cast: Cast) -> None:
    assert overview(cast.office, TODAY).month == OCTOBER
