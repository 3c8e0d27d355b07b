"""Rule packs in the browser: all there are, one with its versions, writing one's own with its effect before it is saved."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from guanmo.accounts.requests import AuthedRequest, form_page, posted
from guanmo.accounts.services import NotAllowed
from guanmo.config.pack_effect_queries import WRITABLE, effect_of
from guanmo.config.pack_forms import PackForm
from guanmo.engines.packs import Kind, Pack, load_pack
from guanmo.foundation import clock
from guanmo.foundation.components import TimelineEntry
from guanmo.projects import pack_queries, pack_services, rules
from guanmo.projects.pack_models import PackVersion

SAVE = "save"


@require_safe
def packs(request: AuthedRequest) -> HttpResponse:
    """Every rule there is, kind by kind: shipped ones and the office's own."""
    _may_see(request)
    own = {version.pack_id: version for version in pack_queries.last_versions()}
    may_write = rules.may_write_packs(request.user)
    kinds = [
        (
            kind.label,
            may_write and kind in WRITABLE,
            [(one, own.get(one.id)) for one in pack_queries.packs_of(kind)],
        )
        for kind in Kind
    ]
    context = {"kinds": kinds, "own": len(own)}
    return render(request, "packs.html", context)


@require_safe
def pack(request: AuthedRequest) -> HttpResponse:
    """One rule's text and its versions."""
    _may_see(request)
    shown = _pack(request)
    versions = pack_queries.versions_of(shown.id)
    context = {
        "pack": shown,
        "text": shown.text if versions else pack_queries.without_remarks(shown.text),
        "versions": versions,
        "timeline": [
            TimelineEntry(one.saved_at, one.saved_by.name, f"存为第{one.number}版", one.why)
            for one in versions
        ],
        "may_write": rules.may_write_packs(request.user) and shown.kind in WRITABLE,
    }
    return render(request, "pack.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def pack_edit(request: AuthedRequest) -> HttpResponse:
    """Write the next version of an own rule, or a copy of a shipped one; what it would change shows before it is saved."""
    if not rules.may_write_packs(request.user):
        raise NotAllowed("编写规则包")
    base = _pack(request)
    versions = pack_queries.versions_of(base.id)
    if base.kind not in WRITABLE:
        raise Http404
    form = PackForm(posted(request), initial=_opened(base, versions))
    context = {"base": base, "versions": versions, "faults": []}
    if not form.is_valid():
        return form_page(request, "pack_edit.html", form, context)
    context["faults"] = pack_queries.faults_in(form.cleaned_data["text"])
    if context["faults"]:
        return render(request, "pack_edit.html", {**context, "form": form}, status=422)
    draft = load_pack(form.cleaned_data["text"])
    saved = _saved(request, form, draft, base) if request.POST.get("step") == SAVE else None
    if saved:
        messages.success(request, f"已存为“{draft.title}”第{saved.number}版。", extra_tags=f"pack-{base.id}")
        return redirect(f"{reverse('pack')}?id={draft.id}")
    if draft.kind is base.kind:
        context["effect"] = effect_of(request.user, draft, base, clock.today())
    return form_page(request, "pack_edit.html", form, {**context, "draft": draft})


def _may_see(request: AuthedRequest) -> None:
    if not rules.may_see_packs(request.user):
        raise NotAllowed("查看规则包")


def _pack(request: AuthedRequest) -> Pack:
    """The rule whose id the address names."""
    found = pack_queries.pack_of(request.GET.get("id", ""))
    if found is None:
        raise Http404
    return found


def _opened(base: Pack, versions: list[PackVersion]) -> dict[str, object]:
    """The own rule as it is, or a copy of the shipped one under an id nobody bears yet."""
    if versions:
        return {"text": base.text, "opened_on": versions[0].number}
    text = pack_queries.without_remarks(base.text)
    copied = text.replace(f'"{base.id}"', f'"{pack_queries.free_id(base.id)}"', 1)
    return {"text": copied, "opened_on": 0}


def _saved(request: AuthedRequest, form: PackForm, draft: Pack, base: Pack) -> PackVersion | None:
    """The version made; None where the form says what is in the way."""
    if form.cleaned_data["seen"] != draft.hash:
        form.add_error(None, "正文改过，还没有保存；请看过下面的影响再存。")
        return None
    try:
        return pack_services.save_pack(
            pack=draft,
            copied_from=base,
            opened_on=form.cleaned_data["opened_on"],
            why=form.cleaned_data["why"],
            by=request.user,
            at=clock.now(),
        )
    except (pack_services.PackRefused, pack_services.PackMoved) as error:
        form.add_error(None, str(error))
        return None
