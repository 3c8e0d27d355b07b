"""Work in a child process: answered, too slow, too big, and the next one all the same."""

import io
import sys
import time
from pathlib import Path

import pytest

from guanmo.foundation.confined import Confined, Overrun, serve

_ECHO = f"{__name__}:echo"


def echo(request: bytes) -> bytes:
    """What the children of these tests serve."""
    if request == b"sleep":
        time.sleep(30)
    if request == b"grow":
        return bytes(10**10)
    return request + b"!"


@pytest.fixture
def served(monkeypatch: pytest.MonkeyPatch) -> str:
    monkeypatch.setattr("sys.path", [str(Path(__file__).parent), *sys.path])
    return "test_confined:echo"


def test_requests_are_answered_by_one_child(served: str) -> None:
    with Confined(served, seconds=20) as child:
        assert [child.ask(b"one"), child.ask(b"")] == [b"one!", b"!"]


@pytest.mark.parametrize("request_", [b"sleep", b"grow"])
def test_overruns_are_told_and_the_next_request_is_answered(served: str, request_: bytes) -> None:
    with Confined(served, seconds=4) as child:
        with pytest.raises(Overrun, match="已停止"):
            child.ask(request_)

        assert child.ask(b"next") == b"next!"


def test_a_context_that_asks_nothing_starts_nothing(served: str, monkeypatch: pytest.MonkeyPatch) -> None:
    started: list[object] = []
    monkeypatch.setattr("subprocess.Popen", lambda *args, **_: started.append(args))

    with Confined(served, seconds=1):
        pass

    assert started == []


def test_serving_ends_with_the_requests(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("resource.setrlimit", lambda *limits: None)
    asked = io.BytesIO(b"\x03\x00\x00\x00\x00\x00\x00\x00abc")
    answers = io.BytesIO()

    serve(_ECHO, 10**9, asked, answers)

    assert answers.getvalue() == b"\x04\x00\x00\x00\x00\x00\x00\x00abc!"
