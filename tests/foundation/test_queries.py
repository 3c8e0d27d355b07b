"""The history in words: labels for columns, names for choices and keys, and no query more for more entries."""

from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.db import models
from pytest_django import DjangoAssertNumQueries

from guanmo.accounts.models import Person, Unit
from guanmo.foundation.components import FieldChange
from guanmo.foundation.history import Change
from guanmo.foundation.models import HistoryEntry
from guanmo.foundation.queries import describe, entries_of, kind_label, recorded_kinds
from guanmo.foundation.wording import LONGEST, columns_of, model_of, names_of, said
from guanmo.projects.models import MonthlyReturn, Project, YearPlan
from guanmo.projects.services import approve_return, replan
from tests.cast import NOON, Cast, make_project


def shown(changes: Any) -> dict[str, tuple[str, str]]:
    return {change.field: (change.old, change.new) for change in changes}


def test_entries_of_a_row_are_its_own_newest_first(cast: Cast) -> None:
    cast.clerk.title = "科长"
    Change("person.updated", by=cast.system_admin, at=NOON).save(cast.clerk, ["title"])

    actions = [entry.action for entry in entries_of(cast.clerk)]

    assert actions == ["person.updated", "person.role_granted", "person.created"]


def test_entries_of_a_unit_are_not_those_of_a_person_of_the_same_number(cast: Cast) -> None:
    assert {e.object_type for e in entries_of(Unit.objects.get(pk=cast.city.root.pk))} == {"accounts.unit"}


def test_entries_of_several_rows_come_together(cast: Cast) -> None:
    found = entries_of(cast.city.county, cast.city.zone)

    assert [entry.object_name for entry in found] == ["高新功能区", "青屿县"]


def test_entries_of_no_rows_are_none() -> None:
    assert list(entries_of()) == []


def test_description_says_labels_choices_and_names(cast: Cast) -> None:
    project = make_project(cast)

    entry = describe(entries_of(project))[0]

    assert (entry.who, entry.what, entry.kind, entry.name, entry.at) == (
        "周统筹", "登记项目", "项目", "滨海产业园", NOON,
    )  # fmt: skip
    assert (entry.object_type, entry.object_pk) == ("projects.project", project.pk)
    assert shown(entry.changes) == {
        "项目编号": ("", "GM2026-0001"),
        "项目名称": ("", "滨海产业园"),
        "责任单位": ("", "青屿县"),
        "阶段": ("", "在建"),
        "总投资（万元）": ("", "50,000"),
    }


def test_description_says_moments_in_the_citys_time_and_people_by_name(cast: Cast) -> None:
    project = make_project(cast, done="800")
    report = approve_return(
        monthly_return=MonthlyReturn.objects.get(), by=cast.approver, at=NOON, note="属实"
    )

    entry = describe(entries_of(report))[0]

    assert (entry.what, entry.why) == ("审核通过月报", "属实")
    assert shown(entry.changes) == {
        "状态": ("已报送", "已审核"),
        "审核意见": ("", "属实"),
        "审核人": ("", "吴审核"),
        "审核时间": ("", "2026-11-24 12:00"),
    }
    assert project == report.project


def test_description_of_a_detail_keeps_its_own_words(cast: Cast) -> None:
    Change("person.logged_in", by=cast.clerk, at=NOON).note(cast.clerk, {"来源地址": "10.0.0.7", "次数": 3})

    assert describe(entries_of(cast.clerk)[:1])[0].changes == [
        FieldChange("来源地址", "", "10.0.0.7"),
        FieldChange("次数", "", "3"),
    ]


def test_description_marks_what_is_kept_as_data(cast: Cast) -> None:
    Change("person.logged_in", by=cast.clerk, at=NOON).note(cast.clerk, {"设备": {"offline": True}})

    assert describe(entries_of(cast.clerk)[:1])[0].changes == [
        FieldChange("设备", "", '{"offline": true}', is_data=True)
    ]


def test_description_has_the_order_of_the_columns_on_every_database() -> None:
    changes = {
        "title": ["", "科长"],
        "name": ["陈", "李"],
        "来源": "甲",
        "unit_id": [None, None],
        "备注": "乙",
    }
    entry = HistoryEntry(
        sequence=1, at=NOON, action="person.updated", object_type="accounts.person", changes=changes
    )

    labels = [change.field for change in describe([entry])[0].changes]

    assert labels == ["姓名", "单位", "职务", "备注", "来源"]


def test_description_of_what_this_version_does_not_know_stays_as_written() -> None:
    entry = HistoryEntry(
        sequence=1, at=NOON, by_name="某人", action="boat.sunk", object_type="harbour.boat", object_pk=4,
        object_name="小船", changes={"depth": [1, 30]},
    )  # fmt: skip

    described = describe([entry])[0]

    assert (described.what, described.kind, described.changes) == (
        "boat.sunk", "harbour.boat", [FieldChange("depth", "1", "30")],
    )  # fmt: skip


@pytest.mark.parametrize("count", [1, 3])
def test_description_costs_the_same_however_many(
    cast: Cast, django_assert_num_queries: DjangoAssertNumQueries, count: int
) -> None:
    for number in range(count):
        plan = make_project(cast, name=f"项目{number}").plans.get()
        replan(plan=plan, amount=Decimal(9000), by=cast.office, at=NOON, reason="征地推迟")
    entries = HistoryEntry.objects.filter(object_type__startswith="projects.")

    # The entries; then units, projects, plans (with their project) and people they point to.
    with django_assert_num_queries(5):
        described = describe(entries)

    assert len(described) == 4 * count
    assert described[0].changes[0] == FieldChange("年度计划", "", f"项目{count - 1} 2026年计划")


def test_kinds_have_chinese_names() -> None:
    kinds = dict(recorded_kinds())

    assert kinds["projects.project"] == "项目"
    assert "foundation.historyentry" not in kinds
    assert [name for name in kinds.values() if any(c.isascii() and c.isalpha() for c in name)] == []


@pytest.mark.parametrize("object_type", ["", "nonsense", "gone.model"])
def test_kind_of_an_unknown_type_is_the_type(object_type: str) -> None:
    assert kind_label(object_type) == object_type
    assert model_of(object_type) is None
    assert columns_of(model_of(object_type)) == {}


def column(model: type[models.Model], name: str) -> Any:
    return columns_of(model)[name]


def test_a_key_that_leads_nowhere_says_so(cast: Cast) -> None:
    cell = (column(Person, "unit_id"), 987654)

    assert said(cell, names_of([cell])) == "编号 987654（已删除）"


def test_a_choice_that_is_no_more_stays_as_written() -> None:
    assert said((column(Project, "stage"), "sunken"), {}) == "sunken"


@pytest.mark.parametrize(
    ("model", "name", "value", "words"),
    [
        (Person, "is_active", True, "是"),
        (Person, "is_active", False, "否"),
        (Person, "title", "", ""),
        (Person, "title", None, ""),
        (YearPlan, "amount", "12345.5", "12,345.5"),
        (YearPlan, "year", 2026, "2026"),
        (Project, "starts_on", "2026-03-01", "2026-03-01"),
    ],
)
def test_values_are_said_as_people_read_them(
    model: type[models.Model], name: str, value: object, words: str
) -> None:
    assert said((column(model, name), value), {}) == words


def test_structures_are_said_as_text_and_long_texts_are_cut() -> None:
    assert said((None, {"列": ["甲", 1]}), {}) == '{"列": ["甲", 1]}'
    assert said((None, "长" * LONGEST), {}) == "长" * LONGEST
    assert said((None, "长" * (LONGEST + 1)), {}) == "长" * LONGEST + "……（共 301 字）"


def test_history_is_in_order_of_writing_not_of_clocks(cast: Cast) -> None:
    for at in (NOON + timedelta(days=1), NOON):
        Change("person.logged_in", by=cast.clerk, at=at).note(cast.clerk)

    assert [entry.at for entry in entries_of(cast.clerk)[:2]] == [NOON, NOON + timedelta(days=1)]
