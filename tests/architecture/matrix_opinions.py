"""Who gets which answer from the opinions of departments; how to write a row is said in `matrix.py`."""

from collections.abc import Mapping

from guanmo.accounts.models import Unit
from guanmo.observation.nomination_models import Opinion
from tests.architecture.matrix import Row, answers
from tests.architecture.matrix_observation import MANAGED, OFFICE_ALONE, preparing, scoring
from tests.cast import Cast, make_project
from tests.observation.nominations import called, coming, nominated
from tests.observation.opinions import answered, asked


def asked_about_own(cast: Cast) -> Mapping[str, int]:
    """The department is asked about what the county nominated."""
    nomination = nominated(cast, called(cast))
    return {"pk": asked(cast, nomination.project, nomination.tour).pk}


def asked_of_own(cast: Cast) -> Mapping[str, int]:
    """The cast's county stands in for a department: its people answer."""
    opinion = asked(cast, make_project(cast, name="东湖车间"), coming(cast, "另一次"))
    unit = Unit.objects.get(pk=cast.city.county.pk)
    Opinion.unguarded().filter(pk=opinion.pk).update(department=unit)
    return {"pk": opinion.pk}


def vetoed(cast: Cast) -> Mapping[str, int]:
    nomination = nominated(cast, called(cast))
    return {"pk": answered(cast, asked(cast, nomination.project, nomination.tour)).pk}


COUNTY = "clerk colleague approver"
SPEAKERS = f"office {COUNTY} stranger"
READ = answers({200: f"office {COUNTY}"}, rest=404)
OFFICE_ACTS = answers({302: "office", 403: COUNTY}, rest=404)

ROWS: list[Row] = [
    Row("observation:tour_opinions", own=scoring, foreign=preparing, get=MANAGED, get_foreign=OFFICE_ALONE),
    Row(
        "observation:opinions_ask",
        own=scoring,
        foreign=preparing,
        get=answers({302: "office", 403: "juror"}, rest=404),
        get_foreign=OFFICE_ALONE,
        post=answers({422: "office", 403: "juror"}, rest=404),
        post_foreign=answers({422: "office"}, rest=404),
    ),
    Row("observation:opinions", get=answers({200: SPEAKERS})),
    Row(
        "observation:opinion",
        own=asked_of_own,
        foreign=asked_about_own,
        get=READ,
        get_foreign=READ,
        post=answers({422: COUNTY, 403: "office"}, rest=404),
        post_foreign=answers({403: f"office {COUNTY}"}, rest=404),
    ),
    Row(
        "observation:opinion_overrule",
        own=vetoed,
        post=answers({422: "office", 403: COUNTY}, rest=404),
    ),
    Row("observation:opinion_recall", own=asked_about_own, post=OFFICE_ACTS),
]
