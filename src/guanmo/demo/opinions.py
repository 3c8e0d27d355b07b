"""What the departments of the demonstration city say of the nominated projects: most agree, one vetoes, some are late."""

from datetime import datetime, timedelta

from guanmo.demo.city import ADVISERS, City
from guanmo.foundation.clock import day_of
from guanmo.observation.enums import Stance
from guanmo.observation.models import Tour
from guanmo.observation.nomination_models import Nomination, Opinion
from guanmo.observation.opinion_services import answer_opinion, ask_opinions, overrule_veto

DAYS_TO_ANSWER = 5
# By department, then by place of the project among the nominated: what is not plain agreement.
CONDITIONS = {
    "市自然资源和规划局": {
        2: "核减的12亩边界用地批复前，不看北侧地块。",
        9: "参观车辆不得驶入未验收的临时道路。",
    },
    "市生态环境局": {6: "试生产期间在线监测数据要在展板上公开。"},
    "市住房和城乡建设局": {3: "高支模区域封闭，参观走西侧通道。"},
    "市应急管理局": {0: "进入施工现场须戴安全帽，一次不超过40人。", 7: "罐区不开放。"},
}
VETOES = {
    "市生态环境局": {4: "环评批复前已开工建设，正在立案查处，不宜列入观摩。"},
    "市应急管理局": {11: "重大隐患尚未整改销号。"},
}
OVERRULED = "隐患已于上周整改完毕，重点办到现场核过，安排在最后一天、只看展厅。"
# Every so many of a department's answers is still missing.
MISSING = {"市自然资源和规划局": 6, "市生态环境局": 5, "市住房和城乡建设局": 3, "市应急管理局": 8}


def make_opinions(city: City, tour: Tour, at: datetime) -> None:
    """Four departments were asked about all nominated projects."""
    departments = [unit for unit in city.departments if unit.name in ADVISERS]
    nominated = [one.project for one in Nomination.objects.filter(tour=tour).select_related("project__unit")]
    office = city.people["zhongdian"]
    made = ask_opinions(
        tour=tour,
        projects=nominated,
        departments=departments,
        due_on=day_of(at) + timedelta(days=DAYS_TO_ANSWER),
        by=office,
        at=at,
    )
    place = {project.pk: n for n, project in enumerate(nominated)}
    for opinion in made:
        _answer(city, opinion, place[opinion.project_id], at + timedelta(days=3))
    vetoed = Opinion.objects.vetoes().get(tour=tour, department__name="市应急管理局")
    overrule_veto(opinion=vetoed, reason=OVERRULED, by=office, at=at + timedelta(days=4))


def _answer(city: City, opinion: Opinion, place: int, at: datetime) -> None:
    name = opinion.department.name
    veto, condition = VETOES.get(name, {}).get(place), CONDITIONS[name].get(place)
    if place % MISSING[name] == 1 and not veto and not condition:
        return
    stance = Stance.VETO if veto else Stance.CONDITION if condition else Stance.AGREE
    answer_opinion(
        opinion=opinion,
        stance=stance,
        reason=veto or condition or "",
        by=city.people[ADVISERS[name]],
        at=at,
    )
