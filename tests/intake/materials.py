"""A small report of our own, read in this process, and what the tests ask of its findings."""

import json

from guanmo.engines.text.answering import answer, request_for
from guanmo.intake.enums import FindingKind
from guanmo.intake.models import Alias, Finding, Material
from guanmo.intake.record_services import link_project, link_unit
from guanmo.intake.services import Kept, Origin, ReadMaterial, keep_material, material_of
from guanmo.projects.models import Project
from tests.cast import NOON, Cast, make_project

TEXT = """观澜市召开重点项目推进会
2026年5月6日　来源：观澜日报
5月6日，观澜市召开重点项目推进会，市长齐远帆出席会议。总投资3.2亿元的云岫电池产业园项目开工建设。
齐远帆强调，市重点办要在6月底前完成26个项目的用地审批。
会议宣布项目进度排序结果：青屿县、云溪县、城北区。
"""
# In the order of the text: a figure within a task is behind it.
LINES = [
    "齐远帆",
    "总投资 3.2亿元",
    "云岫电池产业园项目",
    "市重点办要在6月底前完成26个项目的用地审批",
    "项目 26个",
    "第1名　青屿县",
    "第2名　云溪县",
    "第3名　城北区",
]


def read(text: str = TEXT) -> ReadMaterial:
    """What the page would read, without a child process."""
    return material_of(json.loads(answer(request_for(text.encode()))))


def keep(cast: Cast, text: str = TEXT, *, earlier: Material | None = None) -> Kept:
    origin = Origin(source="观澜日报", earlier=earlier)
    return keep_material(read=read(text), origin=origin, by=cast.office, at=NOON)


def material(cast: Cast, text: str = TEXT) -> Material:
    return keep(cast, text).material


def finding(of: Material, kind: FindingKind, nth: int = 0) -> Finding:
    return Finding.objects.filter(material=of, kind=kind).order_by("start", "-end")[nth]


def remembered(cast: Cast) -> Alias:
    """A name the office has confirmed for the zone."""
    found = finding(material(cast), FindingKind.TASK)
    link_unit(finding=found, unit=cast.city.zone, remember=True, by=cast.office, at=NOON)
    return Alias.objects.get()


FACTS = """观澜市重点项目竣工
2026年5月6日　来源：观澜日报
由甲河能源有限公司投资建设的云岫电池产业园项目位于青屿县北部，总投资3.2亿元，已竣工投产。
"""


def linked_project(cast: Cast, text: str = FACTS) -> tuple[Finding, Project]:
    """The project of a report, accepted as one of the library of which the report says more."""
    known = make_project(cast, name="云岫新能源城")
    found = finding(material(cast, text), FindingKind.PROJECT)
    linked = link_project(finding=found, project=known, remember=False, by=cast.office, at=NOON)
    return linked, known
