"""Nominations: the office asks and reads, a unit's people nominate and take back."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_POST

from guanmo.accounts.models import Unit
from guanmo.accounts.requests import AuthedRequest, form_page, posted
from guanmo.accounts.services import NotAllowed
from guanmo.engines.proposal import stop_rule_sentences
from guanmo.foundation import clock
from guanmo.foundation.conflicts import conflict_page, opened_on, settled
from guanmo.foundation.history import EditConflict
from guanmo.observation import nomination_queries, nomination_services, proposal_queries, queries, rules
from guanmo.observation.enums import TourState
from guanmo.observation.models import Tour
from guanmo.observation.nomination_forms import CallForm, NominationForm
from guanmo.observation.nomination_models import NominationCall
from guanmo.observation.services import NotPreparing
from guanmo.observation.tabs import tour_tabs
from guanmo.observation.tour_views import managed_tour, reads_or_posts
from guanmo.projects.models import Project


@reads_or_posts
def nominations(request: AuthedRequest, pk: int) -> HttpResponse:
    """What the units nominated, for the office; a POST asks them, or changes what they were asked."""
    tour = managed_tour(request, pk)
    call = nomination_queries.call_of(tour)
    form = _call_form(request, call)
    if form.is_valid():
        try:
            if _called(request, tour, call, form):
                return redirect("observation:nominations", tour.pk)
        except EditConflict as conflict:
            return conflict_page(request, form, conflict, back=request.path)
    rows = nomination_queries.rows(request.user, call) if call else []
    context = {
        "tour": tour,
        "call": call,
        "pack": proposal_queries.stop_pack(call.rule_id, proposal_queries.stop_packs()) if call else None,
        "rows": rows,
        "units": len({row.nomination.unit_id for row in rows}),
        "silent": nomination_queries.silent_units(rows),
        "preparing": tour.state == TourState.PREPARING,
        "open": call is not None and nomination_queries.is_open(call, clock.today()),
        "tabs": tour_tabs(tour, "nominations"),
    }
    return form_page(request, "observation/nominations.html", form, context)


@reads_or_posts
def nominate(request: AuthedRequest, pk: int) -> HttpResponse:
    """A unit's own nominations for a tour; a POST makes one."""
    call, unit = _asked(request, pk)
    if request.method == "POST" and not rules.speaks_for_a_unit(request.user):
        raise NotAllowed("提名观摩点")
    own = nomination_queries.own_nominations(request.user, call, unit)
    form = NominationForm(posted(request), own=own)
    if form.is_valid() and _nominated(request, call, form):
        return redirect("observation:nominate", pk)
    pack = proposal_queries.stop_pack(call.rule_id, proposal_queries.stop_packs())
    context = {
        "call": call,
        "unit": unit,
        "own": own,
        "open": nomination_queries.is_open(call, clock.today()),
        "preparing": call.tour.state == TourState.PREPARING,
        "pack": pack,
        "sentences": stop_rule_sentences(pack.stop_rule),
    }
    return form_page(request, "observation/nominate.html", form, context)


@require_POST
def nomination_withdraw(request: AuthedRequest, pk: int, nomination: int) -> HttpResponse:
    """Take an own nomination back."""
    call, _ = _asked(request, pk)
    found = get_object_or_404(nomination_queries.nominations(request.user, call.tour), pk=nomination)
    try:
        nomination_services.withdraw_nomination(nomination=found, by=request.user, at=clock.now())
    except NotPreparing as error:
        messages.error(request, str(error))
    else:
        messages.success(request, f"已撤回“{found.project}”的提名。")
    return redirect("observation:nominate", pk)


def _asked(request: AuthedRequest, pk: int) -> tuple[NominationCall, Unit]:
    """The call of a tour and the county, district or zone this person would nominate for; the office sees the whole list."""
    call = get_object_or_404(nomination_queries.calls(request.user), tour=pk)
    unit = queries.ranked_unit_of(request.user.unit)
    if unit is None:
        raise Http404
    return call, unit


def _call_form(request: AuthedRequest, call: NominationCall | None) -> CallForm:
    usual = {"rule_id": proposal_queries.USUAL_RULE, "revision": 0}
    initial = opened_on(call, nomination_services.CALL_FIELDS) if call else usual
    return CallForm(posted(request), packs=list(proposal_queries.stop_packs()), initial=initial)


def _called(request: AuthedRequest, tour: Tour, call: NominationCall | None, form: CallForm) -> bool:
    try:
        if call is None:
            _call(request, tour, form)
        else:
            _change(request, call, form)
    except nomination_services.WrongDue as error:
        form.add_error("due_on", str(error))
    except (NotPreparing, nomination_services.AlreadyCalled) as error:
        form.add_error(None, str(error))
    return not form.errors


def _call(request: AuthedRequest, tour: Tour, form: CallForm) -> None:
    values = form.cleaned_data
    made = nomination_services.call_for_nominations(
        tour=tour,
        pack=form.packs[values["rule_id"]],
        due_on=values["due_on"],
        note=values["note"],
        by=request.user,
        at=clock.now(),
    )
    told = f"已请各单位提名，{made.due_on:%Y-%m-%d}截止；各单位登录后在首页看到。"
    messages.success(request, told, extra_tags=f"call-{tour.pk}")


def _change(request: AuthedRequest, call: NominationCall, form: CallForm) -> None:
    values = settled(form, call)
    nomination_services.change_call(
        call=call,
        pack=form.packs[values["rule_id"]],
        due_on=values["due_on"],
        note=values["note"],
        by=request.user,
        at=clock.now(),
        expected_revision=form.cleaned_data["revision"],
    )
    messages.success(request, "已保存。", extra_tags=f"call-{call.tour_id}")


def _nominated(request: AuthedRequest, call: NominationCall, form: NominationForm) -> bool:
    values = form.cleaned_data
    project = get_object_or_404(Project.objects.visible_to(request.user), pk=values["project"])
    try:
        nomination_services.nominate(
            call=call,
            project=project,
            reason=values["reason"],
            to_see=values["to_see"],
            by=request.user,
            at=clock.now(),
        )
    except (nomination_services.NotNominable, NotPreparing) as error:
        form.add_error(None, str(error))
        return False
    messages.success(request, f"已提名“{project}”。", extra_tags=f"nominate-{call.tour_id}")
    return True
