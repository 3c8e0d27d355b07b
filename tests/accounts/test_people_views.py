"""The pages of units and people: who opens them, what they say, what comes back when something is wrong."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from guanmo.accounts import services
from guanmo.accounts.models import Person, Unit
from guanmo.accounts.roles import RoleName
from guanmo.foundation.models import HistoryEntry
from tests.cast import NOON, PASSWORD, Cast, make_person

ClientOf = Callable[[Person], Client]


def heading(html: str) -> str:
    found = re.search(r"<h1>(.*?)</h1>", html, re.DOTALL)
    return found[1].strip() if found else ""


def listed(html: str) -> list[str]:
    """The names in the people table, in order."""
    return re.findall(r'<th scope="row"[^>]*><a href="/settings/people/\d+/">(.*?)</a>', html)


def entry() -> HistoryEntry:
    return HistoryEntry.objects.order_by("-sequence")[0]


# Reading


def test_people_list_counts_accounts_and_shows_roles(cast: Cast, client_of: ClientOf) -> None:
    html = client_of(cast.leader).get("/settings/").content.decode()

    assert heading(html) == "全市11个账号在用，1个还没有角色"
    assert listed(html) == [
        "郑市长", "吴审核", "李同事", "陈填报", "赵外县", "冯系统", "卫新人", "周统筹", "孙评委", "褚安全", "钱审计",
    ]  # fmt: skip
    assert '<td data-label="角色">审核人</td>' in html
    assert '<span class="unfilled">未授予</span>' in html
    assert "共11个账号" in html
    assert "开设账号</a>" not in html


def test_people_of_a_unit_include_those_below(cast: Cast, client_of: ClientOf) -> None:
    make_person("bureau", "钟局", cast.city.county_bureau, RoleName.CLERK)

    html = client_of(cast.leader).get(f"/settings/units/{cast.city.county.pk}/").content.decode()

    assert heading(html) == "青屿县4个账号在用"
    assert listed(html) == ["吴审核", "李同事", "陈填报", "钟局"]


def test_empty_unit_says_what_to_do(cast: Cast, client_of: ClientOf) -> None:
    html = client_of(cast.leader).get(f"/settings/units/{cast.city.zone.pk}/").content.decode()

    assert "这个单位还没有账号" in html


def test_people_are_searched(cast: Cast, client_of: ClientOf) -> None:
    client = client_of(cast.leader)

    found = client.get("/settings/", {"q": "云溪"}).content.decode()
    none = client.get("/settings/", {"q": "无此人"}).content.decode()

    assert (heading(found), listed(found)) == ("“云溪”找到1个账号", ["赵外县"])
    assert "没有找到相符的账号" in none


def test_states_of_accounts_are_told(cast: Cast, client_of: ClientOf) -> None:
    services.update_person(person=cast.clerk, values={"is_active": False}, by=cast.system_admin, at=NOON)
    services.reset_password(
        person=cast.colleague, password="first-pass-2027", by=cast.security_admin, at=NOON
    )
    for _ in range(5):
        Client().post("/login/", {"username": "approver", "password": "wrong-password"})

    html = client_of(cast.leader).get(f"/settings/units/{cast.city.county.pk}/").content.decode()

    states = re.findall(r'<td data-label="状态">(.*?)</td>', html)
    assert states == [
        '<span class="tag tag-wrong">已锁定</span>',
        "待改初始密码",
        '<span class="tag">停用</span>',
    ]


@pytest.mark.parametrize("others", [0, 2])
def test_people_list_costs_the_same_however_many(
    cast: Cast, client_of: ClientOf, django_assert_num_queries: DjangoAssertNumQueries, others: int
) -> None:
    for number in range(others + 1):
        make_person(f"zone{number}", f"区员{number}", cast.city.zone, RoleName.CLERK)
    client = client_of(cast.leader)
    client.get("/settings/")

    # Session, person; unit, tree, its people; page count, page, figures, locks; the viewer's unit, the city's name.
    with django_assert_num_queries(11):
        html = client.get(f"/settings/units/{cast.city.zone.pk}/").content.decode()

    assert len(listed(html)) == others + 1


@pytest.mark.parametrize("part", ["clerk", "juror", "nobody"])
def test_people_list_is_refused_with_a_sentence(cast: Cast, client_of: ClientOf, part: str) -> None:
    response = client_of(cast.everybody()[part]).get("/settings/")

    assert response.status_code == 403
    assert "您没有查看单位与人员的权限，如确需办理请联系安全管理员。" in response.content.decode()


def test_unit_there_is_not_is_not_found(cast: Cast, client_of: ClientOf) -> None:
    assert client_of(cast.leader).get("/settings/units/987654/").status_code == 404


def test_person_page_says_role_and_permissions(cast: Cast, client_of: ClientOf) -> None:
    html = client_of(cast.leader).get(f"/settings/people/{cast.approver.pk}/").content.decode()

    assert heading(html) == "吴审核：审核人"
    assert "审核本单位填报员报送的月报。" in html
    assert (
        "查看本单位及下属单位的项目；审核或退回月报；反馈本单位的入库审查意见；查看已封存的观摩结果。" in html
    )
    assert "<h2>日志</h2>" not in html


def test_every_page_leads_to_the_own_account_and_from_there_to_the_password(
    cast: Cast, client_of: ClientOf
) -> None:
    client = client_of(cast.clerk)
    own = f"/settings/people/{cast.clerk.pk}/"

    from_password = client.get("/password/").content.decode()
    html = client.get(own).content.decode()

    assert f'<a class="me-who" href="{own}"' in from_password
    assert 'href="/password/"' in html
    assert f'href="/settings/people/{cast.stranger.pk}/"' not in html
    # A clerk may not open the list of people, so nothing on the page leads there.
    assert 'href="/settings/"' not in html
    assert "/settings/units/" not in html


def test_person_page_shows_the_auditor_its_history(cast: Cast, client_of: ClientOf) -> None:
    html = client_of(cast.auditor).get(f"/settings/people/{cast.clerk.pk}/").content.decode()

    assert re.findall(r'<span class="what">(.*?)</span>', html) == ["授予角色", "开设账号"]
    assert f'href="/settings/history/accounts.person/{cast.clerk.pk}/"' in html


@pytest.mark.parametrize(
    ("part", "buttons"),
    [
        ("leader", []),
        ("system_admin", ["修改账号"]),
        ("security_admin", ["授予角色", "重置密码"]),
        ("clerk", ["修改密码"]),
    ],
)
def test_person_page_offers_what_the_viewer_may_do(
    cast: Cast, client_of: ClientOf, part: str, buttons: list[str]
) -> None:
    html = client_of(cast.everybody()[part]).get(f"/settings/people/{cast.clerk.pk}/").content.decode()

    assert [
        word for word in ("修改账号", "授予角色", "重置密码", "修改密码") if f"</svg>{word}</a>" in html
    ] == buttons


@pytest.mark.parametrize(
    ("part", "address", "what"),
    [
        ("security_admin", "people/new/", "开设账号"),
        ("security_admin", "people/{clerk}/edit/", "修改账号"),
        ("system_admin", "people/{clerk}/role/", "授予角色"),
        ("security_admin", "people/{security_admin}/role/", "授予角色"),
        ("system_admin", "people/{clerk}/reset/", "重置密码"),
        ("security_admin", "units/{county}/new/", "维护单位"),
        ("auditor", "units/{county}/edit/", "维护单位"),
    ],
)
def test_another_administrators_page_is_refused_with_a_sentence(
    cast: Cast, client_of: ClientOf, part: str, address: str, what: str
) -> None:
    keys = {name: person.pk for name, person in cast.everybody().items()} | {"county": cast.city.county.pk}
    url = "/settings/" + address.format(**keys)
    entries = HistoryEntry.objects.count()

    responses = [getattr(client_of(cast.everybody()[part]), method)(url) for method in ("get", "post")]

    assert [r.status_code for r in responses] == [403, 403]
    assert f"您没有{what}的权限，如确需办理请联系安全管理员。" in responses[0].content.decode()
    assert HistoryEntry.objects.count() == entries


def test_a_colleague_is_not_found_by_those_who_may_not_look(cast: Cast, client_of: ClientOf) -> None:
    assert client_of(cast.clerk).get(f"/settings/people/{cast.colleague.pk}/").status_code == 404


# System administrator


def new_account(cast: Cast, **typed: Any) -> dict[str, Any]:
    return {
        "username": "newcomer", "name": "沈新来", "unit": cast.city.zone.pk, "title": "科员", "phone": "",
        "password": "qing-yu-2027", "why": "新入职", **typed,
    }  # fmt: skip


def test_account_is_opened_without_a_role(cast: Cast, client_of: ClientOf) -> None:
    client = client_of(cast.system_admin)

    response = client.post("/settings/people/new/", new_account(cast), follow=True)

    person = Person.objects.get(username="newcomer")
    html = response.content.decode()
    assert response.redirect_chain == [(f"/settings/people/{person.pk}/", 302)]
    assert (person.unit, person.title, person.role, person.must_change_password) == (
        cast.city.zone, "科员", "", True,
    )  # fmt: skip
    assert "已开设账号“newcomer”，请安全管理员授予角色。" in html
    assert (heading(html), entry().why) == ("沈新来：还没有角色", "新入职")


def test_account_form_opens_on_the_unit_one_came_from(cast: Cast, client_of: ClientOf) -> None:
    html = (
        client_of(cast.system_admin)
        .get("/settings/people/new/", {"unit": cast.city.zone.pk})
        .content.decode()
    )

    assert f'<option value="{cast.city.zone.pk}" selected>　高新功能区</option>' in html


@pytest.mark.parametrize(
    ("typed", "message"),
    [
        ({"username": "clerk"}, "账号“clerk”已有人使用，请换一个。"),
        ({"username": "沈"}, "账号只能用字母、数字、点、横线和下划线。"),
        ({"password": "short"}, "密码太短，至少要10个字符。"),
        ({"name": ""}, "这个字段是必填项。"),
        ({"unit": "987654"}, "选择一个有效的选项： 该选择不在可用的选项中。"),
    ],
)
def test_account_wrongly_filled_in_comes_back_as_typed(
    cast: Cast, client_of: ClientOf, typed: dict[str, str], message: str
) -> None:
    response = client_of(cast.system_admin).post("/settings/people/new/", new_account(cast, **typed))

    html = response.content.decode()
    assert response.status_code == 422
    assert message in html
    assert 'value="科员"' in html
    assert not Person.objects.filter(title="科员").exists()


def edit_of(person: Person, **typed: Any) -> dict[str, Any]:
    """The edit form as it is opened on `person`, with some fields typed over."""
    data = {
        "name": person.name, "unit": person.unit_id, "title": person.title, "phone": person.phone,
        "is_active": "on", "revision": person.revision, "why": "", **typed,
    }  # fmt: skip
    return {name: value for name, value in data.items() if value is not None}


def test_account_is_changed_with_its_reason(cast: Cast, client_of: ClientOf) -> None:
    client = client_of(cast.system_admin)
    url = f"/settings/people/{cast.clerk.pk}/edit/"

    form = client.get(url).content.decode()
    response = client.post(url, edit_of(cast.clerk, title="科长", why="提任"))

    assert 'name="revision" value="2"' in form
    assert response.headers["Location"] == f"/settings/people/{cast.clerk.pk}/"
    assert (entry().action, entry().changes, entry().why) == (
        "person.updated", {"title": ["", "科长"]}, "提任",
    )  # fmt: skip


def test_account_form_cannot_carry_a_role(cast: Cast, client_of: ClientOf) -> None:
    client_of(cast.system_admin).post(
        f"/settings/people/{cast.nobody.pk}/edit/",
        edit_of(cast.nobody, role="office", password="x", title="科员"),
    )

    stored = Person.objects.get(pk=cast.nobody.pk)
    assert (stored.title, stored.role, stored.check_password(PASSWORD)) == ("科员", "", True)


def test_last_auditor_cannot_be_closed(cast: Cast, client_of: ClientOf) -> None:
    response = client_of(cast.system_admin).post(
        f"/settings/people/{cast.auditor.pk}/edit/", edit_of(cast.auditor, is_active=None)
    )

    assert response.status_code == 422
    assert "钱审计 是唯一在用的审计员" in response.content.decode()


def test_two_edits_at_once_lose_nothing(cast: Cast, client_of: ClientOf) -> None:
    client, url = client_of(cast.system_admin), f"/settings/people/{cast.clerk.pk}/edit/"
    typed = edit_of(cast.clerk, title="科长", phone="111", why="换岗")
    stored = Person.objects.get(pk=cast.clerk.pk)
    services.update_person(person=stored, values={"title": "主任"}, by=cast.system_admin, at=NOON)

    conflict = client.post(url, typed)
    hidden = dict(
        re.findall(r'<input type="hidden" name="([a-z_]+)" value="(.*?)">', conflict.content.decode())
    )
    unchanged = Person.objects.get(pk=cast.clerk.pk)
    settled = client.post(url, {**hidden, "keep-title": "saved", "keep-phone": "mine"})

    after = Person.objects.get(pk=cast.clerk.pk)
    assert (conflict.status_code, unchanged.title, unchanged.phone) == (409, "主任", "")
    assert "没有保存：冯系统先改了“陈填报”" in conflict.content.decode()
    assert settled.status_code == 302
    assert (after.title, after.phone, entry().why) == ("主任", "111", "换岗")


# Security administrator


def test_role_page_shows_each_role_with_what_it_may(cast: Cast, client_of: ClientOf) -> None:
    html = client_of(cast.security_admin).get(f"/settings/people/{cast.nobody.pk}/role/").content.decode()

    assert re.findall(r'name="role" value="(\w*)"( checked)?>', html) == [
        ("", " checked"), *((name.value, "") for name in RoleName),
    ]  # fmt: skip
    assert "授予角色、解除锁定，不开设账号。" in html
    assert "可以：查看单位与人员；维护单位；开设、修改和停用账号。" in html


def test_role_is_granted_with_its_reason(cast: Cast, client_of: ClientOf) -> None:
    client, url = client_of(cast.security_admin), f"/settings/people/{cast.nobody.pk}/role/"

    response = client.post(
        url, {"role": "clerk", "why": "接替", "revision": cast.nobody.revision}, follow=True
    )

    assert Person.objects.get(pk=cast.nobody.pk).role == "clerk"
    assert "卫新人的角色：填报员。" in response.content.decode()
    assert entry().why == "接替"


def test_role_granted_by_two_at_once_is_a_conflict(cast: Cast, client_of: ClientOf) -> None:
    opened = cast.nobody.revision
    services.grant_role(person=cast.nobody, role="approver", by=cast.security_admin, at=NOON)

    response = client_of(cast.security_admin).post(
        f"/settings/people/{cast.nobody.pk}/role/", {"role": "clerk", "revision": opened}
    )

    html = response.content.decode()
    assert response.status_code == 409
    assert re.findall(r"<span>(填报员|审核人|空)</span>", html) == ["填报员", "审核人"]


@pytest.mark.parametrize(
    ("role", "message"), [("emperor", "不在可用的选项中"), ("office", "是唯一在用的审计员")]
)
def test_role_wrongly_chosen_is_asked_again(cast: Cast, client_of: ClientOf, role: str, message: str) -> None:
    response = client_of(cast.security_admin).post(
        f"/settings/people/{cast.auditor.pk}/role/", {"role": role, "revision": cast.auditor.revision}
    )

    assert (response.status_code, message in response.content.decode()) == (422, True)
    assert Person.objects.get(pk=cast.auditor.pk).role == RoleName.AUDITOR


def test_password_is_reset_and_the_person_thrown_out(cast: Cast, client_of: ClientOf) -> None:
    theirs, url = client_of(cast.clerk), f"/settings/people/{cast.clerk.pk}/reset/"

    response = client_of(cast.security_admin).post(url, {"password": "first-pass-2027", "why": "忘记"})

    assert response.headers["Location"] == f"/settings/people/{cast.clerk.pk}/"
    assert theirs.get("/settings/roles/").status_code == 302
    assert Person.objects.get(pk=cast.clerk.pk).must_change_password


def test_weak_first_password_is_asked_again(cast: Cast, client_of: ClientOf) -> None:
    client, url = client_of(cast.security_admin), f"/settings/people/{cast.clerk.pk}/reset/"

    form = client.get(url)
    response = client.post(url, {"password": "1234567890", "why": ""})

    assert "给陈填报重置密码" in form.content.decode()
    assert (response.status_code, "密码只包含数字" in response.content.decode()) == (422, True)
    assert "1234567890" not in response.content.decode()


def test_unlocking_is_told(cast: Cast, client_of: ClientOf) -> None:
    response = client_of(cast.security_admin).post(f"/settings/people/{cast.clerk.pk}/unlock/", follow=True)

    assert "已解除“clerk”的锁定。" in response.content.decode()
    assert entry().action == "person.unlocked"


# Units


def test_unit_is_added_below_another(cast: Cast, client_of: ClientOf) -> None:
    client, url = client_of(cast.system_admin), f"/settings/units/{cast.city.county.pk}/new/"

    form = client.get(url).content.decode()
    response = client.post(
        url, {"name": "青屿县工信局", "short_name": "工信局", "kind": "department", "order": "2", "why": ""}
    )

    unit = Unit.objects.get(name="青屿县工信局")
    assert (heading(form), 'value="2"' in form) == ("在“青屿县”下新增单位", True)
    assert response.headers["Location"] == f"/settings/units/{unit.pk}/"
    assert (unit.parent, unit.path) == (cast.city.county, "001001002")


@pytest.mark.parametrize(
    ("typed", "message"),
    [
        ({"order": "1"}, "行政序列 1 已由“青屿县发改局”使用，请换一个序号。"),
        ({"order": "1000"}, "行政序列须在 1 到 999 之间。"),
        ({"name": "云溪县"}, "已有名为“云溪县”的单位，请核对是否重复。"),
        ({"kind": "city"}, "不在可用的选项中"),
    ],
)
def test_unit_wrongly_filled_in_comes_back_as_typed(
    cast: Cast, client_of: ClientOf, typed: dict[str, str], message: str
) -> None:
    data = {"name": "新局", "short_name": "新", "kind": "department", "order": "2", "why": "", **typed}

    response = client_of(cast.system_admin).post(f"/settings/units/{cast.city.county.pk}/new/", data)

    html = response.content.decode()
    assert (response.status_code, message in html, 'value="新"' in html) == (422, True, True)
    assert Unit.objects.count() == 7


def edit_of_unit(unit: Unit, **typed: Any) -> dict[str, Any]:
    data = {
        "name": unit.name, "short_name": unit.short_name, "kind": unit.kind, "order": unit.order,
        "is_active": "on", "revision": unit.revision, "why": "", **typed,
    }  # fmt: skip
    return {name: value for name, value in data.items() if value is not None}


def test_unit_is_changed(cast: Cast, client_of: ClientOf) -> None:
    client, url = client_of(cast.system_admin), f"/settings/units/{cast.city.zone.pk}/edit/"

    form = client.get(url).content.decode()
    response = client.post(url, edit_of_unit(cast.city.zone, short_name="高新", why="改简称"))

    assert "上级单位：观澜市" in form
    assert response.headers["Location"] == f"/settings/units/{cast.city.zone.pk}/"
    assert Unit.objects.get(pk=cast.city.zone.pk).short_name == "高新"


def test_the_city_stays_a_city(cast: Cast, client_of: ClientOf) -> None:
    html = client_of(cast.system_admin).get(f"/settings/units/{cast.city.root.pk}/edit/").content.decode()

    assert '<option value="city" selected>市</option>' in html
    assert '<option value="county"' not in html


def test_unit_in_use_is_not_closed(cast: Cast, client_of: ClientOf) -> None:
    response = client_of(cast.system_admin).post(
        f"/settings/units/{cast.city.county.pk}/edit/", edit_of_unit(cast.city.county, is_active=None)
    )

    assert response.status_code == 422
    assert "“青屿县”还有 3 个启用的账号、1 个启用的下属单位" in response.content.decode()


def test_two_edits_of_a_unit_at_once_are_laid_side_by_side(cast: Cast, client_of: ClientOf) -> None:
    typed = edit_of_unit(cast.city.zone, short_name="高新")
    stored = Unit.objects.get(pk=cast.city.zone.pk)
    services.update_unit(unit=stored, values={"short_name": "功能区"}, by=cast.system_admin, at=NOON)

    response = client_of(cast.system_admin).post(f"/settings/units/{cast.city.zone.pk}/edit/", typed)

    html = response.content.decode()
    assert response.status_code == 409
    assert re.findall(r"<span>(高新|功能区)</span>", html) == ["高新", "功能区"]
    assert Unit.objects.get(pk=cast.city.zone.pk).short_name == "功能区"
