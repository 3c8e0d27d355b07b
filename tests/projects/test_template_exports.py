"""A ledger downloaded, filled in by hand and sent back: nothing to match, nothing to mend."""

import io
from collections.abc import Callable, Mapping

import openpyxl
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from openpyxl.worksheet.worksheet import Worksheet

from guanmo.accounts.models import Person, Unit
from guanmo.engines.packs import shipped_pack
from guanmo.projects.enums import Stage
from guanmo.projects.models import LedgerImport, MonthlyReturn, Project, YearPlan
from tests.cast import OCTOBER, Cast, make_project
from tests.projects.ledgers import applied, compared

ClientOf = Callable[[Person], Client]
FIRST_ROW = 5


def downloaded(client: Client, unit: Unit, *, filled: bool) -> bytes:
    asked = {"unit": unit.pk, "month": str(OCTOBER)} | ({"filled": "on"} if filled else {})
    return b"".join(client.get("/projects/ledgers/template/", asked).streaming_content)  # type: ignore[attr-defined] # a file


def opened(content: bytes) -> tuple[openpyxl.Workbook, Worksheet]:
    book = openpyxl.load_workbook(io.BytesIO(content))
    sheet = book.active
    assert isinstance(sheet, Worksheet)
    return book, sheet


def filled_in(content: bytes, row: int, cells: Mapping[str, str | int]) -> bytes:
    """The file with these cells typed in by column title."""
    book, sheet = opened(content)
    places = {cell.value: cell.column for cell in sheet[FIRST_ROW - 1]}
    for title, value in cells.items():
        sheet.cell(row, places[title], value)
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def sent(client: Client, content: bytes, unit: Unit) -> LedgerImport:
    file = SimpleUploadedFile("台账.xlsx", content)
    client.post("/projects/ledgers/", {"file": file, "unit": unit.pk, "month": str(OCTOBER)})
    return LedgerImport.objects.latest("pk")


def test_a_blank_ledger_filled_in_is_read_without_an_error(cast: Cast, client_of: ClientOf) -> None:
    client = client_of(cast.clerk)
    blank = downloaded(client, cast.city.county, filled=False)

    content = filled_in(
        blank,
        FIRST_ROW,
        {
            "项目名称": "云溪大桥",
            "责任单位": "青屿县发改局",
            "阶段": "在建",
            "总投资（万元）": 8000,
            "开工日期": "2026年3月",
            "类别": "新建",
            "年度计划（万元）": "0.3亿",
            "本年累计完成投资（万元）": 2500,
        },
    )
    ledger = sent(client, content, cast.city.county)
    preview = applied(ledger, cast.clerk)

    assert (preview.counts["new"], preview.counts["wrong"]) == (1, 0)
    project = Project.objects.get()
    assert (project.name, project.unit, project.stage) == (
        "云溪大桥",
        cast.city.county_bureau,
        Stage.BUILDING,
    )
    assert YearPlan.objects.get(project=project).amount == 3000
    assert MonthlyReturn.objects.get(project=project).done == 2500


def test_a_ledger_with_the_projects_changes_only_what_is_typed(cast: Cast, client_of: ClientOf) -> None:
    make_project(cast, name="滨海产业园", done="9000")
    bridge = make_project(cast, name="云溪大桥")
    make_project(cast, name="外县工程", unit=cast.city.other_county)
    client = client_of(cast.clerk)

    content = downloaded(client, cast.city.county, filled=True)
    untouched = compared(sent(client, content, cast.city.county), cast.clerk)
    row = FIRST_ROW + 1
    content = filled_in(content, row, {"本年累计完成投资（万元）": 7000, "形象进度": "主塔封顶"})
    preview = compared(sent(client, content, cast.city.county), cast.clerk)

    assert untouched.counts == {"new": 0, "update": 0, "same": 2, "wrong": 0, "skipped": 0}
    assert preview.counts == {"new": 0, "update": 1, "same": 1, "wrong": 0, "skipped": 0}
    assert [(r.project, sorted(r.changes)) for r in preview.results if r.changes] == [
        (bridge, ["done", "progress"])
    ]


def test_the_choices_are_the_units_and_words_the_person_may_use(cast: Cast, client_of: ClientOf) -> None:
    book, sheet = opened(downloaded(client_of(cast.clerk), cast.city.county, filled=False))

    columns = book["下拉选项"].iter_cols(values_only=True)
    assert [[text for text in column if text] for column in columns] == [
        ["青屿县", "青屿县发改局"],
        list(shipped_pack("guanlan-1-8-n").sector_rule.names),
        ["谋划", "储备", "前期", "在建", "投产", "达产", "退出"],
        ["新建", "续建", "竣工", "前期"],
    ]
    assert sheet.freeze_panes == f"C{FIRST_ROW}"


def test_the_office_gets_a_ledger_of_any_unit_and_a_clerk_of_none_but_the_own(
    cast: Cast, client_of: ClientOf
) -> None:
    make_project(cast, name="外县工程", unit=cast.city.other_county)
    asked = {"unit": cast.city.other_county.pk, "month": str(OCTOBER), "filled": "on"}

    _, sheet = opened(downloaded(client_of(cast.office), cast.city.other_county, filled=True))
    foreign = client_of(cast.clerk).get("/projects/ledgers/template/", asked)

    assert sheet.cell(FIRST_ROW, 3).value == "外县工程"
    assert foreign.status_code == 404
