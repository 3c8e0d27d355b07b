"""Recusal and attendance: one grid of jurors and stops, marked in bulk."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods

from guanmo.accounts.requests import AuthedRequest, form_page, posted
from guanmo.foundation import clock
from guanmo.observation import excuse_queries, excuse_services
from guanmo.observation.enums import ExcuseKind, TourState
from guanmo.observation.excuse_forms import ExcuseForm, ExcuseStep
from guanmo.observation.models import Tour
from guanmo.observation.tabs import tour_tabs
from guanmo.observation.tour_views import managed_tour


@require_http_methods(["GET", "HEAD", "POST"])
def attendance(request: AuthedRequest, pk: int) -> HttpResponse:
    """Who is excused from which stop; a POST marks the ticked jurors at the ticked stops."""
    shown = managed_tour(request, pk)
    grid = excuse_queries.grid(shown)
    days = excuse_queries.days_of(shown, grid.stops)
    form = ExcuseForm(posted(request), grid=grid, days=days)
    if form.is_valid():
        try:
            said = _mark(request, shown, form)
        except (excuse_services.ExcusesFixed, excuse_services.NotByStop) as error:
            form.add_error(None, str(error))
        except excuse_services.RecusalReasonNeeded as error:
            form.add_error("reason", str(error))
        else:
            messages.success(request, said)
            return redirect("observation:attendance", shown.pk)
    context = {"tour": shown, "grid": grid, "tabs": tour_tabs(shown, "jury"), "steps": ExcuseStep}
    context |= {"days": [(str(n), label) for n, (label, _) in enumerate(days)]}
    return form_page(
        request, "observation/attendance.html", form, context | {"fixed": shown.state == TourState.SEALED}
    )


def _mark(request: AuthedRequest, shown: Tour, form: ExcuseForm) -> str:
    """Do what the pressed button says with the ticked jurors and stops."""
    values, by, at = form.cleaned_data, request.user, clock.now()
    jurors, stops, step = values["jurors"], values["stops"], ExcuseStep(values["step"])
    if step == ExcuseStep.LIFT:
        count = excuse_services.lift_excuses(tour=shown, jurors=jurors, stops=stops, by=by, at=at)
    else:
        count = excuse_services.excuse_jurors(
            tour=shown,
            jurors=jurors,
            stops=stops,
            kind=ExcuseKind(step),
            reason=values["reason"],
            by=by,
            at=at,
        )
    return f"{step.label}：{count}处有变动。"
