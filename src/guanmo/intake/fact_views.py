"""Writing what a finding says into its project, and a project's facts from materials."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from guanmo.accounts.requests import AuthedRequest, posted
from guanmo.foundation import clock
from guanmo.foundation.history import EditConflict
from guanmo.intake import fact_queries, fact_services, queries, rules
from guanmo.intake.fact_forms import FactsForm
from guanmo.intake.models import Finding
from guanmo.projects.models import Project

PER_PAGE = 50


@require_http_methods(["GET", "HEAD", "POST"])
def facts(request: AuthedRequest, pk: int) -> HttpResponse:
    """What a finding says of its project beside what the record says; the ticked is written."""
    shown = get_object_or_404(
        Finding.objects.visible_to(request.user).select_related("material", "project__unit"), pk=pk
    )
    project = shown.project
    if project is None or not rules.may_write_facts(request.user, shown, project):
        return redirect("intake:finding", pk)
    form = FactsForm(posted(request), offers=fact_queries.offers(shown), revision=project.revision)
    if not form.is_valid():
        return _page(request, shown, form, status=422 if form.errors else 200)
    try:
        written = _write(request, shown, form)
    except (EditConflict, fact_services.NothingToWrite) as refusal:
        return _page(request, shown, _as_it_is_now(request, shown, str(refusal)), status=409)
    messages.success(request, f"{written}项已写进{project}。", extra_tags=f"facts-{pk}")
    return redirect("intake:finding", pk)


@require_safe
def project_facts(request: AuthedRequest, pk: int) -> HttpResponse:
    """What of a project was written from materials, each with its sentence."""
    project = get_object_or_404(Project.objects.visible_to(request.user), pk=pk)
    page = Paginator(fact_queries.facts_of(project, request.user), PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "project": project,
        "page": page,
        "lines": fact_queries.with_sentences(list(page)),
        "may_read": rules.may_read_materials(request.user),
    }
    return render(request, "intake/project_facts.html", context)


def _write(request: AuthedRequest, shown: Finding, form: FactsForm) -> int:
    data = form.cleaned_data
    written = fact_services.write_facts(
        finding=shown,
        fields=data["chosen"],
        by=request.user,
        at=clock.now(),
        expected_revision=data["revision"],
    )
    return len(written)


def _as_it_is_now(request: AuthedRequest, shown: Finding, refused: str) -> FactsForm:
    """The form on the project as somebody saved it meanwhile, with what was refused."""
    shown.project = get_object_or_404(Project.objects.visible_to(request.user), findings=shown)
    fresh = FactsForm(offers=fact_queries.offers(shown), revision=shown.project.revision)
    fresh.refused = refused
    return fresh


def _page(request: AuthedRequest, shown: Finding, form: FactsForm, status: int) -> HttpResponse:
    item = queries.item_of(shown, shown.material.text)
    return render(request, "intake/facts.html", {"item": item, "form": form}, status=status)
