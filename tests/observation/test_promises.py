"""Promises on their pages: who sees which, where each stands, what the next tour looks back at."""

import re
from collections.abc import Callable
from datetime import date

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from guanmo.accounts.models import Person
from guanmo.engines.documents.typesetting import paragraph_texts
from guanmo.observation import promise_queries
from guanmo.observation.enums import Outcome, PromiseState
from guanmo.observation.models import Tour
from guanmo.observation.promise_models import Promise
from guanmo.observation.promise_queries import PromiseFilter
from guanmo.observation.services import add_stop
from tests.cast import NOON, Cast
from tests.observation.promises import AHEAD, OVER, TODAY, looked_at, promised
from tests.observation.tours import make_tour, opened

ClientOf = Callable[[Person], Client]
NOTHING = PromiseFilter()


def five(cast: Cast) -> Tour:
    """One promise of each state, on four stops."""
    tour = opened(cast)
    county, other, district, zone = tour.stops.all()
    promised(cast, county, "厂房封顶", OVER)
    promised(cast, county, "年底前投产", AHEAD)
    looked_at(cast, promised(cast, other, "并网发电", OVER), Outcome.KEPT)
    looked_at(cast, promised(cast, district, "主体完工", OVER), Outcome.PARTLY)
    looked_at(cast, promised(cast, zone, "设备到场", AHEAD), Outcome.BROKEN)
    return tour


def texts(cast: Cast, wanted: PromiseFilter = NOTHING) -> list[str]:
    return [promise.text for promise in promise_queries.promises(cast.office, wanted, TODAY)]


def test_a_promise_stands_where_the_last_look_back_left_it(cast: Cast) -> None:
    five(cast)

    found = promise_queries.promises(cast.office, NOTHING, TODAY)

    rows = promise_queries.rows(found, TODAY)
    assert {row.promise.text: (row.state.value, row.days_over) for row in rows} == {
        "厂房封顶": ("due", 2), "年底前投产": ("waiting", 0), "并网发电": ("kept", 2), "主体完工": ("partly", 2),
        "设备到场": ("broken", 0),
    }  # fmt: skip
    assert promise_queries.counts(cast.office, NOTHING, TODAY) == dict.fromkeys(PromiseState, 1)
    for row in rows:
        assert texts(cast, PromiseFilter(state=row.state.value)) == [row.promise.text]


def test_a_limit_that_is_today_is_not_over(cast: Cast) -> None:
    promised(cast, due_on=TODAY)

    assert promise_queries.counts(cast.office, NOTHING, TODAY)[PromiseState.WAITING] == 1


def test_promises_are_found_by_words_unit_tour_and_project(cast: Cast) -> None:
    tour = five(cast)
    county = tour.stops.all()[0]

    assert texts(cast, PromiseFilter(text="投产")) == ["年底前投产"]
    assert texts(cast, PromiseFilter(text="yunxi")) == ["并网发电"]
    assert len(texts(cast, PromiseFilter(text="县长"))) == 5
    assert texts(cast, PromiseFilter(unit=county.unit_id)) == ["厂房封顶", "年底前投产"]
    assert texts(cast, PromiseFilter(project=county.project_id)) == ["厂房封顶", "年底前投产"]
    assert (len(texts(cast, PromiseFilter(tour=tour.pk))), texts(cast, PromiseFilter(tour=0))) == (5, [])
    assert promise_queries.promised_units(cast.office) == [stop.unit for stop in tour.stops.all()]
    assert promise_queries.promised_tours(cast.office) == [tour]


def test_promises_are_found_by_the_year_and_months_of_their_limit(cast: Cast, client_of: ClientOf) -> None:
    stop = opened(cast).stops.all()[0]
    for day, text in (
        (date(2026, 11, 30), "厂房封顶"),
        (date(2026, 12, 1), "并网"),
        (date(2027, 1, 1), "投产"),
    ):
        promised(cast, stop, text, day)

    page = client_of(cast.office).get("/tours/promises/?year=2026&months=11&months=10").content.decode()

    assert texts(cast, PromiseFilter(year=2026)) == ["厂房封顶", "并网"]
    assert texts(cast, PromiseFilter(year=2026, months=(1, 12))) == ["并网"]
    assert promise_queries.due_years(cast.office) == [2027, 2026]
    assert ("1项承诺" in page, "到期月份：11月、10月" in page) == (True, True)


def test_everybody_sees_the_promises_of_the_own_projects(cast: Cast) -> None:
    five(cast)

    seen = {part: Promise.objects.visible_to(person).count() for part, person in cast.everybody().items()}

    assert (seen["office"], seen["leader"], seen["clerk"], seen["stranger"], seen["juror"]) == (5, 5, 2, 1, 0)


def test_next_tour_looks_back_at_its_stops_and_names_what_it_leaves_out(cast: Cast) -> None:
    first = five(cast)
    visited = first.stops.all()[0].project
    tour = make_tour(cast, name="2027年第一季度观摩")
    stop = add_stop(tour=tour, project=visited, by=cast.office, at=NOON)

    back = promise_queries.looked_back(cast.office, [stop], TODAY)

    assert [row.promise.text for row in back[visited.pk]] == ["厂房封顶", "年底前投产"]
    elsewhere = promise_queries.unkept_elsewhere(cast.office, tour, TODAY)
    assert [row.promise.text for row in elsewhere] == ["主体完工", "设备到场"]


# Pages


@pytest.mark.parametrize("more", [0, 2])
def test_list_costs_the_same_for_one_and_three_promises(
    cast: Cast, client_of: ClientOf, django_assert_num_queries: DjangoAssertNumQueries, more: int
) -> None:
    stop = opened(cast).stops.all()[0]
    for n in range(more + 1):
        looked_at(cast, promised(cast, stop, f"第{n}项"))
    client = client_of(cast.office)
    client.get("/tours/promises/")

    # Session, person; units, tours and years to choose; count, page, checks; counts by state, the project; unit, city.
    with django_assert_num_queries(12):
        html = client.get("/tours/promises/").content.decode()

    assert html.count('<th scope="row"') == more + 1


def test_counts_of_the_list_open_their_promises(cast: Cast, client_of: ClientOf) -> None:
    five(cast)
    client = client_of(cast.leader)

    html = client.get("/tours/promises/").content.decode()
    due = client.get("/tours/promises/?state=due").content.decode()

    assert "5项承诺，1项到期待核" in html
    assert re.findall(r'href="\?state=(\w+)"[^>]*>(\d)</a>', html) == [
        (state.value, "1") for state in PromiseState
    ]
    assert re.findall(r"/tours/promises/\d+/\">(.*?)</a>", due) == ["厂房封顶"]
    assert client.get("/tours/promises/?state=none").status_code == 422


def test_card_of_a_project_leads_to_its_promises(cast: Cast, client_of: ClientOf) -> None:
    stop = promised(cast).stop
    client = client_of(cast.clerk)

    html = client.get(f"/projects/{stop.project_id}/").content.decode()
    listed = client.get(f"/tours/promises/?project={stop.project_id}").content.decode()

    assert f'href="/tours/promises/?project={stop.project_id}">承诺<span class="count">1</span>' in html
    assert "滨海产业园：1项承诺，没有到期待核的" in listed


def test_office_records_and_looks_back(cast: Cast, client_of: ClientOf) -> None:
    tour = opened(cast)
    client, stop = client_of(cast.office), tour.stops.all()[0]
    typed = {"stop": stop.pk, "promised_by": "青屿县县长", "due_on": "2026-12-31", "text": "年底前投产"}

    early = client.post(f"/tours/{tour.pk}/promises/", typed | {"due_on": "2026-11-01"})
    saved = client.post(f"/tours/{tour.pk}/promises/", typed)

    made = Promise.objects.get()
    assert (early.status_code, saved.status_code) == (422, 302)
    assert "不能早于观摩日期2026-11-20" in early.content.decode()
    checked = {
        "outcome": "partly",
        "checked_on": "2026-11-24",
        "evidence": "on_site",
        "finding": "一条线试产",
    }
    late = client.post(f"/tours/promises/{made.pk}/", checked | {"checked_on": "2026-11-25"})
    client.post(f"/tours/promises/{made.pk}/", checked)
    html = client.get(f"/tours/promises/{made.pk}/").content.decode()
    assert (late.status_code, made.checks.get().finding) == (422, "一条线试产")
    assert ("部分兑现：年底前投产" in html, "回头看1次" in html) == (True, True)


def test_withdrawal_asks_for_its_reason(cast: Cast, client_of: ClientOf) -> None:
    made, client = promised(cast), client_of(cast.office)

    html = client.post(f"/tours/promises/{made.pk}/withdraw/", follow=True).content.decode()
    client.post(f"/tours/promises/{made.pk}/withdraw/", {"why": "登记错了项目"})

    assert ("请写明为什么撤销" in html, Promise.objects.count()) == (True, 0)


def test_nothing_can_be_recorded_in_preparation(cast: Cast, client_of: ClientOf) -> None:
    tour = make_tour(cast, name="2027年第一季度观摩")
    stop = add_stop(tour=tour, project=promised(cast).stop.project, by=cast.office, at=NOON)
    client = client_of(cast.office)
    typed = {"stop": stop.pk, "promised_by": "县长", "due_on": "2026-12-31", "text": "投产"}

    answer = client.post(f"/tours/{tour.pk}/promises/", typed)

    assert (answer.status_code, "开始评分以后才登记承诺" in answer.content.decode()) == (422, True)
    html = client.get(f"/tours/{tour.pk}/promises/").content.decode()
    assert "要在1项承诺上回头看" in html


def test_next_book_carries_the_promise(cast: Cast, client_of: ClientOf) -> None:
    made = promised(cast, due_on=date(2026, 11, 22))
    looked_at(cast, made, Outcome.PARTLY)
    tour = make_tour(cast, name="2027年第一季度观摩")
    add_stop(tour=tour, project=made.stop.project, by=cast.office, at=NOON)

    client = client_of(cast.office)
    html = client.get(f"/tours/{tour.pk}/book/").content.decode()
    file = client.get(f"/tours/{tour.pk}/book/file/").getvalue()  # type: ignore[attr-defined] # a streaming answer

    said = "年底前投产（青屿县县长，2026-11-22前；部分兑现：两条线试产）"
    assert (said in html, said in paragraph_texts(file)) == (True, True)
