"""What followed the sealed tour of the demonstration city: an objection two of the office found right, a frozen year."""

from datetime import timedelta

from guanmo.accounts.models import Unit
from guanmo.demo.city import SECOND_OF_OFFICE, City
from guanmo.engines.packs import shipped_pack
from guanmo.engines.seal import digest
from guanmo.foundation.clock import day_of
from guanmo.observation.enums import TourState
from guanmo.observation.models import Stop, Tour
from guanmo.observation.objection_services import answer_objection, decide_objection, raise_objection
from guanmo.observation.yearly_services import freeze_year
from guanmo.observation.yearly_source_queries import record_of

OBJECTION = "当天我县两个点对调了参观次序，结果表还是按原定次序写的。"
ANSWER = "核对行程记录，当天确是对调后参观；各点的得分没有串。"
CORRECTION = "两个点当天对调参观，得分和名次不变"
YEARLY_RULE, FROZEN_WHY = "guanlan-year", "前三季度讲评会用"


def object_to_result(city: City) -> None:
    """The second unit of the ranking objects two days after the seal; its number stays, the correction stands beside."""
    tour = Tour.objects.get(state=TourState.SEALED)
    assert tour.sealed_at is not None  # noqa: S101 - a sealed tour, by its constraint
    unit = _objector(tour)
    office, second = city.people["zhongdian"], city.people[SECOND_OF_OFFICE]
    at = tour.sealed_at + timedelta(days=2)
    made = raise_objection(tour=tour, unit=unit, text=OBJECTION, by=office, at=at)
    answer_objection(
        objection=made,
        upheld=True,
        answer=ANSWER,
        correction=CORRECTION,
        by=office,
        at=at + timedelta(hours=3),
    )
    decide_objection(objection=made, agree=True, by=second, at=at + timedelta(hours=5))


def freeze_three_quarters(city: City) -> None:
    """The year as it stood ten days after the seal; what is reported and looked back at later shows as a difference."""
    tour = Tour.objects.get(state=TourState.SEALED)
    assert tour.sealed_at is not None  # noqa: S101 - a sealed tour, by its constraint
    at, year, pack = tour.sealed_at + timedelta(days=10), tour.held_on.year, shipped_pack(YEARLY_RULE)
    seen = digest(record_of(pack, year, day_of(at)))
    freeze_year(year=year, pack=pack, seen=seen, why=FROZEN_WHY, by=city.people["zhongdian"], at=at)


def _objector(tour: Tour) -> Unit:
    return Stop.objects.filter(tour=tour).select_related("unit").order_by("order")[2].unit
