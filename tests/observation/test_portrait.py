"""The portrait of a sealed tour: against the last one, against the year's list, each count with its projects."""

import re
from collections.abc import Callable
from datetime import date

from django.test import Client

from guanmo.accounts.models import Person
from guanmo.observation import portrait_queries
from guanmo.observation.models import Tour
from guanmo.projects.services import update_project
from tests.cast import NOON, Cast, make_project
from tests.observation.tours import make_tour, sealed_tour, visit

ClientOf = Callable[[Person], Client]


def of_industry(cast: Cast, tour: Tour, *industries: str) -> None:
    """Give the projects of the tour's stops these industries, in order."""
    for stop, industry in zip(tour.stops.all(), industries, strict=True):
        update_project(project=stop.project, values={"industry": industry}, by=cast.office, at=NOON)


def two_tours(cast: Cast) -> Tour:
    """A sealed tour of three factories and a road, after one of two roads."""
    earlier = make_tour(cast, name="2026年第三季度观摩")
    for name in ("一号路", "二号路"):
        visit(cast, earlier, name)
    of_industry(cast, earlier, "E4812", "E4813")
    tour = sealed_tour(cast)
    of_industry(cast, tour, "C3812", "C3911", "E4811", "C2611")
    # Only what was sealed counts as the last tour; the days are set as they would have passed.
    sealed = Tour.objects.get(pk=tour.pk)
    Tour.unguarded().filter(pk=earlier.pk).update(
        held_on=date(2026, 9, 20), state=sealed.state, result=sealed.result, sealed_by=sealed.sealed_by,
        sealed_at=sealed.sealed_at,
    )  # fmt: skip
    return sealed


def test_last_tour_is_the_sealed_one_before(cast: Cast) -> None:
    tour = two_tours(cast)

    last = portrait_queries.last_before(tour)

    assert last is not None
    assert (last.name, portrait_queries.last_before(last)) == ("2026年第三季度观摩", None)


def test_sentences_compare_with_the_last_tour(cast: Cast, client_of: ClientOf) -> None:
    tour = two_tours(cast)

    html = client_of(cast.leader).get(f"/tours/{tour.pk}/result/portrait/").content.decode()

    assert "和2026年第三季度观摩比，1多1少" in html
    assert re.findall(r'<li><a href="#trait-(\d)">(.*?)</a>', html) == [
        ("0", "工业项目多了：这次3个，占75.0%，比2026年第三季度观摩的0.0%高75.0个百分点。"),
        ("2", "基础设施项目少了：这次1个，占25.0%，比2026年第三季度观摩的100.0%低75.0个百分点。"),
    ]
    row = html[html.index('id="trait-0"') :].split("</tr>")[0]
    assert re.findall(r">([^<>]+)</(?:a|td)>", row) == ["3", "75.0%", "0", "0.0%", "+75.0"]


def test_sentences_compare_with_the_year_s_list(cast: Cast, client_of: ClientOf) -> None:
    tour = two_tours(cast)
    make_project(cast, name="没有计划的", plan=None)
    client = client_of(cast.auditor)

    html = client.get(f"/tours/{tour.pk}/result/portrait/?with=library").content.decode()

    assert "这次4个观摩点，2026年有计划的项目6个" in html
    assert "工业项目多了：这次3个，占75.0%，比2026年有计划的项目的50.0%高25.0个百分点。" in html


def test_counts_open_their_projects(cast: Cast, client_of: ClientOf) -> None:
    tour = two_tours(cast)
    client, page = client_of(cast.office), f"/tours/{tour.pk}/result/portrait/2/"

    now, before = client.get(page).content.decode(), client.get(f"{page}?of=before").content.decode()

    names = [re.findall(r'class="head"><a href="/projects/\d+/">(.*?)</a>', html) for html in (now, before)]
    assert names == [["城北枢纽"], ["一号路", "二号路"]]
    assert "2026年第三季度观摩：2个基础设施项目" in before
    assert "没有这一类项目" in client.get(f"/tours/{tour.pk}/result/portrait/1/").content.decode()
    assert client.get(f"/tours/{tour.pk}/result/portrait/99/").status_code == 404


def test_first_tour_is_compared_with_the_year_s_list(cast: Cast, client_of: ClientOf) -> None:
    tour = sealed_tour(cast)

    html = client_of(cast.office).get(f"/tours/{tour.pk}/result/portrait/").content.decode()

    assert "和2026年有计划的项目比，没有值得一说的差别" in html
