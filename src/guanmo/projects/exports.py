"""Any list of projects as a ledger that imports back without a change."""

from collections.abc import Iterable, Mapping, Sequence

from django.db.models import QuerySet

from guanmo.engines.periods import Month
from guanmo.engines.sheets import ColumnKind, ColumnSpec, write_table
from guanmo.engines.sheets.names import is_ditto
from guanmo.engines.sheets.writing import Value
from guanmo.projects.enums import LedgerField as F
from guanmo.projects.ledger_queries import figures_of
from guanmo.projects.models import MonthlyReturn, Project, YearPlan

_MONEY = (F.TOTAL, F.PLAN, F.DONE)
_DATES = (F.STARTS_ON, F.ENDS_ON)
_WIDTHS = {F.NAME: 36, F.CONTENT: 44, F.PLACE: 20, F.OWNER: 24, F.PROGRESS: 32, F.PROBLEMS: 28, F.GOAL: 28}

# Which column shows what, and how; the title of a money column names the unit all its figures are in.
COLUMNS = tuple(
    ColumnSpec(f"{field.label}（万元）", ColumnKind.MONEY, 16)
    if field in _MONEY
    else ColumnSpec(
        field.label, ColumnKind.DATE if field in _DATES else ColumnKind.TEXT, _WIDTHS.get(field, 14)
    )
    for field in F
)


def project_ledger(projects: QuerySet[Project], month: Month) -> bytes:
    """The projects in the queryset's order as .xlsx, with the plan of the year and the return of `month`.

    What nobody filled in is a blank cell, which an import takes as saying nothing; so is a text that within a list
    would mean “as above” (同上, "). A return that was sent back does not count and is not shown. Raises UnwritableTable for a text longer than a cell can hold.
    """
    return write_table(
        title=f"{month.year}年{month.month}月重点项目台账",
        unit_line="单位：万元",
        columns=COLUMNS,
        rows=ledger_rows(projects, month),
        totals=True,
    )


def ledger_rows(projects: QuerySet[Project], month: Month) -> list[Sequence[Value]]:
    """The projects' rows in the order of COLUMNS."""
    listed = list(projects.select_related("unit"))
    plans, returns = figures_of([project.pk for project in listed], month)
    return [_row(project, plans, returns) for project in listed]


def _row(
    project: Project, plans: Mapping[int, YearPlan], returns: Mapping[int, MonthlyReturn]
) -> Sequence[Value]:
    plan, report = plans.get(project.pk), returns.get(project.pk)
    shown: dict[str, Value] = {F.UNIT: project.unit.name, F.STAGE: project.get_stage_display()}
    if plan:
        shown[F.CATEGORY] = plan.get_category_display()
    return [shown.get(field) or _held(field, (project, plan, report)) for field in F]


def _held(word: str, rows: Iterable[Project | YearPlan | MonthlyReturn | None]) -> Value:
    """The value of whichever row has the field."""
    held: Value = next((getattr(row, word) for row in rows if hasattr(row, word)), None)
    return None if isinstance(held, str) and is_ditto(held) else held
