"""One act for each service of promises; see `test_history_guard`."""

from collections.abc import Callable

from guanmo.observation import promise_services
from tests.cast import NOON, Cast
from tests.observation import promises, tours


def record_promise(cast: Cast) -> Callable[[], object]:
    stop = tours.opened(cast).stops.all()[0]
    return lambda: promises.promised(cast, stop)


def check_promise(cast: Cast) -> Callable[[], object]:
    promise = promises.promised(cast)
    return lambda: promises.looked_at(cast, promise)


def withdraw_promise(cast: Cast) -> Callable[[], object]:
    promise = promises.promised(cast)
    return lambda: promise_services.withdraw_promise(
        promise=promise, why="登记到了别的项目名下", by=cast.office, at=NOON
    )


ACTS = {
    f"observation.promise_services.{act.__name__}": act
    for act in (record_promise, check_promise, withdraw_promise)
}
