"""Taking an import back: what nobody touched since returns to what it was, the rest is listed."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from django.db import transaction
from django.db.models import ProtectedError

from guanmo.accounts.models import Person
from guanmo.accounts.services import NotAllowed
from guanmo.engines.periods import Month
from guanmo.foundation.history import Change
from guanmo.foundation.models import Recorded
from guanmo.projects import rules, services
from guanmo.projects.enums import ImportState
from guanmo.projects.ledger_apply_services import PLAN, PLAN_CHANGE, PROJECT, RETURN
from guanmo.projects.ledger_queries import Written, written_by
from guanmo.projects.models import LedgerImport, MonthlyReturn, PlanChange, Project, YearPlan

_MODELS: dict[str, type[Recorded]] = {
    RETURN: MonthlyReturn,
    PLAN_CHANGE: PlanChange,
    PLAN: YearPlan,
    PROJECT: Project,
}
GONE, TOUCHED, USED = (
    "之后已被删除",
    "导入之后又有人修改过",
    "导入之后有了别的记录（月报、计划调整或观摩等）",
)


class NotUndoable(Exception):
    """Only an import in force can be undone, once."""

    def __init__(self, ledger: LedgerImport) -> None:
        super().__init__(f"“{ledger}”{ledger.get_state_display()}，不能撤销。")


@dataclass(frozen=True, slots=True)
class _Step:
    """A record with what the import noted of it."""

    record: Written
    row: Recorded


def undo_import(*, ledger: LedgerImport, by: Person, at: datetime, why: str = "") -> list[Written]:
    """Put back every record untouched since the import; returns those that stay, each with its reason."""
    if not rules.may_undo_import(by, ledger):
        raise NotAllowed("撤销这次导入")
    change = Change("ledger.undone", by=by, at=at, why=why or f"撤销台账导入“{ledger}”")
    with transaction.atomic():
        current = (
            LedgerImport.objects.select_for_update(of=("self",)).select_related("unit").get(pk=ledger.pk)
        )
        if current.state != ImportState.APPLIED:
            raise NotUndoable(current)
        written, kept = written_by(current), []
        for kind in _MODELS:
            kept += _put_back(kind, [record for record in written if record.kind == kind], change)
        current.state, current.undone_by, current.undone_at = ImportState.UNDONE, by, at
        current.written = [record.as_json() for record in kept]
        change.save(current, ["state", "undone_by", "undone_at", "written"])
    return kept


def _put_back(kind: str, records: Sequence[Written], change: Change) -> list[Written]:
    """Undo what was written of one kind; returns what stays."""
    model = _MODELS[kind]
    rows = model.objects.select_for_update().in_bulk([record.pk for record in records])
    steps, kept = [], []
    for record in records:
        row = rows.get(record.pk)
        if row is None or row.revision != record.revision:
            kept.append(replace(record, kept=TOUCHED if row else GONE))
        else:
            steps.append(_Step(record, row))
    kept += _remove([step for step in steps if step.record.old is None], change)
    kept += _restore(kind, [step for step in steps if step.record.old is not None], change)
    return kept


def _remove(steps: Sequence[_Step], change: Change) -> list[Written]:
    """Remove new records; those that others refer to stay."""
    try:
        with transaction.atomic():
            change.delete_many([step.row for step in steps])
    except ProtectedError:
        return [record for step in steps if (record := _remove_one(step, change))]
    return []


def _remove_one(step: _Step, change: Change) -> Written | None:
    try:
        with transaction.atomic():
            change.delete(step.row)
    except ProtectedError:
        return replace(step.record, kept=USED)
    return None


def _restore(kind: str, steps: Sequence[_Step], change: Change) -> list[Written]:
    """Give changed records their old values, unless these no longer fit."""
    fields: list[str] = []
    restored, kept = [], []
    for step in steps:
        old = step.record.old or {}
        fields = list(old)
        for name, value in old.items():
            setattr(step.row, name, step.row._meta.get_field(name).to_python(value))  # type: ignore[union-attr] # concrete fields only
        if reason := _unfit(step.row):
            kept.append(replace(step.record, kept=reason))
        else:
            restored.append(step.row)
    names = [_MODELS[kind]._meta.get_field(name).name for name in fields]
    change.save_many(restored, names)
    return kept


def _unfit(row: Recorded) -> str:
    """Why a record cannot be what it was; empty when it can."""
    try:
        if isinstance(row, Project):
            services.check_project(row)
        elif isinstance(row, MonthlyReturn):
            services.check_cumulative(
                project=row.project,
                month=Month(row.year, row.month),
                done=row.done,
                lower_reason=row.lower_reason,
            )
    except (services.NameTaken, services.LowerThanBefore, services.NotCumulative) as refusal:
        return str(refusal)
    return ""
