"""Each request has a number, and its entries carry it."""

import pytest
from django.http import HttpRequest, HttpResponse
from django.test import Client, RequestFactory

from guanmo.foundation.history import current_request
from guanmo.foundation.middleware import HistoryRequestMiddleware
from guanmo.foundation.models import HistoryEntry
from tests.cast import PASSWORD, Cast


def test_number_is_there_during_the_request_and_gone_after_it() -> None:
    seen: list[str] = []

    def view(_: HttpRequest) -> HttpResponse:
        seen.append(current_request.get())
        return HttpResponse()

    response = HistoryRequestMiddleware(view)(RequestFactory().get("/"))

    assert seen == [response.headers["X-Request-ID"]]
    assert len(seen[0]) == 32
    assert current_request.get() == ""


def test_number_is_taken_back_when_the_view_fails() -> None:
    def view(_: HttpRequest) -> HttpResponse:
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        HistoryRequestMiddleware(view)(RequestFactory().get("/"))

    assert current_request.get() == ""


def test_entries_written_in_a_request_carry_its_number(cast: Cast) -> None:
    response = Client().post("/login/", {"username": "clerk", "password": PASSWORD})

    entry = HistoryEntry.objects.first()
    assert entry is not None
    assert (entry.action, entry.request) == ("person.logged_in", response.headers["X-Request-ID"])


def test_entries_written_elsewhere_carry_none(cast: Cast) -> None:
    assert set(HistoryEntry.objects.values_list("request", flat=True)) == {""}
