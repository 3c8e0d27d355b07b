"""Scores-only links of the jury: issued as a sheet of cards that is shown once, revoked one by one."""

from collections.abc import Mapping
from dataclasses import dataclass

import segno
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from guanmo.accounts.requests import AuthedRequest, form_page, posted
from guanmo.foundation import clock
from guanmo.observation import link_queries, queries, sync_services, voting_queries
from guanmo.observation.link_forms import LinksForm
from guanmo.observation.models import Juror
from guanmo.observation.tour_views import managed_tour

reads_or_posts = require_http_methods(["GET", "HEAD", "POST"])


@dataclass(frozen=True)
class Card:
    """What is cut out and handed to one juror."""

    juror: Juror
    address: str
    code: str
    """The QR code as a data: URI."""


@never_cache
@reads_or_posts
def links(request: AuthedRequest, pk: int) -> HttpResponse:
    """Whose link is out; a POST issues fresh ones and answers with their cards, which are kept nowhere."""
    shown = managed_tour(request, pk)
    board = link_queries.board(shown, voting_queries.voting(shown))
    form = LinksForm(posted(request), board=board)
    if form.is_valid():
        wanted = list(form.cleaned_data["jurors"])
        try:
            tokens = sync_services.issue_links(tour=shown, jurors=wanted, by=request.user, at=clock.now())
        except sync_services.LinksEnded as error:
            form.add_error(None, str(error))
        else:
            cards = _cards(request, wanted, tokens)
            return render(request, "observation/link_cards.html", {"tour": shown, "cards": cards})
    return form_page(request, "observation/links.html", form, {"tour": shown, "board": board})


@require_POST
def link_revoke(request: AuthedRequest, pk: int, juror: int) -> HttpResponse:
    """A lost phone: the link stops working at once; what it handed in stays."""
    shown = managed_tour(request, pk)
    found = get_object_or_404(queries.jurors_of(shown), pk=juror)
    sync_services.revoke_link(juror=found, by=request.user, at=clock.now())
    messages.success(request, f"“{found}”的评分链接已作废，已交的票不受影响。")
    return redirect("observation:links", shown.pk)


def _cards(request: AuthedRequest, jurors: list[Juror], tokens: Mapping[int, str]) -> list[Card]:
    addresses = {
        pk: request.build_absolute_uri(reverse("ballot_app", args=[token])) for pk, token in tokens.items()
    }
    return [
        Card(juror, addresses[juror.pk], segno.make(addresses[juror.pk], error="m").svg_data_uri(border=2))
        for juror in jurors
    ]
