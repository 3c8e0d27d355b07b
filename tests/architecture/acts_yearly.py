"""One act for each service of the year's composite; see `test_history_guard`."""

from collections.abc import Callable

from tests.cast import Cast
from tests.observation import tours, years


def freeze_year(cast: Cast) -> Callable[[], object]:
    tours.sealed_tour(cast)
    return lambda: years.frozen(cast)


ACTS = {"observation.yearly_services.freeze_year": freeze_year}
