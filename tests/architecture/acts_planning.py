"""One act for each service of itineraries; see `test_history_guard`."""

from collections.abc import Callable

from guanmo.engines.packs import shipped_pack
from guanmo.observation import plan_services, proposal_services
from tests.cast import NOON, Cast, make_project
from tests.observation import plans, tours


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


ACTS = {f"observation.plan_services.{act.__name__}": act for act in (make_plan, move_in_plan, apply_plan)}
ACTS["observation.proposal_services.add_proposed"] = add_proposed
