"""PDFs by an outside program: one that works, one that makes nothing, one that never ends, none at all."""

import os
import time
from pathlib import Path

import pytest

from guanmo.foundation.pdf import NoPdf, office_program, pdf_of

COPY = 'for last; do :; done; while [ "$1" != --outdir ]; do shift; done; cp "$last" "$2/document.pdf"'


@pytest.fixture
def program(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where a program that stands in for LibreOffice is written; nothing else of its name is found."""
    monkeypatch.setenv("PATH", f"{tmp_path}{os.pathsep}/bin{os.pathsep}/usr/bin")
    return tmp_path / "soffice"


def write(program: Path, script: str) -> None:
    program.write_text(f"#!/bin/sh\n{script}\n")
    program.chmod(0o755)


def test_pdf_is_what_the_program_made(program: Path) -> None:
    write(program, COPY)

    assert pdf_of(b"document") == b"document"
    assert office_program() == str(program)


def test_program_that_makes_nothing_is_said(program: Path) -> None:
    write(program, "exit 1")

    with pytest.raises(NoPdf, match="另存为PDF"):
        pdf_of(b"document")


def test_program_that_never_ends_is_ended_with_what_it_started(program: Path, tmp_path: Path) -> None:
    note = tmp_path / "started"
    write(program, f"sleep 60 &\necho $! > {note}\nwait")

    with pytest.raises(NoPdf):
        pdf_of(b"document", seconds=0.3)

    child = Path("/proc", note.read_text().strip(), "stat")
    for _ in range(100):
        if not child.exists() or ") Z" in child.read_text():
            return
        time.sleep(0.01)
    pytest.fail("the child still runs")


def test_without_the_program_there_is_no_pdf(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))

    assert office_program() is None
    with pytest.raises(NoPdf):
        pdf_of(b"document")
