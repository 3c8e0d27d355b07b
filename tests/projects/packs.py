"""Short ways to rule packs of the office's own."""

from datetime import datetime

from guanmo.accounts.models import Person
from guanmo.engines.packs import Pack, load_pack, shipped_pack
from guanmo.projects.pack_models import PackVersion
from guanmo.projects.pack_services import save_pack
from tests.cast import NOON, Cast


def copy_of(pack_id: str, own_id: str = "own-rule", **replaced: str) -> Pack:
    """A shipped pack under another id and title; `replaced` are texts to put for others: old → new."""
    base = shipped_pack(pack_id)
    text = base.text.replace(f'"{pack_id}"', f'"{own_id}"', 1).replace(base.title, "本市办法", 1)
    for old, new in replaced.items():
        assert old in text
        text = text.replace(old, new)
    return load_pack(text)


def changed(pack: Pack, old: str, new: str) -> Pack:
    assert old in pack.text
    return load_pack(pack.text.replace(old, new))


def saved(
    cast: Cast,
    pack: Pack,
    copied_from: str = "",
    *,
    opened_on: int = 0,
    by: Person | None = None,
    at: datetime = NOON,
    why: str = "市政府第9号文",
) -> PackVersion:
    """The pack as the office saves it; without `copied_from` as the next version of its own."""
    base = shipped_pack(copied_from) if copied_from else pack
    return save_pack(pack=pack, copied_from=base, opened_on=opened_on, why=why, by=by or cast.office, at=at)
