"""Taking a ledger in: the file itself, which column means what, which project a doubtful row means."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from guanmo.accounts.models import Person, Unit
from guanmo.accounts.services import NotAllowed
from guanmo.engines.periods import Month
from guanmo.foundation.history import Change
from guanmo.projects import rules
from guanmo.projects.enums import ImportState
from guanmo.projects.ledger_queries import Matching
from guanmo.projects.models import ColumnMapping, LedgerImport


class AlreadyApplied(Exception):
    """A ledger is written into the library once."""

    def __init__(self, ledger: LedgerImport) -> None:
        super().__init__(
            f"“{ledger}”{ledger.get_state_display()}，没有重复写入。要再导入一次，请重新上传文件。"
        )


@dataclass(frozen=True, slots=True)
class Upload:
    """A file on its way in; `again` when the very same one was waiting already."""

    ledger: LedgerImport
    again: bool


def upload_ledger(
    *,
    unit: Unit,
    month: Month,
    file_name: str,
    content: bytes,
    sheet: str = "",
    matching: Matching | None = None,
    by: Person,
    at: datetime,
) -> Upload:
    """Keep an uploaded file. The same bytes for the same unit and month, still waiting, are not kept twice."""
    if not rules.may_import(by, unit):
        raise NotAllowed(f"导入“{unit}”的台账")
    sha256 = hashlib.sha256(content).hexdigest()
    with transaction.atomic():
        # Two clicks on “上传” meet here.
        Unit.objects.select_for_update().get(pk=unit.pk)
        waiting = LedgerImport.objects.filter(
            unit=unit, sha256=sha256, year=month.year, month=month.month, state=ImportState.UPLOADED
        ).first()
        if waiting:
            return Upload(waiting, again=True)
        ledger = LedgerImport(
            unit=unit,
            file_name=file_name[-200:],
            content=content,
            sha256=sha256,
            sheet=sheet,
            columns=(matching or Matching()).as_json(),
            year=month.year,
            month=month.month,
            uploaded_by=by,
            uploaded_at=at,
        )
        return Upload(Change("ledger.uploaded", by=by, at=at).create(ledger), again=False)


def match_columns(
    *, ledger: LedgerImport, sheet: str, matching: Matching, layout: str, by: Person, at: datetime
) -> LedgerImport:
    """Say which column of which sheet holds what, and remember it for the unit's next ledger of this layout."""
    with transaction.atomic():
        waiting = _waiting(ledger, by)
        # Rows are counted within a sheet: what was said of another sheet's rows is void.
        waiting.choices = waiting.choices if sheet == waiting.sheet else {}
        waiting.sheet, waiting.columns = sheet, matching.as_json()
        Change("ledger.matched", by=by, at=at).save(waiting, ["sheet", "columns", "choices"])
        _remember(ledger.unit, layout, matching, Change("layout.remembered", by=by, at=at))
    return waiting


def choose_rows(
    *, ledger: LedgerImport, choices: Mapping[str, str], by: Person, at: datetime
) -> LedgerImport:
    """Say which project some rows mean: row number → project key, "new" or "skip"; empty takes a choice back."""
    with transaction.atomic():
        waiting = _waiting(ledger, by)
        merged = {**waiting.choices, **choices}
        waiting.choices = {row: choice for row, choice in merged.items() if choice}
        Change("ledger.rows_chosen", by=by, at=at).save(waiting, ["choices"])
    return waiting


def discard_ledger(*, ledger: LedgerImport, by: Person, at: datetime) -> LedgerImport:
    """Give up an upload that was not written, the wrong file say; the file is kept, the library untouched."""
    with transaction.atomic():
        waiting = _waiting(ledger, by)
        waiting.state = ImportState.DISCARDED
        Change("ledger.discarded", by=by, at=at).save(waiting, ["state"])
    return waiting


def _waiting(ledger: LedgerImport, by: Person) -> LedgerImport:
    """The ledger as it is now, held, if it still waits and the person may import it."""
    if not rules.may_import(by, ledger.unit):
        raise NotAllowed(f"导入“{ledger.unit}”的台账")
    current = LedgerImport.objects.select_for_update().get(pk=ledger.pk)
    if current.state != ImportState.UPLOADED:
        raise AlreadyApplied(current)
    return current


def _remember(unit: Unit, layout: str, matching: Matching, change: Change) -> None:
    known = ColumnMapping.objects.filter(unit=unit, layout_hash=layout).first()
    if known is None:
        change.create(ColumnMapping(unit=unit, layout_hash=layout, columns=matching.as_json()))
        return
    known.columns = matching.as_json()
    change.save(known, ["columns"])
