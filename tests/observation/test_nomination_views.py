"""Pages of nominations: the office asks, a unit nominates, the proposal shows it."""

import re
from collections.abc import Callable

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from guanmo.accounts.models import Person
from guanmo.config.home import waiting_for
from guanmo.observation.models import Tour
from guanmo.observation.nomination_models import Nomination, NominationCall
from tests.cast import Cast, make_person, make_project
from tests.observation.nominations import AHEAD, DUE_ON, SEE, WHY, called, coming, nominated

ClientOf = Callable[[Person], Client]


def heading(html: str) -> str:
    found = re.search(r"<h1>(.*?)</h1>", html)
    return found[1] if found else ""


def test_office_asks_and_a_county_nominates(cast: Cast, client_of: ClientOf) -> None:
    tour, project = coming(cast), make_project(cast)
    office, clerk = client_of(cast.office), client_of(cast.clerk)
    theirs, ours = f"/tours/{tour.pk}/nominations/", f"/tours/{tour.pk}/nominate/"

    before = (heading(office.get(theirs).content.decode()), clerk.get(ours).status_code)
    typed = {"rule_id": "zhumadian-2024", "due_on": "2026-11-30", "note": "工业优先", "revision": "0"}
    told = office.post(theirs, typed, follow=True).content.decode()
    asked = clerk.get(ours).content.decode()
    thanked = clerk.post(
        ours, {"project": project.pk, "reason": WHY, "to_see": SEE}, follow=True
    ).content.decode()

    assert before == ("还没有请各单位提名", 404)
    assert "已请各单位提名，2026-11-30截止" in told
    assert (heading(asked), "要求：工业优先" in asked) == ("请为“2026年12月观摩”提名观摩点", True)
    assert (heading(thanked), "已提名“滨海产业园”。" in thanked) == ("已提名1个，还可提2个", True)
    seen = office.get(theirs).content.decode()
    assert heading(seen) == "1个单位提名1个项目，3个单位没有提名"
    assert "没有提名的单位：云溪县、城北区、高新功能" in seen


def test_home_and_tours_say_what_the_unit_is_asked(cast: Cast, client_of: ClientOf) -> None:
    called(cast)
    called(cast, coming(cast, "不限个数的"), pack="gansu-2015", due_on=DUE_ON)

    waiting = [item.what for item in waiting_for(cast.clerk, DUE_ON)]

    assert waiting == [
        "“2026年12月观摩”请本单位提名观摩点，还可提3个，2026-11-30截止",
        "“不限个数的”请本单位提名观摩点，不限个数，2026-11-30截止",
    ]
    assert client_of(cast.clerk).get("/tours/").content.decode().count("去提名") == 2
    assert "去提名" not in client_of(cast.leader).get("/tours/").content.decode()


def test_wrong_nominations_come_back_as_typed(cast: Cast, client_of: ClientOf) -> None:
    call, project = called(cast), make_project(cast)
    foreign = make_project(cast, name="外县的", unit=cast.city.other_county)
    clerk, url = client_of(cast.clerk), f"/tours/{call.tour_id}/nominate/"

    empty = clerk.post(url, {"project": project.pk, "to_see": SEE})
    strange = clerk.post(url, {"project": foreign.pk, "reason": WHY, "to_see": SEE})
    Tour.unguarded().update(state="open")
    late = clerk.post(url, {"project": project.pk, "reason": WHY, "to_see": SEE})

    assert (empty.status_code, SEE in empty.content.decode()) == (422, True)
    assert (strange.status_code, "不在本单位可提名的项目里" in strange.content.decode()) == (422, True)
    assert (late.status_code, "规则和观摩点不能再改" in late.content.decode()) == (422, True)
    assert not Nomination.objects.exists()


def test_withdrawn_nominations_are_gone_unless_scoring_began(cast: Cast, client_of: ClientOf) -> None:
    call = called(cast)
    first, second = (nominated(cast, call, make_project(cast, name=name)) for name in ("一期", "二期"))
    approver, url = client_of(cast.approver), f"/tours/{call.tour_id}/nominate/"

    gone = approver.post(f"{url}{first.pk}/withdraw/", follow=True).content.decode()
    Tour.unguarded().update(state="open")
    stays = approver.post(f"{url}{second.pk}/withdraw/", follow=True).content.decode()

    assert "已撤回“一期”的提名。" in gone
    assert ("不能再改" in stays, heading(stays)) == (True, "“2026年12月观摩”的提名已截止")
    assert list(Nomination.objects.all()) == [second]


def test_department_of_the_city_has_nothing_to_nominate(cast: Cast, client_of: ClientOf) -> None:
    call = called(cast)
    bureau = make_person("bureau", "何局长", cast.city.office, "clerk")

    assert client_of(bureau).get(f"/tours/{call.tour_id}/nominate/").status_code == 404


def test_wrong_day_and_second_call_are_told(cast: Cast, client_of: ClientOf) -> None:
    tour = coming(cast)
    office, url = client_of(cast.office), f"/tours/{tour.pk}/nominations/"
    typed = {"rule_id": "zhumadian-2024", "due_on": f"{AHEAD}", "revision": "0"}

    wrong = office.post(url, typed)

    assert (wrong.status_code, "并且要在观摩日期2026-12-14以前" in wrong.content.decode()) == (422, True)


def test_changed_call_is_saved_and_a_colleagues_change_shown(cast: Cast, client_of: ClientOf) -> None:
    call = called(cast)
    office, url = client_of(cast.office), f"/tours/{call.tour_id}/nominations/"
    typed = {"rule_id": "gansu-2015", "due_on": "2026-12-04", "note": "", "revision": "1"}

    saved = office.post(url, typed, follow=True).content.decode()
    conflict = office.post(url, {**typed, "note": "工业优先"})

    assert "已保存。" in saved
    assert NominationCall.objects.get().rule_id == "gansu-2015"
    assert conflict.status_code == 409


def test_proposal_goes_by_the_rule_of_the_call_and_shows_nominations(cast: Cast, client_of: ClientOf) -> None:
    call = called(cast, pack="gansu-2015")
    for name, done in (("完成过半", "40000"), ("刚开工", "100")):
        nominated(cast, call, make_project(cast, name=name, done=done))
    make_project(cast, name="另一个刚开工", done="100")

    html = client_of(cast.office).get(f"/tours/{call.tour_id}/proposal/").content.decode()

    assert '<option value="gansu-2015" selected>' in html
    assert html.count(f"青屿县提名：{WHY}") == 2
    assert html.index("刚开工</a>") < html.index("另一个刚开工</a>")
    assert "单位提名的在前" in html


@pytest.mark.parametrize("count", [1, 3])
def test_nominations_cost_the_same_for_one_and_three(
    cast: Cast, client_of: ClientOf, django_assert_num_queries: DjangoAssertNumQueries, count: int
) -> None:
    call = called(cast)
    for n in range(count):
        nominated(cast, call, make_project(cast, name=f"{n}号车间"))
    client = client_of(cast.office)
    url = f"/tours/{call.tour_id}/nominations/"
    client.get(url)

    # Session, person; tour, call; ranked units, projects, done, plans, seen, stops, vetoes; stops, opinions,
    # nominations, silent units; tabs (five); the viewer's unit, the city's name, the call's history; own packs (three).
    with django_assert_num_queries(26):
        html = client.get(url).content.decode()

    assert html.count(WHY) == count
