"""The services of uploaded ledgers, each with an act that writes; what an act is, `test_history_guard` says."""

from collections.abc import Callable

from guanmo.projects import ledger_services as ledgers
from guanmo.projects.ledger_apply_services import apply_ledger
from guanmo.projects.ledger_imports import read_ledger
from guanmo.projects.ledger_queries import Matching
from guanmo.projects.ledger_undo_services import undo_import
from tests.cast import NOON, OCTOBER, Cast, make_project
from tests.projects.ledgers import applied, compared, taken_in, workbook

Act = Callable[[], object]
CONTENT = workbook((1, "滨海产业园", 60000, "续建", 10000, 9000), (2, "云溪大桥", 8000, "续建", 3000, 2500))


def upload(cast: Cast) -> Act:
    return lambda: ledgers.upload_ledger(
        unit=cast.city.county, month=OCTOBER, file_name="a.xlsx", content=CONTENT, by=cast.clerk, at=NOON
    )


def match(cast: Cast) -> Act:
    ledger = taken_in(CONTENT, by=cast.clerk)
    return lambda: ledgers.match_columns(
        ledger=ledger, sheet="另一张", matching=Matching(), layout="a" * 64, by=cast.clerk, at=NOON
    )


def choose(cast: Cast) -> Act:
    ledger = taken_in(CONTENT, by=cast.clerk)
    return lambda: ledgers.choose_rows(ledger=ledger, choices={"3": "new"}, by=cast.clerk, at=NOON)


def apply(cast: Cast) -> Act:
    make_project(cast, done="8000")
    ledger = taken_in(CONTENT, by=cast.office, unit=cast.city.county)
    rows, seen = read_ledger(ledger).rows, compared(ledger, cast.office).digest
    return lambda: apply_ledger(
        ledger=ledger, rows=rows, seen=seen, reason="年中调整", by=cast.office, at=NOON
    )


def undo(cast: Cast) -> Act:
    make_project(cast, done="8000")
    ledger = taken_in(CONTENT, by=cast.office, unit=cast.city.county)
    applied(ledger, cast.office, reason="年中调整")
    return lambda: undo_import(ledger=ledger, by=cast.office, at=NOON)


def discard(cast: Cast) -> Act:
    ledger = taken_in(CONTENT, by=cast.clerk)
    return lambda: ledgers.discard_ledger(ledger=ledger, by=cast.clerk, at=NOON)


ACTS: dict[str, Callable[[Cast], Act]] = {
    "projects.ledger_services.upload_ledger": upload,
    "projects.ledger_services.match_columns": match,
    "projects.ledger_services.choose_rows": choose,
    "projects.ledger_services.discard_ledger": discard,
    "projects.ledger_apply_services.apply_ledger": apply,
    "projects.ledger_undo_services.undo_import": undo,
}
