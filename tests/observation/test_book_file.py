"""The tour book taken away: one Word file that says what the page says, and its PDF."""

import io
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from django.test import Client

from guanmo.accounts.models import Person
from guanmo.engines.documents.typesetting import paragraph_texts
from guanmo.observation.models import Tour
from guanmo.projects.services import submit_return, update_project
from tests.cast import NOON, OCTOBER, Cast
from tests.observation.plans import planned, tour_on_a_road

ClientOf = Callable[[Person], Client]
FAKE = '#!/bin/sh\nfor last; do :; done; while [ "$1" != --outdir ]; do shift; done; printf "%%PDF-fake" > "$2/document.pdf"\n'


def said(client: Client, tour: Tour) -> list[str]:
    answer = client.get(f"/tours/{tour.pk}/book/file/")
    assert "attachment" in answer["Content-Disposition"]
    return [text for text in paragraph_texts(io.BytesIO(answer.getvalue()).read()) if text]  # type: ignore[attr-defined] # a streaming answer


def card_of(lines: list[str], title: str) -> dict[str, str]:
    start = lines.index(title) + 2
    cells = lines[start : start + 28]
    return dict(zip(cells[::2], cells[1::2], strict=True))


def test_word_file_says_what_the_page_says(cast: Cast, client_of: ClientOf) -> None:
    tour = tour_on_a_road(cast)
    stop = tour.stops.get(order=1)
    values = {"leader": "郑市长", "responsible": "王大力", "place": "滨海大道"}
    update_project(project=stop.project, values=values, by=cast.office, at=NOON)
    submit_return(
        project=stop.project, month=OCTOBER, done=stop.project.plans.get(year=2026).amount, progress="主体封顶",
        by=cast.clerk, at=NOON,
    )  # fmt: skip
    planned(cast, tour)

    lines = said(client_of(cast.office), tour)

    assert lines[0] == "2027年第一季度观摩手册"
    assert "午餐：食堂" in lines
    card = card_of(lines, "1. 滨海产业园")
    assert (card["完成率"], card["比序时"]) == ("100.0%", "快于序时16.7个百分点")
    assert (card["包联领导"], card["责任人"], card["建设地点"]) == ("郑市长", "王大力", "滨海大道")
    assert (card["形象进度"], card["存在问题"]) == ("主体封顶（10月）", "未报告问题")
    other = card_of(lines, "2. 云溪电站")
    assert (other["完成率"], other["比序时"], other["形象进度"]) == ("—", "—", "未报")


def test_stops_without_moments_have_none(cast: Cast, client_of: ClientOf) -> None:
    tour = tour_on_a_road(cast)
    first = tour.stops.get(order=1)
    lines = said(client_of(cast.office), tour)
    assert lines[lines.index("1. 滨海产业园") + 1] == "青屿县"

    planned(cast, tour, unit_min="0", **{f"stop-{first.pk}-wish": "never"})

    lines = said(client_of(cast.office), tour)
    assert lines[lines.index("1. 滨海产业园") + 1] == "青屿县，没有排进线路"
    assert lines[lines.index("2. 云溪电站") + 1].startswith("云溪县，第1天")


def test_pdf_is_made_where_the_program_is(
    cast: Cast, client_of: ClientOf, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    program = tmp_path / "soffice"
    program.write_text(FAKE)
    program.chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path}:/bin:/usr/bin")
    tour = tour_on_a_road(cast)
    client = client_of(cast.office)

    answer = client.get(f"/tours/{tour.pk}/book/file/?form=pdf")

    assert answer.getvalue() == b"%PDF-fake"  # type: ignore[attr-defined] # a streaming answer
    assert f"/tours/{tour.pk}/book/file/?form=pdf" in client.get(f"/tours/{tour.pk}/book/").content.decode()


def test_where_it_is_not_the_page_says_what_to_do(
    cast: Cast, client_of: ClientOf, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    assert shutil.which("soffice") is None
    tour = tour_on_a_road(cast)

    answer = client_of(cast.office).get(f"/tours/{tour.pk}/book/file/?form=pdf", follow=True)

    html = answer.content.decode()
    assert "没有生成PDF。请下载Word文件" in html
    assert "不能直接出PDF" in html
    assert f"/tours/{tour.pk}/book/file/?form=pdf" not in html
