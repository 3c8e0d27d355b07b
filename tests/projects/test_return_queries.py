"""The rows of the grid and of the review, with what each is compared with."""

from decimal import Decimal

import pytest
from pytest_django import DjangoAssertNumQueries

from guanmo.engines.periods import Month
from guanmo.projects import return_queries
from guanmo.projects.enums import Category, ReturnState
from guanmo.projects.models import MonthlyReturn, Project
from guanmo.projects.return_queries import reportable, return_rows, review_rows, reviewable
from guanmo.projects.services import approve_return, send_back_return, set_plan, submit_return
from tests.cast import NOON, OCTOBER, Cast, make_project

SEPTEMBER, JANUARY = Month(2026, 9), Month(2026, 1)


def report(cast: Cast, project: Project, month: Month, done: int, **said: str) -> MonthlyReturn:
    return submit_return(project=project, month=month, done=Decimal(done), by=cast.clerk, at=NOON, **said)


def test_grid_holds_planned_projects_in_administrative_order(cast: Cast) -> None:
    make_project(cast, name="发改局项目", unit=cast.city.county_bureau)
    make_project(cast, name="县项目", done="5")
    make_project(cast, name="没有计划", plan=None)
    make_project(cast, name="外县项目", unit=cast.city.other_county)

    assert [p.name for p in reportable(cast.clerk, OCTOBER)] == ["县项目", "发改局项目"]
    assert [p.name for p in reportable(cast.clerk, OCTOBER, missing=True)] == ["发改局项目"]
    assert [p.name for p in reportable(cast.office, OCTOBER, unit=cast.city.other_county.pk)] == ["外县项目"]
    assert list(reportable(cast.clerk, Month(2025, 10))) == []


def test_row_is_prefilled_from_the_last_counted_return(cast: Cast) -> None:
    project = make_project(cast)
    report(cast, project, Month(2026, 7), 700, progress="主体施工", problems="缺钢材", lower_reason="核减")
    wrong = report(cast, project, SEPTEMBER, 900, progress="封顶")
    send_back_return(monthly_return=wrong, by=cast.approver, at=NOON, note="不符")

    [row] = return_rows([project], OCTOBER)

    assert (row.plan, row.current, row.revision) == (Decimal(12000), None, 0)
    assert row.initial() == {"done": Decimal(700), "progress": "主体施工", "problems": "缺钢材"}
    assert (row.skips_a_month, row.is_signed) == (True, False)


def test_row_of_a_reported_month_holds_its_return(cast: Cast) -> None:
    project = make_project(cast, done="5000")
    report(cast, project, SEPTEMBER, 4000)

    [row] = return_rows([project], OCTOBER)

    assert row.initial() == {"done": Decimal(5000), "progress": "", "problems": "", "lower_reason": ""}
    assert (row.revision, row.skips_a_month, row.is_signed) == (1, False, False)


def test_row_knows_when_it_is_signed(cast: Cast) -> None:
    project = make_project(cast, done="5000")
    approve_return(monthly_return=project.returns.get(), by=cast.approver, at=NOON)

    [row] = return_rows([project], OCTOBER)

    assert row.is_signed


def test_january_takes_the_words_of_december_and_no_figure(cast: Cast) -> None:
    project = make_project(cast)
    report(cast, project, Month(2025, 12), 9000, progress="封顶", problems="缺水")

    [row] = return_rows([project], JANUARY)

    assert row.initial() == {"done": None, "progress": "封顶", "problems": "缺水"}
    assert (row.carried, row.skips_a_month) == (None, False)


def test_first_return_of_all_starts_empty(cast: Cast) -> None:
    [row] = return_rows([make_project(cast)], OCTOBER)

    assert row.initial() == {"done": None}


def test_other_months_of_last_year_do_not_carry_over(cast: Cast) -> None:
    project = make_project(cast)
    report(cast, project, Month(2025, 12), 9000, progress="封顶")

    [row] = return_rows([project], OCTOBER)

    assert row.before is None


def test_returns_sent_back_are_those_of_the_month(cast: Cast) -> None:
    project = make_project(cast, done="5000")
    wrong = send_back_return(monthly_return=project.returns.get(), by=cast.approver, at=NOON, note="不符")

    every = reportable(cast.clerk, OCTOBER)

    assert list(return_queries.sent_back(every, OCTOBER)) == [wrong]
    assert list(return_queries.sent_back(every, SEPTEMBER)) == []


def test_review_lists_what_somebody_else_sent(cast: Cast) -> None:
    mine = make_project(cast, name="县项目", done="5000")
    theirs = make_project(cast, name="外县项目", unit=cast.city.other_county)
    submit_return(project=theirs, month=SEPTEMBER, done=Decimal(1), by=cast.stranger, at=NOON)
    submit_return(project=theirs, month=OCTOBER, done=Decimal(2), by=cast.office, at=NOON)

    def listed(by: str, **wanted: object) -> list[tuple[str, int]]:
        found = reviewable(getattr(cast, by), **wanted)  # type: ignore[arg-type] # a table of arguments
        return [(r.project.name, r.month) for r in found]

    assert listed("approver") == [("县项目", 10)]
    assert listed("office") == [("外县项目", 9), ("县项目", 10)]
    assert listed("office", month=OCTOBER) == [("县项目", 10)]
    assert listed("office", unit=cast.city.other_county.pk) == [("外县项目", 9)]
    assert listed("approver", signed=True) == []
    approve_return(monthly_return=mine.returns.get(), by=cast.approver, at=NOON)
    assert (listed("approver"), listed("approver", signed=True)) == ([], [("县项目", 10)])


def test_review_compares_with_plan_and_last_counted_return(cast: Cast) -> None:
    project = make_project(cast, plan="12000", done="9000")
    report(cast, project, Month(2026, 8), 7000)
    wrong = report(cast, project, SEPTEMBER, 8000)
    send_back_return(monthly_return=wrong, by=cast.approver, at=NOON, note="不符")
    set_plan(project=project, year=2025, category=Category.NEW, amount=Decimal(1), by=cast.office, at=NOON)

    [august, october] = review_rows(list(reviewable(cast.approver)))

    assert (august.before, august.added) == (None, Decimal(7000))
    assert (october.plan, october.added, october.completion) == (
        Decimal(12000), Decimal(2000), Decimal("0.75"),
    )  # fmt: skip
    assert october.gap is not None
    assert round(october.gap, 4) == Decimal("-8.3333")


def test_review_of_a_return_without_plan_has_no_completion(cast: Cast) -> None:
    make_project(cast, plan=None, done="5")

    [row] = review_rows(list(reviewable(cast.approver)))

    assert (row.plan, row.completion, row.gap) == (None, None, None)


def test_visible_returns_are_those_of_visible_projects(cast: Cast) -> None:
    make_project(cast, done="5")

    assert [r.state for r in return_queries.visible_returns(cast.colleague)] == [ReturnState.SUBMITTED]
    assert list(return_queries.visible_returns(cast.stranger)) == []


@pytest.mark.parametrize("projects", [1, 3])
def test_rows_take_three_queries_however_many(
    cast: Cast, projects: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for number in range(projects):
        make_project(cast, name=f"项目{number}", done="5")
    grid, reports = list(reportable(cast.clerk, OCTOBER)), list(reviewable(cast.approver))

    with django_assert_num_queries(3):
        assert len(return_rows(grid, OCTOBER)) == projects
    with django_assert_num_queries(3):
        assert len(review_rows(reports)) == projects
