"""The product as a city runs it, in processes of its own that can be killed: web server, office, database file."""

import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from guanmo.config.commands.site import APPLICATION, server_command

ROOT = Path(__file__).resolve().parents[2]
DESK = "import django; django.setup(); from benchmarks.chaos.desk import main; main()"
READY_WITHIN = 60
HOST = "127.0.0.1"

Json = dict[str, Any]  # Any: plain JSON


def free_port() -> int:
    """A port nobody listens on."""
    with socket.socket() as probe:
        probe.bind((HOST, 0))
        port: int = probe.getsockname()[1]
    return port


def await_port(port: int, within: float = READY_WITHIN) -> None:
    """Wait until somebody listens there."""
    end = time.monotonic() + within
    while time.monotonic() < end:
        with suppress(OSError), socket.create_connection((HOST, port), timeout=1):
            return
        time.sleep(0.02)
    raise TimeoutError(f"nobody listens on {port}")


@dataclass
class Site:
    """One installation in a folder of its own; `database` is an address of PostgreSQL, empty for the embedded SQLite."""

    home: Path
    database: str = ""
    application: str = APPLICATION
    port: int = field(default_factory=free_port)
    server: "subprocess.Popen[bytes] | None" = None

    @property
    def environment(self) -> dict[str, str]:
        """What our processes are told."""
        kept = {name: value for name, value in os.environ.items() if name != "GUANMO_DATABASE_URL"}
        said = kept | {
            "GUANMO_HOME": str(self.home),
            "GUANMO_TODAY": "",
            "DJANGO_SETTINGS_MODULE": "guanmo.config.settings.embedded",
            "PYTHONPATH": f"{ROOT}{os.pathsep}{ROOT / 'src'}",
        }
        return said | ({"GUANMO_DATABASE_URL": self.database} if self.database else {})

    @property
    def log(self) -> Path:
        """What the server said."""
        return self.home / "server.log"

    def start(self) -> None:
        """The server exactly as `guanmo serve` starts it, in a process group of its own; returns when it listens."""
        with self.log.open("ab") as output:
            self.server = subprocess.Popen(  # noqa: S603 - our own program
                server_command(HOST, self.port, self.application),
                env=self.environment, cwd=ROOT, stdout=output, stderr=output, start_new_session=True,
            )  # fmt: skip
        await_port(self.port)

    def kill(self) -> None:
        """SIGKILL for the master and all workers at once: nobody cleans up."""
        self._end(signal.SIGKILL)

    def stop(self) -> None:
        """As an administrator stops it."""
        self._end(signal.SIGTERM)

    @contextmanager
    def served(self) -> Iterator["Desk"]:
        """With its server and somebody of the office at work."""
        with desk_of(self) as desk:
            self.start()
            try:
                yield desk
            finally:
                self.stop()

    def _end(self, how: signal.Signals) -> None:
        if self.server is not None:
            with suppress(ProcessLookupError):
                os.killpg(self.server.pid, how)
            self.server.wait(timeout=30)
            self.server = None

    def copy(self, home: Path, application: str = APPLICATION) -> "Site":
        """The same installation in another folder, with its database as it stands."""
        shutil.copytree(self.home, home)
        return Site(home, self.database, application)


@dataclass
class Desk:
    """The office's process; `ask` waits for its answer."""

    process: "subprocess.Popen[str]"

    def ask(self, do: str, **order: Any) -> Json:  # Any: plain JSON
        """One order, one answer."""
        assert self.process.stdin  # noqa: S101 - opened with pipes
        assert self.process.stdout  # noqa: S101 - as above
        self.process.stdin.write(json.dumps({"do": do, **order}) + "\n")
        self.process.stdin.flush()
        answer: Json = json.loads(self.process.stdout.readline())
        return answer


@contextmanager
def desk_of(site: Site) -> Iterator[Desk]:
    """The office at work on a site."""
    with subprocess.Popen(  # noqa: S603 - our own program
        [sys.executable, "-c", DESK],
        env=site.environment, cwd=ROOT, text=True, stdin=subprocess.PIPE, stdout=subprocess.PIPE,
    ) as process:  # fmt: skip
        yield Desk(process)


@dataclass(frozen=True)
class Round:
    """A tour being scored: its jurors' tokens, its stops, the key its receipts are signed with."""

    tour: int
    tokens: Mapping[int, str]
    stops: tuple[int, ...]
    signing_key: bytes

    @classmethod
    def of(cls, said: Json) -> "Round":
        """From what the desk says."""
        tokens = {int(juror): token for juror, token in said["tokens"].items()}
        return cls(said["tour"], tokens, tuple(said["stops"]), bytes(said["signing_key"]))
