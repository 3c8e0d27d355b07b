"""What many tests begin with: made once a worker through the services, then put back row by row.

The cast takes 340 queries and a tour being scored 190; putting their rows back takes a tenth of that. Nothing is
made any other way: what is put back was read from the tables after the services had written it.
"""

import pickle
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import wraps
from typing import Any, Concatenate, ParamSpec, TypeVar

from django.apps import apps
from django.core.management.color import no_style
from django.db import connection, models, transaction

from guanmo.engines.packs import Pack

P = ParamSpec("P")
Base = TypeVar("Base")
Made = TypeVar("Made")
Execute = Callable[[str, Any, bool, dict[str, Any]], Any]  # Any: Django's own signature of a wrapper
Rows = dict[int, dict[str, Any]]  # Any: whatever a column holds
Stored = dict[type[models.Model], Rows]

READS = ("SELECT", "SAVEPOINT", "RELEASE", "ROLLBACK", "EXPLAIN", "PRAGMA")


@dataclass(frozen=True)
class Memory:
    """The writes that make a state again, and what its maker returned."""

    writes: list[tuple[str, Any]]  # Any: parameters as the database's adapter wants them
    returned: bytes

    def put_back(self) -> Any:  # Any: whatever the maker returned
        with connection.cursor() as cursor:
            for sql, parameters in self.writes:
                cursor.execute(sql, parameters)
        return pickle.loads(self.returned)  # noqa: S301 - our own bytes


class Standing:
    """The state of the database in this test, as long as it is one we know."""

    base: object = None
    untouched = False
    waiting: dict[object, Callable[[Any], Any]] = {}
    memories: dict[object, Memory] = {}


def tables() -> Stored:
    """Every row of every table."""
    return {
        model: {
            row.pk: {f.attname: getattr(row, f.attname) for f in model._meta.concrete_fields}
            for row in models.QuerySet(model).order_by()
        }
        for model in apps.get_models(include_auto_created=True)
        if model._meta.managed
    }


def _write_again(before: Stored, after: Stored) -> None:
    """The difference of two states, as writes; a maker that removes rows is not remembered."""
    for model, rows in after.items():
        old = before[model]
        assert old.keys() <= rows.keys(), f"{model.__name__}: rows are gone"
        new = [model(**row) for pk, row in rows.items() if pk not in old]
        if new:
            models.QuerySet(model).bulk_create(new)
            for sql in connection.ops.sequence_reset_sql(no_style(), [model]):
                with connection.cursor() as cursor:
                    cursor.execute(sql)
        for pk in old:
            if rows[pk] != old[pk]:
                models.QuerySet(model).filter(pk=pk).update(**rows[pk])


def memorise(make: Callable[[], Any]) -> Memory:
    """Make something, read what that changed, and leave the database as it was."""
    writes: list[tuple[str, Any]] = []  # Any: as above and below, Django's

    def note(execute: Execute, sql: str, parameters: Any, many: Any, context: dict[str, Any]) -> Any:
        if not sql.startswith(READS) or "setval" in sql:
            writes.append((sql, parameters))
        return execute(sql, parameters, many, context)

    before = tables()
    with undone():
        returned = pickle.dumps(make())
        after = tables()
    with undone(), connection.execute_wrapper(note):
        _write_again(before, after)
    return Memory(writes, returned)


@contextmanager
def undone() -> Iterator[None]:
    """What happens in the block is taken back at its end."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


@contextmanager
def standing(make: Callable[[], Base]) -> Iterator[Base]:
    """The base of a test: what `make` returns, with its rows in the database.

    Here, before the test has touched anything, what earlier tests asked for on this base is made and memorised.
    """
    base = _known(make, make)
    for key, asked in list(Standing.waiting.items()):
        Standing.memories[key] = memorise(lambda asked=asked: asked(base))  # type: ignore[misc] # mypy knows no default
        del Standing.waiting[key]

    def watch(execute: Execute, sql: str, parameters: Any, many: Any, context: dict[str, Any]) -> Any:
        if Standing.untouched and not sql.startswith(READS):
            Standing.untouched = False
        return execute(sql, parameters, many, context)

    with connection.execute_wrapper(watch):
        Standing.base, Standing.untouched = base, True
        try:
            yield base
        finally:
            Standing.base, Standing.untouched = None, False


def _known(key: object, make: Callable[[], Base]) -> Base:
    if key not in Standing.memories:
        Standing.memories[key] = memorise(make)
    found: Base = Standing.memories[key].put_back()
    return found


def remembered(make: Callable[Concatenate[Base, P], Made]) -> Callable[Concatenate[Base, P], Made]:
    """Put back what `make` makes on the standing base, if nothing has been written since; else make it."""

    @wraps(make)
    def recall(base: Base, /, *args: P.args, **kwargs: P.kwargs) -> Made:
        told = [_key(value) for value in (*args, *kwargs.values())]
        if base is not Standing.base or not Standing.untouched or None in told:
            return make(base, *args, **kwargs)
        key = (make, *told, *kwargs)
        if key not in Standing.memories:
            made = make(base, *args, **kwargs)
            Standing.waiting[key] = lambda base: make(base, *args, **kwargs)
            return made
        found: Made = Standing.memories[key].put_back()
        return found

    return recall


def _key(value: object) -> object:
    """What tells two arguments apart; None for those we cannot tell apart by value."""
    if isinstance(value, str | int):
        return value
    return ("pack", value.text) if isinstance(value, Pack) else None
