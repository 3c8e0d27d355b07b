"""Writes that would leave no history are refused with a sentence; reading is free."""

from collections.abc import Callable
from typing import Any

import pytest

from guanmo.accounts.models import Unit
from guanmo.foundation.models import HistoryEntry, HistoryHead, UnrecordedWrite
from tests.cast import NOON, Cast


def test_refusal_names_model_and_verb() -> None:
    assert (
        str(UnrecordedWrite(Unit, "save")) == "Unit.save: 未经留痕的写入被拒绝，请通过 history.Change 写入。"
    )


def test_entry_says_what_it_is() -> None:
    entry = HistoryEntry(sequence=7, at=NOON, action="unit.created", object_name="青屿县")

    assert str(entry) == "7 unit.created 青屿县"


def test_head_says_where_the_chain_ends() -> None:
    assert str(HistoryHead(sequence=3, hash="ab")) == "3 ab"


def test_entries_cannot_be_saved_or_deleted(cast: Cast) -> None:
    entry = HistoryEntry.objects.first()
    assert entry is not None

    with pytest.raises(UnrecordedWrite):
        entry.save()
    with pytest.raises(UnrecordedWrite):
        entry.delete()


@pytest.mark.parametrize(
    "write",
    [
        lambda rows: rows.update(name="无名"),
        lambda rows: rows.delete(),
        lambda rows: rows.bulk_create([]),
        lambda rows: rows.bulk_update([], ["name"]),
        lambda rows: rows.create(name="无名"),
        lambda rows: rows.get_or_create(name="无名"),
        lambda rows: rows.update_or_create(name="青屿县", defaults={"short_name": "无"}),
    ],
    ids=["update", "delete", "bulk_create", "bulk_update", "create", "get_or_create", "update_or_create"],
)
def test_querysets_refuse_every_write(cast: Cast, write: Callable[[Any], object]) -> None:
    with pytest.raises(UnrecordedWrite):
        write(Unit.objects.all())

    assert Unit.objects.get(pk=cast.city.county.pk).short_name == "青屿县"


def test_related_managers_refuse_too(cast: Cast) -> None:
    with pytest.raises(UnrecordedWrite):
        cast.city.county.people.update(name="无名")
    with pytest.raises(UnrecordedWrite):
        cast.city.county.people.create(username="ghost", name="无痕")


def test_reading_is_free(cast: Cast) -> None:
    assert Unit.objects.filter(name="青屿县").get() == cast.city.county
