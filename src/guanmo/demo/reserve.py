"""The reserve library of the demonstration city: its target, projects that came and left, applications under review."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from decimal import Decimal

from guanmo.demo.city import ASKED, City
from guanmo.engines.admission import SIZE, Relaxation
from guanmo.foundation.clock import day_of
from guanmo.projects import admission_queries
from guanmo.projects.admission_models import Admission
from guanmo.projects.admission_services import (
    admit,
    apply_for_admission,
    give_opinion,
    reject,
    remove_from_reserve,
    set_reserve_target,
)
from guanmo.projects.enums import Stage, Stance
from guanmo.projects.models import Project
from guanmo.projects.services import register_project

# Unit, name, industry, attributes, total in 亿元, land in 亩, yearly tax in 万元.
WANTED = (
    ("青屿县", "青屿固态电池中试基地项目", "C3841", "招商、战新", 12, 260, 5200),
    ("云溪县", "云溪精密减速器项目", "C3484", "招商", 4, 110, 2100),
    ("松岭县", "松岭中药饮片加工项目", "C2730", "", 2, 60, 800),
    ("白沙县", "白沙县域医共体项目", "Q8411", "民生", 3, 60, None),
    ("安澜县", "安澜再生铅冶炼项目", "C3211", "招商", 5, 150, 3000),
    ("望江县", "望江临港仓储项目", "G5990", "招商", 6, 300, 1800),
    ("城北区", "城北冷链集配中心项目", "G5930", "", 5, 120, 1200),
)
YEARS, TARGET_YI = 5, 10_000


def make_reserve(city: City, at: datetime) -> None:
    """Seven projects of the planning stage with applications: decided, refused, relaxed, under review."""
    office, today = city.people["zhongdian"], day_of(at)
    set_reserve_target(
        first_year=today.year,
        last_year=today.year + YEARS - 1,
        amount=Decimal(TARGET_YI * 10_000),
        basis="观澜市重点项目谋划储备五年行动（演示）",
        by=office,
        at=at,
    )
    made = [_apply(city, row, at - timedelta(days=20 - 3 * n)) for n, row in enumerate(WANTED)]
    battery, gears, medicine, health, lead, storage, cold = made
    _answers(city, battery, ASKED, at - timedelta(days=15))
    admit(admission=battery, relaxed={}, reason="", by=office, at=at - timedelta(days=14))
    _answers(city, gears, ASKED[:3], at - timedelta(days=12))
    _answers(city, medicine, ASKED, at - timedelta(days=9))
    relaxed = {SIZE: Relaxation("科技含量高", "领导小组第3次会议纪要（演示）", "列入省级中药振兴项目")}
    relaxed["tax"] = Relaxation("", "领导小组第3次会议纪要（演示）", "投产后第三年达到")
    admit(
        admission=medicine,
        relaxed=relaxed,
        reason="列入省级中药振兴项目",
        by=office,
        at=at - timedelta(days=8),
    )
    _answers(city, health, ASKED[:2], at - timedelta(days=6))
    _veto(city, lead, at - timedelta(days=5))
    reject(
        admission=lead,
        reason="选址占用生态保护红线，请另行选址后再申请。",
        by=office,
        at=at - timedelta(days=4),
    )
    _answers(city, storage, ASKED[:1], at - timedelta(days=2))
    _answers(city, cold, ASKED, at - timedelta(days=2))
    admit(admission=cold, relaxed={}, reason="", by=office, at=at - timedelta(days=2))
    remove_from_reserve(
        project=Project.objects.get(pk=cold.project_id),
        reason="投资方调整布局，两年内不再建设",
        approved_by="领导小组第4次会议纪要（演示）",
        on=today - timedelta(days=1),
        by=office,
        at=at - timedelta(days=1),
    )


def _apply(city: City, row: tuple[str, str, str, str, int, int, int | None], at: datetime) -> Admission:
    unit_name, name, industry, attributes, total, land, tax = row
    unit = next(county for county in city.counties if county.name == unit_name)
    office = city.people["zhongdian"]
    project = register_project(
        unit=unit,
        values={
            "name": name,
            "industry": industry,
            "attributes": attributes,
            "stage": Stage.PLANNED,
            "total_investment": Decimal(total * 10_000),
            "content": f"新建厂房和配套设施，用地约{land}亩。",
        },
        by=office,
        at=at,
    )
    clerk = city.people[f"xian{city.counties.index(unit) + 1:02d}"]
    values = {
        "land": Decimal(land),
        "tax": None if tax is None else Decimal(tax),
        "floor_ratio": Decimal("1.3"),
        "statement": "市里产业链的补链项目，选址和资金已有初步方案。",
    }
    pack = admission_queries.admission_pack()
    return apply_for_admission(project=project, pack=pack, values=values, by=clerk, at=at)


def _answers(city: City, admission: Admission, asked: Sequence[tuple[str, str]], at: datetime) -> None:
    """Agreement with most of the points from each of these departments."""
    for n, (username, unit) in enumerate(asked):
        opinion = admission.opinions.select_related("unit", "admission").get(unit__name=unit)
        marks = {line.label: Decimal(17 - n % 2) for line in admission_queries.criteria_for(opinion)}
        conditional = n == 1
        give_opinion(
            opinion=opinion,
            stance=Stance.CONDITIONAL if conditional else Stance.AGREE,
            text="供地前完成地质灾害评估。" if conditional else "",
            marks=marks,
            by=city.people[username],
            at=at,
        )


def _veto(city: City, admission: Admission, at: datetime) -> None:
    username, unit = ASKED[2]
    opinion = admission.opinions.select_related("unit", "admission").get(unit__name=unit)
    give_opinion(
        opinion=opinion,
        stance=Stance.OBJECT,
        text="拟选地块在生态保护红线内。",
        marks={"环境影响": Decimal(4)},
        vetoes=["选址占用生态保护红线或永久基本农田"],
        by=city.people[username],
        at=at,
    )
