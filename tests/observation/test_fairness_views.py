"""公平性核对 as each role sees it: ranks beside each other, codes instead of names, the workbook."""

import io
import re
from collections.abc import Callable

import openpyxl
import pytest
from django.test import Client

from guanmo.accounts.models import Person
from guanmo.observation.models import Tour
from tests.cast import Cast
from tests.observation.test_fairness_queries import GIVEN, VISITED
from tests.observation.tours import rank_rule, score_rule, sealed_tour, sealed_with

ClientOf = Callable[[Person], Client]


def url_of(tour: Tour, page: str = "") -> str:
    return f"/tours/{tour.pk}/result/fairness/{page}"


@pytest.fixture
def tour(cast: Cast) -> Tour:
    return sealed_with(cast, score_rule(tables=VISITED), GIVEN)


def heading(html: str) -> str:
    found = re.search(r"<h1>(.*?)</h1>", html, re.DOTALL)
    return found[1].strip() if found else ""


def test_a_leader_reads_the_answer_without_single_marks(cast: Cast, client_of: ClientOf, tour: Tour) -> None:
    html = client_of(cast.leader).get(url_of(tour)).content.decode()

    assert heading(html) == "换算法重算，4个单位中2个名次会变"
    assert "试算，不改变已封存的结果。" in html
    assert "第1至第2名" in html
    assert html.count('<svg class="offset"') == 5
    assert "逐个打分由重点办和审计员查看。" in html
    assert "fairness/export/" not in html


@pytest.mark.parametrize("part", ["office", "auditor", "leader"])
def test_nobody_reads_a_judge_name_here(cast: Cast, client_of: ClientOf, tour: Tour, part: str) -> None:
    html = client_of(cast.everybody()[part]).get(url_of(tour)).content.decode()

    shown = {name for name in GIVEN if f">{name}<" in html}
    assert (shown, re.findall(r"J0\d(?=</th>)", html) != []) == (set(), True)


def test_methods_that_agree_say_so(cast: Cast, client_of: ClientOf) -> None:
    given = {
        "孙评委": ["90", "80", "70", "60"],
        "甲": ["91", "80", "71", "61"],
        "乙": ["90", "81", "70", "61"],
    }
    tour = sealed_with(cast, "mean", given)

    html = client_of(cast.office).get(url_of(tour)).content.decode()

    assert heading(html) == "换三种算法重算，4个单位的名次都不变"
    assert "六种算法，没有一处名次不同" in html


def test_rank_ballots_get_the_reason_and_no_workbook(cast: Cast, client_of: ClientOf) -> None:
    tour = sealed_tour(cast, rank_rule())
    client = client_of(cast.office)

    html = client.get(url_of(tour)).content.decode()

    assert heading(html) == "这次观摩不能校正评委松紧"
    assert "排名票只有先后，没有分数，估计不出评委的松紧。" in html
    assert client.get(url_of(tour, "export/")).status_code == 404


def test_the_workbook_redoes_the_trial(cast: Cast, client_of: ClientOf, tour: Tour) -> None:
    response = client_of(cast.office).get(url_of(tour, "export/"))

    book = openpyxl.load_workbook(io.BytesIO(b"".join(response.streaming_content)))
    assert book.sheetnames == ["说明", "单位", "点位", "评委", "打分", "换个算法"]
    assert book["说明"]["A1"].value == "试行办法（试算：校正评委松紧）"
    assert book["单位"]["C2"].value.startswith("=AVERAGE(")
    assert {row[0].value for row in book["评委"].iter_rows(min_row=2)} == {f"J0{n}" for n in range(1, 6)}
