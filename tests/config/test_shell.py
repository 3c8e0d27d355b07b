from pathlib import Path
from types import SimpleNamespace

import pytest
from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest
from django.test import Client, RequestFactory
from pytest_django import DjangoAssertNumQueries
from pytest_django.fixtures import Settings

from guanmo.accounts.enums import Permission
from guanmo.config import shell
from guanmo.config.settings.demonstration import mark
from guanmo.config.shell import Entry, navigation
from guanmo.demo.city import DEMO_PASSWORD, LOGINS
from tests.cast import Cast


def request_of(path: str, *permissions: str) -> HttpRequest:
    request = RequestFactory().get(path)
    request.user = SimpleNamespace(is_authenticated=True, has_permission=permissions.__contains__)  # type: ignore[assignment] # no database needed to ask for permissions
    return request


@pytest.fixture
def entries(monkeypatch: pytest.MonkeyPatch) -> None:
    """A navigation of real addresses, and one page that does not exist."""
    monkeypatch.setattr(
        shell,
        "NAV",
        (
            Entry("home", "首页", "home", on_phone=True),
            Entry("components", "组件", "components", ("a", "b")),
            Entry("login", "登录", "accounts:login", ("c",)),
            Entry("nowhere", "没有", "nowhere:at-all"),
        ),
    )


@pytest.mark.usefixtures("entries")
def test_navigation_holds_existing_pages_the_person_may_open() -> None:
    context = navigation(request_of("/", "b"))

    assert [(item.key, item.url, item.current) for item in context["navigation"]] == [
        ("home", "/", True),
        ("components", "/components/", False),
    ]


@pytest.mark.usefixtures("entries")
def test_navigation_on_a_phone_is_split_in_two() -> None:
    context = navigation(request_of("/", "a"))

    assert [item.key for item in context["phone_navigation"]] == ["home"]
    assert [item.key for item in context["more_navigation"]] == ["components"]


@pytest.mark.usefixtures("entries")
@pytest.mark.parametrize(
    ("path", "current"),
    [
        ("/", ["home"]),
        ("/components/", ["components"]),
        ("/components/x/", ["components"]),
        ("/elsewhere/", []),
    ],
)
def test_navigation_marks_the_entry_a_page_lies_under(path: str, current: list[str]) -> None:
    context = navigation(request_of(path, "a"))

    assert [item.key for item in context["navigation"] if item.current] == current


def test_pages_of_one_entry_are_tabs_for_whoever_may_open_two() -> None:
    both = request_of("/materials/3/", Permission.IMPORT_LEDGERS, Permission.READ_MATERIALS)
    one = request_of("/projects/ledgers/", Permission.IMPORT_LEDGERS)

    tabs, items = navigation(both)["section_tabs"], navigation(both)["navigation"]

    assert [(tab.label, tab.url, tab.current) for tab in tabs[:2]] == [
        ("台账", "/projects/ledgers/", False),
        ("读材料", "/materials/", True),
    ]
    assert [item.label for item in items if item.current] == ["资料"]
    assert navigation(one)["section_tabs"] == []


@pytest.mark.usefixtures("entries")
def test_navigation_is_empty_before_login() -> None:
    request = RequestFactory().get("/")
    request.user = AnonymousUser()

    context = navigation(request)

    assert (context["navigation"], context["search_url"]) == ([], "")


def test_city_is_asked_for_only_where_it_is_shown(
    cast: Cast, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    with django_assert_num_queries(0):
        context = navigation(request_of("/"))
    with django_assert_num_queries(1):
        name = context["city"]()

    assert name == cast.city.root.name


@pytest.mark.django_db
def test_only_a_demonstration_is_marked_and_names_its_accounts(client: Client, settings: Settings) -> None:
    real = client.get("/login/").content.decode()
    settings.GUANMO_DEMONSTRATION = True
    demonstration = client.get("/login/").content.decode()

    assert [DEMO_PASSWORD in real, "演示数据" in real] == [False, False]
    assert [username in demonstration for username, *_ in LOGINS] == [True] * 8
    assert [DEMO_PASSWORD in demonstration, "演示数据" in demonstration] == [True, True]


def test_mark_of_a_demonstration_lies_in_its_folder(tmp_path: Path) -> None:
    assert mark(tmp_path) == tmp_path / "demonstration"
