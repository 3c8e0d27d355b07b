"""What views behind the login share: whose request it is, what was posted, the page of a form."""

from collections.abc import Mapping
from typing import Any

from django.forms import BaseForm
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render

from guanmo.accounts.models import Person


class AuthedRequest(HttpRequest):
    """A request of somebody logged in; LoginRequiredMiddleware lets no other reach a view that takes it."""

    user: Person


def posted(request: HttpRequest) -> QueryDict | None:
    """The form data of a POST, even an empty one; None for everything else."""
    return request.POST if request.method == "POST" else None


def form_page(
    request: HttpRequest, template: str, form: BaseForm, context: Mapping[str, Any]
) -> HttpResponse:  # Any: a template context
    """The page of a form; 422 when it comes back with something to mend."""
    status = 422 if form.is_bound and form.errors else 200
    return render(request, template, {**context, "form": form}, status=status)


def forwarded_address(request: HttpRequest) -> str:
    """The machine a request came from, as the reverse proxy saw it.

    Only the last entry of X-Forwarded-For is the proxy's own word; what stands before it is the client's.
    """
    last: str = request.META.get("HTTP_X_FORWARDED_FOR", "").rpartition(",")[2].strip()
    return last or str(request.META.get("REMOTE_ADDR", ""))
