"""What a column of a table to write looks like, and what may be put into it."""

from dataclasses import dataclass
from enum import StrEnum


class ColumnKind(StrEnum):
    """How a column is shown."""

    TEXT = "text"
    MONEY = "money"
    PERCENT = "percent"
    DATE = "date"
    INTEGER = "integer"


@dataclass(frozen=True, slots=True)
class ColumnSpec:
    """One column of a table to write; the unit belongs into the title: 总投资（万元）.

    In a table to be filled in, `choices` are the only texts it takes and `hint` is shown beside a chosen cell.
    """

    title: str
    kind: ColumnKind = ColumnKind.TEXT
    width: int = 14
    choices: tuple[str, ...] = ()
    hint: str = ""
