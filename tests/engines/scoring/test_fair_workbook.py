"""The workbook's own formulas give the system's numbers: LibreOffice computes them from the marks alone."""

import io
import os
import re
import shutil
import subprocess
import zipfile
from dataclasses import replace
from pathlib import Path

import openpyxl
import pytest
from python_calamine import CalamineWorkbook

from guanmo.engines.fairness import TourResult
from guanmo.engines.packs import Pack, load_pack, shipped_pack
from guanmo.engines.scoring import FLAG_LABELS, NoWorkbook, Result, fair_workbook, tally
from tests.engines.scoring.ballots import weights
from tests.engines.scoring.juries import fair_rule, jury

SHEETS = ["说明", "单位", "点位", "评委", "打分", "换个算法"]
GROUPS = weights("judge_groups", 领导=70, 部门=30)
UNIT_GROUPS = "[[ballots.unit_groups]]\nname = '县'\nunits = ['东县', '西县']\n[[ballots.unit_groups]]\nname = '区'\nunits = ['南县', '北县', '中县']\n"
TRIM = "[ballots.trim]\nhigh = 2\nlow = 1\ntoo_few = 'keep_all'\n"


def computed(content: bytes, folder: Path) -> dict[str, list[dict[str, object]]]:
    """The sheets as LibreOffice computes them; results stored by us are thrown away before."""
    if shutil.which("soffice") is None:
        pytest.skip("未安装 soffice，跳过表格复算")
    source = folder / "rank.xlsx"
    with zipfile.ZipFile(io.BytesIO(content)) as given, zipfile.ZipFile(source, "w") as emptied:
        for name in given.namelist():
            text = given.read(name)
            if name.startswith("xl/worksheets/"):
                text = re.sub(rb"(</f>)<v>[^<]*</v>", rb"\1", text)
            emptied.writestr(name, text)
    target = folder / "computed"
    subprocess.run(
        [
            "soffice",
            f"-env:UserInstallation=file://{folder}/profile",
            "--headless",
            "--convert-to",
            "xlsx",
            "--outdir",
            str(target),
            str(source),
        ],
        env={**os.environ},
        capture_output=True,
        check=True,
        timeout=120,
    )
    if not (target / "rank.xlsx").is_file():
        pytest.skip("LibreOffice 没有 Calc，跳过表格复算")
    book = CalamineWorkbook.from_path(str(target / "rank.xlsx"))
    return {name: _records(book.get_sheet_by_name(name).to_python()) for name in book.sheet_names[1:]}


def _records(rows: list[list[object]]) -> list[dict[str, object]]:
    head = [str(cell) for cell in rows[0]]
    return [dict(zip(head, row, strict=True)) for row in rows[1:]]


def number(row: dict[str, object], name: str) -> float:
    value = row[name]
    assert isinstance(value, int | float)
    return float(value)


def expected_units(result: Result) -> dict[str, tuple[float, int]]:
    return {unit.unit: (float(unit.score), unit.rank) for unit in result.units}


@pytest.mark.office
@pytest.mark.parametrize(
    "pack",
    [
        shipped_pack("adjusted"),
        fair_rule("own_unit = 'exclude'", GROUPS + UNIT_GROUPS + TRIM),
        fair_rule("ties = 'dense'\ncompare = 'exact'"),
    ],
    ids=["shipped", "groups", "dense"],
)
def test_formulas_give_the_numbers_of_the_system(pack: Pack, tmp_path: Path) -> None:
    result = tally(jury(own=5), pack)
    fair = result.fair
    assert isinstance(fair, TourResult)

    sheets = computed(fair_workbook(result), tmp_path)

    assert {
        str(row["单位"]): (number(row, "得分"), number(row, "名次")) for row in sheets["单位"]
    } == expected_units(result)
    for row, stop in zip(sheets["点位"], fair.stops, strict=True):
        assert number(row, "校正后") == pytest.approx(stop.adjusted, abs=1e-9)
        assert number(row, "直接平均") == pytest.approx(stop.plain, abs=1e-9)
        assert number(row, "去掉最高最低分") == pytest.approx(stop.trimmed, abs=1e-9)
        assert number(row, "打分个数") == stop.n
    if not pack.ballot_rule.judge_groups:
        for row, judge in zip(sheets["评委"], fair.judges, strict=True):
            assert number(row, "重算的松紧") == pytest.approx(judge.offset, abs=1e-6)
            assert number(row, "打分个数") == judge.n
    for row in sheets["单位"]:
        ranks = next(unit.ranks for unit in fair.units if unit.unit == row["单位"])
        assert (row["直接平均名次"], row["去掉最高最低分名次"]) == (ranks["plain"], ranks["trimmed"])


@pytest.mark.office
def test_offsets_feed_back_with_judge_groups_too(tmp_path: Path) -> None:
    result = tally(jury(), fair_rule("", GROUPS))
    assert isinstance(result.fair, TourResult)

    sheets = computed(fair_workbook(result), tmp_path)

    gaps = [abs(number(row, "相差")) for row in sheets["评委"]]
    assert max(gaps) < 1e-6


def test_workbook_has_its_sheets_and_no_number_where_a_formula_belongs() -> None:
    result = tally(jury(own=5), shipped_pack("adjusted"))

    book = openpyxl.load_workbook(io.BytesIO(fair_workbook(result)))

    assert book.sheetnames == SHEETS
    assert isinstance(result.fair, TourResult)
    assert book["说明"]["B2"].value == pytest.approx(result.fair.checks.ratio)
    marks = list(book["打分"].iter_rows(min_row=2, values_only=True))
    assert len(marks) == len(result.fair.explain)
    assert all(str(cell).startswith("=") for row in marks for cell in row[7:])
    flags = [row[8] or "" for row in book["评委"].iter_rows(min_row=2, values_only=True)]
    assert flags == ["、".join(FLAG_LABELS[flag] for flag in judge.flags) for judge in result.fair.judges]
    assert len(list(book["换个算法"].iter_rows(min_row=2))) == sum(
        rank != unit.rank for unit in result.fair.units for rank in unit.ranks.values()
    )


def test_names_are_never_taken_for_formulas() -> None:
    marks = [replace(mark, unit=f"=1+1{mark.unit}") for mark in jury()]

    book = openpyxl.load_workbook(io.BytesIO(fair_workbook(tally(marks, fair_rule()))))

    cell = book["单位"]["A2"]
    assert (str(cell.value)[:4], cell.data_type) == ("=1+1", "s")


def test_truncation_truncates_in_the_sheet() -> None:
    pack = load_pack(fair_rule().text.replace("result = 2", "result = 1\nmode = 'truncate'"))

    book = openpyxl.load_workbook(io.BytesIO(fair_workbook(tally(jury(), pack))))

    assert book["单位"]["D2"].value == "=TRUNC(C2,1)"


def test_dense_ties_and_small_panels_have_formulas_of_their_own() -> None:
    marks = [mark for mark in jury() if mark.stop == "一厂" or mark.judge in {"评委1", "评委2", "评委3"}]

    book = openpyxl.load_workbook(io.BytesIO(fair_workbook(tally(marks, fair_rule("ties = 'dense'", TRIM)))))

    assert "MATCH(" in str(book["单位"]["E2"].value)
    trimmed = [str(row[4]) for row in book["点位"].iter_rows(min_row=2, values_only=True)]
    assert {("AVERAGE" in text, "SMALL" in text) for text in trimmed} == {(True, False), (False, True)}


def test_same_result_same_bytes() -> None:
    result = tally(jury(), fair_rule())

    assert fair_workbook(result) == fair_workbook(tally(jury()[::-1], fair_rule()))


def test_other_rules_have_no_such_workbook() -> None:
    with pytest.raises(NoWorkbook):
        fair_workbook(tally(jury(), shipped_pack("mean")))
