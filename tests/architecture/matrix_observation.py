"""Who gets which answer from the addresses of `observation`; how to write a row is said in `matrix.py`."""

from collections.abc import Mapping

from tests.architecture.matrix import Answers, Arguments, Row, answers
from tests.cast import Cast
from tests.observation.tours import make_tour, opened, sealed_tour, visit

VIEWERS = "clerk colleague approver stranger leader auditor"


def preparing(cast: Cast) -> Mapping[str, int]:
    """A second tour: the first one of the database is being scored or sealed."""
    return {"pk": make_tour(cast, name="2027年第一季度观摩").pk}


def scoring(cast: Cast) -> Mapping[str, int]:
    return {"pk": opened(cast).pk}


def sealed(cast: Cast) -> Mapping[str, int]:
    return {"pk": sealed_tour(cast).pk}


def a_stop(cast: Cast) -> Mapping[str, int]:
    tour = make_tour(cast)
    return {"pk": tour.pk, "stop": visit(cast, tour).pk}


def seat_of(name: str) -> Arguments:
    """A seat on the jury of a tour being scored."""

    def arguments(cast: Cast) -> Mapping[str, int]:
        tour = opened(cast)
        return {"pk": tour.pk, "juror": tour.jurors.get(name=name).pk}

    return arguments


def result_of(part: str) -> Arguments:
    """A unit or a stop of a sealed tour."""

    def arguments(cast: Cast) -> Mapping[str, int]:
        tour = sealed_tour(cast)
        stop = tour.stops.all()[0]
        found = {"pk": tour.pk, "unit": stop.unit_id}
        return found if part == "unit" else {**found, "stop": stop.pk}

    return arguments


def ballot_of(cast: Cast) -> Mapping[str, int | str]:
    return {"pk": sealed_tour(cast).pk, "code": "J01"}


# Before the seal the office sees a tour, and the juror the own seat; for everybody else it is not there.
MANAGED = answers({200: "office", 403: "juror"}, rest=404)
OFFICE_ALONE = answers({200: "office"}, rest=404)
NOBODY = answers({}, rest=404)
RESULT = answers({200: f"office {VIEWERS}", 403: "juror"}, rest=404)
FAIRNESS = answers({200: "office leader auditor", 403: "clerk colleague approver stranger juror"}, rest=404)
BALLOTS = answers({200: "office auditor", 403: "clerk colleague approver stranger leader juror"}, rest=404)


def posted(status: int) -> Answers:
    """Answers to a POST while scoring: `status` for the office; the juror sees the tour but may not."""
    return answers({status: "office", 403: "juror"}, rest=404)


def in_preparation(status: int) -> Answers:
    """In preparation a tour is the office's alone."""
    return answers({status: "office"}, rest=404)


def managed(name: str, status: int) -> Row:
    """A page of the office that takes a form, asked about a tour being scored and one in preparation."""
    return Row(
        f"observation:{name}",
        own=scoring,
        foreign=preparing,
        get=MANAGED,
        get_foreign=OFFICE_ALONE,
        post=posted(status),
        post_foreign=in_preparation(status),
    )


def of_result(name: str, get: Answers, own: Arguments | None = None) -> Row:
    """A page of a result; before the seal there is none."""
    if own is not None:
        return Row(f"observation:{name}", own=own, get=get)
    return Row(f"observation:{name}", own=sealed, foreign=preparing, get=get, get_foreign=NOBODY)


ROWS: list[Row] = [
    Row("observation:tours", get=answers({}, rest=200)),
    Row("observation:tour_new", get=answers({200: "office"}), post=answers({422: "office"})),
    Row("observation:tour", own=scoring, foreign=preparing, get=MANAGED, get_foreign=OFFICE_ALONE),
    Row(
        "observation:tour_edit",
        own=scoring,
        foreign=preparing,
        get=posted(302),
        get_foreign=OFFICE_ALONE,
        post=posted(422),
        post_foreign=in_preparation(422),
    ),
    managed("tour_seal", 422),
    managed("late", 422),
    Row(
        "observation:tour_close",
        own=scoring,
        foreign=preparing,
        post=posted(302),
        post_foreign=in_preparation(302),
    ),
    managed("stops", 422),
    managed("jury", 422),
    managed("jury_paste", 422),
    managed("links", 422),
    managed("attendance", 422),
    managed("rescue", 422),
    Row(
        "observation:tour_open",
        own=scoring,
        foreign=preparing,
        post=posted(302),
        post_foreign=in_preparation(302),
    ),
    Row("observation:stops_order", own=scoring, post=posted(422)),
    Row("observation:stop_remove", own=a_stop, post=in_preparation(302)),
    Row("observation:juror_remove", own=seat_of("甲"), post=posted(302)),
    Row("observation:link_revoke", own=seat_of("甲"), post=posted(302)),
    Row("observation:papers", own=scoring, foreign=preparing, get=MANAGED, get_foreign=OFFICE_ALONE),
    Row(
        "observation:paper_look",
        own=seat_of("甲"),
        get=answers({403: "office juror"}, rest=404),
        post=answers({403: "office juror"}, rest=404),
    ),
    Row("observation:paper_drop", own=seat_of("甲"), post=posted(302)),
    Row("observation:paper", own=seat_of("甲"), get=MANAGED, post=posted(422)),
    Row(
        "observation:ballot",
        own=scoring,
        foreign=preparing,
        get=answers({200: "juror"}, rest=404),
        get_foreign=NOBODY,
        post=answers({422: "juror"}, rest=404),
        post_foreign=NOBODY,
    ),
    Row(
        "observation:ballot_correct",
        own=scoring,
        foreign=preparing,
        get=answers({302: "juror"}, rest=404),
        get_foreign=NOBODY,
        post=answers({422: "juror"}, rest=404),
        post_foreign=NOBODY,
    ),
    Row(
        "observation:receipt",
        own=sealed,
        foreign=preparing,
        get=answers({200: "juror"}, rest=404),
        get_foreign=NOBODY,
    ),
    Row("observation:board", own=scoring, foreign=preparing, get=MANAGED, get_foreign=OFFICE_ALONE),
    of_result("result", RESULT),
    of_result("result_check", RESULT),
    of_result("result_export", RESULT),
    of_result("result_bundle", BALLOTS),
    Row("observation:verifier", get=answers({200: f"office {VIEWERS}"})),
    of_result("fairness", FAIRNESS),
    of_result("fairness_export", BALLOTS),
    of_result("ballots", BALLOTS),
    of_result("unit_result", RESULT, result_of("unit")),
    of_result("stop_result", RESULT, result_of("stop")),
    of_result("ballot_marks", BALLOTS, ballot_of),
]
