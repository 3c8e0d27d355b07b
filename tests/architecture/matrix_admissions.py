"""Who gets which answer from the addresses of the reserve library; how to write a row is said in `matrix.py`."""

from guanmo.projects.models import Project
from tests.architecture.matrix import Row, answers
from tests.cast import Cast
from tests.projects import admissions

WHOLE_CITY = "office leader auditor"
COUNTY = "clerk colleague approver"
EVERYBODY = answers({200: f"{WHOLE_CITY} {COUNTY} stranger"})


def own(cast: Cast) -> dict[str, int]:
    """The county's own project; the other county is asked about it, so its clerk sees the application."""
    return {"pk": admissions.applied(cast).pk}


def own_project(cast: Cast) -> dict[str, int]:
    return {"pk": admissions.planned(cast).pk}


def foreign_project(cast: Cast) -> dict[str, int]:
    project: Project = admissions.planned(cast, name="云溪电池厂", unit=cast.city.other_county)
    return {"pk": project.pk}


def bureau_opinion(cast: Cast) -> dict[str, int]:
    admission = admissions.applied(cast)
    return {"pk": admission.pk, "opinion": admissions.of_unit(admission, cast.city.county_bureau).pk}


ROWS: list[Row] = [
    Row("projects:reserve", get=EVERYBODY),
    Row("projects:admissions", get=EVERYBODY),
    Row("projects:reserve_target", get=answers({200: "office"}), post=answers({422: "office"})),
    Row(
        "projects:apply",
        own=own_project,
        foreign=foreign_project,
        get=answers({200: "office clerk colleague", 403: "approver leader auditor"}, rest=404),
        get_foreign=answers({200: "office stranger", 403: "leader auditor"}, rest=404),
        post=answers({422: "office clerk colleague", 403: "approver leader auditor"}, rest=404),
        post_foreign=answers({422: "office stranger", 403: "leader auditor"}, rest=404),
    ),
    Row(
        "projects:remove",
        own=own_project,
        get=answers({200: "office", 403: f"leader auditor {COUNTY}"}, rest=404),
        post=answers({422: "office", 403: f"leader auditor {COUNTY}"}, rest=404),
    ),
    Row(
        "projects:admission",
        own=own,
        get=answers({200: f"{WHOLE_CITY} {COUNTY} stranger"}, rest=404),
        post=answers({422: "office", 403: f"leader auditor {COUNTY} stranger"}, rest=404),
    ),
    Row(
        "projects:admission_withdraw",
        own=own,
        post=answers({302: "office clerk colleague", 403: "approver leader auditor stranger"}, rest=404),
    ),
    Row(
        "projects:opinion",
        own=bureau_opinion,
        get=answers({200: COUNTY, 403: f"{WHOLE_CITY} stranger"}, rest=404),
        post=answers({422: COUNTY, 403: f"{WHOLE_CITY} stranger"}, rest=404),
    ),
]
