"""The grid of a month's returns: every own project in one table, several sent at once.

Each ticked row is sent on its own: good ones are saved, the others stay as they were typed with what to mend, so that
one wrong figure does not hold up thirty right ones. A row somebody else saved meanwhile shows both versions.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.contrib import messages
from django.core.paginator import Page, Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from guanmo.accounts.requests import AuthedRequest
from guanmo.accounts.services import NotAllowed
from guanmo.engines.periods import Month
from guanmo.foundation import clock
from guanmo.foundation.conflicts import Conflict, conflict_between
from guanmo.foundation.history import EditConflict
from guanmo.projects import queries, return_queries, rules, services
from guanmo.projects.filter_forms import ReturnFilterForm
from guanmo.projects.models import Project
from guanmo.projects.return_forms import ReturnForm
from guanmo.projects.return_queries import RETURN_FIELDS, ReturnRow
from guanmo.projects.tabs import project_tabs

PER_PAGE = 50
ROW = re.compile(r"p(\d{1,18})-revision")
# Which cell of a row a refusal belongs to.
REFUSALS: dict[type[Exception], str | None] = {
    services.LowerThanBefore: "lower_reason",
    services.NotCumulative: "done",
    services.NegativeMoney: "done",
    services.AlreadyReported: None,
}


@dataclass
class Line:
    """A row of the grid with its form, and what became of it."""

    row: ReturnRow
    form: ReturnForm
    is_sent: bool = False
    is_ticked: bool = False
    problem: str = ""
    asked: Decimal | None = None
    conflict: Conflict | None = None

    @property
    def revision(self) -> int | str:
        """What the row is based on; after a conflict, on what the page now shows beside it."""
        return self.conflict.revision if self.conflict else self.form["revision"].value()

    @property
    def is_wrong(self) -> bool:
        return bool(self.problem or self.conflict or (self.is_ticked and self.form.errors))


@require_http_methods(["GET", "HEAD", "POST"])
def returns(request: AuthedRequest) -> HttpResponse:
    """Every own project of a month, pre-filled and clearly unsent until it is sent."""
    if not rules.may_submit_returns(request.user):
        raise NotAllowed("填报月报")
    form = ReturnFilterForm(request.GET, by=request.user, today=clock.today())
    page = _page(request, form)
    if request.method != "POST":
        return _answer(request, form, page, _opened(page, form), 200 if form.is_valid() else 422)
    lines = [_taken(request, row) for row in _posted_rows(request, form.at)]
    sent, wrong = sum(line.is_sent for line in lines), sum(line.is_wrong for line in lines)
    if sent:
        messages.success(request, f"已报送{sent}个项目的{form.at.label}月报。", extra_tags=_draft(form, page))
    if sent and not wrong:
        return redirect(request.get_full_path())
    if not wrong:
        messages.error(request, "没有勾选要报送的项目：填好一行，勾选行首的框，再报送。")
    status = 409 if any(line.conflict for line in lines) else 422
    return _answer(request, form, page, _again(lines, form) or _opened(page, form), status)


def _page(request: AuthedRequest, form: ReturnFilterForm) -> "Page[Project]":
    listed = return_queries.reportable(
        request.user, form.at, unit=form.chosen("unit"), missing=bool(form.chosen("missing"))
    )
    return Paginator(listed, PER_PAGE).get_page(request.GET.get("page"))


def _opened(page: "Page[Project]", form: ReturnFilterForm) -> list[Line]:
    return [Line(row, ReturnForm(row=row)) for row in return_queries.return_rows(list(page), form.at)]


def _posted_rows(request: AuthedRequest, month: Month) -> list[ReturnRow]:
    """The rows that were sent along, even those a filter of the address no longer leaves."""
    posted = [int(found[1]) for name in request.POST if (found := ROW.fullmatch(name))]
    return return_queries.return_rows(
        list(return_queries.reportable(request.user, month).filter(pk__in=posted)), month
    )


def _taken(request: AuthedRequest, row: ReturnRow) -> Line:
    """Send one row of the posted grid if it is ticked."""
    form = ReturnForm(request.POST, row=row)
    line = Line(row, form, is_ticked=form.is_ticked)
    if not form.is_ticked:
        if form.is_typed_over:
            line.problem = "这一行改过，还没有勾选报送，所以没有保存。"
    elif form.is_valid():
        _send(request, line)
    return line


def _send(request: AuthedRequest, line: Line) -> None:
    data = line.form.cleaned_data
    try:
        services.submit_return(
            project=line.row.project,
            month=line.row.month,
            **{name: data[name] for name in RETURN_FIELDS},
            sure=data["sure"] == data["done"],
            expected_revision=data["revision"],
            by=request.user,
            at=clock.now(),
        )
    except EditConflict as error:
        line.conflict, line.is_ticked = conflict_between(line.form, error.current), False
    except services.FarAbovePlan as question:
        line.asked = data["done"]
        line.form.add_error("done", str(question))
    except tuple(REFUSALS) as refusal:
        line.form.add_error(REFUSALS[type(refusal)], str(refusal))
    else:
        line.is_sent = True


def _again(lines: Sequence[Line], form: ReturnFilterForm) -> list[Line]:
    """The grid after sending: rows that were sent as they now stand, the others as they were typed."""
    sent = [line.row.project for line in lines if line.is_sent]
    fresh = {row.project.pk: row for row in return_queries.return_rows(sent, form.at)}
    return [
        Line(fresh[line.row.project.pk], ReturnForm(row=fresh[line.row.project.pk]), is_sent=True)
        if line.is_sent
        else line
        for line in lines
    ]


def _answer(
    request: AuthedRequest,
    form: ReturnFilterForm,
    page: "Page[Project]",
    lines: Sequence[Line],
    status: int,
) -> HttpResponse:
    every = return_queries.reportable(request.user, form.at, unit=form.chosen("unit"))
    waiting = [line for line in lines if line.is_wrong] or [line for line in lines if not line.row.current]
    context = {
        "form": form,
        "page": page,
        "lines": lines,
        "wrong": sum(line.is_wrong for line in lines),
        "first": waiting[0].row.project.pk if waiting else None,
        "total": every.count(),
        "missing": queries.missing_returns(every, form.at).count(),
        "sent_back": return_queries.sent_back(every, form.at).count(),
        "draft": _draft(form, page),
        "tabs": project_tabs(request.user, "returns"),
    }
    return render(request, "projects/returns.html", context, status=status)


def _draft(form: ReturnFilterForm, page: "Page[Project]") -> str:
    """The name under which the browser keeps what is typed and not sent."""
    return f"returns-{form.at}-{form.chosen('unit') or 'all'}-{page.number}"
