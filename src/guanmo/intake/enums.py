"""Kinds of finding, and where each is on its way from the text to a record."""

from django.db.models import TextChoices


class FindingKind(TextChoices):
    """What a finding says, in the order the page lists them."""

    TASK = "task", "任务"
    PROJECT = "project", "项目"
    RANKING = "ranking", "排名"
    FIGURE = "figure", "数字"
    PERSON = "person", "人员"


class FindingState(TextChoices):
    """Whether a person has decided; a carried one was decided on an earlier draft of the same material."""

    WAITING = "waiting", "待定"
    ACCEPTED = "accepted", "已采纳"
    REJECTED = "rejected", "已排除"
    CARRIED = "carried", "前稿已定"


# What a person may change about a finding of each kind, in the order of the form; the first is what it is called by.
FIELDS: dict[str, dict[str, str]] = {
    FindingKind.TASK: {"demand": "要做什么", "units": "责任单位", "deadline": "期限", "frequency": "频次"},
    FindingKind.PROJECT: {
        "name": "项目名称",
        "investment_yi": "投资（亿元）",
        "owner": "建设单位",
        "place": "建设地点",
        "stage": "进展",
    },
    FindingKind.RANKING: {"unit": "单位", "rank": "名次", "score": "得分", "scope": "排的是什么"},
    FindingKind.FIGURE: {"what": "说的是什么", "value": "数值", "unit": "单位", "mark": "约数"},
    FindingKind.PERSON: {"name": "姓名", "post": "职务"},
}
# Which of them names a record of the city's own.
NAMES_PROJECT: dict[str, str] = {FindingKind.PROJECT: "name"}
NAMES_UNIT: dict[str, str] = {FindingKind.TASK: "units", FindingKind.RANKING: "unit"}
NUMBERS = ("value", "investment_yi", "rank", "score")


# What people call each act of this package in the history.
HISTORY_ACTIONS = {
    "material.read": "读材料",
    "finding.found": "读出一条",
    "finding.accepted": "采纳",
    "finding.rejected": "排除",
    "finding.reopened": "撤回决定",
    "finding.linked": "对上记录",
    "fact.written": "写进项目",
    "name.remembered": "记住叫法",
    "name.forgotten": "忘掉叫法",
}
