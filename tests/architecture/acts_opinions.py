"""One act for each service of opinions; see `test_history_guard`."""

from collections.abc import Callable

from guanmo.observation import opinion_services
from guanmo.observation.enums import Stance
from tests.cast import NOON, Cast
from tests.observation import opinions

# Columns a check holds together; see `test_history_guard`.
ANSWERED = {"stance": Stance.VETO, "answered_by": "a person", "answered_at": NOON}
OVERRULED = {**ANSWERED, "overruled_by": "a person", "overruled_at": NOON}
TOGETHER = {
    "observation.Opinion.stance": {
        "answered_by": "a person",
        "answered_at": NOON,
    },
    "observation.Opinion.answered_by_id": ANSWERED,
    "observation.Opinion.answered_at": ANSWERED,
    **{
        f"observation.Opinion.{column}": OVERRULED
        for column in ("overruled_by_id", "overruled_at", "overrule_reason")
    },
}


def ask_opinions(cast: Cast) -> Callable[[], object]:
    opinions.bureau(cast)
    return lambda: opinions.asked(cast)


def answer_opinion(cast: Cast) -> Callable[[], object]:
    opinion = opinions.overruled(cast)
    return lambda: opinions.answered(cast, opinion, Stance.CONDITION, "只看展厅")


def overrule_veto(cast: Cast) -> Callable[[], object]:
    opinion = opinions.answered(cast)
    return lambda: opinions.overruled(cast, opinion)


def recall_opinion(cast: Cast) -> Callable[[], object]:
    opinion = opinions.asked(cast)
    return lambda: opinion_services.recall_opinion(opinion=opinion, by=cast.office, at=NOON)


ACTS = {
    f"observation.opinion_services.{act.__name__}": act
    for act in (ask_opinions, answer_opinion, overrule_veto, recall_opinion)
}
