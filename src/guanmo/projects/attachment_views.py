"""Attachments: those of a project with the upload, one of them, its bytes, taking it off."""

from dataclasses import dataclass, field

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from guanmo.accounts.requests import AuthedRequest, form_page, posted
from guanmo.accounts.services import NotAllowed
from guanmo.engines.periods import Month
from guanmo.foundation import clock
from guanmo.foundation.conflicts import conflict_page, settled
from guanmo.foundation.history import EditConflict
from guanmo.projects import attachment_queries, attachment_services, rules
from guanmo.projects.attachment_forms import AttachmentForm, LikenessForm, WithdrawForm, asked_month
from guanmo.projects.attachment_imports import Refused, prepare
from guanmo.projects.attachment_models import Attachment
from guanmo.projects.models import Project
from guanmo.projects.services import ReasonMissing

PER_PAGE = 24
# Bytes of an attachment never change; only the browser of this person may keep them.
KEPT = "private, max-age=86400, immutable"


@dataclass
class Outcome:
    """What became of the files sent together."""

    kept: int = 0
    again: int = 0
    alike: int = 0
    refused: list[Refused] = field(default_factory=list)


@require_http_methods(["GET", "HEAD", "POST"])
def attachments(request: AuthedRequest, pk: int) -> HttpResponse:
    """What was handed in for a project, or for one of its months; a POST hands in more."""
    project = get_object_or_404(Project.objects.visible_to(request.user).select_related("unit"), pk=pk)
    may_attach, month = rules.may_attach(request.user, project), asked_month(request.GET.get("month", ""))
    if request.method == "POST" and not may_attach:
        raise NotAllowed("给这个项目上传附件")
    form = _form(request, month)
    outcome = _take(request, project, form) if form.is_valid() else Outcome()
    if form.is_valid() and not outcome.refused:
        return redirect(_address(project, month))
    found = attachment_queries.attachments_of(request.user, pk, month)
    page = Paginator(found, PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "project": project,
        "month": month,
        "page": page,
        "rows": attachment_queries.shown(request.user, list(page)),
        "asked": attachment_queries.unexplained(request.user, pk),
        "may_attach": may_attach,
        "outcome": outcome,
    }
    answer = form_page(request, "projects/attachments.html", form, context)
    answer.status_code = 422 if outcome.refused else answer.status_code
    return answer


@require_http_methods(["GET", "HEAD", "POST"])
def attachment(request: AuthedRequest, pk: int) -> HttpResponse:
    """One attachment with all that is known of it; a POST says why it looks like another."""
    one = _visible(request, pk)
    if request.method == "POST" and not rules.may_explain(request.user, one):
        raise NotAllowed("说明这张照片")
    form = LikenessForm(posted(request), initial={"explained": one.explained, "revision": one.revision})
    if form.is_valid():
        try:
            _explain(request, one, form)
        except EditConflict as error:
            return conflict_page(request, form, error, back=reverse("projects:attachment", args=[pk]))
        except ReasonMissing as error:
            form.add_error("explained", str(error))
        else:
            return redirect("projects:attachment", pk)
    context = {
        "row": attachment_queries.shown(request.user, [one])[0],
        "withdraw": WithdrawForm(),
        "may_open": rules.may_open_file(request.user, one),
        "may_explain": rules.may_explain(request.user, one),
        "may_withdraw": rules.may_withdraw(request.user, one),
    }
    return form_page(request, "projects/attachment.html", form, context)


@require_POST
def attachment_withdraw(request: AuthedRequest, pk: int) -> HttpResponse:
    """Take a file off the pages, with a reason."""
    one = _visible(request, pk)
    if not rules.may_withdraw(request.user, one):
        raise NotAllowed("撤下这份附件")
    form = WithdrawForm(request.POST)
    if form.is_valid():
        try:
            attachment_services.withdraw_attachment(
                attachment=one, why=form.cleaned_data["why"], by=request.user, at=clock.now()
            )
        except ReasonMissing as error:
            form.add_error("why", str(error))
        else:
            messages.success(request, f"已撤下“{one}”，记录和原因都留着。")
            return redirect(_address(one.project, one.of_month))
    row = attachment_queries.shown(request.user, [one])[0]
    context = {"row": row, "withdraw": form, "may_open": True, "may_withdraw": True}
    return render(request, "projects/attachment.html", context, status=422)


@require_safe
def attachment_shown(request: AuthedRequest, pk: int) -> HttpResponse:
    """The clean copy of a photo."""
    return _picture(_opened(request, pk).shown)


@require_safe
def attachment_small(request: AuthedRequest, pk: int) -> HttpResponse:
    """The small copy of a photo."""
    return _picture(_opened(request, pk).small)


@require_safe
def attachment_file(request: AuthedRequest, pk: int) -> HttpResponse:
    """The file to keep: as it was handed in where that is kept, else the clean copy."""
    one = _opened(request, pk)
    kind, content = one.file_kind.media_type, bytes(one.original)
    name = one.file_name
    if not content:
        kind, content, name = "image/jpeg", bytes(one.shown), f"{one.file_name.rsplit('.', 1)[0]}.jpg"
    answer = HttpResponse(content, content_type=kind)
    answer["Content-Disposition"] = content_disposition_header(as_attachment=True, filename=name)
    return answer


def _form(request: AuthedRequest, month: Month | None) -> AttachmentForm:
    files = request.FILES if request.method == "POST" else None
    return AttachmentForm(posted(request), files, today=clock.today(), asked=month)


def _take(request: AuthedRequest, project: Project, form: AttachmentForm) -> Outcome:
    """Keep what can be kept, each file on its own, and say so."""
    data = form.cleaned_data
    good, refused = prepare(data["uploads"], camera=data["camera"])
    outcome = Outcome(refused=refused)
    said = {name: data[name] for name in ("kind", "month", "note")}
    for file in good:
        try:
            added = attachment_services.add_attachment(
                project=project, file=file, by=request.user, at=clock.now(), **said
            )
        except attachment_services.NotAPhoto as error:
            outcome.refused.append(Refused(file.file_name, str(error)))
        else:
            outcome.kept += not added.again
            outcome.again += added.again
            outcome.alike += added.attachment.like_id is not None and not added.again
    _tell(request, outcome)
    return outcome


def _tell(request: AuthedRequest, outcome: Outcome) -> None:
    if outcome.kept:
        messages.success(request, f"已保存{outcome.kept}个文件。")
    if outcome.again:
        messages.info(request, f"有{outcome.again}个文件这里已经有了，没有重复保存。")
    if outcome.alike:
        messages.warning(
            request, f"有{outcome.alike}个和以前交过的很像，请看一眼：传错了就撤下，没有错就写一句为什么像。"
        )


def _explain(request: AuthedRequest, one: Attachment, form: LikenessForm) -> None:
    attachment_services.explain_likeness(
        attachment=one,
        text=settled(form, one)["explained"],
        by=request.user,
        at=clock.now(),
        expected_revision=form.cleaned_data["revision"],
    )
    messages.success(request, "已记下说明。")


def _visible(request: AuthedRequest, pk: int) -> Attachment:
    return get_object_or_404(attachment_queries.visible_attachments(request.user), pk=pk)


def _opened(request: AuthedRequest, pk: int) -> Attachment:
    one = get_object_or_404(Attachment.objects.visible_to(request.user), pk=pk)
    if not rules.may_open_file(request.user, one):
        raise Http404
    return one


def _picture(content: bytes | memoryview) -> HttpResponse:
    if not content:
        raise Http404
    answer = HttpResponse(bytes(content), content_type="image/jpeg")
    answer["Cache-Control"] = KEPT
    return answer


def _address(project: Project, month: Month | None) -> str:
    asked = f"?month={month}" if month else ""
    return f"{reverse('projects:attachments', args=[project.pk])}{asked}"
