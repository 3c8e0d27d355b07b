"""Foreign keys point down or stay inside; the linter cannot see string references."""

from django.apps import apps
from django.db import models

# Bottom first, as in pyproject's layers.
LAYERS = ("foundation", "accounts", "projects", "observation", "intake", "demo", "config")


def our_models() -> list[type[models.Model]]:
    return [model for model in apps.get_models() if model._meta.app_label in LAYERS]


def test_relations_point_down() -> None:
    upward = [
        f"{model._meta.label}.{field.name} → {field.related_model._meta.label}"
        for model in our_models()
        for field in model._meta.get_fields()
        if isinstance(field, models.ForeignKey | models.ManyToManyField)
        and LAYERS.index(field.related_model._meta.app_label) > LAYERS.index(model._meta.app_label)
    ]

    assert upward == []


def test_every_package_of_ours_is_a_known_layer() -> None:
    labels = {config.label for config in apps.get_app_configs() if config.name.startswith("guanmo.")}

    assert labels == set(LAYERS)


def test_identifiers_fit_oracle_like_databases() -> None:
    names = [
        name
        for model in our_models()
        for name in (
            model._meta.db_table,
            *(field.column for field in model._meta.concrete_fields),
            *(constraint.name for constraint in model._meta.constraints),
            *(index.name for index in model._meta.indexes),
        )
    ]

    assert [name for name in names if len(name) > 30] == []
