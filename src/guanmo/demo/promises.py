"""What was promised on the sealed tour of the demonstration city, and what the office found when it looked back."""

from datetime import datetime, timedelta

from guanmo.demo.city import City
from guanmo.foundation.clock import day_of
from guanmo.observation.enums import Outcome, TourState
from guanmo.observation.models import Stop
from guanmo.observation.promise_services import check_promise, record_promise
from guanmo.projects.enums import Evidence

# Whose, what, how many days after the tour it is due.
PROMISES = (
    ("县长", "主体工程封顶", 40),
    ("分管副县长", "配套道路通车，水电接到红线", 50),
    ("建设单位负责人", "首批设备进场", 55),
    ("项目责任人", "办结施工许可", 30),
    ("县长", "年底前一条生产线投料试车", 98),
    ("分管副县长", "剩余征地拆迁全部完成", 58),
    ("建设单位负责人", "补足到位资本金", 45),
    ("项目责任人", "完成竣工验收备案", 97),
)
# Of the n-th promise: what was found, and how it is known.
LOOKED_AT = {
    0: (Outcome.KEPT, "10月底封顶，影像和监理日志相符。", Evidence.ON_SITE),
    1: (Outcome.PARTLY, "道路通车；10千伏线路还差最后一档，供电公司承诺月底送电。", Evidence.ON_SITE),
    3: (Outcome.KEPT, "施工许可证已核发，查过原件。", Evidence.ON_PAPER),
    6: (Outcome.BROKEN, "到期时到位六成，二股东增资未过会。", Evidence.ON_PAPER),
}
EVERY_OTHER = 2


def make_promises(city: City, at: datetime) -> None:
    """A promise at every other stop of the sealed tour; half of those due were looked back at."""
    office = city.people["zhongdian"]
    stops = Stop.objects.filter(tour__state=TourState.SEALED).select_related("tour", "unit")[::EVERY_OTHER]
    for n, (stop, (who, text, days)) in enumerate(zip(stops, PROMISES, strict=False)):
        held_on = stop.tour.held_on
        promise = record_promise(
            stop=stop,
            promised_by=f"{stop.unit.short_name}{who}",
            text=text,
            due_on=held_on + timedelta(days=days),
            by=office,
            at=at - timedelta(days=(day_of(at) - held_on).days - 1),
        )
        if n in LOOKED_AT:
            outcome, finding, evidence = LOOKED_AT[n]
            check_promise(
                promise=promise,
                outcome=outcome,
                finding=finding,
                evidence=evidence,
                checked_on=day_of(at) - timedelta(days=3),
                by=office,
                at=at - timedelta(days=2),
            )
