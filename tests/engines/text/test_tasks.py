"""Demands and commitments somebody can check."""

import pytest

from guanmo.engines.text import Task, read_text


def tasks(sentence: str, *, directive: bool = True) -> list[Task]:
    lead = "会议强调，全市要认真落实。\n" if directive else "记者从现场了解到有关情况。\n"
    return list(read_text(f"全市工作\n2026年5月6日，全市推进工作。{lead}{sentence}。").tasks)


DEMANDED = [
    ("市发改委要在6月底前完成审查", "市发改委要在6月底前完成审查", "6月底前"),
    ("每季度召开一次项目汇报会", "每季度召开一次项目汇报会", None),
    ("建立周例会和周报告制度", "建立周例会和周报告制度", None),
    ("坚决在年底前完成任务", "坚决在年底前完成任务", "年底前"),
    ("抓好150个重点项目建设", "抓好150个重点项目建设", None),
    ("力争储备库达到1万亿", "力争储备库达到1万亿", None),
    ("各县（市）、区至少培育形成一个特色商业区", "各县（市）、区至少培育形成一个特色商业区", None),
    (
        "有关县主要负责同志要亲自抓，坚决在年底前完成任务",
        "有关县主要负责同志要亲自抓，坚决在年底前完成任务",
        "年底前",
    ),
    ("一是要在2026年8月30日前交付", "要在2026年8月30日前交付", "2026-08-30"),
    ("每月25日前报送进度", "每月25日前报送进度", "25日前"),
    ("建立联合审查机制", "建立联合审查机制", None),
    ("市县两级都要设立联络站，打造专业队伍", "市县两级都要设立联络站", None),
]

COMMITTED = [
    ("该项目将于今年8月28日奠基", "该项目将于今年8月28日奠基", "2026-08-28"),
    ("计划于明年3月5日竣工", "计划于明年3月5日竣工", "2027-03-05"),
    ("今年全市计划建设30个安置房项目", "今年全市计划建设30个安置房项目", "今年"),
    ("项目预计2028年建成通车", "项目预计2028年建成通车", "2028年"),
    ("宏达集团计划将云计算项目落户乙区", "宏达集团计划将云计算项目落户乙区", None),
    ("另有4个项目年内可建成交付", "另有4个项目年内可建成交付", "年内"),
]


@pytest.mark.parametrize(("sentence", "quote", "deadline"), DEMANDED)
def test_demands_are_found(sentence: str, quote: str, deadline: str | None) -> None:
    assert [(one.quote, one.deadline) for one in tasks(sentence)] == [(quote, deadline)]


@pytest.mark.parametrize(("sentence", "quote", "deadline"), COMMITTED)
def test_commitments_are_found(sentence: str, quote: str, deadline: str | None) -> None:
    assert [(one.quote, one.deadline) for one in tasks(sentence, directive=False)] == [(quote, deadline)]


@pytest.mark.parametrize(
    "sentence",
    [
        "要切实增强责任感和紧迫感",
        "要坚守安全生产底线",
        "去年完成了30个项目",
        "8月31日至9月2日，全市观摩了24个项目",
        "加快完善工作机制",
    ],
)
def test_exhortations_and_the_past_are_none(sentence: str) -> None:
    assert tasks(sentence) == []


@pytest.mark.parametrize(
    "sentence",
    [
        "建成后预计年销售收入4亿元",
        "该项目总投资3亿元",
        "5月3日，工程通过验收",
        "届时将新增就业500人",
        "工程于3月5日开工",
    ],
)
def test_effects_and_reports_are_none(sentence: str) -> None:
    assert tasks(sentence, directive=False) == []


def test_each_deadline_is_a_task_of_its_own() -> None:
    found = tasks("项目将于今年8月奠基，并在今年年底完成一期建设；明年争取实现利税2个亿", directive=False)

    assert [one.deadline for one in found] == ["今年8月", "今年年底", "明年"]


def test_units_and_frequency_are_told() -> None:
    (task,) = tasks("市统计局、市财政局要每月通报进度")

    assert (task.units, task.frequency) == (("市统计局", "市财政局"), "每月")


def test_a_demand_ends_with_its_sentence() -> None:
    assert [one.quote for one in tasks("要在6月底前完成审查，去年已经试点。全市满意")] == [
        "要在6月底前完成审查"
    ]


def test_who_demands_and_what_was_done_are_no_part_of_a_task() -> None:
    text = (
        "全市召开推进会\n会议通报，今年以来全市新开工项目86个，累计完成投资238亿元。\n"
        "骆清川要求，市财政局要在11月底前拨付资金9.2亿元。按照市委要求，市发改委要在6月底前完成审批。"
    )

    assert [one.quote for one in read_text(text).tasks] == [
        "市财政局要在11月底前拨付资金9.2亿元",
        "市发改委要在6月底前完成审批",
    ]
