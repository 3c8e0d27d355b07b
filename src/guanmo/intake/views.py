"""Materials: the list and what is handed in, a text with its findings, one press of a button on each."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from guanmo.accounts.requests import AuthedRequest, form_page, posted
from guanmo.accounts.services import NotAllowed
from guanmo.foundation import clock
from guanmo.foundation.history import EditConflict
from guanmo.intake import queries, rules, services
from guanmo.intake.forms import DecisionForm, MaterialForm
from guanmo.intake.models import Finding, Material

PER_PAGE = 20
REFUSALS = (services.AlreadyDecided, services.NothingToReopen, EditConflict)

reads_or_posts = require_http_methods(["GET", "HEAD", "POST"])


@reads_or_posts
def materials(request: AuthedRequest) -> HttpResponse:
    """The materials read so far, and the form for a new one."""
    if not rules.may_read_materials(request.user):
        raise NotAllowed("读材料")
    form = _material_form(request)
    if form.is_valid():
        return _keep(request, form, None)
    page = Paginator(queries.materials_for(request.user), PER_PAGE).get_page(request.GET.get("page"))
    context = {"page": page, "waiting": queries.waiting_findings(request.user).count()}
    return form_page(request, "intake/materials.html", form, context)


@require_safe
def material(request: AuthedRequest, pk: int) -> HttpResponse:
    """A text with its findings on it, and the list of them to decide."""
    shown = _visible(request, pk)
    return render(request, "intake/material.html", {"shown": queries.material_page(shown)})


@reads_or_posts
def draft(request: AuthedRequest, pk: int) -> HttpResponse:
    """A later draft of a material: only what is new is asked."""
    earlier = _visible(request, pk)
    later = getattr(earlier, "later", None)
    if later:
        return redirect("intake:draft", later.pk)
    form = _material_form(request, {"source": earlier.source, "evidence": earlier.evidence})
    if form.is_valid():
        return _keep(request, form, earlier)
    return form_page(request, "intake/draft.html", form, {"material": earlier})


@require_POST
def decide(request: AuthedRequest, pk: int) -> HttpResponse:
    """Accept a finding, leave it out, or take that back."""
    shown = _visible_finding(request, pk)
    form = DecisionForm(request.POST)
    status, refused = 200, ""
    if not form.is_valid():
        status, refused = 422, "没有认出按的是哪个按钮，请刷新页面再试。"
    else:
        try:
            _decide(request, shown, form)
        except REFUSALS as refusal:
            status, refused = 409, str(refusal)
    if request.headers.get("HX-Request"):
        return _item(request, pk, status, refused)
    if refused:
        page = queries.material_page(shown.material)
        return render(request, "intake/material.html", {"shown": page, "refused": refused}, status=status)
    return redirect(_place(shown))


def _material_form(request: AuthedRequest, initial: dict[str, str] | None = None) -> MaterialForm:
    files = request.FILES if request.method == "POST" else None
    return MaterialForm(posted(request), files, initial=initial)


def _keep(request: AuthedRequest, form: MaterialForm, earlier: Material | None) -> HttpResponse:
    kept = services.keep_material(
        read=form.read, origin=form.origin(earlier), by=request.user, at=clock.now()
    )
    if kept.again:
        messages.info(request, "这份材料以前读过，文字完全一样，没有重复读入；以前的决定都在下面。")
    else:
        messages.success(request, "已读完。", extra_tags="material")
    return redirect("intake:material", kept.material.pk)


def _visible(request: AuthedRequest, pk: int) -> Material:
    seen = Material.objects.visible_to(request.user).select_related("read_by", "earlier", "later")
    return get_object_or_404(seen, pk=pk)


def _visible_finding(request: AuthedRequest, pk: int) -> Finding:
    seen = Finding.objects.visible_to(request.user).select_related("material", "earlier", "project", "unit")
    return get_object_or_404(seen, pk=pk)


def _place(shown: Finding) -> str:
    return f"{reverse('intake:material', args=[shown.material_id])}#finding-{shown.pk}"


def _decide(request: AuthedRequest, shown: Finding, form: DecisionForm) -> None:
    act = {
        "accept": services.accept_finding,
        "reject": services.reject_finding,
        "reopen": services.reopen_finding,
    }[form.cleaned_data["verdict"]]
    act(
        finding=shown,
        by=request.user,
        at=clock.now(),
        expected_revision=form.cleaned_data["revision"],
    )


def _item(request: AuthedRequest, pk: int, status: int, refused: str) -> HttpResponse:
    shown = _visible_finding(request, pk)
    context = {
        "item": queries.item_of(shown, shown.material.text),
        "refused": refused,
        "waiting": queries.waiting_count(shown.material),
    }
    return render(request, "intake/decided.html", context, status=status)
