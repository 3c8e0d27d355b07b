"""The stops of a tour: found in the library, put in order, taken off again."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_http_methods, require_POST

from guanmo.accounts.requests import AuthedRequest, form_page, posted
from guanmo.foundation import clock
from guanmo.observation import queries, services, stop_queries
from guanmo.observation.enums import TourState
from guanmo.observation.models import Tour
from guanmo.observation.tabs import tour_tabs
from guanmo.observation.tour_forms import OrderForm, ProjectSearchForm, StopForm
from guanmo.observation.tour_views import managed_tour
from guanmo.projects.models import Project

MOST_FOUND = 20


@require_http_methods(["GET", "HEAD", "POST"])
def stops(request: AuthedRequest, pk: int) -> HttpResponse:
    """The stops in order, and projects to add; a POST adds one."""
    shown = managed_tour(request, pk)
    form = StopForm(posted(request))
    if form.is_valid():
        projects = Project.objects.visible_to(request.user)
        project = get_object_or_404(projects, pk=form.cleaned_data["project"])
        try:
            unit = form.cleaned_data["unit"]
            services.add_stop(tour=shown, project=project, unit=unit, by=request.user, at=clock.now())
        except (services.StopTaken, services.Vetoed, services.NotPreparing) as error:
            form.add_error(None, str(error))
        except services.NoRankedUnit as error:
            form.add_error("unit", str(error))
        else:
            messages.success(request, f"已加入“{project}”。")
            return redirect(_back(request, shown))
    return _page(request, shown, form, OrderForm(stops=_names(shown)))


@require_POST
def stops_order(request: AuthedRequest, pk: int) -> HttpResponse:
    """Put the stops into the order of the typed places."""
    shown = managed_tour(request, pk)
    form = OrderForm(request.POST, stops=_names(shown))
    if form.is_valid():
        order = stop_queries.ordered_as_typed(list(queries.stops_of(shown)), form.places())
        try:
            services.reorder_stops(tour=shown, order=order, by=request.user, at=clock.now())
        except (services.NotPreparing, services.WrongOrder) as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, "已按新的顺序保存。")
            return redirect("observation:stops", shown.pk)
    return _page(request, shown, StopForm(), form)


@require_POST
def stop_remove(request: AuthedRequest, pk: int, stop: int) -> HttpResponse:
    """Take a stop off the tour."""
    shown = managed_tour(request, pk)
    found = get_object_or_404(queries.stops_of(shown), pk=stop)
    try:
        services.remove_stop(stop=found, by=request.user, at=clock.now())
    except services.NotPreparing as error:
        messages.error(request, str(error))
    else:
        messages.success(request, f"已移出“{found.project}”。")
    return redirect("observation:stops", shown.pk)


def _page(request: AuthedRequest, shown: Tour, form: StopForm, order: OrderForm) -> HttpResponse:
    query = request.GET.get("q", "")
    found, count = stop_queries.addable_rows(request.user, shown, query, MOST_FOUND)
    stops = list(queries.stops_of(shown))
    context = {
        "tour": shown,
        "preparing": shown.state == TourState.PREPARING,
        "search": ProjectSearchForm(request.GET),
        "query": query.strip(),
        "found": found,
        "found_count": count,
        "order": order,
        "rows": [(stop, order[f"place-{stop.pk}"]) for stop in stops],
        "units": len(queries.participants(stops)),
        "tabs": tour_tabs(shown, "stops"),
    }
    wrong = order if order.errors else form
    return form_page(request, "observation/stops.html", wrong, context)


def _names(shown: Tour) -> dict[int, tuple[str, int]]:
    return {stop.pk: (stop.project.name, stop.order) for stop in queries.stops_of(shown)}


def _back(request: AuthedRequest, shown: Tour) -> str:
    """Back to the same search: the next stop is often of the same word."""
    return f"{request.path}?{request.GET.urlencode()}" if request.GET else request.path
