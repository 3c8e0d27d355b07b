"""The jury: seated one by one or from a pasted list, and who has voted."""

import re
from collections.abc import Callable

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from guanmo.accounts.models import Person
from guanmo.observation.jury_queries import judge_groups, read_jury_list, seatable_people
from guanmo.observation.models import Tour
from tests.cast import Cast
from tests.observation.tours import make_tour, on_paper, opened, score_rule, seat, vote

ClientOf = Callable[[Person], Client]
GROUPS = score_rule(
    tables="[[ballots.judge_groups]]\nname = '领导'\nweight = 60\n[[ballots.judge_groups]]\nname = '部门'\nweight = 40\n"
)


def seats(tour: Tour) -> list[tuple[str, str, str, str]]:
    return [
        (j.name, j.group, str(j.unit or ""), j.person.username if j.person else "")
        for j in tour.jurors.order_by("pk")
    ]


def url_of(tour: Tour, page: str = "") -> str:
    return f"/tours/{tour.pk}/jury/{page}"


# One by one


def test_juror_with_an_account_brings_name_and_unit(cast: Cast, client_of: ClientOf) -> None:
    tour = make_tour(cast)
    client = client_of(cast.office)

    page = client.get(url_of(tour)).content.decode()
    html = client.post(url_of(tour), {"person": cast.juror.pk}, follow=True).content.decode()

    assert "孙评委（市重点办，juror）" in page
    assert "已加入评委“孙评委”。" in html
    assert seats(tour) == [("孙评委", "评委", "市重点办", "juror")]


def test_juror_with_a_paper_ballot_has_a_name_alone(cast: Cast, client_of: ClientOf) -> None:
    tour = make_tour(cast, GROUPS)

    client_of(cast.office).post(
        url_of(tour), {"name": "甲", "group": "领导", "unit": cast.city.county_bureau.pk}
    )

    assert seats(tour) == [("甲", "领导", "青屿县发改局", "")]


@pytest.mark.parametrize(
    ("typed", "message"),
    [
        ({}, "请选账号，或者写姓名。"),
        ({"name": "长" * 41}, "确保该变量包含不超过 40 字符"),
        ({"name": "甲"}, "这个字段是必填项。"),
        ({"name": "甲", "group": "群众"}, "不在可用的选项中"),
        ({"name": "乙", "group": "领导"}, "“乙”在评委名单里不止一个"),
        ({"person": "987654"}, "该选择不在可用的选项中"),
    ],
)
def test_juror_wrongly_filled_in_is_asked_again(
    cast: Cast, client_of: ClientOf, typed: dict[str, str], message: str
) -> None:
    tour = make_tour(cast, GROUPS)
    seat(cast, tour, "乙", "领导")

    response = client_of(cast.office).post(url_of(tour), typed)

    html = response.content.decode()
    assert (response.status_code, message in html) == (422, True)
    assert f'name="name" value="{typed.get("name", "")}"' in html or not typed.get("name")
    assert tour.jurors.count() == 1


def test_only_accounts_without_a_seat_are_offered(cast: Cast) -> None:
    tour = make_tour(cast)
    seat(cast, tour, "孙评委", person=cast.juror)
    seat(cast, tour, "甲")

    offered = set(seatable_people(cast.office, tour))

    assert offered == set(cast.everybody().values()) - {cast.juror, cast.nobody}


@pytest.mark.parametrize("jurors", [1, 3])
def test_jury_costs_the_same_for_one_and_three(
    cast: Cast, client_of: ClientOf, django_assert_num_queries: DjangoAssertNumQueries, jurors: int
) -> None:
    tour = opened(cast, jurors=jurors)
    client = client_of(cast.office)
    client.get(url_of(tour))

    # Session, person; tour, stops, ballots, jurors, links, self-tests; accounts and units of the form; counts of the tabs; the frame.
    with django_assert_num_queries(19):
        html = client.get(url_of(tour)).content.decode()

    assert html.count("代录纸质票") == jurors


def test_who_has_voted_is_seen_and_how(cast: Cast, client_of: ClientOf) -> None:
    tour = opened(cast, jurors=3)
    on_paper(cast, tour.jurors.get(name="甲"))
    vote(cast, tour.jurors.get(name="孙评委"))

    html = client_of(cast.office).get(url_of(tour)).content.decode()

    rows = dict(re.findall(r'<th scope="row" class="stick head">(.*?)</th>(.*?)</tr>', html, re.DOTALL))
    assert [name for name, row in rows.items() if "代录</span>" in row] == ["甲"]
    assert [name for name, row in rows.items() if "未交" in row] == ["乙"]
    assert [name for name, row in rows.items() if "更正</a>" in row] == ["甲"]
    assert [name for name, row in rows.items() if "移出</button>" in row] == ["乙"]


# Pasted


def test_pasted_list_seats_everybody(cast: Cast, client_of: ClientOf) -> None:
    tour = make_tour(cast, GROUPS)
    client = client_of(cast.office)
    text = "姓名\t组别\t单位\t账号\n孙评委\t部门\t市重点办\tjuror\n\n张　三，领导\n李四 , 领导 , 青屿县"

    form = client.get(url_of(tour, "paste/")).content.decode()
    html = client.post(url_of(tour, "paste/"), {"text": text}, follow=True).content.decode()

    assert "组别写：领导、部门。" in form
    assert "已加入3名评委。" in html
    assert seats(tour) == [
        ("孙评委", "部门", "市重点办", "juror"),
        ("张三", "领导", "", ""),
        ("李四", "领导", "青屿县", ""),
    ]


def test_pasted_list_with_problems_seats_nobody_and_names_every_line(cast: Cast, client_of: ClientOf) -> None:
    tour = make_tour(cast, GROUPS)
    text = "甲\t领导\t无此县\n乙\t群众\n丙\t领导\t\tnoone\n丁\t领导\t\t\t多一列\n戊\t领导\n戊\t部门"

    response = client_of(cast.office).post(url_of(tour, "paste/"), {"text": text})

    html = response.content.decode()
    assert response.status_code == 422
    assert re.findall(r"：(第\d行：.*?)</li>", html) == [
        "第1行：没有单位“无此县”，请写全称或简称，或留空。",
        "第2行：没有评委组“群众”，这次的规则分领导、部门。",
        "第3行：没有在用的账号“noone”，请核对或留空。",
        "第4行：有5列，最多4列：姓名、组别、单位、账号。",
        "第5行：“戊”在评委名单里不止一个；同名的请加注单位，如“戊（发改）”。",
        "第6行：“戊”在评委名单里不止一个；同名的请加注单位，如“戊（发改）”。",
    ]
    assert "甲\t领导\t无此县" in html
    assert tour.jurors.count() == 0


@pytest.mark.parametrize(("text", "message"), [("", "这个字段是必填项。"), ("姓名\n\n", "没有读到任何评委")])
def test_empty_list_is_asked_again(cast: Cast, client_of: ClientOf, text: str, message: str) -> None:
    response = client_of(cast.office).post(url_of(make_tour(cast), "paste/"), {"text": text})

    assert (response.status_code, message in response.content.decode()) == (422, True)


def test_names_with_one_blank_between_latin_words_stay(cast: Cast) -> None:
    read = read_jury_list(cast.office, "John Smith\n司马  相如")

    assert [(line.name, line.group) for line in read.seats] == [("John Smith", ""), ("司马", "相如")]


def test_rule_without_groups_names_none(cast: Cast) -> None:
    assert (judge_groups(make_tour(cast)), judge_groups(make_tour(cast, GROUPS, "另"))) == (
        [], ["领导", "部门"],
    )  # fmt: skip


# Removing


def test_juror_is_removed(cast: Cast, client_of: ClientOf) -> None:
    tour = opened(cast)
    juror = tour.jurors.get(name="甲")

    html = client_of(cast.office).post(url_of(tour, f"{juror.pk}/remove/"), follow=True).content.decode()

    assert "已移出评委“甲”。" in html
    assert [name for name, *_ in seats(tour)] == ["孙评委"]


def test_juror_who_voted_stays(cast: Cast, client_of: ClientOf) -> None:
    tour = opened(cast)
    juror = tour.jurors.get(name="甲")
    vote(cast, juror)

    html = client_of(cast.office).post(url_of(tour, f"{juror.pk}/remove/"), follow=True).content.decode()

    assert "甲已经交票或已代录，不能移出评委名单。" in html
    assert tour.jurors.count() == 2


def test_juror_of_another_tour_is_not_found(cast: Cast, client_of: ClientOf) -> None:
    tour, other = make_tour(cast), make_tour(cast, name="另一次")
    juror = seat(cast, other, "甲")

    response = client_of(cast.office).post(url_of(tour, f"{juror.pk}/remove/"))

    assert (response.status_code, other.jurors.count()) == (404, 1)
