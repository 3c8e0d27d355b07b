"""Standings, sums, what is behind and since when, what is missing."""

from datetime import date
from decimal import Decimal

import pytest
from pytest_django import DjangoAssertNumQueries

from guanmo.accounts.services import update_unit
from guanmo.engines.packs import Pack, shipped_pack
from guanmo.engines.periods import Month
from guanmo.engines.progress import Light
from guanmo.projects import queries
from guanmo.projects.enums import Category, Evidence, Stage
from guanmo.projects.models import MonthlyReturn, Project
from guanmo.projects.queries import Standing, standings, totals
from guanmo.projects.services import (
    approve_return,
    choose_lights,
    send_back_return,
    set_plan,
    submit_return,
    update_project,
)
from tests.cast import NOON, OCTOBER, Cast, make_project

TODAY = date(2026, 11, 24)
PACK = shipped_pack(queries.DEFAULT_LIGHTS)


def one(project: Project, month: Month = OCTOBER) -> Standing:
    [standing] = standings(Project.objects.filter(pk=project.pk), month, PACK)
    return standing


def listed(cast: Cast, month: Month, pack: Pack) -> list[Standing]:
    """What a leader sees of all projects."""
    return standings(Project.objects.visible_to(cast.leader), month, pack)


def test_standing_tells_plan_figure_light_and_how_it_was_checked(cast: Cast) -> None:
    project = make_project(cast, plan="12000", done="6000")
    approve_return(monthly_return=project.returns.get(), by=cast.approver, at=NOON, evidence=Evidence.ON_SITE)

    standing = one(project)

    assert (standing.plan, standing.baseline, standing.done, standing.reported) == (
        Decimal(12000), Decimal(12000), Decimal(6000), 10,
    )  # fmt: skip
    assert (standing.category_label, standing.evidence_label) == ("新建", "到过现场")
    assert (standing.completion, standing.lamp, standing.light.light) == (
        Decimal("0.5"), Light.BEHIND, Light.BEHIND,
    )  # fmt: skip
    assert standing.gap is not None
    assert round(standing.gap, 4) == Decimal("-33.3333")
    assert not standing.is_stale


def test_standing_of_an_earlier_month_is_stale(cast: Cast) -> None:
    standing = one(make_project(cast, done="6000"), Month(2026, 11))

    assert (standing.reported, standing.is_stale) == (10, True)


def test_standing_without_plan_and_return_knows_nothing(cast: Cast) -> None:
    standing = one(make_project(cast, plan=None))

    assert (standing.plan, standing.done, standing.reported, standing.completion, standing.gap) == (None,) * 5
    assert (standing.category_label, standing.evidence_label, standing.is_stale) == ("", "", False)


def test_standing_leaves_out_returns_sent_back_and_other_years(cast: Cast) -> None:
    project = make_project(cast, done="6000")
    submit_return(project=project, month=Month(2026, 9), done=Decimal(5000), by=cast.clerk, at=NOON)
    submit_return(project=project, month=Month(2025, 10), done=Decimal(9000), by=cast.clerk, at=NOON)
    october = MonthlyReturn.objects.get(year=2026, month=10)
    send_back_return(monthly_return=october, by=cast.approver, at=NOON, note="不符")

    assert (one(project).done, one(project).reported) == (Decimal(5000), 9)


@pytest.mark.parametrize("projects", [1, 3])
def test_standings_take_two_queries(
    cast: Cast, projects: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for number in range(projects):
        make_project(cast, name=f"项目{number}", done="5")

    with django_assert_num_queries(2):
        assert len(standings(Project.objects.all(), OCTOBER, PACK)) == projects


def test_totals_of_nothing_are_zero() -> None:
    found = totals([])

    assert (found.projects, found.plan, found.lights, found.completion, found.gap_at(OCTOBER)) == (
        0, Decimal(0), {}, None, None,
    )  # fmt: skip


def test_reporting_month_is_the_last_one_over() -> None:
    assert queries.reporting_month(date(2026, 1, 31)) == Month(2025, 12)


def test_light_pack_is_the_choice_of_the_year_or_of_an_earlier_one(cast: Cast) -> None:
    wuhan, sanya = shipped_pack("wuhan-2022"), shipped_pack("sanya-2022")
    before = queries.light_pack(2026)
    choose_lights(year=2025, pack=wuhan, by=cast.office, at=NOON, why="试行")
    choose_lights(year=2027, pack=sanya, by=cast.office, at=NOON, why="新办法")

    found = [queries.light_pack(year).id for year in (2024, 2025, 2026, 2027, 2028)]

    assert before.id == "yinchuan-2025"
    assert found == ["yinchuan-2025", "wuhan-2022", "wuhan-2022", "sanya-2022", "sanya-2022"]


def test_behind_names_the_longest_first_and_since_when(cast: Cast) -> None:
    long = make_project(cast, name="久", done="1000")
    short = make_project(cast, name="新", done="6300")
    make_project(cast, name="正常", done="12000")
    for month, done in ((8, 6300), (9, 6300)):
        submit_return(project=short, month=Month(2026, month), done=Decimal(done), by=cast.clerk, at=NOON)
    submit_return(project=long, month=Month(2026, 6), done=Decimal(1000), by=cast.clerk, at=NOON)

    found = queries.behind(cast.leader, listed(cast, OCTOBER, PACK), TODAY)

    assert [(b.project.name, b.since, b.days) for b in found] == [
        ("久", Month(2026, 6), 146), ("新", OCTOBER, 23),
    ]  # fmt: skip


def test_behind_since_january_stops_at_the_year(cast: Cast) -> None:
    project = make_project(cast)
    sanya = shipped_pack("sanya-2022")
    submit_return(project=project, month=Month(2026, 1), done=Decimal(0), by=cast.clerk, at=NOON)

    [found] = queries.behind(cast.leader, listed(cast, Month(2026, 3), sanya), TODAY)

    assert found.since == Month(2026, 1)


def test_behind_leaves_out_projects_that_are_done_or_gone(cast: Cast) -> None:
    for name, stage in (("达产", Stage.FULL), ("退出", Stage.EXITED)):
        project = make_project(cast, name=name, done="1")
        update_project(project=project, values={"stage": stage}, by=cast.office, at=NOON)

    assert queries.behind(cast.leader, listed(cast, OCTOBER, PACK), TODAY) == []


def test_unit_summaries_take_in_everything_below(cast: Cast) -> None:
    make_project(cast, name="县项目", plan="1000", done="500")
    make_project(cast, name="局项目", unit=cast.city.county_bureau, plan="1000", done="1000")
    make_project(cast, name="部门项目", unit=cast.city.office)

    found = queries.unit_summaries(listed(cast, OCTOBER, PACK), OCTOBER)

    assert [(s.unit.name, s.totals.projects, s.totals.done, s.completion) for s in found] == [
        ("青屿县", 2, Decimal(1500), Decimal("0.75"))
    ]
    assert found[0].gap is not None
    assert round(found[0].gap, 4) == Decimal("-8.3333")


def test_missing_returns_are_of_planned_projects_and_this_month(cast: Cast) -> None:
    given = make_project(cast, name="已报", done="5")
    back = make_project(cast, name="被退回", done="5")
    older = make_project(cast, name="上月报过")
    make_project(cast, name="没有计划", plan=None)
    submit_return(project=older, month=Month(2026, 9), done=Decimal(5), by=cast.clerk, at=NOON)
    send_back_return(monthly_return=back.returns.get(), by=cast.approver, at=NOON, note="不符")
    set_plan(project=given, year=2027, category=Category.NEW, amount=Decimal(1), by=cast.office, at=NOON)

    missing = queries.missing_returns(Project.objects.all(), OCTOBER)

    assert [p.name for p in missing] == ["被退回", "上月报过"]


def test_search_needs_every_word(cast: Cast) -> None:
    make_project(cast, name="滨海产业园")

    found = [
        queries.search(Project.objects.all(), words).count() for words in ("滨海 青屿", "滨海 云溪", " ")
    ]

    assert found == [1, 0, 1]


def test_search_knows_the_unit_by_the_name_it_bears_now(cast: Cast) -> None:
    project = make_project(cast, name="滨海产业园")
    update_unit(
        unit=project.unit, values={"name": "丹霞区", "short_name": "丹霞"}, by=cast.system_admin, at=NOON
    )

    found = [queries.search(Project.objects.all(), words).count() for words in ("丹霞", "dxq 滨海", "青屿")]

    assert found == [1, 1, 0]


def test_signed_returns_come_latest_first_and_waiting_ones_earliest_first(cast: Cast) -> None:
    project = make_project(cast)
    for month in (8, 9):
        submit_return(project=project, month=Month(2026, month), done=Decimal(5), by=cast.clerk, at=NOON)

    waiting = [r.month for r in queries.returns_to_review(cast.approver)]
    for report in queries.returns_to_review(cast.approver):
        approve_return(monthly_return=report, by=cast.approver, at=NOON)

    assert (waiting, [r.month for r in queries.signed_returns(cast.approver)]) == ([8, 9], [9, 8])
