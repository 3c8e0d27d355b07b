"""Reading in the child process: a file, one that cannot be read, one that takes too long."""

import pytest

from guanmo.intake import reading_imports
from guanmo.intake.reading_imports import read_bytes
from guanmo.intake.services import Unreadable
from tests.intake.materials import TEXT, read


def test_a_text_is_read_in_a_child_process() -> None:
    assert read_bytes(TEXT.encode(), published=None) == read()


def test_a_file_that_takes_too_long_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reading_imports, "SECONDS", 0.0)

    with pytest.raises(Unreadable, match="超出了允许的内存或时间"):
        read_bytes(TEXT.encode(), published=None)
