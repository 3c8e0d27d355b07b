"""Who gets which answer from the promises of `observation`; how to write a row is said in `matrix.py`."""

from collections.abc import Mapping

from tests.architecture.matrix import Row, answers
from tests.architecture.matrix_observation import managed
from tests.cast import Cast
from tests.observation.promises import promised
from tests.observation.tours import opened


def own(cast: Cast) -> Mapping[str, int]:
    """A promise at the county's own project."""
    return {"pk": promised(cast).pk}


def foreign(cast: Cast) -> Mapping[str, int]:
    tour = opened(cast)
    return {"pk": promised(cast, tour.stops.get(unit=cast.city.other_county)).pk}


SEEN = answers({200: "office clerk colleague approver leader auditor"}, rest=404)


def posted(status: int, seen: str) -> Mapping[str, int]:
    return answers({status: "office", 403: seen}, rest=404)


ROWS: list[Row] = [
    Row(
        "observation:promises",
        get=answers({200: "office clerk colleague approver stranger leader auditor"}),
    ),
    managed("tour_promises", 422),
    Row(
        "observation:promise",
        own=own,
        get=SEEN,
        post=posted(422, "clerk colleague approver leader auditor"),
    ),
    Row(
        "observation:promise_withdraw",
        own=foreign,
        post=posted(302, "stranger leader auditor"),
    ),
]
