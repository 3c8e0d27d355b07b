"""Who gets which answer from the phone's addresses; they know no session, so everybody gets the same."""

from collections.abc import Mapping

from tests.architecture.matrix import Row, answers
from tests.cast import Cast
from tests.observation.phones import Phone
from tests.observation.tours import opened


def living(cast: Cast) -> Mapping[str, str]:
    return {"token": Phone.of(cast, opened(cast).jurors.get(name="甲")).token}


def dead(cast: Cast) -> Mapping[str, str]:
    return {"token": "nobodys-link"}


def all_get(status: int) -> Mapping[str, int]:
    return answers({}, rest=status, anonymous=status)


def by_link(name: str, *, get: int = 405, post: int = 405, dead_get: int, dead_post: int) -> Row:
    return Row(
        name,
        own=living,
        foreign=dead,
        get=all_get(get),
        get_foreign=all_get(dead_get),
        post=all_get(post),
        post_foreign=all_get(dead_post),
    )


ROWS = [
    Row("ballot_worker", get=all_get(200), post=all_get(405)),
    by_link("ballot_app", get=200, dead_get=401, dead_post=405),
    by_link("ballot_manifest", get=200, dead_get=200, dead_post=405),
    by_link("ballot_sheet", get=200, dead_get=401, dead_post=405),
    by_link("ballot_batch", post=400, dead_get=405, dead_post=401),
    by_link("ballot_check", post=422, dead_get=405, dead_post=401),
]
