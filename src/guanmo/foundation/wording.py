"""Stored values in words: a column as its label, a choice as its name, a key as what it points to."""

import json
from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from django.apps import apps
from django.db import models
from django.utils.formats import date_format
from django.utils.timezone import localtime

from guanmo.engines.money import exact_wan_text
from guanmo.foundation.fields import WanField

LONGEST = 300

if TYPE_CHECKING:
    Column = models.Field[Any, Any]  # Any: a column of any kind
else:
    Column = models.Field  # generic for types only
# A column and the plain value stored in it; no column for details that an entry only tells.
Cell = tuple[Column | None, object]
Names = dict[tuple[type[models.Model], object], str]


def model_of(object_type: str) -> type[models.Model] | None:
    """The model of an entry's `object_type`; None for one this version does not know."""
    try:
        return apps.get_model(object_type)
    except (LookupError, ValueError):
        return None


def columns_of(model: type[models.Model] | None) -> dict[str, Column]:
    """A model's columns by the name the history keeps them under."""
    return {f.attname: f for f in model._meta.concrete_fields} if model else {}


def names_of(cells: Iterable[Cell]) -> Names:
    """What the foreign keys among `cells` point to, one query a model."""
    wanted: dict[type[models.Model], set[object]] = defaultdict(set)
    for column, value in cells:
        if column is not None and value is not None and column.is_relation:
            wanted[_target(column)].add(value)
    return {
        (model, key): str(row)
        for model, keys in wanted.items()
        for key, row in _rows(model).select_related().in_bulk(list(keys)).items()
    }


def said(cell: Cell, names: Names) -> str:
    """A plain value (see `history.plain`) as people read it; nothing for an empty one."""
    column, value = cell
    if value is None or value == "":
        return ""
    if column is not None and column.is_relation:
        return names.get((_target(column), value), f"编号 {value}（已删除）")
    if column is not None and column.choices:
        return str(dict(column.flatchoices).get(value, value))
    return _text(column, value)


def _text(column: Column | None, value: object) -> str:
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(column, WanField):
        return exact_wan_text(Decimal(str(value)))
    if isinstance(column, models.DateTimeField):
        return date_format(localtime(datetime.fromisoformat(str(value))), "Y-m-d H:i")
    return _shortened(value if isinstance(value, str) else json.dumps(value, ensure_ascii=False))


def _rows(model: type[models.Model]) -> models.Manager[models.Model]:
    manager = model._meta.default_manager
    assert manager is not None  # noqa: S101 - only abstract models have none
    return manager


def _target(column: Column) -> type[models.Model]:
    model = column.related_model
    assert isinstance(model, type)  # noqa: S101 - "self" is resolved once the models are loaded
    return model


def _shortened(text: str) -> str:
    return text if len(text) <= LONGEST else f"{text[:LONGEST]}……（共 {len(text)} 字）"
