"""The live itinerary in the browser: taps, corrections, ways to go on, and those who only look."""

import json
from collections.abc import Callable

from django.test import Client

from guanmo.accounts.models import Person
from guanmo.observation.convoy_models import Passage
from guanmo.observation.convoy_queries import LEFT
from guanmo.observation.models import TourPlan
from tests.cast import Cast
from tests.observation.convoys import at_the_first_stop, halts, on_the_road, tap
from tests.observation.tours import make_tour

ClientOf = Callable[[Person], Client]


def page(client: Client, plan: TourPlan, path: str = "") -> str:
    answer = client.get(f"/tours/{plan.tour_id}/live/{path}")
    assert answer.status_code == 200
    return answer.content.decode()


def test_office_taps_and_takes_back(cast: Cast, client_of: ClientOf) -> None:
    plan, client = on_the_road(cast), client_of(cast.office)
    step = f"/tours/{plan.tour_id}/live/1/H1/left/"
    assert "第1天还没有出发" in page(client, plan)

    client.post(f"{step}record/")
    html = page(client, plan)
    assert "正去滨海产业园" in html
    assert "撤销“离开宾馆”" in html
    assert 'hx-trigger="every 20s"' in html

    again = client.post(f"{step}record/", follow=True).content.decode()
    assert "周统筹已经记下“离开宾馆”" in again
    assert "已撤销“离开宾馆”" in client.post(f"{step}undo/", follow=True).content.decode()
    assert "没有记录。请刷新页面" in client.post(f"{step}undo/", follow=True).content.decode()


def test_office_puts_a_moment_right(cast: Cast, client_of: ClientOf) -> None:
    plan, client = on_the_road(cast), client_of(cast.office)
    first = at_the_first_stop(cast, plan)
    step = f"/tours/{plan.tour_id}/live/1/{first}/arrived/"

    early = client.post(step, {"clock": "08:10", "reason": "忘了点"})
    assert early.status_code == 422
    assert "不能早于前一条记录“离开宾馆”的08:20" in early.content.decode()

    assert client.post(step, {"clock": "8：40", "reason": "忘了点"}).status_code == 302
    assert "现在记的是2026-11-20 08:40，周统筹记" in page(client, plan, f"1/{first}/arrived/")
    assert "补记离开滨海产业园的时刻" in page(client, plan, f"1/{first}/left/")


def test_another_way_is_chosen_with_its_reason(cast: Cast, client_of: ClientOf) -> None:
    plan, client = on_the_road(cast, day_1_back="17:00"), client_of(cast.office)
    first = at_the_first_stop(cast, plan)
    tap(cast, plan, first, LEFT, "15:20")
    assert "看怎样调整" in page(client, plan)
    assert "少看几个点" in page(client, plan, "ways/")
    order = json.dumps([[first, *halts(plan)[3:]]])
    url, typed = f"/tours/{plan.tour_id}/live/ways/", {"version": "1", "order": order}

    silent = client.post(url, typed)
    assert silent.status_code == 422
    assert "请写调整的原因" in silent.content.decode()
    for wrong in ("[]", "{", "[[1]]"):
        assert client.post(url, {**typed, "order": wrong, "reason": "大雾"}).status_code == 422
    chosen = client.post(url, {**typed, "reason": "大雾"}, follow=True).content.decode()
    assert "已改走线路第2版" in chosen
    assert "途中调整：大雾" in chosen
    stale = client.post(url, {**typed, "reason": "大雾"})
    assert stale.status_code == 422
    assert "线路在您打开页面之后已被改过" in stale.content.decode()


def test_others_look_and_find_no_button(cast: Cast, client_of: ClientOf) -> None:
    plan = on_the_road(cast)
    tap(cast, plan, at_the_first_stop(cast, plan), LEFT, "13:00")

    for person in (cast.leader, cast.clerk, cast.juror):
        html = page(client_of(person), plan)
        assert "赶不上" in html
        assert "/record/" not in html
        assert "看怎样调整" not in html
        assert f"/tours/{plan.tour_id}/live/" in client_of(person).get("/tours/").content.decode()


def test_what_is_no_step_is_not_found(cast: Cast, client_of: ClientOf) -> None:
    plan, client = on_the_road(cast), client_of(cast.office)
    empty = make_tour(cast, name="明年观摩")

    for path in ("1/H1/seen/", "1/L9/left/", "3/H1/left/"):
        assert client.get(f"/tours/{plan.tour_id}/live/{path}").status_code == 404
    assert client.get(f"/tours/{empty.pk}/live/ways/").status_code == 404
    assert "还没有排线路" in client.get(f"/tours/{empty.pk}/live/").content.decode()
    assert Passage.objects.count() == 0
