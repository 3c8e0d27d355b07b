"""A sealed result as each role sees it: the ranking, its workings, its ballots, its files, its proof."""

import io
import json
import re
from collections.abc import Callable

import openpyxl
import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from guanmo.accounts.models import Person
from guanmo.engines.scoring.bundles import check_bundle, read_bundle
from guanmo.engines.scoring.verifier_file import verifier_file
from guanmo.engines.scoring.verifying import judge
from guanmo.observation.models import Ballot, Tour
from guanmo.observation.seal_queries import sealed_content
from tests.cast import NOON, Cast
from tests.observation.tours import (
    make_tour,
    opened,
    score_rule,
    scores,
    seal,
    sealed_tour,
    sealed_with,
    vote,
)

ClientOf = Callable[[Person], Client]
GROUPED = score_rule(
    "own_unit = 'exclude'",
    "[[ballots.unit_groups]]\nname = '县'\n[[ballots.unit_groups]]\nname = '区'\n[[ballots.unit_groups]]\nname = '功能区'\n",
)
CUT = "drop-1-1"


def heading(html: str) -> str:
    found = re.search(r"<h1>(.*?)</h1>", html, re.DOTALL)
    return found[1].strip() if found else ""


def url_of(tour: Tour, page: str = "") -> str:
    return f"/tours/{tour.pk}/result/{page}"


def test_ranking_says_who_came_first(cast: Cast, client_of: ClientOf) -> None:
    tour = sealed_with(cast, "mean", {"孙评委": ["90", "80", "90", "70"], "甲": ["92", "82", "92", "71"]})

    html = client_of(cast.leader).get(url_of(tour)).content.decode()

    ranking = re.findall(
        r'<span class="rank">(\d)</span></td><th scope="row">(.*?)<.*?class="opens"[^>]*>(.*?)</a>', html
    )
    assert heading(html) == "青屿县、城北区91.00分，并列第一"
    assert ranking == [
        ("1", "青屿县", "91.00"), ("1", "城北区", "91.00"), ("3", "云溪县", "81.00"), ("4", "高新功能区", "70.50"),
    ]  # fmt: skip
    assert html.count(">并列</span>") == 2
    assert Tour.objects.get().seal_hash in html
    assert "全部有效打分取平均。" in html


def test_groups_are_ranked_apart(cast: Cast, client_of: ClientOf) -> None:
    tour = sealed_with(cast, GROUPED, {"孙评委": ["80", "90", "85", "70"]})

    html = client_of(cast.clerk).get(url_of(tour)).content.decode()

    assert (
        heading(html) == "云溪县90.00分，县组第一；城北区85.00分，区组第一；高新功能区70.00分，功能区组第一"
    )
    assert re.findall(r"<h2>(.*?组)</h2>", html) == ["县组", "区组", "功能区组"]


@pytest.mark.parametrize("jurors", [1, 3])
def test_result_costs_the_same_for_one_and_three_ballots(
    cast: Cast, client_of: ClientOf, django_assert_num_queries: DjangoAssertNumQueries, jurors: int
) -> None:
    tour = sealed_tour(cast, jurors=jurors)
    client = client_of(cast.leader)
    client.get(url_of(tour))

    # Session, person; tour; the viewer's unit, the city's name.
    with django_assert_num_queries(7):
        html = client.get(url_of(tour)).content.decode()

    assert f"{jurors}名评委的{jurors * 4}张票计入" in html


def test_unit_opens_into_its_stops(cast: Cast, client_of: ClientOf) -> None:
    tour = sealed_with(cast, "mean", {"孙评委": ["90", "80", "90", "70"], "甲": ["92", "82", "92", "71"]})
    unit, stop = cast.city.county, tour.stops.get(order=1)

    html = client_of(cast.leader).get(url_of(tour, f"{unit.pk}/")).content.decode()

    assert heading(html) == "青屿县91.00分，并列第1名"
    assert f'href="{url_of(tour, f"{unit.pk}/{stop.pk}/")}">91</a>' in html


@pytest.mark.parametrize(
    ("part", "called"),
    [("leader", []), ("office", ["J0"]), ("auditor", ["孙评委", "甲", "乙"])],
)
def test_stop_opens_into_its_marks(cast: Cast, client_of: ClientOf, part: str, called: list[str]) -> None:
    scores = {
        "孙评委": ["90", "80", "90", "70"],
        "甲": ["80", "82", "92", "71"],
        "乙": ["85", "82", "92", "71"],
    }
    tour = sealed_with(cast, CUT, scores)
    page = f"{cast.city.county.pk}/{tour.stops.get(order=1).pk}/"

    html = client_of(cast.everybody()[part]).get(url_of(tour, page)).content.decode()

    assert heading(html) == "滨海产业园85.00分，由3张票算出"
    assert re.findall(r"<del>(.*?)</del>", html) == ["80", "90"]
    assert "3个打分，计入1个，合计85，平均85。" in html
    assert all(name in html for name in called)
    hidden = {"孙评委", "甲</span>", "J01"} - set(called) if part == "leader" else set()
    assert [name for name in hidden if name in html] == []


def test_office_knows_codes_and_no_names(cast: Cast, client_of: ClientOf) -> None:
    tour = sealed_tour(cast)
    page = f"{cast.city.county.pk}/{tour.stops.get(order=1).pk}/"

    html = client_of(cast.office).get(url_of(tour, page)).content.decode()

    assert ("J01" in html, "孙评委" in html) == (True, False)


def test_rank_ballots_open_into_places(cast: Cast, client_of: ClientOf) -> None:
    tour = sealed_with(cast, "rank-100-3", {"孙评委": ["1", "2", "3", "4"], "甲": ["2", "1", "3", "4"]})

    html = client_of(cast.leader).get(url_of(tour, f"{cast.city.county.pk}/0/")).content.decode()

    assert heading(html) == "青屿县98.50分，由2张票算出"
    assert re.findall(r'<span class="use">(第\d名)</span>', html) == ["第2名", "第1名"]


@pytest.mark.parametrize(("part", "cells"), [("office", ["90"]), ("leader", [])])
def test_marks_that_do_not_count_say_why(
    cast: Cast, client_of: ClientOf, part: str, cells: list[str]
) -> None:
    """A juror moved to the county after voting: what was given to it does not count."""
    tour = opened(cast, GROUPED)
    for juror in tour.jurors.all():
        vote(cast, juror)
    tour.jurors.model.unguarded().filter(name="甲").update(unit=cast.city.county_bureau)
    seal(cast, tour, at=NOON)
    page = f"{cast.city.county.pk}/{tour.stops.get(order=1).pk}/"

    html = client_of(cast.everybody()[part]).get(url_of(tour, page)).content.decode()

    assert "不计的打分1个" in html
    assert re.findall(r'<td class="num">(.*?)</td>', html) == cells


@pytest.mark.parametrize("page", ["987654/", "987654/0/", "{unit}/987654/"])
def test_number_there_is_not_is_not_found(cast: Cast, client_of: ClientOf, page: str) -> None:
    tour = sealed_tour(cast)

    response = client_of(cast.leader).get(url_of(tour, page.format(unit=cast.city.county.pk)))

    assert response.status_code == 404


def test_result_of_a_tour_not_sealed_is_not_found(cast: Cast, client_of: ClientOf) -> None:
    tour = opened(cast)

    assert client_of(cast.office).get(url_of(tour)).status_code == 404


# Ballots


@pytest.mark.parametrize(("part", "names"), [("office", []), ("auditor", ["孙评委", "甲"])])
def test_ballots_are_listed_by_code(cast: Cast, client_of: ClientOf, part: str, names: list[str]) -> None:
    tour = sealed_tour(cast)

    html = client_of(cast.everybody()[part]).get(f"/tours/{tour.pk}/ballots/").content.decode()

    listed = sealed_content(Tour.objects.get())["ballots"]
    assert heading(html) == "2名评委的8张票计入"
    assert re.findall(r"/ballots/(J\d+)/", html) == ["J01", "J02"]
    assert re.findall(r"[0-9a-f]{64}", html) == [entry["hashes"][0] for entry in listed]
    assert sorted(one for entry in listed for one in entry["hashes"]) == sorted(
        Ballot.objects.values_list("body_hash", flat=True)
    )
    assert sorted(re.findall(r'data-label="姓名">(.*?)<', html)) == sorted(names)


def test_ballot_opens_into_its_marks(cast: Cast, client_of: ClientOf) -> None:
    tour = sealed_tour(cast)
    client = client_of(cast.auditor)

    html = client.get(f"/tours/{tour.pk}/ballots/J01/").content.decode()

    first = min(Ballot.objects.all(), key=lambda ballot: ballot.body_hash)
    assert heading(html) == f"选票J01：{first.juror.name}"
    assert re.findall(r'<td class="num">(.*?)</td>', html) == scores(first.juror)
    assert client.get(f"/tours/{tour.pk}/ballots/J99/").status_code == 404


def test_rank_ballot_shows_places(cast: Cast, client_of: ClientOf) -> None:
    tour = sealed_tour(cast, "rank-100-3")

    html = client_of(cast.auditor).get(f"/tours/{tour.pk}/ballots/J01/").content.decode()

    assert re.findall(r'<td class="num">(.*?)</td>', html) == ["第1名", "第2名", "第3名", "第4名"]


def test_ballots_are_refused_to_leaders(cast: Cast, client_of: ClientOf) -> None:
    tour = sealed_tour(cast)

    response = client_of(cast.leader).get(f"/tours/{tour.pk}/ballots/")

    assert (response.status_code, "您没有查看选票的权限" in response.content.decode()) == (403, True)


# Files and proof


def test_result_table_is_a_workbook(cast: Cast, client_of: ClientOf) -> None:
    tour = sealed_with(cast, GROUPED, {"孙评委": ["80", "90.5", "85", "70"]})

    response = client_of(cast.clerk).get(url_of(tour, "export/"))

    rows = list(
        openpyxl.load_workbook(io.BytesIO(b"".join(response.streaming_content))).worksheets[0].values  # type: ignore[attr-defined]
    )
    assert "attachment" in response.headers["Content-Disposition"]
    assert rows[0][0] == "2026年第四季度观摩结果"
    assert Tour.objects.get().seal_hash in str(rows[1][0])
    assert rows[2] == ("组别", "名次", "单位", "得分", "观摩点（个）", "并列", "更正")
    assert rows[3:] == [
        ("县", 1, "云溪县", 90.5, 1, None, None), ("县", 2, "青屿县", 80, 1, None, None),
        ("区", 1, "城北区", 85, 1, None, None), ("功能区", 1, "高新功能区", 70, 1, None, None),
    ]  # fmt: skip


def test_bundle_is_recomputed_without_the_database(cast: Cast, client_of: ClientOf) -> None:
    tour = sealed_with(cast, GROUPED, {"孙评委": ["80", "90.5", "85", "70"], "甲": ["81", "80", "85", "70"]})

    response = client_of(cast.auditor).get(url_of(tour, "bundle/"))

    data = b"".join(response.streaming_content)  # type: ignore[attr-defined]
    assert [(check.what, check.ok) for check in check_bundle(read_bundle(data))] == [
        ("封存哈希", True),
        ("签名", True), ("规则", True), ("选票", True), ("结果", True),
    ]  # fmt: skip
    assert "孙评委" not in json.dumps(json.loads(data), ensure_ascii=False)


def test_the_verifier_is_one_file_that_knows_the_published_key(cast: Cast, client_of: ClientOf) -> None:
    """The page says the command with the fingerprint; the bundle of the same page passes under it."""
    tour = sealed_tour(cast)
    client = client_of(cast.auditor)

    program = b"".join(client.get("/tours/verifier/download/").streaming_content)  # type: ignore[attr-defined]
    html = client.get(url_of(tour, "check/")).content.decode()
    bundle = b"".join(client.get(url_of(tour, "bundle/")).streaming_content)  # type: ignore[attr-defined]

    said = re.search(r"python verify_seal\.pyz 封存包\.guanmo-seal --key &quot;([0-9a-f ]+)&quot;", html)
    assert said is not None
    assert (program == verifier_file(), judge(bundle, key=said[1]).code) == (True, 0)
    assert "公钥指纹" in client_of(cast.leader).get(url_of(tour)).content.decode()


def test_check_recomputes_the_seal(cast: Cast, client_of: ClientOf) -> None:
    tour = sealed_tour(cast)
    client = client_of(cast.leader)

    whole = client.get(url_of(tour, "check/")).content.decode()
    Ballot.unguarded().filter(juror__person=cast.juror).update(body=b"")
    broken = client.get(url_of(tour, "check/")).content.decode()

    assert heading(whole) == "重算一致，结果没有被改动"
    assert heading(broken) == "重算不一致，请保留现场并告知审计"
    assert "封存时8张，现在对得上的4张，对不上的4张" in broken


@pytest.mark.parametrize("page", ["", "check/", "export/", "bundle/"])
def test_a_juror_alone_sees_no_result(cast: Cast, client_of: ClientOf, page: str) -> None:
    tour = sealed_tour(cast)

    response = client_of(cast.juror).get(url_of(tour, page))

    assert (response.status_code, "您没有查看观摩结果的权限" in response.content.decode()) == (403, True)


def test_a_tour_nobody_prepared_has_no_result(cast: Cast, client_of: ClientOf) -> None:
    assert client_of(cast.office).get(url_of(make_tour(cast))).status_code == 404


# 甲 is strict and did not see the second stop.
STRICT_ABSENT = {
    "孙评委": ["90", "88", "80", "70"],
    "甲": ["80", "", "71", "60"],
    "乙": ["91", "87", "81", "72"],
    "丙": ["89", "88", "80", "71"],
}
FAIR = score_rule(
    tables="[ballots.missing]\nstop = 'skip'\n[ballots.fair]\nmethod = 'adjusted'\ndraws = 1000\n"
)


def test_a_fair_ranking_says_range_and_band(cast: Cast, client_of: ClientOf) -> None:
    tour = sealed_with(cast, FAIR, STRICT_ABSENT)

    html = client_of(cast.leader).get(url_of(tour)).content.decode()

    assert heading(html) == "青屿县87.50分，第一"
    assert re.findall(r'<td class="nowrap">(第[^<]*)</td><td class="nowrap">(第.方阵)</td>', html) == [
        ("第1名", "第一方阵"),
        ("第2名", "第二方阵"),
        ("第3名", "第三方阵"),
        ("第4名", "第四方阵"),
    ]


def test_a_fair_score_opens_down_to_the_marks(cast: Cast, client_of: ClientOf) -> None:
    tour = sealed_with(cast, FAIR, STRICT_ABSENT)
    stop = tour.stops.get(order=2)
    page = f"{stop.unit_id}/{stop.pk}/"

    of_unit = client_of(cast.office).get(url_of(tour, f"{stop.unit_id}/")).content.decode()
    html = client_of(cast.office).get(url_of(tour, page)).content.decode()

    [entry] = [one for one in sealed_content(tour)["result"]["stops"] if one["stop"] == stop.project.name]
    rows = re.findall(r'<th scope="row" class="stick head">(J0\d)</th>(.*?)</tr>', html)
    cells = [[float(cell) for cell in re.findall(r'"num">(.*?)<', row)] for _, row in rows]
    assert [code for code, _ in rows] == sorted(code for code, _ in rows)
    assert len(rows) == 3
    assert sum(corrected * share for _, _, corrected, _, share in cells) == pytest.approx(
        entry["adjusted"], abs=0.02
    )
    assert f"还回去得≈{entry['adjusted']:.6f}分" in html
    assert of_unit.count(f"≈{entry['adjusted']:.6f}") == 2
    assert "以下是不校正松紧的平均，只作对照。" in html


def test_a_fair_result_recomputes_to_the_last_bit(cast: Cast, client_of: ClientOf) -> None:
    tour = sealed_with(cast, FAIR, STRICT_ABSENT)
    client = client_of(cast.office)

    html = client.get(url_of(tour, "check/")).content.decode()
    bundle = b"".join(client.get(url_of(tour, "bundle/")).streaming_content)

    assert heading(html) == "重算一致，结果没有被改动"
    assert [check.ok for check in check_bundle(read_bundle(bundle))] == [True] * 5


def test_offsets_beside_marks_would_connect_them_into_ballots(cast: Cast, client_of: ClientOf) -> None:
    tour = sealed_with(cast, FAIR, STRICT_ABSENT)
    stop = tour.stops.get(order=1)

    html = client_of(cast.leader).get(url_of(tour, f"{stop.unit_id}/{stop.pk}/")).content.decode()

    assert "给这个点打分的评委平均偏" in html
    assert "还原分" not in html
