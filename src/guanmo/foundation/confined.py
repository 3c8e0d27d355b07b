"""Work on what strangers send, in a child process with little memory and little time.

The child serves one function from bytes to bytes. Where it dies or takes too long, only that piece of work is lost: the
next one gets a new child. Nothing is written to disk and nothing leaves the machine.
"""

import importlib
import os
import resource
import select
import struct
import subprocess
import sys
from collections.abc import Callable
from types import TracebackType
from typing import BinaryIO, Self

_MEMORY = 1_500_000_000
_LENGTH = struct.Struct("<Q")


class Overrun(RuntimeError):
    """The work took more time or memory than it may."""


class Confined:
    """A child process that serves `module:function`; `ask` as often as needed, then leave the context.

    `seconds` and `memory` (bytes of address space) hold for each piece of work.
    """

    def __init__(self, function: str, *, seconds: float, memory: int = _MEMORY) -> None:
        self._function = function
        self._seconds = seconds
        self._memory = memory
        self._child: subprocess.Popen[bytes] | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._stop()

    def ask(self, request: bytes) -> bytes:
        """The function's answer; Overrun where the child died or took too long."""
        child = self._child or self._start()
        try:
            _send(_stream(child.stdin), request)
            return self._answer(_stream(child.stdout))
        except (BrokenPipeError, EOFError) as error:
            self._stop()
            raise Overrun("处理这份文件超出了允许的内存或时间，已停止。") from error

    def _start(self) -> subprocess.Popen[bytes]:
        self._child = subprocess.Popen(  # noqa: S603 - our own module
            [sys.executable, "-m", __name__, self._function, str(self._memory)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env=os.environ | {"PYTHONPATH": os.pathsep.join(filter(None, sys.path))},
        )
        return self._child

    def _answer(self, stream: BinaryIO) -> bytes:
        ready, _, _ = select.select([stream], [], [], self._seconds)
        if not ready:
            raise EOFError
        return _receive(stream)

    def _stop(self) -> None:
        if self._child is not None:
            self._child.kill()
            self._child.communicate()
            self._child = None


def serve(function: str, memory: int, requests: BinaryIO, answers: BinaryIO) -> None:
    """Answer requests until there are no more; run in the child."""
    resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    module, _, name = function.partition(":")
    work: Callable[[bytes], bytes] = getattr(importlib.import_module(module), name)
    while True:
        try:
            request = _receive(requests)
        except EOFError:
            return
        _send(answers, work(request))


def _stream(pipe: object) -> BinaryIO:
    return pipe  # type: ignore[return-value]  # Popen was given pipes


def _send(stream: BinaryIO, message: bytes) -> None:
    stream.write(_LENGTH.pack(len(message)) + message)
    stream.flush()


def _receive(stream: BinaryIO) -> bytes:
    (length,) = _LENGTH.unpack(_exactly(stream, _LENGTH.size))
    return _exactly(stream, length)


def _exactly(stream: BinaryIO, length: int) -> bytes:
    found = stream.read(length)
    if len(found) < length:
        raise EOFError
    return found


if __name__ == "__main__":
    serve(sys.argv[1], int(sys.argv[2]), sys.stdin.buffer, sys.stdout.buffer)
