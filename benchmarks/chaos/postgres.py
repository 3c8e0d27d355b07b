"""A PostgreSQL made for one proof, with the settings a city runs it with, whose processes can all be killed at once."""

import os
import pwd
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

OWNER = "postgres"
URL = "postgres:///guanmo"
"""What GUANMO_DATABASE_URL has to be while `cluster()` lasts."""
SAFE = "-c fsync=on -c synchronous_commit=on -c full_page_writes=on"


def installed() -> Path | None:
    """Where the server's programs are: on the path, else where its own configuration says; None without a server."""
    beside, asked = shutil.which("initdb"), shutil.which("pg_config")
    if beside or asked is None:
        return Path(beside).resolve().parent if beside else None
    command = [asked, "--bindir"]
    said = subprocess.run(command, check=True, capture_output=True, text=True)  # noqa: S603 - the server's own program
    programs = Path(said.stdout.strip())
    return programs if (programs / "initdb").is_file() else None


@dataclass(frozen=True)
class Cluster:
    """A database server that listens on a socket in its own folder."""

    programs: Path
    folder: Path

    def create(self) -> None:
        """Files, a running server, an empty database."""
        self._run("initdb", "-D", self._data, "-U", "guanmo", "-A", "trust", "-E", "UTF8", "--locale=C.UTF-8")
        self.start()
        self._run("createdb", "-h", str(self.folder), "-U", "guanmo", "guanmo")

    def start(self) -> None:
        """Returns when it takes connections, recovered from whatever was before."""
        options = (
            f"-c listen_addresses= -c unix_socket_directories={self.folder} -c max_connections=100 {SAFE}"
        )
        self._run("pg_ctl", "-D", self._data, "-w", "-l", f"{self.folder}/log", "-o", options, "start")

    def kill(self) -> None:
        """SIGKILL for the server and every process it started."""
        master = int((Path(self._data) / "postmaster.pid").read_text(encoding="ascii").split()[0])
        processes = [master, *_children(master)]
        for process in processes:
            with suppress(ProcessLookupError):
                os.kill(process, signal.SIGKILL)
        # A new server does not start while anybody holds the old one's memory.
        while any(Path(f"/proc/{process}").exists() for process in processes):
            time.sleep(0.01)

    def stop(self) -> None:
        """Without waiting for anybody."""
        with suppress(subprocess.CalledProcessError):
            self._run("pg_ctl", "-D", self._data, "-m", "immediate", "-w", "stop")

    @property
    def _data(self) -> str:
        return str(self.folder / "data")

    def _run(self, program: str, *words: str) -> None:
        subprocess.run(  # noqa: S603 - the server's own programs
            [str(self.programs / program), *words],
            check=True, cwd=self.folder, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, **_as_owner(),
        )  # fmt: skip


def _as_owner() -> dict[str, int]:
    """PostgreSQL refuses to run as root."""
    return {"user": pwd.getpwnam(OWNER).pw_uid} if os.getuid() == 0 else {}


def _children(master: int) -> list[int]:
    """The processes whose parent this is."""
    found = []
    for process in Path("/proc").glob("[0-9]*"):
        with suppress(OSError):
            parent = (
                (process / "stat").read_text(encoding="ascii", errors="replace").rpartition(")")[2].split()[1]
            )
            if int(parent) == master:
                found.append(int(process.name))
    return found


@contextmanager
def cluster() -> Iterator[Cluster]:
    """A server for as long as a proof takes; raises FileNotFoundError where none is installed."""
    programs = installed()
    if programs is None:
        raise FileNotFoundError("no PostgreSQL server is installed")
    with tempfile.TemporaryDirectory() as folder:
        if user := _as_owner():
            os.chown(folder, user["user"], -1)
            Path(folder).chmod(0o755)
        made = Cluster(programs, Path(folder))
        made.create()
        # The processes of a proof inherit where the server is, as psycopg reads it.
        os.environ |= {"PGHOST": folder, "PGUSER": "guanmo"}
        try:
            yield made
        finally:
            made.stop()
