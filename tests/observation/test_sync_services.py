"""Ballots of phones: each answered by itself, filed once, never other bytes, never past the seal."""

from datetime import timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from guanmo.accounts.services import NotAllowed
from guanmo.engines.scoring.bodies import body_hash
from guanmo.foundation.models import HistoryEntry
from guanmo.observation import sync_services
from guanmo.observation.batch_services import Answer, receipt_of
from guanmo.observation.enums import TourState
from guanmo.observation.models import Ballot, BallotLink, DeviceCheck, Juror, LateDecision, Tour
from guanmo.observation.sync_queries import juror_of_link
from guanmo.observation.sync_services import accept_ballots, issue_links, revoke_link
from tests.cast import NOON, Cast
from tests.observation.phones import body, id_of
from tests.observation.tours import (
    LATER,
    make_tour,
    opened,
    rank_rule,
    score_rule,
    scores,
    seal,
    seat,
    visit,
    visit_all,
    vote,
)

SKIPPABLE = score_rule(tables="[ballots.missing]\nstop = 'skip'\n")


def juror_of(tour: Tour) -> Juror:
    """A juror without an account."""
    return tour.jurors.get(name="甲")


def take(juror: Juror, *bodies: bytes) -> list[Answer]:
    return accept_ballots(juror=Juror.objects.get(pk=juror.pk), bodies=bodies, at=NOON)


def statuses(answers: list[Answer]) -> list[tuple[int, str]]:
    return [(answer.status, answer.code) for answer in answers]


def close(tour: Tour) -> None:
    Tour.unguarded().filter(pk=tour.pk).update(state=TourState.CLOSED)


def test_a_batch_is_filed_in_its_order_with_receipts(cast: Cast) -> None:
    tour = opened(cast)
    juror = juror_of(tour)
    bodies = [body(juror, stop, str(80 + n)) for n, stop in enumerate(tour.stops.all())]

    answers = take(juror, *bodies)

    filed = list(Ballot.objects.order_by("sequence"))
    assert statuses(answers) == [(201, "")] * 4
    assert [answer.receipt for answer in answers] == [receipt_of(ballot) for ballot in filed]
    assert [ballot.body_hash for ballot in filed] == [body_hash(data) for data in bodies]
    assert [ballot.sequence for ballot in filed] == [1, 2, 3, 4]
    assert {(ballot.entered_by, ballot.late) for ballot in filed} == {(None, False)}
    assert scores(juror) == ["80", "81", "82", "83"]


def test_the_history_says_who_and_the_hash(cast: Cast) -> None:
    tour = opened(cast)
    juror, own = juror_of(tour), tour.jurors.get(person=cast.juror)

    take(juror, body(juror, tour.stops.all()[0], "77.5"))
    take(own, body(own, tour.stops.all()[0]))

    entries = HistoryEntry.objects.filter(action="ballot.submitted").order_by("sequence")
    assert [(entry.by_pk, entry.by_name) for entry in entries] == [(None, "甲"), (cast.juror.pk, "孙评委")]
    assert "77.5" not in str(entries[0].changes)


def test_the_same_bytes_again_get_the_same_receipt(cast: Cast) -> None:
    tour = opened(cast)
    juror = juror_of(tour)
    data = body(juror, tour.stops.all()[0])

    (first,) = take(juror, data)
    entries = HistoryEntry.objects.count()
    (again,) = accept_ballots(juror=juror, bodies=[data], at=LATER)

    assert (first.status, again.status) == (201, 200)
    assert again.receipt == first.receipt
    assert (Ballot.objects.count(), HistoryEntry.objects.count()) == (1, entries)


def test_the_same_bytes_twice_in_one_batch_are_one_ballot(cast: Cast) -> None:
    tour = opened(cast)
    juror = juror_of(tour)
    data = body(juror, tour.stops.all()[0])

    first, second = take(juror, data, data)

    assert (first, Ballot.objects.count()) == (second, 1)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(place=st.integers(min_value=0), byte=st.integers(0, 255))
def test_any_other_byte_under_the_same_number_is_refused(cast: Cast, place: int, byte: int) -> None:
    tour = Tour.objects.first() or opened(cast)
    juror = juror_of(tour)
    data = body(juror, tour.stops.all()[0], ballot_id="ab" * 16)
    if not Ballot.objects.exists():
        take(juror, data)
    altered = bytearray(data)
    altered[place % len(data)] = byte

    (answer,) = take(juror, bytes(altered))

    stored = Ballot.objects.get()
    if bytes(altered) == data:
        assert answer.status == 200
    elif answer.ballot_id == "ab" * 16 and answer.code != "unreadable":
        assert statuses([answer]) == [(409, "other_bytes")]
    else:
        assert answer.status in (409, 422)
    assert stored.body_hash == body_hash(data)


def test_another_jurors_number_is_no_way_in(cast: Cast) -> None:
    tour = opened(cast)
    juror, other = juror_of(tour), tour.jurors.get(person=cast.juror)
    data = body(juror, tour.stops.all()[0])
    take(juror, data)

    assert statuses(take(other, data)) == [(409, "other_bytes")]


def test_a_correction_names_what_it_replaces(cast: Cast) -> None:
    tour = opened(cast)
    juror, stop = juror_of(tour), tour.stops.all()[0]
    first = body(juror, stop, "80")
    take(juror, first)

    second = body(juror, stop, "85", supersedes=id_of(first))
    (answer,) = take(juror, second)

    assert answer.status == 201
    assert Ballot.objects.counted().get().replaces == Ballot.objects.get(ballot_id=id_of(first))
    assert scores(juror) == ["85"]
    assert HistoryEntry.objects.filter(action="ballot.corrected").count() == 1


def test_ballot_and_its_corrections_may_come_in_one_batch(cast: Cast) -> None:
    tour = opened(cast)
    juror, stop = juror_of(tour), tour.stops.all()[0]
    first = body(juror, stop, "80")
    second = body(juror, stop, "81", supersedes=id_of(first))
    third = body(juror, stop, "82", supersedes=id_of(second))

    answers = take(juror, first, second, third)

    assert statuses(answers) == [(201, "")] * 3
    assert [ballot.sequence for ballot in Ballot.objects.order_by("sequence")] == [1, 2, 3]
    assert scores(juror) == ["82"]


@pytest.mark.parametrize("supersedes", [None, "cd" * 16])
def test_a_stale_ballot_is_refused_and_told_the_head(cast: Cast, supersedes: str | None) -> None:
    """Two devices: the second one did not know of the first one's ballot."""
    tour = opened(cast)
    juror, stop = juror_of(tour), tour.stops.all()[0]
    first = body(juror, stop, "80")
    take(juror, first)

    (answer,) = take(juror, body(juror, stop, "85", supersedes=supersedes))

    assert (answer.status, answer.code, answer.head) == (409, "stale", id_of(first))
    assert "另一台设备" in answer.message
    assert scores(juror) == ["80"]


def test_a_correction_of_nothing_is_stale(cast: Cast) -> None:
    tour = opened(cast)
    juror = juror_of(tour)

    (answer,) = take(juror, body(juror, tour.stops.all()[0], supersedes="cd" * 16))

    assert (answer.status, answer.code, answer.head) == (409, "stale", "")


def test_each_body_has_its_own_answer(cast: Cast) -> None:
    tour = opened(cast)
    juror, (one, two, three, _) = juror_of(tour), tour.stops.all()

    answers = take(
        juror,
        body(juror, one, "90"),
        b"{",
        body(juror, two, "120"),
        body(juror, three, "90", juror=999),
        body(juror, None, marks={"1": 1}),
        body(juror, three, marks={"别的": "90"}),
        body(juror, three, skipped=True, marks={}),
        body(juror, three, "88"),
    )

    assert statuses(answers) == [
        (201, ""),
        (422, "unreadable"),
        (422, "invalid"),
        (422, "other_juror"),
        (422, "not_asked"),
        (422, "invalid"),
        (201, ""),
        (409, "stale"),
    ]
    assert answers[1].ballot_id == body_hash(b"{")[:32]
    assert answers[2].message == "第2站“云溪电站”：分数120超出范围，应在0至100之间。"
    assert [answer.as_json() for answer in answers[1:2]] == [
        {
            "ballot_id": answers[1].ballot_id,
            "status": 422,
            "code": "unreadable",
            "message": answers[1].message,
        }
    ]
    assert answers[0].as_json()["receipt"] == receipt_of(Ballot.objects.get(sequence=1)).as_json()


def test_a_rule_that_wants_every_stop_takes_no_skipping(cast: Cast) -> None:
    tour = opened(cast, score_rule(tables="[ballots.missing]\nstop = 'refuse'\n"))
    juror = juror_of(tour)

    (answer,) = take(juror, body(juror, tour.stops.all()[0], skipped=True, marks={}))

    assert (answer.code, answer.message) == ("invalid", "按这次的规则，到过的每一站都要评分。")


def test_a_skipped_stop_with_marks_is_refused(cast: Cast) -> None:
    tour = opened(cast, SKIPPABLE)
    juror = juror_of(tour)

    assert statuses(take(juror, body(juror, tour.stops.all()[0], skipped=True))) == [(422, "invalid")]


def test_the_own_unit_is_not_asked(cast: Cast) -> None:
    tour = make_tour(cast, score_rule("own_unit = 'exclude'"))
    visit_all(cast, tour)
    juror = seat(cast, tour, "甲", unit=cast.city.county_bureau)
    Tour.unguarded().filter(pk=tour.pk).update(state=TourState.OPEN)

    assert statuses(take(juror, body(juror, tour.stops.all()[0]))) == [(422, "not_asked")]


def test_a_rank_ballot_is_one_ballot_of_the_whole_tour(cast: Cast) -> None:
    two_groups = "[[ballots.unit_groups]]\nname='县'\n[[ballots.unit_groups]]\nname='区'\n[[ballots.unit_groups]]\nname='功能区'"
    tour = make_tour(cast, rank_rule("within = 'group'", two_groups))
    visit_all(cast, tour)
    juror = seat(cast, tour, "甲")
    Tour.unguarded().filter(pk=tour.pk).update(state=TourState.OPEN)
    city = cast.city
    units = [city.county.pk, city.other_county.pk, city.district.pk, city.zone.pk]
    places = dict(zip(map(str, units), (2, 1, 1, 1), strict=True))

    well = take(juror, body(juror, None, marks=places))
    ill = take(juror, body(juror, None, marks=places | {str(units[0]): 1}, supersedes=well[0].ballot_id))

    assert statuses(well) == [(201, "")]
    assert ill[0].message.startswith("青屿县：第1名写给了青屿县、云溪县")


def test_before_the_opening_and_after_the_seal_nothing_is_filed(cast: Cast) -> None:
    preparing = make_tour(cast)
    visit(cast, preparing)
    early = seat(cast, preparing, "甲")
    tour = make_tour(cast, name="另一次")
    visit(cast, tour, name="另一个项目")
    juror = seat(cast, tour, "甲")
    Tour.unguarded().filter(pk=tour.pk).update(state=TourState.OPEN)
    vote(cast, Juror.objects.get(pk=juror.pk))
    seal(cast, Tour.objects.get(pk=tour.pk), why="齐了")

    answers = take(early, body(early, preparing.stops.get())) + take(juror, body(juror, tour.stops.get()))

    assert statuses(answers) == [(422, "not_open"), (410, "sealed")]
    assert Ballot.objects.count() == 1


def test_what_was_filed_before_the_seal_keeps_its_receipt_after_it(cast: Cast) -> None:
    tour = opened(cast)
    juror = juror_of(tour)
    bodies = [body(juror, stop) for stop in tour.stops.all()]
    first, *_ = take(juror, *bodies)
    seal(cast, tour, why="不等了")

    (again,) = take(juror, bodies[0])

    assert (again.status, again.receipt) == (200, first.receipt)


def test_a_ballot_after_the_closing_is_late_and_does_not_count(cast: Cast) -> None:
    tour = opened(cast)
    juror, stop = juror_of(tour), tour.stops.all()[0]
    first = body(juror, stop, "80")
    take(juror, first)
    close(tour)

    (answer,) = take(juror, body(juror, stop, "85", supersedes=id_of(first)))

    assert answer.receipt is not None
    assert (answer.status, answer.receipt.late) == (201, True)
    assert scores(juror) == ["80"]
    late = Ballot.objects.get(late=True)
    decision = LateDecision(
        ballot=late, proposal=True, reason="隧道里没有信号", proposed_by=cast.office, proposed_at=NOON,
        accepted=True, decided_by=cast.auditor, decided_at=NOON,
    )  # fmt: skip
    LateDecision.unguarded().bulk_create([decision])
    assert scores(juror) == ["85"]


def test_the_devices_clock_is_kept_and_decides_nothing(cast: Cast) -> None:
    tour = opened(cast)
    juror, (one, two, *_) = juror_of(tour), tour.stops.all()

    take(
        juror,
        body(juror, one, finished_at=NOON + timedelta(days=1), offset_ms=86_400_000),
        body(juror, two, finished_at=NOON - timedelta(days=1), offset_ms=-86_400_000),
    )

    first, second = Ballot.objects.order_by("sequence")
    assert (first.stop, second.stop) == (one, two)
    assert first.submitted_at == second.submitted_at == NOON
    assert (first.offset_ms, second.offset_ms) == (86_400_000, -86_400_000)


def test_more_than_fifty_at_once_are_refused_whole(cast: Cast) -> None:
    tour = opened(cast)
    juror = juror_of(tour)

    with pytest.raises(sync_services.TooManyBallots):
        take(juror, *[body(juror, tour.stops.all()[0])] * 51)

    assert Ballot.objects.count() == 0


# Links


def test_links_are_kept_hashed_and_renewed(cast: Cast) -> None:
    tour = opened(cast)
    juror, own = juror_of(tour), tour.jurors.get(person=cast.juror)

    first = issue_links(tour=tour, jurors=[juror, own], by=cast.office, at=NOON)
    second = issue_links(tour=tour, jurors=[juror], by=cast.office, at=LATER)

    assert (juror_of_link(first[juror.pk]), juror_of_link(first[own.pk])) == (None, own)
    assert juror_of_link(second[juror.pk]) == juror
    assert not BallotLink.objects.filter(token_hash__in=[*first.values(), *second.values()]).exists()
    assert "token_hash" in HistoryEntry.objects.filter(action="link.issued")[0].changes
    assert second[juror.pk] not in str([entry.changes for entry in HistoryEntry.objects.all()])


def test_links_are_made_only_for_the_tours_own_jurors(cast: Cast) -> None:
    tour, other = make_tour(cast), make_tour(cast, name="另一次")
    juror = seat(cast, other, "甲")

    assert issue_links(tour=tour, jurors=[juror], by=cast.office, at=NOON) == {}


def test_a_revoked_link_is_dead(cast: Cast) -> None:
    juror = juror_of(opened(cast))
    token = issue_links(tour=juror.tour, jurors=[juror], by=cast.office, at=NOON)[juror.pk]

    revoke_link(juror=juror, by=cast.office, at=LATER, why="手机丢了")
    revoke_link(juror=juror, by=cast.office, at=LATER)

    assert juror_of_link(token) is None
    assert [e.why for e in HistoryEntry.objects.filter(action="link.revoked")] == ["手机丢了"]


def test_only_the_office_makes_and_revokes_links(cast: Cast) -> None:
    juror = juror_of(opened(cast))

    with pytest.raises(NotAllowed, match="发放评分链接"):
        issue_links(tour=juror.tour, jurors=[juror], by=cast.leader, at=NOON)
    with pytest.raises(NotAllowed, match="作废评分链接"):
        revoke_link(juror=juror, by=cast.leader, at=NOON)


# Self-tests


FOUND = {
    "browser": "Chromium", "storage": True, "persisted": False, "service_worker": True, "offline": True,
    "offset_ms": -300, "round_trip_ms": 40,
}  # fmt: skip


def test_the_last_self_test_is_kept(cast: Cast) -> None:
    juror = juror_of(opened(cast))

    sync_services.record_check(juror=juror, found=FOUND, at=NOON)
    sync_services.record_check(juror=juror, found=FOUND | {"storage": False}, at=LATER)

    check = DeviceCheck.objects.get()
    assert (check.juror, check.storage, check.is_ready, check.checked_at) == (juror, False, False, LATER)
    assert HistoryEntry.objects.filter(action="device.checked").count() == 2
