"""The phone's addresses: no session, a dead link is 401, whatever comes is answered."""

import json
from datetime import datetime

import pytest
from django.db import OperationalError
from django.test import Client
from django.urls import reverse
from pytest_django.fixtures import Settings

from guanmo.engines.packs import load_pack
from guanmo.foundation import clock
from guanmo.foundation.history import plain
from guanmo.observation import sync_queries, sync_services
from guanmo.observation.models import Ballot, DeviceCheck, Juror, Tour
from guanmo.observation.sync_services import revoke_link
from tests.cast import NOON, Cast
from tests.observation.phones import Phone, body, id_of, public_key
from tests.observation.tours import (
    make_tour,
    opened,
    rank_rule,
    score_rule,
    scores,
    seal,
    seat,
    visit_all,
    voted,
)

RUBRIC = """
id = 'grades'
title = '等次'
place = '观澜市'
kind = 'ballots'
[source]
document = '试行'
[ballots]
form = 'scores'
ties = 'competition'
[ballots.scale]
min = 1
max = 4
step = 1
words = ['差', '中', '良', '优']
[ballots.rounding]
result = 2
"""


def phone_of(cast: Cast, tour: Tour | None = None) -> Phone:
    return Phone.of(cast, (tour or opened(cast)).jurors.get(name="甲"))


def test_sheet_says_everything_asked_and_no_mark(cast: Cast, settings: Settings) -> None:
    phone = phone_of(cast)
    stop = phone.juror.tour.stops.all()[0]
    data = body(phone.juror, stop, "77.5")
    phone.send([data])

    sheet = phone.get("sheet/")

    said = sheet.json()
    assert said["tour"] == {
        "id": phone.juror.tour_id,
        "name": "2026年第四季度观摩",
        "held_on": "2026-11-20",
        "state": "open",
    }
    assert said["juror"] == {"id": phone.juror.pk, "name": "甲", "group": "评委"}
    assert said["key"] == {"algorithm": "Ed25519", "public": public_key(settings.GUANMO_SIGNING_KEY)}
    assert (said["mode"], said["scale"], said["grades"], said["criteria"], said["scopes"]) == (
        "marks", {"least": "0", "most": "100", "step": "0.01"}, None, [], [],
    )  # fmt: skip
    assert said["stops"][0] == {
        "id": stop.pk,
        "order": 1,
        "name": "滨海产业园",
        "unit": {"id": cast.city.county.pk, "name": "青屿县"},
        "asked": True,
        "reason": "",
    }
    assert [(head["stop"], head["ballot_id"], head["sequence"]) for head in said["heads"]] == [
        (stop.pk, id_of(data), 1)
    ]
    assert "77.5" not in sheet.content.decode()
    assert "no-store" in sheet.headers["Cache-Control"]


def test_sheet_after_the_seal_tells_the_juror_what_was_counted(cast: Cast) -> None:
    tour = voted(cast)
    phone = phone_of(cast, tour)
    first, *_ = phone.get("sheet/").json()["heads"]
    phone.send([body(phone.juror, tour.stops.get(pk=first["stop"]), "77.5", supersedes=first["ballot_id"])])
    before = phone.get("sheet/").json()

    sealed = seal(cast, tour, at=NOON)

    assert before["seal"] is None
    after = phone.get("sheet/").json()
    assert after["seal"]["hash"] == sealed.seal_hash
    assert sorted((one["stop"], one["hash"]) for one in after["seal"]["counted"]) == sorted(
        (head["stop"], head["hash"]) for head in before["heads"]
    )
    assert first["hash"] not in {one["hash"] for one in after["seal"]["counted"]}


def test_sheet_of_a_rank_ballot_lists_units(cast: Cast) -> None:
    tour = opened(cast, rank_rule())

    said = phone_of(cast, tour).get("sheet/").json()

    assert (said["mode"], said["scale"], said["stops"]) == ("ranks", None, [])
    assert [[unit["name"] for unit in scope["units"]] for scope in said["scopes"]] == [
        ["青屿县", "云溪县", "城北区", "高新功能区"]
    ]


def test_sheet_of_a_rubric_lists_grades_best_first(cast: Cast) -> None:
    said = phone_of(cast, opened(cast, load_pack(RUBRIC))).get("sheet/").json()

    assert (said["mode"], said["scale"]) == ("grades", None)
    assert [(grade["word"], grade["score"]) for grade in said["grades"]] == [
        ("优", "4"), ("良", "3"), ("中", "2"), ("差", "1"),
    ]  # fmt: skip


def test_sheet_says_why_the_own_unit_is_not_asked(cast: Cast) -> None:
    tour = make_tour(cast, score_rule("own_unit = 'exclude'"))
    visit_all(cast, tour)
    phone = Phone.of(cast, seat(cast, tour, "甲", unit=cast.city.county_bureau))

    stops = phone.get("sheet/").json()["stops"]

    assert [(stop["asked"], stop["reason"]) for stop in stops] == [
        (False, "本单位的点，按规则不评"), (True, ""), (True, ""), (True, ""),
    ]  # fmt: skip


def test_batch_is_answered_with_receipts_that_verify(cast: Cast) -> None:
    phone = phone_of(cast)
    bodies = [body(phone.juror, stop, "88") for stop in phone.juror.tour.stops.all()]

    results = phone.send(bodies)

    assert [result["status"] for result in results] == [201] * 4
    assert all(phone.verifies(result) for result in results)
    assert scores(phone.juror) == ["88"] * 4


def test_batch_needs_no_cookie_and_no_token_of_a_form(cast: Cast) -> None:
    phone = phone_of(cast)
    phone.client = Client(enforce_csrf_checks=True)

    results = phone.send([body(phone.juror, phone.juror.tour.stops.all()[0])])

    assert [result["status"] for result in results] == [201]
    assert phone.client.cookies == {}


@pytest.mark.parametrize("said", [b"", b"{", b"[]", b'{"ballots": {}}', b'{"ballots": [1]}', b"\xff"])
def test_what_is_no_batch_is_refused(cast: Cast, said: bytes) -> None:
    response = phone_of(cast).post("ballots:batch", said)

    assert (response.status_code, response.json()["message"]) == (400, "请求格式不对，请重新打开评分页。")


def test_too_much_at_once_is_refused(cast: Cast) -> None:
    phone = phone_of(cast)

    many = phone.post("ballots:batch", {"ballots": ["{}"] * 51})
    large = phone.post("ballots:batch", {"ballots": ["x" * 420_000]})

    assert (many.status_code, large.status_code) == (413, 413)


def test_busy_database_asks_to_come_again(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    phone = phone_of(cast)

    def busy(**_: object) -> list[object]:
        raise OperationalError("database is locked")

    monkeypatch.setattr(sync_services, "accept_ballots", busy)
    response = phone.post("ballots:batch", {"ballots": []})

    assert (response.status_code, response.headers["Retry-After"]) == (503, "5")


@pytest.mark.parametrize(("to", "content"), [("ballots:batch", {"ballots": []}), ("check/", {})])
def test_database_that_is_away_asks_to_come_again(
    cast: Cast, monkeypatch: pytest.MonkeyPatch, to: str, content: dict[str, list[str]]
) -> None:
    phone = phone_of(cast)

    def away(_: str) -> Juror | None:
        raise OperationalError("connection refused")

    monkeypatch.setattr(sync_queries, "juror_of_link", away)
    response = phone.post(to, content)

    assert (response.status_code, response.headers["Retry-After"]) == (503, "5")
    assert "自动重发" in response.json()["message"]


def test_self_test_is_kept(cast: Cast) -> None:
    phone = phone_of(cast)
    found = {
        "browser": "Mozilla/5.0", "storage": True, "persisted": True, "service_worker": False, "offline": False,
        "offset_ms": 120, "round_trip_ms": 35, "test_ballot": "ok",
    }  # fmt: skip

    response = phone.post("check/", found)

    check = DeviceCheck.objects.get()
    assert response.json() == {"ok": True}
    assert (check.juror, check.is_ready, check.offline, check.offset_ms) == (phone.juror, True, False, 120)


@pytest.mark.parametrize("said", [b"{", b"[]", b'{"storage": true}'])
def test_self_test_that_cannot_be_read_is_refused(cast: Cast, said: bytes) -> None:
    response = phone_of(cast).post("check/", said)

    assert (response.status_code, response.json()["ok"]) == (422, False)
    assert not DeviceCheck.objects.exists()


def test_dead_link_opens_nothing_but_what_the_phone_keeps(cast: Cast) -> None:
    phone = phone_of(cast)
    revoke_link(juror=phone.juror, by=cast.office, at=NOON)

    pages = [phone.get(), phone.get("sheet/"), phone.post("ballots:batch", {"ballots": []})]

    assert [page.status_code for page in pages] == [401, 401, 401]
    assert "这个评分链接已失效" in pages[0].content.decode()
    # The script runs all the same: ballots that never left this phone must be seen and saved.
    assert "ballot.js" in pages[0].content.decode()
    assert "manifest" not in pages[0].content.decode()
    assert not Ballot.objects.exists()


def test_page_and_manifest_belong_to_the_link(cast: Cast) -> None:
    phone = phone_of(cast)

    html = phone.get().content.decode()
    manifest = phone.get("manifest.json")

    assert f'data-batch="/ballot/{phone.token}/ballots:batch"' in html
    assert "甲" not in html
    assert manifest.headers["Content-Type"] == "application/manifest+json"
    assert json.loads(manifest.content)["start_url"] == f"/ballot/{phone.token}/"


@pytest.mark.django_db
def test_worker_is_served_above_every_link(settings: Settings, client: Client) -> None:
    response = client.get(reverse("ballot_worker"))

    assert (response.status_code, response.headers["Content-Type"]) == (
        200,
        "text/javascript; charset=utf-8",
    )
    settings.STATICFILES_DIRS = []
    settings.STATIC_ROOT = "/nowhere"
    assert client.get(reverse("ballot_worker")).status_code == 404


def test_sheet_tells_the_servers_time(cast: Cast) -> None:
    before = clock.now()

    told = datetime.fromisoformat(phone_of(cast).get("sheet/").json()["server_time"])

    assert before <= told
    assert plain(told).endswith("+00:00")


def test_juror_of_another_tour_is_another_juror(cast: Cast) -> None:
    tour = opened(cast)
    other = make_tour(cast, name="另一次")
    phone = Phone.of(cast, seat(cast, other, "甲"))

    (result,) = phone.send([body(tour.jurors.get(name="甲"), tour.stops.all()[0])])

    assert (result["status"], result["code"]) == (422, "not_open")
    assert Juror.objects.filter(name="甲").count() == 2
