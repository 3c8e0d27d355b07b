"""Writing a checked ledger into the library: everything in one transaction, or nothing."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from decimal import Decimal
from typing import cast

from django.db import transaction

from guanmo.accounts.models import Person, Unit
from guanmo.accounts.services import NotAllowed
from guanmo.foundation.clock import day_of
from guanmo.foundation.history import Change, plain
from guanmo.foundation.models import Recorded
from guanmo.projects import rules, services
from guanmo.projects.enums import Evidence, ImportState, ReturnState, RowOutcome
from guanmo.projects.enums import LedgerField as F
from guanmo.projects.ledger_preview_services import (
    PLAN_FIELDS,
    REPORT_FIELDS,
    Preview,
    RowResult,
    preview_ledger,
)
from guanmo.projects.ledger_queries import Json, LedgerRow, Value, Written, projects_within
from guanmo.projects.ledger_services import AlreadyApplied
from guanmo.projects.models import LedgerImport, MonthlyReturn, PlanChange, Project, YearPlan

PROJECT, PLAN, PLAN_CHANGE, RETURN = "project", "plan", "plan_change", "return"
PROJECT_FIELDS = (*services.EDITABLE, "search_text")
_EMPTY_TEXT = (F.TOTAL, F.STARTS_ON, F.ENDS_ON)  # the fields whose nothing is None; all others are texts


class RowsWrong(Exception):
    """All or nothing: some rows cannot be written."""

    def __init__(self, count: int) -> None:
        super().__init__(f"有{count}行还有错误，没有导入任何一行。请改好后重新上传，或选择“只导入正确的行”。")


class LibraryMoved(Exception):
    """What would be written is no longer what was shown."""

    def __init__(self) -> None:
        super().__init__("核对之后，库里的数据又有变动，下面是最新的比对结果，请重新核对后再导入。")


class NothingToWrite(Exception):
    """The library says already what the ledger says."""

    def __init__(self) -> None:
        super().__init__("台账与库里的数据一致，没有需要写入的内容。")


@dataclass
class _Writer:
    """Writes the rows of a preview by kind, in bulk, and notes what each held before."""

    ledger: LedgerImport
    by: Person
    at: datetime
    reason: str
    written: list[Written] = field(default_factory=list)

    def write(self, preview: Preview) -> None:
        """All new and changed rows: projects first, then their plans, then their returns."""
        results = self._with_new_projects(preview.of(RowOutcome.NEW))
        results += preview.of(RowOutcome.UPDATE)
        self._update_projects(results)
        self._set_plans(results)
        self._replan([result for result in results if result.replans])
        self._report(results)

    def _with_new_projects(self, results: Sequence[RowResult]) -> list[RowResult]:
        codes = services.next_codes(day_of(self.at).year, len(results))
        projects = []
        for result, code in zip(results, codes, strict=True):
            project = Project(code=code, unit=result.unit)
            _fill(project, result, services.EDITABLE)
            project.search_text = services.project_search_text(project)
            projects.append(project)
        created = self._change("project.registered").create_many(projects)
        found = [replace(result, project=row) for result, row in zip(results, created, strict=True)]
        self._note(PROJECT, found, created)
        return found

    def _update_projects(self, results: Iterable[RowResult]) -> None:
        changed = [r for r in results if r.outcome == RowOutcome.UPDATE and r.changed(services.EDITABLE)]
        rows = [_project(result) for result in changed]
        before = [_held(row, PROJECT_FIELDS) for row in rows]
        for result, row in zip(changed, rows, strict=True):
            _fill(row, result, services.EDITABLE)
            row.search_text = services.project_search_text(row)
        self._change("project.updated").save_many(rows, PROJECT_FIELDS)
        self._note(PROJECT, changed, rows, before)

    def _set_plans(self, results: Iterable[RowResult]) -> None:
        planned = [
            r for r in results if r.plan is None and r.changes.get(F.PLAN, (None, None))[1] is not None
        ]
        plans = []
        for result in planned:
            plan = YearPlan(
                project=_project(result),
                year=self.ledger.year,
                baseline=cast(Decimal, result.changes[F.PLAN][1]),
                category=result.row.category,
            )
            _fill(plan, result, PLAN_FIELDS)
            plans.append(plan)
        self._note(PLAN, planned, self._change("plan.set").create_many(plans))

    def _replan(self, results: Sequence[RowResult]) -> None:
        plans = [cast(YearPlan, result.plan) for result in results]
        before = [_held(plan, PLAN_FIELDS) for plan in plans]
        moved = []
        for result, plan in zip(results, plans, strict=True):
            amount = plan.amount
            _fill(plan, result, PLAN_FIELDS)
            if plan.amount != amount:
                moved.append((result, self._plan_change(plan, amount)))
        change = self._change("plan.changed", self.reason)
        change.save_many(plans, PLAN_FIELDS)
        self._note(PLAN, results, plans, before)
        self._note(PLAN_CHANGE, [r for r, _ in moved], change.create_many([made for _, made in moved]))

    def _plan_change(self, plan: YearPlan, before: Decimal) -> PlanChange:
        return PlanChange(
            plan=plan,
            before=before,
            after=plan.amount,
            reason=self.reason,
            approved_by=self.by,
            approved_at=self.at,
        )

    def _report(self, results: Iterable[RowResult]) -> None:
        reported = [r for r in results if r.changed(REPORT_FIELDS)]
        new = [r for r in reported if r.report is None]
        old = [r for r in reported if r.report is not None]
        created = self._change("return.submitted").create_many([self._new_return(r) for r in new])
        self._note(RETURN, new, created)
        reports = [cast(MonthlyReturn, result.report) for result in old]
        before = [_held(report, services.RETURN_FIELDS) for report in reports]
        for result, report in zip(old, reports, strict=True):
            self._submit(report, result)
        self._change("return.corrected").save_many(reports, services.RETURN_FIELDS)
        self._note(RETURN, old, reports, before)

    def _new_return(self, result: RowResult) -> MonthlyReturn:
        report = MonthlyReturn(project=_project(result), year=self.ledger.year, month=self.ledger.month)
        self._submit(report, result)
        return report

    def _submit(self, report: MonthlyReturn, result: RowResult) -> None:
        """As if the clerk had filled in the form: it waits for a signature again."""
        _fill(report, result, REPORT_FIELDS)
        report.state, report.evidence = ReturnState.SUBMITTED, Evidence.SELF_REPORTED
        report.submitted_by, report.submitted_at = self.by, self.at
        report.reviewed_by, report.reviewed_at, report.review_note = None, None, ""

    def _change(self, action: str, reason: str = "") -> Change:
        source = f"导入台账“{self.ledger}”"
        return Change(action, by=self.by, at=self.at, why=f"{reason}（{source}）" if reason else source)

    def _note(
        self,
        kind: str,
        results: Sequence[RowResult],
        rows: Sequence[Recorded],
        before: Sequence[Json] | None = None,
    ) -> None:
        held: Sequence[Json | None] = before or [None] * len(rows)
        self.written += [
            Written(result.row.row, kind, row.pk, _project(result).pk, result.name, row.revision, old)
            for result, row, old in zip(results, rows, held, strict=True)
        ]


def apply_ledger(
    *,
    ledger: LedgerImport,
    rows: Sequence[LedgerRow],
    seen: str,
    only_right: bool = False,
    reason: str = "",
    by: Person,
    at: datetime,
) -> Preview:
    """Write the rows; returns what was written.

    `seen` is the digest of the preview the person agreed to. With a wrong row nothing is written, unless `only_right`
    leaves wrong rows out. Changing plans already set needs a `reason`. Raises AlreadyApplied, LibraryMoved, RowsWrong,
    NothingToWrite, ReasonMissing.
    """
    if not rules.may_import(by, ledger.unit):
        raise NotAllowed(f"导入“{ledger.unit}”的台账")
    with transaction.atomic():
        current = _locked(ledger, by)
        preview = preview_ledger(ledger=current, rows=rows, by=by)
        _check(preview, seen, reason, only_right=only_right)
        writer = _Writer(current, by, at, reason)
        writer.write(preview)
        current.state, current.counts = ImportState.APPLIED, preview.counts
        current.written = [record.as_json() for record in writer.written]
        current.applied_by, current.applied_at = by, at
        Change("ledger.applied", by=by, at=at, why=reason).save(
            current, ["state", "counts", "written", "applied_by", "applied_at"]
        )
    return preview


def _locked(ledger: LedgerImport, by: Person) -> LedgerImport:
    """The ledger, held against a second click, and its projects, held against everybody else."""
    Unit.objects.select_for_update().get(parent=None)  # codes are handed out one at a time
    current = LedgerImport.objects.select_for_update(of=("self",)).select_related("unit").get(pk=ledger.pk)
    if current.state != ImportState.UPLOADED:
        raise AlreadyApplied(current)
    list(projects_within(current, by).select_for_update(of=("self",)).values_list("pk"))
    return current


def _check(preview: Preview, seen: str, reason: str, *, only_right: bool) -> None:
    if preview.digest != seen:
        raise LibraryMoved
    wrong = preview.counts[RowOutcome.WRONG]
    if wrong and not only_right:
        raise RowsWrong(wrong)
    if not preview.writes:
        raise NothingToWrite
    if preview.replans and not reason.strip():
        raise services.ReasonMissing("表中有项目的年度计划与已定的不同，调整年度计划须写明原因。")


def _project(result: RowResult) -> Project:
    return cast(Project, result.project)


def _fill(row: Recorded, result: RowResult, words: Iterable[str]) -> None:
    for word, value in result.changed(words).items():
        setattr(row, word, _stored(word, value))


def _stored(word: str, value: Value) -> Value:
    """What says nothing: None for money and dates, an empty text for texts."""
    return "" if value is None and word not in _EMPTY_TEXT else value


def _held(row: Recorded, fields: Iterable[str]) -> Json:
    """The fields' values as JSON keeps them, by column."""
    names = [row._meta.get_field(name).attname for name in fields]  # type: ignore[union-attr] # concrete fields only
    return {name: plain(getattr(row, name)) for name in names}
