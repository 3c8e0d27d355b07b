"""Rows of the rights matrix: which address answers whom with which status.

Add a row for each new route to the `matrix_<package>.py` of its package; `test_rights_matrix.py` fails on a route without
one. A row says everything by status, so that "may", "may not" (403), "does not see it" (404) and "cannot be written" (405)
are told apart:

    Row(
        "projects:edit",
        own=lambda cast: {"pk": make_project(cast).pk},
        foreign=lambda cast: {"pk": make_project(cast, unit=cast.city.other_county).pk},
        get=answers({200: "office clerk colleague", 403: "approver leader auditor"}, rest=404),
        get_foreign=answers({200: "office stranger", 403: "leader auditor"}, rest=404),
        post=answers({422: "office clerk colleague", 403: "approver leader auditor"}, rest=404),
        post_foreign=answers({422: "office stranger", 403: "leader auditor"}, rest=404),
    )

`own` and `foreign` make the object in the database and return the address's arguments; "own" belongs to the county of
`clerk`, `colleague` and `approver`, "foreign" to the county of `stranger`. A route without an object has neither and
only `get` and `post`. What is left out: `post` means that the page takes no POST (405 for everybody logged in), `get` that it takes
nothing else. `data` is what a POST sends; without it nothing, which a form answers with 422. Whoever is not
logged in is sent to the login page; a page open to all says so with `anonymous=200` in `answers`.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from tests.cast import Cast

PARTS = (
    "office", "clerk", "colleague", "approver", "stranger", "leader", "juror", "auditor",
    "system_admin", "security_admin", "nobody",
)  # fmt: skip
ANONYMOUS = "anonymous"

Answers = Mapping[str, int]
Arguments = Callable[[Cast], Mapping[str, Any]]


def answers(named: Mapping[int, str], *, rest: int = 403, anonymous: int = 302) -> Answers:
    """A status for each part: those named, and `rest` for the others."""
    listed = {part: status for status, parts in named.items() for part in parts.split()}
    unknown = set(listed) - set(PARTS)
    assert not unknown, f"not in the cast: {unknown}"
    assert len(listed) == sum(len(parts.split()) for parts in named.values()), "a part is named twice"
    return {**dict.fromkeys(PARTS, rest), **listed, ANONYMOUS: anonymous}


NOT_ALLOWED = answers({}, rest=405)


@dataclass(frozen=True)
class Row:
    """One route: its name, how to make the objects it is asked about, and its answers."""

    name: str
    own: Arguments | None = None
    foreign: Arguments | None = None
    get: Answers = field(default_factory=lambda: NOT_ALLOWED)
    get_foreign: Answers | None = None
    post: Answers = field(default_factory=lambda: NOT_ALLOWED)
    post_foreign: Answers | None = None
    data: Mapping[str, Any] = field(default_factory=dict)

    def objects(self) -> list[tuple[Arguments, Answers, Answers]]:
        """Each object the route is asked about, with the answers to GET and to POST."""
        listed = [(self.own or (lambda _: {}), self.get, self.post)]
        if self.foreign:
            listed.append((self.foreign, self.get_foreign or self.get, self.post_foreign or self.post))
        return listed
