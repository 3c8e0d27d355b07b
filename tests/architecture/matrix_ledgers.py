"""Who gets which answer from the addresses of uploaded ledgers; how to write a row is said in `matrix.py`."""

from collections.abc import Mapping
from typing import Any

from tests.architecture.matrix import Row, answers
from tests.cast import Cast
from tests.projects.ledgers import taken_in, workbook

IMPORTERS = "office clerk colleague stranger"
CONTENT = workbook((1, "滨海产业园", 50000, "新建", 12000, 9000))


def own(cast: Cast) -> Mapping[str, Any]:  # Any: an address's arguments
    return {"pk": taken_in(CONTENT, by=cast.clerk).pk}


def foreign(cast: Cast) -> Mapping[str, Any]:  # Any: an address's arguments
    return {"pk": taken_in(CONTENT, by=cast.stranger).pk}


def of_ledger(name: str, *, get: int | None = None, post: int | None = None) -> Row:
    """An address of one ledger: the unit's importers and the office find it, nobody else."""
    found: dict[str, Any] = {}  # Any: fields of a Row
    for method, status in (("get", get), ("post", post)):
        if status is not None:
            found[method] = answers({status: "office clerk colleague"}, rest=404)
            found[f"{method}_foreign"] = answers({status: "office stranger"}, rest=404)
    return Row(f"projects:{name}", own=own, foreign=foreign, **found)


ROWS: list[Row] = [
    Row("projects:ledgers", get=answers({200: IMPORTERS}), post=answers({422: IMPORTERS})),
    Row("projects:ledger_template", get=answers({404: IMPORTERS})),
    of_ledger("ledger", get=200),
    of_ledger("ledger_columns", get=200, post=422),
    of_ledger("ledger_rows", get=302, post=302),
    of_ledger("ledger_rows_again", post=302),
    of_ledger("ledger_apply", get=302, post=409),
    of_ledger("ledger_undo", post=302),
    of_ledger("ledger_discard", post=302),
    of_ledger("ledger_file", get=200),
    of_ledger("ledger_errors", get=200),
]
