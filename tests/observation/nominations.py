"""Short ways to a call for nominations and to a nomination."""

from datetime import date

from guanmo.engines.packs import shipped_pack
from guanmo.observation.models import Tour
from guanmo.observation.nomination_models import Nomination, NominationCall
from guanmo.observation.nomination_services import call_for_nominations, nominate
from guanmo.observation.services import create_tour
from guanmo.projects.models import Project
from tests.cast import NOON, Cast, make_project

AHEAD, DUE_ON = date(2026, 12, 14), date(2026, 11, 30)
WHY, SEE = "首条生产线已投料试产", "2号车间"


def coming(cast: Cast, name: str = "2026年12月观摩") -> Tour:
    """A tour in preparation, held in three weeks."""
    return create_tour(name=name, held_on=AHEAD, pack=shipped_pack("mean"), by=cast.office, at=NOON)


def called(
    cast: Cast, tour: Tour | None = None, pack: str = "zhumadian-2024", due_on: date = DUE_ON
) -> NominationCall:
    """The units are asked; this rule lets each nominate three."""
    return call_for_nominations(
        tour=tour or coming(cast), pack=shipped_pack(pack), due_on=due_on, by=cast.office, at=NOON
    )


def nominated(cast: Cast, call: NominationCall | None = None, project: Project | None = None) -> Nomination:
    """The county puts one of its projects forward."""
    return nominate(
        call=call or called(cast),
        project=project or make_project(cast),
        reason=WHY,
        to_see=SEE,
        by=cast.clerk,
        at=NOON,
    )
