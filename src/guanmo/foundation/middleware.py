"""Gives each request a number that its history entries carry."""

import uuid
from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

from guanmo.foundation import history


class HistoryRequestMiddleware:
    """Number the request, hand the number to the history, return it in `X-Request-ID`."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        number = uuid.uuid4().hex
        token = history.current_request.set(number)
        try:
            response = self.get_response(request)
        finally:
            history.current_request.reset(token)
        response.headers["X-Request-ID"] = number
        return response
