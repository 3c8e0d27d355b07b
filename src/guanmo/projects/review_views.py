"""Signing monthly returns off, one or many, or sending them back with a note."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from guanmo.accounts.requests import AuthedRequest, posted
from guanmo.accounts.services import NotAllowed
from guanmo.foundation import clock
from guanmo.foundation.history import EditConflict
from guanmo.projects import return_queries, rules, services
from guanmo.projects.filter_forms import ReviewFilterForm
from guanmo.projects.models import MonthlyReturn
from guanmo.projects.return_forms import APPROVE, ReviewForm
from guanmo.projects.tabs import project_tabs

PER_PAGE = 50
PICK = re.compile(r"(\d{1,18}):(\d{1,9})")


@dataclass(frozen=True)
class Problem:
    """Why a ticked return was not decided."""

    report: MonthlyReturn
    why: str


@dataclass
class Outcome:
    """What became of the ticked returns."""

    done: int = 0
    problems: list[Problem] = field(default_factory=list)
    status: int = 422


@require_http_methods(["GET", "HEAD", "POST"])
def review(request: AuthedRequest) -> HttpResponse:
    """The returns that wait for this person, or those signed already; each decided on its own."""
    if not rules.may_review_returns(request.user):
        raise NotAllowed("审核月报")
    filters = ReviewFilterForm(request.GET, by=request.user, today=clock.today())
    form, outcome = ReviewForm(posted(request)), Outcome()
    if form.is_valid():
        picked = _picked(request)
        try:
            outcome = _decide(request, form, picked)
        except services.ReasonMissing as error:
            form.add_error("note", str(error))
        if not picked:
            form.add_error(None, "没有勾选月报：先勾选，再审核或退回。")
    if outcome.done:
        word = "审核通过" if form.cleaned_data["act"] == APPROVE else "退回"
        messages.success(request, f"已{word}{outcome.done}份月报。")
    if outcome.done and not outcome.problems:
        return redirect(request.get_full_path())
    return _answer(request, filters, form, outcome)


def _picked(request: AuthedRequest) -> Mapping[int, int]:
    """The ticked returns by key, with the revision each was shown at."""
    return {
        int(found[1]): int(found[2])
        for text in request.POST.getlist("pick")
        if (found := PICK.fullmatch(text))
    }


def _decide(request: AuthedRequest, form: ReviewForm, picked: Mapping[int, int]) -> Outcome:
    outcome = Outcome()
    reports = return_queries.visible_returns(request.user).filter(pk__in=list(picked))
    for report in reports:
        try:
            _act(request, form, report, picked[report.pk])
        except EditConflict:
            outcome.problems.append(Problem(report, "您打开之后有人动过这份月报，请看现在的数字再决定。"))
            outcome.status = 409
        except (services.NotReviewable, NotAllowed) as refusal:
            outcome.problems.append(Problem(report, str(refusal)))
        else:
            outcome.done += 1
    return outcome


def _act(request: AuthedRequest, form: ReviewForm, report: MonthlyReturn, revision: int) -> None:
    data, by, at = form.cleaned_data, request.user, clock.now()
    if data["act"] == APPROVE:
        services.approve_return(
            monthly_return=report,
            evidence=data["evidence"],
            note=data["note"],
            by=by,
            at=at,
            expected_revision=revision,
        )
    else:
        services.send_back_return(
            monthly_return=report, note=data["note"], by=by, at=at, expected_revision=revision
        )


def _answer(
    request: AuthedRequest, filters: ReviewFilterForm, form: ReviewForm, outcome: Outcome
) -> HttpResponse:
    signed = bool(filters.chosen("signed"))
    found = return_queries.reviewable(
        request.user, month=filters.chosen("month"), unit=filters.chosen("unit"), signed=signed
    )
    page = Paginator(found, PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "filters": filters,
        "form": form,
        "signed": signed,
        "page": page,
        "rows": return_queries.review_rows(list(page)),
        "problems": outcome.problems,
        "picked": set(_picked(request)) - {problem.report.pk for problem in outcome.problems},
        "tabs": project_tabs(request.user, "review"),
    }
    wrong = form.is_bound or not filters.is_valid()
    return render(request, "projects/review.html", context, status=outcome.status if wrong else 200)
