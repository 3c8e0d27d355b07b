"""One project: everything about it on one page."""

from datetime import date

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from guanmo.accounts.models import Person
from guanmo.accounts.requests import AuthedRequest
from guanmo.accounts.rules import may_view_history
from guanmo.engines.identity import check_industry_code, check_project_code
from guanmo.engines.money import headline
from guanmo.engines.progress import percent_text, points_text, time_progress
from guanmo.foundation import clock
from guanmo.foundation.added_tabs import tabs_of
from guanmo.foundation.components import KeyFigure, Tab
from guanmo.foundation.queries import describe
from guanmo.projects import attachment_queries, card_queries, queries, rules
from guanmo.projects.admission_services import MAY_APPLY, MAY_LEAVE
from guanmo.projects.card_queries import Card
from guanmo.projects.models import Project
from guanmo.projects.sector_queries import sector_label

LATEST = 20
PHOTOS = 6
FIRST_YEAR, LAST_YEAR = 1990, 2100


@require_safe
def card(request: AuthedRequest, pk: int) -> HttpResponse:
    """Facts, light and its reason, plans, twelve months, problems; the history for those who may."""
    project = get_object_or_404(Project.objects.visible_to(request.user).select_related("unit"), pk=pk)
    today = clock.today()
    shown = card_queries.project_card(project, _year(request, today), today)
    seen = may_view_history(request.user)
    context = {
        "card": shown,
        "figures": _figures(shown, today),
        "elapsed": time_progress(shown.month.month),
        "years": [Tab(f"{y}年", f"?year={y}", current=y == shown.month.year) for y in shown.years],
        "sector": sector_label(project),
        "industry": check_industry_code(project.industry),
        "doubt": check_project_code(project.national_code).message if project.national_code else "",
        "tabs": tabs_of("projects:card", "项目", pk, request.user),
        **_attachments(request.user, project),
        "may_edit": rules.may_edit_project(request.user, project),
        "may_apply": project.stage in MAY_APPLY,
        "may_remove": project.stage in MAY_LEAVE and rules.may_decide_admissions(request.user),
        "may_replan": rules.may_replan(request.user),
        "may_view_history": seen,
        "history": describe(card_queries.history_of_project(project)[:LATEST]) if seen else [],
    }
    return render(request, "projects/card.html", context)


def _attachments(by: Person, project: Project) -> dict[str, object]:
    """The latest photos and papers, how many there are, and whether more may be added."""
    attached = attachment_queries.attachments_of(by, project.pk)
    return {
        "attached": attached.count(),
        "attachments": attachment_queries.shown(by, list(attached[:PHOTOS])),
        "may_attach": rules.may_attach(by, project),
    }


def _year(request: AuthedRequest, today: date) -> int:
    """The year asked for, else that of the reporting month."""
    asked = request.GET.get("year", "")
    if not asked:
        return queries.reporting_month(today).year
    if not (asked.isascii() and asked.isdigit() and FIRST_YEAR <= int(asked[:5]) <= LAST_YEAR):
        raise Http404
    return int(asked)


def _figures(shown: Card, today: date) -> list[KeyFigure]:
    standing, year = shown.standing, shown.month.year
    plan_note = ""
    if shown.plan and shown.plan.plan.is_replanned:
        plan_note = f"年初 {headline(standing.baseline)}，调整过{len(shown.plan.changes)}次"
    figures = [
        KeyFigure.of_money("总投资", standing.total_investment),
        KeyFigure.of_money(f"{year}年计划", standing.plan, note=plan_note, url="#plans"),
        KeyFigure.of_money("累计完成", standing.done, note=_data_note(shown), url="#returns"),
        KeyFigure(
            "完成率",
            percent_text(standing.completion),
            note=f"序时 {percent_text(time_progress(shown.month.month))}",
            url="#returns",
        ),
        KeyFigure(
            "比序时", points_text(standing.gap), "百分点" if standing.gap is not None else "", url="#returns"
        ),
    ]
    if shown.since:
        days = (today - shown.since.next().first_day).days
        figures.append(KeyFigure("已滞后", str(days), "天", f"始于{shown.since.label}", "#returns", "behind"))
    return figures


def _data_note(shown: Card) -> str:
    if shown.standing.reported is None:
        return "今年还没有月报"
    return f"1至{shown.standing.reported}月，{shown.standing.evidence_label}"
