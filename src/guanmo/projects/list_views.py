"""The project library as a list."""

import io

from django.core.paginator import Paginator
from django.http import FileResponse, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_safe

from guanmo.accounts.requests import AuthedRequest
from guanmo.accounts.services import NotAllowed
from guanmo.engines.progress import time_progress
from guanmo.foundation import clock
from guanmo.foundation.components import Column
from guanmo.projects import list_queries, rules
from guanmo.projects.exports import project_ledger
from guanmo.projects.filter_forms import ProjectFilterForm
from guanmo.projects.tabs import project_tabs

PER_PAGE = 50
# What the column menu offers, in the list's order, and whether a column is there from the start.
COLUMNS = (
    ("code", "项目编号", False), ("light", "亮灯", True), ("unit", "责任单位", True), ("stage", "阶段", True),
    ("category", "类别", True), ("total", "总投资", True), ("baseline", "年初计划", False), ("plan", "年度计划", True),
    ("done", "累计完成", True), ("completion", "完成率", True), ("gap", "比序时", True), ("reported", "数据月份", True),
    ("evidence", "核实程度", False), ("leader", "包联领导", True), ("responsible", "责任人", False),
    ("owner", "建设单位", False), ("industry", "行业代码", False), ("sector", "市产业类别", False),
    ("attributes", "项目属性", False), ("carrier", "所在载体", False), ("place", "建设地点", False), ("starts", "开工日期", False), ("ends", "计划竣工", False), ("national", "国家项目代码", False),
)  # fmt: skip

# The columns behind the figures, whose feet stay empty.
WITHOUT_SUM = {key for key, _, _ in COLUMNS[11:]}


@require_safe
def projects(request: AuthedRequest) -> HttpResponse:
    """The projects the person sees, narrowed, ordered and summed as the address says."""
    if not rules.may_view_projects(request.user):
        raise NotAllowed("查看项目")
    form = ProjectFilterForm(request.GET, by=request.user, today=clock.today())
    listed = list_queries.project_list(request.user, form.wanted(), form.at, request.GET.get("sort", ""))
    page = Paginator(listed.standings, PER_PAGE).get_page(request.GET.get("page"))
    columns = chosen_columns(request.GET.getlist("cols"))
    context = {
        "form": form,
        "list": listed,
        "elapsed": time_progress(form.at.month),
        "page": page,
        "rows": list_queries.listed_projects(request.user, list(page)),
        "columns": columns,
        "shown": [column.key for column in columns if column.shown],
        "trailing": [column.key for column in columns if column.shown and column.key in WITHOUT_SUM],
        "may_register": rules.may_register_projects(request.user),
        "may_import": rules.may_import(request.user, request.user.unit),
        "tabs": project_tabs(request.user, "list"),
    }
    return render(request, "projects/list.html", context, status=200 if form.is_valid() else 422)


@require_safe
def export(request: AuthedRequest) -> HttpResponseBase:
    """The same projects as a ledger of all columns, in administrative order; it imports back unchanged."""
    if not rules.may_view_projects(request.user):
        raise NotAllowed("查看项目")
    form = ProjectFilterForm(request.GET, by=request.user, today=clock.today())
    if not form.is_valid():
        return redirect(f"{reverse('projects:list')}?{request.GET.urlencode()}")
    found = list_queries.lit_projects(request.user, form.wanted(), form.at)
    data = project_ledger(found, form.at)
    return FileResponse(io.BytesIO(data), as_attachment=True, filename=f"重点项目台账{form.at}.xlsx")


def chosen_columns(chosen: list[str]) -> list[Column]:
    """Every column, with those ticked that the address names; without any, those shown from the start."""
    known = {key for key, _, _ in COLUMNS} & set(chosen)
    return [
        Column(key, label, shown=key in known if known else from_start) for key, label, from_start in COLUMNS
    ]
