"""What the pages of one ledger show: the comparison before it is written, the record after."""

from collections.abc import Sequence
from typing import Any

from django.core.paginator import Paginator

from guanmo.accounts.requests import AuthedRequest
from guanmo.engines.sheets import Sheet
from guanmo.foundation.components import Tab
from guanmo.projects.enums import RowOutcome
from guanmo.projects.ledger_forms import ApplyForm, RowsForm
from guanmo.projects.ledger_imports import ReadLedger, read_ledger
from guanmo.projects.ledger_preview_services import Preview, RowResult, preview_ledger
from guanmo.projects.ledger_queries import same_file, written_by
from guanmo.projects.ledger_wording import WrittenRow, shown_row, written_rows
from guanmo.projects.models import LedgerImport

PER_PAGE = 50
# The tabs, in the order a clerk looks at them; the first with rows opens.
TABS = (RowOutcome.WRONG, RowOutcome.UPDATE, RowOutcome.NEW, RowOutcome.SAME, RowOutcome.SKIPPED)

Context = dict[str, Any]  # Any: whatever a template context holds


def comparison(
    ledger: LedgerImport,
    request: AuthedRequest,
    *,
    rows_form: RowsForm | None = None,
    apply_form: ApplyForm | None = None,
    refusal: str = "",
) -> Context:
    """The ledger beside the library as it is now, one tab of rows at a time."""
    read = read_ledger(ledger)
    preview = preview_ledger(ledger=ledger, rows=read.rows, by=request.user)
    chosen = _outcome(request.GET.get("tab", ""), preview)
    form = rows_form or RowsForm(asked=preview.asked)
    page = Paginator(preview.of(chosen), PER_PAGE).get_page(request.GET.get("page"))
    reason = apply_form.data.get("reason", "") if apply_form else ""
    last_word = ApplyForm(initial={"seen": preview.digest, "reason": reason})
    last_word.fields["reason"].required = bool(preview.replans)
    return {
        "ledger": ledger,
        "sheet": read.sheet,
        "preview": preview,
        "counts": preview.counts,
        "tabs": _tabs(chosen, preview),
        "tab": chosen,
        "page": page,
        "rows": [shown_row(row, _chooser(form, row)) for row in page],
        "asks": any(row.candidates for row in page),
        "form": form,
        "apply_form": last_word,
        "refusal": refusal,
        "twin": same_file(ledger),
        **_reading(read),
    }


def result(ledger: LedgerImport) -> Sequence[WrittenRow]:
    """What was written for each row; after undoing, what stayed."""
    return written_rows(written_by(ledger))


def _outcome(asked: str, preview: Preview) -> RowOutcome:
    """The tab asked for, or the first that has rows."""
    if asked in RowOutcome.values:
        return RowOutcome(asked)
    return next((outcome for outcome in TABS if preview.counts[outcome]), RowOutcome.SAME)


def _tabs(chosen: RowOutcome, preview: Preview) -> list[Tab]:
    return [
        Tab(outcome.label, f"?tab={outcome.value}", outcome == chosen, preview.counts[outcome])
        for outcome in TABS
        if preview.counts[outcome] or outcome == chosen
    ]


def _chooser(form: RowsForm, row: RowResult) -> Any:  # Any: a bound field, whose stubs are generic
    name = f"row-{row.row.row}"
    return form[name] if name in form.fields else None


def _reading(read: ReadLedger) -> Context:
    """How the sheet was read: the counts and sums it declares, the rows left out, what else to look at."""
    sheet: Sheet = read.sheet
    used = set(read.matching.title_of.values())
    return {
        "controls": sheet.controls,
        "differing": [control for control in sheet.controls if not control.agrees],
        "skipped": sheet.skipped,
        "headings": sheet.headings,
        "remarks": sheet.problems,
        "unused": [column.title for column in sheet.columns if column.title not in used],
        "other_sheets": [other.name for other in read.workbook.sheets if other.name != sheet.name],
    }
