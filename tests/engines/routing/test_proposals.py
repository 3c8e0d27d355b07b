"""What to do about a day that runs late: kept, shortened or put in another order."""

from dataclasses import replace

from guanmo.engines.routing.budgets import Budget
from guanmo.engines.routing.live import NOTHING, Log, Seen, live_day
from guanmo.engines.routing.model import Rules, Sequences, Tour
from guanmo.engines.routing.proposals import Proposal, Way, proposals, whereabouts
from tests.engines.routing.small_tours import line_tour

ORDER: Sequences = (("甲", "乙", "食堂", "丙", "丁"),)
FEW = Budget(rounds=60)


def asked(tour: Tour, log: Log, now: float, plan: Sequences = ORDER, day: int = 0) -> dict[Way, Proposal]:
    found = proposals(tour, plan, {day: log}, day=day, now=now, budget=FEW)
    return {one.way: one for one in found}


def back_by(minutes: float, **other: Rules) -> Tour:
    tour = line_tour(**other)
    return replace(tour, days=tuple(replace(day, back_by=minutes) for day in tour.days))


def test_day_that_keeps_its_hours_loses_nothing() -> None:
    found = asked(line_tour(), NOTHING, 480)

    assert Way.DROP not in found
    assert found[Way.KEEP].sequences == ORDER
    assert all(not one.dropped for one in found.values())


def test_least_important_stop_that_is_enough_is_left_out() -> None:
    """Left 甲 at 10:00; all four until 15:00 would mean being back at 15:10. Without 丁 it is 14:20."""
    tour = back_by(860, rules=Rules(county_min={"西县": 2}))
    tour = replace(tour, sites=tuple(replace(s, prize=5 if s.id == "丁" else 10) for s in tour.sites))

    found = asked(tour, Log(480, {"甲": Seen(490, 600)}), 600)

    assert found[Way.KEEP].today.over > 0
    fewer = found[Way.DROP]
    assert (fewer.dropped, fewer.sequences, fewer.today.lateness) == (
        ("丁",),
        (("甲", "乙", "食堂", "丙"),),
        0,
    )
    assert fewer.notes == ("西县只剩1个点，少于规定的2个。",)


def test_several_are_left_out_where_one_is_not_enough() -> None:
    found = asked(back_by(790), Log(480, {"甲": Seen(490, 600)}), 600)

    assert set(found[Way.DROP].dropped) == {"丙", "丁"}
    assert found[Way.DROP].today.lateness == 0


def test_obligatory_stops_are_never_left_out() -> None:
    tour = back_by(790)
    tour = replace(tour, sites=tuple(replace(site, must=True) for site in tour.sites))

    found = asked(tour, Log(480, {"甲": Seen(490, 600)}), 600)

    assert Way.DROP not in found


def test_rest_in_another_order_keeps_what_was_reached() -> None:
    """Out to 丁 first and back again is longer than by the way."""
    plan: Sequences = (("甲", "丁", "食堂", "乙", "丙"),)

    found = asked(line_tour(), Log(480, {"甲": Seen(490, 520)}), 521, plan)

    other = found[Way.REORDER]
    assert other.sequences[0][0] == "甲"
    assert set(other.sequences[0]) == set(plan[0])
    assert other.today.plan.back_at <= found[Way.KEEP].today.plan.back_at


def test_stops_put_on_a_later_day_are_named() -> None:
    tour = line_tour(days=2)
    tour = replace(tour, days=(replace(tour.days[0], back_by=790), tour.days[1]))

    found = asked(tour, Log(480, {"甲": Seen(490, 600)}), 600, (("甲", "乙", "食堂", "丙"), ("丁", "食堂")))

    other = found[Way.REORDER]
    assert (other.moved, other.dropped) == (("丙",), ())
    assert "丙" in other.sequences[1]


def test_stops_brought_forward_from_a_later_day_are_named() -> None:
    """丁 lies ten minutes beyond 丙, which today visits anyway."""
    plan: Sequences = (("甲", "食堂", "丙"), ("丁", "食堂"))

    other = asked(line_tour(days=2), Log(480, {"甲": Seen(490, 520)}), 521, plan)[Way.REORDER]

    assert (other.brought, other.moved) == (("丁",), ())


def test_nothing_is_proposed_once_every_stop_is_behind() -> None:
    log = Log(480, {"丁": Seen(900, 1060)})

    found = asked(line_tour(), log, 1061)

    assert set(found) == {Way.KEEP}
    assert found[Way.KEEP].today.over > 0


def test_way_home_that_is_too_late_in_any_order_has_no_other_order() -> None:
    found = asked(back_by(600), Log(480, {"甲": Seen(490, 640)}), 640)

    assert Way.REORDER not in found
    assert set(found[Way.DROP].dropped) == {"乙", "丙", "丁"}


def test_same_way_is_proposed_once() -> None:
    plan: Sequences = (("甲", "食堂"),)

    assert set(asked(line_tour(), NOTHING, 480, plan)) == {Way.KEEP}


def test_convoy_stands_at_the_start_at_a_halt_or_between_two() -> None:
    tour = line_tour(rules=Rules(buffer=0.1))

    def where(log: Log, now: float) -> tuple[float, object, tuple[str, ...]]:
        found = whereabouts(tour, ORDER, live_day(tour, 0, ORDER[0], log, now), day=0, now=now)
        return found.now, found.position, found.done

    assert where(NOTHING, 400) == (480, "宾馆", ())
    assert where(NOTHING, 500) == (500, "宾馆", ())
    assert where(Log(480, {"甲": Seen(491)}), 500) == (521, "甲", ("甲",))
    now, away, done = where(Log(480), 485.5)
    assert (now, done) == (485.5, ())
    assert isinstance(away, dict)
    assert {name: round(minutes, 6) for name, minutes in away.items()} == {
        "宾馆": 5, "食堂": 15, "甲": 5, "乙": 15, "丙": 25, "丁": 35,
    }  # fmt: skip


def test_convoy_behind_the_last_halt_is_on_its_way_home() -> None:
    tour = line_tour()
    log = Log(480, {"丁": Seen(900, 930)})

    found = whereabouts(tour, ORDER, live_day(tour, 0, ORDER[0], log, 990), day=0, now=990)

    assert isinstance(found.position, dict)
    assert found.position["宾馆"] == 0
    assert found.done == ORDER[0]
