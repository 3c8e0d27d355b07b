"""Registering a project and changing it: its facts, its plans, the unit that answers for it."""

from django.contrib import messages
from django.forms import BaseForm
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_http_methods

from guanmo.accounts.enums import UnitKind
from guanmo.accounts.requests import AuthedRequest, form_page, posted
from guanmo.accounts.services import NotAllowed
from guanmo.engines.identity import check_project_code
from guanmo.foundation import clock
from guanmo.foundation.conflicts import conflict_page, opened_on, settled
from guanmo.foundation.history import EditConflict
from guanmo.projects import rules, services
from guanmo.projects.models import Project, YearPlan
from guanmo.projects.project_forms import NewProjectForm, PlanForm, ProjectForm, ReplanForm, TransferForm

# Which field of a form a refusal belongs to.
REFUSALS: dict[type[Exception], str] = {
    services.NameTaken: "name",
    services.NegativeMoney: "total_investment",
    services.WrongPlace: "longitude",
}

# The units a new project opens on; the city's office registers for others.
ANSWERING = (UnitKind.COUNTY, UnitKind.DISTRICT, UnitKind.ZONE, UnitKind.PARK)

reads_or_posts = require_http_methods(["GET", "HEAD", "POST"])


@reads_or_posts
def project_new(request: AuthedRequest) -> HttpResponse:
    """Register a project; it gets its code."""
    if not rules.may_register_projects(request.user):
        raise NotAllowed("登记项目")
    unit = request.GET.get("unit", request.user.unit_id if request.user.unit.kind in ANSWERING else None)
    form = NewProjectForm(posted(request), by=request.user, initial={"unit": unit})
    if form.is_valid():
        try:
            made = _register(request, form)
        except tuple(REFUSALS) as refusal:
            form.add_error(REFUSALS[type(refusal)], str(refusal))
        else:
            return _done(request, made, f"已登记，编号{made.code}。请接着填写年度计划。", "project-new")
    return form_page(request, "projects/project_new.html", form, {})


@reads_or_posts
def project_edit(request: AuthedRequest, pk: int) -> HttpResponse:
    """Change what is known of a project."""
    project = _editable(request, pk, "修改这个项目")
    form = ProjectForm(posted(request), initial=opened_on(project, services.EDITABLE))
    if form.is_valid():
        try:
            _save(request, project, form)
        except EditConflict as conflict:
            return conflict_page(request, form, conflict, back=request.path)
        except tuple(REFUSALS) as refusal:
            form.add_error(REFUSALS[type(refusal)], str(refusal))
        else:
            return _done(request, project, "已保存。", f"project-{pk}")
    return form_page(request, "projects/project_edit.html", form, {"project": project})


@reads_or_posts
def project_plan(request: AuthedRequest, pk: int) -> HttpResponse:
    """Set the first plan of a year, its baseline for ever."""
    project = _editable(request, pk, "填写年度计划")
    form = PlanForm(posted(request), today=clock.today())
    if form.is_valid():
        try:
            plan = _set_plan(request, project, form)
        except services.FarAboveKnown as question:
            form.ask(question)
        except services.NegativeMoney as refusal:
            form.add_error("amount", str(refusal))
        except services.PlanExists as refusal:
            form.add_error("year", str(refusal))
        else:
            return _done(request, project, f"已填写{plan.year}年计划。", f"plan-{pk}")
    return form_page(request, "projects/plan.html", form, {"project": project})


@reads_or_posts
def project_replan(request: AuthedRequest, pk: int, year: int) -> HttpResponse:
    """Change the plan in force, with reason; whoever does it is its approver."""
    project = _visible(request, pk)
    plan = get_object_or_404(project.plans.all(), year=year)
    if not rules.may_replan(request.user):
        raise NotAllowed("批准调整年度计划")
    form = ReplanForm(posted(request), initial=opened_on(plan, ["amount"]))
    if form.is_valid():
        try:
            _replan(request, plan, form)
        except EditConflict as conflict:
            return conflict_page(request, form, conflict, back=request.path)
        except services.FarAboveKnown as question:
            form.ask(question)
        except services.NegativeMoney as refusal:
            form.add_error("amount", str(refusal))
        else:
            return _done(request, project, f"已调整{year}年计划。", f"replan-{plan.pk}")
    return form_page(request, "projects/replan.html", form, {"project": project, "plan": plan})


@reads_or_posts
def project_transfer(request: AuthedRequest, pk: int) -> HttpResponse:
    """Hand a project to another unit."""
    project = _editable(request, pk, "调整责任单位")
    opened = {"revision": project.revision}
    form = TransferForm(posted(request), by=request.user, project=project, initial=opened)
    if form.is_valid():
        try:
            _transfer(request, project, form)
        except EditConflict as conflict:
            return conflict_page(request, form, conflict, back=request.path)
        except services.NameTaken as refusal:
            form.add_error("unit", str(refusal))
        else:
            return _done(request, project, f"已移交给“{project.unit}”。", f"transfer-{pk}")
    return form_page(request, "projects/transfer.html", form, {"project": project})


def _visible(request: AuthedRequest, pk: int) -> Project:
    return get_object_or_404(Project.objects.visible_to(request.user).select_related("unit"), pk=pk)


def _editable(request: AuthedRequest, pk: int, what: str) -> Project:
    project = _visible(request, pk)
    if not rules.may_edit_project(request.user, project):
        raise NotAllowed(what)
    return project


def _register(request: AuthedRequest, form: NewProjectForm) -> Project:
    values = dict(form.cleaned_data)
    unit, why = values.pop("unit"), values.pop("why")
    return services.register_project(unit=unit, values=values, why=why, by=request.user, at=clock.now())


def _save(request: AuthedRequest, project: Project, form: BaseForm) -> None:
    values = settled(form, project)
    services.update_project(
        project=project,
        values={field: values[field] for field in services.EDITABLE},
        why=values["why"],
        by=request.user,
        at=clock.now(),
        expected_revision=form.cleaned_data["revision"],
    )


def _set_plan(request: AuthedRequest, project: Project, form: PlanForm) -> YearPlan:
    values = form.cleaned_data | {"sure": form.is_sure}
    return services.set_plan(project=project, **values, by=request.user, at=clock.now())


def _replan(request: AuthedRequest, plan: YearPlan, form: ReplanForm) -> None:
    values = settled(form, plan)
    services.replan(
        plan=plan,
        amount=values["amount"],
        reason=values["reason"],
        sure=form.is_sure,
        by=request.user,
        at=clock.now(),
        expected_revision=form.cleaned_data["revision"],
    )


def _transfer(request: AuthedRequest, project: Project, form: TransferForm) -> None:
    values = settled(form, project)
    services.transfer_project(
        project=project,
        unit=values["unit"],
        why=values["why"],
        by=request.user,
        at=clock.now(),
        expected_revision=form.cleaned_data["revision"],
    )


def _done(request: AuthedRequest, project: Project, message: str, draft: str) -> HttpResponse:
    """Back to the card, with what was done and what is still doubtful; the browser's draft is cleared."""
    messages.success(request, message, extra_tags=draft)
    doubt = check_project_code(project.national_code).message if project.national_code else ""
    if doubt:
        messages.warning(request, doubt)
    return redirect("projects:card", project.pk)
