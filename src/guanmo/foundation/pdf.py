"""A Word file of ours as a PDF, by the LibreOffice of this machine where there is one.

It runs as a process of its own, in a directory of its own that is removed afterwards, and is ended with all it started
when it takes too long. Only files this system made are given to it.
"""

import os
import shutil
import signal
import subprocess
import tempfile
import threading
from pathlib import Path

SECONDS = 60.0
# The fonts of official documents are seldom on a server: what stands in for them, and where the rest is found.
FONTS = Path(__file__).with_name("fonts.conf")
# It takes a few hundred megabytes: one at a time in each server process.
_turn = threading.Lock()


class NoPdf(RuntimeError):
    """LibreOffice is not there, failed, or took too long."""

    def __init__(self) -> None:
        super().__init__("没有生成PDF。请下载Word文件，在Word或WPS里另存为PDF。")


def office_program() -> str | None:
    """Where LibreOffice is; None where it is not installed."""
    return shutil.which("soffice")


def pdf_of(document: bytes, *, seconds: float = SECONDS) -> bytes:
    """The PDF of a .docx; raises NoPdf."""
    program = office_program()
    if program is None:
        raise NoPdf
    with _turn, tempfile.TemporaryDirectory(prefix="guanmo-pdf-") as place:
        source, made = Path(place, "document.docx"), Path(place, "document.pdf")
        source.write_bytes(document)
        _run([program, *_arguments(place), str(source)], place, seconds)
        if not made.exists():
            raise NoPdf
        return made.read_bytes()


def _arguments(place: str) -> list[str]:
    profile = Path(place, "profile").as_uri()
    return [f"-env:UserInstallation={profile}", "--headless", "--convert-to", "pdf", "--outdir", place]


def _run(command: list[str], place: str, seconds: float) -> None:
    child = subprocess.Popen(  # noqa: S603 - the machine's own LibreOffice, no shell
        command,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        cwd=place,
        env=os.environ | {"HOME": place, "FONTCONFIG_FILE": str(FONTS)},
        start_new_session=True,
    )
    try:
        child.wait(timeout=seconds)
    except subprocess.TimeoutExpired as error:
        # The program is a script that starts the real one: both are in the new session.
        os.killpg(child.pid, signal.SIGKILL)
        child.wait()
        raise NoPdf from error
