"""The live itinerary (行程): followed by many, kept by the convoy's office with one tap a step."""

from datetime import datetime

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from guanmo.accounts.requests import AuthedRequest, form_page, posted
from guanmo.accounts.services import NotAllowed
from guanmo.foundation import clock
from guanmo.observation import convoy_queries, convoy_services, rules
from guanmo.observation.convoy_forms import PassageForm, WayForm
from guanmo.observation.convoy_queries import Convoy, Step
from guanmo.observation.enums import PassageKind, TourState
from guanmo.observation.itinerary_queries import live_itinerary, shown_way
from guanmo.observation.models import Tour, TourPlan
from guanmo.observation.tabs import tour_tabs

reads_or_posts = require_http_methods(["GET", "HEAD", "POST"])
REFUSED = (
    convoy_services.AlreadyRecorded,
    convoy_services.NoSuchStep,
    convoy_services.TourOver,
    convoy_services.WrongMoment,
)


@require_safe
def live(request: AuthedRequest, pk: int) -> HttpResponse:
    """Where the convoy is, and when it is to be expected where; buttons for those who keep it."""
    tour = get_object_or_404(convoy_queries.followed(request.user), pk=pk)
    convoy = convoy_queries.convoy_of(tour, clock.now())
    may_manage = rules.may_manage_tours(request.user)
    context = {
        "tour": tour,
        "shown": live_itinerary(convoy) if convoy else None,
        "may_record": may_manage and tour.state != TourState.SEALED,
        "may_manage": may_manage,
        "tabs": tour_tabs(tour, "live") if may_manage else [],
        "now": clock.now(),
    }
    return render(request, "observation/live.html", context)


@require_POST
def record(request: AuthedRequest, pk: int, day: int, place: str, kind: str) -> HttpResponse:
    """One tap: this step is done now."""
    tour = _kept(request, pk)
    try:
        convoy_services.record_passage(
            tour=tour, step=_step(day, place, kind), by=request.user, at=clock.now()
        )
    except REFUSED as error:
        messages.error(request, str(error))
    return redirect("observation:live", tour.pk)


@require_POST
def undo(request: AuthedRequest, pk: int, day: int, place: str, kind: str) -> HttpResponse:
    """Take a tap back."""
    tour = _kept(request, pk)
    try:
        taken = convoy_services.withdraw_passage(
            tour=tour, step=_step(day, place, kind), by=request.user, at=clock.now()
        )
    except REFUSED as error:
        messages.error(request, str(error))
    else:
        messages.success(request, f"已撤销“{taken}”。")
    return redirect("observation:live", tour.pk)


@reads_or_posts
def passage(request: AuthedRequest, pk: int, day: int, place: str, kind: str) -> HttpResponse:
    """One step: its moment put right, or added where it was forgotten."""
    tour = _kept(request, pk)
    step, convoy = _step(day, place, kind), _convoy(tour)
    if step not in convoy.steps:
        raise Http404
    old = convoy.passages.get(step)
    form = PassageForm(posted(request), initial={"clock": _initial(old.moment if old else clock.now())})
    if form.is_valid():
        try:
            _correct(request, convoy, step, form)
        except REFUSED as error:
            form.add_error(None, str(error))
        else:
            return redirect("observation:live", tour.pk)
    context = {"tour": tour, "step": step, "name": convoy.name_of(step), "old": old}
    return form_page(request, "observation/passage.html", form, context)


@reads_or_posts
def ways(request: AuthedRequest, pk: int) -> HttpResponseBase:
    """The ways to go on side by side; the one chosen becomes the next version."""
    tour = _kept(request, pk)
    convoy = _convoy(tour)
    form = WayForm(posted(request))
    if form.is_valid():
        try:
            made = _change(request, convoy, form)
        except (convoy_services.PlanChanged, convoy_services.WrongRest, convoy_services.TourOver) as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, f"已改走线路第{made.number}版，看行程的人随即看到。")
            return redirect("observation:live", tour.pk)
    context = {
        "tour": tour,
        "convoy": convoy,
        "ways": [shown_way(convoy, one) for one in convoy_queries.ways_on(convoy)],
    }
    return form_page(request, "observation/ways.html", form, context)


def _kept(request: AuthedRequest, pk: int) -> Tour:
    """A tour for those who keep its itinerary; who only follows it is told so."""
    tour = get_object_or_404(convoy_queries.followed(request.user), pk=pk)
    if not rules.may_manage_tours(request.user):
        raise NotAllowed("记录行程")
    return tour


def _step(day: int, place: str, kind: str) -> Step:
    if kind not in PassageKind.values:
        raise Http404
    return Step(day - 1, place, PassageKind(kind))


def _convoy(tour: Tour) -> Convoy:
    convoy = convoy_queries.convoy_of(tour, clock.now())
    if convoy is None:
        raise Http404
    return convoy


def _initial(moment: datetime) -> datetime:
    return moment.astimezone(clock.CITY_ZONE)


def _correct(request: AuthedRequest, convoy: Convoy, step: Step, form: PassageForm) -> None:
    """The moment typed lies on the day of the records there are, or is of today."""
    began = any(one.day == step.day for one in convoy.passages)
    day = convoy.dates[step.day] if began else clock.today()
    convoy_services.correct_passage(
        tour=convoy.plan.tour,
        step=step,
        happened_at=datetime.combine(day, form.cleaned_data["clock"], clock.CITY_ZONE),
        reason=form.cleaned_data["reason"],
        by=request.user,
        at=clock.now(),
    )


def _change(request: AuthedRequest, convoy: Convoy, form: WayForm) -> TourPlan:
    if form.cleaned_data["version"] != convoy.plan.number:
        raise convoy_services.PlanChanged
    return convoy_services.change_plan(
        plan=convoy.plan,
        order=form.cleaned_data["order"],
        reason=form.cleaned_data["reason"],
        by=request.user,
        at=clock.now(),
    )
