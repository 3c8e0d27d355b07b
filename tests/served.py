"""A demonstration city served in a process of its own, as `guanmo demo` serves it."""

import os
import socket
import subprocess
import time
import urllib.error
import urllib.request
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

import pytest

STARTED_WITHIN = 120


@contextmanager
def demonstration(
    command: Sequence[str], home: Path, environment: Mapping[str, str] | None = None
) -> Iterator[str]:
    """The address of a fresh demonstration in `home`, its calendar on the day of the pictures.

    `command` is how to start `guanmo` (a program, or Python and a module); it ends with the block.
    """
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    settings = {
        **(os.environ if environment is None else environment),
        "GUANMO_HOME": str(home),
        "GUANMO_TODAY": "2026-11-24",
        "DJANGO_SETTINGS_MODULE": "guanmo.config.settings.embedded",
    }
    settings.pop("GUANMO_DATABASE_URL", None)
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
