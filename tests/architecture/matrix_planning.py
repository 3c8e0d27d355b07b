"""Who gets which answer from the itinerary pages of `observation`; how to write a row is said in `matrix.py`."""

from collections.abc import Mapping

from tests.architecture.matrix import Answers, Row, answers
from tests.architecture.matrix_observation import (
    MANAGED,
    OFFICE_ALONE,
    in_preparation,
    managed,
    preparing,
    scoring,
)
from tests.cast import Cast
from tests.observation.convoys import on_the_road
from tests.observation.plans import planned


def a_version(cast: Cast) -> Mapping[str, int]:
    version = planned(cast)
    return {"pk": version.tour_id, "number": version.number}


def on_the_way(cast: Cast) -> Mapping[str, int]:
    return {"pk": on_the_road(cast).tour_id}


def a_step(cast: Cast) -> Mapping[str, int | str]:
    return {"pk": on_the_road(cast).tour_id, "day": 1, "place": "H1", "kind": "left"}


# Whoever sees a project on the tour may follow the convoy; the office alone keeps its itinerary.
FOLLOWERS = "clerk colleague approver stranger leader juror auditor"
FOLLOWED = answers({200: f"office {FOLLOWERS}"}, rest=404)


def kept(status: int) -> Answers:
    """Of a tour under way: `status` for the office; the others follow it but may not."""
    return answers({status: "office", 403: FOLLOWERS}, rest=404)


ROWS: list[Row] = [
    managed("plan", 422),
    Row("observation:book", own=scoring, foreign=preparing, get=MANAGED, get_foreign=OFFICE_ALONE),
    Row("observation:book_file", own=scoring, foreign=preparing, get=MANAGED, get_foreign=OFFICE_ALONE),
    Row("observation:proposal", own=preparing, get=OFFICE_ALONE, post=in_preparation(422)),
    Row("observation:plan_move", own=a_version, post=in_preparation(302)),
    Row("observation:plan_apply", own=a_version, post=in_preparation(302)),
    Row("observation:live", own=scoring, foreign=preparing, get=FOLLOWED, get_foreign=OFFICE_ALONE),
    Row("observation:live_ways", own=on_the_way, get=kept(200), post=kept(422)),
    Row("observation:passage", own=a_step, get=kept(200), post=kept(422)),
    Row("observation:passage_record", own=a_step, post=kept(302)),
    Row("observation:passage_undo", own=a_step, post=kept(302)),
]
