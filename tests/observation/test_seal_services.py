"""Sealing: the tally becomes the result; ballots that arrive at the same moment count or are refused, never half."""

import threading
from collections.abc import Callable

import pytest
from django.db import connection, connections

from guanmo.accounts.services import NotAllowed
from guanmo.engines.packs import shipped_pack
from guanmo.engines.scoring.bundles import tree_of
from guanmo.engines.seal import digest
from guanmo.foundation.models import HistoryEntry
from guanmo.observation import ballot_services, seal_services
from guanmo.observation.ballot_services import submit_ballot
from guanmo.observation.closing_services import NotClosable, close_tour, decide_late, propose_late
from guanmo.observation.enums import TourState
from guanmo.observation.late_queries import late_ballots
from guanmo.observation.models import Ballot, Tour
from guanmo.observation.seal_services import seal_tour
from guanmo.observation.services import open_tour
from tests.cast import NOON, Cast, make_cast
from tests.observation.tours import (
    LATER,
    filled,
    make_tour,
    opened,
    score_rule,
    seal,
    seat,
    second_of,
    seen,
    visit,
    visit_all,
    vote,
    voted,
)


def test_seal_tour_stores_the_tally_and_its_hash(cast: Cast) -> None:
    tour = voted(cast)

    seal(cast, tour, why="评委已全部交票")

    stored = Tour.objects.get(pk=tour.pk)
    assert (stored.state, stored.sealed_by, stored.sealed_at) == (TourState.SEALED, cast.office, LATER)
    assert stored.result is not None
    assert [(u["unit"], u["score"], u["rank"]) for u in stored.result["result"]["units"]] == [
        ("青屿县", 89.5, 1),
        ("云溪县", 89.5, 1),
        ("城北区", 89.5, 1),
        ("高新功能区", 89.5, 1),
    ]
    assert stored.seal_hash == digest(stored.result)
    entry = HistoryEntry.objects.get(action="tour.sealed")
    assert (entry.changes["seal_hash"], entry.why) == (["", stored.seal_hash], "评委已全部交票")
    assert "result" not in entry.changes


def test_the_sealed_content_names_no_juror(cast: Cast) -> None:
    tour = voted(cast)

    seal(cast, tour)

    assert tour.result is not None
    assert [entry["code"] for entry in tour.result["ballots"]] == ["J01", "J02"]
    hashes = sorted(Ballot.objects.values_list("body_hash", flat=True))
    assert sorted(one for entry in tour.result["ballots"] for one in entry["hashes"]) == hashes
    assert tour.result["ballots"][0]["hashes"][0] == hashes[0]
    assert tour.result["tree"] == tree_of(hashes)
    assert cast.juror.name not in str(tour.result)


def test_only_the_last_ballot_of_a_juror_counts(cast: Cast) -> None:
    tour = opened(cast, jurors=1)
    juror = tour.jurors.get()
    first = vote(cast, juror, "60")
    submit_ballot(
        juror=juror, typed=filled(juror, "95"), by=cast.juror, at=NOON, seen=seen(first), why="看错"
    )

    seal(cast, tour)

    assert tour.result is not None
    assert [u["score"] for u in tour.result["result"]["units"]] == [95.0] * 4


def test_marks_for_the_own_unit_are_not_counted_where_the_rule_says_so(cast: Cast) -> None:
    tour = make_tour(cast, score_rule("own_unit = 'exclude'"))
    visit_all(cast, tour)
    stranger = seat(cast, tour, "甲", unit=cast.city.county_bureau)
    other = seat(cast, tour, "乙")
    open_tour(tour=tour, by=cast.office, at=NOON)
    vote(cast, stranger, "70")
    vote(cast, other, "90")

    seal(cast, tour)

    assert tour.result is not None
    assert {entry["unit"] for entry in tour.result["ballots"]} == {"", "青屿县"}
    assert [(u["unit"], u["score"]) for u in tour.result["result"]["units"]] == [
        ("青屿县", 90.0),
        ("云溪县", 80.0),
        ("城北区", 80.0),
        ("高新功能区", 80.0),
    ]


def test_two_stops_of_one_name_stay_two(cast: Cast) -> None:
    tour = make_tour(cast)
    for unit in (cast.city.county, cast.city.county_bureau):
        visit(cast, tour, "标准厂房", unit)
    juror = seat(cast, tour, "甲")
    open_tour(tour=tour, by=cast.office, at=NOON)
    vote(cast, juror)

    seal(cast, tour)

    assert tour.result is not None
    assert [s["name"] for s in tour.result["stops"]] == [
        f"标准厂房（{stop.project.code}）" for stop in tour.stops.select_related("project")
    ]
    assert len(tour.result["result"]["stops"]) == 2


def test_a_tour_without_ballots_is_not_closed(cast: Cast) -> None:
    tour = opened(cast)

    with pytest.raises(NotClosable, match="还没有收到任何选票，不能截止"):
        seal(cast, tour)

    assert Tour.objects.get(pk=tour.pk).state == TourState.OPEN


def test_a_tour_in_preparation_is_not_sealed(cast: Cast) -> None:
    with pytest.raises(seal_services.NotSealable, match="还没有开始评分"):
        seal(cast, make_tour(cast))


def test_a_tour_is_sealed_once(cast: Cast) -> None:
    tour = seal(cast, voted(cast))

    with pytest.raises(seal_services.NotSealable, match="已经封存，结果不再改变"):
        seal(cast, tour)


def test_sealing_is_for_the_office(cast: Cast) -> None:
    with pytest.raises(NotAllowed, match="封存结果"):
        seal_tour(tour=voted(cast), by=cast.auditor, at=LATER)


def test_ballots_the_rule_refuses_keep_the_tour_open(cast: Cast) -> None:
    tour = voted(cast, "drop-1-1", jurors=2)

    with pytest.raises(seal_services.CannotTally) as error:
        seal(cast, tour)

    assert str(error.value.problems[0]) == "“云溪县”的“云溪电站”只有2个有效打分，去掉高低分至少要3个。"
    assert Tour.objects.get(pk=tour.pk).result is None


def test_a_ballot_that_comes_after_the_seal_changes_nothing(cast: Cast) -> None:
    tour = opened(cast)
    juror = tour.jurors.get(person=cast.juror)
    vote(cast, juror)
    seal(cast, tour)

    with pytest.raises(ballot_services.TourSealed):
        vote(cast, juror, "70")

    assert Tour.objects.get(pk=tour.pk).seal_hash == tour.seal_hash
    assert Ballot.objects.count() == 4


@pytest.mark.django_db(transaction=True)
def test_ballots_that_arrive_while_closing_are_in_time_or_late() -> None:
    """Ten jurors hand in while the office closes: each ballot is sealed as counted, or late and decided by two."""
    if connection.vendor == "sqlite":
        pytest.skip("SQLite 的测试库在内存里，各线程不共享；并发在 PostgreSQL 上测")
    cast = make_cast()
    tour = opened(cast, jurors=1)
    jurors = [seat(cast, tour, f"评委{n}") for n in range(10)]
    vote(cast, tour.jurors.get(person=cast.juror))
    start = threading.Barrier(11)

    def together(act: Callable[[], object]) -> threading.Thread:
        def run() -> None:
            try:
                start.wait(timeout=20)
                act()
            finally:
                connections.close_all()

        return threading.Thread(target=run)

    threads = [together(lambda juror=juror: vote(cast, juror, "80")) for juror in jurors]  # type: ignore[misc]
    threads.append(together(lambda: close_tour(tour=tour, by=cast.office, at=NOON)))
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)

    late = [ballot.pk for ballot in late_ballots(tour)]
    if late:
        propose_late(tour=tour, ballots=late, count=False, reason="迟到", by=cast.office, at=NOON)
        decide_late(tour=tour, ballots=late, agree=True, by=second_of(cast), at=NOON)
    result = seal(cast, tour).result
    in_time = Ballot.objects.filter(late=False, sequence__lte=Tour.objects.get(pk=tour.pk).closed_sequence)
    assert Ballot.objects.count() == 44
    assert in_time.count() + len(late) == 44
    assert result is not None
    assert {one for entry in result["ballots"] for one in entry["hashes"]} == set(
        in_time.values_list("body_hash", flat=True)
    )
    assert shipped_pack("mean").hash == result["rule"]["hash"]
