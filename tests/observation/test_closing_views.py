"""The pages at the end of scoring: closing, late ballots, the seal by two people."""

import re
from collections.abc import Callable

from django.test import Client

from guanmo.accounts.models import Person
from guanmo.foundation.models import HistoryEntry
from guanmo.observation.models import Tour
from tests.cast import Cast
from tests.observation.tours import opened, second_of, vote, voted, with_late

ClientOf = Callable[[Person], Client]


def heading(html: str) -> str:
    [found] = re.findall(r"<h1[^>]*>(.*?)</h1>", html, re.DOTALL)
    return str(found).strip()


def last_entry() -> HistoryEntry:
    return HistoryEntry.objects.latest("sequence")


def test_scoring_is_closed(cast: Cast, client_of: ClientOf) -> None:
    tour = voted(cast)

    html = client_of(cast.office).post(f"/tours/{tour.pk}/close/", follow=True).content.decode()

    assert "已截止收票；此后到的票列为迟到票。" in html
    assert heading(html) == "2026年第四季度观摩：已截止，可以封存"
    assert Tour.objects.get().state == "closed"


def test_closing_that_cannot_be_done_says_why(cast: Cast, client_of: ClientOf) -> None:
    tour = opened(cast, "drop-1-1")
    client, url = client_of(cast.office), f"/tours/{tour.pk}/close/"

    empty = client.post(url, follow=True).content.decode()
    vote(cast, tour.jurors.get(name="甲"))
    too_few = client.post(url, follow=True).content.decode()

    assert "还没有收到任何选票，不能截止" in empty
    assert "按规则还不能计票" in too_few
    assert Tour.objects.get().state == "open"


def test_two_people_let_late_ballots_count(cast: Cast, client_of: ClientOf) -> None:
    """The office proposes, the second agrees; nothing on the page is a score."""
    tour, ballots = with_late(cast)
    url, first, second = f"/tours/{tour.pk}/late/", client_of(cast.office), client_of(second_of(cast))

    listed = first.get(url).content.decode()
    proposed = first.post(
        url, {"ballots": ballots, "step": "count", "reason": "隧道内无信号"}, follow=True
    ).content.decode()
    own = first.post(url, {"ballots": ballots, "step": "agree"})
    agreed = second.post(url, {"ballots": ballots, "step": "agree"}, follow=True).content.decode()

    assert heading(listed) == "4张迟到票等两人核定"
    assert "已就4张迟到票提议计入，等另一位同事复核。" in proposed
    assert (own.status_code, "须由另一位同事复核" in own.content.decode()) == (422, True)
    assert heading(agreed) == "4张迟到票全部核定"
    assert agreed.count("周统筹提议，何复核复核") == 4
    shown = [re.sub(r"<[^>]+>", " ", page) for page in (listed, proposed, agreed)]
    assert [re.search(r"(?<![\d:-])50(?!\d)", page) for page in shown] == [None] * 3


def test_late_ballots_ask_for_what_is_missing(cast: Cast, client_of: ClientOf) -> None:
    tour, ballots = with_late(cast)
    client, url = client_of(cast.office), f"/tours/{tour.pk}/late/"

    answers = [
        client.post(url, {"step": "count", "reason": "隧道"}),
        client.post(url, {"ballots": ballots[:1], "step": "leave"}),
        client.post(url, {"ballots": ballots[:1], "step": "return"}),
    ]

    says = ("请勾选要处理的票。", "请写明理由", "所选的票里没有等这一步的")
    assert [answer.status_code for answer in answers] == [422] * 3
    assert [text in answer.content.decode() for text, answer in zip(says, answers, strict=True)] == [True] * 3
    assert f'value="{ballots[0]}" form="late" aria-label="第9号票" checked' in answers[1].content.decode()


def test_late_ballots_are_fixed_while_scoring(cast: Cast, client_of: ClientOf) -> None:
    tour = opened(cast)

    html = client_of(cast.office).get(f"/tours/{tour.pk}/late/").content.decode()

    assert heading(html) == "没有迟到票"


def test_a_seal_takes_two_people(cast: Cast, client_of: ClientOf) -> None:
    tour = voted(cast)
    first, second, url = client_of(cast.office), client_of(second_of(cast)), f"/tours/{tour.pk}/seal/"
    first.post(f"/tours/{tour.pk}/close/")

    form = first.get(url).content.decode()
    proposed = first.post(url, {"why": ""}, follow=True).content.decode()
    alone = first.post(url, {"why": ""})
    asked = second.get(url).content.decode()
    sealed = second.post(url, {"why": ""}, follow=True)

    assert heading(form) == "封存“2026年第四季度观摩”：计8张票"
    assert "请另一位同事登录后在这一页确认" in proposed
    assert ("确认封存</button>" in proposed, "确认封存</button>" in asked) == (False, True)
    assert (alone.status_code, "封存须两人" in alone.content.decode()) == (422, True)
    assert sealed.redirect_chain == [(f"/tours/{tour.pk}/result/", 302)]
    assert "结果已封存，从现在起不再改变。" in sealed.content.decode()


def test_a_seal_without_all_ballots_needs_a_reason(cast: Cast, client_of: ClientOf) -> None:
    tour = opened(cast)
    vote(cast, tour.jurors.get(name="甲"))
    client, url = client_of(cast.office), f"/tours/{tour.pk}/seal/"
    client.post(f"/tours/{tour.pk}/close/")

    asked = client.post(url, {"why": ""})
    given = client.post(url, {"why": "孙评委因病请假"})

    assert (asked.status_code, "还有1人没有交票，请写明为什么不再等。" in asked.content.decode()) == (
        422,
        True,
    )
    assert "孙评委" in asked.content.decode()
    assert (given.status_code, last_entry().action, last_entry().why) == (
        302,
        "seal.proposed",
        "孙评委因病请假",
    )


def test_a_seal_that_waits_for_late_ballots_asks_for_nothing(cast: Cast, client_of: ClientOf) -> None:
    """Neither a reason nor a button while it could not be done."""
    tour, _ = with_late(cast)

    html = client_of(cast.office).get(f"/tours/{tour.pk}/seal/").content.decode()

    assert "核定之后才能封存" in html
    assert ('name="why"' in html, "提议封存" in html) == (False, False)


def test_a_seal_before_the_closing_says_what_is_first(cast: Cast, client_of: ClientOf) -> None:
    tour = voted(cast)

    response = client_of(cast.office).post(f"/tours/{tour.pk}/seal/", {"why": "不等了"})

    html = response.content.decode()
    assert (response.status_code, "请先截止收票，再封存" in html) == (422, True)
    assert Tour.objects.get().state == "open"
