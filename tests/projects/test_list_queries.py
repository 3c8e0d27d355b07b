"""The project list: conditions, orders, sums, and what the filters offer."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from pytest_django import DjangoAssertNumQueries

from guanmo.accounts.models import Person
from guanmo.accounts.services import update_unit
from guanmo.engines.periods import Month
from guanmo.projects import list_queries
from guanmo.projects.enums import Category, Stage
from guanmo.projects.list_queries import ProjectFilter, listed_projects, months_on_record, project_list
from guanmo.projects.models import Project
from guanmo.projects.services import register_project, set_plan, submit_return, update_project
from tests.cast import NOON, OCTOBER, Cast, make_project


@pytest.fixture
def library(cast: Cast) -> dict[str, Project]:
    """Four projects: far behind, a little behind, ahead, and one without plan or return."""
    projects = {
        "late": make_project(cast, name="滨海产业园", plan="12000", done="1000"),
        "slow": make_project(cast, name="观澜大桥", unit=cast.city.county_bureau, plan="20000", done="13000"),
        "fast": make_project(cast, name="云溪水厂", unit=cast.city.other_county, plan="3000"),
        "idle": make_project(cast, name="城北医院", unit=cast.city.district, plan=None),
    }
    submit_return(
        project=projects["fast"], month=Month(2026, 9), done=Decimal(2900), by=cast.stranger, at=NOON
    )
    return projects


def found(by: Person, sort: str = "", **wanted: Any) -> list[str]:
    listed = project_list(by, ProjectFilter(**wanted), OCTOBER, sort)
    return [row.project.name for row in listed_projects(by, listed.standings)]


def test_list_is_in_administrative_order(cast: Cast, library: dict[str, Project]) -> None:
    assert found(cast.office) == ["滨海产业园", "观澜大桥", "云溪水厂", "城北医院"]


def test_list_holds_what_the_person_sees(cast: Cast, library: dict[str, Project]) -> None:
    assert found(cast.clerk) == ["滨海产业园", "观澜大桥"]
    assert found(cast.stranger) == ["云溪水厂"]
    assert found(cast.juror) == []


@pytest.mark.parametrize(
    ("sort", "names"),
    [
        ("-unit", ["城北医院", "云溪水厂", "观澜大桥", "滨海产业园"]),
        ("code", ["滨海产业园", "观澜大桥", "云溪水厂", "城北医院"]),
        ("gap", ["滨海产业园", "观澜大桥", "云溪水厂", "城北医院"]),
        ("-gap", ["云溪水厂", "观澜大桥", "滨海产业园", "城北医院"]),
        ("-done", ["观澜大桥", "云溪水厂", "滨海产业园", "城北医院"]),
        ("plan", ["云溪水厂", "滨海产业园", "观澜大桥", "城北医院"]),
        ("light", ["滨海产业园", "观澜大桥", "云溪水厂", "城北医院"]),
        ("-light", ["云溪水厂", "观澜大桥", "滨海产业园", "城北医院"]),
        ("reported", ["云溪水厂", "滨海产业园", "观澜大桥", "城北医院"]),
        ("nonsense", ["滨海产业园", "观澜大桥", "云溪水厂", "城北医院"]),
    ],
)
def test_list_sorts_and_puts_the_unknown_last(
    cast: Cast, library: dict[str, Project], sort: str, names: list[str]
) -> None:
    assert found(cast.office, sort) == names


@pytest.mark.parametrize(("sort", "names"), [("ends", ["乙", "甲", "丙"]), ("-ends", ["甲", "乙", "丙"])])
def test_list_sorts_by_date_and_puts_the_undated_last(cast: Cast, sort: str, names: list[str]) -> None:
    for name, ends_on in (("甲", date(2027, 6, 1)), ("乙", date(2026, 12, 1)), ("丙", None)):
        register_project(
            unit=cast.city.county, values={"name": name, "ends_on": ends_on}, by=cast.office, at=NOON
        )

    assert found(cast.office, sort) == names


@pytest.mark.parametrize(
    ("wanted", "names"),
    [
        ({"light": "behind"}, ["滨海产业园"]),
        ({"light": "warning"}, ["观澜大桥"]),
        ({"light": "none"}, ["城北医院"]),
        ({"stage": Stage.BUILDING}, ["滨海产业园", "观澜大桥", "云溪水厂", "城北医院"]),
        ({"stage": Stage.FULL}, []),
        ({"category": Category.NEW}, ["滨海产业园", "观澜大桥", "云溪水厂"]),
        ({"category": Category.CONTINUED}, []),
        ({"missing": True}, ["云溪水厂"]),
        ({"text": "bhcyy"}, ["滨海产业园"]),
        ({"text": "GuanLan"}, ["观澜大桥"]),
        ({"text": "觀瀾大橋"}, ["观澜大桥"]),
        ({"text": "GM2026-0003"}, ["云溪水厂"]),
        ({"text": "青屿 大桥"}, ["观澜大桥"]),
        ({"text": "不存在"}, []),
    ],
)
def test_list_is_narrowed(
    cast: Cast, library: dict[str, Project], wanted: dict[str, Any], names: list[str]
) -> None:
    assert found(cast.office, **wanted) == names


def test_list_of_a_unit_includes_those_below(cast: Cast, library: dict[str, Project]) -> None:
    assert found(cast.office, unit=cast.city.county.pk) == ["滨海产业园", "观澜大桥"]
    assert found(cast.office, unit=cast.city.county_bureau.pk) == ["观澜大桥"]


def test_list_of_a_leader(cast: Cast, library: dict[str, Project]) -> None:
    update_project(project=library["slow"], values={"leader": "郑市长"}, by=cast.office, at=NOON)

    assert found(cast.office, leader="郑市长") == ["观澜大桥"]
    assert list_queries.leaders_of(cast.office) == ["郑市长"]
    assert list_queries.leaders_of(cast.stranger) == []


def test_list_of_a_sector_takes_what_was_chosen_before_what_the_code_says(
    cast: Cast, library: dict[str, Project]
) -> None:
    for name, values in (
        ("late", {"industry": "C3841"}),
        ("slow", {"industry": "C3841", "sector": "智能装备"}),
        ("fast", {"industry": "C3490"}),
    ):
        update_project(project=library[name], values=values, by=cast.office, at=NOON)

    assert found(cast.office, sector="新能源电池") == ["滨海产业园"]
    assert found(cast.office, sector="智能装备") == ["观澜大桥", "云溪水厂"]
    assert found(cast.office, sector="老产业") == []
    listed = project_list(cast.office, ProjectFilter(), OCTOBER)
    rows = listed_projects(cast.office, listed.standings)
    assert [row.sector for row in rows] == ["新能源电池", "智能装备", "智能装备", ""]


def test_list_of_an_attribute_and_of_a_carrier(cast: Cast, library: dict[str, Project]) -> None:
    update_project(
        project=library["slow"],
        values={"attributes": "招商、高新", "carrier": "青屿开发区"},
        by=cast.office,
        at=NOON,
    )

    assert found(cast.office, attribute="高新") == ["观澜大桥"]
    assert found(cast.office, attribute="外资") == []
    assert found(cast.office, carrier="青屿开发区") == ["观澜大桥"]
    assert list_queries.carriers_of(cast.office) == ["青屿开发区"]
    assert list_queries.carriers_of(cast.stranger) == []


def test_list_of_another_month_uses_its_figures(cast: Cast, library: dict[str, Project]) -> None:
    september = project_list(cast.office, ProjectFilter(), Month(2026, 9))

    assert [s.done for s in september.standings] == [None, None, Decimal(2900), None]
    assert september.totals.lights == {"none": 3, "normal": 1}


def test_list_sums_everything_it_holds(cast: Cast, library: dict[str, Project]) -> None:
    listed = project_list(cast.office, ProjectFilter(), OCTOBER)

    totals = listed.totals
    assert (totals.projects, totals.total_investment) == (4, Decimal(200000))
    assert (totals.baseline, totals.plan, totals.done) == (Decimal(35000), Decimal(35000), Decimal(16900))
    assert totals.lights == {"behind": 1, "warning": 1, "normal": 1, "none": 1}
    assert totals.completion == Decimal(16900) / Decimal(35000)
    assert listed.gap is not None
    assert round(listed.gap, 4) == Decimal("-35.0476")


def test_list_takes_three_queries_and_its_page_one(
    cast: Cast, library: dict[str, Project], django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    with django_assert_num_queries(3):
        listed = project_list(cast.office, ProjectFilter(), OCTOBER, "gap")

    with django_assert_num_queries(1):
        assert [row.project.unit.name for row in listed_projects(cast.office, listed.standings[:2])] == [
            "青屿县", "青屿县发改局",
        ]  # fmt: skip


def test_units_offered_are_those_with_visible_projects(cast: Cast) -> None:
    assert [u.name for u in list_queries.units_of(cast.clerk)] == ["青屿县", "青屿县发改局"]
    assert len(list_queries.units_of(cast.leader)) == 7


def test_months_reach_back_to_the_first_plan(cast: Cast) -> None:
    project = make_project(cast)
    set_plan(project=project, year=2025, category=Category.NEW, amount=Decimal(1), by=cast.office, at=NOON)

    months = months_on_record(date(2026, 11, 24))

    assert (months[0], months[-1], len(months)) == (Month(2026, 11), Month(2025, 1), 23)


def test_months_without_plans_are_those_of_the_year(cast: Cast) -> None:
    assert months_on_record(date(2026, 2, 1)) == [Month(2026, 2), Month(2026, 1)]


def test_months_of_a_plan_made_ahead_do_not_run_backwards(cast: Cast) -> None:
    project = make_project(cast, plan=None)
    set_plan(project=project, year=2027, category=Category.NEW, amount=Decimal(1), by=cast.office, at=NOON)

    assert months_on_record(date(2026, 1, 5)) == [Month(2026, 1)]


def test_projects_with_their_light_are_those_of_the_list(cast: Cast, library: dict[str, Project]) -> None:
    every = list_queries.lit_projects(cast.office, ProjectFilter(), OCTOBER)
    behind = list_queries.lit_projects(cast.office, ProjectFilter(light="behind"), OCTOBER)

    assert [p.name for p in every] == ["滨海产业园", "观澜大桥", "云溪水厂", "城北医院"]
    assert [p.name for p in behind] == ["滨海产业园"]


def test_closed_units_take_no_more_projects(cast: Cast) -> None:
    update_unit(unit=cast.city.county_bureau, values={"is_active": False}, by=cast.system_admin, at=NOON)

    assert [u.name for u in list_queries.open_units_of(cast.clerk)] == ["青屿县"]
