"""Ballots of a phone that could not send, brought to the office as a file: filed once, refused like any other."""

import json
from collections.abc import Callable

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from guanmo.accounts.models import Person
from guanmo.accounts.services import NotAllowed
from guanmo.foundation.models import HistoryEntry
from guanmo.observation.ballot_services import InvalidBallot
from guanmo.observation.models import Ballot, Juror, Tour
from guanmo.observation.paper_services import type_paper
from guanmo.observation.rescue_services import import_rescue
from guanmo.observation.sync_services import accept_ballots
from tests.cast import NOON, Cast
from tests.observation.phones import body
from tests.observation.tours import filled, opened, scores

ClientOf = Callable[[Person], Client]


def file_of(seat: Juror, *bodies: bytes, **other: object) -> bytes:
    said = {"guanmo": "rescue", "v": 1, "tour": seat.tour_id, "juror": seat.pk}
    return json.dumps(said | {"bodies": [data.decode() for data in bodies]} | other).encode()


def brought(client: Client, tour: Tour, data: bytes) -> tuple[int, str]:
    """Status and page after bringing in a file, redirects followed."""
    file = SimpleUploadedFile("选票备份-甲.json", data)
    response = client.post(f"/tours/{tour.pk}/jury/rescue/", {"file": file}, follow=True)
    return response.status_code, response.content.decode()


def juror_of(tour: Tour) -> Juror:
    return tour.jurors.get(name="甲")


def test_a_long_file_is_filed_in_its_order_and_says_who_brought_it(cast: Cast) -> None:
    juror = juror_of(opened(cast))
    stop = juror.tour.stops.all()[0]
    bodies = [body(juror, stop, "80")]
    for n in range(1, 60):
        last = json.loads(bodies[-1])["ballot_id"]
        bodies.append(body(juror, stop, str(n), supersedes=last))

    answers = import_rescue(juror=juror, bodies=bodies, by=cast.office, at=NOON)

    assert [answer.status for answer in answers] == [201] * 60
    assert scores(juror) == ["59"]
    assert set(Ballot.objects.values_list("entered_by", flat=True)) == {cast.office.pk}
    (entry,) = HistoryEntry.objects.filter(action="ballot.rescued")
    assert entry.by_name == cast.office.name


def test_what_was_brought_in_stays_the_jurors_own(cast: Cast, client_of: ClientOf) -> None:
    """The office corrects what it typed from paper; the bytes of a phone only a newer ballot of the juror replaces."""
    tour = opened(cast)
    juror = juror_of(tour)
    import_rescue(
        juror=juror, bodies=[body(juror, stop, "80") for stop in tour.stops.all()], by=cast.office, at=NOON
    )

    with pytest.raises(InvalidBallot, match="没有评任何一个点位"):
        type_paper(juror=juror, number="A1", typed=filled(juror, "70"), by=cast.office, at=NOON)
    head = Ballot.objects.get(juror=juror, stop=tour.stops.all()[0])
    newer = body(juror, head.stop, "85", supersedes=head.ballot_id)
    (answer,) = accept_ballots(juror=juror, bodies=[newer], at=NOON)

    assert (answer.status, scores(juror)) == (201, ["85", "80", "80", "80"])
    assert client_of(cast.office).get(f"/tours/{tour.pk}/jury/{juror.pk}/ballot/").status_code == 403


def test_only_the_office_brings_files_in(cast: Cast) -> None:
    juror = juror_of(opened(cast))

    with pytest.raises(NotAllowed):
        import_rescue(juror=juror, bodies=[], by=cast.juror, at=NOON)


def test_the_same_file_twice_doubles_nothing(cast: Cast, client_of: ClientOf) -> None:
    tour = opened(cast)
    juror = juror_of(tour)
    first, second, *_ = (body(juror, stop, "87.25") for stop in tour.stops.all())
    accept_ballots(juror=juror, bodies=[first], at=NOON)
    office = client_of(cast.office)

    status, once = brought(office, tour, file_of(juror, first, second))
    _, twice = brought(office, tour, file_of(juror, first, second))

    assert status == 200
    assert "“甲”的备份文件有2张票：新收1张，以前已收1张。" in once
    assert "“甲”的备份文件有2张票：新收0张，以前已收2张。" in twice
    assert "87.25" not in once + twice
    assert Ballot.objects.filter(juror=juror).count() == 2


def test_what_is_refused_is_said_with_its_reason(cast: Cast, client_of: ClientOf) -> None:
    tour = opened(cast)
    juror = juror_of(tour)
    bad = [body(juror, stop, "101") for stop in tour.stops.all()[:1]] + [b"{}"]

    status, page = brought(client_of(cast.office), tour, file_of(juror, *bad))

    assert status == 200
    assert "有2张票：新收0张，以前已收0张" in page
    assert page.count("1张没有计入：") == 2
    assert not Ballot.objects.exists()


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"", "这不是手机评分页导出的选票备份文件"),
        (b"not json", "这不是手机评分页导出的选票备份文件"),
        (b"[]", "这不是手机评分页导出的选票备份文件"),
        (b"[" * 100_000, "这不是手机评分页导出的选票备份文件"),
        (b" " * (4 * 1024 * 1024 + 1), "这不是手机评分页导出的选票备份文件"),
    ],
    ids=["empty", "text", "list", "deep", "large"],
)
def test_a_file_of_another_kind_is_refused(data: bytes, said: str, cast: Cast, client_of: ClientOf) -> None:
    status, page = brought(client_of(cast.office), opened(cast), data)

    assert status == 422
    assert said in page


def test_a_file_must_be_of_this_tour_and_its_jury(cast: Cast, client_of: ClientOf) -> None:
    tour = opened(cast)
    juror, office = juror_of(tour), client_of(cast.office)

    pages = [
        brought(office, tour, file_of(juror, **other))
        for other in (
            {"tour": tour.pk + 1},
            {"juror": juror.pk + 100},
            {"v": 2},
            {"bodies": [1]},
            {"tour": True},
        )
    ]

    assert [status for status, _ in pages] == [422] * 5
    assert "这是另一次观摩的选票" in pages[0][1]
    assert "不在这次观摩的名单里" in pages[1][1]
    assert all("这不是手机评分页导出的选票备份文件" in page for _, page in pages[2:])


def test_a_file_has_to_be_chosen(cast: Cast, client_of: ClientOf) -> None:
    response = client_of(cast.office).post(f"/tours/{opened(cast).pk}/jury/rescue/", {})

    assert response.status_code == 422
    assert "请选择选票备份文件。" in response.content.decode()
