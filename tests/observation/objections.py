"""Short ways to an objection at each point of its life."""

from guanmo.observation.models import Tour
from guanmo.observation.objection_models import Objection
from guanmo.observation.objection_services import answer_objection, decide_objection, raise_objection
from tests.cast import Cast
from tests.observation.tours import LATER, second_of

WRONG, RIGHT = "滨海产业园漏计了一张票。", "得分应为90.00，名次不变"


def raised(cast: Cast, tour: Tour, *, at_stop: bool = False) -> Objection:
    """The county objects to its place, or to the score of its stop."""
    stop = tour.stops.get(unit=cast.city.county) if at_stop else None
    return raise_objection(tour=tour, unit=cast.city.county, stop=stop, text=WRONG, by=cast.clerk, at=LATER)


def answered(cast: Cast, objection: Objection, *, upheld: bool = True) -> Objection:
    """The second person of the office answers."""
    return answer_objection(
        objection=objection,
        upheld=upheld,
        answer="经核对，纸质票录入有误。",
        correction=RIGHT,
        by=second_of(cast),
        at=LATER,
    )


def corrected(cast: Cast, tour: Tour, *, at_stop: bool = False) -> Objection:
    """Raised, answered and agreed on."""
    objection = answered(cast, raised(cast, tour, at_stop=at_stop))
    return decide_objection(objection=objection, agree=True, by=cast.office, at=LATER)
