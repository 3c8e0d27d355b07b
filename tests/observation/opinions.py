"""Short ways to an opinion at each point of its life."""

from datetime import date

from guanmo.accounts.enums import UnitKind
from guanmo.accounts.models import Person, Unit
from guanmo.accounts.roles import RoleName
from guanmo.accounts.services import create_unit
from guanmo.observation.enums import Stance
from guanmo.observation.models import Tour
from guanmo.observation.nomination_models import Opinion
from guanmo.observation.opinion_services import answer_opinion, ask_opinions, overrule_veto
from guanmo.projects.models import Project
from tests.cast import NOON, Cast, make_person, make_project
from tests.observation.nominations import coming

ANSWER_BY = date(2026, 11, 27)
ILLEGAL, MENDED = "环评批复前已开工，正在立案查处", "已整改完毕，重点办到现场核过"


def bureau(cast: Cast, name: str = "市生态环境局", order: int = 40) -> Unit:
    """A department of the city."""
    found = Unit.objects.filter(name=name).first()
    return found or create_unit(
        name=name,
        short_name=name[1:],
        kind=UnitKind.DEPARTMENT,
        parent=cast.city.root,
        order=order,
        by=None,
        at=NOON,
    )


def adviser(cast: Cast) -> Person:
    """The clerk of the department."""
    found = Person.objects.filter(username="adviser").first()
    return found or make_person("adviser", "韩环保", bureau(cast), RoleName.CLERK)


def asked(cast: Cast, project: Project | None = None, tour: Tour | None = None) -> Opinion:
    """The department is asked about a project of the county."""
    (made,) = ask_opinions(
        tour=tour or coming(cast),
        projects=[project or make_project(cast)],
        departments=[bureau(cast)],
        due_on=ANSWER_BY,
        by=cast.office,
        at=NOON,
    )
    return made


def answered(
    cast: Cast, opinion: Opinion | None = None, stance: Stance = Stance.VETO, reason: str = ILLEGAL
) -> Opinion:
    """The department answers, with a veto where nothing else is named."""
    return answer_opinion(
        opinion=opinion or asked(cast), stance=stance, reason=reason, by=adviser(cast), at=NOON
    )


def overruled(cast: Cast, opinion: Opinion | None = None) -> Opinion:
    """The office sets the veto aside."""
    return overrule_veto(opinion=opinion or answered(cast), reason=MENDED, by=cast.office, at=NOON)
