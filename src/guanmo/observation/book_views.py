"""The tour book, to be printed."""

import segno
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from guanmo.accounts.requests import AuthedRequest
from guanmo.foundation import clock
from guanmo.observation import book_queries, queries
from guanmo.observation.tour_views import managed_tour
from guanmo.projects.queries import reporting_month


@require_safe
def book(request: AuthedRequest, pk: int) -> HttpResponse:
    """Itinerary and one card a stop, each with the code that opens the project on a phone."""
    shown = managed_tour(request, pk)
    stops, month = list(queries.stops_of(shown)), reporting_month(clock.today())
    plan = book_queries.itinerary(shown, stops)
    cards = [
        (briefing, _code(request, briefing.stop.project_id))
        for briefing in book_queries.briefings(stops, plan, request.user, month)
    ]
    context = {"tour": shown, "month": month, "plan": plan, "cards": cards}
    return render(request, "observation/book.html", context)


def _code(request: AuthedRequest, project: int) -> str:
    """A QR code, as the address of a picture that stands in the page itself."""
    url = request.build_absolute_uri(reverse("projects:card", args=[project]))
    return segno.make(url, error="m").svg_data_uri(border=2)
