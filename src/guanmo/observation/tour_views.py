"""Tours: the list, preparing one, beginning its scoring, how far the voting is."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from guanmo.accounts.requests import AuthedRequest, form_page, posted
from guanmo.accounts.services import NotAllowed
from guanmo.engines.scoring import rule_sentences
from guanmo.foundation import clock
from guanmo.foundation.conflicts import conflict_page, opened_on, settled
from guanmo.foundation.history import EditConflict
from guanmo.observation import (
    convoy_queries,
    late_queries,
    nomination_queries,
    opinion_queries,
    paper_queries,
    queries,
    rules,
    services,
    voting_queries,
)
from guanmo.observation.enums import TourState
from guanmo.observation.models import Tour
from guanmo.observation.tabs import tour_tabs
from guanmo.observation.tour_forms import EditTourForm, TourForm
from guanmo.projects.rules import may_view_projects

PER_PAGE = 50

reads_or_posts = require_http_methods(["GET", "HEAD", "POST"])


@require_safe
def tours(request: AuthedRequest) -> HttpResponse:
    """The tours this person sees; each leads to what the person does there."""
    listed = voting_queries.tours_with_counts(request.user)
    page = Paginator(listed, PER_PAGE).get_page(request.GET.get("page"))
    rows = voting_queries.tour_rows(request.user, list(page))
    context = {
        "page": page,
        "rows": rows,
        "due": [row.tour for row in rows if row.is_due],
        "under_way": [] if rules.may_manage_tours(request.user) else convoy_queries.under_way(request.user),
        "owed": opinion_queries.owed(request.user).count(),
        "advises": opinion_queries.advises(request.user),
        "calls": nomination_queries.calls_to_answer(request.user, clock.today()),
        "scoring": [row.tour for row in rows if row.tour.state == TourState.OPEN],
        "may_manage": rules.may_manage_tours(request.user),
        "may_view_results": rules.may_view_results(request.user),
        "sees_projects": may_view_projects(request.user),
        "sees_yearly": rules.may_see_yearly(request.user),
    }
    return render(request, "observation/tours.html", context)


@require_safe
def tour(request: AuthedRequest, pk: int) -> HttpResponse:
    """One tour for the office: what is missing before scoring, then who has voted; never a score."""
    shown = managed_tour(request, pk)
    pack = queries.pack_of(shown)
    context = {
        "tour": shown,
        "pack": pack,
        "sentences": rule_sentences(pack.ballot_rule),
        "obstacles": queries.obstacles(shown) if shown.state == TourState.PREPARING else [],
        "voting": voting_queries.voting(shown),
        "stops": queries.stops_of(shown),
        "tabs": tour_tabs(shown, "tour"),
        "papers": paper_queries.unfinished_names(shown),
    }
    if shown.state == TourState.CLOSED:
        context["late"] = late_queries.late_ballots(shown).count()
        context["undecided"] = late_queries.undecided(shown)
    return render(request, "observation/tour.html", context)


@reads_or_posts
def tour_new(request: AuthedRequest) -> HttpResponse:
    """Begin to prepare a tour."""
    if not rules.may_manage_tours(request.user):
        raise NotAllowed("筹备观摩")
    form = TourForm(posted(request), packs=queries.pack_choices(None))
    if form.is_valid():
        try:
            made = _create(request, form)
        except services.TourNameTaken as error:
            form.add_error("name", str(error))
        else:
            messages.success(request, f"已新建“{made}”，接着选观摩点、请评委。", extra_tags="tour-new")
            return redirect("observation:stops", made.pk)
    return form_page(request, "observation/tour_new.html", form, {"choices": _rule_choices(form)})


@reads_or_posts
def tour_edit(request: AuthedRequest, pk: int) -> HttpResponse:
    """Change the name, the day or the rule while nobody scores yet."""
    shown = managed_tour(request, pk)
    if request.method != "POST" and shown.state != TourState.PREPARING:
        return redirect("observation:tour", shown.pk)
    packs = queries.pack_choices(shown)
    form = EditTourForm(posted(request), packs=packs, initial=opened_on(shown, services.TOUR_FIELDS))
    if form.is_valid():
        try:
            _save(request, shown, form)
        except EditConflict as conflict:
            return conflict_page(request, form, conflict, back=request.path)
        except services.TourNameTaken as error:
            form.add_error("name", str(error))
        except services.NotPreparing as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, "已保存。", extra_tags=f"tour-{shown.pk}")
            return redirect("observation:tour", shown.pk)
    context = {"tour": shown, "choices": _rule_choices(form)}
    return form_page(request, "observation/tour_edit.html", form, context)


@require_POST
def tour_open(request: AuthedRequest, pk: int) -> HttpResponse:
    """Begin the scoring; rule and stops are fixed from here on."""
    shown = managed_tour(request, pk)
    try:
        services.open_tour(tour=shown, by=request.user, at=clock.now())
    except (services.NotReady, services.NotPreparing) as error:
        messages.error(request, str(error))
    else:
        messages.success(request, "评分已经开始，评委现在可以交票。")
    return redirect("observation:tour", shown.pk)


def managed_tour(request: AuthedRequest, pk: int) -> Tour:
    """A tour for those who prepare it; others who see it are told that this is not theirs."""
    shown = get_object_or_404(
        Tour.objects.visible_to(request.user).select_related("sealed_by", "seal_proposed_by"), pk=pk
    )
    if not rules.may_manage_tours(request.user):
        raise NotAllowed("筹备观摩")
    return shown


def _create(request: AuthedRequest, form: TourForm) -> Tour:
    values = form.cleaned_data
    return services.create_tour(
        name=values["name"],
        held_on=values["held_on"],
        pack=form.packs[values["rule_id"]],
        objection_days=values["objection_days"],
        by=request.user,
        at=clock.now(),
        why=values["why"],
    )


def _save(request: AuthedRequest, shown: Tour, form: EditTourForm) -> None:
    values = settled(form, shown)
    services.update_tour(
        tour=shown,
        name=values["name"],
        held_on=values["held_on"],
        pack=form.packs[values["rule_id"]],
        objection_days=values["objection_days"],
        by=request.user,
        at=clock.now(),
        why=values["why"],
        expected_revision=form.cleaned_data["revision"],
    )


def _rule_choices(form: TourForm) -> list[tuple[object, object, tuple[str, ...]]]:
    """Each rule to choose: its radio button, the rule, and what it does in words."""
    return [
        (option, pack, rule_sentences(pack.ballot_rule))
        for option, pack in zip(form["rule_id"], form.packs.values(), strict=True)
    ]
