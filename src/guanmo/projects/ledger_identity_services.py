"""Finding the project a ledger's row means: 记录ID, then national code, then unit and name; otherwise asking."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from guanmo.accounts.enums import UnitKind
from guanmo.accounts.models import Person, Unit
from guanmo.engines.sheets.characters import compact
from guanmo.projects import rules
from guanmo.projects.enums import LedgerField as F
from guanmo.projects.ledger_queries import LedgerRow, Library
from guanmo.projects.models import LedgerImport, Project

AS_NEW, SKIP = "new", "skip"


@dataclass(frozen=True, slots=True)
class Scope:
    """What a ledger is compared with, for whom."""

    ledger: LedgerImport
    by: Person
    library: Library


@dataclass(frozen=True, slots=True)
class Identity:
    """Which project a row means; with neither project nor problems, a new one of `unit`.

    `named` says that the row was found by its name, which then says nothing new. With `candidates` the clerk has to
    choose, and may register a new project if `may_be_new`.
    """

    unit: Unit
    project: Project | None = None
    problems: Mapping[str, str] | None = None
    candidates: Sequence[Project] = ()
    may_be_new: bool = False
    named: bool = False
    skipped: bool = False


def identify(row: LedgerRow, scope: Scope) -> Identity:
    """Which project the row means."""
    unit, problem = _unit(row, scope)
    if problem:
        return Identity(unit, problems={F.UNIT: problem})
    if row.text(F.CODE):
        return _by_code(row, unit, scope)
    national = row.text(F.NATIONAL_CODE)
    bearers = scope.library.by_national.get(national, ()) if national else ()
    if len(bearers) == 1:
        return _moved(row, Identity(unit, bearers[0]))
    if bearers:
        return _settled(row, scope, Identity(unit, candidates=bearers))
    if national in scope.library.elsewhere:
        said = f"国家项目代码“{national}”已由其他单位的项目使用，请核对；确需共用请联系重点办。"
        return Identity(unit, problems={F.NATIONAL_CODE: said})
    return _by_name(row, unit, scope)


def _unit(row: LedgerRow, scope: Scope) -> tuple[Unit, str]:
    """The unit a row names, or the import's; and what is wrong with it."""
    whole, written = scope.ledger.unit, row.text(F.UNIT)
    if not written:
        return whole, ""
    unit = scope.library.units.find(written)
    if unit is None:
        near = "、".join(f"“{name}”" for name in scope.library.units.nearest(written))
        return whole, f"没有名为“{written}”的单位，" + (
            f"是不是{near}？请改成系统里的单位名称。" if near else "请改成系统里的单位名称。"
        )
    if not (whole.contains(unit) and rules.may_edit_unit_projects(scope.by, unit)):
        return whole, f"“{unit}”不在这次导入的范围（“{whole}”及其下属单位）内，这一行不能导入。"
    return unit, ""


def _by_code(row: LedgerRow, unit: Unit, scope: Scope) -> Identity:
    code = row.text(F.CODE)
    project = scope.library.by_code.get(code)
    if project is None:
        said = f"“{scope.ledger.unit}”没有编号为“{code}”的项目，请核对；新项目请把记录ID留空。"
        return Identity(unit, problems={F.CODE: said})
    return _moved(row, Identity(unit, project))


def _by_name(row: LedgerRow, unit: Unit, scope: Scope) -> Identity:
    key = compact(row.text(F.NAME))
    if not key:
        return Identity(unit, problems={} if F.NAME in row.problems else {F.NAME: "没有项目名称，请补上。"})
    alike = [
        p
        for p in scope.library.by_name.get(key, ())
        if unit.contains(p.unit) or (row.text(F.UNIT) and p.unit.contains(unit))
    ]
    exact = [p for p in alike if p.unit_id == unit.pk]
    if len(exact) == 1 and not _other_code(row, exact[0]):
        return Identity(unit, exact[0], named=True)
    if alike:
        return _settled(
            row, scope, Identity(unit, candidates=exact or alike, may_be_new=not exact, named=True)
        )
    return _as_new(row, Identity(unit))


def _as_new(row: LedgerRow, identity: Identity) -> Identity:
    if identity.unit.kind == UnitKind.CITY and not row.text(F.UNIT):
        return Identity(identity.unit, problems={F.UNIT: "新项目没有写责任单位，请补上。"})
    return identity


def _settled(row: LedgerRow, scope: Scope, asked: Identity) -> Identity:
    """What the clerk chose for the row, if it is still among what may be chosen."""
    choice = scope.ledger.choices.get(str(row.row), "")
    if choice == SKIP:
        return Identity(asked.unit, skipped=True)
    if choice == AS_NEW and asked.may_be_new:
        return _as_new(row, Identity(asked.unit))
    chosen = next((p for p in asked.candidates if str(p.pk) == choice), None)
    return Identity(asked.unit, chosen, named=asked.named) if chosen else asked


def _moved(row: LedgerRow, identity: Identity) -> Identity:
    """A ledger never hands a project to another unit; naming the county of a bureau is not another unit."""
    assert identity.project is not None  # noqa: S101 - for the type checker
    registered = identity.project.unit
    if not row.text(F.UNIT) or identity.unit.contains(registered):
        return identity
    said = (
        f"责任单位写的是“{identity.unit}”，登记的是“{registered}”。调整责任单位请到项目页办理，并写明原因。"
    )
    return Identity(identity.unit, problems={F.UNIT: said})


def _other_code(row: LedgerRow, project: Project) -> bool:
    written = row.text(F.NATIONAL_CODE)
    return bool(written and project.national_code and written != project.national_code)
