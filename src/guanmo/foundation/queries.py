"""The history as pages show it."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from django.apps import apps
from django.db.models import QuerySet

from guanmo.foundation.actions import action_label
from guanmo.foundation.components import FieldChange, TimelineEntry
from guanmo.foundation.models import HistoryEntry, Recorded
from guanmo.foundation.wording import Cell, Names, columns_of, model_of, names_of, said


@dataclass(frozen=True)
class DescribedEntry(TimelineEntry):
    """An entry in words; drawn by `{% timeline %}` like any other thing that happened."""

    sequence: int = 0
    kind: str = ""
    name: str = ""
    object_type: str = ""
    object_pk: int | None = None
    hash: str = ""
    request: str = ""


def entries_of(*rows: Recorded) -> QuerySet[HistoryEntry]:
    """Everything written about these rows of one model, newest first."""
    if not rows:
        return HistoryEntry.objects.none()
    return HistoryEntry.objects.filter(
        object_type=rows[0]._meta.label_lower, object_pk__in=[row.pk for row in rows]
    )


def describe(entries: Iterable[HistoryEntry]) -> list[DescribedEntry]:
    """Entries in words, in the order given; the names they point to are read in one query a model."""
    listed = list(entries)
    names = names_of(cell for entry in listed for _, old, new in _cells(entry) for cell in (old, new))
    return [_described(entry, names) for entry in listed]


def kind_label(object_type: str) -> str:
    """What people call the records of an `object_type`."""
    model = model_of(object_type)
    return str(model._meta.verbose_name) if model else object_type


def recorded_kinds() -> list[tuple[str, str]]:
    """Every kind of record with a history, as `object_type` and what people call it."""
    return [
        (model._meta.label_lower, str(model._meta.verbose_name))
        for model in apps.get_models()
        if issubclass(model, Recorded)
    ]


def _described(entry: HistoryEntry, names: Names) -> DescribedEntry:
    return DescribedEntry(
        at=entry.at,
        who=entry.by_name,
        what=action_label(entry.action),
        why=entry.why,
        changes=[
            FieldChange(label, said(old, names), said(new, names), isinstance(old[1] or new[1], dict))
            for label, old, new in _cells(entry)
        ],
        sequence=entry.sequence,
        kind=kind_label(entry.object_type),
        name=entry.object_name,
        object_type=entry.object_type,
        object_pk=entry.object_pk,
        hash=entry.hash,
        request=entry.request,
    )


def _cells(entry: HistoryEntry) -> Iterator[tuple[str, Cell, Cell]]:
    """Each change as label, old and new, in the order of the record's columns; a detail that is no pair stands as new."""
    columns = columns_of(model_of(entry.object_type))
    places = {name: place for place, name in enumerate(columns)}
    # Not every database keeps the order in which an entry was written: PostgreSQL sorts the keys of its JSON.
    for key in sorted(entry.changes, key=lambda key: (places.get(key, len(places)), key)):
        value, column = entry.changes[key], columns.get(key)
        label = str(column.verbose_name) if column else key
        old, new = value if isinstance(value, list) and len(value) == 2 else (None, value)
        yield label, (column, old), (column, new)
