"""Writing, with history: a Change writes rows and their entries in one transaction, or neither."""

import hashlib
import json
from collections.abc import Collection, Iterable, Sequence
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any, Protocol, TypeVar

from django.db import transaction

from guanmo.foundation.models import HistoryEntry, HistoryHead, Recorded

# The number of the web request being served; empty on the command line.
current_request: ContextVar[str] = ContextVar("current_request", default="")

# Stands for a value that must not be read in the history.
HIDDEN = "（不显示）"

Values = dict[str, Any]  # Any: whatever JSON can hold
Row = TypeVar("Row", bound=Recorded)


class Actor(Protocol):
    """Whoever writes: a person, seen from below the package that knows people; no key for somebody without an account."""

    @property
    def pk(self) -> int | None: ...

    @property
    def name(self) -> str: ...


class RecordGone(Exception):
    """Somebody removed the record after this form was opened."""

    def __init__(self, row: Recorded) -> None:
        super().__init__(f"“{row}”已被他人删除，无法保存，请返回列表核对。")


class EditConflict(Exception):
    """Somebody saved the record after this form was opened."""

    def __init__(self, current: Recorded) -> None:
        self.current = current
        super().__init__("这条记录在您打开之后已被他人修改，请核对后再保存。")


@dataclass(frozen=True)
class Change:
    """One act by one person, e.g. `Change("project.updated", by=clerk, at=moment, why="…")`.

    Every method writes rows and adds one entry a row, in one transaction. Old values are read from the
    database under a lock, not from memory. A save that alters nothing writes nothing.
    `by` is None only for what the system does by itself.
    """

    action: str
    by: Actor | None
    at: datetime
    why: str = ""
    request: str | None = None
    """The number of the request it was asked for in, where another request writes it; otherwise the one being served."""

    def create(self, row: Row) -> Row:
        """Insert one new row."""
        return self.create_many([row])[0]

    def create_many(self, rows: Sequence[Row]) -> list[Row]:
        """Insert new rows of one model; they come back with their keys."""
        return create_all([(self, row) for row in rows])

    def save(self, row: Recorded, fields: Collection[str], *, expected_revision: int | None = None) -> bool:
        """Write the named fields of one row; True if anything changed.

        Raises EditConflict when `expected_revision` is given and the row is past it, RecordGone when it is no more.
        """
        return bool(self.save_many([row], fields, expected_revision=expected_revision))

    def save_many(
        self, rows: Sequence[Row], fields: Collection[str], *, expected_revision: int | None = None
    ) -> list[Row]:
        """Write the named fields of rows of one model; returns those that changed."""
        if not rows:
            return []
        model = rows[0].__class__  # not type(): request.user comes in a wrapper
        with transaction.atomic():
            locked = model.unguarded().select_for_update().in_bulk([row.pk for row in rows])
            entries = []
            for row in rows:
                old = locked.get(row.pk)
                if old is None:
                    raise RecordGone(row)
                if expected_revision not in (None, old.revision):
                    raise EditConflict(old)
                changed_fields = _changed(old, row, fields)
                if changed_fields:
                    row.revision = old.revision + 1
                    entries.append(_Entry(row, _difference(old, row, changed_fields), row.revision))
            changed = [entry.row for entry in entries]
            model.unguarded().bulk_update(changed, [*fields, "revision"], batch_size=200)
            _append([(self, entry) for entry in entries])
        return changed

    def delete(self, row: Recorded) -> None:
        """Remove one row; the entry keeps all it held. Raises ProtectedError while others refer to it."""
        self.delete_many([row])

    def delete_many(self, rows: Sequence[Recorded]) -> None:
        """Remove rows of one model, all or none; each entry keeps all its row held. Raises ProtectedError likewise."""
        if not rows:
            return
        model = rows[0].__class__  # not type(): request.user comes in a wrapper
        with transaction.atomic():
            fields = _tracked(model)
            entries = []
            for row in rows:
                held = {f: [old, None] for f, old in _values(row, fields).items() if old is not None}
                entries.append(_Entry(row, held, row.revision, pk=row.pk))
            for start in range(0, len(rows), 500):
                model.unguarded().filter(pk__in=[row.pk for row in rows[start : start + 500]]).delete()
            _append([(self, entry) for entry in entries])

    def note(self, row: Recorded | None, changes: Values | None = None, *, name: str = "") -> None:
        """Record an act that alters no row: a login, a download, a refused attempt.

        `changes` are details worth keeping, in words people read: `{"文件": "台账.xlsx"}`.
        """
        with transaction.atomic():
            _append([(self, _Entry(row, changes or {}, name=name))])


@dataclass(frozen=True)
class _Entry:
    row: Any  # Any: a Recorded of any model, or None
    changes: Values
    revision: int | None = None
    pk: int | None = None
    name: str = ""


def create_all(acts: Sequence[tuple[Change, Row]]) -> list[Row]:
    """Insert new rows of one model, each by its own act, with their entries in that order; they come back with their keys."""
    if not acts:
        return []
    model = acts[0][1].__class__  # not type(): request.user comes in a wrapper
    fields = _tracked(model)
    with transaction.atomic():
        created = model.unguarded().bulk_create([row for _, row in acts], batch_size=500)
        entries = [_Entry(row, _said(row, fields), row.revision) for row in created]
        _append([(change, entry) for (change, _), entry in zip(acts, entries, strict=True)])
    return created


def _said(row: Recorded, fields: Iterable[str]) -> Values:
    """What a new row holds, as an entry has it."""
    return {f: [None, new] for f, new in _values(row, fields).items() if new not in (None, "")}


def _append(acts: Sequence[tuple[Change, _Entry]]) -> None:
    """Link entries to the chain, each by its own act."""
    head = _locked_head()
    written = []
    for change, entry in acts:
        link = _link(change, entry, head)
        head.sequence, head.hash = link.sequence, link.hash
        written.append(link)
    HistoryEntry.unguarded().bulk_create(written, batch_size=500)
    head.save()


def _link(change: Change, entry: _Entry, head: HistoryHead) -> HistoryEntry:
    by, row = change.by, entry.row
    link = HistoryEntry(
        sequence=head.sequence + 1,
        at=change.at,
        by_pk=by.pk if by else None,
        by_name=by.name if by else "系统",
        action=change.action,
        object_type=row._meta.label_lower if row else "",
        object_pk=(entry.pk or row.pk) if row else None,
        object_name=(entry.name or str(row or ""))[:200],
        revision=entry.revision,
        changes=entry.changes,
        why=change.why[:500],
        request=current_request.get() if change.request is None else change.request,
        previous_hash=head.hash,
    )
    link.hash = entry_hash(link)
    return link


def _locked_head() -> HistoryHead:
    """The last link, locked; made before the first entry of all."""
    heads = HistoryHead.objects.select_for_update()
    found = heads.filter(pk=1).first()
    if found is None:
        HistoryHead.objects.get_or_create(pk=1)
        found = heads.get(pk=1)
    return found


def entry_hash(entry: HistoryEntry) -> str:
    """SHA-256 over everything an entry says and the hash of the one before it."""
    said = [
        entry.previous_hash,
        entry.sequence,
        entry.at.astimezone(UTC).isoformat(timespec="microseconds"),
        entry.by_pk,
        entry.by_name,
        entry.action,
        entry.object_type,
        entry.object_pk,
        entry.object_name,
        entry.revision,
        entry.changes,
        entry.why,
        entry.request,
    ]
    return hashlib.sha256(
        json.dumps(said, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()
    ).hexdigest()


def first_broken_link() -> int | None:
    """The sequence number of the first entry that was altered, added or removed behind our back; None if all is well."""
    expected_sequence, previous = 1, ""
    for entry in HistoryEntry.objects.order_by("sequence").iterator(chunk_size=2000):
        if (entry.sequence, entry.previous_hash, entry.hash) != (
            expected_sequence,
            previous,
            entry_hash(entry),
        ):
            return expected_sequence
        expected_sequence, previous = expected_sequence + 1, entry.hash
    head = HistoryHead.objects.filter(pk=1).first()
    if head and (head.sequence, head.hash) != (expected_sequence - 1, previous):
        return expected_sequence
    return None


def _tracked(model: type[Recorded]) -> list[str]:
    return [f.attname for f in model._meta.concrete_fields if f.name not in model.UNTRACKED]


def _values(row: Recorded, fields: Iterable[str]) -> Values:
    return {f: HIDDEN if f in row.SECRET else plain(getattr(row, f)) for f in fields}


def _changed(old: Recorded, new: Recorded, fields: Collection[str]) -> list[str]:
    names = [new._meta.get_field(f).attname for f in fields]  # type: ignore[union-attr] # concrete fields only
    return [f for f in names if plain(getattr(old, f)) != plain(getattr(new, f))]


def _difference(old: Recorded, new: Recorded, changed: Collection[str]) -> Values:
    # What is derived or must stay unread is written and counted, but its value is not kept.
    named = [f for f in changed if f not in new.UNTRACKED]
    before, after = _values(old, named), _values(new, named)
    return {f: [before[f], after[f]] for f in named}


def plain(value: object) -> Any:  # Any: whatever JSON can hold
    """A value as JSON can hold it and as two equal values always look alike."""
    if isinstance(value, Decimal):
        return format(value.normalize(), "f")
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat(timespec="microseconds")
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, bytes | memoryview):
        content = bytes(value)
        return f"{len(content)} 字节，SHA-256 {hashlib.sha256(content).hexdigest()}"
    return value
