"""A tour's itinerary: planned within the request, moved by hand, made the order of the stops."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_http_methods, require_POST

from guanmo.accounts.requests import AuthedRequest, form_page, posted
from guanmo.engines.routing import Infeasible, InvalidTour
from guanmo.foundation import clock
from guanmo.observation import plan_queries, plan_services, queries
from guanmo.observation.enums import TourState
from guanmo.observation.models import Tour
from guanmo.observation.plan_forms import MoveForm, PlanForm
from guanmo.observation.services import NotPreparing, WrongOrder
from guanmo.observation.tabs import tour_tabs
from guanmo.observation.tour_views import managed_tour


@require_http_methods(["GET", "HEAD", "POST"])
def plan(request: AuthedRequest, pk: int) -> HttpResponse:
    """The latest itinerary, or the version asked for, and the conditions of the next; a POST plans it."""
    shown = managed_tour(request, pk)
    versions = plan_queries.plans_of(shown)
    last = versions.first()
    stops = list(queries.stops_of(shown))
    form = PlanForm(posted(request), stops=stops, last=last.request if last else None)
    if form.is_valid() and _made(request, shown, form):
        return redirect("observation:plan", shown.pk)
    wanted = request.GET.get("version", "")
    version = get_object_or_404(versions, number=wanted) if wanted.isdigit() else last
    context = {
        "tour": shown,
        "preparing": shown.state == TourState.PREPARING,
        "versions": versions,
        "shown": plan_queries.shown_plan(version, stops) if version else None,
        "tabs": tour_tabs(shown, "plan"),
    }
    return form_page(request, "observation/plan.html", form, context)


@require_POST
def plan_move(request: AuthedRequest, pk: int, number: int) -> HttpResponse:
    """Move one stop; the next version shows the new moments and what the checker says."""
    shown = managed_tour(request, pk)
    version = get_object_or_404(plan_queries.plans_of(shown), number=number)
    form = MoveForm(request.POST)
    try:
        if not form.is_valid():
            raise plan_services.WrongMove
        stop = form.cleaned_data["stop"]
        plan_services.move_in_plan(plan=version, stop=stop, **form.place, by=request.user, at=clock.now())
    except (plan_services.WrongMove, NotPreparing) as error:
        messages.error(request, str(error))
    return redirect("observation:plan", shown.pk)


@require_POST
def plan_apply(request: AuthedRequest, pk: int, number: int) -> HttpResponse:
    """Put the stops into the itinerary's order."""
    shown = managed_tour(request, pk)
    version = get_object_or_404(plan_queries.plans_of(shown), number=number)
    try:
        rest = plan_services.apply_plan(plan=version, by=request.user, at=clock.now())
    except (plan_services.BrokenPlan, NotPreparing, WrongOrder) as error:
        messages.error(request, str(error))
        return redirect("observation:plan", shown.pk)
    told = f"没有排进线路的{rest}个放在最后，不去的请移出。" if rest else ""
    messages.success(request, f"已按线路第{number}版排好顺序。{told}")
    return redirect("observation:stops", shown.pk)


def _made(request: AuthedRequest, shown: Tour, form: PlanForm) -> bool:
    try:
        made = plan_services.make_plan(
            tour=shown,
            request=form.tour_file(shown.name),
            seconds=float(form.cleaned_data["seconds"]),
            by=request.user,
            at=clock.now(),
        )
    except (Infeasible, InvalidTour) as error:
        for problem in error.problems:
            form.add_error(None, problem)
    except NotPreparing as error:
        form.add_error(None, str(error))
    else:
        messages.success(request, f"已排出第{made.number}版。", extra_tags=f"plan-{shown.pk}")
        return True
    return False
