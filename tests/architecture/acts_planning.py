"""One act for each service of itineraries; see `test_history_guard`."""

from collections.abc import Callable

from guanmo.observation import plan_services
from tests.cast import NOON, Cast
from tests.observation import plans


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


ACTS = {f"observation.plan_services.{act.__name__}": act for act in (make_plan, move_in_plan, apply_plan)}
