"""The card's figures: months, plans with their changes, the light's age, the history."""

from datetime import date
from decimal import Decimal

import pytest
from pytest_django import DjangoAssertNumQueries

from guanmo.engines.periods import Month
from guanmo.engines.progress import Light, gap
from guanmo.projects.card_queries import history_of_project, project_card, shown_month
from guanmo.projects.enums import Category
from guanmo.projects.services import replan, send_back_return, set_plan, submit_return
from tests.cast import NOON, Cast, make_project

TODAY = date(2026, 11, 24)


@pytest.mark.parametrize(
    ("year", "today", "month"),
    [
        (2026, TODAY, Month(2026, 10)),
        (2025, TODAY, Month(2025, 12)),
        (2027, TODAY, Month(2027, 1)),
        (2026, date(2026, 1, 9), Month(2026, 1)),
    ],
)
def test_shown_month_is_the_last_one_over_of_its_year(year: int, today: date, month: Month) -> None:
    assert shown_month(year, today) == month


def test_card_tells_what_each_month_added(cast: Cast) -> None:
    project = make_project(cast, plan="12000")
    for month, done in ((2, 1000), (3, 1500), (5, 4000)):
        submit_return(project=project, month=Month(2026, month), done=Decimal(done), by=cast.clerk, at=NOON)

    months = project_card(project, 2026, TODAY).months

    assert [m.added for m in months[:6]] == [None, 1000, 500, None, 2500, None]
    assert [m.lamp for m in months[:4]] == [Light.NONE, Light.NORMAL, Light.WARNING, Light.NONE]
    assert months[1].completion == Decimal(1000) / 12000
    assert (months[1].gap, months[0].gap) == (gap(Decimal(1000), Decimal(12000), 2), None)
    assert [m.is_due for m in months] == [True] * 10 + [False] * 2


def test_return_sent_back_stays_visible_and_counts_for_nothing(cast: Cast) -> None:
    project = make_project(cast, done="5000")
    send_back_return(monthly_return=project.returns.get(), by=cast.approver, at=NOON, note="与凭证不符")

    card = project_card(project, 2026, TODAY)

    october = card.months[9]
    assert october.report is not None
    assert (october.report.done, october.added, october.completion) == (Decimal(5000), None, None)
    assert card.standing.done is None
    assert card.plans[0].done is None


def test_card_keeps_the_baseline_beside_each_replan(cast: Cast) -> None:
    project = make_project(cast, plan="12000", done="6000")
    replan(plan=project.plans.get(), amount=Decimal(9000), by=cast.office, at=NOON, reason="资金晚到")
    set_plan(project=project, year=2025, category=Category.NEW, amount=Decimal(10), by=cast.office, at=NOON)

    card = project_card(project, 2026, TODAY)

    assert [(p.plan.year, p.plan.baseline, p.plan.amount, p.done) for p in card.plans] == [
        (2026, Decimal(12000), Decimal(9000), Decimal(6000)), (2025, Decimal(10), Decimal(10), None),
    ]  # fmt: skip
    assert [(c.before, c.after, c.reason, c.approved_by) for c in card.plans[0].changes] == [
        (Decimal(12000), Decimal(9000), "资金晚到", cast.office)
    ]
    assert card.plan == card.plans[0]
    assert (card.plans[0].completion, card.plans[1].completion) == (Decimal(6000) / 9000, None)
    assert card.years == [2026, 2025]


def test_card_of_a_year_without_plan_has_none(cast: Cast) -> None:
    card = project_card(make_project(cast, plan=None), 2026, TODAY)

    assert (card.plan, card.plans, card.standing.lamp, card.since) == (None, [], Light.NONE, None)


def test_card_says_since_when_the_project_is_behind(cast: Cast) -> None:
    project = make_project(cast, plan="12000")
    for month, done in ((4, 3000), (5, 3000), (10, 3100)):
        submit_return(project=project, month=Month(2026, month), done=Decimal(done), by=cast.clerk, at=NOON)

    card = project_card(project, 2026, TODAY)

    # 3,000 of 12,000 is 25 %: 33.3 points short in July, 25 in June.
    assert card.since == Month(2026, 7)
    assert card.pace == [
        None, None, None, Decimal("0.25"), Decimal("0.25"), None, None, None, None, Decimal(3100) / 12000,
    ]  # fmt: skip


def test_card_lists_problems_the_latest_first(cast: Cast) -> None:
    project = make_project(cast)
    for month, problem in ((3, "征地未完成"), (4, ""), (5, "用地批复未到")):
        submit_return(
            project=project,
            month=Month(2026, month),
            done=Decimal(10),
            problems=problem,
            by=cast.clerk,
            at=NOON,
        )

    assert [r.problems for r in project_card(project, 2026, TODAY).problems] == ["用地批复未到", "征地未完成"]


@pytest.mark.parametrize("months", [1, 3])
def test_card_takes_the_same_queries_however_long_its_life(
    cast: Cast, months: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    project = make_project(cast)
    for month in range(1, months + 1):
        submit_return(project=project, month=Month(2026, month), done=Decimal(month), by=cast.clerk, at=NOON)
        replan(plan=project.plans.get(), amount=Decimal(month), by=cast.office, at=NOON, reason="调整")

    with django_assert_num_queries(7):
        project_card(project, 2026, TODAY)


def test_history_of_a_project_holds_its_plans_and_returns(cast: Cast) -> None:
    project = make_project(cast, done="5000")
    make_project(cast, name="别的项目", done="1")
    replan(plan=project.plans.get(), amount=Decimal(9000), by=cast.office, at=NOON, reason="资金晚到")

    actions = [entry.action for entry in history_of_project(project)]

    assert actions == [
        "plan.changed", "plan.changed", "return.submitted", "plan.set", "project.registered",
    ]  # fmt: skip
