"""A sealed result: the ranking, the workings behind each number, its ballots, its downloads, its proof."""

import io

from django.http import FileResponse, Http404, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from guanmo.accounts.requests import AuthedRequest
from guanmo.accounts.services import NotAllowed
from guanmo.engines.scoring import rule_sentences
from guanmo.engines.scoring.bundles import hashes_in
from guanmo.engines.scoring.verifier_file import verifier_file
from guanmo.engines.seal import canonical
from guanmo.observation import exports, queries, result_queries, rules, seal_queries, sealed_ballot_queries
from guanmo.observation.enums import TourState
from guanmo.observation.models import Tour
from guanmo.observation.result_queries import Judges
from guanmo.observation.tabs import result_tabs


@require_safe
def result(request: AuthedRequest, pk: int) -> HttpResponse:
    """The ranking of each group, the scores of the stops, the rule and the hashes."""
    tour = sealed_tour(request, pk)
    pack = queries.pack_of(tour)
    rankings = result_queries.ranking(tour)
    context = {
        "tour": tour,
        "content": seal_queries.sealed_content(tour),
        "rankings": rankings,
        "headline": result_queries.headline(rankings),
        "stops": result_queries.stop_rows(tour),
        "fingerprint": seal_queries.signing_fingerprint(),
        "by_rank": pack.ballot_rule.points is not None,
        "pack": pack,
        "sentences": rule_sentences(pack.ballot_rule),
        "tabs": result_tabs(tour, request.user, "result"),
        "may_see_ballots": rules.may_see_ballots(request.user, tour),
        "may_issue": rules.may_issue_circulars(request.user),
    }
    return render(request, "observation/result.html", context)


@require_safe
def unit_result(request: AuthedRequest, pk: int, unit: int) -> HttpResponse:
    """How one unit's score comes from its stops."""
    tour = sealed_tour(request, pk)
    workings = result_queries.unit_workings(tour, unit)
    if workings is None:
        raise Http404
    context = {"tour": tour, "workings": workings, "pack": queries.pack_of(tour)}
    return render(request, "observation/unit_result.html", context)


@require_safe
def stop_result(request: AuthedRequest, pk: int, unit: int, stop: int) -> HttpResponse:
    """How one stop's score comes from the marks: which were used, which were cut, which do not count."""
    tour = sealed_tour(request, pk)
    workings = result_queries.stop_workings(tour, unit, stop, _judges(request, tour))
    if workings is None:
        raise Http404
    context = {
        "tour": tour,
        "unit": unit,
        "workings": workings,
        "rule": queries.pack_of(tour).ballot_rule,
        "with_judges": rules.may_see_ballots(request.user, tour),
    }
    return render(request, "observation/stop_result.html", context)


@require_safe
def result_check(request: AuthedRequest, pk: int) -> HttpResponse:
    """Recompute the sealed result from ballots and rule, now."""
    tour = sealed_tour(request, pk)
    context = {
        "tour": tour,
        "verification": seal_queries.verify_seal(tour),
        "hashes": hashes_in(seal_queries.sealed_content(tour)),
        "tree": seal_queries.sealed_content(tour)["tree"],
        "command": f'python verify_seal.pyz 封存包.guanmo-seal --key "{seal_queries.signing_fingerprint()}"',
        "tabs": result_tabs(tour, request.user, "result_check"),
        "may_see_ballots": rules.may_see_ballots(request.user, tour),
    }
    return render(request, "observation/result_check.html", context)


@require_safe
def ballots(request: AuthedRequest, pk: int) -> HttpResponse:
    """The counted ballots by code; names for the auditor alone."""
    tour = _with_ballots(request, pk)
    listed = sealed_ballot_queries.sealed_ballots(tour, _judges(request, tour))
    context = {
        "tour": tour,
        "ballots": listed,
        "total": sum(len(ballot.hashes) for ballot in listed),
        "with_names": rules.may_see_names(request.user),
        "tabs": result_tabs(tour, request.user, "ballots"),
    }
    return render(request, "observation/ballots.html", context)


@require_safe
def ballot_marks(request: AuthedRequest, pk: int, code: str) -> HttpResponse:
    """One counted ballot."""
    tour = _with_ballots(request, pk)
    listed = sealed_ballot_queries.sealed_ballots(tour, _judges(request, tour))
    found = next((ballot for ballot in listed if ballot.code == code), None)
    if found is None:
        raise Http404
    marks = sealed_ballot_queries.marks_of(tour, found)
    return render(request, "observation/ballot_marks.html", {"tour": tour, "ballot": found, "marks": marks})


@require_safe
def result_export(request: AuthedRequest, pk: int) -> HttpResponseBase:
    """The ranking as a workbook."""
    tour = sealed_tour(request, pk)
    return _file(exports.ranking_table(tour), f"{tour}结果.xlsx")


@require_safe
def result_bundle(request: AuthedRequest, pk: int) -> HttpResponseBase:
    """Everything the result can be recomputed from."""
    tour = _with_ballots(request, pk)
    return _file(canonical(sealed_ballot_queries.sealed_bundle(tour)), f"{tour}封存包.guanmo-seal")


@require_safe
def verifier(request: AuthedRequest) -> HttpResponseBase:
    """The single file that recomputes a bundle on a machine without us."""
    if not rules.may_view_results(request.user):
        raise NotAllowed("查看观摩结果")
    return _file(verifier_file(), "verify_seal.pyz")


def sealed_tour(request: AuthedRequest, pk: int) -> Tour:
    """A sealed tour for those who may see results."""
    found = get_object_or_404(Tour.objects.visible_to(request.user).select_related("sealed_by"), pk=pk)
    if not rules.may_view_results(request.user):
        raise NotAllowed("查看观摩结果")
    if found.state != TourState.SEALED:
        raise Http404
    return found


def _with_ballots(request: AuthedRequest, pk: int) -> Tour:
    tour = sealed_tour(request, pk)
    if not rules.may_see_ballots(request.user, tour):
        raise NotAllowed("查看选票")
    return tour


def _judges(request: AuthedRequest, tour: Tour) -> Judges:
    return Judges(
        tour, codes=rules.may_see_ballots(request.user, tour), names=rules.may_see_names(request.user)
    )


def _file(data: bytes, name: str) -> FileResponse:
    return FileResponse(io.BytesIO(data), as_attachment=True, filename=name)
