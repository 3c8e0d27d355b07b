"""The first page."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from guanmo.accounts.enums import Permission
from guanmo.accounts.models import Person
from guanmo.config.home import overview, waiting_for
from guanmo.foundation import clock


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """What is red, since when, whose; without projects to see, what this person is here for."""
    person = request.user
    assert isinstance(person, Person)  # noqa: S101 - LoginRequiredMiddleware let nobody else in
    today = clock.today()
    sees_projects = person.has_permission(Permission.VIEW_ALL_PROJECTS) or person.has_permission(
        Permission.VIEW_OWN_PROJECTS
    )
    context = {
        "waiting": list(waiting_for(person, today)),
        "overview": overview(person, today) if sees_projects else None,
    }
    return render(request, "home.html", context)
