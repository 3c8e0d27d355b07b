"""The office's own process on the database under test: makes tours, closes, seals, and checks the history.

It reads one JSON order a line from its input and answers each with one line; `site.Desk` starts it, with Django set
up, and is the other end.
"""

import json
import sys
from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

from django.conf import settings
from django.core.management import call_command

from benchmarks.library import PASSWORD, make_city
from guanmo.accounts.models import Person, Unit
from guanmo.accounts.roles import RoleName
from guanmo.accounts.services import create_person, grant_role
from guanmo.engines.packs import shipped_pack
from guanmo.foundation import clock
from guanmo.foundation.history import first_broken_link
from guanmo.foundation.models import HistoryEntry
from guanmo.observation.closing_services import (
    NotClosable,
    close_tour,
    decide_late,
    propose_late,
)
from guanmo.observation.juror_services import Seat, add_jurors
from guanmo.observation.late_queries import late_ballots
from guanmo.observation.models import Tour
from guanmo.observation.seal_queries import verify_seal
from guanmo.observation.seal_services import CannotTally, propose_seal, seal_tour
from guanmo.observation.services import add_stop, create_tour, open_tour
from guanmo.observation.sync_services import issue_links
from guanmo.projects.enums import Stage
from guanmo.projects.models import Project
from guanmo.projects.services import register_project

Json = dict[str, Any]  # Any: plain JSON


def build() -> Json:
    """Tables, and a city in them."""
    call_command("migrate", verbosity=0, interactive=False)
    return city()


def city() -> Json:
    """Eleven counties and two people of the office."""
    office, _ = make_city()
    second = create_person(
        username="second", name="复核员", unit=office.unit, password=PASSWORD, by=None, at=clock.now()
    )
    grant_role(person=second, role=RoleName.OFFICE, by=None, at=clock.now())
    return {}


def tour(name: str, jurors: int, stops: int) -> Json:
    """A tour that is being scored, with a link for each juror."""
    office, at = _person("office"), clock.now()
    made = create_tour(name=name, held_on=date(2026, 11, 24), pack=shipped_pack("mean"), by=office, at=at)
    for project in _projects(stops, office):
        add_stop(tour=made, project=project, by=office, at=at)
    seats = [Seat(name=f"评委{n}", group="", unit=None, person=None) for n in range(jurors)]
    seated = add_jurors(tour=made, seats=seats, by=office, at=at)
    links = issue_links(tour=made, jurors=seated, by=office, at=at)
    open_tour(tour=made, by=office, at=at)
    return {
        "tour": made.pk,
        "tokens": {str(juror): token for juror, token in links.items()},
        "stops": list(made.stops.values_list("pk", flat=True)),
        "signing_key": list(settings.GUANMO_SIGNING_KEY),
    }


def close(tour: int) -> Json:
    """Close the scoring; refused while too little is in to tally."""
    try:
        closed = close_tour(tour=Tour.objects.get(pk=tour), by=_person("office"), at=clock.now())
    except (NotClosable, CannotTally) as error:
        return {"refused": str(error)}
    return {"closed_sequence": closed.closed_sequence}


def seal(tour: int) -> Json:
    """Leave out what came late, by two people, then seal; the hashes the seal covers."""
    now, at = Tour.objects.get(pk=tour), clock.now()
    late = [ballot.pk for ballot in late_ballots(now)]
    if late:
        reason = "截止之后才完成"
        propose_late(tour=now, ballots=late, count=False, reason=reason, by=_person("office"), at=at)
        decide_late(tour=now, ballots=late, agree=True, by=_person("second"), at=at)
    propose_seal(tour=now, by=_person("second"), at=at)
    sealed = seal_tour(tour=now, by=_person("office"), at=at)
    result: Mapping[str, Any] = sealed.result or {}  # Any: plain JSON
    return {
        "hashes": [digest for ballot in result["ballots"] for digest in ballot["hashes"]],
        "verifies": all(check.ok for check in verify_seal(Tour.objects.get(pk=tour)).checks),
    }


def history() -> Json:
    """Whether the chain of the history is whole, and the ballots it tells of, by key."""
    told = HistoryEntry.objects.filter(action__in=("ballot.submitted", "ballot.corrected"))
    return {
        "broken": first_broken_link(),
        "ballots": list(told.order_by("sequence").values_list("object_pk", flat=True)),
    }


def _person(username: str) -> Person:
    return Person.objects.get(username=username)


def _projects(count: int, office: Person) -> list[Project]:
    """The city's first projects; more are registered where there are fewer."""
    counties = list(Unit.objects.filter(parent__isnull=False).order_by("pk"))
    for n in range(Project.objects.count(), count):
        values = {"name": f"测量产业园{n}期", "stage": Stage.BUILDING}
        register_project(unit=counties[n % len(counties)], values=values, by=office, at=clock.now())
    return list(Project.objects.order_by("pk")[:count])


ORDERS: dict[str, Callable[..., Json]] = {
    "build": build, "tour": tour, "close": close, "seal": seal, "history": history,
}  # fmt: skip


def main() -> None:
    """Answer orders until the input ends."""
    for line in sys.stdin:
        order = json.loads(line)
        print(json.dumps(ORDERS[order.pop("do")](**order), ensure_ascii=False), flush=True)
