"""Paper ballots: typed by two people who do not see each other's figures, compared by a third where they differ."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from guanmo.accounts.requests import AuthedRequest
from guanmo.accounts.services import NotAllowed
from guanmo.foundation import clock
from guanmo.observation import ballot_services, paper_queries, paper_services, queries
from guanmo.observation.ballot_forms import BallotForm
from guanmo.observation.enums import TourState
from guanmo.observation.models import Juror
from guanmo.observation.paper_services import Step
from guanmo.observation.tabs import tour_tabs
from guanmo.observation.tour_views import managed_tour

WRONG, CONFLICT, GONE = 422, 409, 410
SAYS = {
    Step.FIRST: "已录第一遍，请另一位同事照同一张纸再录一遍；两遍一致才计入。",
    Step.AGREED: "两遍一致，已计入。",
    Step.DIFFERS: "两遍不一致，没有计入，请没有录过的同事对照纸质票核对。",
}
LATE = "已过截止，列为迟到票，由两人核定是否计入。"
REFUSALS = (ballot_services.NotOpen, paper_services.TypedAlready, paper_services.AwaitsLook)
STALE = (paper_services.NothingToSettle, ballot_services.NotOpen, ballot_services.TourSealed)

reads_or_posts = require_http_methods(["GET", "HEAD", "POST"])


@require_safe
def papers(request: AuthedRequest, pk: int) -> HttpResponse:
    """How far each paper is: who typed it, whether two agree."""
    shown = managed_tour(request, pk)
    context = {
        "tour": shown,
        "papers": paper_queries.papers_of(shown),
        "waiting": paper_queries.unfinished_names(shown),
        "tabs": tour_tabs(shown, "jury"),
    }
    return render(request, "observation/papers.html", context)


@reads_or_posts
def paper(request: AuthedRequest, pk: int, juror: int) -> HttpResponse:
    """A paper ballot typed once; a correction starts empty, since the office sees no ballot."""
    seat = _seat(request, pk, juror)
    if not paper_queries.asked_subjects(paper_queries.paper_sheet(seat)):
        raise NotAllowed("更正评委本人交的票")
    if request.method != "POST":
        return _page(request, BallotForm.of_paper(seat), 200)
    form = BallotForm.posted(seat, request.POST, paper=True)
    try:
        found = _type(request, form)
    except ballot_services.TourSealed as error:
        return _page(request, form, GONE, str(error))
    except REFUSALS as error:
        return _page(request, form, CONFLICT, str(error))
    if found is None:
        return _page(request, form, WRONG)
    late = LATE if found.ballots and found.ballots[0].late else ""
    messages.success(request, f"{seat}的纸质票：{SAYS[found.step]}{late}")
    return redirect("observation:jury", pk)


@reads_or_posts
def paper_look(request: AuthedRequest, pk: int, juror: int) -> HttpResponse:
    """The figures two people typed differently, side by side, for a third with the paper in hand."""
    seat = _seat(request, pk, juror)
    typings = paper_queries.waiting_of(seat)
    if len(typings) < 2 or request.user in [typing.typed_by for typing in typings]:
        raise NotAllowed("核对这张纸质票")
    said = ""
    if request.method == "POST":
        try:
            paper_services.settle_paper(juror=seat, chosen=_chosen(request), by=request.user, at=clock.now())
        except (paper_services.ChoiceMissing, *STALE) as error:
            said = str(error)
        else:
            messages.success(request, f"{seat}的纸质票已核对，计入。")
            return redirect("observation:jury", pk)
    found = paper_queries.differences(
        paper_queries.paper_sheet(seat), *(paper_queries.given_in(typing) for typing in typings)
    )
    context = {"tour": seat.tour, "seat": seat, "typings": typings, "differences": found, "says": said}
    return render(request, "observation/paper_look.html", context, status=WRONG if said else 200)


@require_POST
def paper_drop(request: AuthedRequest, pk: int, juror: int) -> HttpResponse:
    """Two people start again with this paper."""
    seat = _seat(request, pk, juror)
    try:
        paper_services.drop_typings(juror=seat, by=request.user, at=clock.now())
    except STALE as error:
        messages.error(request, str(error))
    else:
        messages.success(request, f"{seat}的纸质票已退回，请两人重新录入。")
    return redirect("observation:papers", pk)


def _seat(request: AuthedRequest, pk: int, juror: int) -> Juror:
    shown = managed_tour(request, pk)
    return get_object_or_404(queries.jurors_of(shown), pk=juror)


def _type(request: AuthedRequest, form: BallotForm) -> paper_services.Typed | None:
    """What the typing led to; None where the form knows what is wrong with it."""
    try:
        return paper_services.type_paper(
            juror=form.sheet.juror,
            number=form.number,
            typed=form.typed,
            skipped=form.skipped,
            why=form.why,
            by=request.user,
            at=clock.now(),
        )
    except ballot_services.InvalidBallot as error:
        form.reading = error.reading
    except ballot_services.ReasonMissing as error:
        form.why_problem = str(error)
        form.seen = form.seen or 1
    except paper_services.NumberProblem as error:
        form.number_problem = str(error)
    return None


def _chosen(request: AuthedRequest) -> dict[int, int]:
    """The typing chosen for each difference."""
    sent = {key.removeprefix("right-"): request.POST.get(key, "") for key in request.POST}
    return {int(key): int(value) for key, value in sent.items() if key.isdecimal() and value.isdecimal()}


def _page(request: AuthedRequest, form: BallotForm, status: int, says: str = "") -> HttpResponse:
    seat = form.sheet.juror
    typings = paper_queries.waiting_of(seat)
    context = {
        "form": form,
        "seat": seat,
        "tour": seat.tour,
        "says": says,
        "second": len(typings) == 1,
        "late": seat.tour.state == TourState.CLOSED,
    }
    return render(request, "observation/paper.html", context, status=status)
