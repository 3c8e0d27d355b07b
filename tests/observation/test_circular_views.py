"""The page of the circular and of its template: what they show, take, refuse, and hand out."""

import io
import re
from collections.abc import Callable
from typing import Any
from urllib.parse import quote

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from docx import Document
from pytest_django import DjangoAssertNumQueries

from guanmo.accounts.models import Person
from guanmo.engines.documents.rendering import default_template
from guanmo.foundation.models import HistoryEntry
from guanmo.observation.circular_models import Circular
from guanmo.observation.models import Ballot, Tour
from guanmo.observation.queries import template_in_force
from tests.cast import Cast
from tests.observation.circulars import issued, own_template, wording
from tests.observation.tours import sealed_tour

ClientOf = Callable[[Person], Client]
WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
TEMPLATE = "/tours/circular-template/"


def address(tour: Tour) -> str:
    return f"/tours/{tour.pk}/circular/"


def filled(cast: Cast, tour: Tour, **changes: Any) -> dict[str, Any]:  # Any: what a form sends
    """The form as the page proposes it."""
    proposed = {**wording(cast, tour).as_json(), **changes}
    return {name: value for name, value in proposed.items() if value is not False}


def heading(html: str) -> str:
    found = re.search(r"<h1>(.*?)</h1>", html, re.DOTALL)
    return found[1].strip() if found else ""


def drafted(html: str, part: str) -> list[str]:
    return re.findall(rf'<p class="circular-{part}">(.*?)</p>', html)


def problems(html: str) -> list[str]:
    return [re.sub("<.*?>", "", one) for one in re.findall(r"<li>(.*?)</li>", html.split("需要改")[1])]


def posted_file(response: Any) -> bytes:  # Any: a streaming response of the test client
    return b"".join(response.streaming_content)


def upload(content: bytes, name: str = "本办模板.docx") -> dict[str, SimpleUploadedFile]:
    return {"file": SimpleUploadedFile(name, content, WORD)}


def test_page_proposes_a_whole_circular(cast: Cast, client_of: ClientOf) -> None:
    tour = sealed_tour(cast)

    html = client_of(cast.office).get(address(tour)).content.decode()

    assert heading(html) == "2026年第四季度观摩还没有通报"
    assert drafted(html, "mark") == ["观澜市重点办文件"]
    assert drafted(html, "number") == ["观重办〔2026〕1号"]
    assert "".join(drafted(html, "title")[:2]) == "关于2026年第四季度全市重点项目观摩评比情况的通报"
    assert "<td>89.50</td>" in html
    assert "按内置模板排版" in html
    assert "还没有生成过通报" in html
    assert not Circular.objects.exists()


def test_preview_shows_what_was_typed_and_writes_nothing(cast: Cast, client_of: ClientOf) -> None:
    tour = sealed_tour(cast)
    before = HistoryEntry.objects.count()

    response = client_of(cast.office).post(
        address(tour), filled(cast, tour, title="关于表扬\n先进的通报", preview="1")
    )

    html = response.content.decode()
    assert response.status_code == 200
    assert drafted(html, "title")[:2] == ["关于表扬", "先进的通报"]
    assert 'value="观重办"' in html
    assert HistoryEntry.objects.count() == before


def test_download_is_a_word_file_that_is_kept(cast: Cast, client_of: ClientOf) -> None:
    tour = sealed_tour(cast)
    client = client_of(cast.office)

    response = client.post(address(tour), filled(cast, tour, serial="３", approver="郑市长", download="1"))

    content = posted_file(response)
    assert (response.status_code, response["Content-Type"]) == (200, WORD)
    name = quote("观重办〔2026〕3号 关于2026年第四季度全市重点项目观摩评比情况的通报.docx")
    assert response["Content-Disposition"] == f"attachment; filename*=utf-8''{name}"
    assert Document(io.BytesIO(content)).paragraphs[0].text == "观澜市重点办文件"
    kept = Circular.objects.get()
    again = client.get(f"{address(tour)}{kept.pk}/file/")
    assert posted_file(again) == content
    html = client.get(address(tour)).content.decode()
    assert heading(html) == "2026年第四季度观摩已生成1份通报"
    assert f'href="{address(tour)}{kept.pk}/file/"' in html
    assert '<td data-label="签发人">郑市长</td>' in html
    assert drafted(html, "number") == ["观重办〔2026〕4号"]


@pytest.mark.parametrize(
    ("changes", "says"),
    [
        ({"issuer_mark": " "}, ["发文机关标志：这个字段是必填项。"]),
        ({"serial": "0"}, ["序号：确保该值大于或等于1。"]),
        ({"praise_words": " "}, ["表扬的话：有表扬的名次，请写上表扬的话。"]),
        (
            {"question": "9", "praise": "0", "question_words": ""},
            ["提醒的话：有提醒的名次，请写上提醒的话。"],
        ),
        (
            {"praise": "4", "question": "1"},
            ["参评单位少，云溪县、城北区、青屿县、高新功能区既在表扬又在提醒之列，请减少表扬或提醒的名次。"],
        ),
        ({"printed_on": "2026-11-19"}, ["印发日期不能早于成文日期，请更正。"]),
    ],
)
def test_what_is_wrong_is_said_and_what_was_typed_is_kept(
    cast: Cast, client_of: ClientOf, changes: dict[str, str], says: list[str]
) -> None:
    tour = sealed_tour(cast)

    response = client_of(cast.office).post(
        address(tour), filled(cast, tour, recipients="各县", download="1", **changes)
    )

    html = response.content.decode()
    assert response.status_code == 422
    assert problems(html)[: len(says)] == says
    assert 'value="各县"' in html
    assert "填写有误，暂时排不出文稿" in html
    assert not Circular.objects.exists()


def test_broken_seal_is_said_instead_of_a_file(cast: Cast, client_of: ClientOf) -> None:
    tour = sealed_tour(cast)
    data = filled(cast, tour, download="1")
    Ballot.unguarded().filter(tour=tour).update(body=b"")

    response = client_of(cast.office).post(address(tour), data)

    assert response.status_code == 422
    assert "的结果与封存时不一致，不能生成通报" in response.content.decode()


def test_circular_of_another_tour_is_not_found(cast: Cast, client_of: ClientOf) -> None:
    tour = sealed_tour(cast)
    issued(cast, tour)

    assert client_of(cast.office).get(f"{address(tour)}987654/file/").status_code == 404


@pytest.mark.parametrize("many", [1, 3])
def test_page_costs_the_same_however_many_circulars(
    cast: Cast, client_of: ClientOf, django_assert_num_queries: DjangoAssertNumQueries, many: int
) -> None:
    tour = sealed_tour(cast)
    for _ in range(many):
        issued(cast, tour)
    client = client_of(cast.office)
    client.get(address(tour))

    # Session, person; tour; last circular, city, unit, two serials; circulars, template; the city's name;
    # twice the corrections of units and of stops, since the wording is tried out before it is shown.
    with django_assert_num_queries(15):
        html = client.get(address(tour)).content.decode()

    assert html.count(">下载</a>") == many


def test_template_page_says_which_is_in_force(cast: Cast, client_of: ClientOf) -> None:
    client = client_of(cast.office)
    shipped = client.get(TEMPLATE).content.decode()

    own_template(cast)
    own = client.get(TEMPLATE).content.decode()

    assert heading(shipped) == "正在使用内置模板"
    assert "恢复内置模板</button>" not in shipped
    assert "<code>{{p 正文 }}</code>" in shipped
    assert heading(own) == "正在使用本单位模板“本办模板.docx”"
    assert "恢复内置模板</button>" in own


def test_template_is_downloaded_edited_and_uploaded(cast: Cast, client_of: ClientOf) -> None:
    client = client_of(cast.office)
    response = client.get(f"{TEMPLATE}file/")
    content = posted_file(response)
    document = Document(io.BytesIO(content))
    document.paragraphs[0].insert_paragraph_before("本办自制")
    edited = io.BytesIO()
    document.save(edited)

    uploaded = client.post(TEMPLATE, upload(edited.getvalue()))

    assert content == default_template()
    assert quote("通报模板.docx") in response["Content-Disposition"]
    assert (uploaded.status_code, uploaded["Location"]) == (302, TEMPLATE)
    assert "已启用模板“本办模板.docx”" in client.get(TEMPLATE).content.decode()
    own = client.get(f"{TEMPLATE}file/")
    assert quote("本办模板.docx") in own["Content-Disposition"]
    assert posted_file(own) == edited.getvalue()


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"", "这不是 Word 文档（.docx）。"),
        (b"%PDF-1.7", "这不是 Word 文档（.docx）。"),
        (b"PK\x03\x04 broken", "文件已损坏，读不出来。"),
    ],
)
def test_unusable_template_is_refused_in_words(
    cast: Cast, client_of: ClientOf, content: bytes, says: str
) -> None:
    old = own_template(cast)

    response = client_of(cast.office).post(TEMPLATE, upload(content))

    assert response.status_code == 422
    assert says in response.content.decode()
    assert template_in_force() == old


def test_template_without_a_file_asks_for_one(cast: Cast, client_of: ClientOf) -> None:
    response = client_of(cast.office).post(TEMPLATE)

    assert response.status_code == 422
    assert "请选择要上传的.docx文件。" in response.content.decode()


def test_template_is_withdrawn(cast: Cast, client_of: ClientOf) -> None:
    own_template(cast)
    client = client_of(cast.office)

    response = client.post(f"{TEMPLATE}withdraw/")

    assert (response.status_code, response["Location"]) == (302, TEMPLATE)
    assert template_in_force() is None
    assert "已恢复内置模板" in client.get(TEMPLATE).content.decode()


def test_strangers_are_refused_with_a_sentence(cast: Cast, client_of: ClientOf) -> None:
    tour = sealed_tour(cast)

    for url in (address(tour), TEMPLATE, f"{TEMPLATE}file/"):
        response = client_of(cast.leader).get(url)
        assert response.status_code == 403
        assert "您没有生成通报和更换模板的权限" in response.content.decode()
