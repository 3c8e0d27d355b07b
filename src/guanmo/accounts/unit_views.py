"""Units: a new one below another, and changes to one."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_http_methods

from guanmo.accounts import queries, rules, services
from guanmo.accounts.forms import NewUnitForm, UnitForm
from guanmo.accounts.models import Unit
from guanmo.accounts.requests import AuthedRequest, form_page, posted
from guanmo.accounts.services import NotAllowed
from guanmo.foundation import clock
from guanmo.foundation.conflicts import conflict_page, opened_on, settled
from guanmo.foundation.history import EditConflict

# Which field of a form a refusal belongs to.
REFUSALS: dict[type[Exception], str] = {
    services.UnitOrderTaken: "order",
    services.UnitMisplaced: "kind",
    services.UnitNameTaken: "name",
    services.UnitInUse: "is_active",
}

reads_or_posts = require_http_methods(["GET", "HEAD", "POST"])


@reads_or_posts
def unit_new(request: AuthedRequest, pk: int) -> HttpResponse:
    """Add a unit below another."""
    parent = _visible(request, pk)
    if not rules.may_manage_units(request.user):
        raise NotAllowed("维护单位")
    form = NewUnitForm(posted(request), initial={"order": queries.next_order(parent)})
    if form.is_valid():
        try:
            made = services.create_unit(**form.cleaned_data, parent=parent, by=request.user, at=clock.now())
        except tuple(REFUSALS) as refusal:
            form.add_error(REFUSALS[type(refusal)], str(refusal))
        else:
            messages.success(request, f"已新增“{made}”。")
            return redirect("accounts:unit", made.pk)
    return form_page(request, "accounts/unit_new.html", form, {"parent": parent})


@reads_or_posts
def unit_edit(request: AuthedRequest, pk: int) -> HttpResponse:
    """Change a unit's names, kind or place in the order, or close it."""
    unit = _visible(request, pk)
    if not rules.may_manage_units(request.user):
        raise NotAllowed("维护单位")
    form = UnitForm(posted(request), unit=unit, initial=opened_on(unit, services.UNIT_FIELDS))
    if form.is_valid():
        try:
            _save(request, unit, form)
        except EditConflict as conflict:
            return conflict_page(request, form, conflict, back=request.path)
        except tuple(REFUSALS) as refusal:
            form.add_error(REFUSALS[type(refusal)], str(refusal))
        else:
            messages.success(request, "已保存。", extra_tags=f"unit-{pk}")
            return redirect("accounts:unit", pk)
    return form_page(request, "accounts/unit_edit.html", form, {"unit": unit})


def _visible(request: AuthedRequest, pk: int) -> Unit:
    return get_object_or_404(Unit.objects.visible_to(request.user).select_related("parent"), pk=pk)


def _save(request: AuthedRequest, unit: Unit, form: UnitForm) -> None:
    values = settled(form, unit)
    services.update_unit(
        unit=unit,
        values={field: values[field] for field in services.UNIT_FIELDS},
        by=request.user,
        at=clock.now(),
        why=values["why"],
        expected_revision=form.cleaned_data["revision"],
    )
