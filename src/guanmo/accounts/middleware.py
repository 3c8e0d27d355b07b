"""Whoever was given a first password changes it before anything else."""

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

ALLOWED = ("accounts:password", "accounts:logout")


class FirstPasswordMiddleware:
    """Send people who must change their password to the page that does it, until it is done."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, *_: Any
    ) -> HttpResponse | None:  # Any: view and its arguments
        """Called once the address is known and before its view."""
        match = request.resolver_match
        if (
            request.user.is_authenticated
            and request.user.must_change_password
            and match
            and match.view_name not in ALLOWED
        ):
            return redirect("accounts:password")
        return None
