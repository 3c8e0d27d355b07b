"""The itinerary page: planning, moving, applying; wrong input kept and told."""

import re
from collections.abc import Callable

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from guanmo.accounts.models import Person
from guanmo.observation import queries
from guanmo.observation.models import TourPlan
from guanmo.observation.plan_forms import PlanForm
from guanmo.observation.plan_queries import duration, shown_plan
from guanmo.observation.services import open_tour
from tests.cast import NOON, Cast, make_project
from tests.observation.plans import (
    form_of,
    planned,
    planned_on_two_days,
    stop_of_the_first_day,
    tour_on_a_road,
    typed,
)
from tests.observation.tours import make_tour, opened, seat, visit, visit_all

ClientOf = Callable[[Person], Client]


def heading(html: str) -> str:
    found = re.search(r"<h1>(.*?)</h1>", html, re.DOTALL)
    return found[1].strip() if found else ""


def test_tour_is_planned_on_the_page(cast: Cast, client_of: ClientOf) -> None:
    tour = tour_on_a_road(cast)
    client = client_of(cast.office)

    response = client.post(f"/tours/{tour.pk}/plan/", typed(tour), follow=True)

    html = response.content.decode()
    assert response.redirect_chain == [(f"/tours/{tour.pk}/plan/", 302)]
    assert heading(html).startswith("1天看4个点，行车")
    assert "已排出第1版。" in html
    assert "时间、午餐、各单位个数等规则全部符合。" in html
    assert "8:00从宾馆出发" in html
    assert "午餐：食堂" in html
    assert 'value="115.25"' in html  # the next run starts from these conditions


def test_last_conditions_make_the_same_tour_again(cast: Cast) -> None:
    tour = tour_on_a_road(cast)
    first = tour.stops.get(order=1)
    wish = {f"stop-{first.pk}-wish": "must", f"stop-{first.pk}-open": "09:30"}
    version = planned(cast, tour, unit_order="青屿县、云溪县", unit_max="2", day_max="6", one_go="on", day_2_depart="09:00",
                      day_2_back="16:00", day_2_start="食堂", **wish)  # fmt: skip

    form = PlanForm(None, stops=list(queries.stops_of(tour)), last=version.request)

    data = {bound.html_name: bound.value() for bound in form}
    again = form_of(tour)
    again.data = {name: value for name, value in data.items() if value not in (None, False)}  # type: ignore[assignment] # a plain dict reads alike
    assert again.is_valid(), again.errors
    assert again.tour_file(tour.name) == version.request


@pytest.mark.parametrize(
    ("other", "message"),
    [
        ({"place_1_name": "", "place_2_name": ""}, "请写地点名称。"),
        ({"place_1_longitude": "34.0", "place_1_latitude": "115.0"}, "经度和纬度填反了：经度应是115，纬度应是34，请对调。"),
        ({"place_1_longitude": "", "place_1_latitude": ""}, "请填写“宾馆”的经纬度。"),
        ({"place_1_longitude": "东"}, "输入一个数字。"),
        ({"place_2_name": "宾馆"}, "“宾馆”写了两次，请换一个名称。"),
        ({"day_1_back": ""}, "请填写第1天的出发和返回时间，不用的一天两个都留空。"),
        ({"day_1_depart": ""}, "请填写第1天的出发和返回时间，不用的一天两个都留空。"),
        ({"day_1_depart": "", "day_1_back": ""}, "请至少填一天的出发和返回时间。"),
        ({"day_1_start": "火车站"}, "“火车站”不在地点表里，请照地点表写名称。"),
        ({"lunch_from": ""}, "有用餐地点，请填写午餐时段。"),
        ({"day_1_depart": "早上"}, "输入一个有效的时间。"),
        ({"unit_min": "-1"}, "确保该值大于或等于0。"),
        ({"day_1_back": "07:00"}, "第1天8:00出发、7:00前返回不成立：返回不能早于出发，也不能跨过零点。"),
    ],
)  # fmt: skip
def test_wrong_conditions_are_told_and_kept(
    cast: Cast, client_of: ClientOf, other: dict[str, str], message: str
) -> None:
    tour = tour_on_a_road(cast)

    response = client_of(cast.office).post(f"/tours/{tour.pk}/plan/", typed(tour, **other))

    html = response.content.decode()
    assert response.status_code == 422
    assert message in html
    assert 'value="食堂"' in html or "place_2_name" in other
    assert TourPlan.objects.count() == 0


def test_day_without_a_place_to_eat_has_no_lunch(cast: Cast) -> None:
    tour = tour_on_a_road(cast)

    version = planned(cast, tour, **{"place-2-lunch": "", "lunch_from": "", "lunch_until": ""})

    again = PlanForm(None, stops=list(queries.stops_of(tour)), last=version.request)
    assert version.request["lunch"] is None
    assert [
        day["stops"] for day in version.result["days"] if any(s["kind"] == "lunch" for s in day["stops"])
    ] == []
    assert again["lunch_minutes"].value() == 60


def test_places_are_asked_for(cast: Cast) -> None:
    tour = tour_on_a_road(cast)
    nothing = {f"place-{n}-{part}": "" for n in (1, 2) for part in ("name", "longitude", "latitude", "lunch")}

    form = form_of(tour, **nothing)

    assert form.errors["place-1-name"] == ["请至少填一个地点，作为出发和返回的地方。"]


def test_stop_without_a_point_stays_out_or_is_told(cast: Cast) -> None:
    tour = tour_on_a_road(cast)
    stop = visit(cast, tour, "无处")
    wish = f"stop-{stop.pk}-wish"

    refused, left = form_of(tour), form_of(tour, **{wish: "never"})

    assert refused.errors[wish] == ["“无处”没有经纬度，请先在项目里填写，或在这里选“不去”。"]
    assert left.is_valid()
    assert left.tour_file("甲")["without_place"] == [str(stop.pk)]
    version = planned(cast, tour, **{wish: "never"})
    again = PlanForm(None, stops=list(queries.stops_of(tour)), last=version.request)
    assert again[wish].value() == "never"
    assert not shown_plan(version, list(queries.stops_of(tour))).is_stale


def test_stop_is_moved_and_checked_at_once(cast: Cast, client_of: ClientOf) -> None:
    version = planned_on_two_days(cast)
    stop = stop_of_the_first_day(version)
    url = f"/tours/{version.tour_id}/plan/"

    html = (
        client_of(cast.office)
        .post(f"{url}1/move/", {"stop": stop, "to": "1-0"}, follow=True)
        .content.decode()
    )

    assert "处不合规则" in heading(html)
    assert "手工调整" in html
    assert "用作观摩顺序" not in html
    assert 'href="?version=1"' in html


@pytest.mark.parametrize("to", ["0-99", "x", ""])
def test_move_to_nowhere_is_told(cast: Cast, client_of: ClientOf, to: str) -> None:
    version = planned(cast)
    client = client_of(cast.office)

    response = client.post(
        f"/tours/{version.tour_id}/plan/1/move/",
        {"stop": version.result["plan"][0][0], "to": to},
        follow=True,
    )

    assert "线路没有改动，请刷新页面后再调整。" in response.content.decode()
    assert TourPlan.objects.count() == 1


def test_plan_is_applied_or_the_reason_told(cast: Cast, client_of: ClientOf) -> None:
    version = planned_on_two_days(cast)
    client, url = client_of(cast.office), f"/tours/{version.tour_id}/plan/"

    applied = client.post(f"{url}1/apply/", follow=True)
    client.post(f"{url}1/move/", {"stop": stop_of_the_first_day(version), "to": "1-0"})
    refused = client.post(f"{url}2/apply/", follow=True)

    assert applied.redirect_chain == [(f"/tours/{version.tour_id}/stops/", 302)]
    assert "已按线路第1版排好顺序。" in applied.content.decode()
    assert "这个版本不合规则，没有用作观摩顺序：" in refused.content.decode()


def test_earlier_version_is_shown_and_an_unknown_one_is_not_found(cast: Cast, client_of: ClientOf) -> None:
    version = planned(cast)
    planned(cast, version.tour)
    client, url = client_of(cast.office), f"/tours/{version.tour_id}/plan/"

    shown = client.get(url, {"version": "1"}).content.decode()

    assert "第1版，自动排出" in shown
    assert client.get(url, {"version": "9"}).status_code == 404


def test_plan_is_stale_once_stops_change(cast: Cast, client_of: ClientOf) -> None:
    version = planned(cast)
    visit(cast, version.tour, "新点")

    html = client_of(cast.office).get(f"/tours/{version.tour_id}/plan/").content.decode()

    assert "观摩点有增减，请重新排线路。" in html
    assert "用作观摩顺序" not in html


def test_left_out_stop_is_shown_with_its_reason(cast: Cast, client_of: ClientOf) -> None:
    tour = tour_on_a_road(cast)
    first = tour.stops.get(order=1)
    planned(cast, tour, unit_min="0", **{f"stop-{first.pk}-wish": "never"})

    client = client_of(cast.office)

    html = client.get(f"/tours/{tour.pk}/plan/").content.decode()
    applied = client.post(f"/tours/{tour.pk}/plan/1/apply/", follow=True).content.decode()

    assert "没有排进线路的1个放在最后，不去的请移出。" in applied
    assert "没有排进的1个点" in html
    assert "规定不去。" in html
    assert "加到第1天" in html


def test_tour_without_stops_leads_to_them(cast: Cast, client_of: ClientOf) -> None:
    tour = make_tour(cast)

    html = client_of(cast.office).get(f"/tours/{tour.pk}/plan/").content.decode()

    assert heading(html) == "还没有排线路"
    assert f'href="/tours/{tour.pk}/stops/">选观摩点' in html


def test_tour_being_scored_says_that_nothing_is_planned_any_more(cast: Cast, client_of: ClientOf) -> None:
    tour = opened(cast)
    client = client_of(cast.office)

    html = client.get(f"/tours/{tour.pk}/plan/").content.decode()
    refused = client.post(f"/tours/{tour.pk}/plan/", typed(tour))

    assert "这次观摩没有排线路" in html
    assert '<form class="form"' not in html
    assert refused.status_code == 422


def test_plan_of_a_tour_being_scored_is_applied_no_more(cast: Cast, client_of: ClientOf) -> None:
    version = planned(cast)
    seat(cast, version.tour, "甲")
    open_tour(tour=version.tour, by=cast.office, at=NOON)

    response = client_of(cast.office).post(f"/tours/{version.tour_id}/plan/1/apply/", follow=True)

    assert "规则和观摩点不能再改。" in response.content.decode()


@pytest.mark.parametrize("more", [0, 3])
def test_page_asks_the_same_questions_for_more_stops(
    cast: Cast, client_of: ClientOf, django_assert_num_queries: DjangoAssertNumQueries, more: int
) -> None:
    tour = make_tour(cast)
    visit_all(cast, tour)
    for n in range(more):
        make_project(cast, name=f"别的{n}")
        visit(cast, tour, f"多看{n}")
    client = client_of(cast.office)

    with django_assert_num_queries(12):
        client.get(f"/tours/{tour.pk}/plan/")


@pytest.mark.parametrize(
    ("amount", "text"), [(200, "3小时20分钟"), (45.2, "45分钟"), (120, "2小时"), (0, "0分钟")]
)
def test_duration_in_words(amount: float, text: str) -> None:
    assert duration(amount) == text
