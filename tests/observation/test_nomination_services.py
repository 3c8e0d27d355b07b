"""Asking for nominations, nominating and taking back: who may, until when, how many."""

from datetime import date, timedelta

import pytest

from guanmo.accounts.services import NotAllowed
from guanmo.engines.packs import shipped_pack
from guanmo.foundation.history import EditConflict
from guanmo.foundation.models import HistoryEntry
from guanmo.observation import nomination_queries
from guanmo.observation.models import Tour
from guanmo.observation.nomination_models import Nomination, NominationCall
from guanmo.observation.nomination_services import (
    AlreadyCalled,
    NotNominable,
    WrongDue,
    change_call,
    nominate,
    withdraw_nomination,
)
from guanmo.observation.services import NotPreparing, add_stop
from tests.cast import NOON, Cast, make_project
from tests.observation.nominations import AHEAD, DUE_ON, SEE, WHY, called, coming, nominated


def test_call_takes_the_quota_of_the_rule(cast: Cast) -> None:
    call = called(cast)

    assert (call.per_unit, call.due_on, str(call)) == (3, DUE_ON, "2026年12月观摩的提名征集")
    assert called(cast, coming(cast, "另一次"), pack="gansu-2015").per_unit == 0


def test_units_are_asked_once(cast: Cast) -> None:
    call = called(cast)

    with pytest.raises(AlreadyCalled):
        called(cast, call.tour)


@pytest.mark.parametrize("due_on", [date(2026, 11, 23), AHEAD])
def test_last_day_lies_between_today_and_the_tour(cast: Cast, due_on: date) -> None:
    with pytest.raises(WrongDue, match="观摩日期2026-12-14以前"):
        called(cast, due_on=due_on)


def test_call_is_changed_by_the_office_and_never_over_somebody_elses_change(cast: Cast) -> None:
    call = called(cast)
    pack = shipped_pack("gansu-2015")

    change_call(call=call, pack=pack, due_on=date(2026, 12, 4), note=" 多报工业 ", by=cast.office, at=NOON)

    now = NominationCall.objects.get()
    assert (now.rule_id, now.per_unit, now.due_on, now.note) == (
        "gansu-2015",
        0,
        date(2026, 12, 4),
        "多报工业",
    )
    with pytest.raises(EditConflict):
        change_call(call=call, pack=pack, due_on=DUE_ON, by=cast.office, at=NOON, expected_revision=1)
    with pytest.raises(NotAllowed):
        change_call(call=call, pack=pack, due_on=DUE_ON, by=cast.clerk, at=NOON)


def test_nomination_counts_for_the_county_its_project_stands_in(cast: Cast) -> None:
    call, project = called(cast), make_project(cast, unit=cast.city.county_bureau)

    made = nominated(cast, call, project)

    assert (made.unit, made.reason, made.to_see, made.nominated_by) == (
        cast.city.county,
        WHY,
        SEE,
        cast.clerk,
    )
    assert str(made) == "青屿县提名的滨海产业园"
    assert HistoryEntry.objects.get(action="nomination.made").object_pk == made.pk


def test_nobody_nominates_another_units_project(cast: Cast) -> None:
    call, project = called(cast), make_project(cast)

    for person in (cast.stranger, cast.leader, cast.juror, cast.office):
        with pytest.raises(NotAllowed):
            nominate(call=call, project=project, reason=WHY, to_see=SEE, by=person, at=NOON)


def test_project_of_no_county_is_not_nominated(cast: Cast) -> None:
    call, project = called(cast), make_project(cast, unit=cast.city.office)

    with pytest.raises(NotNominable, match="不属于任何县、区或功能区"):
        nominate(call=call, project=project, reason=WHY, to_see=SEE, by=cast.office, at=NOON)


def test_nominations_end_with_the_last_day(cast: Cast) -> None:
    call, project = called(cast), make_project(cast)
    on_the_day = NOON + timedelta(days=6)

    nominate(call=call, project=project, reason=WHY, to_see=SEE, by=cast.clerk, at=on_the_day)

    with pytest.raises(NotNominable, match="提名已于2026-11-30截止"):
        nominate(
            call=call,
            project=make_project(cast, name="东湖车间"),
            reason=WHY,
            to_see=SEE,
            by=cast.clerk,
            at=on_the_day + timedelta(days=1),
        )


def test_no_unit_nominates_more_than_the_rule_lets_it(cast: Cast) -> None:
    call = called(cast)
    made = [nominated(cast, call, make_project(cast, name=f"{n}号车间")) for n in range(3)]
    fourth = make_project(cast, name="3号车间")

    with pytest.raises(NotNominable, match="已经提名过"):
        nominated(cast, call, made[0].project)
    with pytest.raises(NotNominable, match="青屿县已提名3个，每个单位最多3个"):
        nominated(cast, call, fourth)
    withdraw_nomination(nomination=made[0], by=cast.approver, at=NOON)
    nominated(cast, call, fourth)

    assert Nomination.objects.count() == 3


def test_without_a_quota_there_is_no_limit(cast: Cast) -> None:
    call = called(cast, pack="gansu-2015")
    for n in range(4):
        nominated(cast, call, make_project(cast, name=f"{n}号车间"))

    assert nomination_queries.places_left(call, cast.city.county) is None


def test_own_people_alone_take_a_nomination_back_and_only_in_preparation(cast: Cast) -> None:
    nomination = nominated(cast)

    with pytest.raises(NotAllowed):
        withdraw_nomination(nomination=nomination, by=cast.office, at=NOON)
    Tour.unguarded().update(state="open")
    with pytest.raises(NotPreparing):
        withdraw_nomination(nomination=nomination, by=cast.clerk, at=NOON)


def test_units_with_places_left_are_asked_until_the_last_day(cast: Cast) -> None:
    call = called(cast)
    today = date(2026, 11, 24)
    for n in range(3):
        nominated(cast, call, make_project(cast, name=f"{n}号车间"))

    def asked(person: object, day: date = today) -> list[int | None]:
        return [left for _, left in nomination_queries.calls_to_answer(person, day)]  # type: ignore[arg-type] # a Person

    assert (asked(cast.clerk), asked(cast.stranger), asked(cast.stranger, DUE_ON)) == ([], [3], [3])
    assert asked(cast.stranger, DUE_ON + timedelta(days=1)) == []
    assert (asked(cast.office), asked(cast.leader), asked(cast.juror)) == ([], [], [])


def test_rows_say_what_the_rule_has_against_a_project_and_what_is_a_stop(cast: Cast) -> None:
    call = called(cast, pack="gansu-2015")
    fit, unfit, stop = (
        make_project(cast, name=name, done=done)
        for name, done in (("完成过半", "40000"), ("刚开工", "100"), ("选上的", "40000"))
    )
    for project in (fit, unfit, stop):
        nominated(cast, call, project)
    add_stop(tour=call.tour, project=stop, by=cast.office, at=NOON)

    rows = nomination_queries.rows(cast.office, call)

    assert [(str(row.nomination.project), bool(row.against), row.is_stop) for row in rows] == [
        ("完成过半", False, False),
        ("刚开工", True, False),
        ("选上的", False, True),
    ]
    assert [unit.name for unit in nomination_queries.silent_units(rows)] == ["云溪县", "城北区", "高新功能区"]


def test_own_projects_are_offered_fit_ones_apart(cast: Cast) -> None:
    call = called(cast, pack="gansu-2015")
    nominated(cast, call, make_project(cast, name="已提名"))
    fit = make_project(cast, name="完成过半", done="40000")
    unfit = make_project(cast, name="刚开工", done="100")
    make_project(cast, name="外县的", unit=cast.city.other_county)

    own = nomination_queries.own_nominations(cast.clerk, call, cast.city.county)

    assert ([str(row.nomination.project) for row in own.rows], own.fit, own.unfit) == (
        ["已提名"],
        [fit],
        [unfit],
    )
