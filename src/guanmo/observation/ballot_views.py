"""Scoring: a juror's own ballot on a desk page, its receipt and correction."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from guanmo.accounts.requests import AuthedRequest
from guanmo.foundation import clock
from guanmo.observation import ballot_services, queries, sealed_ballot_queries
from guanmo.observation.ballot_forms import BallotForm
from guanmo.observation.ballot_queries import given_ballots, last_ballots
from guanmo.observation.ballot_services import AlreadyVoted, NotOpen, StaleCorrection, TourSealed
from guanmo.observation.enums import TourState
from guanmo.observation.models import Ballot, Juror, Tour

GONE, CONFLICT, WRONG = 410, 409, 422

reads_or_posts = require_http_methods(["GET", "HEAD", "POST"])

Refused = TourSealed | AlreadyVoted | StaleCorrection | NotOpen
REFUSALS = (TourSealed, AlreadyVoted, StaleCorrection, NotOpen)
TAKES_BALLOTS = (TourState.OPEN, TourState.CLOSED)
LATE = "已过截止，列为迟到票，由重点办两人核定是否计入。"


@reads_or_posts
def ballot(request: AuthedRequest, pk: int) -> HttpResponse:
    """The juror's own ballot; whoever has voted is shown the receipt."""
    seat = _own_seat(request, pk)
    if request.method == "POST":
        return _hand_in(request, BallotForm.posted(seat, request.POST))
    if given_ballots(seat).exists():
        return redirect("observation:receipt", pk)
    if seat.tour.state not in TAKES_BALLOTS:
        return _refused(request, BallotForm.empty(seat), _closed(seat.tour))
    return _own_page(request, BallotForm.empty(seat))


@reads_or_posts
def ballot_correct(request: AuthedRequest, pk: int) -> HttpResponse:
    """The juror's own ballot once more, with the reason for the change."""
    seat = _own_seat(request, pk)
    if request.method == "POST":
        return _hand_in(request, BallotForm.posted(seat, request.POST))
    heads = list(last_ballots(seat).visible_to(request.user))
    if not heads:
        return redirect("observation:ballot", pk)
    if seat.tour.state not in TAKES_BALLOTS:
        return redirect("observation:receipt", pk)
    return _own_page(request, BallotForm.holding(seat, heads))


@require_safe
def receipt(request: AuthedRequest, pk: int) -> HttpResponse:
    """That the ballot is in: what it says, when it came, the hash it can be found by after sealing."""
    seat = _own_seat(request, pk)
    given = Ballot.objects.visible_to(request.user).filter(juror=seat)
    heads = list(given.filter(replaced_by__isnull=True).select_related("stop__project", "late_decision"))
    if not heads:
        return redirect("observation:ballot", pk)
    context = {
        "tour": seat.tour,
        "seat": seat,
        "heads": heads,
        "latest": max(head.submitted_at for head in heads),
        "earlier": given.filter(replaced_by__isnull=False),
        "form": BallotForm.holding(seat, heads),
        "counted": sealed_ballot_queries.counted_of(seat.tour, given),
    }
    return render(request, "observation/receipt.html", context)


def _own_seat(request: AuthedRequest, pk: int) -> Juror:
    tour = get_object_or_404(Tour.objects.visible_to(request.user), pk=pk)
    seat = queries.seat_of(request.user, tour)
    if seat is None:
        raise Http404
    return seat


def _hand_in(request: AuthedRequest, form: BallotForm) -> HttpResponse:
    """Hand in a juror's own ballot; a refused one comes back with everything typed."""
    try:
        accepted = _submit(request, form)
    except REFUSALS as error:
        return _refused(request, form, error)
    if not accepted:
        return _own_page(request, form)
    seat = form.sheet.juror
    late = LATE if seat.tour.state == TourState.CLOSED else ""
    messages.success(request, f"票已收到。{late}", extra_tags=_draft(form))
    return redirect("observation:receipt", seat.tour_id)


def _submit(request: AuthedRequest, form: BallotForm) -> bool:
    """Whether the ballot was accepted; otherwise the form knows what is wrong with it."""
    try:
        ballot_services.submit_ballot(
            juror=form.sheet.juror,
            typed=form.typed,
            skipped=form.skipped,
            seen=form.seen,
            why=form.why,
            by=request.user,
            at=clock.now(),
        )
    except ballot_services.InvalidBallot as error:
        form.reading = error.reading
    except ballot_services.ReasonMissing as error:
        form.why_problem = str(error)
    return not form.is_wrong


def _own_page(request: AuthedRequest, form: BallotForm) -> HttpResponse:
    return _page(request, "observation/ballot.html", form, WRONG if form.is_wrong else 200)


def _refused(request: AuthedRequest, form: BallotForm, error: Refused) -> HttpResponse:
    """The ballot does not count; the page says why and shows every figure that was typed."""
    status = GONE if isinstance(error, TourSealed) else CONFLICT
    return _page(request, "observation/ballot_refused.html", form, status, says=str(error))


def _page(
    request: AuthedRequest, template: str, form: BallotForm, status: int, says: str = ""
) -> HttpResponse:
    seat = form.sheet.juror
    context = {"form": form, "seat": seat, "tour": seat.tour, "draft": _draft(form), "says": says}
    return render(request, template, context, status=status)


def _draft(form: BallotForm) -> str:
    """The name a half-filled ballot is kept under on this machine."""
    return f"ballot-{form.sheet.juror.pk}-{form.seen or 'first'}"


def _closed(tour: Tour) -> Refused:
    return TourSealed(tour) if tour.state == TourState.SEALED else NotOpen(tour)
