"""The light rule in force, and what another rule would make of the same month."""

from collections import Counter
from dataclasses import dataclass

from guanmo.accounts.models import Person
from guanmo.engines.packs import Pack, load_pack
from guanmo.engines.packs.packs import Kind
from guanmo.engines.periods import Month
from guanmo.engines.progress import Light, lamp
from guanmo.foundation.components import TimelineEntry
from guanmo.foundation.models import HistoryEntry
from guanmo.projects import queries
from guanmo.projects.models import LightChoice, Project
from guanmo.projects.pack_queries import packs_of
from guanmo.projects.queries import Standing


@dataclass(frozen=True)
class Effect:
    """How many projects get which light under one pack."""

    pack: Pack
    in_force: bool
    lights: dict[str, int]


@dataclass(frozen=True)
class Compared:
    """One project with its light under each pack, in the packs' order."""

    standing: Standing
    lamps: list[Light]


@dataclass(frozen=True)
class Comparison:
    """The same month under every pack; `differing` are the projects on which the packs do not agree."""

    month: Month
    projects: int
    effects: list[Effect]
    differing: list[Compared]


def comparison(by: Person, month: Month) -> Comparison:
    """The projects `by` sees at the end of `month`, under the rule in force and under every shipped one."""
    in_force = queries.light_pack(month.year)
    packs = offered_packs(in_force)
    listed = queries.standings(Project.objects.visible_to(by), month, in_force)
    compared = [Compared(s, [_lamp(s, pack, in_force) for pack in packs]) for s in listed]
    return Comparison(
        month=month,
        projects=len(listed),
        effects=[
            Effect(pack, pack.hash == in_force.hash, dict(Counter(c.lamps[n].value for c in compared)))
            for n, pack in enumerate(packs)
        ],
        differing=[c for c in compared if len(set(c.lamps)) > 1],
    )


def offered_packs(in_force: Pack) -> list[Pack]:
    """The rule in force, then all that differ from it."""
    return [in_force, *(pack for pack in packs_of(Kind.LIGHTS) if pack.hash != in_force.hash)]


def light_choice(year: int) -> LightChoice | None:
    """The choice that holds in `year`, made for it or for an earlier year; None where the shipped rule holds."""
    return LightChoice.objects.filter(year__lte=year).select_related("chosen_by").order_by("-year").first()


def light_choices() -> list[TimelineEntry]:
    """Every choice of a rule with its reason, newest first."""
    titles: dict[int | None, str] = {}
    told = []
    for entry in HistoryEntry.objects.filter(action="lights.chosen").order_by("sequence"):
        if "text" in entry.changes:
            titles[entry.object_pk] = load_pack(entry.changes["text"][1]).title
        year = entry.object_name.split("年")[0]
        told.append(
            TimelineEntry(entry.at, entry.by_name, f"{year}年采用“{titles[entry.object_pk]}”", entry.why)
        )
    return list(reversed(told))


def _lamp(standing: Standing, pack: Pack, in_force: Pack) -> Light:
    if pack is in_force:
        return standing.lamp
    return lamp(pack, done=standing.done, plan=standing.plan, month=standing.month.month)
