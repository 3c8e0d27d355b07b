"""A compared row in words: every change from what to what, every problem with what was typed."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from django.forms import BoundField

from guanmo.engines.money import exact_wan_text
from guanmo.engines.sheets import RowError, Sheet
from guanmo.foundation.components import FieldChange
from guanmo.projects.enums import Category, RowOutcome, Stage
from guanmo.projects.enums import LedgerField as F
from guanmo.projects.ledger_preview_services import MONEY, Preview, RowResult
from guanmo.projects.ledger_queries import Matching, Value, Written

CHOICES = {F.STAGE: dict(Stage.choices), F.CATEGORY: dict(Category.choices)}
KINDS = {"project": "项目", "plan": "年度计划", "plan_change": "计划调整", "return": "月报"}
_LONGEST = 120


@dataclass(frozen=True)
class Remark:
    """Something said about one cell: the field, what was typed, what is to be done."""

    label: str
    typed: str
    message: str


@dataclass(frozen=True)
class ShownRow:
    """One row of the preview; `project` is the key of the project it means, `chooser` asks which it is."""

    row: int
    project: int | None
    outcome: RowOutcome
    name: str
    unit: str
    code: str
    changes: Sequence[FieldChange] = ()
    problems: Sequence[Remark] = ()
    notes: Sequence[Remark] = ()
    chooser: BoundField | None = None


@dataclass
class WrittenRow:
    """What an import wrote for one row."""

    row: int
    project: int
    name: str
    acts: list[str] = field(default_factory=list)
    kept: str = ""


def shown_row(result: RowResult, chooser: BoundField | None = None) -> ShownRow:
    """The row as the preview shows it."""
    return ShownRow(
        row=result.row.row,
        project=result.project.pk if result.project else None,
        outcome=result.outcome,
        name=result.name,
        unit=result.project.unit.name if result.project else result.row.typed.get(F.UNIT, result.unit.name),
        code=result.project.code if result.project else "",
        changes=[
            FieldChange(field_label(word), value_text(word, old), value_text(word, new))
            for word, (old, new) in result.changes.items()
            if not (result.project is None and word == F.NAME)
        ],
        problems=_remarks(result, result.problems.items()),
        notes=_remarks(result, result.notes.items()),
        chooser=chooser,
    )


def field_label(word: str) -> str:
    """A field as the preview names it; money is in 万元 whatever the ledger's unit."""
    return f"{F(word).label}（万元）" if word in MONEY else F(word).label


def value_text(word: str, value: Value) -> str:
    """A value as people read it; empty for none."""
    if value is None or value == "":
        return ""
    if isinstance(value, Decimal):
        return exact_wan_text(value)
    if isinstance(value, date):
        return value.isoformat()
    text = CHOICES.get(F(word), {}).get(value, value)
    return text if len(text) <= _LONGEST else f"{text[:_LONGEST]}…"


def row_errors(sheet: Sheet, matching: Matching, preview: Preview) -> Iterator[RowError]:
    """Every problem of the wrong rows at its cell, for the clerk's own workbook."""
    indexes = {column.title: column.index for column in sheet.columns}
    for result in preview.of(RowOutcome.WRONG):
        for word, message in result.problems.items():
            title = matching.title_of.get(word, "")
            yield RowError(sheet.name, result.row.row, indexes.get(title), f"{F(word).label}：{message}")
        if result.candidates:
            named = "、".join(f"{p.name}（{p.code}）" for p in result.candidates)
            title = matching.title_of.get(F.NAME, "")
            said = f"分不清是哪个项目：{named}。请在记录ID列写明编号，或在核对页选定。"
            yield RowError(sheet.name, result.row.row, indexes.get(title), said)


def written_rows(written: Iterable[Written]) -> list[WrittenRow]:
    """What was written, row by row in the ledger's order."""
    rows: dict[int, WrittenRow] = {}
    for record in sorted(written, key=lambda record: record.row):
        row = rows.setdefault(record.row, WrittenRow(record.row, record.project, record.name))
        verb = "新增" if record.old is None else "修改"
        row.acts.append(f"{verb}{KINDS[record.kind]}")
        row.kept = record.kept or row.kept
    return list(rows.values())


def _remarks(result: RowResult, said: Iterable[tuple[str, str]]) -> list[Remark]:
    return [Remark(F(word).label, result.row.typed.get(word, ""), message) for word, message in said]
