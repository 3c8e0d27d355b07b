"""Uploaded ledgers: the list and the upload, which column is what, the comparison, the result; and the files back."""

import io

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import FileResponse, Http404, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from guanmo.accounts.requests import AuthedRequest, form_page, posted
from guanmo.accounts.services import NotAllowed
from guanmo.engines.sheets import mark_errors
from guanmo.foundation import clock
from guanmo.projects import rules
from guanmo.projects.enums import ImportState
from guanmo.projects.ledger_apply_services import LibraryMoved, NothingToWrite, RowsWrong, apply_ledger
from guanmo.projects.ledger_forms import ApplyForm, MatchForm, RowsForm, TemplateForm, UploadForm
from guanmo.projects.ledger_imports import main_sheet, open_ledger, read_ledger
from guanmo.projects.ledger_pages import comparison, result
from guanmo.projects.ledger_preview_services import preview_ledger
from guanmo.projects.ledger_queries import (
    Matching,
    ledgers_for,
    projects_to_fill_in,
    remembered_matching,
    units_to_import,
)
from guanmo.projects.ledger_services import (
    AlreadyApplied,
    choose_rows,
    discard_ledger,
    match_columns,
    upload_ledger,
)
from guanmo.projects.ledger_undo_services import NotUndoable, undo_import
from guanmo.projects.ledger_wording import row_errors
from guanmo.projects.matching_imports import layout_key, propose
from guanmo.projects.models import LedgerImport
from guanmo.projects.services import ReasonMissing
from guanmo.projects.template_exports import ledger_template as written_template

PER_PAGE = 20

reads_or_posts = require_http_methods(["GET", "HEAD", "POST"])


@reads_or_posts
def ledgers(request: AuthedRequest) -> HttpResponse:
    """The uploads of the person's units, and the form for a new one."""
    if not rules.may_import(request.user, request.user.unit):
        raise NotAllowed("导入台账")
    units = units_to_import(request.user)
    initial = {"unit": units.first()}
    form = UploadForm(
        posted(request),
        request.FILES if request.method == "POST" else None,
        units=units,
        today=clock.today(),
        initial=initial,
    )
    if form.is_valid():
        return _upload(request, form)
    listed = ledgers_for(request.user)
    context = {
        "page": Paginator(listed, PER_PAGE).get_page(request.GET.get("page")),
        "waiting": ImportState.UPLOADED,
        "waiting_count": listed.filter(state=ImportState.UPLOADED).count(),
        "template_form": TemplateForm(units=units, today=clock.today(), initial=initial),
    }
    return form_page(request, "projects/ledgers.html", form, context)


@require_safe
def ledger_template(request: AuthedRequest) -> HttpResponseBase:
    """A ledger to fill in, with the projects of the unit and below if they are wanted."""
    if not rules.may_import(request.user, request.user.unit):
        raise NotAllowed("导入台账")
    units = units_to_import(request.user)
    form = TemplateForm(request.GET, units=units, today=clock.today())
    if not form.is_valid():
        raise Http404
    unit, month = form.cleaned_data["unit"], form.cleaned_data["month"]
    listed = projects_to_fill_in(request.user, unit) if form.cleaned_data["filled"] else None
    data = written_template(units=units.filter(path__startswith=unit.path), projects=listed, month=month)
    name = f"{unit.short_name}重点项目台账{month}（填写）.xlsx"
    return FileResponse(io.BytesIO(data), as_attachment=True, filename=name)


@require_safe
def ledger(request: AuthedRequest, pk: int) -> HttpResponse:
    """What importing would do, row by row; once applied, what it did."""
    shown = _visible(request, pk)
    if shown.state != ImportState.UPLOADED:
        page = Paginator(result(shown), PER_PAGE).get_page(request.GET.get("page"))
        return render(request, "projects/ledger_result.html", {"ledger": shown, "page": page})
    if not shown.columns.get("columns"):
        return redirect("projects:ledger_columns", shown.pk)
    return render(request, "projects/ledger.html", comparison(shown, request))


@reads_or_posts
def ledger_columns(request: AuthedRequest, pk: int) -> HttpResponse:
    """Which column of which sheet holds what."""
    shown = _visible(request, pk)
    workbook = open_ledger(bytes(shown.content), shown.file_name)
    sheet = main_sheet(workbook, request.GET.get("sheet", shown.sheet))
    matching = Matching.from_json(shown.columns)
    if not matching.columns or sheet.name != shown.sheet:
        known = remembered_matching(shown.unit, layout_key(sheet))
        matching = propose(sheet, year=shown.year, remembered=known).matching
    form = MatchForm(posted(request), sheet=sheet, matching=matching)
    if form.is_valid():
        try:
            _match(request, shown, form)
        except AlreadyApplied as refusal:
            messages.info(request, str(refusal))
        return redirect("projects:ledger", shown.pk)
    sheets = [other for other in workbook.sheets if other.records]
    context = {"ledger": shown, "sheet": sheet, "sheets": sheets}
    return form_page(request, "projects/ledger_columns.html", form, context)


@reads_or_posts
def ledger_rows(request: AuthedRequest, pk: int) -> HttpResponse:
    """Say which project some doubtful rows mean."""
    shown = _visible(request, pk)
    if request.method != "POST":
        return _back(request, shown)
    preview = preview_ledger(ledger=shown, rows=read_ledger(shown).rows, by=request.user)
    form = RowsForm(request.POST, asked=preview.asked)
    if not form.is_valid():
        context = comparison(shown, request, rows_form=form)
        return render(request, "projects/ledger.html", context, status=422)
    try:
        choose_rows(ledger=shown, choices=form.choices(), by=request.user, at=clock.now())
    except AlreadyApplied as refusal:
        messages.info(request, str(refusal))
    else:
        messages.success(request, f"已指定{len(form.choices())}行，下面是重新比对的结果。")
    return redirect("projects:ledger", shown.pk)


@require_POST
def ledger_rows_again(request: AuthedRequest, pk: int) -> HttpResponse:
    """Take back what was said of doubtful rows."""
    shown = _visible(request, pk)
    nothing = dict.fromkeys(shown.choices, "")
    try:
        choose_rows(ledger=shown, choices=nothing, by=request.user, at=clock.now())
    except AlreadyApplied as refusal:
        messages.info(request, str(refusal))
    return redirect("projects:ledger", shown.pk)


@reads_or_posts
def ledger_apply(request: AuthedRequest, pk: int) -> HttpResponse:
    """Write what was seen into the library."""
    shown = _visible(request, pk)
    if request.method != "POST":
        return _back(request, shown)
    form = ApplyForm(request.POST)
    try:
        _apply(request, shown, form)
    except AlreadyApplied as refusal:
        messages.info(request, str(refusal))
    except (LibraryMoved, RowsWrong, NothingToWrite, ReasonMissing) as refusal:
        context = comparison(shown, request, apply_form=form, refusal=str(refusal))
        status = 409 if isinstance(refusal, LibraryMoved) else 422
        return render(request, "projects/ledger.html", context, status=status)
    return redirect("projects:ledger", shown.pk)


@require_POST
def ledger_undo(request: AuthedRequest, pk: int) -> HttpResponse:
    """Take an import back, as far as nobody has touched its records since."""
    shown = _visible(request, pk)
    try:
        kept = undo_import(ledger=shown, by=request.user, at=clock.now())
    except NotUndoable as refusal:
        messages.info(request, str(refusal))
    else:
        said = f"已撤销，但有{len(kept)}条记录之后又有变动，没有动它们，见下表。" if kept else "已全部撤销。"
        (messages.warning if kept else messages.success)(request, said)
    return redirect("projects:ledger", shown.pk)


@require_POST
def ledger_discard(request: AuthedRequest, pk: int) -> HttpResponse:
    """Give up an upload that was not written."""
    shown = _visible(request, pk)
    try:
        discard_ledger(ledger=shown, by=request.user, at=clock.now())
    except AlreadyApplied as refusal:
        messages.info(request, str(refusal))
        return redirect("projects:ledger", shown.pk)
    messages.success(request, f"已放弃“{shown}”，没有写入任何内容。")
    return redirect("projects:ledgers")


@require_safe
def ledger_file(request: AuthedRequest, pk: int) -> HttpResponseBase:
    """The file as it was uploaded."""
    shown = _visible(request, pk)
    return FileResponse(io.BytesIO(shown.content), as_attachment=True, filename=shown.file_name)


@require_safe
def ledger_errors(request: AuthedRequest, pk: int) -> HttpResponseBase:
    """The clerk's own workbook with the wrong cells in red and a column 错误原因."""
    shown = _visible(request, pk)
    read = read_ledger(shown)
    preview = preview_ledger(ledger=shown, rows=read.rows, by=request.user)
    errors = list(row_errors(read.sheet, read.matching, preview))
    marked = mark_errors(bytes(shown.content), file_name=shown.file_name, errors=errors)
    name = f"{shown.file_name.rsplit('.', 1)[0]}（标出错误）.xlsx"
    return FileResponse(io.BytesIO(marked), as_attachment=True, filename=name)


def _visible(request: AuthedRequest, pk: int) -> LedgerImport:
    seen = LedgerImport.objects.visible_to(request.user)
    return get_object_or_404(seen.select_related("unit", "uploaded_by", "applied_by", "undone_by"), pk=pk)


def _back(request: AuthedRequest, shown: LedgerImport) -> HttpResponse:
    """A refused answer stands at the address it was sent to; its tabs and pages are those of the comparison."""
    return redirect(f"{reverse('projects:ledger', args=[shown.pk])}?{request.GET.urlencode()}")


def _upload(request: AuthedRequest, form: UploadForm) -> HttpResponse:
    proposal = form.proposal
    upload = upload_ledger(
        unit=form.cleaned_data["unit"],
        month=form.cleaned_data["month"],
        file_name=form.cleaned_data["file"].name,
        content=form.content,
        sheet=form.sheet.name,
        matching=proposal.matching if proposal.sure else None,
        by=request.user,
        at=clock.now(),
    )
    if upload.again:
        messages.info(request, "这个文件之前已经上传，正等待核对，没有重复上传。")
    return redirect("projects:ledger", upload.ledger.pk)


def _match(request: AuthedRequest, shown: LedgerImport, form: MatchForm) -> None:
    match_columns(
        ledger=shown,
        sheet=form.sheet.name,
        matching=form.matching(),
        layout=layout_key(form.sheet),
        by=request.user,
        at=clock.now(),
    )


def _apply(request: AuthedRequest, shown: LedgerImport, form: ApplyForm) -> None:
    form.is_valid()
    data = form.cleaned_data
    apply_ledger(
        ledger=shown,
        rows=read_ledger(shown).rows,
        seen=data["seen"],
        only_right=data["only_right"],
        reason=data.get("reason", ""),
        by=request.user,
        at=clock.now(),
    )
