"""People: the list by unit, one person, and what each administrator may do to an account."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from guanmo.accounts import queries, rules, services
from guanmo.accounts.forms import NewPersonForm, PeopleFilterForm, PersonForm, ResetForm, RoleForm
from guanmo.accounts.models import Person, Unit
from guanmo.accounts.requests import AuthedRequest, form_page, posted
from guanmo.accounts.roles import ROLES
from guanmo.accounts.services import NotAllowed
from guanmo.accounts.tabs import settings_tabs
from guanmo.foundation import clock
from guanmo.foundation.conflicts import conflict_page, opened_on, settled
from guanmo.foundation.history import EditConflict
from guanmo.foundation.queries import describe, entries_of

PER_PAGE = 50
LATEST = 20

reads_or_posts = require_http_methods(["GET", "HEAD", "POST"])


@require_safe
def people(request: AuthedRequest, pk: int | None = None) -> HttpResponse:
    """The unit tree, and the people of one unit and of those below it, or of the whole city."""
    if not rules.may_view_people(request.user):
        raise NotAllowed("查看单位与人员")
    unit = get_object_or_404(Unit.objects.visible_to(request.user), pk=pk) if pk else None
    form = PeopleFilterForm(request.GET)
    query = form.cleaned_data["q"] if form.is_valid() else ""
    listed = queries.people_in(request.user, unit, query)
    context = {
        "tree": queries.unit_tree(request.user),
        "unit": unit,
        "form": form,
        "query": query,
        "page": Paginator(listed, PER_PAGE).get_page(request.GET.get("page")),
        "figures": queries.people_figures(listed),
        "locked": set(queries.current_locks(clock.machine_now())),
        "tabs": settings_tabs(request.user, "people"),
        "may_manage_units": rules.may_manage_units(request.user),
        "may_manage_people": rules.may_manage_people(request.user),
    }
    return render(request, "accounts/people.html", context)


@require_safe
def person(request: AuthedRequest, pk: int) -> HttpResponse:
    """One person: where, which role, and what may be done about the account."""
    shown = _visible(request, pk)
    may_view_history = rules.may_view_history(request.user)
    context = {
        "person": shown,
        "role": ROLES.get(shown.role),
        "lock": queries.current_locks(clock.machine_now()).get(shown.username),
        "may_view_people": rules.may_view_people(request.user),
        "may_manage": rules.may_manage_people(request.user),
        "may_grant": rules.may_grant_role(request.user, shown),
        "may_unlock": rules.may_unlock(request.user),
        "may_view_history": may_view_history,
        "history": describe(entries_of(shown)[:LATEST]) if may_view_history else [],
    }
    return render(request, "accounts/person.html", context)


@sensitive_post_parameters("password")
@reads_or_posts
def person_new(request: AuthedRequest) -> HttpResponse:
    """Open an account, still without rights."""
    if not rules.may_manage_people(request.user):
        raise NotAllowed("开设账号")
    form = NewPersonForm(posted(request), initial={"unit": request.GET.get("unit")})
    if form.is_valid():
        try:
            made = services.create_person(**form.cleaned_data, by=request.user, at=clock.now())
        except ValidationError as error:
            form.add_error("password", error)
        except services.UsernameTaken as error:
            form.add_error("username", str(error))
        else:
            messages.success(request, f"已开设账号“{made.username}”，请安全管理员授予角色。")
            return redirect("accounts:person", made.pk)
    return form_page(request, "accounts/person_new.html", form, {})


@reads_or_posts
def person_edit(request: AuthedRequest, pk: int) -> HttpResponse:
    """Change who somebody is and where, or close the account."""
    shown = _visible(request, pk)
    if not rules.may_manage_people(request.user):
        raise NotAllowed("修改账号")
    form = PersonForm(posted(request), person=shown, initial=opened_on(shown, services.PERSON_FIELDS))
    if form.is_valid():
        try:
            _save(request, shown, form)
        except EditConflict as conflict:
            return conflict_page(request, form, conflict, back=request.path)
        except services.LastOfRole as error:
            form.add_error("is_active", str(error))
        else:
            return _done(request, shown, "已保存。")
    return form_page(request, "accounts/person_edit.html", form, {"person": shown})


@reads_or_posts
def person_role(request: AuthedRequest, pk: int) -> HttpResponse:
    """Give a person a role, with what each one allows before one's eyes."""
    shown = _visible(request, pk)
    if not rules.may_grant_role(request.user, shown):
        raise NotAllowed("授予角色")
    form = RoleForm(posted(request), initial=opened_on(shown, ["role"]))
    if form.is_valid():
        try:
            _grant(request, shown, form)
        except EditConflict as conflict:
            return conflict_page(request, form, conflict, back=request.path)
        except services.LastOfRole as error:
            form.add_error("role", str(error))
        else:
            return _done(request, shown, f"{shown.name}的角色：{shown.role_label}。")
    context = {"person": shown, "choices": zip(form["role"], [None, *ROLES.values()], strict=True)}
    return form_page(request, "accounts/person_role.html", form, context)


@sensitive_post_parameters("password")
@reads_or_posts
def person_reset(request: AuthedRequest, pk: int) -> HttpResponse:
    """A first password again, for somebody who forgot theirs."""
    shown = _visible(request, pk)
    if not rules.may_unlock(request.user):
        raise NotAllowed("重置密码")
    form = ResetForm(posted(request))
    if form.is_valid():
        try:
            services.reset_password(person=shown, **form.cleaned_data, by=request.user, at=clock.now())
        except ValidationError as error:
            form.add_error("password", error)
        else:
            return _done(request, shown, "已重置密码并解除锁定，请把初始密码当面告知本人。")
    return form_page(request, "accounts/person_reset.html", form, {"person": shown})


@require_POST
def person_unlock(request: AuthedRequest, pk: int) -> HttpResponse:
    """Open an account that failed logins have closed."""
    shown = _visible(request, pk)
    services.unlock(person=shown, by=request.user, at=clock.now())
    return _done(request, shown, f"已解除“{shown.username}”的锁定。")


def _visible(request: AuthedRequest, pk: int) -> Person:
    return get_object_or_404(Person.objects.visible_to(request.user).select_related("unit"), pk=pk)


def _save(request: AuthedRequest, shown: Person, form: PersonForm) -> None:
    values = settled(form, shown)
    services.update_person(
        person=shown,
        values={field: values[field] for field in services.PERSON_FIELDS},
        by=request.user,
        at=clock.now(),
        why=values["why"],
        expected_revision=form.cleaned_data["revision"],
    )


def _grant(request: AuthedRequest, shown: Person, form: RoleForm) -> None:
    values = settled(form, shown)
    services.grant_role(
        person=shown,
        role=values["role"],
        by=request.user,
        at=clock.now(),
        why=values["why"],
        expected_revision=form.cleaned_data["revision"],
    )


def _done(request: AuthedRequest, shown: Person, message: str) -> HttpResponse:
    messages.success(request, message, extra_tags=f"person-{shown.pk}")
    return redirect("accounts:person", shown.pk)
