"""The review page: one or many, with evidence, or back with a note."""

import re
from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from guanmo.accounts.models import Person
from guanmo.projects.enums import Evidence, ReturnState
from guanmo.projects.models import MonthlyReturn, Project
from guanmo.projects.services import approve_return, submit_return
from tests.cast import NOON, OCTOBER, Cast, make_project

ClientOf = Callable[[Person], Client]


def heading(html: str) -> str:
    found = re.search(r"<h1>(.*?)</h1>", html, re.DOTALL)
    return found[1].strip() if found else ""


def decide(act: str, *projects: Project, **typed: Any) -> dict[str, Any]:
    """What the form sends with the returns of these projects ticked as they stand."""
    reports = MonthlyReturn.objects.filter(project__in=projects).order_by("pk")
    return {
        "act": act,
        "pick": [f"{r.pk}:{r.revision}" for r in reports],
        "evidence": "self_reported",
        "note": "",
        **typed,
    }


def state(project: Project) -> str:
    return project.returns.get().state


def test_review_lists_what_waits(cast: Cast, client_of: ClientOf) -> None:
    make_project(cast, name="滨海产业园", done="5000")

    html = client_of(cast.approver).get("/projects/review/").content.decode()

    assert heading(html) == "1份月报待审核"
    assert "滨海产业园" in html
    assert '<td data-label="报送">陈填报' in html


def test_several_returns_are_signed_with_how_far_they_were_checked(cast: Cast, client_of: ClientOf) -> None:
    one, two = make_project(cast, name="甲", done="5000"), make_project(cast, name="乙", done="6000")
    client = client_of(cast.approver)

    response = client.post(
        "/projects/review/", decide("approve", one, two, evidence="on_paper", note="已看发票"), follow=True
    )

    stored = [p.returns.get() for p in (one, two)]
    assert "已审核通过2份月报。" in response.content.decode()
    assert heading(response.content.decode()) == "没有待审核的月报"
    assert [(r.state, r.evidence, r.review_note, r.reviewed_by) for r in stored] == [
        (ReturnState.APPROVED, Evidence.ON_PAPER, "已看发票", cast.approver)
    ] * 2


def test_return_goes_back_with_a_note(cast: Cast, client_of: ClientOf) -> None:
    project = make_project(cast, done="5000")
    client = client_of(cast.approver)

    missing = client.post("/projects/review/", decide("send_back", project, note="  "))
    after_missing = state(project)
    client.post("/projects/review/", decide("send_back", project, note="与凭证不符"))

    stored = project.returns.get()
    assert (missing.status_code, after_missing) == (422, ReturnState.SUBMITTED)
    assert "退回月报须写明原因。" in missing.content.decode()
    assert " checked" in missing.content.decode()
    assert (stored.state, stored.review_note) == (ReturnState.SENT_BACK, "与凭证不符")


def test_nothing_ticked_says_what_to_do(cast: Cast, client_of: ClientOf) -> None:
    make_project(cast, done="5000")

    response = client_of(cast.approver).post("/projects/review/", {"act": "approve", "pick": ["x", "1"]})

    assert response.status_code == 422
    assert "没有勾选月报" in response.content.decode()


def test_figure_changed_meanwhile_is_not_signed_unseen(cast: Cast, client_of: ClientOf) -> None:
    good, changed = make_project(cast, name="甲", done="5000"), make_project(cast, name="乙", done="6000")
    sent = decide("approve", good, changed)
    submit_return(project=changed, month=OCTOBER, done=Decimal(6500), by=cast.clerk, at=NOON)

    response = client_of(cast.approver).post("/projects/review/", sent)

    html = response.content.decode()
    assert response.status_code == 409
    assert (state(good), state(changed)) == (ReturnState.APPROVED, ReturnState.SUBMITTED)
    assert "已审核通过1份月报。" in html
    assert "乙10月：您打开之后有人动过这份月报，请看现在的数字再决定。" in html
    assert "6,500" in html


def test_own_return_is_left_to_somebody_else(cast: Cast, client_of: ClientOf) -> None:
    project = make_project(cast)
    submit_return(project=project, month=OCTOBER, done=Decimal(5), by=cast.office, at=NOON)

    response = client_of(cast.office).post("/projects/review/", decide("approve", project))

    assert (response.status_code, state(project)) == (422, ReturnState.SUBMITTED)
    assert "您没有审核这份月报的权限" in response.content.decode()


def test_foreign_return_is_not_decided(cast: Cast, client_of: ClientOf) -> None:
    project = make_project(cast, unit=cast.city.other_county)
    submit_return(project=project, month=OCTOBER, done=Decimal(5), by=cast.stranger, at=NOON)

    response = client_of(cast.approver).post("/projects/review/", decide("approve", project))

    assert (response.status_code, state(project)) == (422, ReturnState.SUBMITTED)


def test_signed_return_can_only_be_sent_back(cast: Cast, client_of: ClientOf) -> None:
    project = make_project(cast, done="5000")
    approve_return(monthly_return=project.returns.get(), by=cast.approver, at=NOON)
    client = client_of(cast.approver)

    html = client.get("/projects/review/", {"signed": "on"}).content.decode()
    again = client.post("/projects/review/?signed=on", decide("approve", project))
    client.post("/projects/review/?signed=on", decide("send_back", project, note="发现重复计算"))

    assert heading(html) == "已审核的月报1份"
    assert 'value="approve"' not in html
    assert again.status_code == 422
    assert "这份月报已审核，无须再次审核，请刷新页面。" in again.content.decode()
    assert state(project) == ReturnState.SENT_BACK


def test_review_is_narrowed_by_month_and_unit(cast: Cast, client_of: ClientOf) -> None:
    make_project(cast, done="5000")
    client = client_of(cast.office)

    of_september = client.get("/projects/review/", {"month": "2026-09"}).content.decode()
    of_the_zone = client.get("/projects/review/", {"unit": cast.city.zone.pk}).content.decode()
    unreadable = client.get("/projects/review/", {"month": "x"})

    assert (heading(of_september), heading(of_the_zone)) == ("没有待审核的月报",) * 2
    assert unreadable.status_code == 422


@pytest.mark.parametrize("part", ["clerk", "leader", "juror"])
def test_review_is_refused_with_a_sentence(cast: Cast, client_of: ClientOf, part: str) -> None:
    response = client_of(cast.everybody()[part]).get("/projects/review/")

    assert response.status_code == 403
    assert "您没有审核月报的权限" in response.content.decode()


@pytest.mark.parametrize("projects", [1, 3])
def test_review_costs_the_same_however_many(
    cast: Cast, client_of: ClientOf, django_assert_num_queries: DjangoAssertNumQueries, projects: int
) -> None:
    for number in range(projects):
        make_project(cast, name=f"项目{number}", done="5")
    client = client_of(cast.office)
    client.get("/projects/review/")

    # Session, person; first year, units; count, page, plans, earlier returns; city, viewer's unit.
    with django_assert_num_queries(11):
        html = client.get("/projects/review/").content.decode()

    assert html.count('name="pick"') == projects
