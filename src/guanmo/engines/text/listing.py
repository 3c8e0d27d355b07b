"""A reading as one list of findings in the order of the text, each with what a person needs to judge it.

The values are words as a form shows them: a person may change them before the finding counts.
"""

from collections.abc import Iterator
from decimal import Decimal
from typing import TypedDict

from guanmo.engines.text.model import Figure, Finding, Person, Project, RankedUnit, Reading, Task

RULES = {
    "money": "金额",
    "money without currency": "没有写币种的金额",
    "share": "百分数",
    "size class": "量级目标",
    "counted noun": "数后有名词",
    "noun before count": "数前有名词",
    "bare count": "数前提过名词",
    "jobs": "就业人数",
    "order of a list": "按次序列出",
    "rank and score in one": "名次和得分连写",
    "named place": "写明第几名",
    "numbered list": "编号的名单",
    "demand": "要求",
    "commitment": "承诺",
    "invested in": "投资多少的……",
    "item of a list": "并列的项目名",
    "named and built": "名称后写了建设情况",
    "cost": "名称后写了投资",
    "attendance of minutes": "出席名单",
    "name before title": "姓名后有称谓",
    "name after post": "职务后有姓名",
    "broad post": "泛称后有姓名",
    "name in a list of a post": "同一职务的名单",
    "list of leaders": "领导名单",
    "speaker": "讲话的人",
}
"""What a rule goes by, for people who judge what it found."""


class Listed(TypedDict):
    """One finding as plain JSON; `start` and `end` count characters of the original text."""

    kind: str
    start: int
    end: int
    quote: str
    rule: str
    doubts: list[str]
    values: dict[str, str]


def listed(reading: Reading) -> list[Listed]:
    """Every finding of a reading, in the order of the text; of one place the longer first.

    >>> from guanmo.engines.text import read_text
    >>> [(one["kind"], one["values"]["value"]) for one in listed(read_text("总投资3亿元。"))]
    [('figure', '3')]
    """
    return sorted(_listed(reading), key=lambda one: (one["start"], -one["end"], one["kind"]))


def _listed(reading: Reading) -> Iterator[Listed]:
    for figure in reading.figures:
        yield _finding("figure", figure, _figure(figure))
    for ranked in reading.rankings:
        yield _finding("ranking", ranked, _ranked(ranked))
    for task in reading.tasks:
        yield _finding("task", task, _task(task))
    for project in reading.projects:
        yield _finding("project", project, _project(project))
    for person in reading.people:
        yield _finding("person", person, _person(person))


def _finding(kind: str, found: Finding, values: dict[str, str]) -> Listed:
    start, end = found.span
    return {
        "kind": kind,
        "start": start,
        "end": end,
        "quote": found.quote,
        "rule": found.rule,
        "doubts": list(found.doubts),
        "values": values,
    }


def _figure(one: Figure) -> dict[str, str]:
    return {"what": one.what, "value": _plain(one.value), "unit": one.unit, "mark": one.mark}


def _ranked(one: RankedUnit) -> dict[str, str]:
    return {"scope": one.scope, "rank": str(one.rank), "unit": one.unit, "score": _plain(one.score)}


def _task(one: Task) -> dict[str, str]:
    return {
        "demand": one.quote,
        "units": "、".join(one.units),
        "deadline": one.deadline or "",
        "frequency": one.frequency or "",
    }


def _project(one: Project) -> dict[str, str]:
    return {
        "name": one.name,
        "investment_yi": _plain(one.investment_yi),
        "owner": one.owner or "",
        "place": one.place or "",
        "stage": one.stage or "",
    }


def _person(one: Person) -> dict[str, str]:
    return {"name": one.name, "post": one.post or ""}


def _plain(value: Decimal | None) -> str:
    """A number without exponent or needless zeros; empty for none."""
    return "" if value is None else format(value.normalize(), "f")
