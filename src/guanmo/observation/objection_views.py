"""Objections and corrections of a sealed result: the list with a form, and one with its answer."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_http_methods

from guanmo.accounts.models import Unit
from guanmo.accounts.requests import AuthedRequest, form_page, posted
from guanmo.accounts.services import NotAllowed
from guanmo.foundation import clock
from guanmo.observation import objection_queries, objection_services, rules
from guanmo.observation.models import Tour
from guanmo.observation.objection_forms import UPHELD, AnswerForm, DecisionForm, ObjectionForm, Step
from guanmo.observation.objection_models import Objection
from guanmo.observation.result_views import sealed_tour
from guanmo.observation.tabs import result_tabs

reads_or_posts = require_http_methods(["GET", "HEAD", "POST"])


@reads_or_posts
def objections(request: AuthedRequest, pk: int) -> HttpResponse:
    """What this person may see of the objections; a POST raises one."""
    tour = sealed_tour(request, pk)
    units = objection_queries.units_to_speak_for(request.user, tour)
    if request.method == "POST" and not units:
        raise NotAllowed("提出异议")
    form = ObjectionForm(posted(request), tour=tour, units=units)
    if form.is_valid():
        try:
            objection_services.raise_objection(
                tour=tour, **form.cleaned_data, by=request.user, at=clock.now()
            )
        except objection_services.NotObjectable as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, "异议已提出，答复会写在这一页。", extra_tags=f"objection-{tour.pk}")
            return redirect("observation:objections", tour.pk)
    return form_page(request, "observation/objections.html", form, _list_context(request, tour, units))


@reads_or_posts
def objection(request: AuthedRequest, pk: int, objection: int) -> HttpResponse:
    """One objection; a POST of the office answers it, or decides on a colleague's answer."""
    tour = sealed_tour(request, pk)
    shown = get_object_or_404(objection_queries.objections_of(request.user, tour), pk=objection)
    if request.method == "POST" and not rules.may_manage_tours(request.user):
        raise NotAllowed("答复异议")
    form = (AnswerForm if shown.upheld is None else DecisionForm)(posted(request))
    if form.is_valid():
        try:
            said = _step(request, shown, form)
        except (objection_services.NotWaiting, objection_services.OwnAnswer) as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, said)
            return redirect("observation:objection", tour.pk, shown.pk)
    context = {"tour": tour, "objection": shown, "may_answer": rules.may_manage_tours(request.user)}
    return form_page(request, "observation/objection.html", form, context)


def _list_context(request: AuthedRequest, tour: Tour, units: list[Unit]) -> dict[str, object]:
    listed = list(objection_queries.objections_of(request.user, tour))
    last = objection_queries.last_day(tour)
    return {
        "tour": tour,
        "objections": listed,
        "open": sum(one.decided_at is None for one in listed),
        "corrected": sum(one.state == "已更正" for one in listed),
        "last_day": last,
        "over": clock.today() > last,
        "may_object": bool(units) and (clock.today() <= last or rules.may_manage_tours(request.user)),
        "tabs": result_tabs(tour, request.user, "objections"),
    }


def _step(request: AuthedRequest, shown: Objection, form: AnswerForm | DecisionForm) -> str:
    """Do what was filled in or pressed; a sentence for the page that follows."""
    by, at, said = request.user, clock.now(), form.cleaned_data
    if isinstance(form, DecisionForm):
        agree = said["step"] == Step.AGREE
        objection_services.decide_objection(objection=shown, agree=agree, by=by, at=at)
        return "已复核，答复生效。" if agree else "已退回，请重新答复。"
    objection_services.answer_objection(
        objection=shown,
        upheld=said["outcome"] == UPHELD,
        answer=said["answer"],
        correction=said["correction"],
        by=by,
        at=at,
    )
    return "答复已写好，等另一位同事复核。"
