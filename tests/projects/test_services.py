"""Registering, planning, reporting, reviewing: who may, what is refused, what is kept."""

from collections.abc import Callable
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pytest

from guanmo.accounts.models import Person
from guanmo.accounts.services import NotAllowed
from guanmo.engines.packs import shipped_pack
from guanmo.engines.periods import Month
from guanmo.foundation.history import Change, EditConflict
from guanmo.foundation.models import HistoryEntry
from guanmo.projects import services
from guanmo.projects.enums import Category, Evidence, ReturnState, Stage
from guanmo.projects.models import LightChoice, MonthlyReturn, PlanChange, Project, YearPlan
from tests.cast import NOON, OCTOBER, Cast, make_project

SEPTEMBER, NOVEMBER = Month(2026, 9), Month(2026, 11)


def entry() -> HistoryEntry:
    return HistoryEntry.objects.order_by("-sequence")[0]


def register(cast: Cast, name: str, by: Person | None = None, **values: Any) -> Project:
    return services.register_project(
        unit=cast.city.county, values={"name": name, **values}, by=by or cast.clerk, at=NOON
    )


def report(cast: Cast, project: Project, month: Month, done: str, **given: Any) -> MonthlyReturn:
    return services.submit_return(
        project=project, month=month, done=Decimal(done), **{"by": cast.clerk, "at": NOON, **given}
    )


# Registering


def test_project_gets_the_next_code_and_can_be_searched(cast: Cast) -> None:
    register(cast, "甲")

    project = register(cast, "滨海產業園", total_investment=Decimal(5), starts_on=date(2026, 1, 1))

    assert (project.code, project.stage) == ("GM2026-0002", Stage.RESERVE)
    assert "滨海产业园" in project.search_text
    assert "bhcyy" in project.search_text
    assert (entry().action, entry().changes["name"]) == ("project.registered", [None, "滨海產業園"])


def test_codes_go_on_after_9999(cast: Cast) -> None:
    project = register(cast, "甲")
    project.code = "GM2026-10000"
    Change("project.updated", by=None, at=NOON).save(project, ["code"])

    assert services.next_codes(2026, 2) == ["GM2026-10001", "GM2026-10002"]


def test_code_bears_the_year_it_is_in_the_city(cast: Cast) -> None:
    """Half past midnight of New Year's Day is still the old year in UTC."""
    new_year = datetime(2026, 12, 31, 16, 30, tzinfo=UTC)

    project = services.register_project(
        unit=cast.city.county, values={"name": "新年第一个"}, by=cast.office, at=new_year
    )

    assert project.code == "GM2027-0001"


def test_name_is_taken_within_a_unit_only(cast: Cast) -> None:
    first = register(cast, "甲")
    services.register_project(unit=cast.city.other_county, values={"name": "甲"}, by=cast.office, at=NOON)

    with pytest.raises(services.NameTaken) as refused:
        register(cast, "甲")

    assert refused.value.existing == first
    assert str(refused.value) == "“青屿县”已有同名项目（GM2026-0001），请核对是否重复登记，或把名称写完整。"


def test_negative_investment_is_refused(cast: Cast) -> None:
    with pytest.raises(services.NegativeMoney, match="总投资不能为负数，请核对。"):
        register(cast, "甲", total_investment=Decimal(-1))


@pytest.mark.parametrize("part", ["approver", "stranger", "leader", "juror", "nobody"])
def test_only_clerks_and_the_office_register(cast: Cast, part: str) -> None:
    with pytest.raises(NotAllowed):
        register(cast, "甲", by=getattr(cast, part))

    assert not Project.objects.exists()


# Changing


def test_project_is_updated_and_found_under_its_new_name(cast: Cast) -> None:
    project = register(cast, "甲")

    services.update_project(
        project=project, values={"name": "乙", "code": "X"}, by=cast.clerk, at=NOON, why="更名"
    )

    stored = Project.objects.get()
    assert (stored.name, stored.code, stored.revision) == ("乙", "GM2026-0001", 2)
    assert stored.search_text.startswith("乙")
    assert (entry().changes, entry().why) == ({"name": ["甲", "乙"]}, "更名")


def test_update_of_an_older_revision_is_a_conflict(cast: Cast) -> None:
    project = register(cast, "甲")
    services.update_project(
        project=Project.objects.get(), values={"owner": "乙公司"}, by=cast.office, at=NOON
    )

    with pytest.raises(EditConflict) as refused:
        services.update_project(
            project=project, values={"owner": "甲公司"}, by=cast.clerk, at=NOON, expected_revision=1
        )

    assert refused.value.current.revision == 2
    assert Project.objects.get().owner == "乙公司"


def test_stranger_changes_nothing(cast: Cast) -> None:
    project = make_project(cast)

    for act in (
        lambda: services.update_project(project=project, values={}, by=cast.stranger, at=NOON),
        lambda: services.transfer_project(
            project=project, unit=cast.city.other_county, by=cast.stranger, at=NOON, why="抢"
        ),
        lambda: services.set_plan(
            project=project, year=2027, category=Category.NEW, amount=Decimal(1), by=cast.stranger, at=NOON
        ),
        lambda: report(cast, project, OCTOBER, "1", by=cast.stranger),
    ):
        with pytest.raises(NotAllowed):
            act()


def test_transfer_needs_both_units_and_a_reason(cast: Cast) -> None:
    project = make_project(cast)

    def hand_over(by: Person, why: str) -> Project:
        return services.transfer_project(
            project=Project.objects.get(), unit=cast.city.other_county, by=by, at=NOON, why=why
        )

    with pytest.raises(NotAllowed):
        hand_over(cast.clerk, "区划调整")
    with pytest.raises(services.ReasonMissing, match="调整责任单位须写明原因。"):
        hand_over(cast.office, " ")
    hand_over(cast.office, "区划调整")

    stored = Project.objects.get(pk=project.pk)
    assert (stored.unit, entry().why) == (cast.city.other_county, "区划调整")


# Plans


def test_first_plan_is_the_baseline_and_comes_once(cast: Cast) -> None:
    project = make_project(cast, plan="12000")

    with pytest.raises(
        services.PlanExists, match=r"2026年计划已有（12,000.00万元），如需改动请办理计划调整并写明原因。"
    ):
        services.set_plan(
            project=project, year=2026, category=Category.NEW, amount=Decimal(1), by=cast.office, at=NOON
        )

    plan = YearPlan.objects.get()
    assert (plan.baseline, plan.amount, plan.is_replanned) == (Decimal(12000), Decimal(12000), False)


def test_negative_plan_is_refused(cast: Cast) -> None:
    project = make_project(cast, plan=None)

    with pytest.raises(services.NegativeMoney, match="年度计划不能为负数"):
        services.set_plan(
            project=project, year=2026, category=Category.NEW, amount=Decimal(-1), by=cast.office, at=NOON
        )


def test_replans_keep_the_baseline_and_every_step(cast: Cast) -> None:
    plan = make_project(cast, plan="12000").plans.get()

    for amount, reason in (("9000", "资金晚到"), ("9500", "追加")):
        services.replan(plan=plan, amount=Decimal(amount), by=cast.office, at=NOON, reason=reason)

    stored = YearPlan.objects.get()
    assert (stored.baseline, stored.amount, stored.is_replanned) == (Decimal(12000), Decimal(9500), True)
    assert [(c.before, c.after, c.reason, c.approved_by) for c in PlanChange.objects.all()] == [
        (Decimal(12000), Decimal(9000), "资金晚到", cast.office),
        (Decimal(9000), Decimal(9500), "追加", cast.office),
    ]


def test_replan_to_the_same_amount_is_no_change(cast: Cast) -> None:
    plan = make_project(cast, plan="12000").plans.get()

    services.replan(plan=plan, amount=Decimal(12000), by=cast.office, at=NOON, reason="核对")

    assert not PlanChange.objects.exists()


@pytest.mark.parametrize(
    ("given", "error"),
    [
        ({"by": "clerk"}, NotAllowed),
        ({"by": "approver"}, NotAllowed),
        ({"reason": " "}, services.ReasonMissing),
        ({"amount": Decimal(-1)}, services.NegativeMoney),
        ({"expected_revision": 0}, EditConflict),
    ],
)
def test_replan_is_refused(cast: Cast, given: dict[str, Any], error: type[Exception]) -> None:
    plan = make_project(cast, plan="12000").plans.get()
    by = getattr(cast, given.pop("by", "office"))

    with pytest.raises(error):
        services.replan(
            **{"plan": plan, "amount": Decimal(9000), "by": by, "at": NOON, "reason": "资金晚到", **given}
        )

    assert (YearPlan.objects.get().amount, PlanChange.objects.exists()) == (Decimal(12000), False)


# Reports


def test_month_is_reported_and_corrected_until_it_is_signed(cast: Cast) -> None:
    project = make_project(cast)

    report(cast, project, OCTOBER, "5000", progress="封顶")
    report(cast, project, OCTOBER, "5500", by=cast.colleague, expected_revision=1)

    stored = MonthlyReturn.objects.get()
    assert (stored.done, stored.progress, stored.submitted_by, stored.revision) == (
        Decimal(5500), "", cast.colleague, 2,
    )  # fmt: skip
    services.approve_return(monthly_return=stored, by=cast.approver, at=NOON)
    with pytest.raises(
        services.AlreadyReported, match=r"2026年10月的月报已审核（累计完成 5,500.00 万元），不能重复填报"
    ):
        report(cast, project, OCTOBER, "6000")


def test_report_on_an_older_revision_is_a_conflict(cast: Cast) -> None:
    project = make_project(cast, done="5000")

    with pytest.raises(EditConflict):
        report(cast, project, OCTOBER, "5300", expected_revision=0)

    assert MonthlyReturn.objects.get().done == Decimal(5000)


def test_figure_far_above_the_plan_needs_somebody_who_is_sure(cast: Cast) -> None:
    project = make_project(cast, plan="12000")

    report(cast, project, SEPTEMBER, "120000")
    with pytest.raises(services.FarAbovePlan, match="7,500倍，是不是把元当成了万元"):
        report(cast, project, OCTOBER, "90000000")
    report(cast, project, OCTOBER, "90000000", sure=True)

    assert [r.done for r in MonthlyReturn.objects.all()] == [Decimal(120000), Decimal(90000000)]


@pytest.mark.parametrize(
    ("month", "done", "reason", "message"),
    [
        (OCTOBER, "-1", "", "本年累计完成投资不能为负数，请核对。"),
        (OCTOBER, "7999", "  ", "本年累计低于9月的 8,000.00 万元。"),
        (Month(2026, 8), "8001", "", "本年累计高于9月已报的 8,000.00 万元，请核对两个月的数字。"),
    ],
)
def test_figure_out_of_order_is_refused(
    cast: Cast, month: Month, done: str, reason: str, message: str
) -> None:
    project = make_project(cast)
    report(cast, project, SEPTEMBER, "8000")

    with pytest.raises((services.LowerThanBefore, services.NotCumulative, services.NegativeMoney)) as refused:
        report(cast, project, month, done, lower_reason=reason)

    assert message in str(refused.value)


def test_lower_figure_with_its_reason_also_lets_earlier_months_be_mended(cast: Cast) -> None:
    project = make_project(cast)
    report(cast, project, SEPTEMBER, "8000")
    report(cast, project, OCTOBER, "7000", lower_reason="审计核减")

    report(cast, project, SEPTEMBER, "8100")

    assert [r.done for r in MonthlyReturn.objects.all()] == [Decimal(8100), Decimal(7000)]


def test_return_sent_back_does_not_bind_the_others_and_can_be_corrected(cast: Cast) -> None:
    project = make_project(cast)
    wrong = report(cast, project, SEPTEMBER, "80000")
    services.send_back_return(monthly_return=wrong, by=cast.approver, at=NOON, note="多写一个零")

    report(cast, project, OCTOBER, "9000")
    again = report(cast, project, SEPTEMBER, "8000")

    assert (again.state, again.review_note, again.reviewed_by) == (ReturnState.SUBMITTED, "", None)


# Review


def test_return_is_signed_with_its_evidence(cast: Cast) -> None:
    waiting = make_project(cast, done="5000").returns.get()

    signed = services.approve_return(
        monthly_return=waiting, by=cast.approver, at=NOON, evidence=Evidence.ON_SITE, note="看过现场"
    )

    assert (signed.state, signed.evidence, signed.review_note, signed.reviewed_by, signed.reviewed_at) == (
        ReturnState.APPROVED, Evidence.ON_SITE, "看过现场", cast.approver, NOON,
    )  # fmt: skip
    assert (entry().action, entry().why) == ("return.approved", "看过现场")


def approve(cast: Cast, waiting: MonthlyReturn, **given: Any) -> MonthlyReturn:
    return services.approve_return(**{"monthly_return": waiting, "by": cast.approver, "at": NOON, **given})


def send_back(cast: Cast, waiting: MonthlyReturn, **given: Any) -> MonthlyReturn:
    return services.send_back_return(
        **{"monthly_return": waiting, "by": cast.approver, "at": NOON, "note": "不符", **given}
    )


@pytest.mark.parametrize("act", [approve, send_back])
@pytest.mark.parametrize("part", ["clerk", "stranger", "leader", "juror"])
def test_only_reviewers_of_the_unit_decide(cast: Cast, act: Callable[..., Any], part: str) -> None:
    waiting = make_project(cast, done="5000").returns.get()

    with pytest.raises(NotAllowed):
        act(cast, waiting, by=getattr(cast, part))


def test_nobody_signs_the_own_report(cast: Cast) -> None:
    waiting = report(cast, make_project(cast), OCTOBER, "1", by=cast.office)

    with pytest.raises(NotAllowed):
        approve(cast, waiting, by=cast.office)


def test_office_signs_for_every_unit(cast: Cast) -> None:
    waiting = make_project(cast, done="5000").returns.get()

    assert approve(cast, waiting, by=cast.office).state == ReturnState.APPROVED


@pytest.mark.parametrize("act", [approve, send_back])
def test_figure_not_seen_is_not_decided(cast: Cast, act: Callable[..., Any]) -> None:
    project = make_project(cast, done="5000")
    seen = project.returns.get()
    report(cast, project, OCTOBER, "5500")

    with pytest.raises(EditConflict):
        act(cast, seen, expected_revision=seen.revision)


def test_decided_returns_are_not_decided_again(cast: Cast) -> None:
    waiting = make_project(cast, done="5000").returns.get()
    approve(cast, waiting)

    with pytest.raises(services.NotReviewable, match="这份月报已审核，无须再次审核，请刷新页面。"):
        approve(cast, waiting)
    send_back(cast, waiting)
    for act in (approve, send_back):
        with pytest.raises(services.NotReviewable, match="已退回"):
            act(cast, waiting)


def test_sending_back_needs_a_note(cast: Cast) -> None:
    waiting = make_project(cast, done="5000").returns.get()

    with pytest.raises(services.ReasonMissing, match="退回月报须写明原因。"):
        send_back(cast, waiting, note="")


# Lights


def test_lights_are_chosen_for_a_year_and_changed_with_a_reason(cast: Cast) -> None:
    wuhan, sanya = shipped_pack("wuhan-2022"), shipped_pack("sanya-2022")

    services.choose_lights(year=2026, pack=wuhan, by=cast.office, at=NOON, why="试行")
    services.choose_lights(year=2026, pack=sanya, by=cast.office, at=NOON, why="改办法")

    chosen = LightChoice.objects.get()
    assert (chosen.pack_id, chosen.pack_hash, chosen.text, str(chosen)) == (
        "sanya-2022", sanya.hash, sanya.text, "2026年 sanya-2022",
    )  # fmt: skip
    assert entry().why == "改办法"


def test_lights_need_the_office_and_a_reason(cast: Cast) -> None:
    pack = shipped_pack("wuhan-2022")

    with pytest.raises(NotAllowed):
        services.choose_lights(year=2026, pack=pack, by=cast.clerk, at=NOON, why="试行")
    with pytest.raises(services.ReasonMissing):
        services.choose_lights(year=2026, pack=pack, by=cast.office, at=NOON, why="")
