"""Two people saved the same record: what each typed, side by side, and the way to save again.

A form that edits a record extends `RevisionForm` and passes its `revision` to the service. When the service raises
EditConflict, the view answers with `conflict_page`; the form comes back with a choice for each field that differs, and
`settled(form, row)` gives the values to save. Nothing typed is lost: the page carries the whole form along.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django import forms
from django.db.models import Model
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from guanmo.foundation.history import EditConflict, plain
from guanmo.foundation.models import Recorded
from guanmo.foundation.queries import entries_of
from guanmo.foundation.wording import Cell, columns_of, names_of, said

KEEP = "keep-"
MINE, SAVED = "mine", "saved"

Values = dict[str, Any]  # Any: cleaned data of any form


class RevisionForm(forms.Form):
    """A form that remembers which revision of the record it was opened on; 0 for a record not there yet."""

    revision = forms.IntegerField(widget=forms.HiddenInput, min_value=0)


@dataclass(frozen=True)
class FieldDiff:
    """One field that two people left with different values; texts as shown, empty for nothing.

    `choice` is the side to propose: mine when only I changed it, saved when only the other did, neither when both did.
    """

    name: str
    label: str
    opened: str
    yours: str
    saved: str
    choice: str


@dataclass(frozen=True)
class Conflict:
    """What differs between a form and the record as somebody saved it meanwhile."""

    saved_by: str
    saved_at: datetime | None
    revision: int
    fields: list[FieldDiff]


def opened_on(row: Recorded, fields: Collection[str]) -> Values:
    """The `initial` of a RevisionForm that edits these fields of `row`."""
    return {**forms.model_to_dict(row, fields), "revision": row.revision}


def conflict_between(form: forms.BaseForm, current: Recorded) -> Conflict:
    """Compare a valid form with the record as it is now; fields that agree are left out."""
    columns = columns_of(type(current))
    attnames = {name: _attname(current, name) for name in form.cleaned_data if name != "revision"}
    opened = _opened(current, form.cleaned_data.get("revision", current.revision))
    triples: dict[str, tuple[Cell, Cell, Cell]] = {}
    for name, attname in attnames.items():
        if attname in columns:
            column, now = columns[attname], plain(getattr(current, attname))
            then, mine = opened.get(attname, now), _stored(form.cleaned_data[name])
            if not _same(mine, now):
                triples[name] = ((column, then), (column, mine), (column, now))
    names = names_of(cell for cells in triples.values() for cell in cells)
    last = entries_of(current).filter(revision=current.revision).first()
    return Conflict(
        saved_by=last.by_name if last else "",
        saved_at=last.at if last else None,
        revision=current.revision,
        fields=[
            FieldDiff(
                name=form.add_prefix(name),
                label=str(form[name].label),
                opened=said(then, names),
                yours=said(mine, names),
                saved=said(now, names),
                choice=_choice(then[1], mine[1], now[1]),
            )
            for name, (then, mine, now) in triples.items()
        ],
    )


def conflict_page(
    request: HttpRequest, form: forms.BaseForm, error: EditConflict, *, back: str
) -> HttpResponse:
    """The page that lays both versions side by side; it posts to the address it was asked at."""
    conflict = conflict_between(form, error.current)
    revision_name = form.add_prefix("revision")
    dropped = {"csrfmiddlewaretoken", revision_name}
    typed = [
        (name, value)
        for name, values in request.POST.lists()
        if name not in dropped and not name.startswith(KEEP)
        for value in values
    ]
    context = {
        "conflict": conflict,
        "record": error.current,
        "typed": [*typed, (revision_name, str(conflict.revision))],
        "back": back,
    }
    return render(request, "ledger/conflict.html", context, status=409)


def settled(form: forms.BaseForm, row: Recorded) -> Values:
    """The values of a valid form, without `revision`, and with the record's own where the person chose those."""
    values = {name: value for name, value in form.cleaned_data.items() if name != "revision"}
    chosen = [name for name in values if form.data.get(KEEP + form.add_prefix(name)) == SAVED]
    if chosen:
        # A model form has already put what was typed into `row`; the record itself is asked.
        saved = type(row).objects.get(pk=row.pk)
        values |= {name: getattr(saved, name) for name in chosen}
    return values


def _opened(current: Recorded, revision: int) -> Values:
    """The columns changed since `revision`, as they were then."""
    opened: Values = {}
    for entry in entries_of(current).filter(revision__gt=revision).order_by("sequence"):
        changes: Mapping[str, list[Any]] = entry.changes  # Any: whatever JSON can hold
        for attname, (old, _) in changes.items():
            opened.setdefault(attname, old)
    return opened


def _attname(row: Recorded, name: str) -> str:
    foreign = f"{name}_id"
    return foreign if foreign in columns_of(type(row)) else name


def _stored(value: object) -> object:
    return plain(value.pk if isinstance(value, Model) else value)


def _same(one: object, other: object) -> bool:
    return one == other or (one in (None, "") and other in (None, ""))


def _choice(opened: object, yours: object, saved: object) -> str:
    if _same(opened, yours):
        return SAVED
    return MINE if _same(opened, saved) else ""
