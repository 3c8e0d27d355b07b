"""Units with their people, locks, the role table, and the auditor's view of the history."""

from datetime import date, datetime, timedelta
from typing import Any

import pytest
from axes.models import AccessAttempt
from pytest_django import DjangoAssertNumQueries

from guanmo.accounts import queries
from guanmo.accounts.enums import Permission
from guanmo.accounts.models import Person, Unit
from guanmo.accounts.queries import HistoryFilter, Lock, PeopleFigures
from guanmo.accounts.services import update_person, update_unit
from guanmo.foundation.history import Change
from guanmo.foundation.models import HistoryEntry
from tests.cast import NOON, Cast, make_person


def test_ranked_units_are_counties_districts_and_zones_in_order(cast: Cast) -> None:
    assert [u.name for u in queries.ranked_units()] == ["青屿县", "云溪县", "城北区", "高新功能区"]


def test_ranked_units_leave_out_the_closed(cast: Cast) -> None:
    update_unit(unit=cast.city.zone, values={"is_active": False}, by=cast.system_admin, at=NOON)

    assert [u.name for u in queries.ranked_units()] == ["青屿县", "云溪县", "城北区"]


def test_open_units_leave_out_the_closed_but_keep_the_one_asked_for(cast: Cast) -> None:
    update_unit(unit=cast.city.zone, values={"is_active": False}, by=cast.system_admin, at=NOON)

    assert cast.city.zone not in queries.open_units()
    assert list(queries.open_units(besides=cast.city.zone.pk)) == list(Unit.objects.all())


def test_next_order_follows_the_last(cast: Cast) -> None:
    assert [queries.next_order(unit) for unit in (cast.city.root, cast.city.county, cast.city.zone)] == [
        91, 2, 1,
    ]  # fmt: skip


def test_unit_tree_counts_everybody_below(cast: Cast) -> None:
    make_person("bureau", "钟局", cast.city.county_bureau, "")
    update_person(person=cast.colleague, values={"is_active": False}, by=cast.system_admin, at=NOON)

    tree = queries.unit_tree(cast.leader)

    assert [(node.unit.name, node.people) for node in tree] == [
        ("观澜市", 11), ("青屿县", 3), ("青屿县发改局", 1), ("云溪县", 1), ("城北区", 0), ("高新功能区", 0),
        ("市重点办", 6),
    ]  # fmt: skip


def test_unit_tree_takes_two_queries(cast: Cast, django_assert_num_queries: DjangoAssertNumQueries) -> None:
    with django_assert_num_queries(2):
        queries.unit_tree(cast.leader)


def test_people_in_a_unit_come_with_those_below_and_the_closed_last(cast: Cast) -> None:
    bureau = make_person("bureau", "钟局", cast.city.county_bureau, "")
    update_person(person=cast.clerk, values={"is_active": False}, by=cast.system_admin, at=NOON)

    assert list(queries.people_in(cast.leader, cast.city.county)) == [
        cast.approver, cast.colleague, cast.clerk, bureau,
    ]  # fmt: skip


def test_people_in_no_unit_are_all_this_person_may_see(cast: Cast) -> None:
    assert queries.people_in(cast.leader, None).count() == 11
    assert list(queries.people_in(cast.clerk, None)) == [cast.clerk]


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("陈填报", ["陈填报"]),
        ("CLERK", ["陈填报"]),
        ("青屿县 审核", ["吴审核"]),
        ("云溪", ["赵外县"]),
        ("无此人", []),
    ],
)
def test_people_are_found_by_every_word(cast: Cast, query: str, found: list[str]) -> None:
    assert [person.name for person in queries.people_in(cast.leader, None, query)] == found


def test_people_figures_count_who_is_active_and_who_has_no_role(cast: Cast) -> None:
    update_person(person=cast.stranger, values={"is_active": False}, by=cast.system_admin, at=NOON)

    figures = queries.people_figures(queries.people_in(cast.leader, None))

    assert figures == PeopleFigures(total=11, active=10, without_role=1)


# Locks


def fail(
    username: str, at: datetime, failures: int, *, browser: str = "x", address: str = "10.0.0.7"
) -> None:
    attempt = AccessAttempt.objects.create(
        username=username, ip_address=address, user_agent=browser, failures_since_start=failures
    )
    AccessAttempt.objects.filter(pk=attempt.pk).update(attempt_time=at)


def test_locks_are_accounts_with_five_failures_from_one_address(cast: Cast) -> None:
    fail("clerk", NOON - timedelta(minutes=2), 3)
    fail("clerk", NOON - timedelta(minutes=1), 2, browser="y")
    fail("stranger", NOON, 4)
    fail("stranger", NOON, 4, address="10.0.0.8")

    assert queries.current_locks(NOON) == {
        "clerk": Lock("clerk", 5, NOON - timedelta(minutes=1), NOON + timedelta(minutes=14))
    }


def test_locks_open_after_a_quarter_of_an_hour(cast: Cast) -> None:
    fail("clerk", NOON, 5)

    assert list(queries.current_locks(NOON + timedelta(minutes=14, seconds=59))) == ["clerk"]
    assert queries.current_locks(NOON + timedelta(minutes=15)) == {}


# Roles


def test_role_table_marks_what_each_role_may() -> None:
    table = queries.role_table()

    rows = dict(table.rows)
    assert [role.name.label for role in table.roles] == [
        "重点办", "填报员", "审核人", "市领导", "评委", "审计员", "系统管理员", "安全管理员",
    ]  # fmt: skip
    assert list(rows) == list(Permission)
    assert rows[Permission.GRANT_ROLES] == [False] * 7 + [True]


# History


def asked(cast: Cast, **conditions: Any) -> list[str]:
    found = queries.history_matching(cast.auditor, HistoryFilter(**conditions))
    return [f"{entry.action} {entry.object_name}" for entry in found]


@pytest.fixture
def three_acts(cast: Cast) -> Cast:
    """Renames on three days: at the first and at the last moment of 24 November in the city, and the day after."""
    for title, at in (
        ("甲", datetime(2026, 11, 23, 16, 0, tzinfo=NOON.tzinfo)),
        ("乙", datetime(2026, 11, 24, 15, 59, tzinfo=NOON.tzinfo)),
        ("丙", datetime(2026, 11, 24, 16, 0, tzinfo=NOON.tzinfo)),
    ):
        update_person(
            person=cast.stranger, values={"title": title}, by=cast.system_admin, at=at, why=f"改为{title}"
        )
    return cast


def test_history_is_the_auditors_alone(cast: Cast) -> None:
    everything = HistoryEntry.objects.count()

    counts = {
        part: queries.history_matching(person, HistoryFilter()).count()
        for part, person in cast.everybody().items()
    }

    assert counts == {**dict.fromkeys(counts, 0), "auditor": everything}


def test_history_of_a_person(three_acts: Cast) -> None:
    assert asked(three_acts, person=three_acts.system_admin.pk) == ["person.updated 赵外县"] * 3
    assert asked(three_acts, person=three_acts.clerk.pk) == []


def test_history_of_actions_and_kinds(three_acts: Cast) -> None:
    assert asked(three_acts, actions=["person.updated"]) == ["person.updated 赵外县"] * 3
    assert len(asked(three_acts, object_type="accounts.unit")) == 7


@pytest.mark.parametrize(
    ("since", "until", "found"),
    [
        (None, None, ["丙", "乙", "甲"]),
        (date(2026, 11, 24), None, ["丙", "乙", "甲"]),
        (date(2026, 11, 25), None, ["丙"]),
        (None, date(2026, 11, 24), ["乙", "甲"]),
        (date(2026, 11, 24), date(2026, 11, 24), ["乙", "甲"]),
        (None, date(2026, 11, 23), []),
    ],
)
def test_history_of_days_counts_the_citys_days(
    three_acts: Cast, since: date | None, until: date | None, found: list[str]
) -> None:
    wanted = HistoryFilter(actions=["person.updated"], since=since, until=until)

    entries = queries.history_matching(three_acts.auditor, wanted)

    assert [entry.changes["title"][1] for entry in entries] == found


def test_history_of_words_in_object_reason_or_person(three_acts: Cast) -> None:
    assert asked(three_acts, text="赵外县 改为乙") == ["person.updated 赵外县"]
    assert asked(three_acts, text="冯系统 丙") == ["person.updated 赵外县"]
    assert asked(three_acts, text="没有这个") == []


def test_history_of_one_record_outlives_it(cast: Cast) -> None:
    bureau = cast.city.county_bureau
    pk = bureau.pk
    Change("unit.deleted", by=None, at=NOON).delete(bureau)

    found = queries.history_of_record(cast.auditor, "accounts.unit", pk)

    assert [entry.action for entry in found] == ["unit.deleted", "unit.created"]
    assert list(queries.history_of_record(cast.system_admin, "accounts.unit", pk)) == []
    assert not Person.objects.filter(unit_id=pk).exists()
