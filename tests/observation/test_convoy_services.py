"""Taps of the convoy's office: kept for ever, taken back, put right; the rest of the day in another order."""

from typing import Any

import pytest

from guanmo.accounts.services import NotAllowed
from guanmo.observation import convoy_services as services
from guanmo.observation.convoy_models import Passage
from guanmo.observation.convoy_queries import ARRIVED, LEFT, Step
from guanmo.observation.models import TourPlan
from tests.cast import Cast
from tests.observation.convoys import at_the_first_stop, convoy, departed, halts, moment, on_the_road, tap
from tests.observation.plans import planned_on_two_days
from tests.observation.tours import make_tour, seal, vote


def standing(plan: TourPlan) -> list[tuple[str, str]]:
    rows = Passage.objects.standing().filter(tour=plan.tour).order_by("happened_at")
    return [(str(row), f"{row.moment.astimezone(moment('00:00').tzinfo):%H:%M}") for row in rows]


def corrected(cast: Cast, plan: TourPlan, step: Step, clock: str, at: str = "12:00") -> Passage:
    return services.correct_passage(
        tour=plan.tour, step=step, happened_at=moment(clock), reason="忘了点", by=cast.office, at=moment(at)
    )


def changed(cast: Cast, plan: TourPlan, order: tuple[tuple[str, ...], ...], clock: str = "08:36") -> TourPlan:
    return services.change_plan(plan=plan, order=order, reason="大雾", by=cast.office, at=moment(clock))


def test_tap_records_the_moment(cast: Cast) -> None:
    plan = on_the_road(cast)

    passage = departed(cast, plan)

    assert (passage.day, passage.place, passage.name, passage.happened_at) == (
        1,
        "H1",
        "宾馆",
        moment("08:20"),
    )
    assert standing(plan) == [("离开宾馆", "08:20")]


def test_second_tap_says_who_was_first(cast: Cast) -> None:
    plan = on_the_road(cast)
    departed(cast, plan)

    with pytest.raises(services.AlreadyRecorded, match="周统筹已经记下“离开宾馆”"):
        departed(cast, plan, "08:21")

    assert Passage.objects.count() == 1


def test_tap_taken_back_can_be_made_again_and_all_three_stay(cast: Cast) -> None:
    plan = on_the_road(cast)
    departed(cast, plan)
    step = Step(0, "H1", LEFT)

    services.withdraw_passage(tour=plan.tour, step=step, by=cast.office, at=moment("08:21"))

    assert standing(plan) == []
    with pytest.raises(services.NoSuchStep):
        services.withdraw_passage(tour=plan.tour, step=step, by=cast.office, at=moment("08:22"))
    departed(cast, plan, "08:30")
    assert standing(plan) == [("离开宾馆", "08:30")]
    assert Passage.objects.filter(tour=plan.tour).count() == 3


def test_moment_is_put_right_with_a_reason(cast: Cast) -> None:
    plan = on_the_road(cast)
    departed(cast, plan)

    passage = corrected(cast, plan, Step(0, "H1", LEFT), "08:05")

    assert (passage.reason, standing(plan)) == ("忘了点", [("离开宾馆", "08:05")])


def test_forgotten_step_is_added(cast: Cast) -> None:
    plan = on_the_road(cast)
    first = at_the_first_stop(cast, plan)
    second = halts(plan)[1]
    tap(cast, plan, second, ARRIVED, "09:20")

    corrected(cast, plan, Step(0, first, LEFT), "09:05")

    assert [clock for _, clock in standing(plan)] == ["08:20", "08:35", "09:05", "09:20"]


def test_moments_follow_one_another(cast: Cast) -> None:
    plan = on_the_road(cast)
    first = at_the_first_stop(cast, plan)
    tap(cast, plan, halts(plan)[1], ARRIVED, "09:20")

    for clock, told in (
        ("08:34", "不能早于前一条记录“到达滨海产业园”的08:35"),
        ("09:21", "后面的“到达云溪电站”记在09:20"),
        ("12:01", "还没有到"),
    ):
        with pytest.raises(services.WrongMoment, match=told):
            corrected(cast, plan, Step(0, first, LEFT), clock)


def test_place_of_no_itinerary_is_refused(cast: Cast) -> None:
    plan = on_the_road(cast)

    with pytest.raises(services.NoSuchStep):
        tap(cast, plan, "L9", ARRIVED, "08:20")
    with pytest.raises(services.NoSuchStep):
        services.record_passage(
            tour=make_tour(cast), step=Step(0, "H1", LEFT), by=cast.office, at=moment("08:20")
        )


def test_sealed_tour_records_no_more(cast: Cast) -> None:
    plan = on_the_road(cast)
    vote(cast, plan.tour.jurors.get())
    seal(cast, plan.tour)

    with pytest.raises(services.TourOver, match="已封存"):
        departed(cast, plan)


def test_changed_order_is_the_next_version_with_its_reason(cast: Cast) -> None:
    plan = on_the_road(cast)
    first = at_the_first_stop(cast, plan)
    [_, second, *others] = halts(plan)

    made = changed(cast, plan, ((first, *others),))

    assert (made.number, made.engine, made.reason, made.request) == (2, "road", "大雾", plan.request)
    [day] = made.result["days"]
    assert (day["depart"], day["stops"][0]["arrive"]) == (500, 515)
    assert [visit["id"] for visit in day["stops"]] == [first, *others]
    assert [(one["id"], one["reason"]) for one in made.result["left_out"]] == [(second, "途中去掉：大雾")]
    assert made.result["valid"]
    assert convoy(plan.tour, "08:37").plan == made


def test_stop_left_out_once_stays_left_out(cast: Cast) -> None:
    plan = on_the_road(cast)
    first = at_the_first_stop(cast, plan)
    [_, second, third, *others] = halts(plan)

    again = changed(cast, changed(cast, plan, ((first, third, *others),)), ((first, *others),), "08:37")

    left_out = [one["id"] for one in again.result["left_out"]]
    assert left_out == [name for name in (second, third) if name.isdigit()]


def test_version_of_yesterday_and_wrong_orders_are_refused(cast: Cast) -> None:
    plan = on_the_road(cast)
    first = at_the_first_stop(cast, plan)
    [_, second, *others] = halts(plan)

    for order in (
        ((second, *others),),
        ((first, second, *others), ()),
        ((first, second, second),),
        ((first, "L9"),),
        ((first, "L2", "L2"),),
    ):
        with pytest.raises(services.WrongRest):
            changed(cast, plan, order)
    changed(cast, plan, ((first, *others),))
    with pytest.raises(services.PlanChanged):
        changed(cast, plan, ((first, *others),))


def test_hours_that_will_be_missed_stand_in_the_version(cast: Cast) -> None:
    plan = on_the_road(cast)
    first = at_the_first_stop(cast, plan)

    made = changed(cast, plan, ((first, *halts(plan)[1:]),), "17:50")

    assert not made.result["valid"]
    assert [one["code"] for one in made.result["violations"]] == ["late", "back_late"]


def test_second_day_counts_from_its_own_records(cast: Cast) -> None:
    plan = planned_on_two_days(cast)
    [first, *_] = halts(plan, 1)
    tap(cast, plan, "H1", ARRIVED, "17:00")

    tap(cast, plan, "H1", LEFT, "08:10", day=1)

    found = convoy(plan.tour, "08:15", day=21)
    assert (found.today, found.now) == (1, 495)
    assert found.days[1].plan.depart == 490
    assert halts(plan, 1)[0] == first


def test_only_the_office_keeps_the_itinerary(cast: Cast) -> None:
    plan = on_the_road(cast)
    step = Step(0, "H1", LEFT)
    common: dict[str, Any] = {"by": cast.leader, "at": moment("08:20")}

    with pytest.raises(NotAllowed):
        services.record_passage(tour=plan.tour, step=step, **common)
    with pytest.raises(NotAllowed):
        services.correct_passage(
            tour=plan.tour, step=step, happened_at=moment("08:20"), reason="甲", **common
        )
    with pytest.raises(NotAllowed):
        services.withdraw_passage(tour=plan.tour, step=step, **common)
    with pytest.raises(NotAllowed):
        services.change_plan(plan=plan, order=(), reason="甲", **common)
