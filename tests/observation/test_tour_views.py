"""The office's pages of a tour: the list, preparing, opening, progress, sealing."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from guanmo.accounts.models import Person
from guanmo.engines.packs import shipped_pack
from guanmo.foundation.models import HistoryEntry
from guanmo.observation.models import Tour
from guanmo.observation.services import update_tour
from tests.cast import NOON, Cast
from tests.observation.tours import make_tour, opened, sealed_tour, seat, visit, visit_all, vote

ClientOf = Callable[[Person], Client]


def heading(html: str) -> str:
    found = re.search(r"<h1>(.*?)</h1>", html, re.DOTALL)
    return found[1].strip() if found else ""


def entry() -> HistoryEntry:
    return HistoryEntry.objects.order_by("-sequence")[0]


def typed(**values: Any) -> dict[str, Any]:
    return {"name": "年终观摩", "held_on": "2026-12-20", "rule_id": "drop-1-1", "why": "", **values}


# The list


@pytest.mark.parametrize(
    ("part", "said"),
    [
        ("office", "“2026年第四季度观摩”正在评分，已交0/2"),
        ("juror", "“2026年第四季度观摩”请您评分"),
        ("leader", "还没有观摩"),
    ],
)
def test_list_says_what_is_going_on(cast: Cast, client_of: ClientOf, part: str, said: str) -> None:
    opened(cast)

    html = client_of(cast.everybody()[part]).get("/tours/").content.decode()

    assert heading(html) == said


@pytest.mark.parametrize(
    ("part", "links"),
    [
        ("office", ["/tours/1/result/", "/tours/1/", "/tours/1/result/"]),
        ("leader", ["/tours/1/result/", "/tours/1/result/"]),
        ("juror", ["/tours/1/ballot/receipt/", "/tours/1/ballot/receipt/"]),
        ("nobody", []),
    ],
)
def test_sealed_tour_leads_everybody_to_the_right_page(
    cast: Cast, client_of: ClientOf, part: str, links: list[str]
) -> None:
    tour = sealed_tour(cast)

    html = client_of(cast.everybody()[part]).get("/tours/").content.decode()

    assert re.findall(r'href="(/tours/\d[^"]*)"', html) == [
        link.replace("/1/", f"/{tour.pk}/") for link in links
    ]


@pytest.mark.parametrize("others", [0, 2])
def test_list_costs_the_same_for_one_and_three_tours(
    cast: Cast, client_of: ClientOf, django_assert_num_queries: DjangoAssertNumQueries, others: int
) -> None:
    opened(cast)
    for n in range(others):
        make_tour(cast, name=f"第{n}次")
    client = client_of(cast.office)
    client.get("/tours/")

    # Session, person; count, tours with their counts, own seats; opinions owed, opinions ever asked; the viewer's unit, the city's name.
    with django_assert_num_queries(9):
        html = client.get("/tours/").content.decode()

    assert html.count('<th scope="row"') == others + 1


# Preparing


def test_tour_is_made_with_a_rule_in_words(cast: Cast, client_of: ClientOf) -> None:
    client = client_of(cast.office)

    form = client.get("/tours/new/").content.decode()
    response = client.post("/tours/new/", typed(why="年度安排"))

    tour = Tour.objects.get()
    assert "每个点位每个评分项目去掉1个最高分、1个最低分" in form
    assert response.headers["Location"] == f"/tours/{tour.pk}/stops/"
    assert (tour.name, tour.rule_id, entry().action, entry().why) == (
        "年终观摩", "drop-1-1", "tour.created", "年度安排",
    )  # fmt: skip


@pytest.mark.parametrize(
    ("wrong", "message"),
    [
        ({"name": ""}, "这个字段是必填项。"),
        ({"name": "2026年第四季度观摩"}, "已有名为“2026年第四季度观摩”的观摩"),
        ({"held_on": "2026-13-01"}, "输入一个有效的日期。"),
        ({"rule_id": "none"}, "不在可用的选项中"),
    ],
)
def test_tour_wrongly_filled_in_comes_back_as_typed(
    cast: Cast, client_of: ClientOf, wrong: dict[str, str], message: str
) -> None:
    make_tour(cast)

    response = client_of(cast.office).post("/tours/new/", typed(why="照旧", **wrong))

    html = response.content.decode()
    assert (response.status_code, message in html, 'value="照旧"' in html) == (422, True, True)
    assert Tour.objects.count() == 1


def test_tour_in_preparation_is_changed(cast: Cast, client_of: ClientOf) -> None:
    tour = make_tour(cast)
    client, url = client_of(cast.office), f"/tours/{tour.pk}/edit/"

    form = client.get(url).content.decode()
    response = client.post(url, typed(revision=tour.revision, why="改期"))

    tour = Tour.objects.get()
    assert 'value="mean" required checked' in form
    assert response.headers["Location"] == f"/tours/{tour.pk}/"
    assert (tour.name, tour.rule_id, entry().why) == ("年终观摩", "drop-1-1", "改期")


def test_a_name_that_is_taken_is_asked_again(cast: Cast, client_of: ClientOf) -> None:
    tour = make_tour(cast)
    make_tour(cast, name="年终观摩")

    response = client_of(cast.office).post(f"/tours/{tour.pk}/edit/", typed(revision=tour.revision))

    assert (response.status_code, "已有名为“年终观摩”的观摩" in response.content.decode()) == (422, True)


def test_two_edits_at_once_lose_nothing(cast: Cast, client_of: ClientOf) -> None:
    tour = make_tour(cast)
    stored = Tour.objects.get()
    update_tour(
        tour=stored,
        name="冬季观摩",
        held_on=stored.held_on,
        pack=shipped_pack("mean"),
        by=cast.office,
        at=NOON,
    )

    response = client_of(cast.office).post(f"/tours/{tour.pk}/edit/", typed(revision=tour.revision))

    html = response.content.decode()
    assert response.status_code == 409
    assert re.findall(r"<span>(冬季观摩|年终观摩)</span>", html) == ["年终观摩", "冬季观摩"]
    assert Tour.objects.get().name == "冬季观摩"


def test_rule_is_fixed_once_scoring_began(cast: Cast, client_of: ClientOf) -> None:
    tour = opened(cast)

    response = client_of(cast.office).post(f"/tours/{tour.pk}/edit/", typed(revision=tour.revision))

    assert response.status_code == 422
    assert "评分中，规则和观摩点不能再改。" in response.content.decode()
    assert Tour.objects.get().rule_id == "mean"


@pytest.mark.parametrize(("page", "leads_to"), [("edit", ""), ("seal", "result/")])
def test_sealed_tour_has_no_forms(cast: Cast, client_of: ClientOf, page: str, leads_to: str) -> None:
    tour = sealed_tour(cast)

    response = client_of(cast.office).get(f"/tours/{tour.pk}/{page}/")

    assert response.headers["Location"] == f"/tours/{tour.pk}/{leads_to}"


# Opening


def test_tour_page_says_what_is_missing_before_scoring(cast: Cast, client_of: ClientOf) -> None:
    tour = make_tour(cast)

    html = client_of(cast.office).get(f"/tours/{tour.pk}/").content.decode()

    assert heading(html) == "2026年第四季度观摩：还差2件事才能开始评分"
    assert "还没有观摩点，请从项目库选择。" in html
    assert "还没有评委，请先加入评委。" in html
    assert "开始评分</button>" not in html


def test_scoring_begins(cast: Cast, client_of: ClientOf) -> None:
    tour = make_tour(cast)
    visit_all(cast, tour)
    seat(cast, tour, "甲")
    client = client_of(cast.office)

    before = client.get(f"/tours/{tour.pk}/").content.decode()
    after = client.post(f"/tours/{tour.pk}/open/", follow=True).content.decode()

    assert heading(before) == "2026年第四季度观摩：可以开始评分"
    assert heading(after) == "2026年第四季度观摩：已交0/1，还差1人"
    assert "评分已经开始，评委现在可以交票。" in after


def test_scoring_cannot_begin_unprepared(cast: Cast, client_of: ClientOf) -> None:
    tour = make_tour(cast)

    html = client_of(cast.office).post(f"/tours/{tour.pk}/open/", follow=True).content.decode()

    assert "还不能开始评分：还没有观摩点，请从项目库选择。" in html
    assert Tour.objects.get().state == "preparing"


# Progress


@pytest.mark.parametrize("jurors", [1, 3])
def test_progress_costs_the_same_for_one_and_three_jurors(
    cast: Cast, client_of: ClientOf, django_assert_num_queries: DjangoAssertNumQueries, jurors: int
) -> None:
    tour = opened(cast, jurors=jurors)
    client = client_of(cast.office)
    client.get(f"/tours/{tour.pk}/")

    # Session, person; tour, stops of all, ballots, jurors, stops, excuses; counts of the three tabs; the viewer's unit, the city's name.
    with django_assert_num_queries(16):
        html = client.get(f"/tours/{tour.pk}/").content.decode()

    assert heading(html) == f"2026年第四季度观摩：已交0/{jurors}，还差{jurors}人"


def test_progress_names_who_is_missing_and_shows_no_score(cast: Cast, client_of: ClientOf) -> None:
    tour = opened(cast, jurors=3)
    vote(cast, tour.jurors.get(name="甲"), "87.25")
    client = client_of(cast.office)

    pages = [
        client.get(f"/tours/{tour.pk}/{page}").content.decode() for page in ("", "jury/", "stops/", "seal/")
    ]

    assert heading(pages[0]) == "2026年第四季度观摩：已交1/3，还差2人"
    assert ">乙、孙评委<" in pages[0].replace("\n", "")
    assert ["87.25" in page for page in pages] == [False] * 4


# Sealing


def test_nothing_changes_after_the_seal(cast: Cast, client_of: ClientOf) -> None:
    tour = sealed_tour(cast)
    stored = Tour.objects.get()
    client = client_of(cast.office)
    stop, juror = tour.stops.all()[0], tour.jurors.all()[0]
    extra = visit(cast, make_tour(cast, name="另一次"), "另一项目").project

    answers = {
        "edit": client.post(f"/tours/{tour.pk}/edit/", typed(revision=stored.revision)),
        "open": client.post(f"/tours/{tour.pk}/open/", follow=True),
        "seal": client.post(f"/tours/{tour.pk}/seal/", {"why": ""}),
        "stop": client.post(f"/tours/{tour.pk}/stops/", {"project": extra.pk}),
        "order": client.post(
            f"/tours/{tour.pk}/stops/order/", {f"place-{s.pk}": 1 for s in tour.stops.all()}
        ),
        "remove": client.post(f"/tours/{tour.pk}/stops/{stop.pk}/remove/", follow=True),
        "juror": client.post(f"/tours/{tour.pk}/jury/", {"name": "迟来者"}),
        "list": client.post(f"/tours/{tour.pk}/jury/paste/", {"text": "迟来者"}),
        "unseat": client.post(f"/tours/{tour.pk}/jury/{juror.pk}/remove/", follow=True),
    }

    silent = [n for n, a in answers.items() if not re.search("已(经)?封存", a.content.decode())]
    assert silent == []
    assert entry().action == "stop.added"
    assert (Tour.objects.get(pk=tour.pk).revision, tour.stops.count(), tour.jurors.count()) == (
        stored.revision, 4, 2,
    )  # fmt: skip
