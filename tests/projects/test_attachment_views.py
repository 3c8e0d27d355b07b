"""The pages of attachments: uploading, looking, explaining, withdrawing, downloading; and where they are counted."""

import io
import re
from collections.abc import Callable

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from PIL import Image
from pytest_django import DjangoAssertNumQueries

from guanmo.accounts.models import Person
from guanmo.foundation.history import Change
from guanmo.projects import attachment_imports
from guanmo.projects.attachment_models import Attachment
from guanmo.projects.attachment_services import explain_likeness, withdraw_attachment
from tests.cast import NOON, Cast, make_project
from tests.engines.pictures.pictures import photo, taken
from tests.projects.attachments import PDF, alike, attached, upload

ClientOf = Callable[[Person], Client]


def heading(html: str) -> str:
    found = re.search(r"<h1>(.*?)</h1>", html, re.DOTALL)
    return found[1].strip() if found else ""


def test_several_files_at_once_are_each_kept_or_told(cast: Cast, client_of: ClientOf) -> None:
    project = make_project(cast)
    files = [
        upload(taken(), "IMG_1.jpg"), upload(PDF, "监理月报.pdf"), upload(b"GIF89a", "动图.gif"),
        SimpleUploadedFile("太大.jpg", b"\xff\xd8\xff" + bytes(20_000_001)),
    ]  # fmt: skip
    sent = {"uploads": files, "month": "2026-10", "note": "主体封顶", "camera": "on"}

    answer = client_of(cast.clerk).post(f"/projects/{project.pk}/attachments/", sent)

    html = answer.content.decode()
    assert answer.status_code == 422
    assert "2个文件没有保存" in html
    assert "“动图.gif”：只收照片（JPEG、PNG、WebP）、PDF、Word（.docx）和Excel（.xlsx）文件。" in html
    assert "“太大.jpg”：文件超过20MB，请压缩或拆开再传。" in html
    assert "已保存2个文件。" in html
    assert [(one.form, one.month, one.camera_read) for one in Attachment.objects.order_by("pk")] == [
        ("jpg", 10, True), ("pdf", 10, False),
    ]  # fmt: skip


def test_good_files_lead_back_to_the_list_and_a_repeat_is_asked_about(
    cast: Cast, client_of: ClientOf
) -> None:
    one = attached(cast)
    address = f"/projects/{one.project_id}/attachments/"
    client = client_of(cast.clerk)

    same = client.post(f"{address}?month=2026-10", {"uploads": upload(photo(), "a.jpg"), "month": "2026-10"})
    again = client.post(address, {"uploads": upload(photo(), "b.jpg"), "month": ""}, follow=True)

    assert (same.status_code, same.headers["Location"]) == (302, f"{address}?month=2026-10")
    html = again.content.decode()
    assert "有1个文件这里已经有了，没有重复保存。" in html
    assert "有1个和以前交过的很像，请看一眼" in html
    assert heading(html) == "滨海产业园有2份附件，1份和以前的很像，等着说明"


def test_a_paper_called_a_photo_is_told(cast: Cast, client_of: ClientOf) -> None:
    project = make_project(cast)

    answer = client_of(cast.clerk).post(
        f"/projects/{project.pk}/attachments/", {"uploads": upload(PDF, "凭证.pdf"), "kind": "photo"}
    )

    assert answer.status_code == 422
    assert "“凭证.pdf”：这不是照片，类别请选“凭证”或“其他”。" in answer.content.decode()


@pytest.mark.parametrize(
    ("sent", "says"),
    [
        ({}, "还没有选文件"),
        ({"note": "长" * 201}, "最多200个字，现在有201个字，请缩短。"),
        ({"month": "明年"}, "明年"),
        ({"uploads": [upload(b"x", f"{n}.jpg") for n in range(21)]}, "一次最多20个文件，现在有21个"),
    ],
    ids=["no file", "long note", "wrong month", "too many"],
)
def test_wrong_input_says_what_to_do(
    cast: Cast, client_of: ClientOf, sent: dict[str, object], says: str
) -> None:
    project = make_project(cast)

    answer = client_of(cast.clerk).post(f"/projects/{project.pk}/attachments/?month=x", sent)

    assert answer.status_code == 422
    assert says in answer.content.decode()


def test_a_file_that_takes_too_long_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(attachment_imports, "SECONDS", 0.0)

    good, bad = attachment_imports.prepare([upload(photo(), "慢.jpg")], camera=False)

    assert good == []
    assert "超出了允许的内存或时间" in bad[0].why


@pytest.mark.parametrize("more", [1, 3])
def test_the_list_costs_the_same_however_long_it_is(
    cast: Cast, client_of: ClientOf, django_assert_num_queries: DjangoAssertNumQueries, more: int
) -> None:
    one = alike(cast)
    for number in range(more):
        attached(cast, one.project, content=photo(20 + number))
    client = client_of(cast.clerk)

    with django_assert_num_queries(9):
        html = client.get(f"/projects/{one.project_id}/attachments/").content.decode()

    assert html.count("data-shown=") == 2 + more


def test_one_photo_says_all_that_is_known_and_lays_its_like_beside_it(
    cast: Cast, client_of: ClientOf
) -> None:
    first = attached(cast, content=taken(), camera=True)
    again = attached(cast, first.project, content=taken(), month=None)
    client = client_of(cast.clerk)

    html = client.get(f"/projects/attachments/{again.pk}/").content.decode()
    earlier = client.get(f"/projects/attachments/{first.pk}/").content.decode()

    assert "这一份和以前交过的一份几乎一模一样" in html
    assert html.count('class="photo-whole"') == 2
    assert f'href="/projects/attachments/{first.pk}/"' in html
    assert "没有读取" in html
    assert "2026-11-20 09:30" in earlier
    assert "项目没有登记经纬度" in earlier


def test_a_like_of_another_unit_is_not_shown(cast: Cast, client_of: ClientOf) -> None:
    attached(cast, make_project(cast, unit=cast.city.other_county), by=cast.stranger)
    one = attached(cast)

    html = client_of(cast.clerk).get(f"/projects/attachments/{one.pk}/").content.decode()

    assert "那一份是别的单位的，这里看不到" in html
    assert html.count('class="photo-whole"') == 1


def test_saying_why_two_look_alike(cast: Cast, client_of: ClientOf) -> None:
    one = alike(cast)
    address, client = f"/projects/attachments/{one.pk}/", client_of(cast.colleague)

    empty = client.post(address, {"explained": " ", "revision": "1"})
    explain_likeness(attachment=one, text="同一机位", by=cast.clerk, at=NOON)
    late = client.post(address, {"explained": "工地没有变化", "revision": "1"})
    kept = client.post(address, {"explained": "工地没有变化", "revision": "2"}, follow=True)

    assert (empty.status_code, late.status_code) == (422, 409)
    assert "请写明为什么像" in empty.content.decode()
    assert "同一机位" in late.content.decode()
    assert "说明：工地没有变化" in kept.content.decode()


def test_withdrawing_asks_for_a_reason_and_closes_the_file(cast: Cast, client_of: ClientOf) -> None:
    one = attached(cast)
    address, client = f"/projects/attachments/{one.pk}/", client_of(cast.clerk)

    without = client.post(f"{address}withdraw/", {"why": ""})
    long = client.post(f"{address}withdraw/", {"why": "长" * 201})
    done = client.post(f"{address}withdraw/", {"why": "传到了别的项目"}, follow=True)

    assert (without.status_code, long.status_code) == (422, 422)
    assert "撤下附件须写明原因" in without.content.decode()
    assert heading(done.content.decode()) == "滨海产业园2026年10月月报还没有附件"
    html = client.get(address).content.decode()
    assert heading(html) == "已撤下：主体封顶"
    assert "传到了别的项目" in html
    assert "<img" not in html
    assert client.get(f"{address}shown/").status_code == 404
    assert client_of(cast.auditor).get(f"{address}shown/").status_code == 200


def test_pictures_are_served_clean_and_kept_by_this_browser_only(cast: Cast, client_of: ClientOf) -> None:
    one = attached(cast, content=taken(), camera=True)
    client = client_of(cast.clerk)

    answers = [client.get(f"/projects/attachments/{one.pk}/{copy}/") for copy in ("shown", "small")]

    for answer in answers:
        assert answer.headers["Content-Type"] == "image/jpeg"
        assert answer.headers["Cache-Control"].startswith("private")
        assert dict(Image.open(io.BytesIO(answer.content)).getexif()) == {}


def test_what_is_downloaded_is_the_file_where_it_was_kept(cast: Cast, client_of: ClientOf) -> None:
    original = taken()
    kept = attached(cast, content=original, camera=True)
    clean = attached(cast, kept.project, content=photo(2))
    paper = attached(cast, kept.project, content=PDF)
    client = client_of(cast.leader)

    files = [client.get(f"/projects/attachments/{one.pk}/file/") for one in (kept, clean, paper)]

    assert [file.content for file in files] == [original, bytes(clean.shown), PDF]
    assert [file.headers["Content-Type"] for file in files] == ["image/jpeg", "image/jpeg", "application/pdf"]
    assert all(file.headers["Content-Disposition"].startswith("attachment") for file in files)
    assert client.get(f"/projects/attachments/{paper.pk}/shown/").status_code == 404


def test_every_figure_says_how_many_attachments_stand_behind_it(cast: Cast, client_of: ClientOf) -> None:
    project = make_project(cast, done="6000")
    attached(cast, project)
    link = f'<a href="/projects/{project.pk}/attachments/?month=2026-10"'

    card = client_of(cast.leader).get(f"/projects/{project.pk}/").content.decode()
    grid = client_of(cast.clerk).get("/projects/returns/").content.decode()
    review = client_of(cast.approver).get("/projects/review/").content.decode()

    assert f"{link}>1</a>" in card
    assert "照片和凭证" in card
    assert f'{link} aria-label="附件1份，查看或上传：滨海产业园">1</a>' in grid
    assert f"{link}>1</a>" in review


def test_a_photo_stays_with_its_project_after_a_withdrawal_by_the_office(
    cast: Cast, client_of: ClientOf
) -> None:
    one = alike(cast)
    assert one.like
    withdraw_attachment(attachment=one.like, why="重复", by=cast.office, at=NOON)

    html = client_of(cast.clerk).get(f"/projects/attachments/{one.pk}/").content.decode()

    assert html.count('class="photo-whole"') == 2
    assert html.count("<img") == 1


def test_a_damaged_row_is_a_missing_picture(cast: Cast, client_of: ClientOf) -> None:
    one = attached(cast)
    one.small = b""
    Change("attachment.added", by=None, at=NOON).save(one, ["small"])

    assert client_of(cast.clerk).get(f"/projects/attachments/{one.pk}/small/").status_code == 404
