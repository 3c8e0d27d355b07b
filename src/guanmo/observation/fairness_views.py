"""How sure a sealed ranking is: the same marks under other methods, and the workbook to redo it."""

import io

from django.http import FileResponse, Http404, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from guanmo.accounts.requests import AuthedRequest
from guanmo.accounts.services import NotAllowed
from guanmo.engines.scoring import NoWorkbook, fair_workbook
from guanmo.observation import fairness_queries, rules
from guanmo.observation.enums import TourState
from guanmo.observation.fairness_queries import NoTrial
from guanmo.observation.models import Tour
from guanmo.observation.tabs import result_tabs


@require_safe
def fairness(request: AuthedRequest, pk: int) -> HttpResponse:
    """Plain, trimmed and adjusted beside the sealed ranks; where marks carry no trial, the reason."""
    tour = _looked_into(request, pk)
    context: dict[str, object] = {
        "tour": tour,
        "tabs": result_tabs(tour, request.user, "fairness"),
        "may_see_ballots": rules.may_see_ballots(request.user, tour),
    }
    try:
        context["fairness"] = fairness_queries.fairness_of(tour)
    except NoTrial as reason:
        context["refusal"] = str(reason)
    return render(request, "observation/fairness.html", context)


@require_safe
def fairness_export(request: AuthedRequest, pk: int) -> HttpResponseBase:
    """Every step as a formula over the marks, judges under their codes; for those who may see ballots."""
    tour = _looked_into(request, pk)
    if not rules.may_see_ballots(request.user, tour):
        raise NotAllowed("查看选票")
    try:
        data = fair_workbook(fairness_queries.trial_of(tour))
    except (NoTrial, NoWorkbook) as error:
        raise Http404 from error
    return FileResponse(io.BytesIO(data), as_attachment=True, filename=f"{tour}公平性复算.xlsx")


def _looked_into(request: AuthedRequest, pk: int) -> Tour:
    found = get_object_or_404(Tour.objects.visible_to(request.user), pk=pk)
    if found.state != TourState.SEALED:
        raise Http404
    if not rules.may_see_fairness(request.user, found):
        raise NotAllowed("查看公平性核对")
    return found
