"""The year's composite: the table as it is now or as it was frozen, one unit's workings, the workbook, the proof."""

import io
from dataclasses import dataclass
from urllib.parse import urlencode

from django.contrib import messages
from django.http import FileResponse, Http404, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from guanmo.accounts.requests import AuthedRequest, posted
from guanmo.accounts.services import NotAllowed
from guanmo.engines.packs import Pack
from guanmo.engines.scoring.yearly import yearly_sentences
from guanmo.engines.seal import digest
from guanmo.foundation import clock
from guanmo.foundation.components import Tab
from guanmo.observation import rules, yearly_queries, yearly_services
from guanmo.observation.yearly_exports import yearly_table
from guanmo.observation.yearly_forms import FreezeForm, YearlyForm
from guanmo.observation.yearly_models import YearlyResult
from guanmo.observation.yearly_queries import YearlyRow
from guanmo.observation.yearly_source_queries import record_of

NOW = "now"


@dataclass(frozen=True)
class _Yearly:
    """One look at a year; `frozen` is the version shown, None for the records as they are now, whose hash is `seen`."""

    form: YearlyForm
    year: int
    pack: Pack
    rows: list[YearlyRow]
    versions: list[YearlyResult]
    frozen: YearlyResult | None
    seen: str

    @property
    def tabs(self) -> list[Tab]:
        """The frozen versions and the records as they are now; none while nothing is frozen."""
        shown = self.frozen.number if self.frozen else NOW
        labels = {one.number: f"第{one.number}版定稿" for one in self.versions} | {NOW: "现在的数"}
        return [Tab(label, self.address(key), key == shown) for key, label in labels.items() if self.versions]

    def address(self, version: int | str) -> str:
        said = {"year": self.year, "pack": self.pack.id, "version": version}
        return f"{reverse('observation:yearly')}?{urlencode(said)}"


@require_http_methods(["GET", "HEAD", "POST"])
def yearly(request: AuthedRequest) -> HttpResponse:
    """Every unit's parts, total and place, group by group; a POST of the office freezes what is shown."""
    if request.method == "POST" and not rules.may_manage_tours(request.user):
        raise NotAllowed("年度综合定稿")
    read = _yearly(request)
    form = FreezeForm(posted(request), again=bool(read.versions))
    if form.is_valid():
        made = _frozen(request, read, form)
        if made:
            messages.success(request, f"{made}已定稿。")
            return redirect(read.address(made.number))
    wrong = form.is_bound or not read.form.is_valid()
    return render(
        request, "observation/yearly.html", _context(request, read, form), status=422 if wrong else 200
    )


@require_safe
def yearly_unit(request: AuthedRequest, unit: int) -> HttpResponse:
    """How one unit's total comes about, down to the records of each part."""
    read = _yearly(request)
    row = next((row for row in read.rows if row.unit.pk == unit), None)
    if row is None:
        raise Http404
    context = {"year": read.year, "pack": read.pack, "row": row, "frozen": read.frozen}
    return render(request, "observation/yearly_unit.html", context)


@require_safe
def yearly_export(request: AuthedRequest) -> HttpResponseBase:
    """The table as a workbook."""
    read = _yearly(request)
    data = yearly_table(read.pack, read.year, read.rows, read.frozen)
    version = f"第{read.frozen.number}版" if read.frozen else ""
    return FileResponse(io.BytesIO(data), as_attachment=True, filename=f"{read.year}年度综合{version}.xlsx")


@require_safe
def yearly_check(request: AuthedRequest, frozen: int) -> HttpResponse:
    """A frozen version recomputed from what it holds; what today's records and the version before say otherwise."""
    if not rules.may_see_yearly(request.user):
        raise NotAllowed("查看年度综合")
    shown = get_object_or_404(yearly_queries.all_versions(), pk=frozen)
    earlier = yearly_queries.version_before(shown)
    rows = yearly_queries.frozen_rows(shown)
    context = {
        "frozen": shown,
        "pack": yearly_queries.frozen_pack(shown),
        "verification": yearly_queries.verify(shown),
        "since": yearly_queries.moved_since(shown, clock.today()),
        "earlier": earlier,
        "against": yearly_queries.moved(yearly_queries.frozen_rows(earlier), rows) if earlier else [],
    }
    return render(request, "observation/yearly_check.html", context)


def _context(request: AuthedRequest, read: _Yearly, form: FreezeForm) -> dict[str, object]:
    groups: dict[str, list[YearlyRow]] = {}
    for row in read.rows:
        groups.setdefault(row.group, []).append(row)
    return {
        **vars(read),
        "tabs": read.tabs,
        "filter": read.form,
        "form": form,
        "groups": groups.items(),
        "ranked": sum(row.rank is not None for row in read.rows),
        "first": [row for row in read.rows if row.rank == 1],
        "parts": read.pack.composite_rule.parts,
        "sentences": yearly_sentences(read.pack.composite_rule),
        "since": yearly_queries.moved_since(read.frozen, clock.today()) if read.frozen else [],
        "may_freeze": rules.may_manage_tours(request.user) and not read.frozen,
        "latest": read.versions[0] if read.versions else None,
        "now_url": read.address(NOW),
    }


def _frozen(request: AuthedRequest, read: _Yearly, form: FreezeForm) -> YearlyResult | None:
    """Freeze what was looked at; None where the form says what is in the way."""
    try:
        return yearly_services.freeze_year(
            year=read.year,
            pack=read.form.packs[read.pack.id],
            seen=form.cleaned_data["seen"],
            why=form.cleaned_data["why"],
            by=request.user,
            at=clock.now(),
        )
    except (
        yearly_services.FiguresMoved,
        yearly_services.NothingNew,
        yearly_services.WhyNeeded,
    ) as error:
        form.add_error(None, str(error))
    return None


def _yearly(request: AuthedRequest) -> _Yearly:
    if not rules.may_see_yearly(request.user):
        raise NotAllowed("查看年度综合")
    today = clock.today()
    form = YearlyForm(request.GET, today=today)
    year, name = form.chosen()
    versions = yearly_queries.versions(year, name)
    frozen = _version(request, versions)
    if frozen:
        rows, pack = yearly_queries.frozen_rows(frozen), yearly_queries.frozen_pack(frozen)
        return _Yearly(form, year, pack, rows, versions, frozen, frozen.content_hash)
    pack = form.packs[name]
    record = record_of(pack, year, today)
    return _Yearly(form, year, pack, yearly_queries.rows_in(record, pack), versions, None, digest(record))


def _version(request: AuthedRequest, versions: list[YearlyResult]) -> YearlyResult | None:
    """The version asked for, the latest where none is; None for the records as they are now. A POST freezes those."""
    wanted = NOW if request.method == "POST" else request.GET.get("version", "")
    if not wanted and versions:
        return versions[0]
    if wanted in ("", NOW):
        return None
    found = next((one for one in versions if str(one.number) == wanted), None)
    if found is None:
        raise Http404
    return found
