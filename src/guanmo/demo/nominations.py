"""What the units of the demonstration city nominated for the tour about to start."""

from datetime import datetime, timedelta

from guanmo.accounts.models import Person, Unit
from guanmo.demo.city import City
from guanmo.engines.packs import shipped_pack
from guanmo.foundation.clock import day_of
from guanmo.observation.models import Tour
from guanmo.observation.nomination_models import NominationCall
from guanmo.observation.nomination_queries import own_nominations
from guanmo.observation.nomination_services import call_for_nominations, nominate
from guanmo.observation.proposal_queries import USUAL_RULE

OPEN_DAYS = 16
NOTE = "优先报今年新投产、能看到实物的项目，每个单位至少一个工业项目。"
# By place of the unit in administrative order: how many of its projects fit the rule and how many do not.
NOMINATED = {0: (1, 0), 1: (2, 1), 2: (2, 0), 3: (3, 0), 5: (1, 1), 6: (2, 0), 8: (3, 0), 9: (1, 0)}
# Why and what is to be seen, by the first letter of the industry: agriculture, factories, roads and stations, the rest.
USUAL = ("群众盼了多年的民生工程，主体封顶，明年春天启用。", "主楼、样板间和工法展示区")
WORDS = {
    "A": ("土地流转到户、订单签到户，带动周边三个镇。", "智能温室、分拣车间"),
    "C": ("首条生产线已投料试产，补上产业链缺的一环，年内达产。", "生产车间、中控室"),
    "D": ("关键节点提前一个月，机组安装同步展开。", "施工现场、全景沙盘"),
    "E": ("打通断头路的关键一段，主线贯通在即。", "主线高架、工法样板"),
    "G": ("铁公水联运已签三家货主，一期年内试运营。", "智能分拣线、堆场"),
}


def make_nominations(city: City, tour: Tour, at: datetime) -> None:
    """The office asked, eight of eleven units answered; the call is open for some days more."""
    call = call_for_nominations(
        tour=tour,
        pack=shipped_pack(USUAL_RULE),
        due_on=day_of(at) + timedelta(days=OPEN_DAYS),
        note=NOTE,
        by=city.people["zhongdian"],
        at=at,
    )
    for place, (fit, unfit) in NOMINATED.items():
        clerk = city.people[f"xian{place + 1:02d}"]
        _nominate(call, city.counties[place], clerk, fit, unfit, at)


def _nominate(call: NominationCall, unit: Unit, clerk: Person, fit: int, unfit: int, at: datetime) -> None:
    own = own_nominations(clerk, call, unit)
    for project in (*own.fit[:fit], *own.unfit[:unfit]):
        reason, to_see = WORDS.get(project.industry[:1], USUAL)
        nominate(call=call, project=project, reason=reason, to_see=to_see, by=clerk, at=at)
