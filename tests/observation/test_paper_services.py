"""Paper ballots take two: typed alike they count, typed differently a third person decides, paper in hand."""

import pytest

from guanmo.accounts.models import Person
from guanmo.accounts.roles import RoleName
from guanmo.accounts.services import NotAllowed
from guanmo.foundation.models import HistoryEntry
from guanmo.observation import ballot_services, paper_services
from guanmo.observation.closing_services import close_tour
from guanmo.observation.enums import Origin
from guanmo.observation.juror_services import HasVoted, remove_juror
from guanmo.observation.late_queries import late_ballots
from guanmo.observation.models import Ballot, Juror, PaperTyping
from guanmo.observation.paper_queries import unfinished_names
from guanmo.observation.paper_services import Step, Typed, drop_typings, settle_paper, type_paper
from guanmo.observation.seal_services import NotSealable
from guanmo.observation.sync_services import accept_ballots
from guanmo.observation.voting_queries import voting
from tests.cast import NOON, Cast, make_person
from tests.observation.phones import body
from tests.observation.tours import (
    filled,
    make_tour,
    on_paper,
    opened,
    score_rule,
    scores,
    seal,
    sealed_tour,
    seat,
    second_of,
    visit,
    vote,
)


def paper(cast: Cast, pack: str = "mean") -> Juror:
    return opened(cast, pack).jurors.get(name="甲")


def third_of(cast: Cast) -> Person:
    return make_person("office-third", "吴第三", cast.city.office, RoleName.OFFICE)


def put(
    juror: Juror, by: Person, value: str = "90", *, number: str = "A1", why: str = "", **other: str
) -> Typed:
    typed = filled(juror, value) | other
    return type_paper(juror=juror, number=number, typed=typed, by=by, at=NOON, why=why)


def differing(cast: Cast, juror: Juror) -> tuple[int, list[int]]:
    """The first stop typed 80 by the office and 90 by the second: its key, and those of the typings."""
    first = next(iter(filled(juror)))
    put(juror, cast.office, "90", **{first: "80"})
    assert put(juror, second_of(cast), "90").step == Step.DIFFERS
    return juror.tour.stops.all()[0].pk, list(PaperTyping.objects.values_list("pk", flat=True).order_by("pk"))


def test_one_person_alone_counts_nothing(cast: Cast) -> None:
    juror = paper(cast)

    found = put(juror, cast.office)

    assert (found.step, Ballot.objects.count(), unfinished_names(juror.tour)) == (Step.FIRST, 0, ["甲"])
    with pytest.raises(paper_services.TypedAlready, match="请另一位同事录第二遍"):
        put(juror, cast.office)
    typing = PaperTyping.objects.get()
    assert (str(typing), typing.typed_by, typing.outcome) == ("甲的纸质票A1", cast.office, "waiting")
    assert b"90" not in bytes(typing.content)
    entry = HistoryEntry.objects.get(action="paper.typed")
    assert (entry.by_name, "content" in entry.changes) == ("周统筹", False)


def test_two_typings_alike_become_the_ballot(cast: Cast) -> None:
    juror = paper(cast)

    first, second = put(juror, second_of(cast), "88.50"), put(juror, cast.office, "８８.5")

    assert (first.step, second.step, scores(juror)) == (Step.FIRST, Step.AGREED, ["88.5"] * 4)
    assert {(b.origin, b.entered_by, b.late) for b in second.ballots} == {(Origin.PAPER, cast.office, False)}
    assert unfinished_names(juror.tour) == []
    assert [e.by_name for e in HistoryEntry.objects.filter(action="paper.settled")] == ["周统筹"] * 2
    assert voting(juror.tour).seats[-1].typed_by_office


def test_typings_that_differ_wait_for_a_third_person(cast: Cast) -> None:
    juror = paper(cast)
    stop, (first, second) = differing(cast, juror)

    for person in (cast.office, second_of(cast)):
        with pytest.raises(paper_services.OwnTyping):
            settle_paper(juror=juror, chosen={stop: first}, by=person, at=NOON)
    third = third_of(cast)
    with pytest.raises(paper_services.AwaitsLook):
        put(juror, third)
    for wrong in ({}, {stop: 0}):
        with pytest.raises(paper_services.ChoiceMissing):
            settle_paper(juror=juror, chosen=wrong, by=third, at=NOON)
    assert Ballot.objects.count() == 0

    settle_paper(juror=juror, chosen={stop: first}, by=third, at=NOON)

    assert scores(juror) == ["80", "90", "90", "90"]
    assert {t.settled_by for t in PaperTyping.objects.filter(pk__in=(first, second))} == {third}
    with pytest.raises(paper_services.NothingToSettle):
        settle_paper(juror=juror, chosen={}, by=third, at=NOON)


def test_typings_sent_back_are_typed_again_by_two(cast: Cast) -> None:
    juror = paper(cast)
    differing(cast, juror)

    drop_typings(juror=juror, by=cast.office, at=NOON, why="两遍都看错")

    assert unfinished_names(juror.tour) == []
    assert len(on_paper(cast, juror, "85")) == 4
    assert scores(juror) == ["85"] * 4
    with pytest.raises(paper_services.NothingToSettle):
        drop_typings(juror=juror, by=cast.office, at=NOON)


def test_the_number_on_the_paper_is_asked_and_compared(cast: Cast) -> None:
    juror = paper(cast)

    with pytest.raises(paper_services.NumberProblem, match="请填纸质票上的编号"):
        put(juror, cast.office, number=" ")
    put(juror, cast.office, number="A1")
    with pytest.raises(paper_services.NumberProblem, match="是不是同一张票"):
        put(juror, second_of(cast), number="A2")

    assert PaperTyping.objects.count() == 1


def test_paper_is_for_the_office_and_within_the_rule(cast: Cast) -> None:
    juror = paper(cast)

    with pytest.raises(ballot_services.InvalidBallot):
        put(juror, cast.office, "120")
    for act in (
        lambda: put(juror, cast.leader),
        lambda: settle_paper(juror=juror, chosen={}, by=cast.leader, at=NOON),
        lambda: drop_typings(juror=juror, by=cast.juror, at=NOON),
    ):
        with pytest.raises(NotAllowed):
            act()


def test_paper_before_the_opening_and_after_the_seal_is_refused(cast: Cast) -> None:
    sealed = sealed_tour(cast).jurors.get(name="甲")
    early = make_tour(cast, name="另一次")
    visit(cast, early, "另一项目")

    with pytest.raises(ballot_services.TourSealed):
        put(sealed, cast.office)
    with pytest.raises(ballot_services.NotOpen):
        put(seat(cast, early, "甲"), cast.office)


def test_a_correction_says_why_and_files_only_what_differs(cast: Cast) -> None:
    juror = paper(cast)
    before = on_paper(cast, juror, "90")
    first = next(iter(filled(juror)))

    with pytest.raises(ballot_services.ReasonMissing):
        put(juror, cast.office, "90")
    put(juror, cast.office, "90", why="录错一格", **{first: "70"})
    (changed,) = put(juror, second_of(cast), "90", **{first: "70"}).ballots

    assert (changed.replaces, scores(juror)) == (before[0], ["70", "90", "90", "90"])
    assert HistoryEntry.objects.get(action="ballot.corrected").why == "录错一格"


def test_what_the_juror_handed_in_is_not_typed(cast: Cast) -> None:
    """A phone that broke after the first stop: the office types the three others, also where more came meanwhile."""
    juror = paper(cast)
    first, second, *_ = juror.tour.stops.all()
    accept_ballots(juror=juror, bodies=[body(juror, first, "66")], at=NOON)

    put(juror, cast.office, "90")
    accept_ballots(juror=juror, bodies=[body(juror, second, "67")], at=NOON)
    put(juror, second_of(cast), "90")

    assert scores(juror) == ["66", "67", "90", "90"]


def test_a_stop_not_visited_is_a_difference(cast: Cast) -> None:
    juror = opened(cast, score_rule(tables="[ballots.missing]\nstop = 'skip'\n")).jurors.get(name="甲")
    stop = juror.tour.stops.all()[0].pk
    second, third = second_of(cast), third_of(cast)
    type_paper(juror=juror, number="A1", typed=filled(juror), skipped=[stop], by=cast.office, at=NOON)

    found = put(juror, second)
    source = PaperTyping.objects.get(typed_by=cast.office).pk
    settle_paper(juror=juror, chosen={stop: source}, by=third, at=NOON)

    assert (found.step, scores(juror)) == (Step.DIFFERS, ["90"] * 3)


def test_a_stop_asked_in_between_is_chosen_with_its_typing(cast: Cast) -> None:
    """The first typed only what the phone had not sent; the typing that has the stop, or the one that has it not, counts."""
    juror = paper(cast)
    first = juror.tour.stops.all()[0]
    accept_ballots(juror=juror, bodies=[body(juror, first, "66")], at=NOON)
    put(juror, cast.office, "90")
    Ballot.unguarded().all().delete()
    put(juror, second_of(cast), "90")
    source = PaperTyping.objects.get(typed_by=cast.office).pk

    settle_paper(juror=juror, chosen={first.pk: source}, by=third_of(cast), at=NOON)

    assert scores(juror) == ["90"] * 3


def test_paper_after_the_closing_is_late(cast: Cast) -> None:
    juror = paper(cast)
    vote(cast, juror.tour.jurors.get(person=cast.juror))
    put(juror, cast.office)
    close_tour(tour=juror.tour, by=cast.office, at=NOON)

    with pytest.raises(NotSealable, match="甲的纸质票还没有两人录完"):
        seal(cast, juror.tour)
    put(juror, second_of(cast))

    assert (late_ballots(juror.tour).count(), scores(juror)) == (4, [])


def test_whose_paper_was_typed_stays_on_the_jury(cast: Cast) -> None:
    juror = paper(cast)
    put(juror, cast.office)

    with pytest.raises(HasVoted):
        remove_juror(juror=juror, by=cast.office, at=NOON)


def test_rank_ballots_are_one_difference(cast: Cast) -> None:
    juror = paper(cast, "rank-100-3")
    one, other, *rest = filled(juror)
    put(juror, cast.office)
    put(juror, second_of(cast), **{one: "2", other: "1"})
    source = PaperTyping.objects.get(typed_by=cast.office).pk

    (ballot,) = settle_paper(juror=juror, chosen={0: source}, by=third_of(cast), at=NOON)

    assert (ballot.subject, rest != []) == (0, True)
