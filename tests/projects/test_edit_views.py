"""The forms of a project: registering, changing, planning, re-planning, handing over."""

import re
from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client

from guanmo.accounts.models import Person
from guanmo.foundation.models import HistoryEntry
from guanmo.projects import services
from guanmo.projects.enums import Category
from guanmo.projects.models import Project, YearPlan
from tests.cast import NOON, Cast, make_project

ClientOf = Callable[[Person], Client]
GOOD_CODE, DOUBTFUL_CODE = "2509-320193-89-01-544060", "2509-320193-89-01-544061"


def heading(html: str) -> str:
    found = re.search(r"<h1>(.*?)</h1>", html, re.DOTALL)
    return found[1].strip() if found else ""


def problems(html: str) -> list[str]:
    return re.findall(r'<p class="field-error">.*?<span>(.*?)</span>', html)


def entry() -> HistoryEntry:
    return HistoryEntry.objects.order_by("-sequence")[0]


def typed_project(cast: Cast, **typed: Any) -> dict[str, Any]:
    return {
        "name": "观澜大桥", "unit": cast.city.county.pk, "stage": "early", "industry": "c3610",
        "national_code": GOOD_CODE, "owner": "观澜公司", "total_investment": "１２，０００.5", "starts_on": "2026-03-01",
        "ends_on": "2027-12-31", "place": "滨海街道", "longitude": "１１３.62",
        "latitude": "34.75", "content": "桥一座", "leader": "郑市长", "responsible": "钱某",
        "why": "市政府第8号文", **typed,
    }  # fmt: skip


# Registering


def test_project_is_registered_and_asks_for_its_plan(cast: Cast, client_of: ClientOf) -> None:
    response = client_of(cast.clerk).post("/projects/new/", typed_project(cast), follow=True)

    project = Project.objects.get()
    html = response.content.decode()
    assert response.redirect_chain == [(f"/projects/{project.pk}/", 302)]
    assert (project.code, project.unit, project.industry, project.total_investment) == (
        "GM2026-0001", cast.city.county, "C3610", Decimal("12000.5"),
    )  # fmt: skip
    assert (project.longitude, project.latitude) == (Decimal("113.62"), Decimal("34.75"))
    assert "已登记，编号GM2026-0001。请接着填写年度计划。" in html
    assert f'href="/projects/{project.pk}/plan/"' in html
    assert entry().why == "市政府第8号文"


def test_form_offers_the_own_units_and_opens_on_the_one_asked_for(cast: Cast, client_of: ClientOf) -> None:
    bureau = cast.city.county_bureau.pk

    html = client_of(cast.clerk).get("/projects/new/", {"unit": bureau}).content.decode()

    offered = re.findall(r'<option value="(\d+)"( selected)?>', html)
    assert offered == [(str(cast.city.county.pk), ""), (str(bureau), " selected")]


def test_form_of_the_office_asks_which_unit(cast: Cast, client_of: ClientOf) -> None:
    html = client_of(cast.office).get("/projects/new/").content.decode()

    assert re.findall(r'<option value="\d+" selected>', html) == []


@pytest.mark.parametrize(
    ("typed", "message"),
    [
        ({"name": ""}, "这个字段是必填项。"),
        ({"total_investment": "-5"}, "总投资不能为负数，请核对。"),
        ({"total_investment": "约三千"}, "输入一个数字。"),
        ({"industry": "Z99"}, "行业门类只有 A 至 T，没有 Z。"),
        ({"industry": "36"}, "行业代码应为一个字母加2至4位数字，例如 C36、C361、C3610。"),
        ({"national_code": "2509-320193-89-01-54406"}, "项目代码应为24位，形如 2509-320193-89-01-544060。"),
        ({"ends_on": "2026-02-01"}, "计划竣工日期早于开工日期，请核对。"),
        ({"starts_on": "去年"}, "输入一个有效的日期。"),
        (
            {"longitude": "34.75", "latitude": "113.62"},
            "经度和纬度填反了：经度应是113.62，纬度应是34.75，请对调。",
        ),
        ({"latitude": ""}, "经度和纬度要一起填写，或都留空。"),
        ({"longitude": "东经113度"}, "输入一个数字。"),
        ({"content": "桥" * 10_001}, "最多10000个字，现在有10001个字，请缩短。"),
    ],
)
def test_project_wrongly_filled_in_comes_back_as_typed(
    cast: Cast, client_of: ClientOf, typed: dict[str, str], message: str
) -> None:
    response = client_of(cast.clerk).post("/projects/new/", typed_project(cast, **typed))

    html = response.content.decode()
    assert (response.status_code, problems(html), Project.objects.count()) == (422, [message], 0)
    assert 'value="观澜公司"' in html


def test_name_taken_in_the_unit_is_told(cast: Cast, client_of: ClientOf) -> None:
    make_project(cast, name="观澜大桥")

    response = client_of(cast.clerk).post("/projects/new/", typed_project(cast))

    assert response.status_code == 422
    assert problems(response.content.decode()) == [
        "“青屿县”已有同名项目（GM2026-0001），请核对是否重复登记，或把名称写完整。"
    ]


def test_foreign_unit_is_not_offered(cast: Cast, client_of: ClientOf) -> None:
    typed = typed_project(cast, unit=cast.city.other_county.pk)

    response = client_of(cast.clerk).post("/projects/new/", typed)

    assert (response.status_code, Project.objects.count()) == (422, 0)


def test_doubtful_code_is_saved_with_a_warning(cast: Cast, client_of: ClientOf) -> None:
    typed = typed_project(cast, national_code=DOUBTFUL_CODE)

    html = client_of(cast.clerk).post("/projects/new/", typed, follow=True).content.decode()

    assert Project.objects.get().national_code == DOUBTFUL_CODE
    assert '<li class="notice notice-warning"' in html
    assert "项目代码最后一位校验码不符，可能抄错了一位，请核对。" in html


def test_project_needs_no_codes(cast: Cast, client_of: ClientOf) -> None:
    typed = typed_project(cast, national_code="", industry="", starts_on="", total_investment="")

    client_of(cast.clerk).post("/projects/new/", typed)

    project = Project.objects.get()
    assert (project.national_code, project.industry, project.total_investment) == ("", "", None)


# Changing


def edit_of(project: Project, **typed: Any) -> dict[str, Any]:
    """The edit form as it is opened on a project of the cast, with some fields typed over."""
    return {
        "name": project.name, "stage": project.stage, "total_investment": "50000", "revision": project.revision,
        "why": "", **typed,
    }  # fmt: skip


def test_project_is_changed_with_its_reason(cast: Cast, client_of: ClientOf) -> None:
    project = make_project(cast)
    url = f"/projects/{project.pk}/edit/"

    form = client_of(cast.clerk).get(url).content.decode()
    response = client_of(cast.clerk).post(url, edit_of(project, owner="新公司", why="更名"))

    assert 'name="revision" value="1"' in form
    assert response.headers["Location"] == f"/projects/{project.pk}/"
    assert (entry().changes, entry().why) == ({"owner": ["", "新公司"]}, "更名")


def test_attributes_are_ticked_and_kept_in_the_order_of_the_list(cast: Cast, client_of: ClientOf) -> None:
    client = client_of(cast.clerk)
    sent = typed_project(cast, attributes=["外资", "招商"], sector="智能装备", carrier="青屿开发区")

    client.post("/projects/new/", sent)

    project = Project.objects.get()
    assert (project.attributes, project.sector, project.carrier) == ("招商、外资", "智能装备", "青屿开发区")
    html = client.get(f"/projects/{project.pk}/edit/").content.decode()
    assert re.findall(r'name="attributes" value="(\w+)"[^>]* checked', html) == ["招商", "外资"]
    card = client.get(f"/projects/{project.pk}/").content.decode()
    assert "<dt>项目属性</dt><dd>招商、外资</dd>" in card
    assert "按行业代码归类" not in card


def test_two_edits_at_once_lose_nothing(cast: Cast, client_of: ClientOf) -> None:
    project = make_project(cast)
    client, url = client_of(cast.clerk), f"/projects/{project.pk}/edit/"
    typed = edit_of(project, owner="甲公司", place="滨海街道", why="补齐")
    services.update_project(
        project=Project.objects.get(), values={"owner": "乙公司"}, by=cast.office, at=NOON
    )

    conflict = client.post(url, typed)
    hidden = dict(
        re.findall(r'<input type="hidden" name="([a-z_]+)" value="(.*?)">', conflict.content.decode())
    )
    between = Project.objects.get()
    done = client.post(url, {**hidden, "keep-owner": "saved", "keep-place": "mine"})

    after = Project.objects.get()
    assert (conflict.status_code, between.owner, between.place) == (409, "乙公司", "")
    assert "没有保存：周统筹先改了“滨海产业园”" in conflict.content.decode()
    assert (done.status_code, after.owner, after.place, entry().why) == (302, "乙公司", "滨海街道", "补齐")


def test_name_taken_by_another_project_is_told(cast: Cast, client_of: ClientOf) -> None:
    make_project(cast, name="观澜大桥")
    project = make_project(cast)

    response = client_of(cast.clerk).post(f"/projects/{project.pk}/edit/", edit_of(project, name="观澜大桥"))

    assert response.status_code == 422
    assert "已有同名项目（GM2026-0001）" in problems(response.content.decode())[0]


# Plans


def plan(**typed: Any) -> dict[str, Any]:
    return {"year": "2026", "category": "new", "amount": "9000", "goal": "封顶", "why": "计划文件", **typed}


def test_first_plan_becomes_the_baseline(cast: Cast, client_of: ClientOf) -> None:
    project = make_project(cast, plan=None)

    html = client_of(cast.clerk).post(f"/projects/{project.pk}/plan/", plan(), follow=True).content.decode()

    stored = YearPlan.objects.get()
    assert (stored.baseline, stored.amount, stored.goal, entry().why) == (
        Decimal(9000), Decimal(9000), "封顶", "计划文件",
    )  # fmt: skip
    assert "已填写2026年计划。" in html


@pytest.mark.parametrize(
    ("typed", "message"),
    [
        ({"amount": "-1"}, "年度计划不能为负数，请核对。"),
        ({"amount": ""}, "这个字段是必填项。"),
        ({"year": "2025"}, "2025年计划已有（5.00万元），如需改动请办理计划调整并写明原因。"),
        ({"year": "1999"}, "选择一个有效的选项。 1999 不在可用的选项中。"),
    ],
)
def test_plan_wrongly_filled_in_comes_back_as_typed(
    cast: Cast, client_of: ClientOf, typed: dict[str, str], message: str
) -> None:
    project = make_project(cast, plan=None)
    services.set_plan(
        project=project,
        year=2025,
        category="new",
        amount=Decimal(5),
        by=cast.office,
        at=NOON,  # type: ignore[arg-type] # a word of it
    )

    response = client_of(cast.clerk).post(f"/projects/{project.pk}/plan/", plan(**typed))

    html = response.content.decode()
    assert (response.status_code, problems(html), YearPlan.objects.count()) == (422, [message], 1)
    assert 'value="封顶"' in html


def test_plan_is_changed_by_the_office_with_a_reason(cast: Cast, client_of: ClientOf) -> None:
    project = make_project(cast, plan="12000")
    client, url = client_of(cast.office), f"/projects/{project.pk}/plans/2026/"

    form = client.get(url).content.decode()
    without = client.post(url, {"amount": "9000", "reason": " ", "revision": 1})
    done = client.post(url, {"amount": "9000", "reason": "资金晚到", "revision": 1}, follow=True)

    html = done.content.decode()
    assert "年初计划12,000万元，现行12,000万元。" in form
    assert (without.status_code, problems(without.content.decode())) == (422, ["这个字段是必填项。"])
    assert 'value="9000"' in without.content.decode()
    assert "资金晚到（周统筹，2026-11-24批准）" in html


@pytest.mark.parametrize(
    ("address", "typed", "question"),
    [
        ("plan/", plan(amount="120000000"), "120,000,000.00 万元是总投资 50,000.00 万元的2,400倍"),
        (
            "plans/2025/",
            {"amount": "90000000", "reason": "追加", "revision": 1},
            "90,000,000.00 万元是现行计划 5.00 万元的18,000,000倍",
        ),
    ],
)
def test_plan_typed_in_yuan_is_asked_about_before_it_counts(
    cast: Cast, client_of: ClientOf, address: str, typed: dict[str, Any], question: str
) -> None:
    project = make_project(cast, plan=None)
    services.set_plan(
        project=project, year=2025, category=Category.NEW, amount=Decimal(5), by=cast.office, at=NOON
    )
    client, url = client_of(cast.office), f"/projects/{project.pk}/{address}"
    amount = Decimal(typed["amount"])

    asked = client.post(url, typed)
    other = client.post(url, {**typed, "sure": "1"})
    before = YearPlan.objects.filter(amount=amount).count()
    client.post(url, {**typed, "sure": typed["amount"]})

    html = asked.content.decode()
    assert (asked.status_code, other.status_code, before) == (422, 422, 0)
    assert problems(html)[0].startswith(f"{question}，是不是把元当成了万元？")
    assert f'name="sure" value="{typed["amount"]}"' in html
    assert YearPlan.objects.filter(amount=amount).count() == 1


def test_negative_replan_is_told(cast: Cast, client_of: ClientOf) -> None:
    project = make_project(cast)

    response = client_of(cast.office).post(
        f"/projects/{project.pk}/plans/2026/", {"amount": "-1", "reason": "资金晚到", "revision": 1}
    )

    assert (response.status_code, problems(response.content.decode())) == (
        422, ["年度计划不能为负数，请核对。"],
    )  # fmt: skip


def test_plan_changed_by_two_at_once_is_a_conflict(cast: Cast, client_of: ClientOf) -> None:
    project = make_project(cast, plan="12000")
    services.replan(plan=project.plans.get(), amount=Decimal(8000), by=cast.office, at=NOON, reason="调减")

    response = client_of(cast.office).post(
        f"/projects/{project.pk}/plans/2026/", {"amount": "9000", "reason": "资金晚到", "revision": 1}
    )

    html = response.content.decode()
    assert (response.status_code, YearPlan.objects.get().amount) == (409, Decimal(8000))
    assert "<span>9,000</span>" in html
    assert "<span>8,000</span>" in html


def test_plan_there_is_not_is_not_found(cast: Cast, client_of: ClientOf) -> None:
    project = make_project(cast)

    assert client_of(cast.office).get(f"/projects/{project.pk}/plans/2031/").status_code == 404


# Handing over


def test_project_is_handed_over_with_its_reason(cast: Cast, client_of: ClientOf) -> None:
    project = make_project(cast)
    client, url = client_of(cast.office), f"/projects/{project.pk}/transfer/"
    zone = cast.city.zone.pk

    without = client.post(url, {"unit": zone, "why": "", "revision": 1})
    html = client.post(url, {"unit": zone, "why": "园区托管", "revision": 1}, follow=True).content.decode()

    assert (without.status_code, problems(without.content.decode())) == (422, ["这个字段是必填项。"])
    assert Project.objects.get().unit == cast.city.zone
    assert "已移交给“高新功能区”。" in html


def test_clerk_hands_over_within_the_own_unit_only(cast: Cast, client_of: ClientOf) -> None:
    project = make_project(cast)

    html = client_of(cast.clerk).get(f"/projects/{project.pk}/transfer/").content.decode()

    assert re.findall(r'<option value="(\d+)"', html) == [str(cast.city.county_bureau.pk)]


def test_unit_with_a_project_of_that_name_does_not_take_it(cast: Cast, client_of: ClientOf) -> None:
    make_project(cast, unit=cast.city.zone)
    project = make_project(cast)

    response = client_of(cast.office).post(
        f"/projects/{project.pk}/transfer/", {"unit": cast.city.zone.pk, "why": "园区托管", "revision": 1}
    )

    assert response.status_code == 422
    assert "“高新功能区”已有同名项目" in problems(response.content.decode())[0]


def test_project_handed_over_by_two_at_once_is_a_conflict(cast: Cast, client_of: ClientOf) -> None:
    project = make_project(cast)
    url = f"/projects/{project.pk}/transfer/"
    services.transfer_project(
        project=project, unit=cast.city.other_county, by=cast.office, at=NOON, why="区划调整"
    )
    typed = {"unit": cast.city.zone.pk, "why": "园区托管", "revision": 1}

    late = client_of(cast.office).post(url, typed)
    stayed = Project.objects.get().unit
    client_of(cast.office).post(url, {**typed, "revision": 2, "keep-unit": "mine"})

    html = late.content.decode()
    assert (late.status_code, stayed) == (409, cast.city.other_county)
    assert "<span>高新功能区</span>" in html
    assert "<span>云溪县</span>" in html
    assert Project.objects.get().unit == cast.city.zone


@pytest.mark.parametrize(
    ("part", "address", "what"),
    [
        ("approver", "new/", "登记项目"),
        ("approver", "{pk}/edit/", "修改这个项目"),
        ("leader", "{pk}/plan/", "填写年度计划"),
        ("clerk", "{pk}/plans/2026/", "批准调整年度计划"),
        ("auditor", "{pk}/transfer/", "调整责任单位"),
    ],
)
def test_forms_are_refused_with_a_sentence(
    cast: Cast, client_of: ClientOf, part: str, address: str, what: str
) -> None:
    url = "/projects/" + address.format(pk=make_project(cast).pk)

    responses = [getattr(client_of(cast.everybody()[part]), method)(url) for method in ("get", "post")]

    assert [r.status_code for r in responses] == [403, 403]
    assert f"您没有{what}的权限" in responses[0].content.decode()
