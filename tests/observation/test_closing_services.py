"""The end of scoring: closing by sequence, late ballots decided by two, the seal by two."""

import pytest

from guanmo.accounts.services import NotAllowed
from guanmo.engines.scoring.bundles import hashes_in
from guanmo.foundation.models import HistoryEntry
from guanmo.observation import closing_services, seal_services
from guanmo.observation.closing_services import close_tour, decide_late, propose_late
from guanmo.observation.enums import TourState
from guanmo.observation.late_queries import late_ballots, undecided
from guanmo.observation.models import Ballot, LateDecision, Tour
from guanmo.observation.seal_services import NotSealable, propose_seal, seal_tour
from tests.cast import NOON, Cast
from tests.observation.tours import (
    LATER,
    make_tour,
    opened,
    seal,
    sealed_tour,
    second_of,
    vote,
    voted,
    with_late,
)

REASON = "隧道内无信号"


def propose(cast: Cast, tour: Tour, ballots: list[int], *, count: bool = True) -> list[LateDecision]:
    return propose_late(tour=tour, ballots=ballots, count=count, reason=REASON, by=cast.office, at=LATER)


def decide(cast: Cast, tour: Tour, ballots: list[int], *, agree: bool = True) -> list[LateDecision]:
    return decide_late(tour=tour, ballots=ballots, agree=agree, by=second_of(cast), at=LATER)


# Closing


def test_closing_keeps_the_sequence_reached(cast: Cast) -> None:
    tour = voted(cast)

    close_tour(tour=tour, by=cast.office, at=LATER, why="走完了")

    stored = Tour.objects.get(pk=tour.pk)
    assert (stored.state, stored.closed_sequence, stored.closed_at) == (TourState.CLOSED, 8, LATER)
    assert HistoryEntry.objects.get(action="tour.closed").why == "走完了"


@pytest.mark.parametrize(
    ("make", "says"),
    [
        (make_tour, "筹备中，不能截止"),
        (sealed_tour, "已封存，不能截止"),
        (opened, "还没有收到任何选票，不能截止"),
    ],
)
def test_what_is_not_being_scored_cannot_be_closed(cast: Cast, make: object, says: str) -> None:
    assert callable(make)
    tour = make(cast)

    with pytest.raises(closing_services.NotClosable, match=says):
        close_tour(tour=tour, by=cast.office, at=LATER)


def test_a_tour_the_rule_cannot_tally_stays_open(cast: Cast) -> None:
    tour = voted(cast, "drop-1-1", jurors=2)

    with pytest.raises(seal_services.CannotTally, match="至少要3个"):
        close_tour(tour=tour, by=cast.office, at=LATER)

    assert Tour.objects.get(pk=tour.pk).state == TourState.OPEN


# Late ballots


def test_late_ballots_wait_for_two_people(cast: Cast) -> None:
    """Between proposal and decision nothing counts; after it exactly what was agreed on."""
    tour, ballots = with_late(cast)
    before = set(Ballot.objects.filter(tour=tour).counted().values_list("pk", flat=True))

    propose(cast, tour, ballots[:1])
    proposed = set(Ballot.objects.filter(tour=tour).counted().values_list("pk", flat=True))
    decide(cast, tour, ballots[:1])

    after = set(Ballot.objects.filter(tour=tour).counted().values_list("pk", flat=True))
    assert (proposed == before, after - before, len(after)) == (True, {ballots[0]}, 8)
    entries = HistoryEntry.objects.filter(object_type="observation.latedecision")
    assert [(e.action, e.by_name) for e in entries.order_by("sequence")] == [
        ("late.proposed", "周统筹"),
        ("late.decided", "何复核"),
    ]


def test_a_late_ballot_two_people_refuse_stays_out(cast: Cast) -> None:
    tour, ballots = with_late(cast)
    propose(cast, tour, ballots, count=False)

    decisions = decide(cast, tour, ballots)

    assert {decision.accepted for decision in decisions} == {False}
    assert not Ballot.objects.filter(pk__in=ballots).counted().exists()
    assert undecided(tour) == 0


def test_a_proposal_sent_back_waits_again(cast: Cast) -> None:
    tour, ballots = with_late(cast)
    propose(cast, tour, ballots)

    assert decide(cast, tour, ballots, agree=False) == []

    assert (undecided(tour), LateDecision.objects.count()) == (4, 0)
    assert HistoryEntry.objects.filter(action="late.returned").count() == 4


def test_nobody_decides_on_the_own_proposal(cast: Cast) -> None:
    tour, ballots = with_late(cast)
    propose(cast, tour, ballots)

    with pytest.raises(closing_services.OwnProposal, match="须由另一位同事复核"):
        decide_late(tour=tour, ballots=ballots, agree=True, by=cast.office, at=LATER)

    assert undecided(tour) == 4


def test_a_proposal_says_why(cast: Cast) -> None:
    tour, ballots = with_late(cast)

    with pytest.raises(closing_services.ReasonNeeded):
        propose_late(tour=tour, ballots=ballots, count=True, reason=" ", by=cast.office, at=LATER)


def test_what_does_not_wait_for_a_step_is_said(cast: Cast) -> None:
    """Ballots in time, ballots proposed already, ballots without a proposal."""
    tour, ballots = with_late(cast)
    in_time = list(Ballot.objects.filter(late=False).values_list("pk", flat=True))

    with pytest.raises(closing_services.NothingChosen):
        propose(cast, tour, in_time)
    with pytest.raises(closing_services.NothingChosen):
        decide(cast, tour, ballots)
    propose(cast, tour, ballots)
    with pytest.raises(closing_services.NothingChosen):
        propose(cast, tour, ballots)


def test_late_ballots_are_decided_after_the_closing_alone(cast: Cast) -> None:
    with pytest.raises(closing_services.NotClosed, match="评分中，迟到票只在截止之后"):
        propose(cast, opened(cast), [1])


def test_acknowledged_is_counted_replaced_or_late(cast: Cast) -> None:
    """R11: every ballot with a receipt is in the seal, replaced by one that is, or on the list of late ones."""
    tour, ballots = with_late(cast)
    propose(cast, tour, ballots[:2])
    propose(cast, tour, ballots[2:], count=False)
    decide(cast, tour, ballots)

    sealed = seal(cast, tour)

    counted = set(hashes_in(sealed.result or {}))
    standing = {one.body_hash for one in Ballot.objects.filter(tour=tour).counted()}
    refused = {one.body_hash for one in late_ballots(tour).filter(late_decision__accepted=False)}
    replaced = {one.replaces.body_hash for one in late_ballots(tour)[:2] if one.replaces}
    every = set(Ballot.objects.values_list("body_hash", flat=True))
    assert counted == standing
    assert counted | refused | replaced == every
    assert (len(counted), len(refused), len(replaced), len(every)) == (8, 2, 2, 12)


# The seal by two


def test_a_seal_waits_for_the_closing(cast: Cast) -> None:
    with pytest.raises(NotSealable, match="请先截止收票"):
        propose_seal(tour=voted(cast), by=cast.office, at=LATER)


def test_a_seal_waits_for_late_ballots(cast: Cast) -> None:
    """Also for one that comes between proposal and confirmation."""
    tour, ballots = with_late(cast)
    with pytest.raises(NotSealable, match="还有4张迟到票没有处理"):
        propose_seal(tour=tour, by=cast.office, at=LATER)
    propose(cast, tour, ballots[1:])
    decide(cast, tour, ballots[1:])
    Tour.unguarded().filter(pk=tour.pk).update(seal_proposed_by=second_of(cast), seal_proposed_at=LATER)

    with pytest.raises(NotSealable, match="还有1张迟到票没有处理"):
        seal_tour(tour=tour, by=cast.office, at=LATER)


def test_a_late_decision_withdraws_the_proposal_made_before_it(cast: Cast) -> None:
    """Whoever proposed counted other ballots; without a proposal a decision withdraws nothing."""
    tour, ballots = with_late(cast)
    propose(cast, tour, ballots)
    decide(cast, tour, ballots[1:])
    assert not HistoryEntry.objects.filter(action="seal.withdrawn").exists()
    Tour.unguarded().filter(pk=tour.pk).update(seal_proposed_by=second_of(cast), seal_proposed_at=LATER)

    decide(cast, tour, ballots[:1])

    stored = Tour.objects.get(pk=tour.pk)
    assert (stored.seal_proposed_by, stored.seal_proposed_at) == (None, None)
    entry = HistoryEntry.objects.get(action="seal.withdrawn")
    assert (entry.by_name, entry.why) == ("何复核", "提议封存以后又核定了迟到票")
    with pytest.raises(NotSealable, match="封存须两人"):
        seal_tour(tour=stored, by=cast.office, at=LATER)


def test_nobody_seals_alone(cast: Cast) -> None:
    tour = close_tour(tour=voted(cast), by=cast.office, at=LATER)
    with pytest.raises(NotSealable, match="封存须两人"):
        seal_tour(tour=tour, by=cast.office, at=LATER)
    propose_seal(tour=tour, by=cast.office, at=LATER)

    with pytest.raises(NotSealable, match="封存须两人"):
        seal_tour(tour=tour, by=cast.office, at=LATER)

    seal_tour(tour=tour, by=second_of(cast), at=LATER)
    stored = Tour.objects.get(pk=tour.pk)
    assert (stored.seal_proposed_by, stored.sealed_by) == (cast.office, second_of(cast))


def test_ending_is_for_the_office(cast: Cast) -> None:
    tour, ballots = with_late(cast)

    for act in (
        lambda: close_tour(tour=tour, by=cast.auditor, at=NOON),
        lambda: propose_late(tour=tour, ballots=ballots, count=True, reason=REASON, by=cast.leader, at=NOON),
        lambda: decide_late(tour=tour, ballots=ballots, agree=True, by=cast.leader, at=NOON),
        lambda: propose_seal(tour=tour, by=cast.auditor, at=NOON),
        lambda: seal_tour(tour=tour, by=cast.auditor, at=NOON),
    ):
        with pytest.raises(NotAllowed):
            act()


def test_the_seal_itself_refuses_what_cannot_be_tallied(cast: Cast) -> None:
    """Should the ballots have been altered since the closing, nothing is sealed by halves."""
    tour = close_tour(tour=voted(cast, "drop-1-1", jurors=3), by=cast.office, at=LATER)
    propose_seal(tour=tour, by=cast.office, at=LATER)
    Ballot.unguarded().filter(juror__name="甲").update(late=True)
    LateDecision.unguarded().bulk_create(
        [
            LateDecision(
                ballot=ballot, proposal=False, reason=REASON, proposed_by=cast.office, proposed_at=LATER,
                accepted=False, decided_by=second_of(cast), decided_at=LATER,
            )
            for ballot in Ballot.objects.filter(late=True)
        ]
    )  # fmt: skip

    with pytest.raises(seal_services.CannotTally, match="至少要3个"):
        seal_tour(tour=tour, by=second_of(cast), at=LATER)

    assert Tour.objects.get(pk=tour.pk).result is None


def test_votes_stay_possible_until_the_closing(cast: Cast) -> None:
    tour = opened(cast)
    vote(cast, tour.jurors.get(name="甲"))
    close_tour(tour=tour, by=cast.office, at=LATER)

    assert Ballot.objects.filter(late=True).count() == 0
