"""Fixtures everybody shares: the cast, a browserless client for each of them, the shared data."""

import os
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from django.test import Client
from hypothesis import settings as properties
from pytest_django.fixtures import Settings

from guanmo.accounts.models import Person
from tests.cast import Cast, make_cast
from tests.remembered import standing
from tests.served import DAY, GUANMO, loaded_city

# Properties are about results; how long one example takes depends on what else the machine is doing.
properties.register_profile("guanmo", deadline=None)
properties.load_profile("guanmo")

SHARED = Path(__file__).resolve().parents[2] / "shared"


def pytest_itemcollected(item: pytest.Item) -> None:
    """Tests that ask for the database are marked, so that those alone can be run on another one."""
    fixtures = getattr(item, "fixturenames", ())
    if item.get_closest_marker("django_db") or not {"db", "transactional_db", "django_db_setup"}.isdisjoint(
        fixtures
    ):
        item.add_marker("database")


@pytest.fixture(autouse=True)
def pinned_day(settings: Settings) -> None:
    """The pages' clock stands on the cast's day."""
    settings.GUANMO_TODAY = DAY


@pytest.fixture
def cast(db: None) -> Iterator[Cast]:
    with standing(make_cast) as people:
        yield people


@pytest.fixture
def client_of() -> Callable[[Person], Client]:
    """A logged-in client for a person."""

    def log_in(person: Person) -> Client:
        client = Client()
        client.force_login(person, backend="django.contrib.auth.backends.ModelBackend")
        return client

    return log_in


@pytest.fixture(scope="session")
def city_home(tmp_path_factory: pytest.TempPathFactory) -> Callable[[], Path]:
    """Makes a folder with a demonstration city in it, as often as it is asked."""
    base = tmp_path_factory.getbasetemp()
    shared = base.parent if "PYTEST_XDIST_WORKER" in os.environ else base

    def make() -> Path:
        home = tmp_path_factory.mktemp("demo")
        loaded_city(shared, GUANMO, home)
        return home

    return make


@pytest.fixture(scope="session")
def shared_data() -> Path:
    """The folder of real input; tests that need it are skipped, loudly, where it is absent."""
    folder = SHARED / "data"
    if not folder.is_dir():
        pytest.skip("未找到 ../shared/data，跳过需要真实数据的测试")
    return folder
