"""Who gets which answer from nominations; how to write a row is said in `matrix.py`."""

from collections.abc import Mapping

from tests.architecture.matrix import Row, answers
from tests.architecture.matrix_observation import managed
from tests.cast import Cast
from tests.observation.nominations import called, nominated


def asked(cast: Cast) -> Mapping[str, int]:
    return {"pk": called(cast).tour_id}


def own(cast: Cast) -> Mapping[str, int]:
    """A nomination of the county."""
    nomination = nominated(cast)
    return {"pk": nomination.tour_id, "nomination": nomination.pk}


SPEAKERS = "clerk colleague approver"

ROWS: list[Row] = [
    managed("nominations", 422),
    Row(
        "observation:nominate",
        own=asked,
        get=answers({200: f"{SPEAKERS} stranger"}, rest=404),
        post=answers({422: f"{SPEAKERS} stranger"}, rest=404),
    ),
    Row("observation:nomination_withdraw", own=own, post=answers({302: SPEAKERS}, rest=404)),
]
