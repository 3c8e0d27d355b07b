"""One act for each service of nominations; see `test_history_guard`."""

from collections.abc import Callable
from datetime import date

from guanmo.engines.packs import shipped_pack
from guanmo.observation import nomination_services
from tests.cast import NOON, Cast, make_project
from tests.observation import nominations


def call_for_nominations(cast: Cast) -> Callable[[], object]:
    tour = nominations.coming(cast)
    return lambda: nominations.called(cast, tour)


def change_call(cast: Cast) -> Callable[[], object]:
    call = nominations.called(cast)
    return lambda: nomination_services.change_call(
        call=call,
        pack=shipped_pack("gansu-2015"),
        due_on=date(2026, 12, 4),
        note="多报",
        by=cast.office,
        at=NOON,
    )


def nominate(cast: Cast) -> Callable[[], object]:
    call, project = nominations.called(cast), make_project(cast)
    return lambda: nominations.nominated(cast, call, project)


def withdraw_nomination(cast: Cast) -> Callable[[], object]:
    nomination = nominations.nominated(cast)
    return lambda: nomination_services.withdraw_nomination(nomination=nomination, by=cast.clerk, at=NOON)


ACTS = {
    f"observation.nomination_services.{act.__name__}": act
    for act in (call_for_nominations, change_call, nominate, withdraw_nomination)
}
