"""One act for each service of itineraries; see `test_history_guard`."""

from collections.abc import Callable

from guanmo.engines.packs import shipped_pack
from guanmo.observation import convoy_services, plan_services, proposal_services
from guanmo.observation.convoy_queries import LEFT, Step
from tests.cast import NOON, Cast, make_project
from tests.observation import convoys, plans, tours


def make_plan(cast: Cast) -> Callable[[], object]:
    return lambda: plans.planned(cast)


def move_in_plan(cast: Cast) -> Callable[[], object]:
    version = plans.planned(cast)
    stop = version.result["plan"][0][0]
    return lambda: plan_services.move_in_plan(
        plan=version, stop=stop, day=0, position=1, by=cast.office, at=NOON
    )


def apply_plan(cast: Cast) -> Callable[[], object]:
    """The order is turned round first, so that applying changes it."""
    version = plans.planned(cast)
    plans.turn_round(cast, version)
    return lambda: plan_services.apply_plan(plan=version, by=cast.office, at=NOON)


def add_proposed(cast: Cast) -> Callable[[], object]:
    tour, project = tours.make_tour(cast), make_project(cast, done="40000")
    pack = shipped_pack("gansu-2015")
    return lambda: proposal_services.add_proposed(
        tour=tour, pack=pack, projects=[project.pk], by=cast.office, at=NOON
    )


def record_passage(cast: Cast) -> Callable[[], object]:
    plan = convoys.on_the_road(cast)
    return lambda: convoys.departed(cast, plan)


def correct_passage(cast: Cast) -> Callable[[], object]:
    plan = convoys.on_the_road(cast)
    convoys.departed(cast, plan)
    return lambda: convoy_services.correct_passage(
        tour=plan.tour,
        step=Step(0, "H1", LEFT),
        happened_at=convoys.moment("08:10"),
        reason="忘了点",
        by=cast.office,
        at=convoys.moment("08:30"),
    )


def withdraw_passage(cast: Cast) -> Callable[[], object]:
    plan = convoys.on_the_road(cast)
    convoys.departed(cast, plan)
    return lambda: convoy_services.withdraw_passage(
        tour=plan.tour, step=Step(0, "H1", LEFT), by=cast.office, at=convoys.moment("08:30")
    )


def change_plan(cast: Cast) -> Callable[[], object]:
    plan = convoys.on_the_road(cast)
    return lambda: convoy_services.change_plan(
        plan=plan,
        order=(tuple(convoys.halts(plan)[1:]),),
        reason="大雾",
        by=cast.office,
        at=convoys.moment("08:00"),
    )


ACTS = {
    f"observation.{kind}.{act.__name__}": act
    for kind, acts in (
        ("plan_services", (make_plan, move_in_plan, apply_plan)),
        ("proposal_services", (add_proposed,)),
        ("convoy_services", (record_passage, correct_passage, withdraw_passage, change_plan)),
    )
    for act in acts
}
