"""Rule packs in the browser: read by the city, written by the office, the effect seen before anything is saved."""

import re
from collections.abc import Callable
from html import unescape

from django.test import Client

from guanmo.accounts.models import Person
from guanmo.config.pack_effect_queries import effect_of
from guanmo.engines.packs import load_pack, shipped_pack
from guanmo.observation.models import Tour
from guanmo.observation.queries import ballot_packs
from guanmo.projects.enums import Stage
from guanmo.projects.models import Project
from guanmo.projects.pack_models import PackVersion
from tests.cast import Cast, make_project
from tests.observation.promises import TODAY
from tests.observation.tours import make_tour, sealed_tour, sealed_with
from tests.projects.packs import changed, copy_of, saved

ClientOf = Callable[[Person], Client]


def heading(html: str) -> str:
    return re.search(r"<h1>(.*?)</h1>", html, re.DOTALL)[1].strip()  # type: ignore[index] # every page has one


def hidden(html: str, name: str) -> str:
    return re.search(rf'name="{name}" value="(\w+)"', html)[1]  # type: ignore[index] # as above


def typed(html: str) -> str:
    return unescape(re.search(r"<textarea[^>]*>\n?(.*?)</textarea>", html, re.DOTALL)[1])  # type: ignore[index] # as above


def test_the_office_copies_tries_and_saves(cast: Cast, client_of: ClientOf) -> None:
    sealed_with(cast, "mean", {"孙评委": ["90", "80", "90", "70"], "甲": ["92", "82", "92", "71"]})
    client, url = client_of(cast.office), "/rules/edit/?id=mean"
    opened = client.get(url).content.decode()
    said = {"text": typed(opened), "opened_on": hidden(opened, "opened_on")}

    tried = client.post(url, said | {"step": "try"}).content.decode()
    blind = client.post(url, said | {"step": "save", "why": "试行"})
    good = said | {"step": "save", "seen": hidden(tried, "seen"), "why": "市政府第9号文"}
    told = client.post(url, good, follow=True).content.decode()

    assert (heading(tried), "青屿县</td><td>91.00</td><td>1</td>" in tried) == (
        "名次都不变；封存的结果不受影响",
        True,
    )
    assert (blind.status_code, "正文改过，还没有保存" in blind.content.decode()) == (422, True)
    assert ("第1版。" in told, "市政府第9号文" in told, "mean-2" in told) == (True, True, True)
    assert [pack.id for pack in ballot_packs()][-1] == "mean-2"
    assert heading(client.get("/rules/").content.decode()) == "本市自编1条规则，其余是内置的"
    again = client.get("/rules/edit/?id=mean-2").content.decode()
    assert (hidden(again, "opened_on"), typed(again)) == ("1", PackVersion.objects.get().text)


def test_faults_come_back_with_their_line_and_all_that_was_typed(cast: Cast, client_of: ClientOf) -> None:
    client, url = client_of(cast.office), "/rules/edit/?id=drop-1-1"
    text = copy_of("drop-1-1").text.replace("high = 1", "high = -1")

    wrong = client.post(url, {"text": text, "opened_on": 0, "step": "save", "why": "试"})
    nothing = client.post(url, {"text": "", "opened_on": "x"})

    page = wrong.content.decode()
    assert (wrong.status_code, heading(page), typed(page)) == (422, "正文有1处要改", text)
    assert "<code>high = -1</code>" in page
    assert nothing.status_code == 422


def test_what_cannot_be_saved_says_why(cast: Cast, client_of: ClientOf) -> None:
    own = copy_of("drop-1-1")
    saved(cast, own, "drop-1-1")
    other = copy_of("gansu-2015")
    client = client_of(cast.office)

    def sent(pack_id: str, text: str, seen: str) -> str:
        data = {"text": text, "opened_on": 0, "seen": seen, "step": "save", "why": "试"}
        answer = client.post(f"/rules/edit/?id={pack_id}", data)
        assert answer.status_code == 422
        return answer.content.decode()

    assert "不能改成选点规则" in sent("mean", other.text, other.hash)
    moved = changed(own, "least = 3", "least = 4")
    assert "在您打开之后存了第1版" in sent("own-rule", moved.text, moved.hash)


def test_the_rest_of_the_city_reads(cast: Cast, client_of: ClientOf) -> None:
    client = client_of(cast.leader)

    listed, one = (client.get(url).content.decode() for url in ("/rules/", "/rules/one/?id=wuhan-2022"))

    assert (heading(listed), "/rules/edit/" in listed + one) == ("都是内置规则，本市还没有自编的", False)
    assert shipped_pack("wuhan-2022").hash in one
    assert client.get("/rules/one/?id=nowhere").status_code == 404
    assert client_of(cast.office).get("/rules/edit/?id=wuhan-entry-2022").status_code == 404


# Effects


def test_lights_are_counted_before_and_after(cast: Cast) -> None:
    make_project(cast, done="6000")
    base = shipped_pack("yinchuan-2025")

    same = effect_of(cast.office, base, base, TODAY)
    other = effect_of(cast.office, shipped_pack("wuhan-2022"), base, TODAY)

    assert (same.says, same.period) == ("各项目的灯都不变", "2026年10月的1个项目")
    assert other.says == "1个项目的灯会变"
    assert [row[0] for row in other.rows] == ["正常", "预警", "滞后", "不亮灯"]
    assert sorted(row[3] for row in other.rows) == ["+0", "+0", "+1", "-1"]


def test_ballots_are_counted_again_beside_the_sealed_places(cast: Cast) -> None:
    base = shipped_pack("mean")
    nothing = effect_of(cast.office, base, base, TODAY)
    sealed_with(cast, "mean", {"孙评委": ["90", "89", "10", "9"], "甲": ["10", "60", "50", "50"]})

    found = effect_of(cast.office, shipped_pack("rank-100-3"), base, TODAY)
    least = load_pack(base.text.replace("ties = ", 'own_unit = "exclude"\nties = '))
    without_own = effect_of(cast.office, least, base, TODAY)

    assert "还没有封存的观摩" in nothing.says
    assert (found.says.startswith("那次的选票按这条规则算不了："), list(found.rows)) == (True, [])
    assert next(row[:3] for row in without_own.rows) == ("云溪县", "74.50", "1")


def test_stops_are_proposed_anew(cast: Cast) -> None:
    base = shipped_pack("guanlan-stops")
    nothing = effect_of(cast.office, base, base, TODAY)
    make_tour(cast)
    for n in range(4):
        make_project(cast, name=f"第{n}项", plan="30000", done=str(12000 + 4000 * n))

    found = effect_of(cast.office, shipped_pack("gansu-2015"), base, TODAY)
    fewer = effect_of(cast.office, changed(shipped_pack("gansu-2015"), "[1, 3]", "[1, 2]"), base, TODAY)

    assert "还没有筹备过观摩" in nothing.says
    assert found.period == str(Tour.objects.get())
    assert (found.says, fewer.says) == ("推荐2个变为2个，0个不同", "推荐2个变为0个，2个不同")
    assert {row[2] for row in fewer.rows} == {"不再推荐"}
    back = effect_of(cast.office, base, changed(base, "[1, 3]", "[1, 2]"), TODAY)
    assert {row[2] for row in back.rows} == {"改为推荐"}


def test_the_year_is_put_together_anew(cast: Cast) -> None:
    sealed_tour(cast)
    base = shipped_pack("jiaozuo-2020")

    same, other = (
        effect_of(cast.office, pack, base, TODAY) for pack in (base, shipped_pack("yuzhou-2018q1"))
    )

    assert (same.says, list(same.rows)) == ("得分和名次都不变", [])
    assert other.says.endswith("个单位的得分或名次会变")
    assert {row[3:] for row in other.rows} == {("—", "—")}


def test_sentences_that_come_and_go_are_told(cast: Cast) -> None:
    base = shipped_pack("four-more-four-less")
    nothing = effect_of(cast.office, base, base, TODAY)
    sealed_tour(cast)
    for n in range(6):
        made = make_project(cast, name=f"医院{n}")
        Project.unguarded().filter(pk=made.pk).update(stage=Stage.PRODUCING)

    found = effect_of(cast.office, changed(base, "在建项目", "正在建的项目"), base, TODAY)

    assert "还没有封存的观摩" in nothing.says
    assert found.says == "2句变为2句"
    assert [(row[0][:5], row[1]) for row in found.rows] == [
        ("在建项目多", "不再写"),
        ("正在建的项", "改后写"),
    ]
