"""Every address asked by everybody: a route × role × object table that a new route must join (see `matrix.py`)."""

from collections.abc import Callable, Iterator

import pytest
from django.db import transaction
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from guanmo.accounts.models import Person
from tests.architecture import (
    matrix_accounts,
    matrix_admissions,
    matrix_attachments,
    matrix_circulars,
    matrix_config,
    matrix_intake,
    matrix_ledgers,
    matrix_nominations,
    matrix_objections,
    matrix_observation,
    matrix_opinions,
    matrix_packs,
    matrix_phones,
    matrix_planning,
    matrix_projects,
    matrix_promises,
    matrix_yearly,
)
from tests.architecture.matrix import ANONYMOUS, PARTS, Row
from tests.cast import Cast

ROWS = [
    *matrix_accounts.ROWS,
    *matrix_admissions.ROWS,
    *matrix_attachments.ROWS,
    *matrix_circulars.ROWS,
    *matrix_config.ROWS,
    *matrix_intake.ROWS,
    *matrix_ledgers.ROWS,
    *matrix_nominations.ROWS,
    *matrix_objections.ROWS,
    *matrix_observation.ROWS,
    *matrix_opinions.ROWS,
    *matrix_packs.ROWS,
    *matrix_phones.ROWS,
    *matrix_planning.ROWS,
    *matrix_projects.ROWS,
    *matrix_promises.ROWS,
    *matrix_yearly.ROWS,
]
ClientOf = Callable[[Person], Client]

each_row = pytest.mark.parametrize("row", ROWS, ids=[row.name for row in ROWS])


def routes(patterns: list[URLPattern | URLResolver], spaces: tuple[str, ...] = ()) -> Iterator[str]:
    """Every address of the installation by its full name; one without a name by its pattern."""
    for pattern in patterns:
        if isinstance(pattern, URLResolver):
            inner = (*spaces, pattern.namespace) if pattern.namespace else spaces
            yield from routes(pattern.url_patterns, inner)
        else:
            yield ":".join((*spaces, pattern.name or f"(nameless) {pattern.pattern}"))


def test_every_route_has_exactly_one_row() -> None:
    names = [row.name for row in ROWS]

    present = sorted(routes(get_resolver().url_patterns))

    assert sorted(names) == present


def test_the_parts_are_the_whole_cast(cast: Cast) -> None:
    assert set(cast.everybody()) == set(PARTS)


@each_row
def test_get_answers_each_part_as_the_table_says(row: Row, cast: Cast, client_of: ClientOf) -> None:
    for arguments, expected, _ in row.objects():
        url = reverse(row.name, kwargs=arguments(cast))

        found = {part: status(client, "get", url, {}) for part, client in clients(cast, client_of)}

        assert found == expected


@each_row
def test_post_answers_each_part_as_the_table_says(row: Row, cast: Cast, client_of: ClientOf) -> None:
    for arguments, _, expected in row.objects():
        url = reverse(row.name, kwargs=arguments(cast))

        found = {part: status(client, "post", url, row.data) for part, client in clients(cast, client_of)}

        assert found == expected


def clients(cast: Cast, client_of: ClientOf) -> Iterator[tuple[str, Client]]:
    yield ANONYMOUS, Client()
    for part, person in cast.everybody().items():
        yield part, client_of(person)


def status(client: Client, method: str, url: str, data: object) -> int:
    """What the address answers; whatever it wrote is taken back, so that the next part finds the same object."""
    with transaction.atomic():
        found: int = getattr(client, method)(url, data).status_code
        transaction.set_rollback(True)
    return found
