"""Batches of several phones filed together: what each would have been told alone, in one order, by one commit."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from guanmo.foundation.history import first_broken_link
from guanmo.foundation.models import HistoryEntry
from guanmo.observation.batch_services import Answer, Batch, file_batches, receipt_of
from guanmo.observation.enums import TourState
from guanmo.observation.models import Ballot, Juror, Tour
from guanmo.observation.queries import jurors_of
from guanmo.observation.sync_services import accept_ballots
from tests.cast import NOON, Cast, make_cast
from tests.observation.phones import body, id_of
from tests.observation.tours import LATER, make_tour, opened, scores, seat, visit


def batch(juror: Juror, *bodies: bytes, request: str = "") -> Batch:
    return Batch(jurors_of(juror.tour).get(pk=juror.pk), bodies, NOON, None, request)


def statuses(answers: list[list[Answer]]) -> list[list[tuple[int, str]]]:
    return [[(answer.status, answer.code) for answer in said] for said in answers]


def two_jurors(cast: Cast) -> tuple[Juror, Juror]:
    tour = opened(cast)
    return tour.jurors.get(name="甲"), tour.jurors.get(person=cast.juror)


def test_batches_of_several_jurors_stand_in_the_order_they_came(cast: Cast) -> None:
    juror, other = two_jurors(cast)
    one, two, *_ = juror.tour.stops.all()
    sent = [body(juror, one), body(juror, two), body(other, one)]

    answers = file_batches(
        [batch(juror, *sent[:2], request="a" * 32), batch(other, sent[2], request="b" * 32)]
    )

    rows = list(Ballot.objects.order_by("sequence"))
    assert statuses(answers) == [[(201, ""), (201, "")], [(201, "")]]
    assert [row.ballot_id for row in rows] == [id_of(data) for data in sent]
    assert [row.sequence for row in rows] == [1, 2, 3]
    assert [said.receipt for said in answers[0] + answers[1]] == [receipt_of(row) for row in rows]
    told = HistoryEntry.objects.filter(action="ballot.submitted").order_by("sequence")
    assert [(entry.object_pk, entry.by_name, entry.request[0]) for entry in told] == [
        (rows[0].pk, "甲", "a"), (rows[1].pk, "甲", "a"), (rows[2].pk, "孙评委", "b"),
    ]  # fmt: skip
    assert first_broken_link() is None


def test_a_second_juror_costs_no_second_round_of_queries(cast: Cast) -> None:
    juror, other = two_jurors(cast)
    one, two, *_ = juror.tour.stops.all()
    file_batches([batch(juror, body(juror, one))])  # the history's first link is made now
    alone, together = [batch(juror, body(juror, two))], [batch(other, body(other, one))]

    with CaptureQueriesContext(connection) as few:
        file_batches(alone)
    more = [batch(juror, body(juror, stop)) for stop in list(juror.tour.stops.all())[2:]]
    with CaptureQueriesContext(connection) as many:
        file_batches(together + more)

    assert len(few) == len(many)


def test_two_devices_that_send_the_same_bytes_together_make_one_ballot(cast: Cast) -> None:
    juror, _ = two_jurors(cast)
    data = body(juror, juror.tour.stops.all()[0])

    first, second = file_batches([batch(juror, data), batch(juror, data)])

    assert statuses([first, second]) == [[(201, "")], [(200, "")]]
    assert first[0].receipt == second[0].receipt == receipt_of(Ballot.objects.get())


def test_a_number_two_jurors_send_together_is_the_first_ones(cast: Cast) -> None:
    juror, other = two_jurors(cast)
    stop = juror.tour.stops.all()[0]

    answers = file_batches(
        [
            batch(juror, body(juror, stop, ballot_id="ab" * 16)),
            batch(other, body(other, stop, ballot_id="ab" * 16)),
        ]
    )

    assert statuses(answers) == [[(201, "")], [(409, "other_bytes")]]
    assert Ballot.objects.get().juror == juror


def test_two_devices_that_score_a_stop_together_are_told_apart(cast: Cast) -> None:
    juror, _ = two_jurors(cast)
    stop = juror.tour.stops.all()[0]
    first = body(juror, stop, "80")

    answers = file_batches(
        [
            batch(juror, first),
            batch(juror, body(juror, stop, "85")),
            batch(juror, body(juror, stop, "90", supersedes=id_of(first))),
        ]
    )

    assert statuses(answers) == [[(201, "")], [(409, "stale")], [(201, "")]]
    assert answers[1][0].head == id_of(first)
    assert scores(juror) == ["90"]


def test_batches_of_two_tours_keep_their_own_order(cast: Cast) -> None:
    juror, _ = two_jurors(cast)
    tour = make_tour(cast, name="另一次")
    visit(cast, tour, name="另一个项目")
    other = seat(cast, tour, "乙")
    Tour.unguarded().filter(pk=tour.pk).update(state=TourState.OPEN)
    one, two, *_ = juror.tour.stops.all()

    answers = file_batches(
        [
            batch(juror, body(juror, one)),
            batch(other, body(other, tour.stops.get())),
            batch(juror, body(juror, two), body(other, tour.stops.get())),
        ]
    )

    assert statuses(answers) == [[(201, "")], [(201, "")], [(201, ""), (422, "other_juror")]]
    assert [said[0].receipt and said[0].receipt.sequence for said in answers] == [1, 1, 2]


@pytest.mark.django_db(transaction=True)
def test_a_batch_outside_any_transaction_goes_through_the_common_door() -> None:
    cast = make_cast()
    juror = opened(cast).jurors.get(name="甲")
    data = body(juror, juror.tour.stops.all()[0])

    assert not connection.in_atomic_block
    (first,) = accept_ballots(juror=juror, bodies=[data], at=NOON)
    (again,) = accept_ballots(juror=juror, bodies=[data], at=LATER)

    assert (first.status, again.status, again.receipt) == (201, 200, first.receipt)
