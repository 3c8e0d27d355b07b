"""The year's composite: what each part is made of, and every number down to its records."""

import io
import re
from collections.abc import Callable
from datetime import date
from decimal import Decimal

import openpyxl
import pytest
from django.test import Client

from guanmo.accounts.models import Person
from guanmo.engines.packs import Pack, load_pack, shipped_pack
from guanmo.engines.periods import Month
from guanmo.observation import yearly_queries
from guanmo.observation.enums import Outcome
from guanmo.observation.models import Tour
from guanmo.observation.yearly_queries import YearlyRow
from guanmo.projects.models import Project
from guanmo.projects.services import submit_return
from tests.cast import NOON, Cast, make_project
from tests.engines.packs.test_composite_rules import COMPOSITES
from tests.observation.promises import AHEAD, OVER, TODAY, looked_at, promised
from tests.observation.tours import rank_rule, score_rule, sealed_with

ClientOf = Callable[[Person], Client]
OUT_OF_TEN = score_rule().text.replace("max = 100", "max = 10")


def rule(measure: str, months: str = "[9, 10, 11, 12]") -> Pack:
    text = f"name = '部分'\nweight = 1\nmeasure = '{measure}'\nmonths = {months}\nmissing = 'spread'\n"
    return load_pack(f"{COMPOSITES}[[composites.parts]]\n{text}")


def rows_of(pack: Pack, year: int = 2026) -> dict[str, YearlyRow]:
    return {row.unit.name: row for row in yearly_queries.yearly_rows(pack, year, TODAY)}


def values(pack: Pack, year: int = 2026) -> dict[str, str]:
    return {name: row.cells[0].value for name, row in rows_of(pack, year).items()}


def sealed(cast: Cast) -> Tour:
    return sealed_with(cast, "mean", {"孙评委": ["90", "80", "85", "70"]})


def test_tours_of_the_months_count(cast: Cast) -> None:
    tour = sealed(cast)

    found = rows_of(rule("tour"))

    assert {name: (row.cells[0].value, row.rank) for name, row in found.items()} == {
        "青屿县": ("90.00", 1), "云溪县": ("80.00", 2), "城北区": ("85.00", 1), "高新功能区": ("70.00", 1),
    }  # fmt: skip
    (source,) = found["青屿县"].cells[0].sources
    assert (source.label, source.says, source.tour) == (str(tour), "90.00分，第1名", tour.pk)
    assert set(values(rule("tour", "[1]")).values()) == {""}
    assert set(values(rule("tour"), 2025).values()) == {""}


@pytest.mark.parametrize(
    ("pack", "given", "value"),
    [
        (load_pack(OUT_OF_TEN), ["9", "8", "7", "6"], "90.00"),
        (rank_rule(points="first = 50\nstep = 3"), ["2", "1", "3", "4"], "94.00"),
        (rank_rule(points="table = [20, 15, 10, 5]"), ["2", "1", "3", "4"], "75.00"),
    ],
    ids=["out of ten", "by step", "by table"],
)
def test_other_scales_become_hundredths(cast: Cast, pack: Pack, given: list[str], value: str) -> None:
    sealed_with(cast, pack, {"孙评委": given})

    assert values(rule("tour"))["青屿县"] == value


def test_unit_that_closed_meanwhile_is_left_out(cast: Cast) -> None:
    sealed(cast)
    type(cast.city.county).unguarded().filter(pk=cast.city.county.pk).update(is_active=False)

    assert "青屿县" not in values(rule("tour"))


def test_promises_looked_back_at_count(cast: Cast) -> None:
    county, other, district, _ = sealed(cast).stops.all()
    looked_at(cast, promised(cast, county, due_on=OVER), Outcome.KEPT)
    looked_at(cast, promised(cast, county, due_on=OVER), Outcome.PARTLY)
    looked_at(cast, promised(cast, county, due_on=AHEAD), Outcome.BROKEN)
    promised(cast, county, due_on=OVER)
    promised(cast, other, due_on=OVER)
    promised(cast, district, due_on=AHEAD)

    found = rows_of(rule("promises"))

    (source,) = found["青屿县"].cells[0].sources
    assert source.says == "核查3项：兑现1，部分兑现1，未兑现1；另有1项到期待核，不计"
    assert (source.shown, found["青屿县"].total) == ("50.00", "50.00")
    (waiting,) = found["云溪县"].cells[0].sources
    assert (waiting.says, waiting.shown, found["云溪县"].rank) == (
        "核查0项：兑现0，部分兑现0，未兑现0；另有1项到期待核，不计", "—", None,
    )  # fmt: skip
    assert [list(found[name].cells[0].sources) for name in ("城北区", "高新功能区")] == [[], []]


def reported(cast: Cast, project: Project, month: int, done: int) -> None:
    submit_return(project=project, month=Month(2026, month), done=Decimal(done), by=cast.clerk, at=NOON)


def test_completion_is_measured_against_the_time_gone(cast: Cast) -> None:
    first = make_project(cast, plan="12000")
    second = make_project(cast, name="二期", plan="12000")
    make_project(cast, name="没有计划", plan=None)
    reported(cast, first, 1, 1000)
    reported(cast, first, 3, 4000)
    reported(cast, second, 3, 1000)
    make_project(cast, name="没有报", unit=cast.city.other_county)

    found = rows_of(rule("completion", "[1, 2, 3, 12]"))

    # A third of the time at the end of January: 1000 of 24000 done, 2000 due; December is not over.
    january, february, march = found["青屿县"].cells[0].sources
    assert [(s.says, s.shown) for s in (january, february, march)] == [
        ("完成4.2%，序时8.3%", "50.00"), ("完成4.2%，序时16.7%", "25.00"), ("完成20.8%，序时25.0%", "83.33"),
    ]  # fmt: skip
    assert (found["青屿县"].total, january.month) == ("52.78", "2026-01")
    assert [list(found[name].cells[0].sources) for name in ("云溪县", "城北区")] == [[], []]


def test_completion_earns_no_more_than_the_whole(cast: Cast) -> None:
    reported(cast, make_project(cast, plan="12000"), 1, 9000)

    assert values(rule("completion", "[1]"))["青屿县"] == "100.00"


def test_years_are_those_with_plans(cast: Cast) -> None:
    make_project(cast)

    assert yearly_queries.years_on_record(date(2028, 1, 1)) == [2028, 2026]


# Pages


def test_every_number_opens_its_records(cast: Cast, client_of: ClientOf) -> None:
    tour = sealed(cast)
    looked_at(cast, promised(cast, tour.stops.all()[0], due_on=OVER))
    reported(cast, tour.stops.all()[0].project, 10, 10000)
    client, county = client_of(cast.leader), cast.city.county.pk

    table = client.get("/tours/yearly/").content.decode()
    unit = client.get(f"/tours/yearly/{county}/").content.decode()

    assert "青屿县96.00分，县组第一" in re.sub(r"\s+", "", table)
    assert re.findall(rf'/tours/yearly/{county}/(#part-\d)?">(.*?)</a>', table) == [
        ("", "96.00"), ("#part-1", "90.00"), ("#part-2", "100.00"), ("#part-3", "100.00"),
    ]  # fmt: skip
    assert "青屿县2026年综合96.00分，县组第1名" in unit
    assert [
        f'href="/tours/{tour.pk}/result/{county}/">90.00<' in unit,
        f'href="/tours/promises/?unit={county}&amp;year=2026">100.00<' in unit,
        f'href="/projects/?unit={county}&amp;month=2026-10">100.00<' in unit,
    ] == [True] * 3


def test_awaited_part_leaves_a_unit_unranked(cast: Cast, client_of: ClientOf) -> None:
    make_project(cast)
    client = client_of(cast.office)

    table = client.get("/tours/yearly/?pack=yuzhou-2018q1&year=").content.decode()
    unit = client.get(f"/tours/yearly/{cast.city.county.pk}/?pack=yuzhou-2018q1").content.decode()

    assert "2026年还没有能排名的单位" in table
    assert table.count(">缺项</a>") == 4
    assert "还缺部分得分，暂不排名" in unit


def test_address_that_says_nonsense_shows_the_first_rule(cast: Cast, client_of: ClientOf) -> None:
    answer = client_of(cast.office).get("/tours/yearly/?year=none&pack=nowhere")

    assert (answer.status_code, "观澜市演示办法" in answer.content.decode()) == (422, True)
    assert client_of(cast.office).get("/tours/yearly/987654/").status_code == 404


def test_workbook_holds_the_table(cast: Cast, client_of: ClientOf) -> None:
    sealed(cast)

    answer = client_of(cast.auditor).get("/tours/yearly/export/?pack=jiaozuo-2020")

    book = openpyxl.load_workbook(io.BytesIO(answer.getvalue()))  # type: ignore[attr-defined] # a streaming answer
    rows = list(book.worksheets[0].values)
    assert rows[0][0] == "2026年度综合"
    assert shipped_pack("jiaozuo-2020").hash in str(rows[1][0])
    assert rows[2][:6] == ("组别", "名次", "单位", "综合得分", "一季度观摩", "一季度观摩折分")
    assert rows[3][:6] == ("县", 1, "青屿县", 90, None, None)
    assert rows[3][10:12] == (90, 90)
