"""The tour book: on the page, as a Word file, as a PDF."""

import io
from dataclasses import dataclass

import segno
from django.contrib import messages
from django.http import FileResponse, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_safe

from guanmo.accounts.requests import AuthedRequest
from guanmo.engines.periods import Month
from guanmo.foundation import clock, pdf
from guanmo.observation import book_queries, queries
from guanmo.observation.book_exports import word_file
from guanmo.observation.book_queries import Briefing
from guanmo.observation.models import Tour
from guanmo.observation.plan_queries import ShownPlan
from guanmo.observation.tour_views import managed_tour
from guanmo.projects.queries import reporting_month

WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
PDF = "application/pdf"


@dataclass(frozen=True)
class _Book:
    tour: Tour
    month: Month
    plan: ShownPlan | None
    cards: list[Briefing]


@require_safe
def book(request: AuthedRequest, pk: int) -> HttpResponse:
    """Itinerary and one card a stop, each with the code that opens the project on a phone."""
    read = _book(request, pk)
    cards = [(card, _code(_address(request, card))) for card in read.cards]
    context = {**vars(read), "cards": cards, "has_office": pdf.office_program() is not None}
    return render(request, "observation/book.html", context)


@require_safe
def book_file(request: AuthedRequest, pk: int) -> HttpResponseBase:
    """The same as a Word file, or with `?form=pdf` as a PDF where this machine can make one."""
    read = _book(request, pk)
    content, kind, ending = _word(request, read), WORD, "docx"
    if request.GET.get("form") == "pdf":
        try:
            content, kind, ending = pdf.pdf_of(content), PDF, "pdf"
        except pdf.NoPdf as error:
            messages.error(request, str(error))
            return redirect("observation:book", read.tour.pk)
    name = f"{read.tour}手册.{ending}"
    return FileResponse(io.BytesIO(content), as_attachment=True, filename=name, content_type=kind)


def _book(request: AuthedRequest, pk: int) -> _Book:
    tour = managed_tour(request, pk)
    stops, month = list(queries.stops_of(tour)), reporting_month(clock.today())
    plan = book_queries.itinerary(tour, stops)
    return _Book(tour, month, plan, book_queries.briefings(stops, plan, request.user, month, clock.today()))


def _word(request: AuthedRequest, read: _Book) -> bytes:
    return word_file(
        read.tour,
        read.plan,
        read.cards,
        month=read.month,
        author=request.user.unit.name,
        made_on=clock.today(),
        addresses={card.stop.project_id: _address(request, card) for card in read.cards},
    )


def _address(request: AuthedRequest, card: Briefing) -> str:
    return request.build_absolute_uri(reverse("projects:card", args=[card.stop.project_id]))


def _code(address: str) -> str:
    """A QR code, as the address of a picture that stands in the page itself."""
    return segno.make(address, error="m").svg_data_uri(border=2)
