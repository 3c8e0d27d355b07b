"""Who gets which answer from the addresses of `projects`; how to write a row is said in `matrix.py`."""

from tests.architecture.matrix import Row, answers
from tests.cast import Cast, make_project

WHOLE_CITY = "office leader auditor"
COUNTY = "clerk colleague approver"


def own(cast: Cast) -> dict[str, int]:
    return {"pk": make_project(cast, name="本县项目").pk}


def foreign(cast: Cast) -> dict[str, int]:
    return {"pk": make_project(cast, name="外县项目", unit=cast.city.other_county).pk}


def edited(name: str) -> Row:
    """A form of a project that the office and the unit's clerks may fill in."""
    return Row(
        name,
        own=own,
        foreign=foreign,
        get=answers({200: "office clerk colleague", 403: "approver leader auditor"}, rest=404),
        get_foreign=answers({200: "office stranger", 403: "leader auditor"}, rest=404),
        post=answers({422: "office clerk colleague", 403: "approver leader auditor"}, rest=404),
        post_foreign=answers({422: "office stranger", 403: "leader auditor"}, rest=404),
    )


ROWS: list[Row] = [
    Row("projects:list", get=answers({200: f"{WHOLE_CITY} {COUNTY} stranger"})),
    Row(
        "projects:card",
        own=own,
        foreign=foreign,
        get=answers({200: f"{WHOLE_CITY} {COUNTY}"}, rest=404),
        get_foreign=answers({200: f"{WHOLE_CITY} stranger"}, rest=404),
    ),
    Row(
        "projects:returns",
        get=answers({200: "office clerk colleague stranger"}),
        post=answers({422: "office clerk colleague stranger"}),
    ),
    Row(
        "projects:review",
        get=answers({200: "office approver"}),
        post=answers({422: "office approver"}),
    ),
    Row(
        "projects:lights",
        get=answers({200: f"{WHOLE_CITY} {COUNTY} stranger"}),
        post=answers({422: "office"}),
    ),
    Row("projects:export", get=answers({200: f"{WHOLE_CITY} {COUNTY} stranger"})),
    Row(
        "projects:new",
        get=answers({200: "office clerk colleague stranger"}),
        post=answers({422: "office clerk colleague stranger"}),
    ),
    edited("projects:edit"),
    edited("projects:plan"),
    edited("projects:transfer"),
    Row(
        "projects:replan",
        own=lambda cast: {**own(cast), "year": 2026},
        foreign=lambda cast: {**foreign(cast), "year": 2026},
        get=answers({200: "office", 403: f"leader auditor {COUNTY}"}, rest=404),
        get_foreign=answers({200: "office", 403: "leader auditor stranger"}, rest=404),
        post=answers({422: "office", 403: f"leader auditor {COUNTY}"}, rest=404),
        post_foreign=answers({422: "office", 403: "leader auditor stranger"}, rest=404),
    ),
]
