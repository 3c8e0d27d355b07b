"""Scores-only links: issued as cards shown once, revoked, and the board of devices that are ready."""

import re
from collections.abc import Callable
from datetime import timedelta
from html import unescape
from urllib.parse import urlsplit

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from guanmo.accounts.models import Person
from guanmo.observation.enums import ExcuseKind
from guanmo.observation.excuse_services import excuse_jurors
from guanmo.observation.link_queries import board
from guanmo.observation.models import BallotLink, Juror, Tour
from guanmo.observation.sync_services import issue_links, record_check, revoke_link
from guanmo.observation.voting_queries import voting
from tests.cast import NOON, Cast
from tests.observation.phones import Phone, body
from tests.observation.tours import make_tour, opened, sealed_tour

ClientOf = Callable[[Person], Client]
DEVICE = {
    "browser": "Chromium", "persisted": True, "service_worker": True, "offline": True, "offset_ms": 7,
    "round_trip_ms": 40,
}  # fmt: skip


def url_of(tour: Tour) -> str:
    return f"/tours/{tour.pk}/jury/links/"


def checked(juror: Juror, *, storage: bool = True, minutes: int = 1) -> None:
    record_check(juror=juror, found=DEVICE | {"storage": storage}, at=NOON + timedelta(minutes=minutes))


def test_issuing_answers_with_a_card_whose_address_opens_the_ballot(
    cast: Cast, client_of: ClientOf, client: Client
) -> None:
    tour = opened(cast)
    juror = tour.jurors.get(name="甲")

    response = client_of(cast.office).post(url_of(tour), {"jurors": [juror.pk]})

    html = response.content.decode()
    addresses = re.findall(r"http://testserver/ballot/[\w-]+/", html)
    assert (response.status_code, len(addresses), html.count("data:image/svg+xml")) == (200, 1, 1)
    assert "no-store" in response["Cache-Control"]
    sheet = client.get(urlsplit(unescape(addresses[0])).path + "sheet/").json()
    assert sheet["juror"] == {"id": juror.pk, "name": "甲", "group": "评委"}


def test_whoever_is_away_is_not_waited_for(cast: Cast, client_of: ClientOf) -> None:
    tour = opened(cast, jurors=3)
    one, away = tour.jurors.get(name="甲"), tour.jurors.get(name="乙")
    issue_links(tour=tour, jurors=[one, away], by=cast.office, at=NOON)
    checked(one)
    client = client_of(cast.office)

    before = client.get(f"/tours/{tour.pk}/jury/").content.decode()
    excuse_jurors(
        tour=tour,
        jurors=[away.pk],
        stops=[stop.pk for stop in tour.stops.all()],
        kind=ExcuseKind.ABSENT,
        by=cast.office,
        at=NOON,
    )
    after = client.get(f"/tours/{tour.pk}/jury/").content.decode()

    assert ("设备自检1/2就绪" in before, "设备自检1/1就绪" in after) == (True, True)
    assert "不用交" in after


def test_the_address_is_shown_once_and_stored_nowhere(cast: Cast, client_of: ClientOf) -> None:
    tour = opened(cast)
    client = client_of(cast.office)
    html = client.post(url_of(tour), {"jurors": [tour.jurors.get(name="甲").pk]}).content.decode()
    [token] = re.findall(r"/ballot/([\w-]+)/", html)

    later = client.get(url_of(tour)).content.decode()

    assert token not in later
    assert token not in str(list(BallotLink.objects.values()))
    assert "1/2名评委有评分链接" in later


def test_those_without_a_link_are_ticked(cast: Cast, client_of: ClientOf) -> None:
    tour = opened(cast)
    linked, other = tour.jurors.get(name="甲"), tour.jurors.get(person=cast.juror)
    Phone.of(cast, linked)

    html = client_of(cast.office).get(url_of(tour)).content.decode()

    ticked = re.findall(r'name="jurors" value="(\d+)"[^>]* checked', html)
    assert ticked == [str(other.pk)]


def test_issuing_to_nobody_or_to_a_stranger_is_asked_again(cast: Cast, client_of: ClientOf) -> None:
    tour = opened(cast)
    client = client_of(cast.office)

    nobody, stranger = client.post(url_of(tour), {}), client.post(url_of(tour), {"jurors": ["987654"]})

    assert (nobody.status_code, stranger.status_code) == (422, 422)
    assert "请勾选要发链接的评委。" in nobody.content.decode()
    assert not BallotLink.objects.exists()


def test_a_sealed_tour_issues_no_links(cast: Cast, client_of: ClientOf) -> None:
    tour = sealed_tour(cast)

    response = client_of(cast.office).post(url_of(tour), {"jurors": [tour.jurors.get(name="甲").pk]})

    assert response.status_code == 422
    assert "已封存，不再发放评分链接。" in response.content.decode()
    assert not BallotLink.objects.exists()


def test_a_tour_without_jurors_says_what_to_do(cast: Cast, client_of: ClientOf) -> None:
    html = client_of(cast.office).get(url_of(make_tour(cast))).content.decode()

    assert "先加入评委，再发链接。" in html


def test_a_revoked_link_is_dead_and_its_ballots_stay(cast: Cast, client_of: ClientOf) -> None:
    tour = opened(cast)
    juror = tour.jurors.get(name="甲")
    phone = Phone.of(cast, juror)
    phone.send([body(juror, tour.stops.all()[0])])

    html = (
        client_of(cast.office)
        .post(f"/tours/{tour.pk}/jury/{juror.pk}/link/revoke/", follow=True)
        .content.decode()
    )

    assert "“甲”的评分链接已作废，已交的票不受影响。" in html
    assert phone.get("sheet/").status_code == 401
    assert juror.ballots.count() == 1


def test_the_board_counts_devices_that_are_ready(cast: Cast) -> None:
    """Ready is a good test on the link in force: no link, a bad device, a renewed or revoked link are not."""
    tour = opened(cast, jurors=6)
    good, bad, renewed, revoked, untested, unlinked = tour.jurors.order_by("pk")
    issue_links(tour=tour, jurors=[good, bad, renewed, revoked, untested], by=cast.office, at=NOON)
    for juror in (good, renewed, revoked, unlinked):
        checked(juror)
    checked(bad, storage=False)
    issue_links(tour=tour, jurors=[renewed], by=cast.office, at=NOON + timedelta(hours=1))
    revoke_link(juror=revoked, by=cast.office, at=NOON + timedelta(hours=1))

    found = board(tour, voting(tour))

    assert [place.juror for place in found.ready] == [good]
    assert {place.juror for place in found.linked} == {good, bad, renewed, untested}


def test_the_jury_page_shows_devices_and_progress(cast: Cast, client_of: ClientOf) -> None:
    tour = opened(cast)
    juror = tour.jurors.get(name="甲")
    phone = Phone.of(cast, juror)
    phone.send([body(juror, tour.stops.all()[0])])

    before = client_of(cast.office).get(f"/tours/{tour.pk}/jury/").content.decode()
    record_check(juror=juror, found=DEVICE | {"storage": True}, at=NOON)
    after = client_of(cast.office).get(f"/tours/{tour.pk}/jury/").content.decode()

    assert ("设备自检0/1就绪" in before, "设备自检1/1就绪" in after) == (True, True)
    assert re.findall(r'data-label="已交/应交">(\d+/\d+)<', after) == ["0/4", "1/4"]


@pytest.mark.parametrize("jurors", [1, 3])
def test_the_links_page_costs_the_same_for_one_and_three(
    cast: Cast, client_of: ClientOf, django_assert_num_queries: DjangoAssertNumQueries, jurors: int
) -> None:
    tour, client = opened(cast, jurors=jurors), client_of(cast.office)

    with django_assert_num_queries(12):
        client.get(url_of(tour))
