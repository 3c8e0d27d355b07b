"""What a proof says in the end: the promise, the figure, whether it was kept."""

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass

MARK = "VERDICTS "


@dataclass(frozen=True)
class Verdict:
    """A line of the table; `figure` holds what was counted and measured."""

    requirement: str
    promise: str
    figure: str
    kept: bool


def report(verdicts: Sequence[Verdict]) -> None:
    """Hand verdicts to the parent process."""
    print(MARK + json.dumps([asdict(verdict) for verdict in verdicts], ensure_ascii=False), flush=True)


def reported(output: str) -> list[Verdict]:
    """The verdicts a proof handed over; none if it died before."""
    lines = [line for line in output.splitlines() if line.startswith(MARK)]
    return [Verdict(**said) for said in json.loads(lines[-1].removeprefix(MARK))] if lines else []
