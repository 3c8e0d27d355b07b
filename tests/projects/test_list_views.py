"""The list page: who opens it, what it says, what a wrong address gets."""

import io
import re
from collections.abc import Callable

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries
from python_calamine import CalamineWorkbook

from guanmo.accounts.models import Person
from guanmo.projects.services import update_project
from tests.cast import NOON, Cast, make_project

ClientOf = Callable[[Person], Client]


def heading(html: str) -> str:
    found = re.search(r"<h1>(.*?)</h1>", html, re.DOTALL)
    return found[1].strip() if found else ""


def listed(html: str) -> list[str]:
    return re.findall(r'<th scope="row"[^>]*><a href="/projects/\d+/">(.*?)</a>', html)


def columns(html: str) -> list[str]:
    head = html[html.index("<thead>") : html.index("</thead>")]
    return [
        re.sub(r"<span class=\"unit\">.*?</span>|<.*?>", "", cell)
        for cell in re.findall(r"<th .*?</th>", head)
    ]


def test_list_says_how_many_are_behind(cast: Cast, client_of: ClientOf) -> None:
    make_project(cast, done="1000")
    make_project(cast, name="观澜大桥", done="8000")
    make_project(cast, name="云溪水厂", done="11000")

    html = client_of(cast.office).get("/projects/").content.decode()

    assert heading(html) == "3个项目，1个滞后，1个预警"
    assert "截至2026年10月，完成年度计划的55.6%，落后序时27.8个百分点；按<a" in html
    assert listed(html) == ["滨海产业园", "观澜大桥", "云溪水厂"]
    assert "合计3个" in html
    assert '<td class="num" data-label="累计完成（万元）">20,000</td>' in html
    assert "共3个项目" in html


def test_list_without_red_says_so(cast: Cast, client_of: ClientOf) -> None:
    make_project(cast, done="11000")

    assert heading(client_of(cast.office).get("/projects/").content.decode()) == "1个项目，没有滞后的"


def test_list_of_an_empty_library_says_what_to_do(cast: Cast, client_of: ClientOf) -> None:
    html = client_of(cast.office).get("/projects/").content.decode()

    assert (heading(html), "还没有项目" in html) == ("0个项目", True)


def test_list_shows_conditions_as_chips_that_go_away(cast: Cast, client_of: ClientOf) -> None:
    make_project(cast, done="1000")
    county = cast.city.county.pk

    html = (
        client_of(cast.office)
        .get("/projects/", {"unit": county, "light": "behind", "missing": "", "sort": "gap"})
        .content.decode()
    )

    assert heading(html) == "符合条件的项目1个，1个滞后"
    assert re.findall(r'<li class="chip"><span>(.*?)</span><a href="(.*?)"', html) == [
        ("单位：青屿县", "?light=behind&amp;missing=&amp;sort=gap"),
        ("亮灯：滞后", f"?unit={county}&amp;missing=&amp;sort=gap"),
    ]


def test_list_with_nothing_to_show_says_what_to_loosen(cast: Cast, client_of: ClientOf) -> None:
    make_project(cast)

    html = client_of(cast.office).get("/projects/", {"q": "没有这个"}).content.decode()

    assert "没有符合条件的项目" in html


@pytest.mark.parametrize(
    "address",
    [{"month": "2026-13"}, {"month": "下个月"}, {"unit": "x"}, {"unit": "987654"}, {"light": "blue"}],
)
def test_list_address_that_cannot_be_read_is_told(
    cast: Cast, client_of: ClientOf, address: dict[str, str]
) -> None:
    make_project(cast)

    response = client_of(cast.office).get("/projects/", address)

    assert response.status_code == 422
    assert "选择一个有效的选项" in response.content.decode()
    assert listed(response.content.decode()) == ["滨海产业园"]


def test_list_of_a_foreign_unit_is_not_offered(cast: Cast, client_of: ClientOf) -> None:
    make_project(cast, unit=cast.city.other_county)

    response = client_of(cast.clerk).get("/projects/", {"unit": cast.city.other_county.pk})

    assert (response.status_code, listed(response.content.decode())) == (422, [])


def test_list_of_another_month_names_it(cast: Cast, client_of: ClientOf) -> None:
    make_project(cast, done="1000")

    html = client_of(cast.office).get("/projects/", {"month": "2026-11"}).content.decode()

    assert "截至2026年11月" in html
    assert '<span class="unfilled" title="2026年11月未报，用的是10月的数字">10月</span>' in html


def test_list_shows_the_columns_that_are_chosen(cast: Cast, client_of: ClientOf) -> None:
    project = make_project(cast, done="1000")
    update_project(project=project, values={"owner": "滨海公司"}, by=cast.office, at=NOON)
    client = client_of(cast.office)

    html = client.get("/projects/", {"cols": ["owner", "baseline", "nonsense"]}).content.decode()
    default = client.get("/projects/", {"cols": ["nonsense"]}).content.decode()

    assert columns(html) == ["序号", "项目名称", "年初计划", "建设单位"]
    assert "滨海公司" in html
    assert columns(default) == [
        "序号", "项目名称", "亮灯", "责任单位", "阶段", "类别", "总投资", "年度计划", "累计完成", "完成率", "比序时",
        "数据月份", "包联领导",
    ]  # fmt: skip


def test_every_column_has_its_cell_in_head_body_and_foot(cast: Cast, client_of: ClientOf) -> None:
    make_project(cast, done="1000")
    every = client_of(cast.office).get("/projects/").context["columns"]

    html = (
        client_of(cast.office).get("/projects/", {"cols": [column.key for column in every]}).content.decode()
    )

    table = html[html.index("<table") : html.index("</table>")]
    rows = [len(re.findall(r"<t[hd][ >]", row)) for row in re.findall(r"<tr>.*?</tr>", table, re.DOTALL)]
    assert rows == [len(every) + 2] * 3


def test_project_without_plan_has_no_figures(cast: Cast, client_of: ClientOf) -> None:
    make_project(cast, plan=None)

    html = client_of(cast.office).get("/projects/").content.decode()

    assert '<span class="unfilled">无计划</span>' in html
    assert '<td class="num" data-label="数据月份">—</td>' in html


def test_list_is_paged_and_counts_on(cast: Cast, client_of: ClientOf) -> None:
    for number in range(51):
        make_project(cast, name=f"项目{number:02}", plan=None)

    html = client_of(cast.office).get("/projects/", {"page": "2", "sort": "code"}).content.decode()

    assert listed(html) == ["项目50"]
    assert '<td class="stick-1 off-phone">51</td>' in html
    assert "共51个项目，本页第51至51个项目" in html


@pytest.mark.parametrize("part", ["juror", "system_admin", "security_admin", "nobody"])
def test_list_is_refused_with_a_sentence(cast: Cast, client_of: ClientOf, part: str) -> None:
    response = client_of(cast.everybody()[part]).get("/projects/")

    assert response.status_code == 403
    assert "您没有查看项目的权限" in response.content.decode()


@pytest.mark.parametrize("projects", [1, 3])
def test_list_costs_the_same_however_many(
    cast: Cast, client_of: ClientOf, django_assert_num_queries: DjangoAssertNumQueries, projects: int
) -> None:
    for number in range(projects):
        make_project(cast, name=f"项目{number}", done="100")
    client = client_of(cast.office)
    client.get("/projects/")

    # Session, person; first year, units, leaders, carriers; rule, standings, returns; the page's projects; viewer's unit, city.
    with django_assert_num_queries(12):
        html = client.get("/projects/").content.decode()

    assert len(listed(html)) == projects


def test_export_holds_what_the_filter_leaves(cast: Cast, client_of: ClientOf) -> None:
    make_project(cast, done="1000")
    make_project(cast, name="观澜大桥", done="11000")

    response = client_of(cast.office).get("/projects/export/", {"light": "behind", "sort": "gap"})

    data = b"".join(response.streaming_content)  # type: ignore[attr-defined] # a file is streamed
    sheet = CalamineWorkbook.from_filelike(io.BytesIO(data)).get_sheet_by_index(0).to_python()
    names = [str(cell) for row in sheet for cell in row]
    assert "filename*=utf-8''%E9%87%8D%E7%82%B9" in response.headers["Content-Disposition"]
    assert ("滨海产业园" in names, "观澜大桥" in names) == (True, False)


def test_export_of_an_address_that_cannot_be_read_leads_back(cast: Cast, client_of: ClientOf) -> None:
    response = client_of(cast.office).get("/projects/export/", {"month": "x"})

    assert (response.status_code, response.headers["Location"]) == (302, "/projects/?month=x")


def test_export_is_refused_to_those_without_projects(cast: Cast, client_of: ClientOf) -> None:
    assert client_of(cast.juror).get("/projects/export/").status_code == 403


@pytest.mark.parametrize(
    ("part", "buttons"),
    [
        ("office", ["导出台账", "导入台账", "登记项目"]),
        ("clerk", ["导出台账", "导入台账", "登记项目"]),
        ("leader", ["导出台账"]),
    ],
)
def test_list_offers_what_the_viewer_may_do(
    cast: Cast, client_of: ClientOf, part: str, buttons: list[str]
) -> None:
    make_project(cast)

    html = client_of(cast.everybody()[part]).get("/projects/").content.decode()

    assert [w for w in ("导出台账", "导入台账", "登记项目") if f"</svg>{w}</a>" in html] == buttons
