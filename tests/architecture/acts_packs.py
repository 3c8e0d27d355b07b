"""One act for each service of rule packs; see `test_history_guard`."""

from collections.abc import Callable

from tests.cast import Cast
from tests.projects import packs


def save_pack(cast: Cast) -> Callable[[], object]:
    return lambda: packs.saved(cast, packs.copy_of("mean"), "mean")


ACTS = {"projects.pack_services.save_pack": save_pack}
