"""Choosing stops: found in the library, put in order, taken off."""

import re
from collections.abc import Callable

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from guanmo.accounts.models import Person
from guanmo.observation.models import Tour
from guanmo.observation.stop_queries import addable_rows, ordered_as_typed
from tests.cast import Cast, make_project
from tests.observation.tours import make_tour, opened, visit, visit_all

ClientOf = Callable[[Person], Client]


def names(tour: Tour) -> list[str]:
    return [stop.project.name for stop in tour.stops.order_by("order")]


def url_of(tour: Tour, page: str = "") -> str:
    return f"/tours/{tour.pk}/stops/{page}"


# Finding and adding


def test_projects_are_found_by_pinyin_and_added(cast: Cast, client_of: ClientOf) -> None:
    tour, project = make_tour(cast), make_project(cast)
    client = client_of(cast.office)

    found = client.get(url_of(tour), {"q": "bhcyy"}).content.decode()
    response = client.post(f"{url_of(tour)}?q=bhcyy", {"project": project.pk}, follow=True)

    html = response.content.decode()
    assert f'name="project" value="{project.pk}"' in found
    assert "<span>青屿县</span>" in found
    assert response.redirect_chain == [(f"{url_of(tour)}?q=bhcyy", 302)]
    assert "已加入“滨海产业园”。" in html
    assert "没有可加入的项目" in html
    assert names(tour) == ["滨海产业园"]


def test_stop_is_added_without_a_search(cast: Cast, client_of: ClientOf) -> None:
    tour, project = make_tour(cast), make_project(cast)

    response = client_of(cast.office).post(url_of(tour), {"project": project.pk})

    assert response.headers["Location"] == url_of(tour)


def test_city_project_asks_which_unit_it_counts_for(cast: Cast, client_of: ClientOf) -> None:
    tour, project = make_tour(cast), make_project(cast, name="市医院", unit=cast.city.office)
    client = client_of(cast.office)

    found = client.get(url_of(tour), {"q": "医院"}).content.decode()
    asked = client.post(url_of(tour), {"project": project.pk})
    added = client.post(url_of(tour), {"project": project.pk, "unit": cast.city.zone.pk})

    html = asked.content.decode()
    assert re.findall(r"<option [^>]*>(.*?)</option>", found) == [
        "请选定", "青屿县", "云溪县", "城北区", "高新功能区",
    ]  # fmt: skip
    assert asked.status_code == 422
    assert "“市医院”的责任单位是市重点办，不属于任何县、区或功能区，请指定计分的参评单位。" in html
    assert (added.status_code, tour.stops.get().unit) == (302, cast.city.zone)


def test_project_already_on_the_tour_is_refused(cast: Cast, client_of: ClientOf) -> None:
    tour = make_tour(cast)
    stop = visit(cast, tour)

    response = client_of(cast.office).post(url_of(tour), {"project": stop.project_id})

    assert response.status_code == 422
    assert "“滨海产业园”已在观摩点里，不必重复加入。" in response.content.decode()


def test_project_there_is_not_is_not_found(cast: Cast, client_of: ClientOf) -> None:
    tour = make_tour(cast)

    assert client_of(cast.office).post(url_of(tour), {"project": 987654}).status_code == 404


def test_long_search_shows_the_first_and_says_how_many(cast: Cast) -> None:
    tour = make_tour(cast)
    for n in range(3):
        make_project(cast, name=f"园区{n}")

    rows, count = addable_rows(cast.office, tour, "园区", 2)

    assert ([row.project.name for row in rows], count) == (["园区0", "园区1"], 3)


@pytest.mark.parametrize("count", [1, 3])
def test_stops_cost_the_same_for_one_and_three(
    cast: Cast, client_of: ClientOf, django_assert_num_queries: DjangoAssertNumQueries, count: int
) -> None:
    tour = make_tour(cast)
    for n in range(count):
        visit(cast, tour, f"厂{n}")
        make_project(cast, name=f"待选{n}")
    client = client_of(cast.office)
    client.get(url_of(tour))

    # Session, person; tour, stops for the order and the rows; units found by name, projects found, ranked units, their
    # count; tabs; the frame.
    with django_assert_num_queries(16):
        html = client.get(url_of(tour), {"q": "待选"}).content.decode()

    assert html.count('name="place-') == count
    assert html.count('name="project"') == count


# Order


def test_stops_are_put_in_order(cast: Cast, client_of: ClientOf) -> None:
    tour = make_tour(cast)
    stops = visit_all(cast, tour)
    typed = {f"place-{stop.pk}": stop.order for stop in stops} | {f"place-{stops[3].pk}": 1}

    response = client_of(cast.office).post(url_of(tour, "order/"), typed, follow=True)

    assert "已按新的顺序保存。" in response.content.decode()
    assert names(tour) == ["高新算力", "滨海产业园", "云溪电站", "城北枢纽"]


@pytest.mark.parametrize(
    ("moved", "place", "order"),
    [
        (0, 3, [1, 2, 0, 3]),
        (3, 1, [3, 0, 1, 2]),
        (1, 99, [0, 2, 3, 1]),
        (2, 3, [0, 1, 2, 3]),
    ],
)
def test_typed_place_is_where_a_stop_goes(cast: Cast, moved: int, place: int, order: list[int]) -> None:
    stops = visit_all(cast, make_tour(cast))

    found = ordered_as_typed(stops, {stops[moved].pk: place})

    assert found == [stops[n].pk for n in order]


@pytest.mark.parametrize("place", ["0", "一", "", "1000"])
def test_unreadable_place_comes_back_as_typed(cast: Cast, client_of: ClientOf, place: str) -> None:
    tour = make_tour(cast)
    first, *others = visit_all(cast, tour)
    typed = {f"place-{stop.pk}": stop.order for stop in others} | {f"place-{first.pk}": place}

    response = client_of(cast.office).post(url_of(tour, "order/"), typed)

    html = response.content.decode()
    assert response.status_code == 422
    assert "“滨海产业园”的序号</a>：" in html
    assert f'value="{place}" aria-label="“滨海产业园”的序号" aria-invalid="true"' in html
    assert names(tour)[0] == "滨海产业园"


# Removing


def test_stop_is_removed_and_the_others_move_up(cast: Cast, client_of: ClientOf) -> None:
    tour = make_tour(cast)
    first, *_ = visit_all(cast, tour)

    html = client_of(cast.office).post(url_of(tour, f"{first.pk}/remove/"), follow=True).content.decode()

    assert "已移出“滨海产业园”。" in html
    assert [stop.order for stop in tour.stops.all()] == [1, 2, 3]


def test_stop_of_another_tour_is_not_found(cast: Cast, client_of: ClientOf) -> None:
    tour, other = make_tour(cast), make_tour(cast, name="另一次")
    stop = visit(cast, other)

    response = client_of(cast.office).post(url_of(tour, f"{stop.pk}/remove/"))

    assert (response.status_code, other.stops.count()) == (404, 1)


def test_stops_are_fixed_while_scoring(cast: Cast, client_of: ClientOf) -> None:
    tour = opened(cast)
    stop = tour.stops.all()[0]
    client = client_of(cast.office)

    page = client.get(url_of(tour)).content.decode()
    removed = client.post(url_of(tour, f"{stop.pk}/remove/"), follow=True).content.decode()

    assert "按序号重排" not in page
    assert "评分中，规则和观摩点不能再改。" in removed
    assert tour.stops.count() == 4
