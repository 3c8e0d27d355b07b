"""What kind of event a text reports.

Asked in this order: the gathering the headline names; the gathering or ceremony the opening says was held; what the
headline says happens; what the first sentence says happens. A word in passing (建成投产后, 召开各类座谈会) names no event.
"""

import re
from collections.abc import Iterator

OTHER = "进展报道"
_GATHERINGS = (
    ("观摩讲评", r"观摩.{0,60}(?:讲评|点评|总结|评议|排序)|(?:讲评|总结|评议).{0,12}观摩"),
    ("表彰", r"表彰.{0,10}(?:大会|会议)|总结表彰"),
    ("观摩", r"(?:集中|现场|项目)观摩|观摩(?:活动|评比|会)"),
    (
        "集中开工",
        r"集中(?:开工|奠基)|(?:批|个|项)[^，。]{0,14}项目[^，。]{0,8}(?:开工|奠基)|开工[^，。]{0,6}(?:批|个)",
    ),
    ("集中签约", r"集中签约|签约(?:大会|仪式)[^，。]{0,10}[0-9]+个"),
    ("汇报会", r"汇报会"),
    ("督查", r"督[查导]组|专项督[查导]|开展督[查导]|督查(?:组|活动)"),
    ("调度会", r"调度(?:会|推进)|议事会|调度"),
    ("推进会", r"推进(?:大)?会|动员(?:大)?会|现场会|工作会议|专题会议|部署会"),
    ("招商推介", r"(?:推介|招商|洽谈)(?:会|大会|活动)"),
    ("座谈会", r"座谈会|专题会|研讨会"),
)
_CEREMONIES = (
    ("开工", r"(?:开工|奠基)(?:仪式|典礼|庆典|动员)"),
    ("签约", r"签约(?:仪式|大会)|签署[^，。]{0,20}(?:协议|合同)"),
    ("投产", r"(?:竣工|投产|通车)(?:仪式|典礼)"),
)
_ACTS = (
    ("规划发布", r"将(?:于|在)?[^，。]{0,8}(?:投|建|新建|开|扩|改造|突破|达)|年内[^，。]{0,10}(?:建|投)|规划|计划(?!生育|单列)|拟建|拟投"),
    ("签约", r"签约|签署|签订|落户"),
    ("开工", r"开工|奠基|动工|开建|破土"),
    ("投产", r"(?:竣工|投产|投运|通车|投用|启用)(?!后|率|的|前|年)"),
    (OTHER, r"推进|提速|加快|加速"),
)  # fmt: skip
_HELD = r"(?:召开|举行|举办|主持|出席|参加|开展)"
_NOT_THIS_ONE = r"(?!各类|了?多次|专题调研)"
_HEARD = re.compile(r"获悉|了解到|传出|透露|据悉")
_NAMED = [(name, re.compile(pattern)) for name, pattern in _GATHERINGS]
_TOLD = [
    (
        name,
        re.compile(rf"{_HELD}{_NOT_THIS_ONE}[^。]{{0,40}}?(?:{pattern})|(?:{pattern})[^。]{{0,12}}{_HELD}"),
    )
    for name, pattern in (*_GATHERINGS, *_CEREMONIES)
]
_TOGETHER = re.compile(
    r"集中(?:开工|奠基)|[批个项][^，。]{0,14}项目[^，。建续]{0,6}(?:开工|奠基)(?!率|的|建设的)"
)
_DONE = [(name, re.compile(pattern)) for name, pattern in _ACTS]
_THAT_DAY = re.compile(r"今天|昨天|当天|今日|昨日|[0-9]日")
_PLANNED = re.compile(r"将|计划")


def event_type_of(headline: str, opening: str) -> str:
    """The kind of event by headline and opening, 进展报道 where neither names one.

    >>> event_type_of("全市重点项目集中开工", "")
    '集中开工'
    >>> event_type_of("全市重点项目建设推进会召开", "会议通报，今年新开工重点项目86个。")
    '推进会'
    >>> event_type_of("甲县年内投建30个安置房项目", "全年将开工建设30个安置房项目。")
    '规划发布'
    """
    first = opening.partition("。")[0]
    kinds = (
        *_first_of(_NAMED, headline),
        *_first_of(_TOLD, "。".join(one for one in opening.split("。") if not _HEARD.search(one))),
        *_earliest(headline),
        *("集中开工" for one in opening.split("。") if _begin_together(one)),
        *_earliest(first),
    )
    return next(iter(kinds), OTHER)


def _begin_together(sentence: str) -> bool:
    return bool(_TOGETHER.search(sentence) and _THAT_DAY.search(sentence) and not _PLANNED.search(sentence))


def _first_of(kinds: list[tuple[str, re.Pattern[str]]], text: str) -> Iterator[str]:
    return (name for name, pattern in kinds if pattern.search(text))


def _earliest(text: str) -> Iterator[str]:
    """What is said first, in the order of the text."""
    hits = [(found.start(), name) for name, pattern in _DONE if (found := pattern.search(text))]
    return (name for _, name in sorted(hits, key=lambda hit: (hit[1] == OTHER, hit[0])))
