"""What the page components take: small values that views fill and `templatetags.ledger` draws."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from guanmo.engines import money


@dataclass(frozen=True)
class KeyFigure:
    """One number of the strip at the head of a page; `url` opens the rows behind it."""

    label: str
    value: str
    unit: str = ""
    note: str = ""
    url: str = ""
    light: str = ""

    @classmethod
    def of_money(cls, label: str, amount: Decimal | None, *, note: str = "", url: str = "") -> "KeyFigure":
        """An amount in 万元, shown in 亿元 from one 亿元 on."""
        shown = money.headline(amount)
        return cls(label, shown.number, shown.unit, note, url)


@dataclass(frozen=True)
class Tab:
    """One of several views of the same thing."""

    label: str
    url: str
    current: bool = False
    count: int | None = None


@dataclass(frozen=True)
class Column:
    """A column of a list that a person may show or hide; a fixed one is always there."""

    key: str
    label: str
    shown: bool = True
    fixed: bool = False


@dataclass(frozen=True)
class FieldChange:
    """One field before and after; texts as shown, empty for nothing."""

    field: str
    old: str
    new: str
    is_data: bool = False  # kept in the form of a program, with keys that are no words

    @property
    def of_lines(self) -> bool:
        """Whether a value has several lines, like the text of a rule."""
        return "\n" in self.old + self.new


@dataclass(frozen=True)
class TimelineEntry:
    """One thing that happened, for a history list."""

    at: datetime
    who: str
    what: str
    why: str = ""
    changes: Sequence[FieldChange] = ()
    url: str = ""


@dataclass(frozen=True)
class Chip:
    """A filter in force, and the address of the list without it."""

    label: str
    value: str
    url: str
