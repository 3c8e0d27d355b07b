"""The grid of jurors and stops: who recused, who was not there, marked in bulk."""

import re
from collections.abc import Callable

from django.test import Client

from guanmo.accounts.models import Person
from guanmo.observation.models import StopExcuse, Tour
from tests.cast import Cast
from tests.observation.tours import make_tour, opened, score_rule, sealed_tour, seat, visit_all

ClientOf = Callable[[Person], Client]


def url_of(tour: Tour) -> str:
    return f"/tours/{tour.pk}/jury/attendance/"


def heading(html: str) -> str:
    [found] = re.findall(r"<h1[^>]*>(.*?)</h1>", html, re.DOTALL)
    return str(found).strip()


def words(html: str) -> list[str]:
    return re.findall(r'<span class="tag">(.*?)</span>', html)


def test_jurors_are_marked_at_stops_and_days(cast: Cast, client_of: ClientOf) -> None:
    tour = opened(cast)
    client, juror, stop = client_of(cast.office), tour.jurors.get(name="甲"), tour.stops.all()[0]
    chosen = {"jurors": [juror.pk], "stops": [stop.pk]}

    before = client.get(url_of(tour)).content.decode()
    recused = client.post(
        url_of(tour), {**chosen, "step": "recused", "reason": "亲属在该企业"}, follow=True
    ).content.decode()
    absent = client.post(
        url_of(tour), {"jurors": [juror.pk], "days": ["0"], "step": "absent"}, follow=True
    ).content.decode()
    lifted = client.post(url_of(tour), {**chosen, "step": "lift"}, follow=True).content.decode()
    jury = client.get(f"/tours/{tour.pk}/jury/").content.decode()

    assert [heading(html) for html in (before, recused, absent, lifted)] == [
        "没有回避，全部到场", "回避1处，未到0处", "回避0处，未到4处", "回避0处，未到3处",
    ]  # fmt: skip
    assert (words(recused), 'title="亲属在该企业"' in recused) == (["回避"], True)
    assert "记为未到：4处有变动。" in absent
    assert '0/1<span class="sub">未到3</span>' in jury


def test_what_is_missing_is_asked_for_and_ticks_stay(cast: Cast, client_of: ClientOf) -> None:
    tour = opened(cast)
    client, juror, stop = client_of(cast.office), tour.jurors.get(name="甲"), tour.stops.all()[0]

    answers = [
        client.post(url_of(tour), {"step": "absent", "stops": [stop.pk]}),
        client.post(url_of(tour), {"step": "absent", "jurors": [juror.pk]}),
        client.post(url_of(tour), {"step": "recused", "jurors": [juror.pk], "stops": [stop.pk]}),
    ]

    pages = [answer.content.decode() for answer in answers]
    says = ("请勾选评委。", "请勾选观摩点，或勾选一整天。", "请写明回避的原因")
    assert [answer.status_code for answer in answers] == [422] * 3
    assert [text in page for text, page in zip(says, pages, strict=True)] == [True] * 3
    assert f'value="{juror.pk}" form="excuses" checked' in pages[1]
    assert not StopExcuse.objects.exists()


def test_a_sealed_tour_shows_and_refuses(cast: Cast, client_of: ClientOf) -> None:
    tour = sealed_tour(cast)
    client, juror, stop = client_of(cast.office), tour.jurors.get(name="甲"), tour.stops.all()[0]

    page = client.get(url_of(tour)).content.decode()
    answer = client.post(url_of(tour), {"step": "absent", "jurors": [juror.pk], "stops": [stop.pk]})

    assert "checkbox" not in page
    assert (answer.status_code, "回避和到场不能再改" in answer.content.decode()) == (422, True)


def test_own_units_are_shown_and_an_empty_tour_says_what_to_do(cast: Cast, client_of: ClientOf) -> None:
    tour = make_tour(cast, score_rule("own_unit = 'exclude'"))
    client = client_of(cast.office)

    empty = client.get(url_of(tour)).content.decode()
    visit_all(cast, tour)
    seat(cast, tour, "甲", unit=cast.city.county_bureau)
    shown = client.get(url_of(tour)).content.decode()

    assert "先选观摩点、加入评委" in empty
    assert words(shown) == ["本单位"]
