"""A convoy on the straight road of `plans`: its plan, taps at moments of the day, what the page then holds."""

from datetime import datetime, time

from guanmo.foundation.clock import CITY_ZONE
from guanmo.observation.convoy_models import Passage
from guanmo.observation.convoy_queries import ARRIVED, LEFT, Convoy, Step, convoy_of
from guanmo.observation.convoy_services import record_passage
from guanmo.observation.enums import PassageKind
from guanmo.observation.models import Tour, TourPlan
from guanmo.observation.services import open_tour
from tests.cast import NOON, Cast
from tests.observation.plans import planned, tour_on_a_road
from tests.observation.tours import HELD_ON, seat


def moment(clock: str, day: int = HELD_ON.day) -> datetime:
    """A time of the tour's day, or of another day of that month."""
    return datetime.combine(HELD_ON.replace(day=day), time.fromisoformat(clock), CITY_ZONE)


def on_the_road(cast: Cast, **other: str) -> TourPlan:
    """A tour being scored, planned before: by way of the conditions typed."""
    tour = tour_on_a_road(cast)
    plan = planned(cast, tour, **other)
    seat(cast, tour, cast.juror.name, person=cast.juror)
    open_tour(tour=tour, by=cast.office, at=NOON)
    return plan


def halts(plan: TourPlan, day: int = 0) -> list[str]:
    """The ids of a day's halts in order."""
    return list(plan.result["plan"][day])


def tap(cast: Cast, plan: TourPlan, place: str, kind: PassageKind, clock: str, day: int = 0) -> Passage:
    """The office's tap."""
    step = Step(day, place, kind)
    return record_passage(tour=plan.tour, step=step, by=cast.office, at=moment(clock, HELD_ON.day + day))


def departed(cast: Cast, plan: TourPlan, clock: str = "08:20") -> Passage:
    return tap(cast, plan, "H1", LEFT, clock)


def at_the_first_stop(cast: Cast, plan: TourPlan) -> str:
    """Left twenty minutes late and reached the first halt, whose id comes back."""
    departed(cast, plan)
    first = halts(plan)[0]
    tap(cast, plan, first, ARRIVED, "08:35")
    return first


def convoy(tour: Tour, clock: str, day: int = HELD_ON.day) -> Convoy:
    found = convoy_of(tour, moment(clock, day))
    assert found is not None
    return found
