"""Stops proposed from the library by a rule; the office ticks and adds them in one go."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods

from guanmo.accounts.requests import AuthedRequest, form_page, posted
from guanmo.engines.packs import Pack
from guanmo.engines.proposal import stop_rule_sentences
from guanmo.foundation import clock
from guanmo.observation import nomination_queries, proposal_queries, proposal_services
from guanmo.observation.enums import TourState
from guanmo.observation.models import Tour
from guanmo.observation.proposal_forms import ProposalForm, StopRuleForm
from guanmo.observation.proposal_queries import ShownProposal
from guanmo.observation.services import NotPreparing
from guanmo.observation.tabs import tour_tabs
from guanmo.observation.tour_views import managed_tour

PER_PAGE = 50


@require_http_methods(["GET", "HEAD", "POST"])
def proposal(request: AuthedRequest, pk: int) -> HttpResponse:
    """What a rule proposes, holds in reserve and leaves out; a POST adds what is ticked."""
    shown = managed_tour(request, pk)
    if request.method != "POST" and shown.state != TourState.PREPARING:
        return redirect("observation:stops", shown.pk)
    packs = list(proposal_queries.stop_packs())
    pack = _pack(request, shown, packs)
    found = proposal_queries.proposal_for(request.user, shown, pack)
    form = _form(request, found)
    if form.is_valid() and _added(request, shown, found, form):
        return redirect("observation:stops", shown.pk)
    page = Paginator(found.refused, PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "tour": shown,
        "found": found,
        "sentences": stop_rule_sentences(pack.stop_rule),
        "rule": StopRuleForm(packs=packs, shown=pack),
        "page": page,
        "refused": proposal_queries.proposed_rows(request.user, list(page), found.said),
        "tabs": tour_tabs(shown, "stops"),
    }
    return form_page(request, "observation/proposal.html", form, context)


def _pack(request: AuthedRequest, shown: Tour, packs: list[Pack]) -> Pack:
    """The rule asked for; else the one the units were asked to nominate by."""
    call = nomination_queries.call_of(shown)
    return proposal_queries.stop_pack(request.GET.get("pack", call.rule_id if call else ""), packs)


def _form(request: AuthedRequest, found: ShownProposal) -> ProposalForm:
    return ProposalForm(
        posted(request),
        offered=[row.project.pk for row in found.offered],
        proposed=[row.project.pk for row in found.picks],
    )


def _added(request: AuthedRequest, shown: Tour, found: ShownProposal, form: ProposalForm) -> bool:
    try:
        stops = proposal_services.add_proposed(
            tour=shown,
            pack=found.pack,
            projects=form.cleaned_data["projects"],
            by=request.user,
            at=clock.now(),
        )
    except (NotPreparing, proposal_services.ProposalChanged) as error:
        form.add_error(None, str(error))
        return False
    messages.success(request, f"已加入{len(stops)}个观摩点，接着排顺序和线路。")
    return True
