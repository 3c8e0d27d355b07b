"""What kind of event a text reports, by the words of its headline and opening."""

import re
from collections.abc import Iterator

_TYPES = (
    ("观摩讲评", r"观摩.{0,60}(?:讲评|点评|总结|评议|排序)|(?:讲评|总结|评议).{0,12}观摩"),
    ("表彰", r"表彰.{0,10}(?:大会|会议)|总结表彰"),
    ("观摩", r"(?:集中|现场|项目)观摩|观摩(?:活动|评比|会)"),
    (
        "集中开工",
        r"集中(?:开工|奠基)|(?:批|个|项)[^，。]{0,14}项目[^，。]{0,8}开工|开工[^，。]{0,6}(?:批|个)",
    ),
    ("开工", r"(?:开工|奠基)(?:仪式|典礼|动员)"),
    ("集中签约", r"集中签约|签约(?:大会|仪式)[^，。]{0,10}[0-9]+个"),
    ("签约", r"签约|签署[^，。]{0,20}(?:协议|合同)|签订|落户"),
    ("汇报会", r"汇报会"),
    ("督查", r"督[查导]组|专项督[查导]|开展督[查导]|督查(?:组|活动)"),
    ("调度会", r"调度(?:会|推进)|议事会|调度"),
    ("推进会", r"推进(?:大)?会|动员(?:大)?会|现场会|工作会议"),
    ("座谈会", r"座谈会|专题会|研讨会"),
    ("投产", r"(?:竣工|投产|投运|通车|投用|启用)(?!后|率|的|前|年)"),
    ("开工", r"开工|奠基|动工|开建"),
    ("规划发布", r"规划|计划(?:建设|投资|投入)|将(?:投|建|新建|开建)"),
)
_COMPILED = tuple((name, re.compile(pattern)) for name, pattern in _TYPES)
OTHER = "进展报道"
# In a headline these name the event; other words there (开工, 投产, 落户) may be only what it speaks of.
_GATHERINGS = frozenset({
    "观摩讲评", "表彰", "观摩", "集中开工", "集中签约", "汇报会", "督查", "调度会", "推进会", "座谈会",
})  # fmt: skip


def event_type_of(headline: str, opening: str) -> str:
    """The gathering the headline names; else the first kind whose words stand in headline or opening.

    >>> event_type_of("全市重点项目集中开工", "")
    '集中开工'
    >>> event_type_of("全市重点项目建设推进会召开", "会议通报，今年新开工重点项目86个。")
    '推进会'
    """
    named = (name for name in _kinds_in(headline) if name in _GATHERINGS)
    return next(named, None) or next(_kinds_in(f"{headline} {opening}"), OTHER)


def _kinds_in(text: str) -> Iterator[str]:
    return (name for name, pattern in _COMPILED if pattern.search(text))
