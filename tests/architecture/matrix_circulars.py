"""Who gets which answer from the circulars' addresses; how to write a row is said in `matrix.py`."""

from tests.architecture.matrix import Row, answers
from tests.cast import Cast
from tests.observation.circulars import issued
from tests.observation.tours import make_tour, sealed_tour

OFFICE = answers({200: "office"})
# Whoever may see the result sees that there is a tour; only the office makes its circular.
SEES_RESULTS = "clerk colleague approver stranger leader juror auditor"


def of_tour(status: int) -> dict[str, int]:
    return dict(answers({status: "office", 403: SEES_RESULTS}, rest=404))


def a_circular(cast: Cast) -> dict[str, int]:
    made = issued(cast, sealed_tour(cast))
    return {"pk": made.tour_id, "circular": made.pk}


ROWS: list[Row] = [
    Row(
        "observation:circular",
        own=lambda cast: {"pk": sealed_tour(cast).pk},
        foreign=lambda cast: {"pk": make_tour(cast, name="筹备中的观摩").pk},
        get=of_tour(200),
        get_foreign=answers({}, rest=404),
        post=of_tour(422),
        post_foreign=answers({}, rest=404),
    ),
    Row("observation:circular_file", own=a_circular, get=of_tour(200)),
    Row("observation:template", get=OFFICE, post=answers({422: "office"})),
    Row("observation:template_file", get=OFFICE),
    Row("observation:template_withdraw", post=answers({302: "office"})),
]
