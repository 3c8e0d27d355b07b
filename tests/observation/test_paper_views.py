"""The pages of paper ballots: typed blind by two, compared by a third, listed with how far each is."""

import re
from collections.abc import Callable

from django.test import Client

from guanmo.accounts.models import Person
from guanmo.accounts.roles import RoleName
from guanmo.observation.closing_services import close_tour
from guanmo.observation.models import Ballot, PaperTyping, Tour
from tests.cast import NOON, Cast, make_person
from tests.observation.tours import (
    filled,
    make_tour,
    on_paper,
    opened,
    sealed_tour,
    seat,
    second_of,
    visit,
    vote,
)

ClientOf = Callable[[Person], Client]


def heading(html: str) -> str:
    found = re.search(r"<h1[^>]*>(.*?)</h1>", html, re.DOTALL)
    return found[1].strip() if found else ""


def values(html: str) -> list[str]:
    return re.findall(r'<input class="form-control num"[^>]* value="(.*?)"', html)


def url_of(tour: Tour, name: str = "甲", page: str = "") -> str:
    return f"/tours/{tour.pk}/jury/{tour.jurors.get(name=name).pk}/ballot/{page}"


def typed(tour: Tour, value: str = "90", **other: str) -> dict[str, str]:
    return filled(tour.jurors.get(name="甲"), value) | {"number": "A1"} | other


def test_two_people_type_without_seeing_each_other(cast: Cast, client_of: ClientOf) -> None:
    tour = opened(cast)
    first, second = client_of(cast.office), client_of(second_of(cast))

    once = first.post(url_of(tour), typed(tour, "87.25"), follow=True).content.decode()
    blind = second.get(url_of(tour)).content.decode()
    twice = second.post(url_of(tour), typed(tour, "87.25"), follow=True).content.decode()
    listed = first.get(f"/tours/{tour.pk}/jury/papers/").content.decode()

    assert "甲的纸质票：已录第一遍，请另一位同事照同一张纸再录一遍" in once
    assert ("已录一遍" in once, ">录第二遍</a>" in once) == (True, True)
    assert (heading(blind), values(blind)) == ("代录甲的纸质票，第二遍", [""] * 4)
    assert "甲的纸质票：两遍一致，已计入。" in twice
    assert (heading(listed), listed.count("已核对")) == ("纸质票全部核对", 2)
    assert ["87.25" in page for page in (once, blind, twice, listed)] == [False] * 4


def test_a_third_person_compares_what_differs(cast: Cast, client_of: ClientOf) -> None:
    """Only the figures that differ are shown, and only to somebody who typed neither."""
    tour = opened(cast)
    office = client_of(cast.office)
    third = client_of(make_person("office-third", "吴第三", cast.city.office, RoleName.OFFICE))
    key, stop = next(iter(filled(tour.jurors.get(name="甲")))), tour.stops.all()[0].pk
    office.post(url_of(tour), typed(tour, "61.5", **{key: "82.5"}))
    said = client_of(second_of(cast)).post(url_of(tour), typed(tour, "61.5"), follow=True).content.decode()

    own = office.get(url_of(tour, page="look/"))
    look = third.get(url_of(tour, page="look/")).content.decode()
    empty = third.post(url_of(tour, page="look/"), {"right-x": "1"})
    source = PaperTyping.objects.get(typed_by=cast.office).pk
    done = third.post(url_of(tour, page="look/"), {f"right-{stop}": source}, follow=True).content.decode()

    assert ("两遍不一致，没有计入" in said, ">核对两遍</a>" in said) == (True, True)
    assert own.status_code == 403
    assert heading(look) == "甲的纸质票A1有1处不一致"
    assert re.findall(r'<td class="num">([\d.]+)</td>', look) == ["82.5", "61.5"]
    assert (empty.status_code, "给每一处不一致选定" in empty.content.decode()) == (422, True)
    assert "甲的纸质票已核对，计入。" in done
    assert Ballot.objects.count() == 4


def test_what_is_wrong_is_said_and_stays_typed(cast: Cast, client_of: ClientOf) -> None:
    tour = opened(cast)
    client = client_of(cast.office)

    wrong = client.post(url_of(tour), typed(tour, "200") | {"number": "A1"})
    nameless = client.post(url_of(tour), typed(tour) | {"number": ""})
    client.post(url_of(tour), typed(tour))
    again = client.post(url_of(tour), typed(tour))

    assert (wrong.status_code, values(wrong.content.decode())) == (422, ["200"] * 4)
    assert (nameless.status_code, values(nameless.content.decode())) == (422, ["90"] * 4)
    assert "请填纸质票上的编号" in nameless.content.decode()
    assert (again.status_code, "您已经录过甲的纸质票" in again.content.decode()) == (409, True)


def test_a_correction_starts_empty_and_asks_why(cast: Cast, client_of: ClientOf) -> None:
    tour = opened(cast)
    on_paper(cast, tour.jurors.get(name="甲"), "91.5")
    client = client_of(cast.office)

    form = client.get(url_of(tour)).content.decode()
    answer = client.post(url_of(tour), typed(tour, "80"))
    jury = client.get(f"/tours/{tour.pk}/jury/").content.decode()

    assert (heading(form), values(form), "91.5" in form) == ("更正甲的纸质票", [""] * 4, False)
    assert (answer.status_code, "请写明更正的原因" in answer.content.decode()) == (422, True)
    assert (">更正</a>" in jury, "代录</span>" in jury) == (True, True)


def test_office_never_touches_a_ballot_the_juror_gave(cast: Cast, client_of: ClientOf) -> None:
    tour = opened(cast)
    vote(cast, tour.jurors.get(person=cast.juror))
    client, url = client_of(cast.office), url_of(tour, "孙评委")

    answers = [client.get(url), client.post(url, typed(tour))]

    assert [answer.status_code for answer in answers] == [403, 403]
    assert "您没有更正评委本人交的票的权限" in answers[0].content.decode()


def test_paper_after_the_closing_is_late_and_after_the_seal_refused(cast: Cast, client_of: ClientOf) -> None:
    tour = opened(cast)
    vote(cast, tour.jurors.get(person=cast.juror))
    office, second = client_of(cast.office), client_of(second_of(cast))
    office.post(url_of(tour), typed(tour))
    before = office.get(f"/tours/{tour.pk}/").content.decode()
    close_tour(tour=tour, by=cast.office, at=NOON)

    waiting = office.get(f"/tours/{tour.pk}/seal/").content.decode()
    form = second.get(url_of(tour)).content.decode()
    html = second.post(url_of(tour), typed(tour), follow=True).content.decode()
    late = office.get(f"/tours/{tour.pk}/late/").content.decode()

    assert "甲的纸质票还没有两人录完，不计入" in before
    assert "也不能封存" in waiting
    assert "现在录入的列为迟到票" in form
    assert "两遍一致，已计入。已过截止，列为迟到票" in html
    assert (heading(late), late.count("纸质票</span>")) == ("4张迟到票等两人核定", 4)


def test_paper_of_a_sealed_tour_or_one_in_preparation(cast: Cast, client_of: ClientOf) -> None:
    sealed, early = sealed_tour(cast), make_tour(cast, name="另一次")
    visit(cast, early, "另一项目")
    seat(cast, early, "甲")
    Ballot.unguarded().filter(juror__name="甲").delete()
    client = client_of(cast.office)

    answers = [client.post(url_of(tour), typed(tour)) for tour in (sealed, early)]
    drop = client.post(url_of(sealed, page="drop/"), follow=True).content.decode()

    assert [answer.status_code for answer in answers] == [410, 409]
    assert "已于" in drop


def test_typings_are_sent_back_from_the_list(cast: Cast, client_of: ClientOf) -> None:
    tour = opened(cast)
    client, url = client_of(cast.office), f"/tours/{tour.pk}/jury/papers/"

    empty = client.get(url).content.decode()
    client.post(url_of(tour), typed(tour))
    waiting = client.get(url).content.decode()
    dropped = client.post(url_of(tour, page="drop/"), follow=True).content.decode()
    again = client.post(url_of(tour, page="drop/"), follow=True).content.decode()

    assert [heading(html) for html in (empty, waiting, dropped)] == [
        "还没有录入纸质票", "1张纸质票没有录完", "纸质票全部核对",
    ]  # fmt: skip
    assert "甲的纸质票已退回，请两人重新录入。" in dropped
    assert "甲没有等核对的纸质票" in again
