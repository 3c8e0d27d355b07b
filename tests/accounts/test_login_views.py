"""Coming in, being locked out, going out, and one's own password."""

from collections.abc import Callable

import pytest
from axes.models import AccessAttempt
from django.test import Client

from guanmo.accounts import services
from guanmo.accounts.models import Person
from guanmo.foundation.models import HistoryEntry
from tests.cast import NOON, PASSWORD, Cast

ClientOf = Callable[[Person], Client]
OWN = "my-own-secret-2027"


def logins() -> list[tuple[str, str, str, str]]:
    found = HistoryEntry.objects.filter(action__in=("person.logged_in", "person.login_refused"))
    return [(e.action, e.by_name, e.object_name, e.why) for e in found.order_by("sequence")]


def test_login_leads_home_and_leaves_an_entry(cast: Cast) -> None:
    client = Client(REMOTE_ADDR="10.1.2.3")

    response = client.post("/login/", {"username": "clerk", "password": PASSWORD})

    assert (response.status_code, response.headers["Location"]) == (302, "/")
    assert client.session["_auth_user_id"] == str(cast.clerk.pk)
    assert logins() == [("person.logged_in", "陈填报", "陈填报", "")]
    assert HistoryEntry.objects.order_by("-sequence")[0].changes == {"来源地址": "10.1.2.3"}


@pytest.mark.parametrize(
    ("to", "location"),
    [("/settings/roles/", "/settings/roles/"), ("https://evil.example/", "/"), ("//evil.example", "/")],
)
def test_login_goes_on_to_where_one_wanted_but_never_outside(cast: Cast, to: str, location: str) -> None:
    response = Client().post("/login/", {"username": "clerk", "password": PASSWORD, "next": to})

    assert response.headers["Location"] == location


def test_page_asked_without_login_comes_back_after_it(cast: Cast) -> None:
    client = Client()

    refused = client.get("/settings/roles/")
    form = client.get(refused.headers["Location"])

    assert refused.headers["Location"] == "/login/?next=/settings/roles/"
    assert '<input type="hidden" name="next" value="/settings/roles/">' in form.content.decode()


@pytest.mark.parametrize(("username", "password"), [("clerk", "wrong-password"), ("ghost", PASSWORD)])
def test_refused_login_says_the_same_whatever_was_wrong(cast: Cast, username: str, password: str) -> None:
    response = Client().post("/login/", {"username": username, "password": password})

    html = response.content.decode()
    assert response.status_code == 422
    assert "账号或密码不对，请核对大小写后再试。" in html
    assert f'value="{username}"' in html
    assert password not in html
    assert logins() == [("person.login_refused", "系统", username, "")]


def test_closed_account_is_refused_in_the_same_words(cast: Cast) -> None:
    services.update_person(person=cast.clerk, values={"is_active": False}, by=cast.system_admin, at=NOON)

    response = Client().post("/login/", {"username": "clerk", "password": PASSWORD})

    assert (response.status_code, "账号或密码不对" in response.content.decode()) == (422, True)


def test_empty_form_is_asked_again_and_is_no_attempt(cast: Cast) -> None:
    response = Client().post("/login/", {"username": "", "password": ""})

    assert response.status_code == 422
    assert logins() == []


def test_five_failures_lock_the_account_even_for_the_right_password(cast: Cast) -> None:
    client = Client()
    statuses = [
        client.post("/login/", {"username": "clerk", "password": "wrong-password"}).status_code
        for _ in range(5)
    ]

    response = client.post("/login/", {"username": "clerk", "password": PASSWORD})

    html = response.content.decode()
    assert statuses == [422, 422, 422, 422, 429]
    assert response.status_code == 429
    assert "账号“clerk”暂时锁定" in html
    assert "十五分钟后可以再试" in html
    assert "安全管理员" in html
    assert "_auth_user_id" not in client.session
    assert [why for *_, why in logins()] == ["", "", "", "", "账号已锁定", "账号已锁定"]


def test_lock_holds_for_one_account_from_one_address(cast: Cast) -> None:
    for _ in range(5):
        Client().post("/login/", {"username": "clerk", "password": "wrong-password"})

    other_account = Client().post("/login/", {"username": "colleague", "password": PASSWORD})
    other_address = Client(REMOTE_ADDR="10.9.9.9").post(
        "/login/", {"username": "clerk", "password": PASSWORD}
    )

    assert (other_account.status_code, other_address.status_code) == (302, 302)


def test_security_administrator_opens_a_locked_account(cast: Cast, client_of: ClientOf) -> None:
    for _ in range(5):
        Client().post("/login/", {"username": "clerk", "password": "wrong-password"})
    administrator = client_of(cast.security_admin)
    person_page = administrator.get(f"/settings/people/{cast.clerk.pk}/").content.decode()

    administrator.post(f"/settings/people/{cast.clerk.pk}/unlock/")

    assert "陈填报：账号已锁定" in person_page
    assert AccessAttempt.objects.count() == 0
    assert Client().post("/login/", {"username": "clerk", "password": PASSWORD}).status_code == 302


def test_login_page_sends_on_who_is_already_in(cast: Cast, client_of: ClientOf) -> None:
    assert client_of(cast.juror).get("/login/").headers["Location"] == "/"


def test_logout_ends_the_session_by_post_only(cast: Cast, client_of: ClientOf) -> None:
    client = client_of(cast.clerk)

    by_get = client.get("/logout/")
    by_post = client.post("/logout/")

    assert by_get.status_code == 405
    assert (by_post.status_code, by_post.headers["Location"]) == (302, "/login/")
    assert client.get("/settings/roles/").status_code == 302


# Own password


def test_own_password_is_changed_and_the_session_stays(cast: Cast, client_of: ClientOf) -> None:
    client, other_machine = client_of(cast.juror), client_of(cast.juror)

    response = client.post("/password/", {"old": PASSWORD, "new": OWN, "again": OWN})

    assert (response.status_code, response.headers["Location"]) == (302, "/")
    assert Person.objects.get(pk=cast.juror.pk).check_password(OWN)
    assert client.get("/settings/roles/").status_code == 200
    assert other_machine.get("/settings/roles/").status_code == 302


@pytest.mark.parametrize(
    ("old", "new", "again", "message"),
    [
        ("wrong", OWN, OWN, "现在的密码不对。"),
        (PASSWORD, OWN, OWN + "x", "两次输入的新密码不一致。"),
        (PASSWORD, PASSWORD, PASSWORD, "新密码与现在的相同，请换一个。"),
        (PASSWORD, "short", "short", "密码太短，至少要10个字符。"),
    ],
)
def test_own_password_wrongly_filled_in_is_asked_again(
    cast: Cast, client_of: ClientOf, old: str, new: str, again: str, message: str
) -> None:
    response = client_of(cast.clerk).post("/password/", {"old": old, "new": new, "again": again})

    assert response.status_code == 422
    assert message in response.content.decode()
    assert Person.objects.get(pk=cast.clerk.pk).check_password(PASSWORD)


def test_first_password_must_be_changed_before_anything_else(cast: Cast) -> None:
    services.reset_password(person=cast.juror, password="first-pass-2027", by=cast.security_admin, at=NOON)
    client = Client()
    client.post("/login/", {"username": "juror", "password": "first-pass-2027"})

    elsewhere = [client.get(url) for url in ("/", "/settings/roles/", "/settings/")]
    form = client.get("/password/").content.decode()
    changed = client.post("/password/", {"old": "first-pass-2027", "new": OWN, "again": OWN})

    assert [(r.status_code, r.headers["Location"]) for r in elsewhere] == [(302, "/password/")] * 3
    assert "请先换成自己的密码" in form
    assert changed.status_code == 302
    assert client.get("/settings/roles/").status_code == 200


def test_first_password_lets_one_go_out_again(cast: Cast, client_of: ClientOf) -> None:
    services.reset_password(person=cast.juror, password="first-pass-2027", by=cast.security_admin, at=NOON)

    assert client_of(cast.juror).post("/logout/").headers["Location"] == "/login/"
