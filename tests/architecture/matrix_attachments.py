"""Who gets which answer from the attachments of `projects`; how to write a row is said in `matrix.py`."""

from tests.architecture.matrix import Row, answers
from tests.architecture.matrix_projects import COUNTY, WHOLE_CITY, foreign, own
from tests.cast import Cast, make_project
from tests.engines.pictures.pictures import photo
from tests.projects.attachments import alike, attached


def own_photo(cast: Cast) -> dict[str, int]:
    return {"pk": attached(cast).pk}


def foreign_photo(cast: Cast) -> dict[str, int]:
    project = make_project(cast, name="外县项目", unit=cast.city.other_county)
    # Another picture than the own one: nothing is alike.
    return {"pk": attached(cast, project, content=photo(9), by=cast.stranger).pk}


SEEN = answers({200: f"{WHOLE_CITY} {COUNTY}"}, rest=404)
SEEN_ELSEWHERE = answers({200: f"{WHOLE_CITY} stranger"}, rest=404)


def opened(name: str) -> Row:
    return Row(name, own=own_photo, foreign=foreign_photo, get=SEEN, get_foreign=SEEN_ELSEWHERE)


ROWS: list[Row] = [
    Row(
        "projects:attachments",
        own=own,
        foreign=foreign,
        get=SEEN,
        get_foreign=SEEN_ELSEWHERE,
        post=answers({422: f"office {COUNTY}", 403: "leader auditor"}, rest=404),
        post_foreign=answers({422: "office stranger", 403: "leader auditor"}, rest=404),
    ),
    Row(
        "projects:attachment",
        own=lambda cast: {"pk": alike(cast).pk},
        foreign=foreign_photo,
        get=SEEN,
        get_foreign=SEEN_ELSEWHERE,
        post=answers({422: f"office {COUNTY}", 403: "leader auditor"}, rest=404),
        # Nothing to explain there.
        post_foreign=answers({403: f"{WHOLE_CITY} stranger"}, rest=404),
    ),
    opened("projects:attachment_shown"),
    opened("projects:attachment_small"),
    opened("projects:attachment_file"),
    Row(
        "projects:attachment_withdraw",
        own=own_photo,
        foreign=foreign_photo,
        # Of the unit only who handed it in.
        post=answers({422: "office clerk", 403: "colleague approver leader auditor"}, rest=404),
        post_foreign=answers({422: "office stranger", 403: "leader auditor"}, rest=404),
    ),
]
