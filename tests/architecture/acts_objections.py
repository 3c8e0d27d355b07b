"""One act for each service of objections; see `test_history_guard`."""

from collections.abc import Callable

from guanmo.observation import objection_services
from tests.cast import NOON, Cast
from tests.observation import objections, tours

# Columns a check holds together; see `test_history_guard`.
ANSWERED = {"upheld": True, "answered_by": "a person", "answered_at": NOON}
DECIDED = {**ANSWERED, "decided_by": "a person", "decided_at": NOON}
TOGETHER = {
    **{f"observation.Objection.{column}": ANSWERED for column in ("upheld", "answered_by_id", "answered_at")},
    **{f"observation.Objection.{column}": DECIDED for column in ("decided_by_id", "decided_at")},
}


def raise_objection(cast: Cast) -> Callable[[], object]:
    tour = tours.sealed_tour(cast)
    return lambda: objections.raised(cast, tour, at_stop=True)


def answer_objection(cast: Cast) -> Callable[[], object]:
    objection = objections.raised(cast, tours.sealed_tour(cast))
    return lambda: objections.answered(cast, objection)


def decide_objection(cast: Cast) -> Callable[[], object]:
    objection = objections.answered(cast, objections.raised(cast, tours.sealed_tour(cast)))
    return lambda: objection_services.decide_objection(
        objection=objection, agree=True, by=cast.office, at=NOON
    )


ACTS = {
    f"observation.objection_services.{act.__name__}": act
    for act in (raise_objection, answer_objection, decide_objection)
}
