"""No ordinary code path writes without history: by kind of model, by source, by attempt, by field, by service."""

import ast
import importlib
import inspect
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from django.apps import apps
from django.db import models

from guanmo.accounts.models import Unit
from guanmo.foundation import actions
from guanmo.foundation.fields import WanField
from guanmo.foundation.history import HIDDEN, Change, first_broken_link, plain
from guanmo.foundation.models import HistoryEntry, HistoryHead, Recorded, UnrecordedWrite
from tests.architecture.test_relations import our_models
from tests.cast import NOON, Cast

SOURCE = Path(__file__).resolve().parents[2] / "src" / "guanmo"
OWN_WAY = (HistoryEntry, HistoryHead)
RECORDED: list[type[Recorded]] = [m for m in apps.get_models() if issubclass(m, Recorded)]
# One file of acts a package or topic: an act prepares what a service needs and returns the call of the service.
ACT_FILES = [
    importlib.import_module(f"tests.architecture.{path.stem}")
    for path in sorted(Path(__file__).parent.glob("acts_*.py"))
]
ACTS: dict[str, Callable[[Cast], Callable[[], object]]] = {
    service: act for file in ACT_FILES for service, act in file.ACTS.items()
}

# What reaches past the guard: our own door, and Django's ways round a manager.
PAST_THE_GUARD = {
    "unguarded", "_raw_delete", "raw", "cursor", "save_base", "_base_manager", "_insert", "_update", "_do_insert", "_do_update",
}  # fmt: skip
ALLOWED = {"foundation/history.py", "foundation/models.py"}

Rows = dict[tuple[str, int], dict[str, object]]
each_model = pytest.mark.parametrize("model", RECORDED, ids=lambda model: model._meta.label)


# By kind of model


def test_every_model_of_ours_is_recorded() -> None:
    assert [m._meta.label for m in our_models() if not issubclass(m, Recorded) and m not in OWN_WAY] == []


def test_no_model_writes_through_hidden_tables() -> None:
    assert [m._meta.label for m in our_models() if m._meta.many_to_many] == []


def test_every_relation_among_recorded_models_protects() -> None:
    loose = [
        f"{model._meta.label}.{field.name}"
        for model in RECORDED
        for field in model._meta.concrete_fields
        if field.is_relation and field.remote_field.on_delete is not models.PROTECT
    ]

    assert loose == []


@each_model
def test_every_manager_refuses_to_write(model: type[Recorded]) -> None:
    # Django itself fetches related rows through a base manager that is none of these; nothing of ours may name it.
    for manager in model._meta.managers:
        with pytest.raises(UnrecordedWrite):
            manager.all().update(revision=2)


# By source


def steps_past(tree: ast.AST) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Attribute) and node.attr in PAST_THE_GUARD:
            yield f"{node.lineno} .{node.attr}"
        if (
            isinstance(node, ast.Call)
            and getattr(node.func, "attr", getattr(node.func, "id", "")) == "QuerySet"
        ):
            yield f"{node.lineno} QuerySet("
        if (
            isinstance(node, ast.Attribute)
            and node.attr in ("save", "delete")
            and ast.unparse(node.value) in ("models.Model", "Model", "super()")
        ):
            yield f"{node.lineno} {ast.unparse(node)}"


def test_nothing_but_the_history_goes_past_the_guard() -> None:
    past = [
        f"{path.relative_to(SOURCE)}:{step}"
        for path in SOURCE.rglob("*.py")
        if str(path.relative_to(SOURCE)) not in ALLOWED
        for step in steps_past(ast.parse(path.read_text(encoding="utf-8")))
    ]

    assert past == []


@pytest.mark.parametrize(
    "source",
    [
        "Unit.unguarded().update(name='x')",
        "models.QuerySet(Unit).delete()",
        "QuerySet(model=Unit)",
        "Unit.objects.raw('DELETE')",
        "connection.cursor()",
        "Unit.objects.all()._raw_delete('default')",
        "models.Model.save(unit)",
        "super().delete()",
        "unit.save_base(raw=True)",
    ],
)
def test_steps_past_the_guard_are_seen(source: str) -> None:
    assert len(list(steps_past(ast.parse(source)))) >= 1


# By attempt


@each_model
@pytest.mark.parametrize(
    "write",
    [
        lambda model: model().save(),
        lambda model: model(pk=1).delete(),
        lambda model: model.objects.all().update(revision=2),
        lambda model: model.objects.all().delete(),
        lambda model: model.objects.bulk_create([]),
        lambda model: model.objects.bulk_update([], ["revision"]),
        lambda model: model.objects.create(),
        lambda model: model.objects.get_or_create(pk=987654),
        lambda model: model.objects.update_or_create(pk=987654),
    ],
    ids=[
        "save", "delete", "update", "delete many", "bulk_create", "bulk_update", "create", "get_or_create",
        "update_or_create",
    ],
)  # fmt: skip
@pytest.mark.django_db
def test_unrecorded_writes_are_refused(model: Any, write: Callable[[Any], object]) -> None:
    with pytest.raises(UnrecordedWrite):
        write(model)


# By field: every writable column of every model, changed alone, is named in an entry

# Columns a check holds together: what must change beside the one being tried.
TOGETHER: dict[str, dict[str, object]] = {
    column: beside for file in ACT_FILES for column, beside in getattr(file, "TOGETHER", {}).items()
}


def tracked(model: type[Recorded]) -> list["models.Field[Any, Any]"]:
    return [f for f in model._meta.concrete_fields if f.attname not in ("id", *model.UNTRACKED)]


COLUMNS = [(model, field.attname) for model in RECORDED for field in tracked(model)]


def sample(model: type[Recorded], number: int = 1) -> Recorded:
    """A stored row of a model with as little in it as it takes, and of what it points to."""
    row = model()
    for field in model._meta.concrete_fields:
        if not field.primary_key and not field.null and field.attname != "revision":
            setattr(row, field.name, value_for(field, number))
    return Change("sample.made", by=None, at=NOON).create(row)


def value_for(field: Any, number: int) -> object:
    """A value a column takes; another number gives another value."""
    if field.is_relation:
        # A number no other row of the test has, and within the range of an administrative order.
        return sample(field.related_model, 10 + HistoryEntry.objects.count())
    if field.choices:
        return field.flatchoices[min(number, len(field.flatchoices)) - 1][0]
    if isinstance(field, models.BooleanField):
        return number % 2 == 0
    makers: list[tuple[type[Any], Callable[[], object]]] = [
        (WanField, lambda: Decimal(number)),
        (models.DecimalField, lambda: Decimal(number)),
        (models.DateTimeField, lambda: NOON + timedelta(hours=number)),
        (models.DateField, lambda: date(2026, 1, 1) + timedelta(days=number)),
        (models.JSONField, lambda: {"n": number}),
        (models.BinaryField, lambda: bytes([number % 256])),
        (models.IntegerField, lambda: number % 12 + 1),
        (models.TextField, lambda: f"文{number}"),
        (models.CharField, lambda: f"{number}"),
    ]
    return next(make() for kind, make in makers if isinstance(field, kind))


@pytest.mark.django_db
@pytest.mark.parametrize(("model", "attname"), COLUMNS, ids=[f"{m._meta.label}.{a}" for m, a in COLUMNS])
def test_a_changed_column_is_named_with_old_and_new(model: type[Recorded], attname: str) -> None:
    row = sample(model)
    field = next(f for f in tracked(model) if f.attname == attname)
    old = plain(getattr(row, attname))
    beside = TOGETHER.get(f"{model._meta.label}.{attname}", {})
    setattr(row, field.name, value_for(field, 2))
    for name, value in beside.items():
        setattr(row, name, value_for(model._meta.get_field(name), 3) if value == "a person" else value)

    Change("sample.changed", by=None, at=NOON).save(row, [field.name, *beside])

    entry = HistoryEntry.objects.get(action="sample.changed")
    expected = [HIDDEN, HIDDEN] if attname in model.SECRET else [old, plain(getattr(row, attname))]
    assert (entry.object_type, entry.object_pk) == (model._meta.label_lower, row.pk)
    assert entry.changes[attname] == expected
    assert plain(getattr(model.objects.get(pk=row.pk), attname)) == plain(getattr(row, attname))


# By service: each act is done, and what the database then holds differently must stand in new entries


def services() -> Iterator[str]:
    """Every public function that acts at a moment, of every module of services."""
    for path in sorted(SOURCE.glob("*/*services.py")):
        module = importlib.import_module(f"guanmo.{path.parent.name}.{path.stem}")
        for name, function in inspect.getmembers(module, inspect.isfunction):
            own = function.__module__ == module.__name__ and not name.startswith("_")
            if own and "at" in inspect.signature(function).parameters:
                yield f"{path.parent.name}.{path.stem}.{name}"


def contents() -> Rows:
    """Every tracked column of every row there is."""
    return {
        (model._meta.label_lower, row.pk): {f.attname: plain(getattr(row, f.attname)) for f in tracked(model)}
        for model in RECORDED
        for row in model.objects.all()
    }


def test_every_service_is_walked() -> None:
    assert sorted(ACTS) == sorted(services())


@pytest.mark.parametrize("act", sorted(ACTS))
def test_a_service_leaves_an_entry_for_all_it_writes(cast: Cast, act: str) -> None:
    do = ACTS[act](cast)
    before, head = contents(), HistoryHead.objects.get().sequence

    do()

    after = contents()
    entries = list(HistoryEntry.objects.filter(sequence__gt=head))
    told = {(e.object_type, e.object_pk, name) for e in entries for name in e.changes}
    assert differences(before, after) - told == set()
    assert entries != []
    assert {e.action for e in entries} <= set(actions.registered())
    assert first_broken_link() is None


def differences(before: Rows, after: Rows) -> set[tuple[str, int, str]]:
    """The columns that hold something else; of new and removed rows those that hold anything but an empty text."""
    return {
        (kind, pk, name)
        for kind, pk in before.keys() | after.keys()
        for name in before.get((kind, pk), {}).keys() | after.get((kind, pk), {}).keys()
        if held(before, kind, pk, name) != held(after, kind, pk, name)
    }


def held(rows: Rows, kind: str, pk: int, name: str) -> object:
    value = rows.get((kind, pk), {}).get(name)
    return None if value == "" else value


def test_a_write_without_an_entry_is_seen(cast: Cast) -> None:
    before = contents()
    Unit.unguarded().filter(pk=cast.city.zone.pk).update(name="改名功能区")

    assert differences(before, contents()) == {("accounts.unit", cast.city.zone.pk, "name")}
