"""The city's own industries ("1+8+N") of projects: what was chosen, else what the industry code falls into."""

from django.db.models import Q, QuerySet

from guanmo.engines.packs import Pack, SectorRule, shipped_pack
from guanmo.projects.models import Project

DEFAULT_SECTORS = "guanlan-1-8-n"


def sector_pack() -> Pack:
    """The city's taxonomy."""
    return shipped_pack(DEFAULT_SECTORS)


def sector_rule() -> SectorRule:
    return sector_pack().sector_rule


def sector_label(project: Project) -> str:
    """What the project counts as: the sector chosen for it, else that of its industry code; empty for neither."""
    if project.sector:
        return project.sector
    found = sector_rule().sector_of(project.industry)
    return found.name if found else ""


def in_sector(projects: QuerySet[Project], name: str) -> QuerySet[Project]:
    """Those of one sector of the city; none for a name the taxonomy does not know."""
    wanted = Q(sector=name)
    sector = sector_rule().named(name)
    for code in sector.industries if sector else ():
        wanted |= Q(sector="", industry__startswith=code)
    return projects.filter(wanted)
