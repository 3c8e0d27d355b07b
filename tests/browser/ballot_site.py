"""The demonstration city with a link for each of its jurors, in a server that can be stopped and started."""

import json
import os
import socket
import sqlite3
import subprocess
import sys
import time
import urllib.error
import urllib.request
from dataclasses import dataclass, field
from pathlib import Path

# Issues a link to every juror of the tour being scored and prints those of jurors who have given nothing yet.
ISSUE = """
import json
import django
django.setup()
from guanmo.accounts.models import Person
from guanmo.foundation import clock
from guanmo.observation.models import Ballot, Juror, Tour
from guanmo.observation.sync_services import issue_links
tour = Tour.objects.get(state="open")
fresh = Juror.objects.filter(tour=tour).exclude(pk__in=Ballot.objects.values("juror")).order_by("pk")
office = Person.objects.get(username="zhongdian")
print(json.dumps(issue_links(tour=tour, jurors=fresh, by=office, at=clock.now())))
"""
# A tour of two stops and one juror, beside the demonstration's own, so that a test may seal it.
SMALL = """
import json
import django
django.setup()
from guanmo.accounts.models import Person
from guanmo.engines.packs import shipped_pack
from guanmo.foundation import clock
from guanmo.observation.juror_services import add_juror
from guanmo.observation.services import add_stop, create_tour, open_tour
from guanmo.observation.sync_services import issue_links
from guanmo.projects.models import Project
who = {"by": Person.objects.get(username="zhongdian"), "at": clock.now()}
tour = create_tour(name="现场观摩", held_on=clock.today(), pack=shipped_pack("mean"), **who)
for project in Project.objects.filter(unit__kind="county").order_by("pk")[:2]:
    add_stop(tour=tour, project=project, **who)
juror = add_juror(tour=tour, name="任仲平", group="", unit=None, person=None, **who)
open_tour(tour=tour, **who)
print(json.dumps(issue_links(tour=tour, jurors=[juror], **who)))
"""
SEAL = """
import django
django.setup()
from guanmo.accounts.models import Person
from guanmo.foundation import clock
from guanmo.observation.closing_services import close_tour
from guanmo.observation.models import Tour
from guanmo.observation.seal_services import propose_seal, seal_tour
tour, at = Tour.objects.get(name="现场观摩"), clock.now()
office, second = (Person.objects.get(username=name) for name in ("zhongdian", "zhongdian-fh"))
close_tour(tour=tour, by=office, at=at)
propose_seal(tour=tour, by=second, at=at)
print(seal_tour(tour=tour, by=office, at=at, why="").seal_hash)
"""
STARTED_WITHIN = 60


@dataclass
class BallotSite:
    """A real server on a real database; `stop` and `start` are what a failing machine does on a tour."""

    home: Path
    port: int = 0
    tokens: list[tuple[int, str]] = field(default_factory=list)
    server: "subprocess.Popen[bytes] | None" = None

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def _environment(self) -> dict[str, str]:
        kept = {name: value for name, value in os.environ.items() if name != "GUANMO_DATABASE_URL"}
        settings = "guanmo.config.settings.embedded"
        return kept | {
            "GUANMO_HOME": str(self.home), "GUANMO_TODAY": "2026-11-24", "DJANGO_SETTINGS_MODULE": settings,
        }  # fmt: skip

    def _said(self, program: str) -> str:
        """What a program prints that runs on the city's database."""
        command = [sys.executable, "-c", program]
        said = subprocess.run(
            command, env=self._environment, check=True, cwd=self.home, capture_output=True, text=True
        )
        return said.stdout.strip()

    def issue(self) -> None:
        """A link for each juror of the city in `home`."""
        self.tokens = [(int(juror), token) for juror, token in json.loads(self._said(ISSUE)).items()]
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = probe.getsockname()[1]

    def start(self) -> None:
        self.server = subprocess.Popen(
            [sys.executable, "-m", "guanmo.config.cli", "serve", "--port", str(self.port)],
            env=self._environment, cwd=self.home, start_new_session=True,
            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
        )  # fmt: skip
        end = time.monotonic() + STARTED_WITHIN
        while time.monotonic() < end:
            try:
                urllib.request.urlopen(f"{self.address}/login/", timeout=5).close()  # noqa: S310 - our own address
            except (urllib.error.URLError, OSError):
                time.sleep(0.1)
            else:
                return
        raise TimeoutError(self.address)

    def stop(self) -> None:
        if self.server is not None:
            self.server.terminate()
            self.server.wait(timeout=20)
            self.server = None

    def link(self) -> tuple[int, str]:
        """A juror nobody has used in this run, and the address of their ballot."""
        juror, token = self.tokens.pop()
        return juror, f"{self.address}/ballot/{token}/"

    def small_tour(self) -> tuple[int, str]:
        """The one juror of a small tour of its own, and the address of the ballot."""
        [(juror, token)] = json.loads(self._said(SMALL)).items()
        return int(juror), f"{self.address}/ballot/{token}/"

    def seal_small_tour(self) -> str:
        """Closed, proposed and sealed by the two of the office; the seal's hash."""
        return self._said(SEAL)

    def ballots(self, juror: int) -> list[tuple[int, str, int | None]]:
        """What the database holds of a juror, in order: sequence, hash, the sequence of what it replaces."""
        query = """select one.sequence, one.body_hash, old.sequence from observation_ballot one
            left join observation_ballot old on old.id = one.replaces_id where one.juror_id = ? order by one.sequence"""
        database = sqlite3.connect(f"file:{self.home}/guanmo.sqlite3?mode=ro", uri=True)
        try:
            return list(database.execute(query, (juror,)))
        finally:
            database.close()
