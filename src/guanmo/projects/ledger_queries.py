"""Uploaded ledgers, remembered layouts, and what the library already knows of a ledger's rows."""

import difflib
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any, Self, TypeVar

from django.db.models import QuerySet

from guanmo.accounts.enums import Permission
from guanmo.accounts.models import Person, Unit
from guanmo.engines.periods import Month
from guanmo.engines.sheets.characters import compact
from guanmo.projects.enums import ImportState, LedgerField, ReturnState
from guanmo.projects.models import ColumnMapping, LedgerImport, MonthlyReturn, Project, YearPlan

# A cell as it was understood; None says 不适用. A blank cell has no value at all.
Value = Decimal | date | str | None
Json = dict[str, Any]  # Any: whatever JSON can hold

BY_HEADINGS = "headings"
_SUFFIXES = ("人民政府", "政府", "管委会", "管理委员会")
_CHUNK = 500


@dataclass(frozen=True, slots=True)
class MatchedColumn:
    """One column of a ledger: the field it holds (empty: not imported), and its money unit where the sheet names none."""

    title: str
    field: str = ""
    unit: str = ""


@dataclass(frozen=True, slots=True)
class Matching:
    """Which column means what. `category` is for plans whose rows name none: a Category, BY_HEADINGS, or empty."""

    columns: tuple[MatchedColumn, ...] = ()
    category: str = ""

    @classmethod
    def from_json(cls, stored: Json) -> Self:
        columns = tuple(MatchedColumn(**column) for column in stored.get("columns", ()))
        return cls(columns, stored.get("category", ""))

    def as_json(self) -> Json:
        columns = [{"title": c.title, "field": c.field, "unit": c.unit} for c in self.columns]
        return {"columns": columns, "category": self.category}

    @property
    def title_of(self) -> dict[str, str]:
        """Field word → column title, in the order fields are listed in."""
        found = {column.field: column.title for column in self.columns if column.field}
        return {word: found[word] for word in LedgerField.values if word in found}


@dataclass(frozen=True, slots=True)
class LedgerRow:
    """One record of a ledger: what each field says, how it was typed, and what is wrong with it by itself.

    `category` is what its plan is listed as where the row itself does not say; `days` are those a date as written
    allows, from the first to the last.
    """

    row: int
    values: Mapping[str, Value]
    typed: Mapping[str, str] = field(default_factory=dict)
    problems: Mapping[str, str] = field(default_factory=dict)
    category: str = ""
    days: Mapping[str, tuple[date, date]] = field(default_factory=dict)

    def text(self, word: str) -> str:
        """The value of a text field; empty when the cell is."""
        value = self.values.get(word)
        return value if isinstance(value, str) else ""


@dataclass(frozen=True, slots=True)
class Written:
    """One record an import wrote for a row and a project: its revision then, what it held before (None: it is new).

    After undoing, `kept` says why the record could not be put back.
    """

    row: int
    kind: str
    pk: int
    project: int
    name: str
    revision: int
    old: Json | None = None
    kept: str = ""

    @classmethod
    def from_json(cls, stored: Json) -> Self:
        return cls(**stored)

    def as_json(self) -> Json:
        return asdict(self)


def written_by(ledger: LedgerImport) -> list[Written]:
    """What applying wrote; after undoing, what was kept."""
    return [Written.from_json(stored) for stored in ledger.written]


def units_to_import(by: Person) -> QuerySet[Unit]:
    """The units whose ledgers this person may import, in administrative order."""
    open_units = Unit.objects.visible_to(by).filter(is_active=True)
    return open_units if by.has_permission(Permission.EDIT_ALL_PROJECTS) else open_units.within(by.unit)


def projects_to_fill_in(by: Person, unit: Unit) -> QuerySet[Project]:
    """The projects a ledger of `unit` speaks of, in administrative order, for one who will fill it in."""
    within = Project.objects.visible_to(by).filter(unit__path__startswith=unit.path)
    return within.order_by("unit__path", "code")


def ledgers_for(by: Person) -> QuerySet[LedgerImport]:
    """The uploads a person sees, newest first, without the files themselves."""
    return (
        LedgerImport.objects.visible_to(by)
        .select_related("unit", "uploaded_by", "applied_by", "undone_by")
        .defer("content", "written", "columns", "choices")
    )


def same_file(ledger: LedgerImport) -> LedgerImport | None:
    """The last import of the very same file for the unit that is in force; None where there is none."""
    return (
        LedgerImport.objects.filter(unit=ledger.unit, sha256=ledger.sha256, state=ImportState.APPLIED)
        .exclude(pk=ledger.pk)
        .select_related("applied_by")
        .defer("content", "written")
        .first()
    )


def remembered_matching(unit: Unit, layout: str) -> Matching | None:
    """How the unit matched this layout last time."""
    found = ColumnMapping.objects.filter(unit=unit, layout_hash=layout).first()
    return Matching.from_json(found.columns) if found else None


@dataclass(frozen=True)
class UnitIndex:
    """Units by what ledgers call them."""

    by_key: Mapping[str, Unit]

    def find(self, text: str) -> Unit | None:
        """The unit of that name or short name, with or without 政府 behind it."""
        key = compact(text)
        return self.by_key.get(key) or self.by_key.get(_bare(key))

    def nearest(self, text: str) -> list[str]:
        """The names most like `text`, best first; at most three."""
        close = difflib.get_close_matches(_bare(compact(text)), self.by_key, n=6, cutoff=0.5)
        return list(dict.fromkeys(self.by_key[key].name for key in close))[:3]


def _bare(key: str) -> str:
    """A unit's name without 政府 and the like behind it."""
    return next((key.removesuffix(suffix) for suffix in _SUFFIXES if key.endswith(suffix)), key)


@dataclass(frozen=True)
class Library:
    """What is known already: the projects of the import's unit and below, with the year's plans and returns.

    `elsewhere` are the national codes among the rows' that projects of other units bear.
    """

    units: UnitIndex
    by_pk: Mapping[int, Project]
    by_code: Mapping[str, Project]
    by_national: Mapping[str, Sequence[Project]]
    by_name: Mapping[str, Sequence[Project]]
    elsewhere: frozenset[str]
    plans: Mapping[int, YearPlan]
    returns: Mapping[int, Sequence[MonthlyReturn]]

    def report(self, project: Project, month: int) -> MonthlyReturn | None:
        """The project's return of that month, whatever its state."""
        return next((r for r in self.returns.get(project.pk, ()) if r.month == month), None)

    def counted(self, project: Project) -> list[MonthlyReturn]:
        """The project's returns of the year that count."""
        return [r for r in self.returns.get(project.pk, ()) if r.state != ReturnState.SENT_BACK]


def projects_within(ledger: LedgerImport, by: Person) -> QuerySet[Project]:
    """The projects an import may speak of."""
    within = Project.objects.visible_to(by).filter(unit__path__startswith=ledger.unit.path)
    return within.order_by("code")


def plans_within(ledger: LedgerImport) -> QuerySet[YearPlan]:
    """The plans an import may speak of: those of its year."""
    return YearPlan.objects.filter(project__unit__path__startswith=ledger.unit.path, year=ledger.year)


def returns_within(ledger: LedgerImport) -> QuerySet[MonthlyReturn]:
    """The returns of the import's year, whatever their state."""
    return MonthlyReturn.objects.filter(project__unit__path__startswith=ledger.unit.path, year=ledger.year)


def figures_of(projects: Sequence[int], month: Month) -> tuple[dict[int, YearPlan], dict[int, MonthlyReturn]]:
    """The year's plan and the month's counted return of each of these projects that has one."""
    plans: dict[int, YearPlan] = {}
    returns: dict[int, MonthlyReturn] = {}
    for start in range(0, len(projects), _CHUNK):
        chunk = projects[start : start + _CHUNK]
        plans |= {
            plan.project_id: plan for plan in YearPlan.objects.filter(project__in=chunk, year=month.year)
        }
        counted = MonthlyReturn.objects.filter(project__in=chunk, year=month.year, month=month.month)
        returns |= {report.project_id: report for report in counted.exclude(state=ReturnState.SENT_BACK)}
    return plans, returns


def library_for(ledger: LedgerImport, rows: Sequence[LedgerRow], by: Person) -> Library:
    """Everything to compare the rows with, in a handful of queries."""
    units = {unit.pk: unit for unit in Unit.objects.order_by("path")}
    projects = list(projects_within(ledger, by))
    for project in projects:
        project.unit = units[project.unit_id]
    returns: dict[int, list[MonthlyReturn]] = defaultdict(list)
    for report in returns_within(ledger).order_by("month"):
        returns[report.project_id].append(report)
    return Library(
        units=unit_index(units.values()),
        by_pk={project.pk: project for project in projects},
        by_code={project.code: project for project in projects},
        by_national=_grouped((p.national_code, p) for p in projects if p.national_code),
        by_name=_grouped((compact(p.name), p) for p in projects),
        elsewhere=_elsewhere(rows, {project.pk for project in projects}),
        plans={plan.project_id: plan for plan in plans_within(ledger)},
        returns=returns,
    )


def unit_index(units: Iterable[Unit]) -> UnitIndex:
    """Names before short names; a short name that two units share names neither."""
    listed = list(units)
    short = _grouped((compact(unit.short_name), unit) for unit in listed)
    unique = {key: sharers[0] for key, sharers in short.items() if len(sharers) == 1}
    return UnitIndex(unique | {compact(unit.name): unit for unit in listed})


def _elsewhere(rows: Sequence[LedgerRow], own: set[int]) -> frozenset[str]:
    codes = sorted({code for row in rows if (code := row.text(LedgerField.NATIONAL_CODE))})
    found: set[str] = set()
    for start in range(0, len(codes), _CHUNK):
        bearers = Project.objects.filter(national_code__in=codes[start : start + _CHUNK])
        found |= {code for pk, code in bearers.values_list("pk", "national_code") if pk not in own}
    return frozenset(found)


_Thing = TypeVar("_Thing")


def _grouped(pairs: Iterable[tuple[str, _Thing]]) -> dict[str, list[_Thing]]:
    found: dict[str, list[_Thing]] = defaultdict(list)
    for key, thing in pairs:
        found[key].append(thing)
    return dict(found)
