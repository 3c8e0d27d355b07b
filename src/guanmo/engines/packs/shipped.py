"""The packs that come with the product, read from the package's own data."""

from functools import cache
from importlib import resources

from guanmo.engines.packs.packs import Kind, Pack, load_pack


class UnknownPack(LookupError):
    """No shipped pack has this id."""


@cache
def shipped_packs(kind: Kind | str | None = None) -> tuple[Pack, ...]:
    """All shipped packs of a kind (or of all), by id."""
    kinds = tuple(Kind) if kind is None else (Kind(kind),)
    packs = (
        load_pack(file.read_text(encoding="utf-8"))
        for folder in kinds
        for file in resources.files(__package__).joinpath(folder.value).iterdir()
    )
    return tuple(sorted(packs, key=lambda pack: pack.id))


def shipped_pack(pack_id: str) -> Pack:
    for pack in shipped_packs():
        if pack.id == pack_id:
            return pack
    known = "、".join(pack.id for pack in shipped_packs())
    raise UnknownPack(f"没有编号为“{pack_id}”的内置规则包；内置的有：{known}。")
