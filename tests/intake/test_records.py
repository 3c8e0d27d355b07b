"""What was accepted, as lists: queries and pages."""

from collections.abc import Callable
from datetime import date

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from guanmo.accounts.models import Person
from guanmo.intake import record_queries
from guanmo.intake.enums import FindingKind
from guanmo.intake.models import Finding
from guanmo.intake.services import accept_finding
from tests.cast import NOON, Cast
from tests.intake.materials import TEXT, finding, material

pytestmark = pytest.mark.django_db
ClientOf = Callable[[Person], Client]
TODAY = date(2026, 11, 24)


def accept_all(cast: Cast, kind: FindingKind, text: str = TEXT, **values: str) -> list[Finding]:
    found = Finding.objects.filter(material=material(cast, text), kind=kind).order_by("start", "-end")
    return [accept_finding(finding=one, values=values, by=cast.office, at=NOON) for one in found]


def test_tasks_with_a_day_come_first_the_nearest_first(cast: Cast) -> None:
    accept_all(cast, FindingKind.TASK, deadline="尽快")
    accept_all(cast, FindingKind.TASK, f"{TEXT}一。")
    accept_all(cast, FindingKind.TASK, f"{TEXT}二。", deadline="2026-12-10")
    accept_all(cast, FindingKind.TASK, f"{TEXT}三。", deadline="2026-11-23")

    tasks = record_queries.accepted_tasks(cast.office, TODAY)

    assert [(task.due_on, task.is_overdue) for task in tasks] == [
        (date(2026, 6, 30), True),
        (date(2026, 11, 23), True),
        (date(2026, 12, 10), False),
        (None, False),
    ]
    assert record_queries.accepted_tasks(cast.leader, TODAY) == []


@pytest.mark.parametrize("count", [1, 3])
def test_rankings_are_one_table_each_in_one_query(
    cast: Cast, django_assert_num_queries: DjangoAssertNumQueries, count: int
) -> None:
    for n in range(count):
        accept_all(cast, FindingKind.RANKING, f"{TEXT}第{n}份。")

    with django_assert_num_queries(1):
        tables = record_queries.accepted_rankings(cast.office)

    names = [[place.values["unit"] for place in table.places] for table in tables]
    assert names == [["青屿县", "云溪县", "城北区"]] * count
    assert [(table.scope, table.has_scores) for table in tables] == [("项目进度排序", False)] * count


def test_a_rank_a_person_emptied_stands_last(cast: Cast) -> None:
    first, *rest = Finding.objects.filter(material=material(cast), kind=FindingKind.RANKING).order_by("start")
    accept_finding(finding=first, values={"rank": "", "score": "95.5"}, by=cast.office, at=NOON)
    for one in rest:
        accept_finding(finding=one, by=cast.office, at=NOON)

    (table,) = record_queries.accepted_rankings(cast.office)

    assert [place.values["unit"] for place in table.places] == ["云溪县", "城北区", "青屿县"]
    assert table.has_scores


def test_the_pages_list_what_was_accepted_and_lead_back_to_the_sentence(
    cast: Cast, client_of: ClientOf
) -> None:
    for kind in (FindingKind.TASK, FindingKind.RANKING, FindingKind.FIGURE):
        accept_all(cast, kind, deadline="2026-11-23") if kind == FindingKind.TASK else [
            accept_finding(finding=one, by=cast.office, at=NOON) for one in Finding.objects.filter(kind=kind)
        ]
    client = client_of(cast.office)

    pages = {
        name: client.get(f"/materials/{name}/").content.decode() for name in ("tasks", "rankings", "figures")
    }

    assert "材料里交办了1项任务，1项已过期限" in pages["tasks"]
    assert "采纳了1份公布的排名" in pages["rankings"]
    assert "采纳了2个公布的数字" in pages["figures"]
    for kind, page in zip(
        (FindingKind.TASK, FindingKind.RANKING, FindingKind.FIGURE), pages.values(), strict=True
    ):
        one = Finding.objects.filter(kind=kind).order_by("start")[0]
        assert f'href="/materials/findings/{one.pk}/"' in page


def test_empty_lists_say_the_next_step(cast: Cast, client_of: ClientOf) -> None:
    finding(material(cast), FindingKind.TASK)
    client = client_of(cast.office)

    for name, said in (
        ("tasks", "还没有采纳过任务"),
        ("rankings", "还没有采纳过排名"),
        ("figures", "还没有采纳过数字"),
    ):
        assert said in client.get(f"/materials/{name}/").content.decode()
