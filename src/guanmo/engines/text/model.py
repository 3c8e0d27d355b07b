"""What reading gives back: findings with their quote, span, rule and doubts."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import NamedTuple


class Span(NamedTuple):
    """From `start` up to `end` in the original text."""

    start: int
    end: int


class Basis(StrEnum):
    """Where a date comes from: the event itself, or the page that reports it."""

    EVENT = "event"
    PUBLISHED = "published"


class Role(StrEnum):
    """What a line of the page is."""

    SOURCE = "source"
    TITLE = "title"
    PAGE = "page"
    HEADING = "heading"
    BODY = "body"
    SPAM = "spam"


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the cleaned text, by its place there."""

    start: int
    end: int
    role: Role


@dataclass(frozen=True, slots=True)
class Finding:
    """What every finding carries: the exact quote, where it stands, the rule that found it, what is doubtful."""

    quote: str
    span: Span
    rule: str
    doubts: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class WrittenDay(Finding):
    """The event's days; `first` and `last` are None where no year can be known."""

    first: date | None
    last: date | None
    basis: Basis


@dataclass(frozen=True, slots=True)
class Place(Finding):
    """The city, county or district the text is about, as it is written there."""

    name: str


@dataclass(frozen=True, slots=True)
class Figure(Finding):
    """A plain number in the unit as written; `mark` is 超, 近, 约, 余, 多, 至少 or 下限."""

    what: str
    value: Decimal
    unit: str
    mark: str
    is_target: bool


@dataclass(frozen=True, slots=True)
class RankedUnit(Finding):
    """One place of an ordering; `tied` where another unit has the same rank."""

    unit: str
    rank: int
    score: Decimal | None
    scope: str
    tied: bool


@dataclass(frozen=True, slots=True)
class Task(Finding):
    """A demand somebody can check: who, by when, how often."""

    deadline: str | None
    frequency: str | None
    units: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Project(Finding):
    """A project by its own name; `investment_yi` in 亿元."""

    name: str
    investment_yi: Decimal | None
    owner: str | None
    place: str | None
    stage: str | None


@dataclass(frozen=True, slots=True)
class Person(Finding):
    """A person by full name, with the post as the text states it."""

    name: str
    post: str | None


@dataclass(frozen=True, slots=True)
class Reading:
    """Everything read from one text."""

    title: str | None
    day: WrittenDay | None
    city: Place | None
    event_type: str | None
    rankings: tuple[RankedUnit, ...]
    figures: tuple[Figure, ...]
    tasks: tuple[Task, ...]
    projects: tuple[Project, ...]
    people: tuple[Person, ...]
    marked: tuple[Finding, ...]
    """Spam and lost bytes: shown, never silently removed."""
