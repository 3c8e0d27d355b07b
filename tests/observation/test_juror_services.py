"""Seating a jury."""

import pytest

from guanmo.accounts.services import NotAllowed
from guanmo.foundation.models import HistoryEntry
from guanmo.observation import juror_services
from guanmo.observation.juror_services import Seat
from guanmo.observation.models import BallotLink, DeviceCheck, Juror
from guanmo.observation.sync_services import issue_links, record_check
from tests.cast import NOON, Cast
from tests.observation.tours import make_tour, opened, sealed_tour, seat, vote


def test_add_juror_with_an_account(cast: Cast) -> None:
    tour = make_tour(cast, "guanlan-tour")

    juror = seat(cast, tour, "孙评委", "部门", unit=cast.juror.unit, person=cast.juror)

    assert (juror.name, juror.group, juror.person, juror.unit) == (
        "孙评委",
        "部门",
        cast.juror,
        cast.juror.unit,
    )
    assert HistoryEntry.objects.filter(action="juror.added").count() == 1


def test_add_juror_with_a_name_alone_joins_the_only_group(cast: Cast) -> None:
    juror = seat(cast, make_tour(cast), "甲")

    assert (juror.person, juror.unit, juror.group) == (None, None, "评委")


def test_add_juror_while_scoring(cast: Cast) -> None:
    tour = opened(cast)

    seat(cast, tour, "迟到的评委")

    assert tour.jurors.count() == 3


def test_seat_problems_of_the_whole_list_at_once(cast: Cast) -> None:
    tour = make_tour(cast, "guanlan-tour")
    seat(cast, tour, "孙评委", "部门", person=cast.juror)
    seats = [
        Seat("", "部门"),
        Seat("甲", "专家"),
        Seat("乙"),
        Seat("丙", "县区"),
        Seat("丙", "县区"),
        Seat("孙评委", "部门"),
        Seat("孙某", "部门", person=cast.juror),
        Seat("长" * 41, "县区"),
        Seat("丁", "市领导"),
    ]

    assert juror_services.seat_problems(tour, seats) == {
        0: ["没有写姓名。"],
        1: ["没有评委组“专家”，这次的规则分市领导、部门、县区。"],
        2: ["没有写组别，这次的规则分市领导、部门、县区。"],
        3: ["“丙”在评委名单里不止一个；同名的请加注单位，如“丙（发改）”。"],
        4: ["“丙”在评委名单里不止一个；同名的请加注单位，如“丙（发改）”。"],
        5: ["“孙评委”在评委名单里不止一个；同名的请加注单位，如“孙评委（发改）”。"],
        6: ["账号“juror”已有席位，一人只能有一个。"],
        7: ["姓名太长，最多40字。"],
    }


def test_a_group_name_has_its_length(cast: Cast) -> None:
    assert juror_services.seat_problems(make_tour(cast), [Seat("甲", "组" * 21)]) == {
        0: ["组别太长，最多20字。"]
    }


def test_add_jurors_adds_all_or_none(cast: Cast) -> None:
    tour = make_tour(cast)

    with pytest.raises(juror_services.InvalidSeats, match="没有写姓名") as error:
        juror_services.add_jurors(tour=tour, seats=[Seat("甲"), Seat("")], by=cast.office, at=NOON)

    assert list(error.value.problems) == [1]
    assert Juror.objects.count() == 0


def test_remove_juror(cast: Cast) -> None:
    juror = seat(cast, make_tour(cast), "甲")

    juror_services.remove_juror(juror=juror, by=cast.office, at=NOON)

    assert Juror.objects.count() == 0
    assert HistoryEntry.objects.get(action="juror.removed").changes["name"] == ["甲", None]


def test_remove_juror_takes_link_and_self_test_along(cast: Cast) -> None:
    juror = seat(cast, make_tour(cast), "甲")
    issue_links(tour=juror.tour, jurors=[juror], by=cast.office, at=NOON)
    found = {"browser": "", "storage": True, "persisted": True, "service_worker": True, "offline": True}
    record_check(juror=juror, found=found | {"offset_ms": 0, "round_trip_ms": 0}, at=NOON)

    juror_services.remove_juror(juror=juror, by=cast.office, at=NOON)

    assert (Juror.objects.count(), BallotLink.objects.count(), DeviceCheck.objects.count()) == (0, 0, 0)


def test_remove_juror_keeps_whoever_has_voted(cast: Cast) -> None:
    juror = opened(cast).jurors.get(name="甲")
    vote(cast, juror)

    with pytest.raises(juror_services.HasVoted, match="甲已经交票"):
        juror_services.remove_juror(juror=juror, by=cast.office, at=NOON)


def test_the_jury_of_a_sealed_tour_is_fixed(cast: Cast) -> None:
    tour = sealed_tour(cast)

    with pytest.raises(juror_services.JuryFixed, match="已封存，评委不能再增减"):
        seat(cast, tour, "迟到的评委")
    with pytest.raises(juror_services.JuryFixed):
        juror_services.remove_juror(juror=tour.jurors.all()[0], by=cast.office, at=NOON)


def test_seating_is_for_the_office(cast: Cast) -> None:
    tour = make_tour(cast)
    juror = seat(cast, tour, "甲")

    with pytest.raises(NotAllowed):
        juror_services.add_juror(tour=tour, name="乙", group="", by=cast.juror, at=NOON)
    with pytest.raises(NotAllowed):
        juror_services.remove_juror(juror=juror, by=cast.juror, at=NOON)
