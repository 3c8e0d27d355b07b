"""Comparing a ledger with the library: what importing each row would do, and all that stands against it."""

import hashlib
import json
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from functools import cached_property

from guanmo.accounts.models import Person, Unit
from guanmo.engines.identity import Verdict, check_industry_code, check_project_code, normalised_code
from guanmo.engines.money import exact_wan_text
from guanmo.engines.sheets.amounts import is_not_applicable
from guanmo.engines.sheets.characters import compact, one_line
from guanmo.foundation.history import plain
from guanmo.projects import rules, services
from guanmo.projects.enums import LedgerField as F
from guanmo.projects.enums import RowOutcome
from guanmo.projects.ledger_identity_services import Identity, Scope, identify
from guanmo.projects.ledger_queries import LedgerRow, Value, library_for
from guanmo.projects.models import LedgerImport, MonthlyReturn, Project, YearPlan

PLAN_FIELDS = (F.CATEGORY, F.PLAN, F.GOAL)
REPORT_FIELDS = (F.DONE, F.PROGRESS, F.PROBLEMS, F.LOWER_REASON)
MONEY = (F.TOTAL, F.PLAN, F.DONE)
CODES = (F.NATIONAL_CODE, F.INDUSTRY)
REFUSALS = (
    services.AlreadyReported,
    services.FarAbovePlan,
    services.LowerThanBefore,
    services.NegativeMoney,
    services.NotCumulative,
)

# Field word → what is stored now and what the ledger says.
Changes = Mapping[str, tuple[Value, Value]]


@dataclass(frozen=True, slots=True)
class RowResult:
    """One row compared: what would change, what forbids it, what to look at.

    Without a project the row is a new one of `unit`, or nobody knows (`candidates`, or a problem).
    """

    row: LedgerRow
    outcome: RowOutcome
    unit: Unit
    project: Project | None = None
    plan: YearPlan | None = None
    report: MonthlyReturn | None = None
    changes: Changes = field(default_factory=dict)
    problems: Mapping[str, str] = field(default_factory=dict)
    notes: Mapping[str, str] = field(default_factory=dict)
    candidates: Sequence[Project] = ()
    may_be_new: bool = False

    @property
    def replans(self) -> bool:
        """Whether it changes a plan already set."""
        return self.plan is not None and any(word in self.changes for word in PLAN_FIELDS)

    @property
    def name(self) -> str:
        """What to call the row."""
        return self.row.typed.get(F.NAME) or (self.project.name if self.project else "")

    def changed(self, words: Iterable[str]) -> dict[str, Value]:
        """The new values among these fields."""
        return {word: self.changes[word][1] for word in words if word in self.changes}


@dataclass(frozen=True)
class Preview:
    """Every row of a ledger compared with the library as it is now."""

    results: Sequence[RowResult]

    def of(self, outcome: str) -> list[RowResult]:
        """The rows that end so, in the ledger's order."""
        return [result for result in self.results if result.outcome == outcome]

    @cached_property
    def counts(self) -> dict[str, int]:
        """How many rows end how; every outcome has a number."""
        counted = Counter(result.outcome for result in self.results)
        return {outcome.value: counted[outcome] for outcome in RowOutcome}

    @property
    def asked(self) -> list[RowResult]:
        """The rows of which a person must say what they mean."""
        return [result for result in self.results if result.candidates]

    @property
    def replans(self) -> list[RowResult]:
        """The rows that change a plan already set, and may."""
        return [result for result in self.of(RowOutcome.UPDATE) if result.replans]

    @property
    def writes(self) -> int:
        """How many rows would be written."""
        return self.counts[RowOutcome.NEW] + self.counts[RowOutcome.UPDATE]

    @cached_property
    def digest(self) -> str:
        """The same while every row ends the same, with the same old and new values."""
        said = [
            [
                r.row.row,
                r.outcome,
                r.project.pk if r.project else 0,
                r.unit.pk,
                _plain(r.changes),
                dict(r.problems),
            ]
            for r in self.results
        ]
        text = json.dumps(said, ensure_ascii=False, sort_keys=True)
        return hashlib.sha256(text.encode()).hexdigest()


def preview_ledger(*, ledger: LedgerImport, rows: Sequence[LedgerRow], by: Person) -> Preview:
    """Compare all rows; every problem of the whole file is found at once, and nothing is written."""
    scope = Scope(ledger, by, library_for(ledger, rows, by))
    return Preview(_without_twins([_compared(row, scope) for row in rows]))


def _compared(row: LedgerRow, scope: Scope) -> RowResult:
    """What the row would do; it is checked before anybody asks whether it changes anything."""
    found = identify(row, scope)
    if found.skipped:
        return RowResult(row, RowOutcome.SKIPPED, found.unit)
    sure = not found.problems and not found.candidates
    report = scope.library.report(found.project, scope.ledger.month) if found.project else None
    plan = scope.library.plans.get(found.project.pk) if found.project else None
    changes = dict(_changes(row, found, plan, report)) if sure else {}
    problems = {**_problems_alone(row), **(found.problems or {})}
    if sure:
        for word, message in _problems_together(row, found, plan, report, changes, scope):
            problems.setdefault(word, message)
    return RowResult(
        row,
        _outcome(found, changes, problems),
        found.unit,
        found.project,
        plan,
        report,
        {} if problems else changes,
        problems,
        _notes(row, found),
        found.candidates,
        found.may_be_new,
    )


def _outcome(found: Identity, changes: Changes, problems: Mapping[str, str]) -> RowOutcome:
    if problems or found.candidates:
        return RowOutcome.WRONG
    if found.project is None:
        return RowOutcome.NEW
    return RowOutcome.UPDATE if changes else RowOutcome.SAME


def _changes(
    row: LedgerRow, found: Identity, plan: YearPlan | None, report: MonthlyReturn | None
) -> Iterator[tuple[str, tuple[Value, Value]]]:
    """The fields the row says something else about than the library; 不适用 empties, a blank cell says nothing."""
    for words, stored in (
        (services.EDITABLE, found.project),
        (PLAN_FIELDS, plan),
        (REPORT_FIELDS, report),
    ):
        for word in words:
            if word not in row.values or (word == F.NAME and found.named and found.project):
                continue
            old, new = getattr(stored, word) if stored else None, row.values[word]
            if _meant(word, old) != _meant(word, new) and not _within(old, row.days.get(word)):
                yield word, (old, new)


def _meant(word: str, value: Value) -> Value:
    """What to compare: blanks that only spread a text out say nothing, nor does a text that says 不适用."""
    if not isinstance(value, str):
        return value
    if word in CODES:
        return normalised_code(value)
    return None if not value or is_not_applicable(value) else one_line(value)


def _within(stored: Value, days: tuple[date, date] | None) -> bool:
    """Whether a stored day is one the ledger's words allow: 2026年3月 says nothing against 2026-03-15."""
    return isinstance(stored, date) and days is not None and days[0] <= stored <= days[1]


def _problems_alone(row: LedgerRow) -> dict[str, str]:
    """What is wrong whatever the library holds."""
    problems = dict(row.problems)
    for word in MONEY:
        amount = row.values.get(word)
        if isinstance(amount, Decimal):
            try:
                services.check_not_negative(amount, F(word).label)
            except services.NegativeMoney as refusal:
                problems[word] = str(refusal)
    return problems


def _problems_together(
    row: LedgerRow,
    found: Identity,
    plan: YearPlan | None,
    report: MonthlyReturn | None,
    changes: Changes,
    scope: Scope,
) -> Iterator[tuple[str, str]]:
    """What is wrong in view of what is stored."""
    if found.project and not rules.may_edit_project(scope.by, found.project):
        yield F.UNIT, f"您没有修改“{found.project}”的权限，这一行不能导入。"
    yield from _project_problems(found, changes, scope)
    yield from _plan_problems(row, plan, changes, scope)
    yield from _report_problems(row, found, plan, report, changes, scope)


def _project_problems(found: Identity, changes: Changes, scope: Scope) -> Iterator[tuple[str, str]]:
    if F.NAME in changes:
        unit = found.project.unit if found.project else found.unit
        name = str(changes[F.NAME][1])
        if is_not_applicable(name):
            yield F.NAME, f"项目名称不能是“{name}”，请填写名称。"
        namesakes = scope.library.by_name.get(compact(name), ())
        holder = next((p for p in namesakes if p.unit_id == unit.pk and p != found.project), None)
        if holder:
            yield F.NAME, str(services.NameTaken(holder))
    if F.NATIONAL_CODE in changes:
        code = str(changes[F.NATIONAL_CODE][1] or "")
        others = [p for p in scope.library.by_national.get(code, ()) if p != found.project]
        if others or code in scope.library.elsewhere:
            yield F.NATIONAL_CODE, f"国家项目代码“{code}”已由另一个项目使用，请核对。"


def _plan_problems(
    row: LedgerRow, plan: YearPlan | None, changes: Changes, scope: Scope
) -> Iterator[tuple[str, str]]:
    year = scope.ledger.year
    given = [word for word in PLAN_FIELDS if row.values.get(word) is not None]
    if plan is None:
        if F.PLAN in given:
            if F.CATEGORY not in given and not row.category:
                yield (
                    F.CATEGORY,
                    "有年度计划却没有类别，请写 新建、续建、竣工、前期 之一，或在“对应列”一步统一指定。",
                )
        elif given and not row.problems.get(F.PLAN):
            yield (
                given[0],
                f"这个项目还没有{year}年计划，请先填年度计划投资；不需要的话，把这一列设为不导入。",
            )
        return
    changed = [word for word in PLAN_FIELDS if word in changes]
    cleared = [word for word in changed if changes[word][1] is None and word != F.GOAL]
    if cleared:
        yield cleared[0], f"{year}年计划已有，不能改为“不适用”；如需取消请办理计划调整。"
    elif changed and not rules.may_replan(scope.by):
        yield (
            changed[0],
            (
                f"{year}年计划已有（{exact_wan_text(plan.amount)}万元，{plan.get_category_display()}），表中与它不同。"
                "导入不会改动计划，请向重点办办理计划调整，或把这一格改得与计划一致。"
            ),
        )


def _report_problems(
    row: LedgerRow,
    found: Identity,
    plan: YearPlan | None,
    report: MonthlyReturn | None,
    changes: Changes,
    scope: Scope,
) -> Iterator[tuple[str, str]]:
    changed = [word for word in REPORT_FIELDS if word in changes]
    if not changed:
        return
    done = row.values.get(F.DONE, report.done if report else None)
    if done is None:
        if F.DONE in row.values and report:
            yield (
                F.DONE,
                f"{report.month}月已报累计完成 {exact_wan_text(report.done)} 万元，不能改为“不适用”。",
            )
        elif F.DONE not in row.problems:
            yield changed[0], "写了进展却没有累计完成投资；确实没有完成投资的，请填 0。"
        return
    lower_reason = row.text(F.LOWER_REASON) or (report.lower_reason if report else "")
    try:
        if report and not rules.may_correct_return(report):
            raise services.AlreadyReported(report)
        planned = row.values.get(F.PLAN, plan.amount if plan else None)
        if F.DONE in changes and planned is not None:
            services.check_against_plan(Decimal(str(done)), Decimal(str(planned)))
        if found.project and F.DONE in row.values:
            services.check_order(
                scope.library.counted(found.project),
                month=scope.ledger.month,
                done=Decimal(str(done)),
                lower_reason=lower_reason,
            )
    except REFUSALS as refusal:
        yield F.DONE, str(refusal)


def _notes(row: LedgerRow, found: Identity) -> dict[str, str]:
    """What to look at without being wrong."""
    notes: dict[str, str] = {}
    if code := row.text(F.NATIONAL_CODE):
        checked = check_project_code(code)
        if checked.verdict is not Verdict.VALID:
            notes[F.NATIONAL_CODE] = checked.message
    if (industry := row.text(F.INDUSTRY)) and (said := check_industry_code(industry).message):
        notes[F.INDUSTRY] = said
    stored = found.project.total_investment if found.project else None
    total = row.values.get(F.TOTAL, stored)
    for word in (F.PLAN, F.DONE):
        amount = row.values.get(word)
        if isinstance(total, Decimal) and isinstance(amount, Decimal) and amount > total:
            notes[word] = f"{word.label}大于总投资（{exact_wan_text(total)}万元），请核对金额单位。"
    return notes


def _without_twins(results: Sequence[RowResult]) -> list[RowResult]:
    """Two rows that mean one project are both wrong; each names the other."""
    sharers: dict[tuple[str, object], list[int]] = defaultdict(list)
    for index, result in enumerate(results):
        for key in _marks(result):
            sharers[key].append(index)
    found = list(results)
    for (word, _), indexes in sharers.items():
        for index in indexes if len(indexes) > 1 else ():
            others = "、".join(str(results[i].row.row) for i in indexes if i != index)
            said = f"与第{others}行是同一个项目，一个项目只能有一行，请合并或删去多余的行。"
            problems = {word: said, **found[index].problems}
            found[index] = replace(found[index], outcome=RowOutcome.WRONG, problems=problems, changes={})
    return found


def _marks(result: RowResult) -> Iterator[tuple[str, object]]:
    """What no other row of the file may bear."""
    if result.outcome == RowOutcome.SKIPPED:
        return
    if result.project:
        yield F.NAME, ("project", result.project.pk)
    elif not result.candidates and (name := compact(result.row.text(F.NAME))):
        yield F.NAME, ("name", result.unit.pk, name)
    code = result.row.text(F.NATIONAL_CODE)
    if code and (F.NATIONAL_CODE in result.changes or result.project is None):
        yield F.NATIONAL_CODE, code
    if F.NAME in result.changes and result.project:
        yield F.NAME, ("name", result.project.unit_id, compact(str(result.changes[F.NAME][1])))


def _plain(changes: Changes) -> dict[str, list[object]]:
    return {word: [plain(old), plain(new)] for word, (old, new) in changes.items()}
