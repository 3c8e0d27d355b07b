"""Who gets which answer from the addresses of `intake`; how to write a row is said in `matrix.py`."""

from guanmo.intake.enums import FindingKind
from tests.architecture.matrix import Row, answers
from tests.cast import Cast
from tests.intake.materials import finding, linked_project, material, remembered

OFFICE = answers({200: "office"}, rest=404)
WRONG = answers({422: "office"}, rest=404)


def of_material(cast: Cast) -> dict[str, int]:
    return {"pk": material(cast).pk}


def of_finding(cast: Cast) -> dict[str, int]:
    return {"pk": finding(material(cast), FindingKind.TASK).pk}


def of_project(cast: Cast) -> dict[str, int]:
    return {"pk": finding(material(cast), FindingKind.PROJECT).pk}


def of_name(cast: Cast) -> dict[str, int]:
    return {"pk": remembered(cast).pk}


def of_linked(cast: Cast) -> dict[str, int]:
    return {"pk": linked_project(cast)[0].pk}


def of_library(cast: Cast) -> dict[str, int]:
    return {"pk": linked_project(cast)[1].pk}


ROWS: list[Row] = [
    Row("intake:materials", get=answers({200: "office"}), post=answers({422: "office"})),
    Row("intake:tasks", get=answers({200: "office"})),
    Row("intake:rankings", get=answers({200: "office"})),
    Row("intake:figures", get=answers({200: "office"})),
    Row("intake:material", own=of_material, get=OFFICE),
    Row("intake:draft", own=of_material, get=OFFICE, post=WRONG),
    Row("intake:finding", own=of_finding, get=OFFICE, post=WRONG),
    Row("intake:decide", own=of_finding, post=WRONG),
    Row("intake:record", own=of_project, post=WRONG),
    Row("intake:facts", own=of_linked, get=OFFICE, post=WRONG),
    Row(
        "intake:project_facts",
        own=of_library,
        get=answers({200: "office clerk colleague approver leader auditor"}, rest=404),
    ),
    Row("intake:register", own=of_project, get=OFFICE, post=WRONG),
    Row("intake:names", get=answers({200: "office"})),
    Row("intake:forget", own=of_name, post=answers({302: "office"}, rest=404)),
]
