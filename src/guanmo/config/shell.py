"""The frame of every page: which entries the navigation has for whom."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse

from guanmo.accounts.enums import Permission
from guanmo.accounts.models import Person, Unit
from guanmo.demo.city import DEMO_PASSWORD, LOGINS, MORE_LOGINS
from guanmo.foundation.components import Tab


@dataclass(frozen=True)
class Entry:
    """A page the navigation offers to whoever holds one of `permissions`; to everybody if none is named."""

    key: str
    label: str
    url_name: str
    permissions: tuple[str, ...] = ()
    on_phone: bool = False
    # Pages of several packages that stand under one entry, as tabs.
    pages: tuple["Entry", ...] = ()


@dataclass(frozen=True)
class Item:
    """An entry as one person sees it on one page."""

    key: str
    label: str
    url: str
    current: bool
    on_phone: bool


NAV = (
    Entry("home", "首页", "home", on_phone=True),
    Entry(
        "projects",
        "项目",
        "projects:list",
        (Permission.VIEW_ALL_PROJECTS, Permission.VIEW_OWN_PROJECTS),
        on_phone=True,
    ),
    Entry("tours", "观摩", "observation:tours", on_phone=True),
    Entry(
        "ledgers",
        "资料",
        "projects:ledgers",
        (Permission.IMPORT_LEDGERS,),
        pages=(
            Entry("ledgers", "台账", "projects:ledgers", (Permission.IMPORT_LEDGERS,)),
            Entry("materials", "读材料", "intake:materials", (Permission.READ_MATERIALS,)),
            Entry("tasks", "任务", "intake:tasks", (Permission.READ_MATERIALS,)),
            Entry("rankings", "排名", "intake:rankings", (Permission.READ_MATERIALS,)),
            Entry("figures", "数字", "intake:figures", (Permission.READ_MATERIALS,)),
            Entry("names", "叫法", "intake:names", (Permission.READ_MATERIALS,)),
        ),
    ),
    Entry("settings", "设置", "accounts:people", (Permission.VIEW_PEOPLE,)),
)
SEARCH, LOGOUT = "projects:list", "accounts:logout"


def navigation(request: HttpRequest) -> dict[str, Any]:  # Any: a template context
    """Context processor: the entries, the city, and where search and logout lead."""
    items = list(_items(request))
    on_phone = [item for item in items if item.on_phone]
    return {
        "navigation": items,
        "section_tabs": _section_tabs(request),
        "phone_navigation": on_phone,
        "more_navigation": [item for item in items if not item.on_phone],
        "city": cache(_city),
        "demonstration": settings.GUANMO_DEMONSTRATION,
        "demo_logins": (*LOGINS, *MORE_LOGINS) if settings.GUANMO_DEMONSTRATION else (),
        "demo_password": DEMO_PASSWORD if settings.GUANMO_DEMONSTRATION else "",
        "home_url": _url("home"),
        "search_url": _url(SEARCH) if any(item.key == "projects" for item in items) else "",
        "logout_url": _url(LOGOUT),
    }


def _items(request: HttpRequest) -> Iterator[Item]:
    if not request.user.is_authenticated:
        return
    addresses = _addresses(request.user, NAV)
    under = {
        entry: [url, *_addresses(request.user, entry.pages).values()] for entry, url in addresses.items()
    }
    current = _current(request.path, [url for urls in under.values() for url in urls])
    for entry, url in addresses.items():
        yield Item(entry.key, entry.label, url, current in under[entry], entry.on_phone)


def _section_tabs(request: HttpRequest) -> list[Tab]:
    """The pages beside the one shown, under the same entry of the navigation; none where there is only one."""
    if not request.user.is_authenticated:
        return []
    for entry in NAV:
        addresses = _addresses(request.user, entry.pages)
        current = _current(request.path, list(addresses.values()))
        if current and len(addresses) > 1:
            return [Tab(page.label, url, url == current) for page, url in addresses.items()]
    return []


def _addresses(by: Person, entries: Iterable[Entry]) -> dict[Entry, str]:
    """The entries this person may open, with their addresses."""
    allowed = [
        entry for entry in entries if not entry.permissions or any(map(by.has_permission, entry.permissions))
    ]
    return {entry: url for entry in allowed if (url := _url(entry.url_name))}


def _current(path: str, addresses: list[str]) -> str:
    """The address the path lies under; the longest wins, and the root means only itself."""
    over = [url for url in addresses if path == url or (url != "/" and path.startswith(url))]
    return max(over, key=len, default="")


def _url(name: str) -> str:
    try:
        return reverse(name)
    except NoReverseMatch:
        return ""


def _city() -> str:
    """Asked by the template only where it is shown, once a page."""
    return Unit.objects.filter(parent=None).values_list("name", flat=True).first() or ""
