"""Pages of opinions: the office asks, a department answers, a veto shows everywhere it counts."""

from collections.abc import Callable
from datetime import date

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from guanmo.accounts.models import Person
from guanmo.config.home import waiting_for
from guanmo.observation.enums import Stance
from guanmo.observation.models import Tour
from guanmo.observation.nomination_models import Opinion
from tests.cast import Cast, make_project
from tests.observation.nominations import called, coming, nominated
from tests.observation.opinions import ILLEGAL, MENDED, adviser, answered, asked, bureau, overruled
from tests.observation.test_nomination_views import heading

ClientOf = Callable[[Person], Client]
LATE = date(2026, 11, 28)


def test_office_asks_and_a_department_vetoes(cast: Cast, client_of: ClientOf) -> None:
    call = called(cast, pack="gansu-2015")
    project = nominated(cast, call, make_project(cast, done="40000")).project
    office, person = client_of(cast.office), client_of(adviser(cast))
    tour = f"/tours/{call.tour_id}/"

    form = office.get(f"{tour}opinions/ask/").content.decode()
    typed = {"departments": [bureau(cast).pk], "projects": [project.pk], "due_on": "2026-11-27"}
    told = office.post(f"{tour}opinions/ask/", typed, follow=True).content.decode()
    asked_of = person.get("/tours/opinions/").content.decode()
    one = f"/tours/opinions/{Opinion.objects.get().pk}/"
    page = person.get(one).content.decode()
    said = person.post(
        one, {"stance": "veto", "reason": ILLEGAL, "revision": "1"}, follow=True
    ).content.decode()

    assert f'value="{project.pk}" form="ask" aria-label="预审“滨海产业园”" checked' in form
    assert "已请部门预审，共1条" in told
    assert (heading(told), heading(asked_of)) == (
        "1个项目预审，没有被否决的，1条待答复",
        "1个项目请生态环境局预审",
    )
    assert (heading(page), f'/projects/{project.pk}/"' in page) == ("请生态环境局预审：滨海产业园", False)
    assert ("已答复“滨海产业园”。" in said, heading(said)) == (True, "没有待答复的预审")
    assert heading(office.get(f"{tour}opinions/").content.decode()) == "1个项目预审，1个被否决"
    assert f"市生态环境局否决：{ILLEGAL}。" in office.get(f"{tour}proposal/").content.decode()
    assert "生态环境局否决" in client_of(cast.clerk).get(f"{tour}nominate/").content.decode()
    added = office.post(f"{tour}stops/", {"project": project.pk})
    assert (added.status_code, "不能加入：市生态环境局否决" in added.content.decode()) == (422, True)


def test_veto_is_set_aside_in_the_open(cast: Cast, client_of: ClientOf) -> None:
    veto = answered(cast)
    office, url = client_of(cast.office), f"/tours/opinions/{veto.pk}/"

    silent = office.post(f"{url}overrule/", {"reason": ""})
    long = office.post(f"{url}overrule/", {"reason": "长" * 301})
    told = office.post(f"{url}overrule/", {"reason": MENDED}, follow=True).content.decode()

    assert (silent.status_code, "要写明理由" in silent.content.decode()) == (422, True)
    assert (long.status_code, "长" * 301 in long.content.decode()) == (422, True)
    assert heading(told) == "生态环境局否决，未采纳：滨海产业园"
    assert f"未采纳：{MENDED}" in client_of(adviser(cast)).get("/tours/opinions/").content.decode()
    assert MENDED in office.get(f"/tours/{veto.tour_id}/opinions/").content.decode()


def test_wrong_questions_and_answers_come_back_as_typed(cast: Cast, client_of: ClientOf) -> None:
    opinion = asked(cast, nominated(cast, called(cast)).project, Tour.objects.get())
    office, person = client_of(cast.office), client_of(adviser(cast))
    ask, one = f"/tours/{opinion.tour_id}/opinions/ask/", f"/tours/opinions/{opinion.pk}/"
    typed = {"departments": [bureau(cast).pk], "projects": [opinion.project_id], "due_on": "2026-11-27"}

    again = office.post(ask, typed)
    past = office.post(ask, {**typed, "due_on": "2026-11-01"})
    strange = office.post(ask, {**typed, "projects": [opinion.project_id, 987654, "x"]})
    bare = person.post(one, {"stance": "veto", "reason": "", "revision": "1"})

    assert [answer.status_code for answer in (again, past, strange, bare)] == [422] * 4
    assert "没有新的要问" in again.content.decode()
    assert "答复期限最早是今天" in past.content.decode()
    assert "已不在名单上" in strange.content.decode()
    assert "否决要写明理由。" in bare.content.decode()


def test_two_of_a_department_see_each_others_answer(cast: Cast, client_of: ClientOf) -> None:
    opinion = answered(cast)

    conflict = client_of(adviser(cast)).post(
        f"/tours/opinions/{opinion.pk}/", {"stance": "agree", "reason": "", "revision": "1"}
    )

    assert conflict.status_code == 409


def test_request_asked_by_mistake_is_recalled(cast: Cast, client_of: ClientOf) -> None:
    opinion = asked(cast)
    other = answered(cast, asked(cast, make_project(cast, name="东湖车间"), opinion.tour))
    office = client_of(cast.office)

    gone = office.post(f"/tours/opinions/{opinion.pk}/recall/", follow=True).content.decode()
    stays = office.post(f"/tours/opinions/{other.pk}/recall/", follow=True).content.decode()

    assert "不再请市生态环境局预审“滨海产业园”。" in gone
    assert "刚刚有了变化" in stays


def test_after_the_start_answers_are_only_read(cast: Cast, client_of: ClientOf) -> None:
    opinion = asked(cast)
    Tour.unguarded().update(state="open")
    person, url = client_of(adviser(cast)), f"/tours/opinions/{opinion.pk}/"

    page = person.get(url).content.decode()
    late = person.post(url, {"stance": "agree", "reason": "", "revision": "1"})
    asked_late = client_of(cast.office).post(
        f"/tours/{opinion.tour_id}/opinions/ask/",
        {"departments": [bureau(cast).pk], "projects": [opinion.project_id], "due_on": "2026-11-27"},
    )

    assert ("答复不能再改" in page, "<textarea" in page) == (True, False)
    assert (late.status_code, "不能再改" in late.content.decode()) == (422, True)
    assert asked_late.status_code == 422


def test_home_and_tours_name_what_is_owed_and_what_is_overdue(cast: Cast, client_of: ClientOf) -> None:
    tour = coming(cast)
    for name in ("一期", "二期"):
        asked(cast, make_project(cast, name=name), tour)

    def waiting(person: Person, day: date) -> list[str]:
        return [item.what for item in waiting_for(person, day) if "预审" in item.what]

    assert waiting(adviser(cast), date(2026, 11, 24)) == ["2个项目请本单位预审"]
    assert waiting(adviser(cast), LATE) == ["2个项目请本单位预审，2个已逾期"]
    assert waiting(cast.office, LATE) == ["“2026年12月观摩”的2条部门预审逾期未答复"]
    assert waiting(cast.clerk, LATE) == []
    page = client_of(adviser(cast)).get("/tours/").content.decode()
    assert "2个项目请本单位预审：<a" in page
    assert "去答复" not in client_of(cast.clerk).get("/tours/").content.decode()


def test_pages_without_anything_say_what_to_do(cast: Cast, client_of: ClientOf) -> None:
    tour, office = coming(cast), client_of(cast.office)

    empty = office.get(f"/tours/{tour.pk}/opinions/").content.decode()
    nothing = office.get(f"/tours/{tour.pk}/opinions/ask/").content.decode()
    nobody = client_of(adviser(cast)).get("/tours/opinions/").content.decode()

    assert heading(empty) == "还没有请部门预审"
    assert "先请单位提名，或选几个观摩点。" in nothing
    assert heading(nobody) == "没有请生态环境局预审的项目"


@pytest.mark.parametrize("count", [1, 3])
def test_lists_cost_the_same_for_one_and_three(
    cast: Cast, client_of: ClientOf, django_assert_num_queries: DjangoAssertNumQueries, count: int
) -> None:
    tour = coming(cast)
    for n in range(count):
        project = make_project(cast, name=f"{n}号车间")
        overruled(cast, answered(cast, asked(cast, project, tour), Stance.VETO))
    office, person = client_of(cast.office), client_of(adviser(cast))
    office.get(f"/tours/{tour.pk}/opinions/")
    person.get("/tours/opinions/")

    # Session, person; tour; opinions; tabs; the frame.
    with django_assert_num_queries(11):
        office.get(f"/tours/{tour.pk}/opinions/")
    # Session, person, unit; count, what is owed, the page; the city's name.
    with django_assert_num_queries(7):
        html = person.get("/tours/opinions/").content.decode()

    assert html.count(MENDED) == count
