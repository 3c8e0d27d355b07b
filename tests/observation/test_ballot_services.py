"""Ballots: complete, within the rule, once a juror, before the seal."""

import pytest

from guanmo.accounts.services import NotAllowed
from guanmo.engines.scoring.bundles import marks_digest
from guanmo.foundation.models import HistoryEntry
from guanmo.observation import ballot_services
from guanmo.observation.ballot_services import submit_ballot
from guanmo.observation.models import Ballot, Juror, Tour
from tests.cast import NOON, Cast
from tests.observation.tours import (
    LATER,
    filled,
    make_tour,
    opened,
    sealed_tour,
    seat,
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

    ballot = vote(cast, juror, "88.5")

    stop = tour.stops.all()[0]
    assert ballot.marks[0] == {"stop": stop.pk, "unit": stop.unit_id, "criterion": "", "score": "88.5"}
    assert (len(ballot.marks), ballot.entered_by, ballot.submitted_at) == (4, cast.juror, NOON)
    assert ballot.marks_hash == marks_digest(ballot.nonce, ballot.marks)
    assert len(ballot.nonce) == 32


def test_the_history_keeps_the_hash_and_not_the_marks(cast: Cast) -> None:
    juror, _ = seats(opened(cast))

    ballot = vote(cast, juror)

    entry = HistoryEntry.objects.get(action="ballot.submitted")
    assert entry.by_name == "孙评委"
    assert sorted(entry.changes) == ["entered_by_id", "juror_id", "marks_hash", "submitted_at", "tour_id"]
    assert entry.changes["marks_hash"] == [None, ballot.marks_hash]


def test_the_office_types_a_paper_ballot(cast: Cast) -> None:
    _, paper = seats(opened(cast))

    ballot = vote(cast, paper)

    assert (ballot.juror, ballot.entered_by) == (paper, cast.office)
    assert HistoryEntry.objects.get(action="ballot.entered").by_name == "周统筹"


def test_nobody_else_votes_for_a_juror(cast: Cast) -> None:
    juror, paper = seats(opened(cast))

    for seat_, person in ((juror, cast.leader), (paper, cast.juror)):
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

    assert Ballot.objects.count() == 1


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
        juror=juror, typed=filled(juror, "95"), by=cast.juror, at=LATER, replaces=first, why="看错站次"
    )

    assert list(Ballot.objects.counted()) == [second]
    assert HistoryEntry.objects.get(action="ballot.corrected").why == "看错站次"


def test_a_correction_without_a_reason_is_refused(cast: Cast) -> None:
    juror, _ = seats(opened(cast))
    first = vote(cast, juror)

    with pytest.raises(ballot_services.ReasonMissing):
        submit_ballot(
            juror=juror, typed=filled(juror, "95"), by=cast.juror, at=LATER, replaces=first, why=" "
        )


def test_a_correction_must_name_the_ballot_that_counts(cast: Cast) -> None:
    juror, paper = seats(opened(cast))
    first = vote(cast, juror)
    submit_ballot(juror=juror, typed=filled(juror, "95"), by=cast.juror, at=LATER, replaces=first, why="看错")

    with pytest.raises(ballot_services.StaleCorrection):
        submit_ballot(
            juror=juror, typed=filled(juror, "96"), by=cast.juror, at=LATER, replaces=first, why="再改"
        )
    with pytest.raises(ballot_services.StaleCorrection):
        submit_ballot(
            juror=paper, typed=filled(paper), by=cast.office, at=LATER, replaces=first, why="别人的票"
        )


def test_the_office_corrects_what_it_typed_and_nothing_else(cast: Cast) -> None:
    juror, paper = seats(opened(cast))
    own, typed = vote(cast, juror), vote(cast, paper)

    submit_ballot(
        juror=paper, typed=filled(paper, "80"), by=cast.office, at=LATER, replaces=typed, why="录错"
    )
    with pytest.raises(NotAllowed, match="更正评委本人交的票"):
        submit_ballot(
            juror=juror, typed=filled(juror, "80"), by=cast.office, at=LATER, replaces=own, why="代改"
        )

    assert [b.marks[0]["score"] for b in Ballot.objects.counted().order_by("pk")] == ["90", "80"]


def test_a_ballot_before_the_opening_is_refused(cast: Cast) -> None:
    tour = make_tour(cast)
    visit(cast, tour)
    juror = seat(cast, tour, "甲")

    with pytest.raises(ballot_services.NotOpen, match="还没有开始评分"):
        vote(cast, juror)


def test_a_ballot_after_the_seal_is_refused_with_the_moment(cast: Cast) -> None:
    tour = sealed_tour(cast)
    juror, _ = seats(tour)

    with pytest.raises(ballot_services.TourSealed) as error:
        vote(cast, juror, "70")

    assert str(error.value) == "观摩已于2026-11-24 14:00封存，这张票未计入；请联系重点办。"
    assert Ballot.objects.count() == 2


def test_ballots_are_seen_by_nobody_but_their_juror_before_the_seal(cast: Cast) -> None:
    voted(cast)

    seen = {part: Ballot.objects.visible_to(person).count() for part, person in cast.everybody().items()}

    assert seen == dict.fromkeys(cast.everybody(), 0) | {"juror": 1}


def test_ballots_are_seen_by_office_and_auditor_after_the_seal(cast: Cast) -> None:
    sealed_tour(cast)

    seen = {part: Ballot.objects.visible_to(person).count() for part, person in cast.everybody().items()}

    assert seen == dict.fromkeys(cast.everybody(), 0) | {"juror": 1, "office": 2, "auditor": 2}
