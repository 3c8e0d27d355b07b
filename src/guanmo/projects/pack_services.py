"""Writing rule packs of the office's own: a copy of another, and each next version of it."""

from datetime import datetime

from django.db import transaction

from guanmo.accounts.models import Person, Unit
from guanmo.accounts.services import NotAllowed
from guanmo.engines.packs import Pack, shipped_packs
from guanmo.foundation.history import Change
from guanmo.projects import pack_queries, rules
from guanmo.projects.pack_models import PackVersion


class PackRefused(Exception):
    """This text cannot become the next version; the message says why."""


class PackMoved(Exception):
    """Somebody saved another version after this one was opened."""

    def __init__(self, last: PackVersion) -> None:
        super().__init__(
            f"{last.saved_by.name}在您打开之后存了第{last.number}版，没有保存；您改的还在下面，请与那一版核对后再存。"
        )
        self.last = last


def save_pack(
    *, pack: Pack, copied_from: Pack, opened_on: int, why: str, by: Person, at: datetime
) -> PackVersion:
    """Keep a checked pack as the next version of its id.

    `copied_from` is what it was written from: another pack for a new id, its own last version otherwise. `opened_on`: the
    number of the version it was opened on, 0 for a new copy. Raises PackRefused and PackMoved.
    """
    if not rules.may_write_packs(by):
        raise NotAllowed("编写规则包")
    with transaction.atomic():
        # One at a time: two versions must not take one number.
        list(Unit.objects.select_for_update().filter(parent=None))
        last = next(iter(pack_queries.versions_of(pack.id)), None)
        _check(pack, copied_from, last, opened_on)
        if not why.strip():
            raise PackRefused("请写明依据或原因。")
        made = PackVersion(
            pack_id=pack.id,
            number=last.number + 1 if last else 1,
            kind=pack.kind,
            copied_from=last.copied_from if last else copied_from.id,
            text=pack.text,
            pack_hash=pack.hash,
            why=why.strip(),
            saved_by=by,
            saved_at=at,
        )
        return Change("pack.saved", by=by, at=at, why=why.strip()).create(made)


def _check(pack: Pack, copied_from: Pack, last: PackVersion | None, opened_on: int) -> None:
    if any(pack.id == shipped.id for shipped in shipped_packs()):
        raise PackRefused(f"“{pack.id}”是内置规则的编号，内置规则不能改；请把 id 换成别的。")
    if pack.kind is not copied_from.kind:
        raise PackRefused(f"原来是{copied_from.kind.label}规则，不能改成{pack.kind.label}规则。")
    if last is None:
        return
    if copied_from.id != pack.id:
        raise PackRefused(f"已有编号为“{pack.id}”的规则，请把 id 换成别的，或打开那条规则修改。")
    if last.number != opened_on:
        raise PackMoved(last)
    if last.pack_hash == pack.hash:
        raise PackRefused(f"内容与第{last.number}版完全相同，不必再存。")
