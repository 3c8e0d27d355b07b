"""Stops proposed by a rule: what the library says of each project, ticking and adding, who is refused."""

import re
from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from guanmo.accounts.models import Person
from guanmo.accounts.queries import ranked_units
from guanmo.accounts.services import NotAllowed
from guanmo.engines.packs import shipped_pack, shipped_packs
from guanmo.engines.periods import Month
from guanmo.engines.proposal import Candidate
from guanmo.foundation.models import HistoryEntry
from guanmo.observation.models import Tour
from guanmo.observation.plan_forms import PlanForm
from guanmo.observation.proposal_queries import candidates, last_seen, stop_pack
from guanmo.observation.proposal_services import ProposalChanged, add_proposed
from guanmo.observation.services import NotPreparing
from guanmo.projects.enums import Stage
from guanmo.projects.invested_queries import done_by_year
from guanmo.projects.models import MonthlyReturn, Project
from guanmo.projects.services import send_back_return, submit_return, update_project
from tests.cast import NOON, Cast, make_project
from tests.observation.tours import HELD_ON, make_tour, opened, visit

ClientOf = Callable[[Person], Client]
GANSU = shipped_pack("gansu-2015")


def started(cast: Cast, name: str, done: str) -> Project:
    """A project of 5 亿元 with so much done this year."""
    return make_project(cast, name=name, done=done)


def candidate_of(cast: Cast, tour: Tour, project: Project) -> Candidate:
    found = candidates(cast.office, tour, list(ranked_units()))
    return next(one for one in found if one.key == project.pk)


def url_of(tour: Tour, pack: str = "gansu-2015") -> str:
    return f"/tours/{tour.pk}/proposal/?pack={pack}"


def ticked(html: str) -> list[str]:
    """The names of the projects that can be ticked, with a star where they are."""
    boxes = re.findall(r'name="projects"[^>]*aria-label="加入“(.*?)”"( checked)?', html)
    return [name + ("*" if checked else "") for name, checked in boxes]


# What the library says


def test_completed_investment_is_summed_over_years_by_the_last_return_that_counts(cast: Cast) -> None:
    project = make_project(cast, done="3000")
    for month, done in ((Month(2025, 11), "700"), (Month(2025, 12), "800"), (Month(2026, 11), "9000")):
        submit_return(project=project, month=month, done=Decimal(done), by=cast.clerk, at=NOON)
    wrong = MonthlyReturn.objects.get(project=project, year=2026, month=11)
    send_back_return(monthly_return=wrong, note="多写一个零", by=cast.office, at=NOON)

    assert done_by_year(Project.objects.all()) == {project.pk: {2025: Decimal(800), 2026: Decimal(3000)}}
    asked = candidate_of(cast, make_tour(cast), project)
    assert (asked.invested, asked.done, asked.plan) == (Decimal(3800), Decimal(3000), Decimal(12000))


def test_project_of_a_bureau_counts_for_its_county_and_one_of_the_city_for_nobody(cast: Cast) -> None:
    tour = make_tour(cast)
    bureau = make_project(cast, name="教育园", unit=cast.city.county_bureau, plan=None)
    city = make_project(cast, name="市医院", unit=cast.city.office)

    assert candidate_of(cast, tour, bureau).unit == "青屿县"
    assert (candidate_of(cast, tour, bureau).category, candidate_of(cast, tour, bureau).invested) == (
        None,
        None,
    )
    assert candidate_of(cast, tour, city).unit == ""


def test_last_tour_before_this_one_is_remembered_unless_it_was_only_prepared(cast: Cast) -> None:
    seen = opened(cast)
    project = seen.stops.get(project__name="云溪电站").project
    never = make_tour(cast, name="没有成行")
    visit(cast, never, "高铁站")
    Tour.unguarded().filter(pk=seen.pk).update(held_on=HELD_ON - timedelta(days=365))
    Tour.unguarded().filter(pk=never.pk).update(held_on=HELD_ON - timedelta(days=30))
    tour = make_tour(cast, name="这一次")

    found = last_seen(tour)

    assert len(found) == 4
    assert found[project.pk] == (date(2025, 11, 20), "2026年第四季度观摩")
    assert candidate_of(cast, tour, project).seen_at == "2026年第四季度观摩"


def test_project_that_left_the_library_is_not_asked(cast: Cast) -> None:
    project = make_project(cast)
    update_project(project=project, values={"stage": Stage.EXITED}, by=cast.office, at=NOON)

    assert candidates(cast.office, make_tour(cast), list(ranked_units())) == []


def test_unknown_rule_gives_the_usual_one() -> None:
    assert [stop_pack(word, shipped_packs("stops")).id for word in ("gansu-2015", "mean", "")] == [
        "gansu-2015", "guanlan-stops", "guanlan-stops",
    ]  # fmt: skip


# The page


def test_proposal_shows_rule_picks_and_reasons(cast: Cast, client_of: ClientOf) -> None:
    tour = make_tour(cast)
    started(cast, "滨海产业园", "40000")
    started(cast, "东湖车间", "16000")

    html = client_of(cast.office).get(url_of(tour)).content.decode()

    assert "<h1>推荐1个观摩点</h1>" in html
    assert ticked(html) == ["滨海产业园*"]
    assert "累计完成投资占总投资的比例80.0%" in html
    assert "累计完成投资1.6亿元，占总投资的32.0%，低于三分之一。" in html
    assert "<li>3年内看过的不看。</li>" in html
    assert "来源：甘肃省2015年项目观摩活动，选点条件部分（原文题名待核）。" in html
    assert '<option value="gansu-2015" selected>' in html


def test_ticked_projects_become_stops_in_one_go_with_the_rule_in_the_history(
    cast: Cast, client_of: ClientOf
) -> None:
    tour = make_tour(cast)
    first = visit(cast, tour, "早选的点")
    large = make_project(cast, unit=cast.city.other_county)
    update_project(
        project=large,
        values={"total_investment": Decimal(250000), "industry": "C3841"},
        by=cast.office,
        at=NOON,
    )
    client = client_of(cast.office)

    response = client.post(url_of(tour, "zhumadian-2024"), {"projects": [large.pk]}, follow=True)

    stop = tour.stops.get(project=large)
    entry = HistoryEntry.objects.get(action="stop.added", object_pk=stop.pk)
    assert "已加入1个观摩点，接着排顺序和线路。" in response.content.decode()
    assert (stop.order, stop.unit, stop.prize, first.prize) == (2, cast.city.other_county, 10, 10)
    assert entry.why.startswith("按“驻马店市工业项目观摩选点条件（2024年5月）”推荐，规则校验值")


def test_weight_of_the_rule_is_where_the_planner_starts(cast: Cast) -> None:
    tour = make_tour(cast)
    large = started(cast, "滨海产业园", "100000")
    values = {"total_investment": Decimal(250000), "industry": "C3841"}
    update_project(project=large, values=values, by=cast.office, at=NOON)

    stops = add_proposed(
        tour=tour, pack=shipped_pack("guanlan-stops"), projects=[large.pk], by=cast.office, at=NOON
    )

    form = PlanForm(None, stops=stops, last=None)
    assert [stop.prize for stop in stops] == [30]
    assert form[f"stop-{stops[0].pk}-prize"].value() == 30


def test_reserve_can_be_ticked_too(cast: Cast, client_of: ClientOf) -> None:
    tour = make_tour(cast)
    for n in range(4):
        project = make_project(cast, name=f"{n}号车间")
        update_project(project=project, values={"industry": "C1432"}, by=cast.office, at=NOON)

    html = client_of(cast.office).get(url_of(tour, "zhumadian-2024")).content.decode()

    assert ticked(html) == ["0号车间*", "1号车间*", "2号车间*", "3号车间"]
    assert "候补1个：符合条件，名额已满" in html
    assert "云溪县只有0个，规则要求每个单位至少3个。" in html


def test_nothing_ticked_is_asked_again(cast: Cast, client_of: ClientOf) -> None:
    tour = make_tour(cast)
    started(cast, "滨海产业园", "40000")

    response = client_of(cast.office).post(url_of(tour))

    assert response.status_code == 422
    assert "请至少勾选一个项目。" in response.content.decode()


def test_ticks_stay_when_one_is_no_longer_proposed(cast: Cast, client_of: ClientOf) -> None:
    tour = make_tour(cast)
    good, second = started(cast, "滨海产业园", "40000"), started(cast, "东湖车间", "45000")
    poor = started(cast, "西山仓库", "1")

    response = client_of(cast.office).post(url_of(tour), {"projects": [good.pk, poor.pk]})

    html = response.content.decode()
    assert response.status_code == 422
    assert "勾选的项目里有的已经加入，或不再符合规则，请核对后再加。" in html
    assert ticked(html) == [f"{second}", f"{good}*"]
    assert not tour.stops.exists()


def test_service_adds_all_or_none(cast: Cast) -> None:
    tour = make_tour(cast)
    good = started(cast, "滨海产业园", "40000")
    visited = add_proposed(tour=tour, pack=GANSU, projects=[good.pk], by=cast.office, at=NOON)
    other = started(cast, "东湖车间", "45000")

    with pytest.raises(ProposalChanged):
        add_proposed(tour=tour, pack=GANSU, projects=[good.pk, other.pk], by=cast.office, at=NOON)

    assert list(tour.stops.all()) == visited


def test_office_alone_adds_what_is_proposed(cast: Cast) -> None:
    tour = make_tour(cast)
    project = started(cast, "滨海产业园", "40000")

    with pytest.raises(NotAllowed):
        add_proposed(tour=tour, pack=GANSU, projects=[project.pk], by=cast.clerk, at=NOON)


def test_nothing_is_proposed_once_scoring_began(cast: Cast, client_of: ClientOf) -> None:
    tour = opened(cast)
    project = started(cast, "东湖车间", "45000")
    client = client_of(cast.office)

    page = client.get(url_of(tour))
    added = client.post(url_of(tour), {"projects": [project.pk]})

    assert page.headers["Location"] == f"/tours/{tour.pk}/stops/"
    assert added.status_code == 422
    assert "评分中，规则和观摩点不能再改。" in added.content.decode()
    with pytest.raises(NotPreparing):
        add_proposed(tour=tour, pack=GANSU, projects=[project.pk], by=cast.office, at=NOON)


def test_empty_library_says_what_to_do(cast: Cast, client_of: ClientOf) -> None:
    html = client_of(cast.office).get(url_of(make_tour(cast))).content.decode()

    assert "没有符合规则的项目" in html
    assert "逐个加入" in html


@pytest.mark.parametrize("count", [1, 3])
def test_proposal_costs_the_same_for_one_and_three(
    cast: Cast, client_of: ClientOf, django_assert_num_queries: DjangoAssertNumQueries, count: int
) -> None:
    tour = make_tour(cast)
    for n in range(count):
        started(cast, f"完成过半{n}", "40000")
        started(cast, f"刚开工{n}", "100")
    client = client_of(cast.office)
    client.get(url_of(tour))

    # Session, person; tour, call, ranked units; done, seen, plans, stops, vetoes, projects; nominations, opinions; picks, reserve (none) and refused with
    # the units of each; own rules; tabs; the frame.
    with django_assert_num_queries(26):
        html = client.get(url_of(tour)).content.decode()

    assert len(ticked(html)) == count
    assert html.count("低于三分之一") == count
