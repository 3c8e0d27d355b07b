"""The page of the day: who follows it, which day it shows, what it says."""

from guanmo.engines.routing import Way
from guanmo.observation.convoy_queries import ARRIVED, LEFT, convoy_of, followed, under_way, ways_on
from guanmo.observation.itinerary_queries import LiveItinerary, live_itinerary, shown_way
from guanmo.observation.models import TourPlan
from tests.cast import NOON, Cast
from tests.observation.convoys import at_the_first_stop, convoy, departed, halts, on_the_road, tap
from tests.observation.plans import planned_on_two_days
from tests.observation.tours import make_tour


def shown(plan: TourPlan, clock: str, day: int = 20) -> LiveItinerary:
    return live_itinerary(convoy(plan.tour, clock, day))


def delays(page: LiveItinerary) -> list[str]:
    return [row.delay for row in page.rows]


def test_before_the_day_the_plan_stands_as_it_is(cast: Cast) -> None:
    page = shown(on_the_road(cast), "09:00", day=19)

    assert page.says == "第1天还没有出发"
    assert set(delays(page)) == {""}
    assert page.following is not None
    assert (page.following.verb, page.last) == ("出发", None)
    assert [row.number for row in page.rows if row.number] == [1, 2, 3, 4]


def test_delay_spreads_to_the_stops_behind(cast: Cast) -> None:
    plan = on_the_road(cast)
    at_the_first_stop(cast, plan)

    page = shown(plan, "08:40")

    name = page.rows[1].name
    assert page.says == f"正在{name}"
    assert page.rows[0].delay == "晚20分"
    assert page.rows[1].state == "here"
    assert page.following is not None
    assert (page.following.verb, page.following_name) == ("离开", name)
    assert page.last is not None
    assert str(page.last.passage) == f"到达{name}"
    assert not page.troubles


def test_on_the_way_and_on_the_way_back(cast: Cast) -> None:
    plan = on_the_road(cast)
    first = at_the_first_stop(cast, plan)
    tap(cast, plan, first, LEFT, "08:50")
    page = shown(plan, "08:52")
    assert page.says == f"正去{page.rows[2].name}"
    assert page.rows[2].delay == "准点"

    tap(cast, plan, halts(plan)[-1], LEFT, "17:30")
    page = shown(plan, "17:31")
    assert page.says == "正在返回，1处赶不上"
    assert page.rows[-1].missed.startswith("超过最晚返回时间")
    assert page.rows[-1].is_tight

    tap(cast, plan, "H1", ARRIVED, "18:20")
    page = shown(plan, "18:21")
    assert (page.says, page.following, page.rows[-1].missed) == ("第1天已返回", None, "")


def test_departure_on_time_is_said(cast: Cast) -> None:
    plan = on_the_road(cast)
    departed(cast, plan, "08:00")

    assert set(delays(shown(plan, "08:01"))) == {"准点"}


def test_stop_that_will_be_missed_is_named(cast: Cast) -> None:
    plan = on_the_road(cast)
    at_the_first_stop(cast, plan)

    page = shown(plan, "13:00")

    assert page.says.endswith("处赶不上")
    assert any("“食堂”预计" in trouble for trouble in page.troubles)
    assert next(row.missed for row in page.rows if row.name == "食堂").startswith("超过最晚开始时间")


def test_next_day_is_shown_once_a_day_is_over(cast: Cast) -> None:
    plan = planned_on_two_days(cast)
    last = halts(plan)[-1]
    assert [number for number, *_ in shown(plan, "08:00").later] == [2]

    tap(cast, plan, last, LEFT, "16:00")

    assert shown(plan, "20:00").number == 1
    page = shown(plan, "07:00", day=21)
    assert (page.number, page.says, page.later) == (2, "第2天还没有出发", ())
    assert page.rows[1].number == 3


def test_last_day_stays_on_show(cast: Cast) -> None:
    plan = on_the_road(cast)
    tap(cast, plan, "H1", ARRIVED, "17:00")

    assert shown(plan, "09:00", day=25).number == 1


def test_ways_to_go_on_are_put_in_words(cast: Cast) -> None:
    plan = on_the_road(cast, day_1_back="17:00")
    at_the_first_stop(cast, plan)
    found = convoy(plan.tour, "15:20")

    ways = {way.way: way for way in (shown_way(found, one) for one in ways_on(found))}

    kept, fewer = ways["keep"], ways["drop"]
    assert kept.says.endswith("返回")
    assert len(kept.troubles) == 2
    assert kept.visits[0][1] == "8:35"
    assert any(change.startswith("去掉：") for change in fewer.changes)


def test_ways_of_tomorrow_begin_with_its_departure(cast: Cast) -> None:
    found = convoy(on_the_road(cast).tour, "09:00", day=19)

    assert ways_on(found)[0].way is Way.KEEP
    assert shown_way(found, ways_on(found)[0]).says.startswith("全部赶得上")


def test_without_a_plan_there_is_no_convoy(cast: Cast) -> None:
    assert convoy_of(make_tour(cast), NOON) is None


def test_those_who_see_a_project_follow_the_tour_to_it(cast: Cast) -> None:
    tour = on_the_road(cast).tour
    waiting = make_tour(cast, name="明年观摩")

    everybody = cast.everybody()
    following = {part for part, person in everybody.items() if tour in followed(person)}
    invited = {part for part, person in everybody.items() if list(under_way(person)) == [tour]}

    assert following == invited
    assert set(everybody) - following == {"system_admin", "security_admin", "nobody"}
    assert {part for part, person in everybody.items() if waiting in followed(person)} == {"office"}


def test_moments_are_shown_to_the_minute(cast: Cast) -> None:
    plan = on_the_road(cast)
    departed(cast, plan, "08:20:45")

    assert shown(plan, "08:21").rows[0].marks[0].moment == "8:20"
