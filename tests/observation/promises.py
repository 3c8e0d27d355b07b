"""Short ways to promises, recorded and looked back at."""

from datetime import date

from guanmo.observation import promise_services
from guanmo.observation.enums import Outcome
from guanmo.observation.models import Stop
from guanmo.observation.promise_models import Promise, PromiseCheck
from guanmo.projects.enums import Evidence
from tests.cast import NOON, Cast
from tests.observation.tours import opened

OVER, AHEAD = date(2026, 11, 22), date(2026, 12, 31)
TODAY = date(2026, 11, 24)


def promised(cast: Cast, stop: Stop | None = None, text: str = "年底前投产", due_on: date = AHEAD) -> Promise:
    """A promise at a stop, of a tour being scored where none is named."""
    return promise_services.record_promise(
        stop=stop or opened(cast).stops.all()[0],
        promised_by="青屿县县长",
        text=text,
        due_on=due_on,
        by=cast.office,
        at=NOON,
    )


def looked_at(cast: Cast, promise: Promise, outcome: Outcome = Outcome.KEPT) -> PromiseCheck:
    return promise_services.check_promise(
        promise=promise,
        outcome=outcome,
        finding="两条线试产",
        evidence=Evidence.ON_SITE,
        checked_on=TODAY,
        by=cast.office,
        at=NOON,
    )
