"""The end of scoring: the closing, late ballots, the seal by two people."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods, require_POST

from guanmo.accounts.requests import AuthedRequest, form_page, posted
from guanmo.foundation import clock
from guanmo.observation import closing_services, late_queries, paper_queries, seal_services, voting_queries
from guanmo.observation.closing_forms import LateForm, Step
from guanmo.observation.enums import TourState
from guanmo.observation.models import Tour
from guanmo.observation.seal_services import CannotTally
from guanmo.observation.tour_forms import SealForm
from guanmo.observation.tour_views import managed_tour

reads_or_posts = require_http_methods(["GET", "HEAD", "POST"])


@require_POST
def tour_close(request: AuthedRequest, pk: int) -> HttpResponse:
    """End the scoring; what comes later is late."""
    shown = managed_tour(request, pk)
    try:
        closing_services.close_tour(tour=shown, by=request.user, at=clock.now())
    except (closing_services.NotClosable, CannotTally) as error:
        messages.error(request, str(error))
    else:
        messages.success(request, "已截止收票；此后到的票列为迟到票。")
    return redirect("observation:tour", shown.pk)


@reads_or_posts
def late(request: AuthedRequest, pk: int) -> HttpResponse:
    """The late ballots, never a score; a POST proposes or decides on those ticked."""
    shown = managed_tour(request, pk)
    listed = late_queries.late_ballots(shown)
    form = LateForm(posted(request), late=listed)
    if form.is_valid():
        try:
            said = _step(request, shown, form)
        except (
            closing_services.NotClosed,
            closing_services.NothingChosen,
            closing_services.OwnProposal,
        ) as error:
            form.add_error(None, str(error))
        except closing_services.ReasonNeeded as error:
            form.add_error("reason", str(error))
        else:
            messages.success(request, said)
            return redirect("observation:late", shown.pk)
    context = {"tour": shown, "ballots": list(listed), "undecided": late_queries.undecided(shown)}
    return form_page(request, "observation/late.html", form, context)


@reads_or_posts
def tour_seal(request: AuthedRequest, pk: int) -> HttpResponse:
    """What will be counted and who is missing, before the eyes; then the proposal, then by another person the seal."""
    shown = managed_tour(request, pk)
    if request.method != "POST" and shown.state == TourState.SEALED:
        return redirect("observation:result", shown.pk)
    voting = voting_queries.voting(shown)
    form = SealForm(posted(request), missing=0 if shown.seal_proposed_by else len(voting.missing))
    if form.is_valid():
        try:
            address = _propose_or_seal(request, shown, form.cleaned_data["why"])
        except (seal_services.NotSealable, CannotTally) as error:
            form.add_error(None, str(error))
        else:
            return redirect(address, shown.pk)
    context = {
        "tour": shown,
        "voting": voting,
        "undecided": late_queries.undecided(shown),
        "papers": paper_queries.unfinished_names(shown),
    }
    return form_page(request, "observation/tour_seal.html", form, context)


def _propose_or_seal(request: AuthedRequest, shown: Tour, why: str) -> str:
    """Do the step that is next and name the page that follows it."""
    by, at = request.user, clock.now()
    if shown.seal_proposed_by is None:
        seal_services.propose_seal(tour=shown, by=by, at=at, why=why)
        messages.success(request, "已提议封存，请另一位同事登录后确认。")
        return "observation:tour_seal"
    seal_services.seal_tour(tour=shown, by=by, at=at, why=why)
    messages.success(request, "结果已封存，从现在起不再改变。")
    return "observation:result"


def _step(request: AuthedRequest, shown: Tour, form: LateForm) -> str:
    """Do what the pressed button says with the ticked ballots."""
    by, at, step = request.user, clock.now(), Step(form.cleaned_data["step"])
    ballots = [ballot.pk for ballot in form.cleaned_data["ballots"]]
    if step in (Step.COUNT, Step.LEAVE):
        made = closing_services.propose_late(
            tour=shown,
            ballots=ballots,
            count=step == Step.COUNT,
            reason=form.cleaned_data["reason"],
            by=by,
            at=at,
        )
        return f"已就{len(made)}张迟到票{step.label}，等另一位同事复核。"
    closing_services.decide_late(tour=shown, ballots=ballots, agree=step == Step.AGREE, by=by, at=at)
    return f"{step.label}，{len(ballots)}张。"
