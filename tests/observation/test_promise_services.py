"""Promises: recorded once the tour has begun, looked back at as often as needed, withdrawn only before that."""

from datetime import date

import pytest

from guanmo.accounts.services import NotAllowed
from guanmo.foundation.models import HistoryEntry
from guanmo.observation import promise_services
from guanmo.observation.enums import Outcome
from guanmo.observation.promise_models import Promise
from guanmo.projects.enums import Evidence
from tests.cast import NOON, Cast
from tests.observation.promises import looked_at, promised
from tests.observation.tours import make_tour, opened, sealed_tour, visit


def test_promise_is_recorded_on_a_tour_that_has_begun(cast: Cast) -> None:
    made = promised(cast)

    assert (made.promised_by, str(made), made.recorded_by) == ("青屿县县长", "年底前投产", cast.office)
    assert HistoryEntry.objects.filter(action="promise.recorded").count() == 1


def test_promise_can_be_recorded_after_the_seal(cast: Cast) -> None:
    stop = sealed_tour(cast).stops.all()[0]

    assert promised(cast, stop).stop == stop


def test_nothing_is_promised_before_the_tour(cast: Cast) -> None:
    stop = visit(cast, make_tour(cast))

    with pytest.raises(promise_services.NotBegun, match="开始评分以后"):
        promised(cast, stop)


def test_limit_lies_after_the_tour(cast: Cast) -> None:
    with pytest.raises(promise_services.WrongDay, match="2026-11-20"):
        promised(cast, due_on=date(2026, 11, 19))


def test_last_look_back_stands_and_the_first_stays(cast: Cast) -> None:
    promise = promised(cast)
    looked_at(cast, promise, Outcome.PARTLY)
    last = looked_at(cast, promise, Outcome.KEPT)

    assert [check.outcome for check in promise.checks.all()] == ["partly", "kept"]
    assert str(last) == "年底前投产：已兑现"


@pytest.mark.parametrize("day", [date(2026, 11, 19), date(2026, 11, 25)])
def test_look_back_lies_between_the_tour_and_today(cast: Cast, day: date) -> None:
    promise = promised(cast)

    with pytest.raises(promise_services.WrongDay, match="核查日期"):
        promise_services.check_promise(
            promise=promise, outcome=Outcome.KEPT, finding="投产", evidence=Evidence.ON_SITE, checked_on=day,
            by=cast.office, at=NOON,
        )  # fmt: skip


def test_withdrawn_promise_stays_in_the_history_alone(cast: Cast) -> None:
    promise = promised(cast)

    promise_services.withdraw_promise(promise=promise, why="登记错了项目", by=cast.office, at=NOON)

    assert Promise.objects.count() == 0
    entry = HistoryEntry.objects.get(action="promise.withdrawn")
    assert (entry.why, entry.changes["text"]) == ("登记错了项目", ["年底前投产", None])


def test_withdrawal_says_why_and_comes_before_the_look_back(cast: Cast) -> None:
    promise = promised(cast)
    with pytest.raises(promise_services.WhyNeeded):
        promise_services.withdraw_promise(promise=promise, why=" ", by=cast.office, at=NOON)
    looked_at(cast, promise)

    with pytest.raises(promise_services.AlreadyChecked):
        promise_services.withdraw_promise(promise=promise, why="登记错了", by=cast.office, at=NOON)


def test_promises_are_the_office_s(cast: Cast) -> None:
    stop = opened(cast).stops.all()[0]

    with pytest.raises(NotAllowed):
        promise_services.record_promise(
            stop=stop, promised_by="县长", text="投产", due_on=date(2026, 12, 1), by=cast.clerk, at=NOON
        )
