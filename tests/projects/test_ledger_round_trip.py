"""Whatever the library holds, its own export imports back without a change; also after an office suite saved it."""

import shutil
import subprocess
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from guanmo.engines.periods import Month
from guanmo.projects import services
from guanmo.projects.enums import Category, Stage
from guanmo.projects.exports import project_ledger
from guanmo.projects.models import Project
from tests.cast import NOON, OCTOBER, Cast, make_project
from tests.projects.ledgers import compared, taken_in

# Anything a form lets through, and what people really type into ledgers.
words = st.one_of(
    st.text(st.characters(exclude_categories=("Cs", "Cc", "Cn")), max_size=30),
    st.sampled_from(
        [
            "无",
            "—",
            "不适用",
            "0",
            "1.10",
            "00123",
            "=1+1",
            "@甲",
            "'甲",
            "三层\r\n封顶",
            "合计",
            "2026.1",
            "同上",
        ]
    ),
)
names = st.text(st.characters(categories=("Lo", "Nd", "Lu")), min_size=2, max_size=20)
amounts = st.decimals(min_value=0, max_value=Decimal("99999999999"), places=4)
days = st.dates(date(1990, 1, 1), date(2099, 12, 31))


@st.composite
def projects(draw: st.DrawFn) -> dict[str, object]:
    """What a project may hold, blanks included."""
    held: dict[str, object] = {
        "name": draw(names),
        "stage": draw(st.sampled_from(Stage.values)),
        "total_investment": draw(st.none() | amounts),
        "starts_on": draw(st.none() | days),
        "ends_on": draw(st.none() | days),
        "national_code": draw(st.sampled_from(["", "2509-320193-89-01-544060", "无码"])),
    }
    return held | {word: draw(words) for word in ("owner", "place", "content", "leader", "responsible")}


@st.composite
def reports(draw: st.DrawFn) -> dict[str, object]:
    return {
        "done": draw(amounts),
        "progress": draw(words),
        "problems": draw(words),
        "lower_reason": draw(words),
    }


listed = st.lists(
    st.tuples(projects(), st.none() | st.tuples(amounts, words), st.none() | reports()),
    min_size=1,
    max_size=6,
    unique_by=lambda one: "".join(str(one[0]["name"]).split()).lower(),
)


def register(cast: Cast, listed: list[tuple[dict[str, object], object, object]]) -> None:
    for values, planned, reported in listed:
        project = services.register_project(unit=cast.city.county, values=values, by=cast.office, at=NOON)
        if isinstance(planned, tuple):
            services.set_plan(
                project=project,
                year=2026,
                category=Category.CONTINUED,
                amount=planned[0],
                goal=planned[1],
                sure=True,
                by=cast.office,
                at=NOON,
            )
        if isinstance(reported, dict):
            services.submit_return(
                project=project, month=OCTOBER, **reported, sure=True, by=cast.clerk, at=NOON
            )


@given(listed)
@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_an_export_imports_back_without_a_change(
    cast: Cast, listed: list[tuple[dict[str, object], object, object]]
) -> None:
    with transaction.atomic():  # each example in an empty library
        register(cast, listed)
        content = project_ledger(Project.objects.order_by("code"), OCTOBER)
        preview = compared(taken_in(content, by=cast.office, unit=cast.city.root), cast.office)
        transaction.set_rollback(True)

    told = [(dict(r.problems), dict(r.changes)) for r in preview.results if r.outcome != "same"]
    assert told == []
    assert preview.counts["same"] == len(listed)


def test_an_export_of_a_month_without_returns_changes_nothing(cast: Cast) -> None:
    make_project(cast, done="9000")
    content = project_ledger(Project.objects.all(), Month(2026, 11))

    preview = compared(taken_in(content, by=cast.clerk, month=Month(2026, 11)), cast.clerk)

    assert preview.counts == {"new": 0, "update": 0, "same": 1, "wrong": 0, "skipped": 0}


@pytest.mark.office
def test_an_export_saved_by_an_office_suite_still_changes_nothing(cast: Cast, tmp_path: Path) -> None:
    if shutil.which("soffice") is None:
        pytest.skip("未安装 LibreOffice，跳过导出文件另存后再导入的测试")
    make_project(cast, done="9000.0001")
    long = make_project(cast, name="云溪大桥", plan=None, unit=cast.city.other_county)
    services.update_project(
        project=long,
        values={
            "starts_on": date(2026, 3, 15),
            "content": "一期\n二期",
            "owner": "=1+1",
            "total_investment": Decimal("99999999999.1234"),
            "responsible": "00123",
        },
        by=cast.office,
        at=NOON,
    )
    (tmp_path / "ledger.xlsx").write_bytes(project_ledger(Project.objects.order_by("code"), OCTOBER))

    found = {}
    for kind in ("xlsx", "xls", "csv"):
        done = subprocess.run(
            [
                "soffice", f"-env:UserInstallation=file://{tmp_path}/office", "--headless",
                "--convert-to", "csv:Text - txt - csv (StarCalc):44,34,76,1" if kind == "csv" else kind,
                "--outdir", str(tmp_path / kind), str(tmp_path / "ledger.xlsx"),
            ],
            check=True,
            capture_output=True,
            timeout=240,
        )  # fmt: skip
        if b"could not be loaded" in done.stderr:
            pytest.skip(
                "LibreOffice 没有装表格组件（libreoffice-calc-nogui），跳过导出文件另存后再导入的测试"
            )
        saved = (tmp_path / kind / f"ledger.{kind}").read_bytes()
        ledger = taken_in(saved, by=cast.office, unit=cast.city.root, file_name=f"ledger.{kind}")
        preview = compared(ledger, cast.office)
        found[kind] = [(r.outcome, dict(r.problems), dict(r.changes)) for r in preview.results]

    assert found == {kind: [("same", {}, {})] * 2 for kind in ("xlsx", "xls", "csv")}
