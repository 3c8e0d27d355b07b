"""One act for each service of circulars; see `test_history_guard`."""

from collections.abc import Callable

from guanmo.observation import circular_services
from tests.cast import NOON, Cast
from tests.observation import circulars, tours


def issue_circular(cast: Cast) -> Callable[[], object]:
    """In the office's own template, which the circular then points to."""
    tour = tours.sealed_tour(cast)
    circulars.own_template(cast)
    return lambda: circulars.issued(cast, tour)


def upload_template(cast: Cast) -> Callable[[], object]:
    """Over another one, which is retired."""
    circulars.own_template(cast)
    return lambda: circulars.own_template(cast, file_name="新模板.docx")


def withdraw_template(cast: Cast) -> Callable[[], object]:
    circulars.own_template(cast)
    return lambda: circular_services.withdraw_template(by=cast.office, at=NOON)


ACTS = {
    f"observation.circular_services.{act.__name__}": act
    for act in (issue_circular, upload_template, withdraw_template)
}
