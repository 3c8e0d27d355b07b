"""The portrait of a sealed tour: drafted sentences, the counts, the projects behind each count."""

from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from guanmo.accounts.requests import AuthedRequest
from guanmo.accounts.services import NotAllowed
from guanmo.observation import portrait_queries, rules
from guanmo.observation.enums import TourState
from guanmo.observation.models import Tour
from guanmo.observation.portrait_queries import Drawn
from guanmo.observation.tabs import result_tabs

PER_PAGE = 50


@require_safe
def portrait(request: AuthedRequest, pk: int) -> HttpResponse:
    """Of what this tour saw more and fewer than the last one, or than the year's list."""
    tour = _tour(request, pk)
    shown = _drawn(request, tour)
    context = {
        "tour": tour,
        "drawn": shown,
        "text": "\n".join(one.text for one in (*shown.portrait.many, *shown.portrait.few)),
        "last": portrait_queries.last_before(tour),
        "library": _asks_library(request),
        "tabs": result_tabs(tour, request.user, "portrait"),
    }
    return render(request, "observation/portrait.html", context)


@require_safe
def portrait_projects(request: AuthedRequest, pk: int, number: int) -> HttpResponse:
    """The projects behind one count: of this tour, or with `?of=before` of what it is compared with."""
    tour = _tour(request, pk)
    shown = _drawn(request, tour)
    if number >= len(shown.portrait.counts):
        raise Http404
    count, earlier = shown.portrait.counts[number], request.GET.get("of") == "before"
    listed = portrait_queries.projects_behind(request.user, count.before if earlier else count.now)
    context = {
        "tour": tour,
        "label": count.trait.label,
        "called": shown.base if earlier else str(tour),
        "page": Paginator(listed, PER_PAGE).get_page(request.GET.get("page")),
    }
    return render(request, "observation/portrait_projects.html", context)


def _asks_library(request: AuthedRequest) -> bool:
    return request.GET.get("with") == "library"


def _drawn(request: AuthedRequest, tour: Tour) -> Drawn:
    other = portrait_queries.compared_with(request.user, tour, library=_asks_library(request))
    return portrait_queries.drawn(request.user, tour, other, portrait_queries.portrait_pack())


def _tour(request: AuthedRequest, pk: int) -> Tour:
    tour = get_object_or_404(Tour.objects.visible_to(request.user), pk=pk, state=TourState.SEALED)
    if not rules.may_see_fairness(request.user, tour):
        raise NotAllowed("查看综述")
    return tour
