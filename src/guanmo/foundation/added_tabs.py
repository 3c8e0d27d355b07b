"""Tabs that a package adds to a page of a package below it.

A lower page cannot import what stands above it. An upper package lists in its `tabs`, as `ADDED_TABS`, what belongs to
the page of which URL name; they are collected when the installation starts, and the lower page shows what it was told.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from importlib import import_module
from typing import Any

from django.apps import AppConfig
from django.utils.module_loading import module_has_submodule

from guanmo.foundation.components import Tab


@dataclass(frozen=True)
class AddedTab:
    """A tab of one object's page; the key is the object's, the person the one who asks."""

    page: str
    label: str
    url: Callable[[int], str]
    count: Callable[[Any, int], int]  # Any: a person, whom this package knows nothing of


_added: list[AddedTab] = []


def register_from(configs: Iterable[AppConfig]) -> None:
    """Collect `ADDED_TABS` from the `tabs` of every package that has one."""
    _added.clear()
    for config in configs:
        if config.module and module_has_submodule(config.module, "tabs"):
            _added.extend(getattr(import_module(f"{config.name}.tabs"), "ADDED_TABS", ()))


def tabs_of(page: str, label: str, key: int, person: object) -> list[Tab]:
    """The page's own tab and those added that have something behind them; none where it would stand alone."""
    counted = [(tab, tab.count(person, key)) for tab in _added if tab.page == page]
    others = [Tab(tab.label, tab.url(key), count=count) for tab, count in counted if count]
    return [Tab(label, "", current=True), *others] if others else []
