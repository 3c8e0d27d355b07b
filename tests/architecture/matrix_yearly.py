"""Who gets which answer from the year's composite and a tour's portrait; how to write a row is said in `matrix.py`."""

from collections.abc import Mapping

from tests.architecture.matrix import Row, answers
from tests.architecture.matrix_observation import FAIRNESS, of_result, sealed
from tests.cast import Cast
from tests.observation.years import frozen

CITY_WIDE = answers({200: "office leader auditor"})


def a_county(cast: Cast) -> Mapping[str, int]:
    return {"unit": cast.city.county.pk}


def a_version(cast: Cast) -> Mapping[str, int]:
    return {"frozen": frozen(cast).pk}


def first_kind(cast: Cast) -> Mapping[str, int]:
    return {**sealed(cast), "number": 0}


ROWS: list[Row] = [
    Row("observation:yearly", get=CITY_WIDE, post=answers({422: "office"})),
    Row("observation:yearly_check", own=a_version, get=CITY_WIDE),
    Row("observation:yearly_export", get=CITY_WIDE),
    Row("observation:yearly_unit", own=a_county, get=CITY_WIDE),
    of_result("portrait", FAIRNESS),
    of_result("portrait_projects", FAIRNESS, first_kind),
]
