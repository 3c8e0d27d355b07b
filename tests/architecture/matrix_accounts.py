"""Who gets which answer from the addresses of `accounts`; how to write a row is said in `matrix.py`."""

from tests.architecture.matrix import Row, answers
from tests.cast import Cast

VIEWERS = "office leader auditor system_admin security_admin"
EVERYBODY = answers({}, rest=200)
AUDITOR = answers({200: "auditor"})


def county_clerk(cast: Cast) -> dict[str, int]:
    return {"pk": cast.clerk.pk}


def other_clerk(cast: Cast) -> dict[str, int]:
    return {"pk": cast.stranger.pk}


def county(cast: Cast) -> dict[str, int]:
    return {"pk": cast.city.county.pk}


def other_county(cast: Cast) -> dict[str, int]:
    return {"pk": cast.city.other_county.pk}


def only(part: str, status: int, *, oneself: str) -> dict[int, str]:
    """Of those who see the person only `part` may; `oneself` sees the own account."""
    rest = [name for name in (*VIEWERS.split(), oneself) if name != part]
    return {status: part, 403: " ".join(rest)}


def of_person(part: str, status: int, *, oneself: str) -> dict[str, int]:
    return dict(answers(only(part, status, oneself=oneself), rest=404))


ROWS: list[Row] = [
    Row(
        "accounts:login",
        get=answers({}, rest=302, anonymous=200),
        post=answers({}, rest=302, anonymous=422),
    ),
    Row("accounts:logout", post=answers({}, rest=302)),
    Row("accounts:password", get=EVERYBODY, post=answers({}, rest=422)),
    Row("accounts:people", get=answers({200: VIEWERS})),
    Row("accounts:unit", own=county, foreign=other_county, get=answers({200: VIEWERS})),
    Row(
        "accounts:person",
        own=county_clerk,
        foreign=other_clerk,
        get=answers({200: f"{VIEWERS} clerk"}, rest=404),
        get_foreign=answers({200: f"{VIEWERS} stranger"}, rest=404),
    ),
    Row(
        "accounts:person_new",
        get=answers({200: "system_admin"}),
        post=answers({422: "system_admin"}),
    ),
    Row(
        "accounts:person_edit",
        own=county_clerk,
        foreign=other_clerk,
        get=of_person("system_admin", 200, oneself="clerk"),
        get_foreign=of_person("system_admin", 200, oneself="stranger"),
        post=of_person("system_admin", 422, oneself="clerk"),
        post_foreign=of_person("system_admin", 422, oneself="stranger"),
    ),
    Row(
        "accounts:person_role",
        own=county_clerk,
        foreign=other_clerk,
        get=of_person("security_admin", 200, oneself="clerk"),
        get_foreign=of_person("security_admin", 200, oneself="stranger"),
        post=of_person("security_admin", 422, oneself="clerk"),
        post_foreign=of_person("security_admin", 422, oneself="stranger"),
    ),
    Row(
        "accounts:person_reset",
        own=county_clerk,
        foreign=other_clerk,
        get=of_person("security_admin", 200, oneself="clerk"),
        get_foreign=of_person("security_admin", 200, oneself="stranger"),
        post=of_person("security_admin", 422, oneself="clerk"),
        post_foreign=of_person("security_admin", 422, oneself="stranger"),
    ),
    Row(
        "accounts:person_unlock",
        own=county_clerk,
        foreign=other_clerk,
        post=of_person("security_admin", 302, oneself="clerk"),
        post_foreign=of_person("security_admin", 302, oneself="stranger"),
    ),
    Row(
        "accounts:unit_new",
        own=county,
        foreign=other_county,
        get=answers({200: "system_admin"}),
        post=answers({422: "system_admin"}),
    ),
    Row(
        "accounts:unit_edit",
        own=county,
        foreign=other_county,
        get=answers({200: "system_admin"}),
        post=answers({422: "system_admin"}),
    ),
    Row("accounts:roles", get=EVERYBODY),
    Row("accounts:history", get=AUDITOR),
    Row("accounts:history_chain", get=AUDITOR),
    Row(
        "accounts:history_of",
        own=lambda cast: {"kind": "accounts.unit", "pk": cast.city.county.pk},
        foreign=lambda cast: {"kind": "accounts.unit", "pk": cast.city.other_county.pk},
        get=AUDITOR,
    ),
]
