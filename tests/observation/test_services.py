"""Preparing a tour, choosing its stops, opening it."""

from datetime import date

import pytest

from guanmo.accounts.services import NotAllowed
from guanmo.engines.packs import shipped_pack
from guanmo.foundation.history import EditConflict
from guanmo.foundation.models import HistoryEntry
from guanmo.observation import queries, services
from guanmo.observation.enums import TourState
from guanmo.observation.models import Stop, Tour
from guanmo.projects.models import Project
from tests.cast import NOON, Cast, make_project
from tests.observation.tours import (
    HELD_ON,
    make_tour,
    opened,
    rank_rule,
    score_rule,
    seat,
    visit,
    visit_all,
)


def actions() -> list[str]:
    return list(HistoryEntry.objects.order_by("sequence").values_list("action", flat=True))


def order(tour: Tour) -> list[tuple[int, str]]:
    return list(Stop.objects.filter(tour=tour).values_list("order", "project__name"))


def test_create_tour_copies_the_rule(cast: Cast) -> None:
    pack = shipped_pack("guanlan-tour")

    tour = make_tour(cast, pack)

    stored = Tour.objects.get(pk=tour.pk)
    assert (stored.state, stored.held_on) == (TourState.PREPARING, HELD_ON)
    assert (stored.rule_id, stored.rule_text, stored.rule_hash) == (pack.id, pack.text, pack.hash)
    assert actions()[-1] == "tour.created"


def test_create_tour_is_for_the_office(cast: Cast) -> None:
    with pytest.raises(NotAllowed, match="您没有筹备观摩的权限"):
        services.create_tour(name="观摩", held_on=HELD_ON, pack=shipped_pack("mean"), by=cast.clerk, at=NOON)


def test_two_tours_cannot_share_a_name(cast: Cast) -> None:
    make_tour(cast)

    with pytest.raises(services.TourNameTaken, match="已有名为“2026年第四季度观摩”的观摩"):
        make_tour(cast)


def test_update_tour_changes_name_day_and_rule(cast: Cast) -> None:
    tour = make_tour(cast)

    services.update_tour(
        tour=tour,
        name="年终观摩",
        held_on=date(2026, 12, 20),
        pack=shipped_pack("drop-1-1"),
        by=cast.office,
        at=NOON,
        why="改期",
    )

    stored = Tour.objects.get(pk=tour.pk)
    entry = HistoryEntry.objects.get(action="tour.updated")
    assert (stored.name, stored.held_on, stored.rule_id) == ("年终观摩", date(2026, 12, 20), "drop-1-1")
    assert stored.rule_hash == shipped_pack("drop-1-1").hash
    assert (entry.changes["name"], entry.why) == (["2026年第四季度观摩", "年终观摩"], "改期")


def test_update_tour_tells_a_conflict(cast: Cast) -> None:
    tour = make_tour(cast)
    values = {"held_on": HELD_ON, "pack": shipped_pack("mean"), "by": cast.office, "at": NOON}
    services.update_tour(tour=tour, name="先改的", expected_revision=1, **values)

    with pytest.raises(EditConflict):
        services.update_tour(tour=tour, name="后改的", expected_revision=1, **values)


def test_update_tour_stops_once_scoring_begins(cast: Cast) -> None:
    tour = opened(cast)

    with pytest.raises(services.NotPreparing, match="“2026年第四季度观摩”评分中，规则和观摩点不能再改"):
        services.update_tour(
            tour=tour, name="x", held_on=HELD_ON, pack=shipped_pack("mean"), by=cast.office, at=NOON
        )


def test_add_stop_counts_for_the_county_above_the_projects_unit(cast: Cast) -> None:
    tour = make_tour(cast)

    stop = visit(cast, tour, unit=cast.city.county_bureau)

    assert (stop.unit, stop.order) == (cast.city.county, 1)
    assert actions()[-1] == "stop.added"


def test_add_stop_of_a_city_project_asks_for_the_unit(cast: Cast) -> None:
    tour = make_tour(cast)
    project = make_project(cast, name="市级水厂", unit=cast.city.office)

    with pytest.raises(
        services.NoRankedUnit, match="“市级水厂”的责任单位是市重点办，不属于任何县、区或功能区"
    ):
        services.add_stop(tour=tour, project=project, by=cast.office, at=NOON)

    stop = services.add_stop(tour=tour, project=project, unit=cast.city.zone, by=cast.office, at=NOON)
    assert stop.unit == cast.city.zone


def test_add_stop_refuses_a_project_twice(cast: Cast) -> None:
    tour = make_tour(cast)
    stop = visit(cast, tour)

    with pytest.raises(services.StopTaken, match="“滨海产业园”已在观摩点里"):
        services.add_stop(tour=tour, project=stop.project, by=cast.office, at=NOON)


def test_remove_stop_moves_up_those_behind(cast: Cast) -> None:
    tour = make_tour(cast)
    stops = visit_all(cast, tour)

    services.remove_stop(stop=stops[1], by=cast.office, at=NOON)

    assert order(tour) == [(1, "滨海产业园"), (2, "城北枢纽"), (3, "高新算力")]
    assert actions()[-3:] == ["stop.removed", "stop.moved", "stop.moved"]


def test_reorder_stops(cast: Cast) -> None:
    tour = make_tour(cast)
    first, second, third, fourth = (stop.pk for stop in visit_all(cast, tour))

    services.reorder_stops(tour=tour, order=[third, first, second, fourth], by=cast.office, at=NOON)

    assert order(tour) == [(1, "城北枢纽"), (2, "滨海产业园"), (3, "云溪电站"), (4, "高新算力")]


def test_reorder_stops_refuses_an_incomplete_order(cast: Cast) -> None:
    tour = make_tour(cast)
    stops = visit_all(cast, tour)

    with pytest.raises(services.WrongOrder):
        services.reorder_stops(tour=tour, order=[stops[0].pk], by=cast.office, at=NOON)


@pytest.mark.parametrize("act", ["add", "remove", "reorder", "open"])
def test_stops_are_fixed_once_scoring_begins(cast: Cast, act: str) -> None:
    tour = opened(cast)
    stop, project = tour.stops.all()[0], Project.objects.all()[0]
    acts = {
        "add": lambda: services.add_stop(tour=tour, project=project, by=cast.office, at=NOON),
        "remove": lambda: services.remove_stop(stop=stop, by=cast.office, at=NOON),
        "reorder": lambda: services.reorder_stops(tour=tour, order=[], by=cast.office, at=NOON),
        "open": lambda: services.open_tour(tour=tour, by=cast.office, at=NOON),
    }

    with pytest.raises(services.NotPreparing):
        acts[act]()


@pytest.mark.parametrize("act", ["update", "add", "remove", "reorder", "open"])
def test_preparing_is_for_the_office(cast: Cast, act: str) -> None:
    tour = make_tour(cast)
    stop = visit(cast, tour)
    acts = {
        "update": lambda: services.update_tour(
            tour=tour, name="x", held_on=HELD_ON, pack=shipped_pack("mean"), by=cast.leader, at=NOON
        ),
        "add": lambda: services.add_stop(tour=tour, project=stop.project, by=cast.leader, at=NOON),
        "remove": lambda: services.remove_stop(stop=stop, by=cast.leader, at=NOON),
        "reorder": lambda: services.reorder_stops(tour=tour, order=[stop.pk], by=cast.leader, at=NOON),
        "open": lambda: services.open_tour(tour=tour, by=cast.leader, at=NOON),
    }

    with pytest.raises(NotAllowed):
        acts[act]()


def test_open_tour_begins_the_scoring(cast: Cast) -> None:
    tour = opened(cast)

    assert Tour.objects.get(pk=tour.pk).state == TourState.OPEN
    assert actions()[-1] == "tour.opened"


def test_open_tour_without_stops_and_jurors_says_both(cast: Cast) -> None:
    tour = make_tour(cast)

    with pytest.raises(services.NotReady) as error:
        services.open_tour(tour=tour, by=cast.office, at=NOON)

    assert error.value.obstacles == [
        "还没有观摩点，请从项目库选择。",
        "还没有评委，请先加入评委。",
    ]
    assert Tour.objects.get(pk=tour.pk).state == TourState.PREPARING


def test_open_tour_wants_jurors_of_every_group_the_rule_counts(cast: Cast) -> None:
    groups = (
        "[[ballots.judge_groups]]\nname='领导'\nweight=60\n[[ballots.judge_groups]]\nname='部门'\nweight=40"
    )
    tour = make_tour(cast)
    visit(cast, tour)
    seat(cast, tour, "甲", "专家")
    services.update_tour(
        tour=tour,
        name=tour.name,
        held_on=HELD_ON,
        pack=score_rule(tables=groups),
        by=cast.office,
        at=NOON,
    )

    with pytest.raises(services.NotReady) as error:
        services.open_tour(tour=tour, by=cast.office, at=NOON)

    assert error.value.obstacles == [
        "1名评委属于“专家”，规则里没有这个评委组，请移出后按领导、部门重新加入。",
        "评委组“领导”还没有评委，规则要求各组都有评委。",
        "评委组“部门”还没有评委，规则要求各组都有评委。",
    ]


def test_open_tour_lets_a_group_be_empty_where_the_rule_shares_its_weight(cast: Cast) -> None:
    tour = make_tour(cast, "guanlan-tour")
    visit(cast, tour)
    seat(cast, tour, "甲", "部门")

    services.open_tour(tour=tour, by=cast.office, at=NOON)

    assert tour.state == TourState.OPEN


def test_open_tour_wants_every_unit_in_a_group(cast: Cast) -> None:
    tables = (
        "[[ballots.unit_groups]]\nname='一组'\nunits=['青屿县']\n[[ballots.unit_groups]]\nname='区'\nunits=[]"
    )
    tour = make_tour(cast, score_rule(tables=tables))
    visit_all(cast, tour)
    seat(cast, tour, "甲")

    with pytest.raises(services.NotReady) as error:
        services.open_tour(tour=tour, by=cast.office, at=NOON)

    assert error.value.obstacles == [
        "“云溪县”不在规则的任何一组（一组、区），请换规则或移出它的观摩点。",
        "“高新功能区”不在规则的任何一组（一组、区），请换规则或移出它的观摩点。",
    ]


def test_open_tour_wants_points_for_every_place(cast: Cast) -> None:
    tour = make_tour(cast, rank_rule(points="table = [10, 8]"))
    visit_all(cast, tour)
    seat(cast, tour, "甲")

    with pytest.raises(services.NotReady, match="规则的分值表不够长，这次要排4个单位，请换规则。"):
        services.open_tour(tour=tour, by=cast.office, at=NOON)


def test_open_tour_wants_two_units_to_put_in_order(cast: Cast) -> None:
    tour = make_tour(cast, "rank-100-3")
    visit(cast, tour)
    seat(cast, tour, "甲")

    with pytest.raises(services.NotReady, match="排名票上只有“青屿县”一个单位可排"):
        services.open_tour(tour=tour, by=cast.office, at=NOON)


def test_rules_to_choose_keep_one_that_is_no_longer_shipped(cast: Cast) -> None:
    tour = make_tour(cast, score_rule())

    offered = [pack.id for pack in queries.pack_choices(tour)]

    assert offered == [pack.id for pack in queries.pack_choices(None)] + ["trial"]
