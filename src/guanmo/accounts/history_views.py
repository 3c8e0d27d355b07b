"""Roles as everybody may read them, and the history for the auditor."""

from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from guanmo.accounts import queries, rules
from guanmo.accounts.forms import HistoryFilterForm
from guanmo.accounts.requests import AuthedRequest
from guanmo.accounts.services import NotAllowed
from guanmo.accounts.tabs import settings_tabs
from guanmo.foundation.history import first_broken_link
from guanmo.foundation.queries import describe

PER_PAGE = 50


@require_safe
def roles(request: AuthedRequest) -> HttpResponse:
    """Each role, its sentence, and what it may do."""
    context = {"table": queries.role_table(), "tabs": settings_tabs(request.user, "roles")}
    return render(request, "accounts/roles.html", context)


@require_safe
def history(request: AuthedRequest) -> HttpResponse:
    """Every write of everybody, newest first."""
    _require(request)
    form = HistoryFilterForm(request.GET, people=queries.people_in(request.user, None))
    page = Paginator(queries.history_matching(request.user, form.wanted()), PER_PAGE).get_page(
        request.GET.get("page")
    )
    context = {
        "form": form,
        "page": page,
        "entries": describe(page.object_list),
        "tabs": settings_tabs(request.user, "history"),
    }
    return render(request, "accounts/history.html", context, status=200 if form.is_valid() else 422)


@require_safe
def history_of(request: AuthedRequest, kind: str, pk: int) -> HttpResponse:
    """Everything that ever happened to one record, even one that is no more."""
    _require(request)
    found = queries.history_of_record(request.user, kind, pk)
    page = Paginator(found, PER_PAGE).get_page(request.GET.get("page"))
    entries = describe(page.object_list)
    if not entries:
        raise Http404
    context = {"page": page, "entries": entries, "latest": entries[0]}
    return render(request, "accounts/history_of.html", context)


@require_safe
def history_chain(request: AuthedRequest) -> HttpResponse:
    """Whether the whole chain is whole; read from its first entry to its last each time it is asked."""
    _require(request)
    context = {
        "broken": first_broken_link(),
        "count": queries.visible_history(request.user).count(),
    }
    return render(request, "accounts/history_chain.html", context)


def _require(request: AuthedRequest) -> None:
    if not rules.may_view_history(request.user):
        raise NotAllowed("查看操作日志")
