"""The light rule in force, what others would do to the same month, and the choice between them."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from guanmo.accounts.requests import AuthedRequest, posted
from guanmo.accounts.services import NotAllowed
from guanmo.foundation import clock
from guanmo.projects import light_queries, list_queries, rules, services
from guanmo.projects.filter_forms import MonthForm
from guanmo.projects.light_forms import LightsForm
from guanmo.projects.tabs import project_tabs

PER_PAGE = 20


@require_http_methods(["GET", "HEAD", "POST"])
def lights(request: AuthedRequest) -> HttpResponse:
    """Rules side by side for one month; the office chooses one for a year."""
    if not rules.may_view_projects(request.user):
        raise NotAllowed("查看亮灯规则")
    if request.method == "POST" and not rules.may_choose_lights(request.user):
        raise NotAllowed("选定亮灯规则")
    month = MonthForm(request.GET, today=clock.today())
    form = LightsForm(posted(request), today=clock.today())
    if form.is_valid():
        _choose(request, form)
        return redirect(request.get_full_path())
    wrong = form.is_bound or not month.is_valid()
    return render(
        request, "projects/lights.html", _context(request, month, form), status=422 if wrong else 200
    )


def _choose(request: AuthedRequest, form: LightsForm) -> None:
    data = form.cleaned_data
    pack = form.packs[data["pack"]]
    services.choose_lights(year=data["year"], pack=pack, by=request.user, at=clock.now(), why=data["why"])
    messages.success(request, f"{data['year']}年采用“{pack.title}”，各页面已按它亮灯。")


def _context(request: AuthedRequest, month: MonthForm, form: LightsForm) -> dict[str, object]:
    compared = light_queries.comparison(request.user, month.at)
    page = Paginator(compared.differing, PER_PAGE).get_page(request.GET.get("page"))
    listed = list_queries.listed_projects(request.user, [c.standing for c in page])
    return {
        "month": month,
        "form": form,
        "comparison": compared,
        "page": page,
        "rows": list(zip(listed, (c.lamps for c in page), strict=True)),
        "choice": light_queries.light_choice(month.at.year),
        "choices": light_queries.light_choices(),
        "may_choose": rules.may_choose_lights(request.user),
        "tabs": project_tabs(request.user, "lights"),
    }
