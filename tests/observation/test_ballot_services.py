"""Ballots: complete, within the rule, once a juror, before the seal."""

import pytest

from guanmo.accounts.services import NotAllowed
from guanmo.engines.scoring.bodies import body_hash
from guanmo.foundation.models import HistoryEntry
from guanmo.observation import ballot_services
from guanmo.observation.ballot_queries import body_bytes
from guanmo.observation.ballot_queries import opened as opened_body
from guanmo.observation.ballot_services import submit_ballot
from guanmo.observation.enums import TourState
from guanmo.observation.models import Ballot, Juror, Tour
from tests.cast import NOON, Cast
from tests.observation.tours import (
    LATER,
    filled,
    make_tour,
    opened,
    scores,
    sealed_tour,
    seat,
    seen,
    visit,
    vote,
    voted,
)


def seats(tour: Tour) -> tuple[Juror, Juror]:
    """The juror with an account, and one without."""
    return tour.jurors.get(name="孙评委"), tour.jurors.get(name="甲")


def test_a_juror_votes(cast: Cast) -> None:
    tour = opened(cast)
    juror, _ = seats(tour)

    ballots = vote(cast, juror, "88.5")

    first, body = ballots[0], opened_body(ballots[0])
    assert [ballot.stop for ballot in ballots] == list(tour.stops.all())
    assert [ballot.sequence for ballot in ballots] == [1, 2, 3, 4]
    assert (body.marks, body.stop, body.juror, body.tour) == (
        {"": "88.5"},
        first.stop_id,
        juror.pk,
        tour.pk,
    )
    assert (first.entered_by, first.submitted_at, first.replaces) == (cast.juror, NOON, None)
    assert first.body_hash == body_hash(body_bytes(first))
    assert len({opened_body(ballot).nonce for ballot in ballots}) == 4


def test_the_history_keeps_the_hash_and_not_the_marks(cast: Cast) -> None:
    juror, _ = seats(opened(cast))

    ballot, *_ = vote(cast, juror)

    entry = HistoryEntry.objects.get(action="ballot.submitted", object_pk=ballot.pk)
    assert entry.by_name == "孙评委"
    assert sorted(entry.changes) == [
        "ballot_id", "body_hash", "entered_by_id", "finished_at", "juror_id", "late", "offset_ms", "origin",
        "sequence", "stop_id", "submitted_at", "tour_id",
    ]  # fmt: skip
    assert entry.changes["body_hash"] == [None, ballot.body_hash]


def test_nobody_else_votes_for_a_juror(cast: Cast) -> None:
    juror, paper = seats(opened(cast))

    for seat_, person in ((juror, cast.leader), (paper, cast.juror), (paper, cast.office)):
        with pytest.raises(NotAllowed):
            submit_ballot(juror=seat_, typed=filled(seat_), by=person, at=NOON)


def test_a_ballot_out_of_scale_is_refused_with_every_problem(cast: Cast) -> None:
    juror, _ = seats(opened(cast))
    first, second, third, _ = filled(juror)
    typed = filled(juror) | {first: "120", second: "", third: "九十"}

    with pytest.raises(ballot_services.InvalidBallot) as error:
        submit_ballot(juror=juror, typed=typed, by=cast.juror, at=NOON)

    assert error.value.reading.problems == {
        first: "分数120超出范围，应在0至100之间。",
        second: "还没有填分数。",
        third: "“九十”看不懂，分数应是数字。",
    }
    assert error.value.reading.sentences == [
        "第1站“滨海产业园”：分数120超出范围，应在0至100之间。",
        "第2站“云溪电站”：还没有填分数。",
        "第3站“城北枢纽”：“九十”看不懂，分数应是数字。",
    ]
    assert Ballot.objects.count() == 0


def test_a_juror_scores_once(cast: Cast) -> None:
    juror, _ = seats(opened(cast))
    vote(cast, juror, "90")

    with pytest.raises(ballot_services.AlreadyVoted, match="孙评委已经交过票，这次填写的没有计入"):
        vote(cast, juror, "95")

    assert Ballot.objects.count() == 4


def test_the_same_ballot_sent_again_is_the_one_already_there(cast: Cast) -> None:
    juror, _ = seats(opened(cast))
    first = vote(cast, juror)
    entries = HistoryEntry.objects.count()

    again = vote(cast, juror)

    assert again == first
    assert HistoryEntry.objects.count() == entries


def test_a_correction_replaces_the_ballot_and_says_why(cast: Cast) -> None:
    juror, _ = seats(opened(cast))
    first = vote(cast, juror, "90")

    second = submit_ballot(
        juror=juror, typed=filled(juror, "95"), by=cast.juror, at=LATER, seen=seen(first), why="看错站次"
    )

    assert list(Ballot.objects.counted()) == second
    assert [ballot.replaces for ballot in second] == first
    assert {e.why for e in HistoryEntry.objects.filter(action="ballot.corrected")} == {"看错站次"}


def test_only_what_differs_is_corrected(cast: Cast) -> None:
    juror, _ = seats(opened(cast))
    first = vote(cast, juror, "90")
    key = next(iter(filled(juror)))

    (changed,) = submit_ballot(
        juror=juror, typed=filled(juror) | {key: "91"}, by=cast.juror, at=LATER, seen=seen(first), why="看错"
    )

    assert (changed.replaces, changed.sequence) == (first[0], 5)
    assert scores(juror) == ["91", "90", "90", "90"]


def test_a_correction_without_a_reason_is_refused(cast: Cast) -> None:
    juror, _ = seats(opened(cast))
    first = vote(cast, juror)

    with pytest.raises(ballot_services.ReasonMissing):
        submit_ballot(
            juror=juror, typed=filled(juror, "95"), by=cast.juror, at=LATER, seen=seen(first), why=" "
        )


def test_a_correction_must_name_the_ballot_that_counts(cast: Cast) -> None:
    juror, _ = seats(opened(cast))
    first = vote(cast, juror)
    submit_ballot(
        juror=juror, typed=filled(juror, "95"), by=cast.juror, at=LATER, seen=seen(first), why="看错"
    )

    with pytest.raises(ballot_services.StaleCorrection):
        submit_ballot(
            juror=juror, typed=filled(juror, "96"), by=cast.juror, at=LATER, seen=seen(first), why="再改"
        )


def test_a_ballot_after_the_closing_is_late_and_counts_only_by_decision(cast: Cast) -> None:
    tour = opened(cast)
    juror, _ = seats(tour)
    first = vote(cast, juror, "90")
    type(tour).unguarded().filter(pk=tour.pk).update(state=TourState.CLOSED)

    second = submit_ballot(
        juror=juror, typed=filled(juror, "80"), by=cast.juror, at=LATER, seen=seen(first), why="录错"
    )
    third = submit_ballot(
        juror=juror, typed=filled(juror, "70"), by=cast.juror, at=LATER, seen=seen(second), why="又录错"
    )

    assert [(one.late, one.replaces) for one in third] == [(True, before) for before in second]
    assert scores(juror) == ["90"] * 4


def test_a_ballot_before_the_opening_is_refused(cast: Cast) -> None:
    tour = make_tour(cast)
    visit(cast, tour)
    juror = seat(cast, tour, "孙评委", person=cast.juror)

    with pytest.raises(ballot_services.NotOpen, match="还没有开始评分"):
        vote(cast, juror)


def test_a_ballot_after_the_seal_is_refused_with_the_moment(cast: Cast) -> None:
    tour = sealed_tour(cast)
    juror, _ = seats(tour)

    with pytest.raises(ballot_services.TourSealed) as error:
        vote(cast, juror, "70")

    assert str(error.value) == "观摩已于2026-11-24 14:00封存，这张票未计入；请联系重点办。"
    assert Ballot.objects.count() == 8


def test_ballots_are_seen_by_nobody_but_their_juror_before_the_seal(cast: Cast) -> None:
    voted(cast)

    seen = {part: Ballot.objects.visible_to(person).count() for part, person in cast.everybody().items()}

    assert seen == dict.fromkeys(cast.everybody(), 0) | {"juror": 4}


def test_ballots_are_seen_by_office_and_auditor_after_the_seal(cast: Cast) -> None:
    sealed_tour(cast)

    seen = {part: Ballot.objects.visible_to(person).count() for part, person in cast.everybody().items()}

    assert seen == dict.fromkeys(cast.everybody(), 0) | {"juror": 4, "office": 8, "auditor": 8}
