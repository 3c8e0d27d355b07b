"""Who gets which answer from objections and corrections; how to write a row is said in `matrix.py`."""

from collections.abc import Mapping

from tests.architecture.matrix import Row, answers
from tests.architecture.matrix_observation import NOBODY, RESULT, preparing, sealed
from tests.cast import Cast
from tests.observation.objections import raised
from tests.observation.tours import sealed_tour

SPEAKERS = "office clerk colleague approver"


def objected(cast: Cast) -> Mapping[str, int]:
    """An objection of the county."""
    tour = sealed_tour(cast)
    return {"pk": tour.pk, "objection": raised(cast, tour).pk}


ROWS = [
    Row(
        "observation:objections",
        own=sealed,
        foreign=preparing,
        get=RESULT,
        get_foreign=NOBODY,
        post=answers({422: f"{SPEAKERS} stranger", 403: "leader auditor juror"}, rest=404),
        post_foreign=NOBODY,
    ),
    Row(
        "observation:objection",
        own=objected,
        get=answers({200: f"{SPEAKERS} leader auditor", 403: "juror"}, rest=404),
        post=answers({422: "office", 403: "clerk colleague approver leader auditor juror"}, rest=404),
    ),
]
