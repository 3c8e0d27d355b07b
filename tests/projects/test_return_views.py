"""The grid of monthly returns: several rows at once, good ones saved, the others kept as typed."""

import re
from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from guanmo.accounts.models import Person
from guanmo.engines.periods import Month
from guanmo.projects.models import MonthlyReturn, Project
from guanmo.projects.services import approve_return, send_back_return, submit_return
from tests.cast import NOON, OCTOBER, Cast, make_project

ClientOf = Callable[[Person], Client]
SEPTEMBER = Month(2026, 9)


def heading(html: str) -> str:
    found = re.search(r"<h1>(.*?)</h1>", html, re.DOTALL)
    return found[1].strip() if found else ""


def problems(html: str) -> list[str]:
    return re.findall(r'<p class="field-error">.*?<span>(.*?)</span>', html)


def row(project: Project, *, tick: bool = True, revision: int = 0, **typed: Any) -> dict[str, Any]:
    """What one row of the grid sends."""
    cells = {"done": "", "progress": "", "problems": "", "lower_reason": "", **typed, "revision": revision}
    if tick:
        cells["send"] = "on"
    return {f"p{project.pk}-{name}": value for name, value in cells.items()}


def reported(project: Project) -> Decimal | None:
    found = MonthlyReturn.objects.filter(project=project, month=10).first()
    return found.done if found else None


def test_grid_is_prefilled_and_clearly_unsent(cast: Cast, client_of: ClientOf) -> None:
    project = make_project(cast)
    submit_return(
        project=project, month=SEPTEMBER, done=Decimal("8000.5"), progress="主体封顶", by=cast.clerk, at=NOON
    )

    html = client_of(cast.clerk).get("/projects/returns/").content.decode()

    assert heading(html) == "2026年10月月报还有1个项目未报"
    assert '<tr class="unsent">' in html
    assert 'value="8000.5"' in html
    assert 'value="主体封顶"' in html
    assert '<span class="unfilled">未报</span>' in html
    assert reported(project) is None


def test_several_rows_are_sent_at_once(cast: Cast, client_of: ClientOf) -> None:
    one, two = make_project(cast, name="甲"), make_project(cast, name="乙")
    client = client_of(cast.clerk)

    response = client.post(
        "/projects/returns/",
        {**row(one, done="9000", progress="封顶"), **row(two, done="１，０００.5")},
        follow=True,
    )

    html = response.content.decode()
    assert response.redirect_chain == [("/projects/returns/", 302)]
    assert (reported(one), reported(two)) == (Decimal(9000), Decimal("1000.5"))
    assert "已报送2个项目的2026年10月月报。" in html
    assert heading(html) == "2026年10月月报已全部报送"


def test_good_rows_are_saved_and_bad_ones_kept_as_typed(cast: Cast, client_of: ClientOf) -> None:
    good, lower, negative, wordy = (make_project(cast, name=name) for name in "甲乙丙丁")
    submit_return(project=lower, month=SEPTEMBER, done=Decimal(8000), by=cast.clerk, at=NOON)

    response = client_of(cast.clerk).post(
        "/projects/returns/",
        {
            **row(good, done="9000"),
            **row(lower, done="7000", progress="主体封顶"),
            **row(negative, done="-1"),
            **row(wordy, done="约三千"),
        },
    )

    html = response.content.decode()
    assert response.status_code == 422
    assert [reported(p) for p in (good, lower, negative, wordy)] == [Decimal(9000), None, None, None]
    assert "已报送1个项目的2026年10月月报。" in html
    assert "3行没有报送，原因写在各行下面；您填的内容都在。" in html
    assert problems(html) == [
        "低于上月的原因：本年累计低于9月的 8,000.00 万元。累计数一般不会减少，请核对；确需核减的，请填写“低于上月的原因”。",
        "本年累计完成投资（万元）：本年累计完成投资不能为负数，请核对。",
        "本年累计完成投资（万元）：输入一个数字。",
    ]
    assert 'value="主体封顶"' in html
    assert 'value="约三千"' in html
    assert html.count("checked") == 3


def test_lower_than_before_is_accepted_with_its_reason(cast: Cast, client_of: ClientOf) -> None:
    project = make_project(cast)
    submit_return(project=project, month=SEPTEMBER, done=Decimal(8000), by=cast.clerk, at=NOON)

    client_of(cast.clerk).post("/projects/returns/", row(project, done="7000", lower_reason="审计核减"))

    stored = MonthlyReturn.objects.get(project=project, month=10)
    assert (stored.done, stored.lower_reason) == (Decimal(7000), "审计核减")


def test_higher_than_a_later_month_is_told(cast: Cast, client_of: ClientOf) -> None:
    project = make_project(cast, done="5000")

    response = client_of(cast.clerk).post("/projects/returns/?month=2026-09", row(project, done="6000"))

    assert response.status_code == 422
    assert "本年累计高于10月已报的 5,000.00 万元，请核对两个月的数字。" in response.content.decode()


def test_row_changed_and_not_ticked_is_told_and_kept(cast: Cast, client_of: ClientOf) -> None:
    one, two = make_project(cast, name="甲"), make_project(cast, name="乙")

    response = client_of(cast.clerk).post(
        "/projects/returns/", {**row(one, done="10"), **row(two, tick=False, done="20")}
    )

    html = response.content.decode()
    assert (response.status_code, reported(one), reported(two)) == (422, Decimal(10), None)
    assert problems(html) == ["这一行改过，还没有勾选报送，所以没有保存。"]
    assert 'value="20"' in html


def test_nothing_ticked_says_what_to_do(cast: Cast, client_of: ClientOf) -> None:
    project = make_project(cast)

    response = client_of(cast.clerk).post("/projects/returns/", row(project, tick=False))

    assert response.status_code == 422
    assert "没有勾选要报送的项目" in response.content.decode()


def test_month_reported_twice_is_a_correction_until_it_is_signed(cast: Cast, client_of: ClientOf) -> None:
    project = make_project(cast, done="5000")
    client = client_of(cast.clerk)

    corrected = client.post("/projects/returns/", row(project, done="5500", revision=1))
    approve_return(monthly_return=project.returns.get(), by=cast.approver, at=NOON)
    refused = client.post("/projects/returns/", row(project, done="6000", revision=2))

    html = refused.content.decode()
    assert (corrected.status_code, refused.status_code, reported(project)) == (302, 422, Decimal(5500))
    assert problems(html) == [
        "2026年10月的月报已审核（累计完成 5,500.00 万元），不能重复填报；如需更正，请审核人先退回。"
    ]
    assert 'value="6000"' in html


def test_signed_row_cannot_be_typed_into(cast: Cast, client_of: ClientOf) -> None:
    project = make_project(cast, done="5000")
    approve_return(monthly_return=project.returns.get(), by=cast.approver, at=NOON)

    html = client_of(cast.clerk).get("/projects/returns/").content.decode()

    assert f'name="p{project.pk}-done"' not in html
    assert "已审核，不能改" in html
    assert heading(html) == "2026年10月月报已全部报送"


def test_two_people_sending_at_once_lose_nothing(cast: Cast, client_of: ClientOf) -> None:
    project = make_project(cast)
    submit_return(
        project=project, month=OCTOBER, done=Decimal(5000), progress="封顶", by=cast.colleague, at=NOON
    )
    client = client_of(cast.clerk)

    conflict = client.post("/projects/returns/", row(project, done="5300", progress="封顶", problems="缺水"))

    html = conflict.content.decode()
    between = MonthlyReturn.objects.get(project=project)
    assert (conflict.status_code, between.done, between.problems) == (409, Decimal(5000), "")
    assert "李同事在您打开之后报送过这个项目" in html
    assert re.findall(r'<tr><th scope="row">(.*?)</th><td>(.*?)</td><td>(.*?)</td></tr>', html) == [
        ("本年累计完成投资（万元）", "5,300", "5,000"), ("存在问题", "缺水", "空"),
    ]  # fmt: skip
    assert 'value="5300"' in html
    assert f'name="p{project.pk}-revision" value="1"' in html
    assert "checked" not in html

    client.post("/projects/returns/", row(project, done="5300", problems="缺水", revision=1))
    assert reported(project) == Decimal(5300)


def test_two_people_sending_the_same_are_told_so(cast: Cast, client_of: ClientOf) -> None:
    project = make_project(cast, done="5000")

    response = client_of(cast.colleague).post("/projects/returns/", row(project, done="5000"))

    assert response.status_code == 409
    assert "与您填的相同，不必再报。" in response.content.decode()


def test_row_sent_back_shows_the_note(cast: Cast, client_of: ClientOf) -> None:
    project = make_project(cast, done="5000")
    send_back_return(monthly_return=project.returns.get(), by=cast.approver, at=NOON, note="与凭证不符")

    html = client_of(cast.clerk).get("/projects/returns/").content.decode()

    assert heading(html) == "2026年10月月报还有1个项目未报，其中1个被退回"
    assert '<span class="tag tag-wrong">已退回</span><span class="sub">与凭证不符</span>' in html


def test_rows_a_filter_no_longer_holds_are_not_lost(cast: Cast, client_of: ClientOf) -> None:
    project = make_project(cast)
    submit_return(project=project, month=OCTOBER, done=Decimal(5000), by=cast.colleague, at=NOON)

    response = client_of(cast.clerk).post("/projects/returns/?missing=on", row(project, done="5300"))

    assert response.status_code == 409
    assert 'value="5300"' in response.content.decode()


def test_foreign_row_is_not_taken(cast: Cast, client_of: ClientOf) -> None:
    project = make_project(cast, unit=cast.city.other_county)

    response = client_of(cast.clerk).post("/projects/returns/", row(project, done="1"))

    assert (response.status_code, reported(project)) == (422, None)


def test_month_to_come_cannot_be_reported(cast: Cast, client_of: ClientOf) -> None:
    make_project(cast)

    response = client_of(cast.clerk).get("/projects/returns/", {"month": "2026-12"})

    assert response.status_code == 422


def test_grid_without_projects_says_what_to_do(cast: Cast, client_of: ClientOf) -> None:
    html = client_of(cast.clerk).get("/projects/returns/").content.decode()

    assert heading(html) == "没有要填2026年10月月报的项目"
    assert "没有年度计划的项目不填月报" in html


@pytest.mark.parametrize("part", ["approver", "leader", "juror", "nobody"])
def test_grid_is_refused_with_a_sentence(cast: Cast, client_of: ClientOf, part: str) -> None:
    response = client_of(cast.everybody()[part]).get("/projects/returns/")

    assert response.status_code == 403
    assert "您没有填报月报的权限" in response.content.decode()


@pytest.mark.parametrize("projects", [1, 3])
def test_grid_costs_the_same_however_many(
    cast: Cast, client_of: ClientOf, django_assert_num_queries: DjangoAssertNumQueries, projects: int
) -> None:
    for number in range(projects):
        make_project(cast, name=f"项目{number}", done="5")
    client = client_of(cast.clerk)
    client.get("/projects/returns/")

    # Session, person, unit; first year, units; page and its count, plans, returns; all, missing, sent back; city.
    with django_assert_num_queries(14):
        html = client.get("/projects/returns/").content.decode()

    assert html.count("data-tick>") == projects


def test_figure_far_above_the_plan_is_asked_about_and_sent_when_confirmed(
    cast: Cast, client_of: ClientOf
) -> None:
    project = make_project(cast, plan="12000")
    client = client_of(cast.clerk)

    asked = client.post("/projects/returns/", row(project, done="90000000"))
    html = asked.content.decode()
    other = client.post("/projects/returns/", row(project, done="95000000", sure="90000000"))
    sent = client.post("/projects/returns/", row(project, done="90000000", sure="90000000"))

    assert (asked.status_code, other.status_code, sent.status_code) == (422, 422, 302)
    assert "是不是把元当成了万元？" in problems(html)[0]
    assert f'name="p{project.pk}-sure" value="90000000"' in html
    assert reported(project) == Decimal(90000000)
