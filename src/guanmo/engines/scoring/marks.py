"""What goes into a tally, and the refusal that lists everything wrong with it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum


class Excuse(StrEnum):
    """Why a judge owes a stop no mark: stands too near to it, or was not there."""

    RECUSED = "recused"
    ABSENT = "absent"


@dataclass(frozen=True, slots=True, kw_only=True)
class Mark:
    """One figure a judge gave: a score, or the place on a rank ballot.

    `stop` and `criterion` stay empty where the ballot has none. `line` is the line of the file
    it was read from and is used in messages only. A mark with `excused` holds no figure: it says that the judge owes
    this stop none, and what the judge gave it all the same is left out as the rule says.
    """

    judge: str
    unit: str
    score: Decimal | None = None
    rank: int | None = None
    stop: str = ""
    criterion: str = ""
    judge_group: str = ""
    judge_unit: str = ""
    line: int | None = None
    excused: Excuse | None = None


@dataclass(frozen=True, slots=True)
class Unit:
    """A unit taking part, and the group it is ranked in."""

    name: str
    group: str = ""


@dataclass(frozen=True, slots=True)
class Problem:
    code: str
    message: str
    line: int | None = None

    def __str__(self) -> str:
        return self.message if self.line is None else f"第{self.line}行：{self.message}"


@dataclass(frozen=True, slots=True)
class Excluded:
    """A mark that was given but does not count."""

    judge: str
    judge_group: str
    judge_unit: str
    unit: str
    stop: str
    criterion: str
    value: Decimal
    code: str
    reason: str


class InvalidBallots(ValueError):
    """The ballots cannot be tallied; `problems` holds every reason, in line order."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = in_line_order(problems)
        super().__init__("选票有误：" + " ".join(str(problem) for problem in self.problems))


def in_line_order(problems: Iterable[Problem]) -> Sequence[Problem]:
    """Different problems by line, those of the whole tally last."""
    return tuple(
        sorted(
            set(problems), key=lambda found: (found.line is None, found.line or 0, found.code, found.message)
        )
    )


def place_name(unit: str, stop: str) -> str:
    return f"“{unit}”的“{stop}”" if stop else f"“{unit}”"
