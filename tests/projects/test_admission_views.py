"""The pages of the reserve library: each with good and bad input, and what they cost."""

import re
from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from guanmo.accounts.models import Person
from guanmo.projects import admission_queries, admission_services
from guanmo.projects.admission_models import Admission, ReserveTarget
from guanmo.projects.enums import AdmissionState, Stage, Stance
from tests.cast import NOON, Cast, make_project
from tests.projects.admissions import PACK, admitted, all_agreed, answered, applied, of_unit, planned

ClientOf = Callable[[Person], Client]


def heading(html: str) -> str:
    found = re.search(r"<h1>(.*?)</h1>", html, re.DOTALL)
    return found[1].strip() if found else ""


def problems(html: str) -> list[str]:
    return re.findall(r'<p class="field-error">.*?<span>(.*?)</span>', html)


def test_a_clerk_applies_from_the_card(cast: Cast, client_of: ClientOf) -> None:
    project = planned(cast)
    client = client_of(cast.clerk)
    card = client.get(f"/projects/{project.pk}/").content.decode()
    assert f'href="/projects/{project.pk}/apply/"' in card
    assert "移出储备库" not in card

    wrong = client.post(f"/projects/{project.pk}/apply/", {"land": "0", "statement": ""})
    sent = {"land": "１００", "tax": "1,500", "floor_ratio": "1.2", "statement": "补链"}
    response = client.post(f"/projects/{project.pk}/apply/", sent, follow=True)
    again = client.post(f"/projects/{project.pk}/apply/", sent)

    assert (wrong.status_code, problems(wrong.content.decode())[0]) == (422, "应大于0；不知道的请空着。")
    made = Admission.objects.get()
    assert (made.land, made.tax, made.total) == (100, 1500, 50000)
    assert "已申请，相关部门同时收到。" in response.content.decode()
    assert (again.status_code, "上一份申请还在审查" in again.content.decode()) == (422, True)


def test_a_department_finds_and_answers_what_it_is_asked(cast: Cast, client_of: ClientOf) -> None:
    admission = applied(cast)
    opinion = of_unit(admission, cast.city.other_county)
    client, url = client_of(cast.stranger), f"/projects/admissions/{admission.pk}/opinions/{opinion.pk}/"

    inbox = client.get("/projects/admissions/").content.decode()
    silent = client.post(url, {"revision": 1, "stance": "object", "mark-0": "12", "text": ""})
    beyond = client.post(url, {"revision": 1, "stance": "agree", "mark-0": "21"})
    client.post(url, {"revision": 1, "stance": "object", "mark-0": "12.5", "text": "占基本农田"})

    assert (heading(inbox), f'href="{url}"' in inbox) == ("1份申请等本单位反馈", True)
    assert problems(silent.content.decode()) == ["不是完全同意的，或认定有一票否决项的，请写明理由和要求。"]
    assert (beyond.status_code, problems(beyond.content.decode())) == (422, ["不能高于满分20分。"])
    opinion.refresh_from_db()
    assert (opinion.stance, opinion.marks) == (Stance.OBJECT, {"土地利用": "12.5"})
    assert heading(client.get("/projects/admissions/").content.decode()) == "1份入库申请"


def test_who_only_looks_is_offered_no_answer(cast: Cast, client_of: ClientOf) -> None:
    admission = applied(cast)

    inboxes = [
        client_of(by).get("/projects/admissions/").content.decode() for by in (cast.leader, cast.auditor)
    ]

    assert [heading(inbox) for inbox in inboxes] == ["1份入库申请"] * 2
    assert not any(f"/projects/admissions/{admission.pk}/opinions/" in inbox for inbox in inboxes)


def test_two_of_a_department_see_each_others_answer(cast: Cast, client_of: ClientOf) -> None:
    admission = applied(cast)
    opinion = of_unit(admission, cast.city.county_bureau)
    answered(admission, cast.city.county_bureau, cast.colleague, stance=Stance.OBJECT, text="先补材料")

    response = client_of(cast.clerk).post(
        f"/projects/admissions/{admission.pk}/opinions/{opinion.pk}/",
        {"revision": 1, "stance": "agree", "mark-0": "20", "mark-1": "20", "text": ""},
    )

    assert (response.status_code, "先补材料" in response.content.decode()) == (409, True)


def test_an_answer_after_the_verdict_is_told(cast: Cast, client_of: ClientOf) -> None:
    admission = admitted(cast)
    opinion = of_unit(admission, cast.city.county_bureau)

    response = client_of(cast.clerk).post(
        f"/projects/admissions/{admission.pk}/opinions/{opinion.pk}/",
        {"revision": opinion.revision, "stance": "agree", "mark-0": "20", "mark-1": "20"},
    )

    assert (response.status_code, "这份申请同意入库，不能再改" in response.content.decode()) == (422, True)


def test_the_office_reads_every_reason_and_decides(cast: Cast, client_of: ClientOf) -> None:
    admission = all_agreed(cast, applied(cast))
    client, url = client_of(cast.office), f"/projects/admissions/{admission.pk}/"

    html = client.get(url).content.decode()
    nothing = client.post(url, {})
    done = client.post(url, {"verdict": "admit", "reason": ""}, follow=True).content.decode()

    assert heading(html) == "青屿电池厂：符合准入条件"
    for said in (
        "制造业（招商）总投资不低于1亿元",
        "500万元/亩",
        "80分，还有1项没有打分",
        "市应急管理局在系统里没有对应单位",
    ):
        assert said in html
    assert nothing.status_code == 422
    assert "已定结论：同意入库。" in done
    assert heading(done) == "青屿电池厂：同意入库"


def test_what_falls_short_is_refused_or_relaxed_with_approval(cast: Cast, client_of: ClientOf) -> None:
    small = planned(cast, total_investment=Decimal(9000), attributes="")
    admission = all_agreed(cast, applied(cast, small, land=Decimal(20)))
    client, url = client_of(cast.office), f"/projects/admissions/{admission.pk}/"
    sent = {"verdict": "admit", "reason": "首台套", "ground-size": "科技含量高"}

    short = client.post(url, sent)
    client.post(url, {**sent, "by-size": "领导小组第3次会议"})

    assert short.status_code == 422
    assert "制造业总投资不低于3亿元：总投资9000万元" in short.content.decode()
    html = client.get(url).content.decode()
    assert '科技含量高<span class="sub">领导小组第3次会议</span>' in html


def test_a_refusal_is_shown_and_earlier_ones_stay_beside(cast: Cast, client_of: ClientOf) -> None:
    project = planned(cast)
    first = applied(cast, project)
    client = client_of(cast.office)
    client.post(f"/projects/admissions/{first.pk}/", {"verdict": "reject", "reason": "用地没有落实"})
    second = applied(cast, project)

    html = client.get(f"/projects/admissions/{second.pk}/").content.decode()

    assert f'href="/projects/admissions/{first.pk}/"' in html
    assert "用地没有落实" in html


def test_a_unit_takes_its_application_back(cast: Cast, client_of: ClientOf) -> None:
    admission = applied(cast)
    client, url = client_of(cast.clerk), f"/projects/admissions/{admission.pk}/withdraw/"

    wordless = client.post(url, {"why": ""}, follow=True).content.decode()
    done = client.post(url, {"why": "选址未定"}, follow=True).content.decode()

    assert "撤回申请须写明原因。" in wordless
    assert heading(done) == "青屿电池厂：已撤回"


def test_the_office_removes_a_project_and_the_library_says_why(cast: Cast, client_of: ClientOf) -> None:
    project = admitted(cast).project
    client, url = client_of(cast.office), f"/projects/{project.pk}/remove/"
    sent = {"on": "2026-11-24", "approved_by": "领导小组第4次会议", "reason": "投资方撤资"}

    assert "移出储备库" in client.get(f"/projects/{project.pk}/").content.decode()
    late = client.post(url, {**sent, "on": "2026-11-25"})
    client.post(url, sent)

    assert (late.status_code, "移出日期不能晚于今天。" in late.content.decode()) == (422, True)
    html = client.get("/projects/reserve/").content.decode()
    assert "储备→退出" in html
    assert "投资方撤资" in html
    assert heading(html) == "入库0个项目，总投资0 万元"


def test_the_target_shows_each_year_against_what_was_held(cast: Cast, client_of: ClientOf) -> None:
    admitted(cast)
    client = client_of(cast.office)
    sent = {"first_year": "2025", "last_year": "2026", "amount": "100000", "basis": "规划纲要"}

    wrong = client.post("/projects/reserve/target/", {**sent, "last_year": "2025"})
    client.post("/projects/reserve/target/", sent)
    found = admission_queries.reserve(cast.office, date(2026, 11, 24))

    assert problems(wrong.content.decode()) == ["目标年度应晚于起始年度，最多20年。"]
    assert [(y.year, y.target, y.held, y.gap, y.share) for y in found.years] == [
        (2025, 50000, 0, -50000, 0),
        (2026, 100000, 50000, -50000, Decimal("0.5")),
    ]
    html = client.get("/projects/reserve/").content.decode()
    assert "到2026年底储备总投资10.00 亿元" in html


def test_years_to_come_hold_nothing_yet_and_a_project_without_total_counts_as_one(cast: Cast) -> None:
    project = planned(cast, total_investment=None, stage=Stage.RESERVE)
    admission_services.remove_from_reserve(
        project=project,
        reason="撤资",
        approved_by="会议",
        on=date(2026, 11, 24),
        by=cast.office,
        at=NOON,
    )
    admission_services.set_reserve_target(
        first_year=2026, last_year=2027, amount=Decimal(100), basis="纲要", by=cast.office, at=NOON
    )

    found = admission_queries.reserve(cast.leader, date(2025, 6, 1))

    assert [(y.held, y.gap, y.share) for y in found.years] == [(None, None, None)] * 2
    assert (found.library.projects, found.stages[-1].projects) == (0, 1)


@pytest.mark.parametrize("count", [1, 3])
def test_the_library_costs_the_same_however_many(
    cast: Cast, client_of: ClientOf, django_assert_num_queries: DjangoAssertNumQueries, count: int
) -> None:
    for number in range(count):
        admitted(cast, planned(cast, name=f"电池{number}厂"))
        applied(cast, planned(cast, name=f"待审{number}厂"))
    client = client_of(cast.clerk)
    for url, queries in (("/projects/reserve/", 9), ("/projects/admissions/", 7)):
        client.get(url)
        with django_assert_num_queries(queries):
            client.get(url)


def test_lists_are_empty_with_the_next_step(cast: Cast, client_of: ClientOf) -> None:
    client = client_of(cast.office)

    library = client.get("/projects/reserve/").content.decode()
    applications = client.get("/projects/admissions/", {"state": "nonsense"})

    assert "还没有设定储备目标" in library
    assert "还没有进出记录" in library
    assert (applications.status_code, "没有这样的申请" in applications.content.decode()) == (422, True)
    assert ReserveTarget.objects.count() == 0


def test_an_application_is_seen_by_its_unit_the_asked_and_the_whole_city(cast: Cast) -> None:
    admission = applied(cast, planned(cast, name="云溪电池厂", unit=cast.city.other_county))
    make_project(cast)

    seen = [p for p, person in cast.everybody().items() if Admission.objects.visible_to(person).exists()]

    assert seen == ["office", "clerk", "colleague", "approver", "stranger", "leader", "auditor"]
    assert str(admission) == "云溪电池厂入库申请"
    assert str(of_unit(admission, cast.city.county)) == "青屿县对云溪电池厂入库申请的意见"
    assert admission.due_on == date(2026, 11, 24) + timedelta(days=7)
    assert AdmissionState(admission.state).label == "审查中"
    assert PACK.admission_rule.days == 5
