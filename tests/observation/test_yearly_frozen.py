"""A frozen year: kept with its rule and sources, recomputed bit for bit, untouched by what comes later."""

import io
import re
from collections.abc import Callable

import openpyxl
import pytest
from django.test import Client

from guanmo.accounts.models import Person
from guanmo.accounts.services import NotAllowed
from guanmo.engines.packs import load_pack
from guanmo.engines.scoring.yearly_record import Record
from guanmo.foundation.models import HistoryEntry
from guanmo.observation import yearly_queries, yearly_services
from guanmo.observation.enums import Outcome
from guanmo.observation.models import Tour
from guanmo.observation.yearly_models import YearlyResult
from guanmo.observation.yearly_services import FiguresMoved, NothingNew, WhyNeeded
from tests.cast import NOON, Cast
from tests.observation.promises import OVER, TODAY, looked_at, promised
from tests.observation.tours import sealed_with
from tests.observation.years import YEAR, YEARLY, frozen, seen

ClientOf = Callable[[Person], Client]
# Tours alone count, so that a tour is enough to rank by.
TOURS = load_pack(re.sub(r'missing = "withhold"', 'missing = "spread"', YEARLY.text))


def toured(cast: Cast) -> Tour:
    return sealed_with(cast, "mean", {"孙评委": ["90", "80", "85", "70"]})


def looked_back_at(cast: Cast, tour: Tour) -> None:
    """The county's promise turns out broken: its year changes, nobody else's."""
    looked_at(cast, promised(cast, tour.stops.get(unit=cast.city.county), due_on=OVER), Outcome.BROKEN)


def totals(rows: list[yearly_queries.YearlyRow]) -> dict[str, tuple[str, int | None]]:
    return {row.unit.name: (row.total, row.rank) for row in rows}


def test_what_is_frozen_stands_while_records_move(cast: Cast) -> None:
    tour = toured(cast)
    before = yearly_queries.yearly_rows(TOURS, YEAR, TODAY)
    made = frozen(cast, pack=TOURS)
    looked_back_at(cast, tour)

    now = YearlyResult.objects.get(pk=made.pk)

    assert yearly_queries.frozen_rows(now) == before
    assert yearly_queries.verify(now).ok
    found = yearly_queries.moved_since(now, TODAY)
    assert [
        (one.unit.name, one.parts, *((row and (row.total, row.rank)) for row in (one.before, one.now)))
        for one in found
    ] == [
        ("青屿县", [("承诺兑现", "", "0.00")], ("90.00", 1), ("60.00", 2)),
        ("云溪县", [], ("80.00", 2), ("80.00", 1)),
    ]


def test_a_unit_that_closed_or_came_is_told(cast: Cast) -> None:
    toured(cast)
    rows = yearly_queries.yearly_rows(TOURS, YEAR, TODAY)

    gone, came = yearly_queries.moved(rows, rows[1:]), yearly_queries.moved(rows[1:], rows)

    assert [(one.unit, one.now) for one in gone] == [(rows[0].unit, None)]
    assert [(one.unit, one.before) for one in came] == [(rows[0].unit, None)]


def test_a_second_version_stands_beside_the_first(cast: Cast) -> None:
    tour = toured(cast)
    first = frozen(cast, pack=TOURS)
    looked_back_at(cast, tour)

    second = frozen(cast, "补计承诺核查", pack=TOURS)

    assert [one.number for one in yearly_queries.versions(YEAR, TOURS.id)] == [2, 1]
    assert (yearly_queries.version_before(second), yearly_queries.version_before(first)) == (first, None)
    assert totals(yearly_queries.frozen_rows(first))["青屿县"] == ("90.00", 1)
    assert totals(yearly_queries.frozen_rows(second))["青屿县"] == ("60.00", 2)


def test_what_nobody_looked_at_is_not_frozen(cast: Cast) -> None:
    tour = toured(cast)
    old = seen()
    looked_back_at(cast, tour)

    with pytest.raises(FiguresMoved):
        yearly_services.freeze_year(year=YEAR, pack=YEARLY, seen=old, by=cast.office, at=NOON)

    assert not YearlyResult.objects.exists()


def test_the_same_again_is_no_version_and_another_needs_a_reason(cast: Cast) -> None:
    tour = toured(cast)
    frozen(cast)

    with pytest.raises(NothingNew):
        frozen(cast, "再定一次")
    looked_back_at(cast, tour)
    with pytest.raises(WhyNeeded):
        frozen(cast, " ")


def test_only_the_office_freezes(cast: Cast) -> None:
    with pytest.raises(NotAllowed):
        frozen(cast, by=cast.leader)


def points_of_county(content: Record) -> None:
    content["result"][0]["total"] = "99.99"


def source_gone(content: Record) -> None:
    del content["units"][0]


def source_emptied(content: Record) -> None:
    content["units"][0] = {}


@pytest.mark.parametrize(
    ("column", "spoil", "wrong"),
    [
        ("content", points_of_county, ["内容哈希", "结果"]),
        ("content", source_gone, ["内容哈希", "结果"]),
        ("content", source_emptied, ["内容哈希", "结果"]),
        ("rule_text", None, ["规则", "结果"]),
        ("content_hash", None, ["内容哈希", "日志"]),
    ],
    ids=["a total", "a source", "what a source says", "the rule", "the hash"],
)
def test_whoever_alters_a_row_is_found_out(
    cast: Cast, column: str, spoil: Callable[[Record], None] | None, wrong: list[str]
) -> None:
    toured(cast)
    made = frozen(cast)
    content = made.content
    if spoil:
        spoil(content)
    YearlyResult.unguarded().filter(pk=made.pk).update(**{column: content if spoil else "改过"})

    found = yearly_queries.verify(YearlyResult.objects.get(pk=made.pk))

    assert [check.what for check in found.checks if not check.ok] == wrong


def test_a_row_without_its_history_is_found_out(cast: Cast) -> None:
    made = frozen(cast)
    HistoryEntry.unguarded().filter(action="yearly.frozen").delete()

    assert [check.ok for check in yearly_queries.verify(made).checks] == [True, True, True, False]


# Pages


def test_the_office_freezes_what_it_sees_and_all_see_the_frozen(cast: Cast, client_of: ClientOf) -> None:
    tour = toured(cast)
    office, leader = client_of(cast.office), client_of(cast.leader)
    page = office.get("/tours/yearly/").content.decode()
    hidden = re.findall(r'name="seen" value="(\w+)"', page)

    told = office.post("/tours/yearly/", {"seen": hidden[0]}, follow=True).content.decode()
    looked_back_at(cast, tour)
    shown, now = (leader.get(f"/tours/yearly/{query}").content.decode() for query in ("", "?version=now"))

    assert "2026年度综合第1版已定稿。" in told
    assert ("第1版，" in shown, "现在算，1个单位的得分或名次不同" in shown, 'name="seen"' in shown) == (
        True,
        True,
        False,
    )
    assert ("不是第1版定稿的数" in now, "承诺兑现" in now) == (True, True)
    assert '?year=2026&amp;pack=guanlan-year&amp;version=1" aria-current="page">第1版定稿' in shown
    county = cast.city.county.pk
    unit = leader.get(f"/tours/yearly/{county}/?version=1").content.decode()
    assert ("以下是当时的依据" in unit, "年规则所指的月份里还没有记录" in unit) == (True, True)
    assert "核查1项" in leader.get(f"/tours/yearly/{county}/?version=now").content.decode()


def test_figures_that_moved_and_missing_reasons_come_back(cast: Cast, client_of: ClientOf) -> None:
    tour = toured(cast)
    client, old = client_of(cast.office), seen()
    frozen(cast)
    same = client.post("/tours/yearly/", {"seen": old, "why": "再来"})
    looked_back_at(cast, tour)

    stale = client.post("/tours/yearly/", {"seen": old, "why": "补计承诺"})
    bare = client.post("/tours/yearly/", {"seen": seen()})
    good = client.post("/tours/yearly/", {"seen": seen(), "why": "补计承诺"})

    assert (same.status_code, "与第1版完全相同" in same.content.decode()) == (422, True)
    page = stale.content.decode()
    assert (stale.status_code, "打开页面之后数据有变化" in page, "补计承诺" in page) == (422, True, True)
    assert re.findall(r'name="seen" value="(\w+)"', page) == [seen()]
    assert bare.status_code == 422
    assert good.headers["Location"].endswith("version=2")
    assert client.get(good.headers["Location"]).status_code == 200


def test_the_proof_shows_what_differs_from_now_and_from_the_version_before(
    cast: Cast, client_of: ClientOf
) -> None:
    tour = toured(cast)
    first = frozen(cast)
    looked_back_at(cast, tour)
    second = frozen(cast, "补计承诺核查")
    client = client_of(cast.auditor)

    of_first, of_second = (
        client.get(f"/tours/yearly/frozen/{one.pk}/").content.decode() for one in (first, second)
    )

    assert "重算一致，第1版没有被改动" in of_first
    assert ("现在算，1个单位不同" in of_first, "与第" in of_first) == (True, False)
    assert ("现在算，与定稿相同" in of_second, "与第1版相比，1个单位不同" in of_second) == (True, True)
    assert "补计承诺核查" in of_second
    assert client.get("/tours/yearly/?version=9").status_code == 404


def test_the_workbook_says_which_version_it_holds(cast: Cast, client_of: ClientOf) -> None:
    toured(cast)
    made = frozen(cast)

    answer = client_of(cast.leader).get("/tours/yearly/export/")

    book = openpyxl.load_workbook(io.BytesIO(answer.getvalue()))  # type: ignore[attr-defined] # a streaming answer
    assert f"第1版定稿，内容哈希{made.content_hash}" in str(book.worksheets[0]["A2"].value)
