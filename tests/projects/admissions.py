"""Applications of the cast's city: its own units stand for the departments the rule asks."""

from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal

from guanmo.accounts.models import Person, Unit
from guanmo.engines.packs import load_pack, shipped_pack
from guanmo.projects import admission_services, services
from guanmo.projects.admission_models import Admission, AdmissionOpinion
from guanmo.projects.enums import Stage, Stance
from guanmo.projects.models import Project
from tests.cast import NOON, Cast

# 青屿县发改局 gives two lines of the scorecard, 云溪县 and 青屿县 one each; 市应急管理局 does not exist here.
PACK = load_pack(
    shipped_pack("guanlan-entry")
    .text.replace("市发展和改革委员会", "青屿县发改局")
    .replace("市自然资源和规划局", "云溪县")
    .replace("市生态环境局", "青屿县")
)
GOOD: dict[str, object] = {
    "land": Decimal(100),
    "tax": Decimal(1500),
    "floor_ratio": Decimal("1.2"),
    "statement": "补链项目",
}


def planned(cast: Cast, *, name: str = "青屿电池厂", unit: Unit | None = None, **values: object) -> Project:
    """A project in 谋划 that fits the rule."""
    known = {
        "name": name,
        "stage": Stage.PLANNED,
        "industry": "C3841",
        "attributes": "招商",
        "total_investment": Decimal(50000),
        **values,
    }
    return services.register_project(unit=unit or cast.city.county, values=known, by=cast.office, at=NOON)


def applied(
    cast: Cast, project: Project | None = None, *, at: datetime = NOON, **values: object
) -> Admission:
    return admission_services.apply_for_admission(
        project=project or planned(cast), pack=PACK, values={**GOOD, **values}, by=cast.office, at=at
    )


def of_unit(admission: Admission, unit: Unit) -> AdmissionOpinion:
    return admission.opinions.select_related("unit", "admission").get(unit=unit)


def answered(
    admission: Admission,
    unit: Unit,
    by: Person,
    *,
    stance: Stance = Stance.AGREE,
    text: str = "",
    points: int = 20,
    vetoes: Sequence[str] = (),
    at: datetime = NOON,
) -> AdmissionOpinion:
    """One department's answer with the same points for each of its lines."""
    labels = [line.label for line in PACK.admission_rule.criteria if line.by == unit.name]
    return admission_services.give_opinion(
        opinion=of_unit(admission, unit),
        stance=stance,
        text=text,
        marks={label: Decimal(points) for label in labels},
        vetoes=vetoes,
        by=by,
        at=at,
    )


def all_agreed(cast: Cast, admission: Admission) -> Admission:
    """Every department asked agrees with full marks."""
    answered(admission, cast.city.county_bureau, cast.clerk)
    answered(admission, cast.city.other_county, cast.stranger)
    answered(admission, cast.city.county, cast.approver)
    return admission


def admitted(cast: Cast, project: Project | None = None) -> Admission:
    admission = all_agreed(cast, applied(cast, project))
    return admission_services.admit(admission=admission, relaxed={}, by=cast.office, at=NOON)
