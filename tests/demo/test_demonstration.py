"""The demonstration city: whole, plausible, the same every time, and never over real data."""

import json
import sqlite3
from collections import defaultdict
from collections.abc import Callable, Iterator
from contextlib import closing
from decimal import Decimal
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import call_command
from django.db import transaction
from django.test import override_settings
from pytest_django.plugin import DjangoDbBlocker

from guanmo.accounts.enums import UnitKind
from guanmo.accounts.models import Person, Unit
from guanmo.demo.city import LOGINS
from guanmo.demo.reserve import WANTED
from guanmo.engines.periods import Month
from guanmo.foundation.history import first_broken_link
from guanmo.observation.models import Tour
from guanmo.observation.paper_queries import waiting_typings
from guanmo.observation.seal_queries import verify_seal
from guanmo.observation.voting_queries import ballots_due, voting
from guanmo.projects import queries
from guanmo.projects.models import MonthlyReturn, Project, YearPlan
from tests.served import DAY

pytestmark = pytest.mark.django_db


def load() -> str:
    said = StringIO()
    call_command("load_demonstration", stdout=said)
    return said.getvalue()


@pytest.fixture(scope="module")
def city(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[str]:
    """What loading said; the tests of this file share the city, and their own writes are undone after each."""
    with django_db_blocker.unblock(), override_settings(GUANMO_TODAY=DAY):
        # Keys stand in the ballots; PostgreSQL numbers on from the tests before, unless told to begin again.
        call_command("flush", interactive=False, verbosity=0)
        with transaction.atomic():
            yield load()
            transaction.set_rollback(True)


def test_demonstration_city_has_what_the_design_promises(city: str) -> None:
    kinds = Unit.objects.values_list("kind", flat=True)
    assert [list(kinds).count(k) for k in (UnitKind.COUNTY, UnitKind.DISTRICT, UnitKind.ZONE)] == [6, 2, 3]
    assert list(kinds).count(UnitKind.DEPARTMENT) == 40
    assert Project.objects.filter(admissions=None).count() == 300
    assert Project.objects.count() == 300 + len(WANTED)
    assert sorted(set(YearPlan.objects.values_list("year", flat=True))) == [2024, 2025, 2026]
    assert all(username in city for username, *_ in LOGINS)
    assert first_broken_link() is None


def test_demonstration_tours_are_the_same_every_time(city: str, city_home: Callable[[], Path]) -> None:
    """Here and in a process and a database of its own."""
    # The ballots of the open tour carry the hour of loading; those of the sealed one are the same to the byte.
    sealed = Tour.objects.get(state="sealed")
    hashes = sealed.ballots.order_by("pk").values_list("body_hash", flat=True)

    with closing(sqlite3.connect(city_home() / "guanmo.sqlite3")) as other:
        [[result]] = other.execute("SELECT result FROM observation_tour WHERE state = 'sealed'").fetchall()
        ballots = other.execute(
            "SELECT body_hash FROM observation_ballot WHERE tour_id = ? ORDER BY id", [sealed.pk]
        ).fetchall()

    assert [hash_ for (hash_,) in ballots] == list(hashes)
    assert len(ballots) > 0
    assert json.loads(result)["result"]["units"] == sealed.result["result"]["units"]


def test_demonstration_figures_never_fall_within_a_year(city: str) -> None:
    years: dict[tuple[int, int], list[Decimal]] = defaultdict(list)
    for project, year, done in MonthlyReturn.objects.order_by("year", "month").values_list(
        "project", "year", "done"
    ):
        years[project, year].append(done)
    assert [key for key, figures in years.items() if figures != sorted(figures)] == []


def test_demonstration_city_shows_every_light(city: str) -> None:
    month = Month(2026, 10)

    totals = queries.totals(queries.standings(Project.objects.all(), month, queries.light_pack(2026)))

    assert set(totals.lights) == {"normal", "warning", "behind", "none"}
    assert totals.lights["normal"] > totals.lights["warning"] > totals.lights["behind"] > 10


def test_demonstration_is_loaded_once(city: str) -> None:
    people = Person.objects.count()

    load()

    assert (Project.objects.count(), Person.objects.count()) == (300 + len(WANTED), people)


def test_demonstration_has_a_sealed_tour_and_one_being_scored(city: str) -> None:
    sealed, scoring, _ = Tour.objects.order_by("pk")
    pingwei = Person.objects.get(username="pingwei")
    assert (sealed.state, scoring.state) == ("sealed", "open")
    assert verify_seal(sealed).ok
    assert [voting(tour).voted for tour in (sealed, scoring)] == [46, 31]
    assert list(ballots_due(pingwei)) == [scoring]
    # One paper was typed once, another by two who differ, for the office to settle.
    assert sorted(len(typings) for typings in waiting_typings(scoring).values()) == [1, 2]


def test_demonstration_has_a_tour_about_to_start_with_proposed_stops_and_an_itinerary(city: str) -> None:
    next_one = Tour.objects.get(state="preparing")

    plan = next_one.plans.get()
    order = [str(stop.pk) for stop in next_one.stops.all()]
    assert (next_one.state, len(order), plan.result["violations"]) == ("preparing", 30, [])
    # The stops go in the order of the itinerary; those it has no time for stand behind.
    planned = [name for day in plan.result["plan"] for name in day if name.isdigit()]
    assert order[: len(planned)] == planned
    assert {stop.prize for stop in next_one.stops.all()} == {10, 20, 30}
