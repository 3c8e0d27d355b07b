"""The jury of a tour: seated one by one or from a pasted list, and who has voted."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_http_methods, require_POST

from guanmo.accounts.requests import AuthedRequest, form_page, posted
from guanmo.foundation import clock
from guanmo.observation import juror_services, jury_queries, link_queries, queries, voting_queries
from guanmo.observation.enums import TourState
from guanmo.observation.juror_services import HasVoted, InvalidSeats, JuryFixed, Seat
from guanmo.observation.models import Tour
from guanmo.observation.tabs import tour_tabs
from guanmo.observation.tour_forms import JuryListForm, SeatForm
from guanmo.observation.tour_views import managed_tour

reads_or_posts = require_http_methods(["GET", "HEAD", "POST"])


@reads_or_posts
def jury(request: AuthedRequest, pk: int) -> HttpResponse:
    """The seats with who has voted; a POST seats one more juror."""
    shown = managed_tour(request, pk)
    form = _seat_form(request, shown)
    if form.is_valid():
        try:
            juror = juror_services.add_juror(tour=shown, **form.cleaned_data, by=request.user, at=clock.now())
        except (InvalidSeats, JuryFixed) as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, f"已加入评委“{juror}”。")
            return redirect("observation:jury", shown.pk)
    voting = voting_queries.voting(shown)
    context = {
        "tour": shown,
        "voting": voting,
        "board": link_queries.board(shown, voting),
        "fixed": shown.state == TourState.SEALED,
        "scoring": shown.state in (TourState.OPEN, TourState.CLOSED),
        "tabs": tour_tabs(shown, "jury"),
    }
    return form_page(request, "observation/jury.html", form, context)


@reads_or_posts
def jury_paste(request: AuthedRequest, pk: int) -> HttpResponse:
    """Seat everybody on a pasted list, or nobody while a line has a problem."""
    shown = managed_tour(request, pk)
    form = JuryListForm(posted(request))
    if form.is_valid():
        seats = _read(request, shown, form)
        if seats and not form.errors:
            try:
                juror_services.add_jurors(tour=shown, seats=seats, by=request.user, at=clock.now())
            except (InvalidSeats, JuryFixed) as error:
                form.add_error("text", str(error))
            else:
                messages.success(request, f"已加入{len(seats)}名评委。", extra_tags=f"jury-{shown.pk}")
                return redirect("observation:jury", shown.pk)
    context = {"tour": shown, "groups": jury_queries.judge_groups(shown)}
    return form_page(request, "observation/jury_paste.html", form, context)


@require_POST
def juror_remove(request: AuthedRequest, pk: int, juror: int) -> HttpResponse:
    """Take a seat away from somebody who has not voted."""
    shown = managed_tour(request, pk)
    found = get_object_or_404(queries.jurors_of(shown), pk=juror)
    try:
        juror_services.remove_juror(juror=found, by=request.user, at=clock.now())
    except (HasVoted, JuryFixed) as error:
        messages.error(request, str(error))
    else:
        messages.success(request, f"已移出评委“{found}”。")
    return redirect("observation:jury", shown.pk)


def _seat_form(request: AuthedRequest, shown: Tour) -> SeatForm:
    return SeatForm(
        posted(request),
        people=jury_queries.seatable_people(request.user, shown),
        groups=jury_queries.judge_groups(shown),
    )


def _read(request: AuthedRequest, shown: Tour, form: JuryListForm) -> list[Seat]:
    """The seats of a pasted list; every problem of every line goes to the form."""
    read = jury_queries.read_jury_list(request.user, form.cleaned_data["text"])
    seats = [Seat(line.name, line.group, line.unit, line.person) for line in read.seats]
    wrong = juror_services.seat_problems(shown, seats)
    for place, line in enumerate(read.seats):
        for problem in [*read.problems.get(line.line, []), *wrong.get(place, [])]:
            form.add_error("text", f"第{line.line}行：{problem}")
    if not seats:
        form.add_error("text", "没有读到任何评委，请每行写一名。")
    return seats
