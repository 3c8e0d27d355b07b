"""All rule packs there are: the shipped ones and the office's own in their last versions."""

from collections.abc import Sequence
from dataclasses import dataclass

from guanmo.engines.packs import InvalidPack, Kind, Pack, load_pack, shipped_packs
from guanmo.engines.packs.locating import line_of
from guanmo.projects.pack_models import PackVersion

NEW_IDS = 1000


@dataclass(frozen=True)
class Fault:
    """What is wrong with a text, the line it sits on (from 1) and what that line says; None and empty where unknown."""

    line: int | None
    text: str
    says: str


def packs_of(kind: Kind) -> list[Pack]:
    """The packs of a kind: shipped, then the office's own, each by id."""
    return [
        *shipped_packs(kind),
        *(load_pack(version.text) for version in last_versions() if version.kind == kind),
    ]


def last_versions() -> list[PackVersion]:
    """The last version of each pack of the office's own, by id."""
    # Ordered by number, the last of each id stays.
    last = {one.pack_id: one for one in PackVersion.objects.order_by("number").select_related("saved_by")}
    return [last[pack_id] for pack_id in sorted(last)]


def versions_of(pack_id: str) -> list[PackVersion]:
    """The versions of one pack, the last first; none for a shipped one."""
    return list(PackVersion.objects.filter(pack_id=pack_id).select_related("saved_by"))


def pack_of(pack_id: str) -> Pack | None:
    """A shipped pack, or the last version of one of the office's own; None where there is neither."""
    own = versions_of(pack_id)
    if own:
        return load_pack(own[0].text)
    return next((pack for pack in shipped_packs() if pack.id == pack_id), None)


def free_id(pack_id: str) -> str:
    """An id for a copy that nobody bears yet: the original's with the next number."""
    taken = {pack.id for pack in shipped_packs()} | {one.pack_id for one in last_versions()}
    return next(f"{pack_id[:36]}-{n}" for n in range(2, NEW_IDS) if f"{pack_id[:36]}-{n}" not in taken)


def without_remarks(text: str) -> str:
    """The text of a shipped pack without the lines that speak to developers."""
    return "\n".join(line for line in text.splitlines() if not line.startswith("#")) + "\n"


def faults_in(text: str) -> list[Fault]:
    """Everything wrong with the text of a pack, each with its line; none for a good one."""
    try:
        load_pack(text)
    except InvalidPack as error:
        lines = text.splitlines()
        return [_fault(lines, line_of(text, problem), problem) for problem in error.problems]
    return []


def _fault(lines: Sequence[str], number: int | None, says: str) -> Fault:
    shown = lines[number - 1].strip() if number and number <= len(lines) else ""
    return Fault(number, shown, says)
