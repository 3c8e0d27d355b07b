"""The screen of the closing meeting: before the seal what was seen, after it the reveal."""

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from guanmo.accounts.requests import AuthedRequest
from guanmo.accounts.services import NotAllowed
from guanmo.observation import board_queries, result_queries, rules, seal_queries
from guanmo.observation.enums import TourState
from guanmo.observation.models import Tour


@require_safe
def board(request: AuthedRequest, pk: int) -> HttpResponse:
    """No score before the seal; then each group from its last place to its first, and the whole table."""
    tour = get_object_or_404(Tour.objects.visible_to(request.user), pk=pk)
    if tour.state != TourState.SEALED:
        if not rules.may_manage_tours(request.user):
            raise NotAllowed("打开大屏")
        context = {"tour": tour, "progress": board_queries.progress(tour)}
        return render(request, "observation/board_waiting.html", context)
    if not rules.may_view_results(request.user):
        raise NotAllowed("查看结果")
    context = {
        "tour": tour,
        "content": seal_queries.sealed_content(tour),
        "rankings": result_queries.ranking(tour),
    }
    return render(request, "observation/board.html", context)
