"""Scoring on a phone, the receipt, corrections, paper ballots, and every ballot that cannot be accepted."""

import re
from collections.abc import Callable

import pytest
from django.test import Client

from guanmo.accounts.models import Person
from guanmo.foundation.models import HistoryEntry
from guanmo.observation.closing_services import close_tour
from guanmo.observation.models import Ballot, Tour
from tests.cast import NOON, Cast
from tests.observation.tours import (
    filled,
    make_tour,
    opened,
    opened_body,
    score_rule,
    scores,
    seal,
    sealed_tour,
    seat,
    seen,
    visit,
    vote,
    voted,
)

ClientOf = Callable[[Person], Client]
SKIPPABLE = score_rule("own_unit = 'exclude'", "[ballots.missing]\nstop = 'skip'\n")


def heading(html: str) -> str:
    found = re.search(r"<h1>(.*?)</h1>", html, re.DOTALL)
    return found[1].strip() if found else ""


def own_url(tour: Tour, page: str = "") -> str:
    return f"/tours/{tour.pk}/ballot/{page}"


def typed_of(cast: Cast, tour: Tour, value: str = "90", **other: str) -> dict[str, str]:
    return filled(tour.jurors.get(person=cast.juror), value, **other)


def values(html: str) -> list[str]:
    return re.findall(r'<input class="form-control num"[^>]* value="(.*?)"', html)


# The juror's own


def test_ballot_asks_every_stop_once(cast: Cast, client_of: ClientOf) -> None:
    tour = opened(cast)

    html = client_of(cast.juror).get(own_url(tour)).content.decode()

    assert heading(html) == "2026年第四季度观摩评分"
    assert "孙评委，评委。0～100分。" in html
    assert re.findall(r"<h2>(.*?)</h2>", html) == ["滨海产业园", "云溪电站", "城北枢纽", "高新算力"]
    assert (values(html), html.count('inputmode="decimal"')) == ([""] * 4, 4)
    assert f'data-keep="ballot-{tour.jurors.get(person=cast.juror).pk}-first"' in html


def test_ballot_is_handed_in_and_gives_a_receipt(cast: Cast, client_of: ClientOf) -> None:
    tour = opened(cast)
    client = client_of(cast.juror)

    response = client.post(own_url(tour), typed_of(cast, tour, "８８.5"), follow=True)

    html = response.content.decode()
    ballot = Ballot.objects.all()[0]
    assert response.redirect_chain == [(own_url(tour, "receipt/"), 302)]
    assert heading(html) == "已交票"
    assert (ballot.entered_by, scores(ballot.juror)) == (cast.juror, ["88.5"] * 4)
    assert re.findall(r'<td class="num">(.*?)</td>', html) == ["88.5"] * 4
    assert all(one.body_hash in html for one in Ballot.objects.all())
    assert re.findall(r"第(\d+)号", html) == ["1", "2", "3", "4"]
    assert f'data-saved="ballot-{ballot.juror_id}-first"' in html


def test_whoever_has_voted_sees_the_receipt(cast: Cast, client_of: ClientOf) -> None:
    tour = opened(cast)
    client = client_of(cast.juror)

    before = client.get(own_url(tour, "receipt/"))
    vote(cast, tour.jurors.get(person=cast.juror))
    after = client.get(own_url(tour))

    assert before.headers["Location"] == own_url(tour)
    assert after.headers["Location"] == own_url(tour, "receipt/")


@pytest.mark.parametrize(
    ("wrong", "message"),
    [
        ("101", "应在0至100之间"),
        ("-1", "应在0至100之间"),
        ("八十", "“八十”看不懂，分数应是数字。"),
        ("", "还没有填分数。"),
    ],
)
def test_ballot_out_of_scale_comes_back_as_typed(
    cast: Cast, client_of: ClientOf, wrong: str, message: str
) -> None:
    tour = opened(cast)
    first, *others = typed_of(cast, tour)
    typed = {first: wrong} | dict.fromkeys(others, "90")

    response = client_of(cast.juror).post(own_url(tour), typed)

    html = response.content.decode()
    assert response.status_code == 422
    assert "还没有交：有1处要改" in html
    assert message in html
    assert f'<a href="#{first}">第1站“滨海产业园”：' in html
    assert values(html) == [wrong, "90", "90", "90"]
    assert Ballot.objects.count() == 0


def test_all_problems_are_told_at_once(cast: Cast, client_of: ClientOf) -> None:
    tour = opened(cast)

    html = (
        client_of(cast.juror).post(own_url(tour), dict.fromkeys(typed_of(cast, tour), "x")).content.decode()
    )

    assert "还没有交：有4处要改" in html


def test_rank_ballot_refuses_one_place_for_two(cast: Cast, client_of: ClientOf) -> None:
    tour = opened(cast, "rank-100-3")
    first, second, *_ = typed_of(cast, tour)

    form = client_of(cast.juror).get(own_url(tour)).content.decode()
    response = client_of(cast.juror).post(own_url(tour), typed_of(cast, tour, **{first: "1", second: "1"}))

    assert "写名次，每个名次只用一次" in form
    assert re.findall(r'<label for="u\d+">(.*?)</label>', form) == [
        "青屿县",
        "云溪县",
        "城北区",
        "高新功能区",
    ]
    assert response.status_code == 422
    assert "第1名写给了青屿县、云溪县，每个名次只能用一次。" in response.content.decode()


def test_own_unit_is_not_asked_and_says_why(cast: Cast, client_of: ClientOf) -> None:
    tour = make_tour(cast, SKIPPABLE)
    visit(cast, tour, "本县项目")
    visit(cast, tour, "外县项目", cast.city.other_county)
    seat(cast, tour, "陈填报", person=cast.clerk, unit=cast.city.county_bureau)
    Tour.unguarded().update(state="open")

    html = client_of(cast.clerk).get(own_url(tour)).content.decode()

    assert "本单位的点，按规则不评。" in html
    assert re.findall(r'<label for="s\d+-0">', html) == [f'<label for="s{tour.stops.get(order=2).pk}-0">']


def test_stop_not_visited_is_left_out(cast: Cast, client_of: ClientOf) -> None:
    tour = opened(cast, SKIPPABLE)
    first, *others = typed_of(cast, tour)
    stop = tour.stops.get(order=1)

    response = client_of(cast.juror).post(
        own_url(tour), {first: "", "skip": str(stop.pk)} | dict.fromkeys(others, "90"), follow=True
    )

    html = response.content.decode()
    assert heading(html) == "已交票"
    assert "没有到，不评" in html
    assert [opened_body(one).skipped for one in Ballot.objects.all()] == [True, False, False, False]


def test_ballot_without_any_mark_is_refused(cast: Cast, client_of: ClientOf) -> None:
    tour = opened(cast, SKIPPABLE)

    response = client_of(cast.juror).post(own_url(tour), {"skip": [stop.pk for stop in tour.stops.all()]})

    assert (response.status_code, "没有评任何一个点位，不能交票。" in response.content.decode()) == (
        422,
        True,
    )


def test_juror_scoring_twice_is_refused_and_loses_nothing(cast: Cast, client_of: ClientOf) -> None:
    tour = opened(cast)
    vote(cast, tour.jurors.get(person=cast.juror), "90")

    response = client_of(cast.juror).post(own_url(tour), typed_of(cast, tour, "75"))

    html = response.content.decode()
    assert response.status_code == 409
    assert "孙评委已经交过票，这次填写的没有计入" in html
    assert html.count('<td class="num">75</td>') == 4
    assert scores(tour.jurors.get(person=cast.juror)) == ["90"] * 4


def test_the_same_ballot_twice_is_one_ballot(cast: Cast, client_of: ClientOf) -> None:
    tour = opened(cast)
    client = client_of(cast.juror)

    answers = [client.post(own_url(tour), typed_of(cast, tour)).headers["Location"] for _ in range(2)]

    assert answers == [own_url(tour, "receipt/")] * 2
    assert Ballot.objects.count() == 4


def test_ballot_arriving_after_the_seal_is_shown_and_not_counted(cast: Cast, client_of: ClientOf) -> None:
    tour = opened(cast)
    vote(cast, tour.jurors.get(name="甲"))
    client = client_of(cast.juror)
    client.get(own_url(tour))
    seal(cast, tour, at=NOON, why="不等了")

    late = client.post(own_url(tour), typed_of(cast, tour, "66"))
    again = client.get(own_url(tour))

    html = late.content.decode()
    assert (late.status_code, again.status_code) == (410, 410)
    assert "观摩已于2026-11-24 12:00封存，这张票未计入；请联系重点办。" in html
    assert html.count('<td class="num">66</td>') == 4
    assert "data-saved" not in html
    assert heading(again.content.decode()) == "现在不能评分"
    assert Ballot.objects.count() == 4


def test_ballot_after_the_closing_is_taken_as_late(cast: Cast, client_of: ClientOf) -> None:
    tour = voted(cast)
    close_tour(tour=tour, by=cast.office, at=NOON)
    client, url = client_of(cast.juror), own_url(tour, "correct/")

    form = client.get(url).content.decode()
    data = {**typed_of(cast, tour, "66"), "seen": "4", "why": "漏看"}
    html = client.post(url, data, follow=True).content.decode()

    assert "现在交的列为迟到票" in form
    assert "票已收到。已过截止，列为迟到票，由重点办两人核定是否计入。" in html
    assert html.count("迟到票，待核定") == 4
    assert html.count("的票，后来更正过") == 4
    assert scores(tour.jurors.get(person=cast.juror)) == ["90"] * 4


def test_scoring_that_has_not_begun_is_told(cast: Cast, client_of: ClientOf) -> None:
    """The office sees a tour in preparation, and may have a seat of its own."""
    tour = make_tour(cast)
    visit(cast, tour)
    seat(cast, tour, "周统筹", person=cast.office)
    client = client_of(cast.office)

    shown = client.get(own_url(tour))
    sent = client.post(own_url(tour), filled(tour.jurors.get()))

    assert (shown.status_code, sent.status_code) == (409, 409)
    assert "还没有开始评分，请等重点办开始后再交。" in sent.content.decode()


@pytest.mark.parametrize("page", ["", "correct/", "receipt/"])
def test_ballot_of_a_stranger_is_not_found(cast: Cast, client_of: ClientOf, page: str) -> None:
    tour = opened(cast)

    assert [client_of(p).get(own_url(tour, page)).status_code for p in (cast.office, cast.clerk)] == [
        404,
        404,
    ]


# Corrections


def test_correction_starts_from_what_was_given(cast: Cast, client_of: ClientOf) -> None:
    tour = opened(cast)
    first = vote(cast, tour.jurors.get(person=cast.juror), "90")
    client = client_of(cast.juror)

    form = client.get(own_url(tour, "correct/")).content.decode()
    data = {**typed_of(cast, tour, "91"), "seen": seen(first), "why": "看错了行"}
    html = client.post(own_url(tour, "correct/"), data, follow=True).content.decode()

    assert (heading(form), values(form)) == ("更正评分", ["90"] * 4)
    assert f'name="seen" value="{seen(first)}"' in form
    assert "更正之前" in html
    heads = Ballot.objects.counted().order_by("sequence")
    entry = HistoryEntry.objects.order_by("-sequence")[0]
    assert [head.replaces for head in heads] == first
    assert scores(first[0].juror) == ["91"] * 4
    assert (entry.action, entry.why) == ("ballot.corrected", "看错了行")


def test_correction_without_reason_is_asked_again(cast: Cast, client_of: ClientOf) -> None:
    tour = opened(cast)
    first = vote(cast, tour.jurors.get(person=cast.juror), "90")

    response = client_of(cast.juror).post(
        own_url(tour, "correct/"), {**typed_of(cast, tour, "91"), "seen": seen(first), "why": " "}
    )

    html = response.content.decode()
    assert (response.status_code, "请写明更正的原因，供审计查看。" in html) == (422, True)
    assert values(html) == ["91"] * 4


def test_correction_of_an_old_ballot_is_refused(cast: Cast, client_of: ClientOf) -> None:
    tour = opened(cast)
    first = vote(cast, tour.jurors.get(person=cast.juror), "90")
    client, url = client_of(cast.juror), own_url(tour, "correct/")
    client.post(url, {**typed_of(cast, tour, "91"), "seen": seen(first), "why": "一改"})

    response = client.post(url, {**typed_of(cast, tour, "92"), "seen": seen(first), "why": "再改"})

    assert response.status_code == 409
    assert "又有更正，请核对最新的票后再改。" in response.content.decode()
    assert scores(first[0].juror) == ["91"] * 4


def test_there_is_nothing_to_correct_before_voting_and_after_the_seal(
    cast: Cast, client_of: ClientOf
) -> None:
    tour = opened(cast)
    client = client_of(cast.juror)

    before = client.get(own_url(tour, "correct/"))
    vote(cast, tour.jurors.get(person=cast.juror))
    seal(cast, tour, at=NOON, why="齐了")
    after = client.get(own_url(tour, "correct/"))

    assert before.headers["Location"] == own_url(tour)
    assert after.headers["Location"] == own_url(tour, "receipt/")


def test_receipt_after_the_seal_says_what_was_counted(cast: Cast, client_of: ClientOf) -> None:
    tour = sealed_tour(cast)

    html = client_of(cast.juror).get(own_url(tour, "receipt/")).content.decode()

    assert "您的4张票全部计入。" in html
    assert "更正</a>" not in html
