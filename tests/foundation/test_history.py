"""A Change writes rows and their entries together, or neither; the chain tells of tampering."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.db import IntegrityError, models, transaction
from django.db.models import ProtectedError
from django.utils.functional import SimpleLazyObject

from guanmo.accounts.models import Person, Unit
from guanmo.foundation.history import (
    HIDDEN,
    Change,
    EditConflict,
    RecordGone,
    create_all,
    entry_hash,
    first_broken_link,
    plain,
)
from guanmo.foundation.models import HistoryEntry, HistoryHead, UnrecordedWrite
from guanmo.projects.models import LedgerImport, Project, YearPlan
from tests.cast import NOON, Cast, make_project

LATER = NOON + timedelta(hours=1)


def last_entry() -> HistoryEntry:
    return HistoryEntry.objects.order_by("-sequence")[0]


def behind_our_back() -> models.QuerySet[HistoryEntry]:
    """Entries as somebody with a database prompt reaches them."""
    return models.QuerySet(HistoryEntry)


def test_create_leaves_an_entry_with_all_it_said(cast: Cast) -> None:
    change = Change("unit.created", by=cast.system_admin, at=LATER, why="新设")

    unit = change.create(
        Unit(name="新港区", short_name="新港", kind="zone", parent=cast.city.root, order=9, path="001009")
    )

    entry = last_entry()
    assert (entry.action, entry.at, entry.by_pk, entry.by_name, entry.why) == (
        "unit.created", LATER, cast.system_admin.pk, "冯系统", "新设",
    )  # fmt: skip
    assert (entry.object_type, entry.object_pk, entry.object_name, entry.revision) == (
        "accounts.unit", unit.pk, "新港区", 1,
    )  # fmt: skip
    assert entry.changes == {
        "name": [None, "新港区"],
        "short_name": [None, "新港"],
        "kind": [None, "zone"],
        "parent_id": [None, cast.city.root.pk],
        "order": [None, 9],
        "path": [None, "001009"],
        "is_active": [None, True],
    }


def test_create_many_of_nothing_writes_nothing(cast: Cast) -> None:
    before = HistoryEntry.objects.count()

    assert Change("unit.created", by=None, at=NOON).create_many([]) == []
    assert HistoryEntry.objects.count() == before


def test_create_many_leaves_one_entry_a_row_and_gives_keys(cast: Cast) -> None:
    rows = [
        Unit(
            name=f"园{n}", short_name="园", kind="park", parent=cast.city.zone, order=n, path=f"001004{n:03d}"
        )
        for n in (1, 2, 3)
    ]

    made = Change("unit.created", by=None, at=NOON).create_many(rows)

    entries = HistoryEntry.objects.order_by("-sequence")[:3]
    assert [(e.object_pk, e.object_name, e.by_name, e.by_pk) for e in reversed(entries)] == [
        (row.pk, row.name, "系统", None) for row in made
    ]


def test_save_names_old_and_new_and_counts_the_revision(cast: Cast) -> None:
    clerk = cast.clerk
    before = clerk.revision
    clerk.title, clerk.phone = "科长", "0391-123"

    changed = Change("person.updated", by=cast.system_admin, at=LATER).save(clerk, ["title", "phone"])

    entry, stored = last_entry(), Person.objects.get(pk=clerk.pk)
    assert changed is True
    assert entry.changes == {"title": ["", "科长"], "phone": ["", "0391-123"]}
    assert (entry.revision, clerk.revision, stored.revision) == (before + 1, before + 1, before + 1)
    assert (stored.title, stored.phone) == ("科长", "0391-123")


def test_save_of_the_same_values_writes_nothing(cast: Cast) -> None:
    before = HistoryEntry.objects.count()

    changed = Change("person.updated", by=cast.system_admin, at=NOON).save(cast.clerk, ["title", "unit"])

    assert changed is False
    assert (HistoryEntry.objects.count(), Person.objects.get(pk=cast.clerk.pk).revision) == (
        before,
        cast.clerk.revision,
    )


def test_save_writes_only_the_named_fields(cast: Cast) -> None:
    clerk = cast.clerk
    clerk.title, clerk.phone = "科长", "不该写"

    Change("person.updated", by=cast.system_admin, at=NOON).save(clerk, ["title"])

    stored = Person.objects.get(pk=clerk.pk)
    assert (stored.title, stored.phone) == ("科长", "")


def test_save_takes_old_values_from_the_database_not_from_memory(cast: Cast) -> None:
    stale = Person.objects.get(pk=cast.clerk.pk)
    cast.clerk.title = "科长"
    Change("person.updated", by=None, at=NOON).save(cast.clerk, ["title"])
    stale.title = "主任"

    Change("person.updated", by=None, at=NOON).save(stale, ["title"])

    assert last_entry().changes == {"title": ["科长", "主任"]}


def test_save_names_foreign_keys_by_their_column(cast: Cast) -> None:
    cast.clerk.unit = cast.city.zone

    Change("person.updated", by=None, at=NOON).save(cast.clerk, ["unit"])

    assert last_entry().changes == {"unit_id": [cast.city.county.pk, cast.city.zone.pk]}


def test_save_of_a_wrapped_row_is_as_good(cast: Cast) -> None:
    wrapped: Any = SimpleLazyObject(lambda: cast.clerk)
    wrapped.title = "科长"

    Change("person.updated", by=wrapped, at=NOON).save(wrapped, ["title"])

    assert (last_entry().object_type, last_entry().by_name) == ("accounts.person", "陈填报")


def test_save_many_of_nothing_writes_nothing(cast: Cast) -> None:
    assert Change("person.updated", by=None, at=NOON).save_many([], ["title"]) == []


def test_save_many_returns_the_changed_and_leaves_the_rest(cast: Cast) -> None:
    before = HistoryEntry.objects.count()
    cast.clerk.title = "科长"

    changed = Change("person.updated", by=None, at=NOON).save_many([cast.clerk, cast.colleague], ["title"])

    assert (changed, HistoryEntry.objects.count() - before) == ([cast.clerk], 1)


def test_save_past_the_expected_revision_is_a_conflict_and_writes_nothing(cast: Cast) -> None:
    mine, theirs = Person.objects.get(pk=cast.clerk.pk), Person.objects.get(pk=cast.clerk.pk)
    theirs.title = "主任"
    Change("person.updated", by=None, at=NOON).save(theirs, ["title"])
    entries = HistoryEntry.objects.count()
    mine.title = "科长"

    with pytest.raises(EditConflict) as conflict:
        Change("person.updated", by=None, at=NOON).save(
            mine, ["title"], expected_revision=cast.clerk.revision
        )

    assert (conflict.value.current, conflict.value.current.revision) == (theirs, theirs.revision)
    assert str(conflict.value) == "这条记录在您打开之后已被他人修改，请核对后再保存。"
    assert (Person.objects.get(pk=mine.pk).title, HistoryEntry.objects.count()) == ("主任", entries)


def test_save_at_the_expected_revision_goes_through(cast: Cast) -> None:
    cast.clerk.title = "科长"

    assert Change("person.updated", by=None, at=NOON).save(
        cast.clerk, ["title"], expected_revision=cast.clerk.revision
    )


def test_save_of_a_removed_row_says_so(cast: Cast) -> None:
    stale = Unit.objects.get(pk=cast.city.county_bureau.pk)
    Change("unit.deleted", by=None, at=NOON).delete(cast.city.county_bureau)
    stale.short_name = "发改"

    with pytest.raises(RecordGone, match="“青屿县发改局”已被他人删除"):
        Change("unit.updated", by=None, at=NOON).save(stale, ["short_name"])


def test_secrets_are_told_as_changed_and_never_read(cast: Cast) -> None:
    cast.clerk.set_password("another-pass-2026")

    Change("person.password_changed", by=cast.clerk, at=NOON).save(cast.clerk, ["password"])

    assert last_entry().changes == {"password": [HIDDEN, HIDDEN]}


def test_untracked_fields_are_written_and_counted_but_not_told(cast: Cast) -> None:
    project = make_project(cast)
    project.search_text = "别的"

    Change("project.updated", by=None, at=NOON).save(project, ["search_text"])

    stored = Project.objects.get(pk=project.pk)
    assert (stored.search_text, last_entry().changes, last_entry().revision) == (
        "别的", {}, stored.revision,
    )  # fmt: skip


def test_money_and_dates_are_told_plainly(cast: Cast) -> None:
    project = make_project(cast)
    project.total_investment, project.starts_on = Decimal("50000.50"), date(2026, 3, 1)

    Change("project.updated", by=None, at=NOON).save(project, ["total_investment", "starts_on"])

    assert last_entry().changes == {
        "total_investment": ["50000", "50000.5"],
        "starts_on": [None, "2026-03-01"],
    }


def test_delete_keeps_all_the_row_held(cast: Cast) -> None:
    bureau = cast.city.county_bureau
    pk = bureau.pk

    Change("unit.deleted", by=None, at=NOON, why="重复").delete(bureau)

    entry = last_entry()
    assert not Unit.objects.filter(pk=pk).exists()
    assert (entry.object_pk, entry.object_name, entry.why, entry.revision) == (
        pk, "青屿县发改局", "重复", 1,
    )  # fmt: skip
    assert entry.changes == {
        "name": ["青屿县发改局", None],
        "short_name": ["青屿县发", None],
        "kind": ["department", None],
        "parent_id": [cast.city.county.pk, None],
        "order": [1, None],
        "path": ["001001001", None],
        "is_active": [True, None],
    }


def test_delete_many_leaves_one_entry_a_row(cast: Cast) -> None:
    leavers = [cast.city.district, cast.city.zone]
    pks = [row.pk for row in leavers]
    before = HistoryEntry.objects.count()

    Change("unit.deleted", by=None, at=NOON).delete_many(leavers)
    Change("unit.deleted", by=None, at=NOON).delete_many([])

    assert not Unit.objects.filter(pk__in=pks).exists()
    assert list(HistoryEntry.objects.order_by("sequence").values_list("object_pk", flat=True)[before:]) == pks


def test_delete_of_what_others_refer_to_is_refused_and_leaves_no_entry(cast: Cast) -> None:
    before = HistoryEntry.objects.count()

    with pytest.raises(ProtectedError):
        Change("unit.deleted", by=None, at=NOON).delete(cast.city.county)

    assert HistoryEntry.objects.count() == before


def test_note_tells_of_a_row_without_touching_it(cast: Cast) -> None:
    Change("person.logged_in", by=cast.clerk, at=NOON).note(cast.clerk, {"来源地址": "10.0.0.7"})

    entry = last_entry()
    assert (entry.object_pk, entry.object_name, entry.revision, entry.changes) == (
        cast.clerk.pk, "陈填报", None, {"来源地址": "10.0.0.7"},
    )  # fmt: skip


def test_note_without_a_row_keeps_a_name_and_cuts_it(cast: Cast) -> None:
    Change("person.login_refused", by=None, at=NOON, why="长" * 600).note(None, name="x" * 300)

    entry = last_entry()
    assert (entry.object_type, entry.object_pk, entry.object_name, entry.changes, entry.why) == (
        "", None, "x" * 200, {}, "长" * 500,
    )  # fmt: skip


def test_a_failed_write_leaves_neither_row_nor_entry(cast: Cast) -> None:
    before = (Unit.objects.count(), HistoryEntry.objects.count(), HistoryHead.objects.get().sequence)
    double = Unit(
        name="青屿县", short_name="青", kind="county", parent=cast.city.root, order=8, path="001008"
    )

    with pytest.raises(IntegrityError), transaction.atomic():
        Change("unit.created", by=None, at=NOON).create(double)

    assert (Unit.objects.count(), HistoryEntry.objects.count(), HistoryHead.objects.get().sequence) == before


def test_a_rolled_back_act_takes_its_entry_with_it(cast: Cast) -> None:
    before = HistoryEntry.objects.count()

    with transaction.atomic():
        cast.clerk.title = "科长"
        Change("person.updated", by=None, at=NOON).save(cast.clerk, ["title"])
        transaction.set_rollback(True)

    assert HistoryEntry.objects.count() == before
    assert first_broken_link() is None


@pytest.mark.parametrize("method", ["save", "delete"])
def test_rows_refuse_to_write_themselves(cast: Cast, method: str) -> None:
    with pytest.raises(UnrecordedWrite):
        getattr(cast.clerk, method)()


# The chain


def test_chain_of_no_entries_is_whole(db: None) -> None:
    assert first_broken_link() is None


def test_chain_links_each_entry_to_the_one_before(cast: Cast) -> None:
    entries = list(HistoryEntry.objects.order_by("sequence"))

    assert [e.sequence for e in entries] == list(range(1, len(entries) + 1))
    assert [e.previous_hash for e in entries] == ["", *(e.hash for e in entries[:-1])]
    assert [e.hash for e in entries] == [entry_hash(e) for e in entries]
    assert HistoryHead.objects.get().hash == entries[-1].hash
    assert first_broken_link() is None


@pytest.mark.parametrize(
    "altered",
    [
        {"by_name": "别人"},
        {"by_pk": 999},
        {"action": "unit.updated"},
        {"at": NOON + timedelta(microseconds=1)},
        {"object_type": "accounts.person"},
        {"object_pk": 999},
        {"object_name": "别的"},
        {"changes": {"name": [None, "改过"]}},
        {"why": "另一个原因"},
        {"request": "0" * 32},
        {"revision": 5},
        {"previous_hash": "0" * 64},
        {"hash": "0" * 64},
        {"sequence": 10_000},
    ],
    ids=lambda altered: next(iter(altered)),
)
def test_chain_breaks_at_an_altered_entry(cast: Cast, altered: dict[str, object]) -> None:
    behind_our_back().filter(sequence=3).update(**altered)

    assert first_broken_link() == 3


def test_chain_breaks_where_an_entry_was_removed(cast: Cast) -> None:
    behind_our_back().filter(sequence=4).delete()

    assert first_broken_link() == 4


def test_chain_breaks_behind_the_end_where_the_last_entry_was_removed(cast: Cast) -> None:
    last = HistoryHead.objects.get().sequence
    behind_our_back().filter(sequence=last).delete()

    assert first_broken_link() == last


def test_chain_breaks_where_an_entry_was_added_behind_the_head(cast: Cast) -> None:
    head = HistoryHead.objects.get()
    forged = HistoryEntry(
        sequence=head.sequence + 1, at=NOON, by_name="系统", action="unit.created", previous_hash=head.hash
    )
    forged.hash = entry_hash(forged)
    behind_our_back().bulk_create([forged])

    assert first_broken_link() == head.sequence + 2


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (Decimal("1.5000"), "1.5"),
        (Decimal("1E+3"), "1000"),
        (datetime(2026, 1, 1, 8, 0, tzinfo=UTC), "2026-01-01T08:00:00.000000+00:00"),
        (date(2026, 1, 1), "2026-01-01"),
        (b"abc", "3 字节，SHA-256 ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"),
        (memoryview(b""), "0 字节，SHA-256 e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"),
        ("字", "字"),
        (None, None),
        (True, True),
    ],
)
def test_plain_values_are_what_json_can_hold(value: object, expected: object) -> None:
    assert plain(value) == expected


def test_contents_of_files_are_told_by_size_and_hash(cast: Cast) -> None:
    upload = LedgerImport(
        unit=cast.city.county, file_name="台账.xlsx", content=b"abc", sha256="x", year=2026, month=10
    )
    upload.uploaded_by, upload.uploaded_at = cast.clerk, NOON

    Change("ledger.uploaded", by=cast.clerk, at=NOON).create(upload)

    assert last_entry().changes["content"] == [
        None,
        "3 字节，SHA-256 ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad",
    ]


def test_bulk_saving_money_keeps_every_yuan(cast: Cast) -> None:
    plans = [make_project(cast, name=f"项目{n}", plan="1").plans.get() for n in (1, 2)]
    for plan, amount in zip(plans, ("0.0001", "99999999999"), strict=True):
        plan.amount = Decimal(amount)

    Change("plan.changed", by=None, at=NOON).save_many(plans, ["amount"])

    stored = YearPlan.objects.order_by("project__code").values_list("amount", flat=True)
    assert list(stored) == [Decimal("0.0001"), Decimal("99999999999")]


def test_rows_of_several_acts_are_written_at_once_each_told_of_by_its_own(cast: Cast) -> None:
    root = cast.city.root
    rows = [
        Unit(name=f"新{n}区", short_name=f"新{n}", kind="zone", parent=root, order=90 + n, path=f"00109{n}")
        for n in (1, 2)
    ]
    acts = [
        Change("unit.created", by=cast.system_admin, at=NOON, request="a" * 32),
        Change("unit.imported", by=None, at=LATER, why="并入"),
    ]

    created = create_all(list(zip(acts, rows, strict=True)))

    second, first = HistoryEntry.objects.order_by("-sequence")[:2]
    assert [row.name for row in created] == ["新1区", "新2区"]
    assert (first.action, first.by_pk, first.object_pk, first.request) == (
        "unit.created", cast.system_admin.pk, created[0].pk, "a" * 32,
    )  # fmt: skip
    assert (second.action, second.by_name, second.object_pk, second.why, second.request) == (
        "unit.imported", "系统", created[1].pk, "并入", "",
    )  # fmt: skip
    assert (second.sequence, second.previous_hash) == (first.sequence + 1, first.hash)
    assert (create_all([]), first_broken_link()) == ([], None)
