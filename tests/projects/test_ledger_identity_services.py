"""Which project a row means: 记录ID, then national code, then unit and name; otherwise the clerk is asked."""

import pytest

from guanmo.accounts.models import Unit
from guanmo.projects import services
from guanmo.projects.ledger_preview_services import RowResult
from guanmo.projects.ledger_services import choose_rows
from guanmo.projects.models import Project
from tests.cast import NOON, Cast, make_project
from tests.projects.ledgers import Cells, compared, outcome, taken_in, workbook

CODE = "2509-320193-89-01-544060"


def coded(cast: Cast, *, name: str = "滨海产业园", unit: Unit | None = None, code: str = CODE) -> Project:
    project = make_project(cast, name=name, unit=unit, plan=None)
    return services.update_project(project=project, values={"national_code": code}, by=cast.office, at=NOON)


def row_of(cast: Cast, *cells: str | float | None, header: Cells, unit: Unit | None = None) -> RowResult:
    """What becomes of one row in a ledger of the county, sent by its clerk."""
    return outcome(workbook(cells, header=header), by=cast.clerk if unit is None else cast.office, unit=unit)


# By 记录ID


def test_a_record_id_finds_its_project_whatever_the_name(cast: Cast) -> None:
    project = make_project(cast)

    result = row_of(cast, project.code, "滨海产业新城", header=("记录ID", "项目名称"))

    assert (result.outcome, result.project) == ("update", project)
    assert dict(result.changes) == {"name": ("滨海产业园", "滨海产业新城")}


def test_a_record_id_of_others_is_no_project_here(cast: Cast) -> None:
    foreign = make_project(cast, unit=cast.city.other_county)

    result = row_of(cast, foreign.code, "滨海产业园", header=("记录ID", "项目名称"))

    assert (result.outcome, result.project) == ("wrong", None)
    assert dict(result.problems) == {
        "code": f"“青屿县”没有编号为“{foreign.code}”的项目，请核对；新项目请把记录ID留空。"
    }


def test_a_ledger_hands_no_project_to_another_unit(cast: Cast) -> None:
    project = make_project(cast)

    result = row_of(cast, project.code, "青屿县发改局", header=("记录ID", "责任单位"))

    assert result.problems["unit"].startswith("责任单位写的是“青屿县发改局”，登记的是“青屿县”。")


# By national code


def test_a_national_code_finds_its_project(cast: Cast) -> None:
    project = coded(cast)

    result = row_of(cast, "滨海新名", CODE.lower(), header=("项目名称", "国家项目代码"))

    assert (result.outcome, result.project) == ("update", project)


def test_a_national_code_shared_by_two_is_asked(cast: Cast) -> None:
    one, other = coded(cast), coded(cast, name="云溪大桥")

    result = row_of(cast, "滨海产业园", CODE, header=("项目名称", "国家项目代码"))

    assert (result.outcome, result.candidates, result.may_be_new) == ("wrong", [one, other], False)


def test_a_national_code_of_others_is_refused_without_naming_them(cast: Cast) -> None:
    coded(cast, unit=cast.city.other_county, name="云溪机密工程")

    result = row_of(cast, "滨海产业园", CODE, header=("项目名称", "国家项目代码"))

    assert "已由其他单位的项目使用" in result.problems["national_code"]
    assert "云溪" not in result.problems["national_code"]


# By unit and name


def test_a_name_is_found_however_it_is_spread_out(cast: Cast) -> None:
    project = make_project(cast)

    result = row_of(cast, "滨 海\n产业园", 60000, header=("项目名称", "总投资（万元）"))

    assert (result.project, list(result.changes)) == (project, ["total_investment"])


def test_a_namesake_of_a_bureau_is_asked_and_may_be_new(cast: Cast) -> None:
    project = make_project(cast, unit=cast.city.county_bureau, plan=None)

    result = row_of(cast, "滨海产业园", None, header=("项目名称", "建设地点"))

    assert (result.outcome, result.candidates, result.may_be_new) == ("wrong", [project], True)


def test_a_bureaus_row_may_mean_the_countys_project(cast: Cast) -> None:
    project = make_project(cast, plan=None)

    named = row_of(cast, "滨海产业园", "青屿县发改局", header=("项目名称", "责任单位"))

    assert (named.candidates, named.may_be_new) == ([project], True)


def test_a_namesake_with_another_national_code_is_asked(cast: Cast) -> None:
    project = coded(cast, code="2401-370000-04-01-123456")

    result = row_of(cast, "滨海产业园", CODE, header=("项目名称", "国家项目代码"))

    assert (result.candidates, result.may_be_new) == ([project], False)


@pytest.mark.parametrize(
    ("cells", "said"),
    [
        ((None, 5), {"name": "没有项目名称，请补上。"}),
        (("#REF!", 5), {"name": "公式出错 #REF!：公式引用的单元格已被删除，请改好公式或直接填数。"}),
    ],
)
def test_a_row_without_a_name_says_so_once(
    cast: Cast, cells: tuple[str | None, int], said: dict[str, str]
) -> None:
    result = row_of(cast, *cells, header=("项目名称", "总投资（万元）"))

    assert dict(result.problems) == said


def test_a_citys_ledger_must_name_the_unit_of_a_new_project(cast: Cast) -> None:
    header = ("项目名称", "责任单位")

    nameless = row_of(cast, "滨海产业园", None, header=header, unit=cast.city.root)
    named = row_of(cast, "滨海产业园", "青屿县人民政府", header=header, unit=cast.city.root)

    assert dict(nameless.problems) == {"unit": "新项目没有写责任单位，请补上。"}
    assert (named.outcome, named.unit) == ("new", cast.city.county)


def test_a_unit_there_is_not_is_answered_with_the_nearest(cast: Cast) -> None:
    near = row_of(cast, "滨海产业园", "青屿区", header=("项目名称", "责任单位"))
    far = row_of(cast, "滨海产业园", "某某公司", header=("项目名称", "责任单位"))

    assert near.problems["unit"].startswith("没有名为“青屿区”的单位，是不是“青屿县”")
    assert far.problems["unit"] == "没有名为“某某公司”的单位，请改成系统里的单位名称。"


def test_a_unit_of_others_is_refused(cast: Cast) -> None:
    result = row_of(cast, "滨海产业园", "云溪县", header=("项目名称", "责任单位"))

    assert "不在这次导入的范围（“青屿县”及其下属单位）内" in result.problems["unit"]


# What the clerk chose


@pytest.mark.parametrize(
    ("choice", "ends"),
    [("skip", "skipped"), ("new", "new"), ("chosen", "same"), ("987654", "wrong")],
)
def test_a_choice_settles_a_row_if_it_is_one_of_those_offered(cast: Cast, choice: str, ends: str) -> None:
    project = make_project(cast, unit=cast.city.county_bureau, plan=None)
    ledger = taken_in(workbook(("滨海产业园", None), header=("项目名称", "建设地点")), by=cast.clerk)
    chosen = str(project.pk) if choice == "chosen" else choice

    settled = choose_rows(ledger=ledger, choices={"3": chosen}, by=cast.clerk, at=NOON)

    [result] = compared(settled, cast.clerk).results
    assert (result.outcome, result.project) == (ends, project if choice == "chosen" else None)


def test_a_new_one_is_no_choice_where_it_could_not_be(cast: Cast) -> None:
    coded(cast)
    coded(cast, name="云溪大桥")
    ledger = taken_in(workbook(("甲", CODE), header=("项目名称", "国家项目代码")), by=cast.clerk)

    settled = choose_rows(ledger=ledger, choices={"3": "new"}, by=cast.clerk, at=NOON)

    assert compared(settled, cast.clerk).results[0].outcome == "wrong"
