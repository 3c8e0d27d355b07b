"""Opinions of departments: the office asks and sets vetoes aside, a department answers, a county reads."""

from datetime import timedelta

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST, require_safe

from guanmo.accounts.requests import AuthedRequest, form_page, posted
from guanmo.accounts.services import NotAllowed
from guanmo.foundation import clock
from guanmo.foundation.conflicts import conflict_page, opened_on, settled
from guanmo.foundation.history import EditConflict
from guanmo.observation import opinion_asking_queries, opinion_queries, opinion_services, rules
from guanmo.observation.enums import Stance, TourState
from guanmo.observation.models import Tour
from guanmo.observation.nomination_models import Opinion
from guanmo.observation.opinion_asking_queries import AskGroup
from guanmo.observation.opinion_forms import AnswerOpinionForm, AskForm, OverruleForm
from guanmo.observation.services import NotPreparing
from guanmo.observation.tabs import tour_tabs
from guanmo.observation.tour_views import managed_tour, reads_or_posts
from guanmo.projects.models import Project

PER_PAGE = 50
USUAL_DAYS = 5


@require_safe
def tour_opinions(request: AuthedRequest, pk: int) -> HttpResponse:
    """What the departments say of a tour's projects, for the office."""
    tour, today = managed_tour(request, pk), clock.today()
    context = {
        "tour": tour,
        "table": opinion_queries.table(request.user, tour, today),
        "today": today,
        "preparing": tour.state == TourState.PREPARING,
        "tabs": tour_tabs(tour, "tour_opinions"),
    }
    return render(request, "observation/tour_opinions.html", context)


@reads_or_posts
def opinions_ask(request: AuthedRequest, pk: int) -> HttpResponse:
    """Choose departments and projects; a POST asks."""
    tour = managed_tour(request, pk)
    if request.method != "POST" and tour.state != TourState.PREPARING:
        return redirect("observation:tour_opinions", tour.pk)
    pack = opinion_asking_queries.tour_pack(tour)
    groups = opinion_asking_queries.ask_groups(request.user, tour, pack)
    form = _ask_form(request, tour, groups)
    if form.is_valid() and _asked(request, tour, form, groups):
        return redirect("observation:tour_opinions", tour.pk)
    said = opinion_queries.by_project(tour)
    context = {
        "tour": tour,
        "groups": [
            (group.label, [(one, said.get(one.pk, ())) for one in group.projects]) for group in groups
        ],
        "tabs": tour_tabs(tour, "tour_opinions"),
    }
    return form_page(request, "observation/opinions_ask.html", form, context)


@require_safe
def opinions(request: AuthedRequest) -> HttpResponse:
    """What this person's department is asked."""
    if not rules.speaks_for_a_unit(request.user):
        raise NotAllowed("答复预审意见")
    page = Paginator(opinion_queries.asked_of(request.user), PER_PAGE).get_page(request.GET.get("page"))
    owed = list(opinion_queries.owed(request.user))
    today = clock.today()
    context = {
        "page": page,
        "owed": len(owed),
        "overdue": sum(opinion_queries.is_overdue(one, today) for one in owed),
        "rows": [(one, opinion_queries.is_overdue(one, today)) for one in page],
        "unit": request.user.unit,
    }
    return render(request, "observation/opinions.html", context)


@reads_or_posts
def opinion(request: AuthedRequest, pk: int) -> HttpResponse:
    """One project a department is asked about; a POST of its own people answers."""
    shown = _opinion(request, pk)
    may_answer = rules.may_advise(request.user, shown)
    if request.method == "POST" and not may_answer:
        raise NotAllowed("答复预审意见")
    form = _answer_form(request, shown)
    if form.is_valid():
        try:
            if _answered(request, shown, form):
                return redirect("observation:opinions")
        except EditConflict as conflict:
            return conflict_page(request, form, conflict, back=request.path)
    return form_page(request, "observation/opinion.html", form, _context(request, shown, may_answer))


@require_POST
def opinion_overrule(request: AuthedRequest, pk: int) -> HttpResponse:
    """Set a veto aside, with a reason."""
    shown, form = _managed(request, pk, "不采纳否决"), OverruleForm(request.POST)
    reason = form.cleaned_data["reason"] if form.is_valid() else ""
    try:
        opinion_services.overrule_veto(opinion=shown, reason=reason, by=request.user, at=clock.now())
    except (NotPreparing, opinion_services.NotStanding, opinion_services.ReasonNeeded) as error:
        if not form.errors:
            form.add_error("reason", str(error))
        context = {**_context(request, shown, rules.may_advise(request.user, shown)), "overrule": form}
        return render(request, "observation/opinion.html", context, status=422)
    messages.success(request, "已写明不采纳的理由，项目可以列入；部门看得到。")
    return redirect("observation:opinion", shown.pk)


@require_POST
def opinion_recall(request: AuthedRequest, pk: int) -> HttpResponse:
    """Take back what a department was asked by mistake."""
    shown = _managed(request, pk, "撤回预审")
    try:
        opinion_services.recall_opinion(opinion=shown, by=request.user, at=clock.now())
    except (NotPreparing, opinion_services.NotStanding) as error:
        messages.error(request, str(error))
        return redirect("observation:opinion", shown.pk)
    messages.success(request, f"不再请{shown.department}预审“{shown.project}”。")
    return redirect("observation:tour_opinions", shown.tour_id)


def _opinion(request: AuthedRequest, pk: int) -> Opinion:
    return get_object_or_404(opinion_queries.opinions(request.user), pk=pk)


def _managed(request: AuthedRequest, pk: int, what: str) -> Opinion:
    shown = _opinion(request, pk)
    if not rules.may_manage_tours(request.user):
        raise NotAllowed(what)
    return shown


def _answer_form(request: AuthedRequest, shown: Opinion) -> AnswerOpinionForm:
    return AnswerOpinionForm(posted(request), initial=opened_on(shown, opinion_services.ANSWER_FIELDS))


def _context(request: AuthedRequest, shown: Opinion, may_answer: bool) -> dict[str, object]:  # noqa: FBT001 - from one view
    return {
        "opinion": shown,
        "overdue": opinion_queries.is_overdue(shown, clock.today()),
        "preparing": shown.tour.state == TourState.PREPARING,
        "may_answer": may_answer,
        "may_manage": rules.may_manage_tours(request.user),
        "sees_project": Project.objects.visible_to(request.user).filter(pk=shown.project_id).exists(),
        "overrule": OverruleForm(),
    }


def _ask_form(request: AuthedRequest, tour: Tour, groups: list[AskGroup]) -> AskForm:
    offered = [project for group in groups for project in group.projects]
    usual = min(clock.today() + timedelta(days=USUAL_DAYS), tour.held_on - timedelta(days=1))
    return AskForm(
        posted(request),
        offered=offered,
        fresh=opinion_queries.without_opinion(tour, offered),
        initial={"departments": opinion_queries.asked_last(), "due_on": usual},
    )


def _asked(request: AuthedRequest, tour: Tour, form: AskForm, groups: list[AskGroup]) -> bool:
    chosen = set(form.cleaned_data["projects"])
    projects = [project for group in groups for project in group.projects if project.pk in chosen]
    departments = form.cleaned_data["departments"]
    try:
        made = opinion_services.ask_opinions(
            tour=tour,
            projects=projects,
            departments=departments,
            due_on=form.cleaned_data["due_on"],
            by=request.user,
            at=clock.now(),
        )
    except opinion_services.WrongDue as error:
        form.add_error("due_on", str(error))
    except (opinion_services.NothingToAsk, NotPreparing) as error:
        form.add_error(None, str(error))
    else:
        messages.success(request, f"已请部门预审，共{len(made)}条；部门登录后在首页看到。")
    return not form.errors


def _answered(request: AuthedRequest, shown: Opinion, form: AnswerOpinionForm) -> bool:
    values = settled(form, shown)
    try:
        opinion_services.answer_opinion(
            opinion=shown,
            stance=Stance(values["stance"]),
            reason=values["reason"],
            by=request.user,
            at=clock.now(),
            expected_revision=form.cleaned_data["revision"],
        )
    except opinion_services.ReasonNeeded as error:
        form.add_error("reason", str(error))
    except NotPreparing as error:
        form.add_error(None, str(error))
    else:
        messages.success(request, f"已答复“{shown.project}”。", extra_tags=f"opinion-{shown.pk}")
    return not form.errors
