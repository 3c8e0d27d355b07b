"""The words of the history: each action's name for people, registered by the package that acts.

A package lists its actions as `HISTORY_ACTIONS = {"unit.created": "新增单位"}` in its `enums`; they are collected
when the installation starts. A test finds actions without a name.
"""

from collections.abc import Iterable, Mapping
from importlib import import_module

from django.apps import AppConfig
from django.core.exceptions import ImproperlyConfigured
from django.utils.module_loading import module_has_submodule

_labels: dict[str, str] = {}


def register(actions: Mapping[str, str]) -> None:
    """Add a package's actions; one action has one name."""
    for action, label in actions.items():
        if _labels.setdefault(action, label) != label:
            raise ImproperlyConfigured(f"{action}: {_labels[action]} / {label}")


def register_from(configs: Iterable[AppConfig]) -> None:
    """Collect `HISTORY_ACTIONS` from the `enums` of every package that has one."""
    for config in configs:
        if config.module and module_has_submodule(config.module, "enums"):
            register(getattr(import_module(f"{config.name}.enums"), "HISTORY_ACTIONS", {}))


def action_label(action: str) -> str:
    """What people call an action; an old one that no package knows any more stays as it was written."""
    return _labels.get(action, action)


def registered() -> dict[str, str]:
    """All actions with their names, in the packages' order."""
    return dict(_labels)
