"""The pages of an upload, from the file to its undoing: what they say, and what comes back when something is wrong."""

import io
import re
from collections.abc import Callable

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from guanmo.accounts.models import Person, Unit
from guanmo.projects.ledger_services import upload_ledger
from guanmo.projects.models import LedgerImport, MonthlyReturn, PlanChange, Project
from tests.cast import NOON, OCTOBER, Cast, make_project
from tests.projects.ledgers import HEADER, applied, taken_in, workbook

ClientOf = Callable[[Person], Client]
GOOD = workbook((1, "滨海产业园", 50000, "新建", 12000, 9000), (2, "云溪大桥", 8000, "续建", 3000, 2500))
LIST = "/projects/ledgers/"


def heading(html: str) -> str:
    found = re.search(r"<h1>(.*?)</h1>", html, re.DOTALL)
    return re.sub(r"<[^>]+>", "", found[1]).strip() if found else ""


def sent(
    client: Client, content: bytes, unit: Unit, *, month: str = "2026-10", name: str = "台账.xlsx"
) -> tuple[int, str, str]:
    """Upload a file and follow where it leads: status, address, page."""
    data = {"file": SimpleUploadedFile(name, content), "unit": unit.pk, "month": month}
    response = client.post(LIST, data, follow=True)
    address = response.redirect_chain[-1][0] if response.redirect_chain else LIST
    return response.status_code, address, response.content.decode()


def digest(html: str) -> str:
    found = re.search(r'name="seen" value="(\w+)"', html)
    return found[1] if found else ""


# The whole way


def test_a_ledger_goes_all_the_way_and_back(cast: Cast, client_of: ClientOf) -> None:
    client = client_of(cast.clerk)

    _, columns, html = sent(client, GOOD, cast.city.county)
    assert heading(html) == "读到2行，请看看各列对应得对不对"
    chosen = {
        f"column-{n}": field
        for n, field in enumerate(("", "name", "total_investment", "category", "amount", "done"))
    }
    html = client.post(columns, chosen, follow=True).content.decode()
    assert heading(html) == "将新增2个项目"
    ledger = LedgerImport.objects.get()
    html = client.post(f"{LIST}{ledger.pk}/apply/", {"seen": digest(html)}, follow=True).content.decode()
    assert heading(html) == "已导入：新增2个项目，更新0个"
    assert Project.objects.count() == 2
    html = client.post(f"{LIST}{ledger.pk}/undo/", follow=True).content.decode()

    assert heading(html) == "已撤销，写入的内容全部还原"
    assert Project.objects.count() == 0


def test_the_second_ledger_of_a_layout_asks_nothing(cast: Cast, client_of: ClientOf) -> None:
    client = client_of(cast.clerk)
    _, columns, _ = sent(client, GOOD, cast.city.county)
    client.post(columns, {"column-1": "name", "column-5": "done"})
    november = workbook(
        (1, "滨海产业园", 50000, "新建", 12000, 9500),
        header=(*HEADER[:-1], "1-11月累计完成投资（万元）"),
    )

    _, address, html = sent(client, november, cast.city.county, month="2026-11")

    assert (address, heading(html)) == (f"{LIST}{LedgerImport.objects.latest('pk').pk}/", "将新增1个项目")


def test_cells_are_shown_from_old_to_new(cast: Cast, client_of: ClientOf) -> None:
    make_project(cast, done="8000")
    ledger = taken_in(workbook((1, "滨海产业园", 60000.5, None, None, 9000)), by=cast.clerk)

    html = client_of(cast.clerk).get(f"{LIST}{ledger.pk}/").content.decode()

    assert heading(html) == "将更新1个"
    shown = re.findall(r'<span class="label">(.*?)</span><span><del>(.*?)</del>.*?<ins>(.*?)</ins>', html)
    assert shown == [
        ("总投资（万元）", "50,000", "60,000.5"),
        ("本年累计完成投资（万元）", "8,000", "9,000"),
    ]


def test_the_same_file_again_says_so(cast: Cast, client_of: ClientOf) -> None:
    client = client_of(cast.clerk)
    applied(taken_in(GOOD, by=cast.clerk), cast.clerk)
    again = taken_in(GOOD, by=cast.clerk)

    html = client.get(f"{LIST}{again.pk}/").content.decode()

    assert heading(html) == "与库里的数据一致，0处改动"
    assert "同一个文件已由陈填报于2026-11-24 12:00导入（2026年10月）" in html
    assert "btn btn-primary" not in html


def test_a_file_still_waiting_is_not_taken_twice(cast: Cast, client_of: ClientOf) -> None:
    taken_in(GOOD, by=cast.clerk)

    _, _, html = sent(client_of(cast.clerk), GOOD, cast.city.county)

    assert "这个文件之前已经上传，正等待核对，没有重复上传。" in html
    assert LedgerImport.objects.count() == 1


def test_a_second_click_on_import_says_so(cast: Cast, client_of: ClientOf) -> None:
    client = client_of(cast.clerk)
    ledger = taken_in(GOOD, by=cast.clerk)
    seen = digest(client.get(f"{LIST}{ledger.pk}/").content.decode())
    client.post(f"{LIST}{ledger.pk}/apply/", {"seen": seen})

    html = client.post(f"{LIST}{ledger.pk}/apply/", {"seen": seen}, follow=True).content.decode()

    assert "“台账.xlsx”已导入，没有重复写入。" in html
    assert Project.objects.count() == 2


# What is wrong


@pytest.mark.parametrize(
    ("content", "name", "said"),
    [
        (b"\xd0\xcf\x11\xe0 no workbook", "a.xls", "文件里有不可见的控制字符"),
        (b"PK\x03\x04 nothing", "a.xlsx", "文件不完整或已损坏"),
        ("只有一句话".encode(), "a.docx", "没有读到任何项目行"),
        (workbook(), "a.xlsx", "没有读到任何项目行"),
        (b"", "a.xlsx", "文件是空的"),
    ],
)
def test_a_file_that_is_no_ledger_is_refused_with_a_reason(
    cast: Cast, client_of: ClientOf, content: bytes, name: str, said: str
) -> None:
    status, _, html = sent(client_of(cast.clerk), content, cast.city.county, name=name)

    assert status == 422
    assert said in html
    assert LedgerImport.objects.count() == 0


def test_a_ledger_of_another_month_is_refused(cast: Cast, client_of: ClientOf) -> None:
    status, _, html = sent(client_of(cast.clerk), GOOD, cast.city.county, month="2026-11")

    assert status == 422
    assert "表头写的是截至10月的累计数，选的是11月，请核对。" in html


def test_a_unit_of_others_cannot_be_chosen(cast: Cast, client_of: ClientOf) -> None:
    status, _, html = sent(client_of(cast.clerk), GOOD, cast.city.other_county)

    assert status == 422
    assert "云溪县" not in html


def test_every_problem_is_told_at_once_with_what_was_typed(cast: Cast, client_of: ClientOf) -> None:
    content = workbook(
        (1, "滨海产业园", -5, "新建", 12000, 9000),
        (2, "云溪大桥", "约3000", "续建", 3000, 2500),
        (3, "云溪大桥", 8000, "续建", 3000, 2500),
        (4, "海湾水厂", 8000, "续建", 3000, 2500),
        (5, None, 8000, "大修", 3000, 2500),
    )
    ledger = taken_in(content, by=cast.clerk)

    html = client_of(cast.clerk).get(f"{LIST}{ledger.pk}/").content.decode()

    assert heading(html) == "将新增1个项目，4行有错误"
    for said in (
        "总投资不能为负数，请核对。",
        "“约3000”是约数，请填确切的金额。",
        "与第4行是同一个项目",
        "没有项目名称，请补上。",
        "“大修”认不出来，请写 新建、续建、竣工、前期 之一。",
    ):
        assert said in html
    assert "导入5行" not in html
    assert "只导入正确的1行" in html


def test_wrong_rows_stop_the_import_and_are_left_out_on_demand(cast: Cast, client_of: ClientOf) -> None:
    client = client_of(cast.clerk)
    ledger = taken_in(
        workbook((1, "滨海产业园", 50000, "新建", 12000, 9000), (2, "云溪大桥", -1, "续建", 3000, 2500)),
        by=cast.clerk,
    )
    seen = digest(client.get(f"{LIST}{ledger.pk}/").content.decode())

    refused = client.post(f"{LIST}{ledger.pk}/apply/", {"seen": seen})
    assert (refused.status_code, Project.objects.count()) == (422, 0)
    assert "有1行还有错误，没有导入任何一行" in refused.content.decode()

    html = client.post(
        f"{LIST}{ledger.pk}/apply/", {"seen": seen, "only_right": "on"}, follow=True
    ).content.decode()
    assert heading(html) == "已导入：新增1个项目，更新0个，1行没有导入"


def test_what_moved_since_it_was_seen_is_shown_again(cast: Cast, client_of: ClientOf) -> None:
    client = client_of(cast.clerk)
    ledger = taken_in(GOOD, by=cast.clerk)
    seen = digest(client.get(f"{LIST}{ledger.pk}/").content.decode())
    make_project(cast)

    response = client.post(f"{LIST}{ledger.pk}/apply/", {"seen": seen})

    assert response.status_code == 409
    assert "核对之后，库里的数据又有变动" in response.content.decode()
    assert Project.objects.count() == 1


def test_a_changed_plan_wants_a_reason(cast: Cast, client_of: ClientOf) -> None:
    make_project(cast)
    client = client_of(cast.office)
    header = ("项目名称", "年度计划（万元）")
    ledger = taken_in(workbook(("滨海产业园", 10000), header=header), by=cast.office, unit=cast.city.county)
    html = client.get(f"{LIST}{ledger.pk}/").content.decode()
    assert "1个项目的年度计划与已定的不同" in html

    refused = client.post(f"{LIST}{ledger.pk}/apply/", {"seen": digest(html), "reason": " "})
    client.post(f"{LIST}{ledger.pk}/apply/", {"seen": digest(html), "reason": "年中调整"})

    assert refused.status_code == 422
    assert "调整年度计划须写明原因" in refused.content.decode()
    assert PlanChange.objects.get().reason == "年中调整"


def test_a_clerk_is_told_to_ask_for_a_changed_plan(cast: Cast, client_of: ClientOf) -> None:
    make_project(cast)
    ledger = taken_in(workbook(("滨海产业园", 10000), header=("项目名称", "年度计划（万元）")), by=cast.clerk)

    html = client_of(cast.clerk).get(f"{LIST}{ledger.pk}/").content.decode()

    assert "请向重点办办理计划调整" in html


def test_a_figure_below_last_months_needs_its_reason(cast: Cast, client_of: ClientOf) -> None:
    project = make_project(cast, done="9000")
    header = ("项目名称", "1-11月累计完成投资（万元）", "低于上月的原因")
    rows = (("滨海产业园", 8000, None), ("滨海产业园", 8000, "审计核减"))
    pages = []
    for row in rows:
        content = workbook(row, header=header)
        ledger = upload_of_november(cast, content)
        pages.append(client_of(cast.clerk).get(f"{LIST}{ledger.pk}/").content.decode())

    assert "本年累计低于10月的 9,000.00 万元" in pages[0]
    assert heading(pages[1]) == "将更新1个"
    assert MonthlyReturn.objects.get().project == project


def upload_of_november(cast: Cast, content: bytes) -> LedgerImport:
    return taken_in(content, by=cast.clerk, month=OCTOBER.next())


@pytest.mark.parametrize("act", ["apply/", "rows/"])
def test_tabs_of_a_refused_answer_lead_back_to_the_comparison(
    cast: Cast, client_of: ClientOf, act: str
) -> None:
    address = f"{LIST}{taken_in(GOOD, by=cast.clerk).pk}/"

    response = client_of(cast.clerk).get(f"{address}{act}?tab=same&page=2")

    assert (response.status_code, response["Location"]) == (302, f"{address}?tab=same&page=2")


# Doubtful rows


def test_a_doubtful_row_is_asked_and_settled(cast: Cast, client_of: ClientOf) -> None:
    bureau = make_project(cast, unit=cast.city.county_bureau, plan=None)
    client = client_of(cast.clerk)
    ledger = taken_in(workbook(("滨海产业园", 60000), header=("项目名称", "总投资（万元）")), by=cast.clerk)
    address = f"{LIST}{ledger.pk}/"
    html = client.get(address).content.decode()
    assert "库里有不止一个可能的项目，请选定" in html

    wrong = client.post(f"{address}rows/", {"row-3": "987654"})
    settled = client.post(f"{address}rows/", {"row-3": str(bureau.pk)}, follow=True).content.decode()

    assert wrong.status_code == 422
    assert heading(settled) == "将更新1个"
    assert "已指定1行，下面是重新比对的结果。" in settled


def test_a_skipped_row_can_be_asked_again(cast: Cast, client_of: ClientOf) -> None:
    make_project(cast, unit=cast.city.county_bureau, plan=None)
    client = client_of(cast.clerk)
    ledger = taken_in(workbook(("滨海产业园", 60000), header=("项目名称", "总投资（万元）")), by=cast.clerk)
    address = f"{LIST}{ledger.pk}/"
    html = client.post(f"{address}rows/", {"row-3": "skip"}, follow=True).content.decode()
    assert "已选择跳过" in html

    html = client.post(f"{address}rows/again/", follow=True).content.decode()

    assert "库里有不止一个可能的项目，请选定" in html


@pytest.mark.parametrize("act", ["rows/", "rows/again/", "columns/"])
def test_a_ledger_written_is_not_settled_again(cast: Cast, client_of: ClientOf, act: str) -> None:
    ledger = taken_in(GOOD, by=cast.clerk)
    applied(ledger, cast.clerk)

    response = client_of(cast.clerk).post(f"{LIST}{ledger.pk}/{act}", {"column-1": "name"}, follow=True)

    assert "没有重复写入" in response.content.decode()


def test_undoing_twice_says_so(cast: Cast, client_of: ClientOf) -> None:
    client = client_of(cast.clerk)
    ledger = taken_in(GOOD, by=cast.clerk)
    applied(ledger, cast.clerk)
    client.post(f"{LIST}{ledger.pk}/undo/")

    html = client.post(f"{LIST}{ledger.pk}/undo/", follow=True).content.decode()

    assert "“台账.xlsx”已撤销，不能撤销。" in html


def test_what_stays_after_undoing_is_listed(cast: Cast, client_of: ClientOf) -> None:
    client = client_of(cast.clerk)
    ledger = taken_in(GOOD, by=cast.clerk)
    applied(ledger, cast.clerk)
    later = workbook((1, "云溪大桥", 9000, None, None, None))
    applied(taken_in(later, by=cast.colleague), cast.colleague)

    html = client.post(f"{LIST}{ledger.pk}/undo/", follow=True).content.decode()

    assert heading(html) == "已撤销，1行之后又有变动，没有动"
    assert "导入之后又有人修改过" in html


# Columns


def test_columns_show_values_and_want_a_unit_for_money(cast: Cast, client_of: ClientOf) -> None:
    content = workbook(("滨海产业园", 5), header=("项目名称", "总投资"))
    client = client_of(cast.clerk)
    _, address, html = sent(client, content, cast.city.county)
    assert "“总投资”没有写金额单位" not in html

    refused = client.post(address, {"column-0": "name", "column-1": "total_investment"})
    client.post(address, {"column-0": "name", "column-1": "total_investment", "unit-1": "亿元"})
    html = client.get(f"{LIST}{LedgerImport.objects.get().pk}/").content.decode()

    assert refused.status_code == 422
    assert "“总投资”没有写金额单位，请选择万元、亿元或元。" in refused.content.decode()
    assert "<ins>50,000</ins>" in html


def test_a_field_named_twice_and_a_name_missing_are_refused(cast: Cast, client_of: ClientOf) -> None:
    client = client_of(cast.clerk)
    _, address, _ = sent(client, GOOD, cast.city.county)

    html = client.post(address, {"column-2": "place", "column-3": "place"}).content.decode()

    assert "还没有指定哪一列是项目名称（或记录ID）。" in html
    assert "“总投资（万元）”、“类别”都对应“建设地点”，请只留一列，其余改为不导入。" in html


# Files


def test_the_original_comes_back_byte_for_byte(cast: Cast, client_of: ClientOf) -> None:
    ledger = taken_in(GOOD, by=cast.clerk)

    response = client_of(cast.clerk).get(f"{LIST}{ledger.pk}/file/")

    assert b"".join(response.streaming_content) == GOOD
    assert "%E5%8F%B0%E8%B4%A6.xlsx" in response["Content-Disposition"]


def test_errors_come_back_in_the_clerks_own_workbook(cast: Cast, client_of: ClientOf) -> None:
    make_project(cast, unit=cast.city.county_bureau, name="云溪大桥", plan=None)
    content = workbook((1, "滨海产业园", -5, "新建", 12000, 9000), (2, "云溪大桥", 8, None, None, None))
    ledger = taken_in(content, by=cast.clerk)

    response = client_of(cast.clerk).get(f"{LIST}{ledger.pk}/errors/")

    sheet = openpyxl.load_workbook(io.BytesIO(b"".join(response.streaming_content)))["进度表"]
    assert sheet["C3"].fill.fgColor.rgb == "00FFC7CE"
    assert sheet["G2"].value == "错误原因"
    assert sheet["G3"].value == "总投资：总投资不能为负数，请核对。"
    assert sheet["G4"].value.startswith("分不清是哪个项目：云溪大桥（GM2026-0001）")


# The list


def test_the_list_says_what_waits(cast: Cast, client_of: ClientOf) -> None:
    client = client_of(cast.clerk)
    empty = client.get(LIST).content.decode()
    taken_in(GOOD, by=cast.clerk)
    waiting = client.get(LIST).content.decode()
    applied(LedgerImport.objects.get(), cast.clerk)
    done = client.get(LIST).content.decode()

    assert "还没有上传过台账" in empty
    assert (heading(waiting), heading(done)) == ("1份台账等着核对", "没有等着核对的台账")
    assert "青屿县发改局" in empty
    assert "云溪县" not in empty


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_costs_the_same_however_long(
    cast: Cast, client_of: ClientOf, django_assert_num_queries: DjangoAssertNumQueries, count: int
) -> None:
    for number in range(count):
        upload_ledger(
            unit=cast.city.county,
            month=OCTOBER,
            file_name=f"{number}.xlsx",
            content=bytes([number]),
            by=cast.clerk,
            at=NOON,
        )
    client = client_of(cast.clerk)
    client.get(LIST)

    # Session, person, unit; the first unit; waiting, count, page; units of the form; the city's name.
    with django_assert_num_queries(10):
        html = client.get(LIST).content.decode()

    assert len(re.findall(r'<th scope="row"', html)) == count


def test_an_upload_is_given_up_once_and_says_so(cast: Cast, client_of: ClientOf) -> None:
    client = client_of(cast.clerk)
    ledger = taken_in(GOOD, by=cast.clerk)

    given_up = client.post(f"{LIST}{ledger.pk}/discard/", follow=True).content.decode()
    again = client.post(f"{LIST}{ledger.pk}/discard/", follow=True).content.decode()

    assert "已放弃“台账.xlsx”，没有写入任何内容。" in given_up
    assert "“台账.xlsx”已放弃" in again
    assert heading(again) == "已放弃，没有写入任何内容"
    assert "撤销本次导入" not in again
    assert Project.objects.count() == 0
