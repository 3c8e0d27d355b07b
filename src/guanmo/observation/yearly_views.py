"""The year's composite: the table, one unit's workings, the workbook."""

import io
from dataclasses import dataclass

from django.http import FileResponse, Http404, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.views.decorators.http import require_safe

from guanmo.accounts.requests import AuthedRequest
from guanmo.accounts.services import NotAllowed
from guanmo.engines.packs import Pack
from guanmo.engines.scoring.yearly import yearly_sentences
from guanmo.foundation import clock
from guanmo.observation import rules, yearly_queries
from guanmo.observation.yearly_exports import yearly_table
from guanmo.observation.yearly_forms import YearlyForm
from guanmo.observation.yearly_queries import YearlyRow


@dataclass(frozen=True)
class _Yearly:
    form: YearlyForm
    year: int
    pack: Pack
    rows: list[YearlyRow]


@require_safe
def yearly(request: AuthedRequest) -> HttpResponse:
    """Every unit's parts, total and place, group by group."""
    read = _yearly(request)
    groups: dict[str, list[YearlyRow]] = {}
    for row in read.rows:
        groups.setdefault(row.group, []).append(row)
    context = {
        **vars(read),
        "groups": groups.items(),
        "ranked": sum(row.rank is not None for row in read.rows),
        "first": [row for row in read.rows if row.rank == 1],
        "parts": read.pack.composite_rule.parts,
        "sentences": yearly_sentences(read.pack.composite_rule),
    }
    status = 200 if read.form.is_valid() else 422
    return render(request, "observation/yearly.html", context, status=status)


@require_safe
def yearly_unit(request: AuthedRequest, unit: int) -> HttpResponse:
    """How one unit's total comes about, down to the records of each part."""
    read = _yearly(request)
    row = next((row for row in read.rows if row.unit.pk == unit), None)
    if row is None:
        raise Http404
    context = {"year": read.year, "pack": read.pack, "row": row}
    return render(request, "observation/yearly_unit.html", context)


@require_safe
def yearly_export(request: AuthedRequest) -> HttpResponseBase:
    """The table as a workbook."""
    read = _yearly(request)
    data = yearly_table(read.pack, read.year, read.rows)
    return FileResponse(io.BytesIO(data), as_attachment=True, filename=f"{read.year}年度综合.xlsx")


def _yearly(request: AuthedRequest) -> _Yearly:
    if not rules.may_see_yearly(request.user):
        raise NotAllowed("查看年度综合")
    today = clock.today()
    form = YearlyForm(request.GET, today=today)
    year, name = form.chosen()
    pack = form.packs[name]
    return _Yearly(form, year, pack, yearly_queries.yearly_rows(pack, year, today))
