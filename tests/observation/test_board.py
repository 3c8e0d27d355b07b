"""The hall's screen: no score before the seal, the reveal after it."""

import re
from collections.abc import Callable

import pytest
from django.test import Client

from guanmo.accounts.models import Person
from guanmo.engines.scoring import rule_sentences
from guanmo.observation.board_queries import Turnout, progress
from guanmo.observation.models import Tour
from tests.cast import Cast
from tests.observation.tours import (
    make_tour,
    opened,
    rank_rule,
    score_rule,
    seal,
    sealed_with,
    visit_all,
    vote,
)

ClientOf = Callable[[Person], Client]
QUIET = score_rule("show_turnout = false")


def board_of(client: Client, tour: Tour) -> str:
    return client.get(f"/tours/{tour.pk}/board/").content.decode()


def test_stops_are_seen_once_a_ballot_is_in(cast: Cast) -> None:
    tour = opened(cast)
    before = progress(tour)
    vote(cast, tour.jurors.get(name="甲"))

    after = progress(tour)

    assert (before.seen, before.turnout) == (frozenset(), Turnout(0, 8, 2, 0))
    assert after.seen == {stop.pk for stop in tour.stops.all()}
    assert after.turnout == Turnout(ballots=4, expected=8, jurors=2, whole=1)
    assert (after.units, [seen for _, seen in after.rows]) == (4, [True] * 4)


def test_one_ballot_for_all_units_tells_of_no_stop(cast: Cast) -> None:
    tour = opened(cast, rank_rule())
    vote(cast, tour.jurors.get(name="甲"))

    found = progress(tour)

    assert (found.seen, found.turnout) == (None, Turnout(1, 2, 2, 1))
    assert [seen for _, seen in found.rows] == [False] * 4


def test_rule_can_keep_the_turnout_off_the_screen(cast: Cast, client_of: ClientOf) -> None:
    tour = opened(cast, QUIET)
    vote(cast, tour.jurors.get(name="甲"))

    html = board_of(client_of(cast.office), tour)

    assert progress(tour).turnout is None
    assert re.findall(r"<dt>(.*?)</dt>", html) == ["观摩点", "已看", "评委"]
    assert rule_sentences(QUIET.ballot_rule)[-1] == "封存之前，大屏不显示交票数。"


@pytest.mark.parametrize("state", ["open", "closed"])
def test_no_score_before_the_seal(cast: Cast, client_of: ClientOf, state: str) -> None:
    tour = opened(cast)
    for juror in tour.jurors.all():
        vote(cast, juror, "87.65")
    Tour.unguarded().filter(pk=tour.pk).update(state=state)

    html = board_of(client_of(cast.office), tour)

    assert 'hx-trigger="every 15s"' in html
    assert ("87.65" in html, "data-board-row" in html, "名次" in html) == (False, False, False)
    assert "8<small>/8张</small>" in html


def test_preparing_shows_the_stops_alone(cast: Cast, client_of: ClientOf) -> None:
    tour = make_tour(cast)
    visit_all(cast, tour)

    html = board_of(client_of(cast.office), tour)

    assert re.findall(r"<dt>(.*?)</dt>", html) == ["观摩点", "评委"]


def test_reveal_has_every_place_and_opens_its_workings(cast: Cast, client_of: ClientOf) -> None:
    tour = sealed_with(cast, "mean", {"孙评委": ["90", "80", "90", "70"], "甲": ["92", "82", "92", "71"]})

    html = board_of(client_of(cast.leader), tour)

    assert re.findall(r'data-says="(.*?)"', html) == [
        "第1名&#10;青屿县&#10;91.00分", "第1名&#10;城北区&#10;91.00分",
        "第3名&#10;云溪县&#10;81.00分", "第4名&#10;高新功能区&#10;70.50分",
    ]  # fmt: skip
    assert html.count(f'href="/tours/{tour.pk}/result/{cast.city.county.pk}/">91.00</a>') == 2
    assert "hx-get" not in html


def test_juror_may_not_open_the_reveal(cast: Cast, client_of: ClientOf) -> None:
    tour = seal(cast, opened_and_voted(cast))

    response = client_of(cast.juror).get(f"/tours/{tour.pk}/board/")

    assert (response.status_code, "查看结果" in response.content.decode()) == (403, True)


def opened_and_voted(cast: Cast) -> Tour:
    tour = opened(cast)
    for juror in tour.jurors.all():
        vote(cast, juror)
    return tour
