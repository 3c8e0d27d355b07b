"""Recusal and attendance: who owes which stop no ballot, on the phone, in the progress, in the seal and its bundle."""

import pytest

from guanmo.accounts.services import NotAllowed
from guanmo.engines.packs import Pack
from guanmo.engines.scoring.bundles import check_bundle
from guanmo.foundation.models import HistoryEntry
from guanmo.observation import excuse_services
from guanmo.observation.closing_services import close_tour
from guanmo.observation.enums import ExcuseKind
from guanmo.observation.excuse_queries import days_of
from guanmo.observation.excuse_services import excuse_jurors, lift_excuses
from guanmo.observation.juror_services import remove_juror
from guanmo.observation.models import Ballot, Juror, Stop, StopExcuse, Tour
from guanmo.observation.seal_queries import verify_seal
from guanmo.observation.seal_services import propose_seal
from guanmo.observation.sealed_ballot_queries import sealed_bundle
from guanmo.observation.services import remove_stop
from guanmo.observation.sync_queries import sheet_json
from guanmo.observation.sync_services import accept_ballots
from guanmo.observation.voting_queries import voting
from tests.cast import NOON, Cast
from tests.observation.phones import body
from tests.observation.plans import planned_on_two_days
from tests.observation.tours import (
    make_tour,
    opened,
    score_rule,
    seal,
    sealed_tour,
    seat,
    second_of,
    visit_all,
    vote,
    voted,
)


def excuse(
    cast: Cast, juror: Juror, *stops: Stop, kind: ExcuseKind = ExcuseKind.RECUSED, reason: str = "曾任法人"
) -> int:
    return excuse_jurors(
        tour=juror.tour,
        jurors=[juror.pk],
        stops=[stop.pk for stop in stops],
        kind=kind,
        reason=reason,
        by=cast.office,
        at=NOON,
    )


def paper(tour: Tour) -> Juror:
    return tour.jurors.get(name="甲")


def scores_of(tour: Tour) -> list[float]:
    assert tour.result is not None
    return [stop["score"] for stop in tour.result["result"]["stops"]]


def test_excuses_are_noted_with_who_and_why(cast: Cast) -> None:
    juror = paper(opened(cast))
    first, second, *_ = juror.tour.stops.all()

    changed = [
        excuse(cast, juror, first, second),
        excuse(cast, juror, first, second),
        excuse(cast, juror, second, kind=ExcuseKind.ABSENT, reason=""),
    ]

    held = StopExcuse.objects.order_by("stop__order")
    assert changed == [2, 0, 1]
    assert [(one.stop, one.kind, one.reason, one.noted_by) for one in held] == [
        (first, "recused", "曾任法人", cast.office),
        (second, "absent", "", cast.office),
    ]
    assert str(held[0]) == "甲回避第1站"
    entries = HistoryEntry.objects.filter(action="excuse.noted").order_by("sequence")
    assert [(entry.by_name, entry.why) for entry in entries] == [("周统筹", "曾任法人")] * 2 + [
        ("周统筹", "")
    ]


def test_a_recusal_needs_a_reason_and_an_office(cast: Cast) -> None:
    juror = paper(opened(cast))
    stop = juror.tour.stops.all()[0]

    with pytest.raises(excuse_services.RecusalReasonNeeded):
        excuse(cast, juror, stop, reason=" ")
    with pytest.raises(NotAllowed):
        excuse_jurors(
            tour=juror.tour,
            jurors=[juror.pk],
            stops=[stop.pk],
            kind=ExcuseKind.ABSENT,
            by=cast.juror,
            at=NOON,
        )
    with pytest.raises(NotAllowed):
        lift_excuses(tour=juror.tour, jurors=[juror.pk], stops=[stop.pk], by=cast.leader, at=NOON)


def test_nothing_is_excused_after_the_seal_or_on_rank_ballots(cast: Cast) -> None:
    sealed, ranked = sealed_tour(cast), make_tour(cast, "rank-100-3", "排名观摩")
    stop = sealed.stops.all()[0]
    juror = seat(cast, ranked, "甲")

    with pytest.raises(excuse_services.ExcusesFixed, match="已封存"):
        excuse(cast, paper(sealed), stop)
    with pytest.raises(excuse_services.NotByStop):
        excuse(cast, juror, stop)


@pytest.mark.parametrize(
    ("kind", "says"),
    [
        (ExcuseKind.RECUSED, "您回避这个点，不评"),
        (ExcuseKind.ABSENT, "记为没有到这个点，不评；到了请告诉重点办"),
    ],
)
def test_the_phone_does_not_ask_and_the_server_refuses(cast: Cast, kind: ExcuseKind, says: str) -> None:
    juror = paper(opened(cast))
    first, second, *_ = juror.tour.stops.all()
    excuse(cast, juror, first, kind=kind)

    stops = sheet_json(juror, NOON)["stops"]
    answers = accept_ballots(juror=juror, bodies=[body(juror, first), body(juror, second)], at=NOON)
    lift_excuses(tour=juror.tour, jurors=[juror.pk], stops=[first.pk], by=cast.office, at=NOON)
    (again,) = accept_ballots(juror=juror, bodies=[body(juror, first)], at=NOON)

    assert [(one["asked"], one["reason"]) for one in stops[:2]] == [(False, says), (True, "")]
    assert [(answer.status, answer.code) for answer in answers] == [(422, kind.value), (201, "")]
    assert answers[0].message == f"{says}。这张票没有计入。"
    assert again.status == 201


def test_the_excused_owe_nothing(cast: Cast) -> None:
    """甲 recused from one stop and gave the three others; 乙 was away all day; 孙评委 owes all four."""
    tour = opened(cast, jurors=3)
    first, *others = tour.stops.all()
    juror, away = paper(tour), tour.jurors.get(name="乙")
    accept_ballots(juror=juror, bodies=[body(juror, first), *(body(juror, s) for s in others)], at=NOON)
    excuse(cast, juror, first)
    excuse(cast, away, first, *others, kind=ExcuseKind.ABSENT, reason="")

    found = voting(tour)

    assert [(s.juror.name, s.done, s.asked, s.is_whole, s.is_away, s.excuses) for s in found.seats] == [
        ("孙评委", 0, 4, False, False, ""),
        ("乙", 0, 0, True, True, "未到4"),
        ("甲", 3, 3, True, False, "回避1"),
    ]
    assert (found.voted, found.ballots, found.groups[0].excused) == (2, 3, ["乙未到4", "甲回避1"])


ABSENT_COUNT = score_rule("absent = 'count'")


@pytest.mark.parametrize(
    ("pack", "kind", "score", "codes"),
    [
        ("mean", ExcuseKind.RECUSED, 90.0, ["recused"]),
        ("mean", ExcuseKind.ABSENT, 90.0, ["absent"]),
        (ABSENT_COUNT, ExcuseKind.RECUSED, 90.0, ["recused"]),
        (ABSENT_COUNT, ExcuseKind.ABSENT, 89.5, []),
    ],
)
def test_marks_of_the_excused_do_not_count_and_the_bundle_says_so(
    cast: Cast, pack: Pack | str, kind: ExcuseKind, score: float, codes: list[str]
) -> None:
    """The ballots stay, sealed and hashed; the tally leaves them out wherever it is recomputed."""
    tour = voted(cast, pack)
    first = tour.stops.all()[0]
    excuse(cast, paper(tour), first, kind=kind)

    seal(cast, tour)

    assert tour.result is not None
    bundle = sealed_bundle(tour)
    assert scores_of(tour) == [score, 89.5, 89.5, 89.5]
    assert [one["code"] for one in tour.result["result"]["excluded"]] == codes
    noted = [entry["excused"] for entry in tour.result["ballots"] if entry["excused"]]
    assert noted == [[{"stop": first.pk, "why": kind.value}]]
    assert (tour.result["tree"]["size"], verify_seal(tour).ok) == (8, True)
    assert all(check.ok for check in check_bundle(bundle))
    assert "曾任法人" not in str(bundle)


def test_absent_jurors_may_score_where_the_rule_counts_them(cast: Cast) -> None:
    juror = paper(opened(cast, ABSENT_COUNT))
    first = juror.tour.stops.all()[0]
    excuse(cast, juror, first, kind=ExcuseKind.ABSENT, reason="")

    (answer,) = accept_ballots(juror=juror, bodies=[body(juror, first)], at=NOON)

    found = next(seat for seat in voting(juror.tour).seats if seat.juror == juror)
    assert (answer.status, found.done, found.asked, found.counted) == (201, 0, 3, 1)


@pytest.mark.parametrize(("missing", "noted"), [("skip", 0), ("refuse", 1)])
def test_a_rule_that_refuses_gaps_takes_excuses(cast: Cast, missing: str, noted: int) -> None:
    """The seal says of a stop without a ballot only what such a rule asks for."""
    tour = opened(cast, score_rule(tables=f"[ballots.missing]\nstop = '{missing}'\n"))
    first, *others = tour.stops.all()
    vote(cast, tour.jurors.get(person=cast.juror))
    excuse(cast, paper(tour), first)
    accept_ballots(juror=paper(tour), bodies=[body(paper(tour), stop) for stop in others], at=NOON)

    seal(cast, tour)

    assert tour.result is not None
    assert sorted(len(entry["excused"]) for entry in tour.result["ballots"]) == [0, noted]


def test_a_change_withdraws_the_proposal_to_seal(cast: Cast) -> None:
    tour = voted(cast)
    first = tour.stops.all()[0]
    close_tour(tour=tour, by=cast.office, at=NOON)
    propose_seal(tour=tour, by=second_of(cast), at=NOON)

    lift_excuses(tour=tour, jurors=[paper(tour).pk], stops=[first.pk], by=cast.office, at=NOON)
    untouched = Tour.objects.get(pk=tour.pk).seal_proposed_by
    excuse(cast, paper(tour), first)

    assert (untouched, Tour.objects.get(pk=tour.pk).seal_proposed_by) == (second_of(cast), None)
    assert HistoryEntry.objects.filter(action="seal.withdrawn").count() == 1


def test_seats_and_stops_that_go_take_their_excuses_along(cast: Cast) -> None:
    tour = make_tour(cast)
    first, second, *_ = visit_all(cast, tour)
    one, other = seat(cast, tour, "甲"), seat(cast, tour, "乙")
    excuse(cast, one, first, second)
    excuse(cast, other, first, second)

    remove_juror(juror=one, by=cast.office, at=NOON)
    remove_stop(stop=first, by=cast.office, at=NOON)

    assert [(held.juror, held.stop) for held in StopExcuse.objects.all()] == [(other, second)]
    assert HistoryEntry.objects.filter(action="excuse.lifted").count() == 1


def test_days_come_from_the_latest_itinerary(cast: Cast) -> None:
    tour = planned_on_two_days(cast).tour
    stops = list(tour.stops.all())

    whole, first, second = days_of(tour, stops)

    assert (whole[0], first[0], second[0]) == ("全程4个点", "第1天2个点", "第2天2个点")
    assert sorted(first[1] + second[1]) == sorted(whole[1]) == [stop.pk for stop in stops]
    assert days_of(tour, stops[:0]) == [("全程0个点", []), ("第1天0个点", []), ("第2天0个点", [])]


def test_a_juror_without_ballots_is_not_named_by_the_seal(cast: Cast) -> None:
    tour = opened(cast)
    vote(cast, tour.jurors.get(person=cast.juror))
    excuse(cast, paper(tour), *tour.stops.all(), kind=ExcuseKind.ABSENT, reason="请假")

    seal(cast, tour)

    assert tour.result is not None
    assert [entry["excused"] for entry in tour.result["ballots"]] == [[]]
    assert Ballot.objects.count() == 4
