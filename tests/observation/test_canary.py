"""R22: scores nobody would give by chance, looked for before the seal in every page, file, log line and table, by every role."""

import io
import logging
import re
import zipfile
from collections.abc import Callable, Iterable, Iterator

import pytest
from django.db import connection
from django.http import HttpRequest, HttpResponse
from django.test import Client
from django.urls import NoReverseMatch, URLPattern, URLResolver, get_resolver, path, reverse
from pytest_django.fixtures import Settings

from guanmo.accounts.models import Person
from guanmo.foundation.models import HistoryEntry
from guanmo.observation.ballot_queries import body_bytes
from guanmo.observation.closing_services import close_tour
from guanmo.observation.models import Ballot, Juror, Tour
from guanmo.observation.paper_services import type_paper
from tests.cast import NOON, Cast
from tests.observation import phones
from tests.observation.tours import filled, on_paper, opened, second_of, vote

OWN, PHONE, CORRECTED, LATE, PAPER = "61.803399", "27.182818", "31.415926", "14.142135", "57.721566"
TYPED, TYPED_AGAIN = "69.314718", "69.314781"
CANARIES = (OWN, PHONE, CORRECTED, LATE, PAPER, TYPED, TYPED_AGAIN)
# As text, and as the whole millionths the arithmetic counts in.
_FORMS = {form.encode(): one for one in CANARIES for form in (one, one.replace(".", ""))}
_ANY = re.compile(b"|".join(map(re.escape, _FORMS)))
# Where a juror sees the own score.
OWN_PAGES = {"observation:ballot", "observation:receipt", "observation:ballot_correct"}

ClientOf = Callable[[Person], Client]


def hits(data: bytes) -> set[str]:
    """The canaries in these bytes, also inside a workbook or a Word file."""
    found = {_FORMS[one] for one in _ANY.findall(data)}
    if data[:2] == b"PK":
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            for name in archive.namelist():
                found |= hits(archive.read(name))
    return found


def stored() -> bytes:
    """Every value of every table as the database holds it."""
    with connection.cursor() as cursor:
        rows: list[bytes] = []
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f"SELECT * FROM {connection.ops.quote_name(table)}")  # noqa: S608 - names of our tables
            rows += [
                bytes(value) if isinstance(value, bytes | memoryview) else str(value).encode()
                for row in cursor.fetchall()
                for value in row
            ]
    return b"\n".join(rows)


def scored(cast: Cast) -> Tour:
    """A closed tour with a score of every way in: account, phone, paper, its correction, two typings that differ, a late one."""
    tour = opened(cast, jurors=4)
    by_name = {juror.name: juror for juror in tour.jurors.all()}
    on_paper(cast, by_name["甲"], CORRECTED)
    on_paper(cast, by_name["甲"], PAPER, why="录错")
    for person, value in ((cast.office, TYPED), (second_of(cast), TYPED_AGAIN)):
        typed = filled(by_name["甲"], value)
        type_paper(juror=by_name["甲"], number="A2", typed=typed, by=person, at=NOON, why="又录错")
    vote(cast, by_name[cast.juror.name], OWN)
    phone = phones.Phone.of(cast, by_name["乙"])
    stops = list(tour.stops.all())
    phone.send([phones.body(by_name["乙"], stop, PHONE) for stop in stops])
    late = phones.Phone.of(cast, by_name["丙"])
    sent = [phones.body(by_name["丙"], stop, LATE) for stop in stops]
    late.send(sent[:1])
    close_tour(tour=tour, by=cast.office, at=NOON)
    late.send(sent)
    # A mark no rule allows, and other bytes under a number that is taken.
    late.send([phones.body(by_name["丙"], stops[0], f"9{LATE}"), sent[0].replace(b"14.", b" 14.")])
    return tour


def routes(
    patterns: Iterable[URLPattern | URLResolver], spaces: tuple[str, ...] = ()
) -> Iterator[tuple[str, URLPattern]]:
    for pattern in patterns:
        if isinstance(pattern, URLResolver):
            inner = (*spaces, pattern.namespace) if pattern.namespace else spaces
            yield from routes(pattern.url_patterns, inner)
        else:
            yield ":".join((*spaces, pattern.name or "")), pattern


def addresses(tour: Tour) -> dict[str, str]:
    """Every address of the installation that a GET may ask, pointed at this tour."""
    juror, stop = Juror.objects.get(tour=tour, name="甲"), tour.stops.all()[0]
    known: dict[str, object] = {
        "pk": tour.pk, "juror": juror.pk, "stop": stop.pk, "unit": stop.unit_id, "code": "J01", "token": "x" * 32,
    }  # fmt: skip
    found = {}
    for name, pattern in routes(get_resolver().url_patterns):
        wanted = {key: known.get(key, 1) for key in pattern.pattern.converters}
        try:
            found[name] = reverse(name, kwargs=wanted)
        except NoReverseMatch:
            continue
    return found


def content_of(response: HttpResponse) -> bytes:
    body = b"".join(response) if response.streaming else response.content
    return body + repr(dict(response.headers)).encode()


def leaks(client: Client, listed: dict[str, str]) -> dict[str, set[str]]:
    """By name of the address, the canaries that its answer shows."""
    found = {name: hits(content_of(client.get(url))) for name, url in listed.items()}
    return {name: shown for name, shown in found.items() if shown}


def test_no_score_shows_anywhere_before_the_seal(
    cast: Cast, client_of: ClientOf, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.DEBUG):
        tour = scored(cast)
        listed = addresses(tour)
        people = cast.everybody()
        del people["colleague"]  # has role and unit of `clerk`
        clients = {part: client_of(person) for part, person in people.items()} | {"": Client()}
        found = {part: leaks(client, listed) for part, client in clients.items()}

    own = found.pop("juror")
    assert len(listed) > 60
    assert {name: shown for part in found.values() for name, shown in part.items()} == {}
    assert (set(own) <= OWN_PAGES, set().union(*own.values())) == (True, {OWN})
    assert hits(caplog.text.encode()) == set()
    assert hits(stored()) == set()


def test_the_search_finds_what_does_leak(
    cast: Cast, client_of: ClientOf, settings: Settings, caplog: pytest.LogCaptureFixture
) -> None:
    """The control: a page, a workbook, a log line and a column that do show a score."""
    tour = scored(cast)
    ballot = Ballot.objects.filter(tour=tour)[0]

    def page(request: HttpRequest) -> HttpResponse:
        return HttpResponse(body_bytes(ballot))

    def workbook(request: HttpRequest) -> HttpResponse:
        made = io.BytesIO()
        with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
            archive.writestr("sheet.xml", body_bytes(ballot))
        return HttpResponse(made.getvalue())

    settings.ROOT_URLCONF = (  # type: ignore[assignment] # Django takes patterns too
        path("page/", page, name="page"),
        path("workbook/", workbook, name="workbook"),
        *get_resolver().url_patterns,
    )
    caught = leaks(client_of(cast.nobody), {"page": "/page/", "workbook": "/workbook/"})
    with caplog.at_level(logging.DEBUG):
        logging.getLogger("guanmo").warning("refused %s", OWN)
    HistoryEntry.objects.model._base_manager.update(why=f"{PHONE}分")  # noqa: SLF001 - past the guard on purpose

    assert caught == {"page": {CORRECTED}, "workbook": {CORRECTED}}
    assert (hits(caplog.text.encode()), hits(stored())) == ({OWN}, {PHONE})
