"""Promises: the list, one with its looks back, those of a tour and what the tour should look back at."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST, require_safe

from guanmo.accounts.requests import AuthedRequest, form_page, posted
from guanmo.accounts.services import NotAllowed
from guanmo.foundation import clock
from guanmo.observation import promise_queries, promise_services, queries, rules
from guanmo.observation.enums import PromiseState, TourState
from guanmo.observation.promise_forms import CheckForm, PromiseFilterForm, PromiseForm, WithdrawForm
from guanmo.observation.promise_models import Promise
from guanmo.observation.promise_queries import PromiseFilter
from guanmo.observation.tabs import tour_tabs
from guanmo.observation.tour_views import managed_tour, reads_or_posts
from guanmo.projects.models import Project
from guanmo.projects.rules import may_view_projects

PER_PAGE = 50


@require_safe
def promises(request: AuthedRequest) -> HttpResponse:
    """The promises this person sees, counted by where they stand."""
    if not may_view_projects(request.user):
        raise NotAllowed("查看承诺")
    form, today = PromiseFilterForm(request.GET, by=request.user), clock.today()
    wanted = form.wanted()
    page = Paginator(promise_queries.promises(request.user, wanted, today), PER_PAGE).get_page(
        request.GET.get("page")
    )
    counts = promise_queries.counts(request.user, wanted, today)
    context = {
        "form": form,
        "page": page,
        "rows": promise_queries.rows(page, today),
        "counts": list(counts.items()),
        "due": counts[PromiseState.DUE],
        "total": sum(counts.values()),
        "project": Project.objects.visible_to(request.user).filter(pk=wanted.project or 0).first(),
        "may_manage": rules.may_manage_tours(request.user),
    }
    return render(request, "observation/promises.html", context, status=200 if form.is_valid() else 422)


@reads_or_posts
def promise(request: AuthedRequest, pk: int) -> HttpResponse:
    """One promise and its looks back; a POST of the office adds one."""
    shown = _promise(request, pk)
    if request.method == "POST" and not rules.may_manage_tours(request.user):
        raise NotAllowed("核查承诺")
    form = CheckForm(posted(request), initial={"checked_on": clock.today()})
    if form.is_valid():
        values = {name: form.cleaned_data[name] for name in form.Meta.fields}
        try:
            promise_services.check_promise(promise=shown, by=request.user, at=clock.now(), **values)
        except promise_services.WrongDay as error:
            form.add_error("checked_on", str(error))
        else:
            messages.success(request, "已登记核查结论。", extra_tags=f"promise-{shown.pk}")
            return redirect("observation:promise", shown.pk)
    context = {
        "row": promise_queries.rows([shown], clock.today())[0],
        "checks": promise_queries.checks_of(shown),
        "withdraw": WithdrawForm(),
        "may_manage": rules.may_manage_tours(request.user),
    }
    return form_page(request, "observation/promise.html", form, context)


@require_POST
def promise_withdraw(request: AuthedRequest, pk: int) -> HttpResponse:
    """Take back a promise recorded by mistake."""
    shown = _promise(request, pk)
    form, tour = WithdrawForm(request.POST), shown.stop.tour
    why = form.cleaned_data["why"] if form.is_valid() else ""
    try:
        promise_services.withdraw_promise(promise=shown, why=why, by=request.user, at=clock.now())
    except (promise_services.AlreadyChecked, promise_services.WhyNeeded) as error:
        messages.error(request, str(error))
        return redirect("observation:promise", shown.pk)
    messages.success(request, "已撤销，原因写进了日志。")
    return redirect("observation:tour_promises", tour.pk)


@reads_or_posts
def tour_promises(request: AuthedRequest, pk: int) -> HttpResponse:
    """What was promised on this tour, and what it should look back at; a POST records one promise."""
    tour = managed_tour(request, pk)
    stops, today = queries.stops_of(tour), clock.today()
    form = PromiseForm(posted(request), stops=stops)
    if form.is_valid() and _recorded(request, form):
        return redirect("observation:tour_promises", tour.pk)
    back = promise_queries.looked_back(request.user, list(stops), today)
    own = promise_queries.promises(request.user, PromiseFilter(tour=tour.pk), today)
    context = {
        "tour": tour,
        "begun": tour.state != TourState.PREPARING,
        "rows": promise_queries.rows(own.order_by("stop__order", "pk"), today),
        "back": [row for stop in stops for row in back.get(stop.project_id, [])],
        "elsewhere": promise_queries.unkept_elsewhere(request.user, tour, today),
        "tabs": tour_tabs(tour, "tour_promises"),
    }
    return form_page(request, "observation/tour_promises.html", form, context)


def _recorded(request: AuthedRequest, form: PromiseForm) -> bool:
    values = {name: form.cleaned_data[name] for name in form.Meta.fields}
    try:
        made = promise_services.record_promise(by=request.user, at=clock.now(), **values)
    except promise_services.NotBegun as error:
        form.add_error(None, str(error))
    except promise_services.WrongDay as error:
        form.add_error("due_on", str(error))
    else:
        messages.success(request, f"已登记“{made.stop.project}”的承诺。", extra_tags="promise-new")
    return not form.errors


def _promise(request: AuthedRequest, pk: int) -> Promise:
    found = promise_queries.promises(request.user, PromiseFilter(), clock.today())
    return get_object_or_404(found, pk=pk)
