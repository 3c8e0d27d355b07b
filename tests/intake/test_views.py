"""The reading pages: handing in, deciding with and without script, mending, drafts, and what comes back when wrong."""

import re
from collections.abc import Callable

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from guanmo.accounts.models import Person
from guanmo.intake import services
from guanmo.intake.enums import FindingKind
from guanmo.intake.models import Finding, Material
from tests.cast import NOON, Cast
from tests.intake.materials import TEXT, finding, keep, material

pytestmark = pytest.mark.django_db
ClientOf = Callable[[Person], Client]
LIST = "/materials/"


def heading(html: str) -> str:
    found = re.search(r"<h1>(.*?)</h1>", html, re.DOTALL)
    return re.sub(r"<[^>]+>", "", found[1]).strip() if found else ""


def test_a_pasted_text_is_read_and_shown(cast: Cast, client_of: ClientOf) -> None:
    client = client_of(cast.office)

    response = client.post(
        LIST,
        {"pasted": TEXT.replace("\n", "\r\n"), "source": "观澜日报", "evidence": "self_reported"},
        follow=True,
    )

    kept = Material.objects.get()
    assert response.redirect_chain == [(f"{LIST}{kept.pk}/", 302)]
    assert heading(response.content.decode()) == "8条等着决定"
    assert kept.text == TEXT.strip()
    assert heading(client.get(LIST).content.decode()) == "8条读出的内容等着决定"


def test_an_unreadable_file_comes_back_with_what_was_typed(cast: Cast, client_of: ClientOf) -> None:
    picture = SimpleUploadedFile("照片.png", b"\x89PNG\r\n\x1a\n")

    response = client_of(cast.office).post(
        LIST, {"file": picture, "source": "市电视台", "evidence": "self_reported"}
    )

    html = response.content.decode()
    assert (response.status_code, Material.objects.count()) == (422, 0)
    assert "这是图片，读不了文字。" in html
    assert 'value="市电视台"' in html


@pytest.mark.parametrize(
    ("pasted", "with_file", "said"),
    [("", False, "请粘贴文字，或者选一个文件。"), ("文字", True, "文字和文件请只留一样。")],
)
def test_one_text_at_a_time(
    cast: Cast, client_of: ClientOf, pasted: str, said: str, *, with_file: bool
) -> None:
    data = {"pasted": pasted, "evidence": "self_reported"}
    if with_file:
        data["file"] = SimpleUploadedFile("a.txt", b"text")  # type: ignore[assignment]  # a form's data holds both

    response = client_of(cast.office).post(LIST, data)

    assert response.status_code == 422
    assert said in response.content.decode()


def test_a_file_too_large_is_told_before_it_is_read(
    cast: Cast, client_of: ClientOf, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("guanmo.intake.forms.LARGEST_BYTES", 3)

    response = client_of(cast.office).post(
        LIST, {"file": SimpleUploadedFile("a.txt", b"text"), "evidence": "self_reported"}
    )

    html = response.content.decode()
    assert response.status_code == 422
    assert "文件超过20MB" in html
    assert "请粘贴文字" not in html


def test_the_same_text_again_leads_to_what_was_decided(cast: Cast, client_of: ClientOf) -> None:
    kept = material(cast)

    response = client_of(cast.office).post(LIST, {"pasted": TEXT, "evidence": "self_reported"}, follow=True)

    assert response.redirect_chain == [(f"{LIST}{kept.pk}/", 302)]
    assert "这份材料以前读过" in response.content.decode()


def test_the_page_marks_findings_on_the_text(cast: Cast, client_of: ClientOf) -> None:
    kept = material(cast)
    project = finding(kept, FindingKind.PROJECT)

    html = client_of(cast.office).get(f"{LIST}{kept.pk}/").content.decode()

    assert f'href="#finding-{project.pk}" tabindex="-1">云岫电池产业园项目</a>' in html
    assert html.count('class="finding"') == 8


def test_a_text_with_nothing_to_find_says_so(cast: Cast, client_of: ClientOf) -> None:
    kept = material(cast, "今天天气很好。\n")

    html = client_of(cast.office).get(f"{LIST}{kept.pk}/").content.decode()

    assert heading(html) == "没有读出可以采纳的内容"


def test_a_button_decides_and_leads_back_to_the_finding(cast: Cast, client_of: ClientOf) -> None:
    found = finding(material(cast), FindingKind.TASK)

    response = client_of(cast.office).post(
        f"{LIST}findings/{found.pk}/decide/", {"verdict": "accept", "revision": "1"}
    )

    assert response["Location"] == f"{LIST}{found.material_id}/#finding-{found.pk}"
    assert Finding.objects.get(pk=found.pk).state == "accepted"


def test_a_second_decision_shows_the_first(cast: Cast, client_of: ClientOf) -> None:
    found = finding(material(cast), FindingKind.TASK)
    services.reject_finding(finding=found, by=cast.office, at=NOON)

    response = client_of(cast.office).post(
        f"{LIST}findings/{found.pk}/decide/", {"verdict": "accept", "revision": "1"}
    )

    assert response.status_code == 409
    assert "已排除，没有重复处理" in response.content.decode()


def test_with_script_only_the_finding_comes_back(cast: Cast, client_of: ClientOf) -> None:
    found = finding(material(cast), FindingKind.TASK)
    address = f"{LIST}findings/{found.pk}/decide/"
    client = client_of(cast.office)

    first = client.post(address, {"verdict": "reject", "revision": "1"}, headers={"HX-Request": "true"})
    second = client.post(address, {"verdict": "reject", "revision": "1"}, headers={"HX-Request": "true"})

    html = first.content.decode()
    assert (first.status_code, html.count("<li"), "7条等着决定" in html) == (200, 1, True)
    assert 'data-state="rejected"' in html
    assert (second.status_code, "已排除，没有重复处理" in second.content.decode()) == (409, True)


def test_a_mended_finding_is_accepted(cast: Cast, client_of: ClientOf) -> None:
    found = finding(material(cast), FindingKind.PROJECT)
    address = f"{LIST}findings/{found.pk}/"
    client = client_of(cast.office)
    assert 'value="3.2"' in client.get(address).content.decode()

    response = client.post(address, {"name": "云岫电池产业园二期", "investment_yi": "3.5", "revision": "1"})

    assert response["Location"] == f"{LIST}{found.material_id}/#finding-{found.pk}"
    now = Finding.objects.get(pk=found.pk)
    assert (now.state, now.values["name"], now.values["investment_yi"]) == (
        "accepted",
        "云岫电池产业园二期",
        "3.5",
    )
    assert "撤回决定" in client.get(address).content.decode()


@pytest.mark.parametrize("typed", ["三亿", "NaN"])
def test_a_number_that_is_none_comes_back(cast: Cast, client_of: ClientOf, typed: str) -> None:
    found = finding(material(cast), FindingKind.PROJECT)

    response = client_of(cast.office).post(
        f"{LIST}findings/{found.pk}/", {"name": "云岫电池产业园", "investment_yi": typed, "revision": "1"}
    )

    assert response.status_code == 422
    assert f"“{typed}”不是数" in response.content.decode()
    assert Finding.objects.get(pk=found.pk).state == "waiting"


def test_mending_what_somebody_decided_meanwhile_keeps_what_was_typed(
    cast: Cast, client_of: ClientOf
) -> None:
    found = finding(material(cast), FindingKind.TASK)
    services.accept_finding(finding=found, by=cast.office, at=NOON)

    response = client_of(cast.office).post(
        f"{LIST}findings/{found.pk}/", {"demand": "七月完成审批", "revision": "1"}
    )

    html = response.content.decode()
    assert response.status_code == 409
    assert "七月完成审批" in html
    assert "已采纳，没有重复处理" in html


def test_a_draft_takes_the_place_of_the_earlier_one(cast: Cast, client_of: ClientOf) -> None:
    first = material(cast)
    services.accept_finding(finding=finding(first, FindingKind.PROJECT), by=cast.office, at=NOON)
    client = client_of(cast.office)
    assert "观澜日报" in client.get(f"{LIST}{first.pk}/draft/").content.decode()

    response = client.post(
        f"{LIST}{first.pk}/draft/", {"pasted": f"{TEXT}新稿。", "evidence": "self_reported"}, follow=True
    )

    second = Material.objects.get(earlier=first)
    assert response.redirect_chain == [(f"{LIST}{second.pk}/", 302)]
    assert heading(response.content.decode()) == "7条等着决定"
    assert "定过的1条照旧" in response.content.decode()
    assert "有了新稿" in client.get(f"{LIST}{first.pk}/").content.decode()
    assert client.get(f"{LIST}{first.pk}/draft/")["Location"] == f"{LIST}{second.pk}/draft/"


def test_an_earlier_decision_is_opened_from_the_draft(cast: Cast, client_of: ClientOf) -> None:
    first = material(cast)
    decided = services.accept_finding(finding=finding(first, FindingKind.PROJECT), by=cast.office, at=NOON)
    second = keep(cast, f"{TEXT}新稿。\n", earlier=first).material

    html = client_of(cast.office).get(f"{LIST}{second.pk}/").content.decode()

    assert f'href="{LIST}{first.pk}/#finding-{decided.pk}"' in html
