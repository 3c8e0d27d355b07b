"""A demonstration city served in a process of its own, as `guanmo demo` serves it."""

import fcntl
import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

import pytest

STARTED_WITHIN = 120
GUANMO = [sys.executable, "-m", "guanmo.config.cli"]
DAY = "2026-11-24"
EMBEDDED = "guanmo.config.settings.embedded"


def loaded_city(tests: Path, command: Sequence[str], home: Path) -> None:
    """Fill `home` with a demonstration city of its own.

    The city is loaded once under `tests`, a folder the workers of one run share, and copied from there: loading takes
    a quarter of a minute. What the command said and complained of is kept beside the city, in `said` and `complained`.
    """
    city = tests / "city"
    with (tests / "city.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not (city / "demonstration").exists():
            city.mkdir()
            with (city / "said").open("w") as said, (city / "complained").open("w") as complained:
                subprocess.run(
                    [*command, "demo", "--load-only"],
                    env=_settings(city, os.environ),
                    stdout=said,
                    stderr=complained,
                    check=True,
                )
    shutil.copytree(city, home, dirs_exist_ok=True)


def _settings(home: Path, environment: Mapping[str, str]) -> dict[str, str]:
    kept = {name: value for name, value in environment.items() if name != "GUANMO_DATABASE_URL"}
    return {**kept, "GUANMO_HOME": str(home), "GUANMO_TODAY": DAY, "DJANGO_SETTINGS_MODULE": EMBEDDED}


@contextmanager
def demonstration(
    command: Sequence[str], home: Path, environment: Mapping[str, str] | None = None
) -> Iterator[str]:
    """The address of the demonstration in `home`, its calendar on the day of the pictures; loaded unless it is there.

    `command` is how to start `guanmo` (a program, or Python and a module); it ends with the block.
    """
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    settings = _settings(home, os.environ if environment is None else environment)
    log = home / "log"
    with log.open("w") as output:
        server = subprocess.Popen(
            [*command, "demo", "--port", str(port)],
            env=settings,
            cwd=home,
            stdout=output,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
        address = f"http://127.0.0.1:{port}"
        try:
            _wait_for(address, server, log)
            yield address
        finally:
            server.terminate()
            server.wait(timeout=20)


def _wait_for(address: str, server: "subprocess.Popen[bytes]", log: Path) -> None:
    end = time.monotonic() + STARTED_WITHIN
    while time.monotonic() < end and server.poll() is None:
        try:
            urllib.request.urlopen(f"{address}/login/", timeout=5).close()  # noqa: S310 - our own address
        except (urllib.error.URLError, OSError):
            time.sleep(0.2)
        else:
            return
    pytest.fail(f"演示网站没有打开：\n{log.read_text()}")
