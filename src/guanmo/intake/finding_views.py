"""One finding: mending it, saying which record it speaks of, registering a project from it; the names remembered."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from guanmo.accounts.requests import AuthedRequest, form_page, posted
from guanmo.accounts.services import NotAllowed
from guanmo.foundation import clock
from guanmo.foundation.history import EditConflict
from guanmo.intake import fact_queries, queries, record_services, resolving_queries, rules, services
from guanmo.intake.enums import NAMES_PROJECT, NAMES_UNIT
from guanmo.intake.forms import FindingForm
from guanmo.intake.models import Alias, Finding
from guanmo.intake.record_forms import ProjectRecordForm, RegisterForm, UnitRecordForm
from guanmo.projects.enums import Stage
from guanmo.projects.services import NameTaken, NegativeMoney

PER_PAGE = 50
REFUSALS = (services.AlreadyDecided, record_services.NotLinkable, EditConflict)
Records = ProjectRecordForm | UnitRecordForm

reads_or_posts = require_http_methods(["GET", "HEAD", "POST"])


@reads_or_posts
def finding(request: AuthedRequest, pk: int) -> HttpResponse:
    """One finding with its sentence; put right, it is accepted."""
    shown = _visible(request, pk)
    form = FindingForm(posted(request), finding=shown)
    if form.is_valid():
        try:
            _mend(request, shown, form)
        except REFUSALS as refusal:
            form.add_error(None, str(refusal))
            return _page(request, shown, form, _records(request, shown), status=409)
        return redirect(_place(shown))
    return _page(request, shown, form, _records(request, shown), status=422 if form.errors else 200)


@require_POST
def record(request: AuthedRequest, pk: int) -> HttpResponse:
    """Say which project or unit of the city the finding speaks of."""
    shown = _visible(request, pk)
    form = _records(request, shown, bound=True)
    if form is None:
        return redirect("intake:finding", pk)
    status = 422
    if form.is_valid():
        try:
            _link(request, shown, form)
        except REFUSALS as refusal:
            form.add_error(None, str(refusal))
            status = 409
        else:
            return redirect(_place(shown))
    return _page(request, shown, FindingForm(finding=shown), form, status=status)


@reads_or_posts
def register(request: AuthedRequest, pk: int) -> HttpResponse:
    """Register the project a finding speaks of as one in reserve, filled in from what was read."""
    shown = _visible(request, pk)
    if shown.project_id or shown.kind not in NAMES_PROJECT or not rules.may_be_linked(shown):
        return redirect("intake:finding", pk)
    unit = resolving_queries.unit_spoken_of(shown)
    form = RegisterForm(posted(request), finding=shown, unit=unit, by=request.user)
    if form.is_valid():
        try:
            return _register(request, shown, form)
        except NameTaken as refusal:
            form.add_error("name", str(refusal))
        except NegativeMoney as refusal:
            form.add_error("total_investment", str(refusal))
    item = queries.item_of(shown, shown.material.text)
    return form_page(request, "intake/register.html", form, {"item": item})


@require_safe
def names(request: AuthedRequest) -> HttpResponse:
    """The names the office has confirmed."""
    if not rules.may_read_materials(request.user):
        raise NotAllowed("查看记住的叫法")
    listed = Alias.objects.visible_to(request.user).select_related("project__unit", "unit", "confirmed_by")
    page = Paginator(listed, PER_PAGE).get_page(request.GET.get("page"))
    return render(request, "intake/names.html", {"page": page})


@require_POST
def forget(request: AuthedRequest, pk: int) -> HttpResponse:
    """Take a remembered name back."""
    alias = get_object_or_404(Alias.objects.visible_to(request.user), pk=pk)
    record_services.forget_name(alias=alias, by=request.user, at=clock.now())
    messages.success(request, f"已删去叫法“{alias}”；以前对上的记录不变。")
    return redirect("intake:names")


def _visible(request: AuthedRequest, pk: int) -> Finding:
    seen = Finding.objects.visible_to(request.user)
    related = ("material", "earlier", "decided_by", "project__unit", "unit")
    return get_object_or_404(seen.select_related(*related), pk=pk)


def _place(shown: Finding) -> str:
    return f"{reverse('intake:material', args=[shown.material_id])}#finding-{shown.pk}"


def _records(request: AuthedRequest, shown: Finding, *, bound: bool = False) -> Records | None:
    """The form for the record a finding may speak of; None where it speaks of none."""
    data = request.POST if bound else None
    if not rules.may_be_linked(shown):
        return None
    if shown.kind in NAMES_PROJECT:
        return ProjectRecordForm(data, finding=shown, by=request.user)
    if shown.kind in NAMES_UNIT and resolving_queries.written_name(shown, NAMES_UNIT):
        return UnitRecordForm(data, finding=shown)
    return None


def _mend(request: AuthedRequest, shown: Finding, form: FindingForm) -> None:
    services.accept_finding(
        finding=shown,
        values=form.values(),
        by=request.user,
        at=clock.now(),
        expected_revision=form.cleaned_data["revision"],
    )


def _link(request: AuthedRequest, shown: Finding, form: Records) -> None:
    remember, revision = form.cleaned_data["remember"], form.cleaned_data["revision"]
    by, at = request.user, clock.now()
    if isinstance(form, ProjectRecordForm):
        record_services.link_project(
            finding=shown,
            project=form.project,
            remember=remember,
            by=by,
            at=at,
            expected_revision=revision,
        )
    else:
        unit = form.cleaned_data["record"]
        record_services.link_unit(
            finding=shown, unit=unit, remember=remember, by=by, at=at, expected_revision=revision
        )


def _register(request: AuthedRequest, shown: Finding, form: RegisterForm) -> HttpResponse:
    values = {**form.cleaned_data, "stage": Stage.RESERVE}
    unit = values.pop("unit")
    made = record_services.register_found_project(
        finding=shown, unit=unit, values=values, by=request.user, at=clock.now()
    )
    messages.success(request, f"已登记为储备项目，编号{made.code}。", extra_tags="register")
    return redirect(_place(shown))


def _offers(request: AuthedRequest, shown: Finding) -> list[fact_queries.Offer]:
    """What the finding says of its project that the record does not; nothing for those who may not write it."""
    project = shown.project
    if project is None or not rules.may_write_facts(request.user, shown, project):
        return []
    return fact_queries.offers(shown)


def _page(
    request: AuthedRequest, shown: Finding, form: FindingForm, records: Records | None, status: int
) -> HttpResponse:
    context = {
        "item": queries.item_of(shown, shown.material.text),
        "form": form,
        "records": records,
        "may_be_decided": rules.may_be_decided(shown),
        "may_be_reopened": rules.may_be_reopened(shown),
        "offers": _offers(request, shown),
        "may_be_registered": shown.kind in NAMES_PROJECT and not shown.project_id,
    }
    return render(request, "intake/finding.html", context, status=status)
