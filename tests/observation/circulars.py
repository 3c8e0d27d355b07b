"""Short ways to a circular and to an own template."""

from dataclasses import replace
from typing import Any

from guanmo.engines.documents.rendering import default_template
from guanmo.observation.circular_models import Circular, CircularTemplate
from guanmo.observation.circular_queries import Wording, first_wording
from guanmo.observation.circular_services import issue_circular, upload_template
from guanmo.observation.models import Tour
from tests.cast import NOON, Cast
from tests.observation.tours import HELD_ON


def wording(cast: Cast, tour: Tour, **changes: Any) -> Wording:  # Any: fields of the wording
    return replace(first_wording(tour, cast.office, HELD_ON), **changes)


def issued(cast: Cast, tour: Tour, **changes: Any) -> Circular:  # Any: as above
    return issue_circular(tour=tour, wording=wording(cast, tour, **changes), by=cast.office, at=NOON)


def own_template(cast: Cast, file_name: str = "本办模板.docx") -> CircularTemplate:
    return upload_template(file_name=file_name, content=default_template(), by=cast.office, at=NOON)
