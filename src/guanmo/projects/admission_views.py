"""The reserve library, applications to enter it, the departments' opinions, the verdict."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from guanmo.accounts.requests import AuthedRequest, form_page, posted
from guanmo.accounts.services import NotAllowed
from guanmo.engines.admission import admission_rule_sentences
from guanmo.foundation import clock
from guanmo.foundation.conflicts import conflict_page, opened_on
from guanmo.foundation.history import EditConflict
from guanmo.projects import admission_queries, admission_services, rules
from guanmo.projects.admission_forms import (
    AdmissionFilterForm,
    ApplyForm,
    OpinionForm,
    RemoveForm,
    TargetForm,
    VerdictForm,
    WithdrawForm,
    condition_rows,
)
from guanmo.projects.admission_models import Admission, AdmissionOpinion
from guanmo.projects.admission_queries import Review
from guanmo.projects.enums import AdmissionState
from guanmo.projects.models import Project
from guanmo.projects.tabs import project_tabs

PER_PAGE = 50
reads_or_posts = require_http_methods(["GET", "HEAD", "POST"])


@require_safe
def reserve(request: AuthedRequest) -> HttpResponse:
    """The library by maturity against its target, and the latest steps in and out."""
    if not rules.may_view_projects(request.user):
        raise NotAllowed("查看储备库")
    context = {
        "reserve": admission_queries.reserve(request.user, clock.today()),
        "open": admission_queries.admissions(request.user, AdmissionState.OPEN).count(),
        "asked": admission_queries.asked_of(request.user).count(),
        "pack": admission_queries.admission_pack(),
        "sentences": admission_rule_sentences(admission_queries.admission_pack().admission_rule),
        "may_decide": rules.may_decide_admissions(request.user),
        "tabs": project_tabs(request.user, "reserve"),
    }
    return render(request, "projects/reserve.html", context)


@require_safe
def admissions(request: AuthedRequest) -> HttpResponse:
    """The applications a person sees, and first those the own unit is asked about."""
    if not rules.may_view_projects(request.user):
        raise NotAllowed("查看入库申请")
    form = AdmissionFilterForm(request.GET)
    state = form.cleaned_data["state"] if form.is_valid() else ""
    found = admission_queries.admissions(request.user, state)
    context = {
        "form": form,
        "page": Paginator(found, PER_PAGE).get_page(request.GET.get("page")),
        "asked": list(admission_queries.asked_of(request.user)),
        "today": clock.today(),
        "tabs": project_tabs(request.user, "reserve"),
    }
    return render(request, "projects/admissions.html", context, status=200 if form.is_valid() else 422)


@reads_or_posts
def apply(request: AuthedRequest, pk: int) -> HttpResponse:
    """Apply for one project."""
    project = get_object_or_404(Project.objects.visible_to(request.user).select_related("unit"), pk=pk)
    if not rules.may_apply_for_admission(request.user, project):
        raise NotAllowed("申请入库")
    form, pack = ApplyForm(posted(request)), admission_queries.admission_pack()
    if form.is_valid():
        try:
            made = admission_services.apply_for_admission(
                project=project, pack=pack, values=form.cleaned_data, by=request.user, at=clock.now()
            )
        except admission_services.CannotApply as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, "已申请，相关部门同时收到。", extra_tags=f"apply-{pk}")
            return redirect("projects:admission", made.pk)
    sentences = admission_rule_sentences(pack.admission_rule)
    context = {"project": project, "pack": pack, "sentences": sentences}
    return form_page(request, "projects/apply.html", form, context)


@reads_or_posts
def admission(request: AuthedRequest, pk: int) -> HttpResponse:
    """One application with every condition and opinion; a POST of the office decides it."""
    shown = _admission(request, pk)
    if request.method == "POST" and not rules.may_decide_admissions(request.user):
        raise NotAllowed("定入库审查结论")
    review = admission_queries.review_of(shown, clock.today())
    form = VerdictForm(posted(request), review=review)
    if form.is_valid():
        try:
            word = _decide(request, shown, form)
        except (
            admission_services.CannotAdmit,
            admission_services.NotOpen,
            admission_services.WordsMissing,
        ) as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, f"已定结论：{word}。", extra_tags=f"verdict-{pk}")
            return redirect("projects:admission", pk)
    return form_page(request, "projects/admission.html", form, _context(request, review))


@reads_or_posts
def opinion(request: AuthedRequest, pk: int, opinion: int) -> HttpResponse:
    """What one department says; only its own people."""
    shown = _admission(request, pk)
    asked = get_object_or_404(shown.opinions.select_related("unit", "admission__project"), pk=opinion)
    if not rules.may_give_opinion(request.user, asked):
        raise NotAllowed("反馈这个部门的意见")
    review = admission_queries.review_of(shown, clock.today())
    opened = opened_on(asked, ("stance", "text", "vetoes"))
    form = OpinionForm(posted(request), opinion=asked, review=review, initial=opened)
    if form.is_valid():
        try:
            _give(request, asked, form)
        except EditConflict as conflict:
            return conflict_page(request, form, conflict, back=request.path)
        except admission_services.NotOpen as refusal:
            form.add_error(None, str(refusal))
        except admission_services.WordsMissing as refusal:
            form.add_error("text", str(refusal))
        else:
            messages.success(request, "已反馈；定结论以前还可以改。", extra_tags=f"opinion-{opinion}")
            return redirect("projects:admission", pk)
    context = {"review": review, "opinion": asked, "conditions": condition_rows(review)}
    return form_page(request, "projects/opinion.html", form, context)


@require_POST
def withdraw(request: AuthedRequest, pk: int) -> HttpResponse:
    """Take an application back."""
    shown = _admission(request, pk)
    if not rules.may_apply_for_admission(request.user, shown.project):
        raise NotAllowed("撤回入库申请")
    form = WithdrawForm(request.POST)
    why = form.cleaned_data["why"] if form.is_valid() else ""
    try:
        admission_services.withdraw_admission(admission=shown, why=why, by=request.user, at=clock.now())
    except (admission_services.NotOpen, admission_services.WordsMissing) as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, "已撤回，原因写进了日志。")
    return redirect("projects:admission", pk)


@reads_or_posts
def remove(request: AuthedRequest, pk: int) -> HttpResponse:
    """Take a project out of the library."""
    project = get_object_or_404(Project.objects.visible_to(request.user), pk=pk)
    if not rules.may_decide_admissions(request.user):
        raise NotAllowed("移出储备库")
    form = RemoveForm(posted(request), initial={"on": clock.today()})
    if form.is_valid():
        try:
            admission_services.remove_from_reserve(
                project=project, **form.cleaned_data, by=request.user, at=clock.now()
            )
        except (admission_services.CannotRemove, admission_services.WordsMissing) as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, "已移出储备库。", extra_tags=f"remove-{pk}")
            return redirect("projects:card", pk)
    return form_page(request, "projects/remove.html", form, {"project": project})


@reads_or_posts
def target(request: AuthedRequest) -> HttpResponse:
    """Set what the library is to hold."""
    if not rules.may_decide_admissions(request.user):
        raise NotAllowed("设定储备目标")
    form = TargetForm(posted(request))
    if form.is_valid():
        values = {name: form.cleaned_data[name] for name in form.Meta.fields}
        try:
            admission_services.set_reserve_target(**values, by=request.user, at=clock.now())
        except admission_services.WrongTarget as refusal:
            form.add_error("last_year", str(refusal))
        else:
            messages.success(request, "已设定储备目标。", extra_tags="reserve-target")
            return redirect("projects:reserve")
    return form_page(request, "projects/reserve_target.html", form, {})


def _admission(request: AuthedRequest, pk: int) -> Admission:
    found = Admission.objects.visible_to(request.user)
    return get_object_or_404(found.select_related("project__unit", "applied_by", "decided_by"), pk=pk)


def _decide(request: AuthedRequest, shown: Admission, form: VerdictForm) -> str:
    by, at, data = request.user, clock.now(), form.cleaned_data
    if data["verdict"] == "reject":
        decided = admission_services.reject(admission=shown, reason=data["reason"], by=by, at=at)
    else:
        relaxed = form.relaxations()
        decided = admission_services.admit(
            admission=shown, relaxed=relaxed, reason=data["reason"], by=by, at=at
        )
    return decided.get_state_display()


def _give(request: AuthedRequest, asked: AdmissionOpinion, form: OpinionForm) -> None:
    data = form.cleaned_data
    admission_services.give_opinion(
        opinion=asked,
        stance=data["stance"],
        text=data["text"],
        marks=form.marks,
        vetoes=data["vetoes"],
        by=request.user,
        at=clock.now(),
        expected_revision=data["revision"],
    )


def _context(request: AuthedRequest, review: Review) -> dict[str, object]:
    by, shown = request.user, review.admission
    is_open = shown.state == AdmissionState.OPEN
    answered = [(row, is_open and rules.may_give_opinion(by, row.opinion)) for row in review.rows]
    return {
        "review": review,
        "conditions": condition_rows(review),
        "rows": answered,
        "sentences": admission_rule_sentences(review.pack.admission_rule),
        "earlier": Admission.objects.visible_to(by).filter(project=shown.project_id).exclude(pk=shown.pk),
        "may_decide": is_open and rules.may_decide_admissions(by),
        "may_withdraw": is_open and rules.may_apply_for_admission(by, shown.project),
        "withdraw": WithdrawForm(),
    }
