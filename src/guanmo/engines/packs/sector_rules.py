"""The body of a pack of kind `sectors`: a city's own industries ("1+8+N") beside the codes of GB/T 4754."""

import itertools
from dataclasses import dataclass

from guanmo.engines.packs.sections import Section


@dataclass(frozen=True, slots=True)
class Sector:
    """One industry of the city: its name, the group it stands in, and the industry codes it begins with."""

    name: str
    group: str
    industries: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class SectorRule:
    sectors: tuple[Sector, ...]
    """In the order the city lists them."""

    @property
    def names(self) -> tuple[str, ...]:
        return tuple(sector.name for sector in self.sectors)

    def named(self, name: str) -> Sector | None:
        return next((sector for sector in self.sectors if sector.name == name), None)

    def sector_of(self, industry: str) -> Sector | None:
        """The sector an industry code falls into; None for no code and for one outside the city's system.

        >>> rule = SectorRule((Sector("新能源电池", "首位产业", ("C384",)),))
        >>> rule.sector_of("C3841").name, rule.sector_of("E4813")
        ('新能源电池', None)
        """
        return next(
            (sector for sector in self.sectors if industry and industry.startswith(sector.industries)), None
        )


def read_sector_rule(section: Section) -> SectorRule:
    sectors = tuple(_sector(table) for table in section.sections("sectors"))
    section.close()
    if not sectors:
        section.refuse("sectors", "至少要有一个产业。")
    names = [sector.name for sector in sectors]
    if len(set(names)) != len(names):
        section.refuse("sectors", "有两个产业同名。")
    _check_apart(section, sectors)
    return SectorRule(sectors)


def _sector(section: Section) -> Sector:
    sector = Sector(section.text("name"), section.text("group"), section.texts("industries"))
    section.close()
    return sector


def _check_apart(section: Section, sectors: tuple[Sector, ...]) -> None:
    """A code belongs to one sector: no code may begin with another's, whichever is asked first."""
    for one, other in itertools.combinations(sectors, 2):
        shared = [
            code
            for code in one.industries
            for beside in other.industries
            if code.startswith(beside) or beside.startswith(code)
        ]
        if shared:
            section.refuse("sectors", f"“{one.name}”与“{other.name}”的行业代码重叠（{shared[0]}）。")
