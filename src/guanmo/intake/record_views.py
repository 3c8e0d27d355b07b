"""What was accepted from materials: tasks, rankings, figures."""

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from guanmo.accounts.requests import AuthedRequest
from guanmo.accounts.services import NotAllowed
from guanmo.foundation import clock
from guanmo.intake import record_queries, rules
from guanmo.intake.enums import FindingKind

PER_PAGE = 50
RANKINGS_PER_PAGE = 10


@require_safe
def tasks(request: AuthedRequest) -> HttpResponse:
    """The accepted tasks, the nearest deadline first."""
    _require(request)
    listed = record_queries.accepted_tasks(request.user, clock.today())
    page = Paginator(listed, PER_PAGE).get_page(request.GET.get("page"))
    overdue = sum(task.is_overdue for task in listed)
    return render(request, "intake/tasks.html", {"page": page, "overdue": overdue})


@require_safe
def rankings(request: AuthedRequest) -> HttpResponse:
    """The accepted rankings, a table each."""
    _require(request)
    listed = record_queries.accepted_rankings(request.user)
    page = Paginator(listed, RANKINGS_PER_PAGE).get_page(request.GET.get("page"))
    return render(request, "intake/rankings.html", {"page": page})


@require_safe
def figures(request: AuthedRequest) -> HttpResponse:
    """The accepted figures, with the place and the day they speak of."""
    _require(request)
    listed = record_queries.accepted(request.user, FindingKind.FIGURE)
    page = Paginator(listed, PER_PAGE).get_page(request.GET.get("page"))
    return render(request, "intake/figures.html", {"page": page})


def _require(request: AuthedRequest) -> None:
    if not rules.may_read_materials(request.user):
        raise NotAllowed("查看材料里采纳的内容")
