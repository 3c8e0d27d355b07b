"""Who gets which answer from the itinerary pages of `observation`; how to write a row is said in `matrix.py`."""

from collections.abc import Mapping

from tests.architecture.matrix import Row
from tests.architecture.matrix_observation import (
    MANAGED,
    OFFICE_ALONE,
    in_preparation,
    managed,
    preparing,
    scoring,
)
from tests.cast import Cast
from tests.observation.plans import planned


def a_version(cast: Cast) -> Mapping[str, int]:
    version = planned(cast)
    return {"pk": version.tour_id, "number": version.number}


ROWS: list[Row] = [
    managed("plan", 422),
    Row("observation:book", own=scoring, foreign=preparing, get=MANAGED, get_foreign=OFFICE_ALONE),
    Row("observation:book_file", own=scoring, foreign=preparing, get=MANAGED, get_foreign=OFFICE_ALONE),
    Row("observation:proposal", own=preparing, get=OFFICE_ALONE, post=in_preparation(422)),
    Row("observation:plan_move", own=a_version, post=in_preparation(302)),
    Row("observation:plan_apply", own=a_version, post=in_preparation(302)),
]
