"""Projects by names of their own: a noun phrase that ends as projects do, is more than a kind of project, and is
spoken of as invested in, signed, begun, built or finished.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from functools import lru_cache

from guanmo.engines.text.project_words import (
    ANY_STAGE,
    BESIDE,
    BREAK,
    EXISTING,
    HEAD_GOES_ON,
    ITEM_LIST,
    LEADING,
    NAME_END,
    NAME_GOES_ON,
    NOT_PROJECT,
    ORGANISATION,
    OWN_SIGN,
    STAGES,
    general_words_removed,
)

_AMOUNT = r"[0-9][0-9.,]*(?:多|余)?(?:万|亿|万亿|千万|百万)?(?:多|余)?(?:元|美元|日元|欧元|港元)?(?:人民币)?"
_INVESTED = re.compile(
    rf"(?:投资|投入|投资额|造价|概算)[^，。；、的]{{0,10}}?{_AMOUNT}(?:建设|兴建|打造)?的(?P<name>[^，。；：、\n]{{3,40}}?)"
    r"(?=[，。；：、\n]|等|位于|坐落|占地|是(?!项)|将|在(?!建)|已|正|于|开工|奠基|签约|落户|投产|竣工|建成|上马|加快|加紧|全面|顺利|$)"
)
_COSTS = re.compile(
    rf"(?:[0-9一二三四五六七八九十]+[座条个处])?，?(?:项目|工程)?(?:计划|预计|概算|估算|总|静态|动态)*(?:投资|投入|造价)[^，。；]{{0,10}}?{_AMOUNT}"
)
_AT_WORK = re.compile(r"(?:的)?(?:建设|施工|项目|工程)*(?:现场|工地)")
_BUILT_BY = re.compile(
    r"(?:投资|投资建设|兴建|建设|承建|打造|开发|引进|签约|合作建设|规划建设|投建|开工|动工|新建|在建)的$"
)
_ACTED_ON = re.compile(
    r"(?:推进|建设|开工|实施|启动|新建|开建|建成|签约|承建|引进|规划|奠基|投产|竣工|投建|建成了|建设了|加快|落户|打造|改造|新开工|开工建设|扩建|投资|上马|争取|编制|"
    r"续建|完成|确保|抓好|抓紧|做好|支持|谋划|储备|动工|关于|重点|包括|——|——“)[“]?$"
)
_NAMES_FOLLOW = re.compile(r"(?:、|，?以及)[^，。；]{2,40}(?:、|，以及|等)")
_AMOUNT_TOLD = re.compile(r"(?:总|静态|动态)?投资[^，。；]{0,4}[0-9][^，。；]*")
"""What it costs says by itself little about how far it is."""
_SAYS_NOTHING = re.compile(
    r"重点|重大|大型|全[市县区省]|项目|工程|建设|产业|工业|新兴|高新技术|高科技|基础设施|战略性|招商|引资|投资|民生|交通|水利|能源|"
    r"农业|服务业|社会|事业|一批|[一二三四]期|配套|改造|扩建|园区?|基地|系列|各类|相关|新|续"
)
_ENOUGH_SAID = 5
_ONLY_LEADS = re.compile(r"全线|沿线|控制性|骨干|节点|标志性|先导性|关键性?|重点|重大")
_LINE = re.compile(
    r"(?!城际|普通|既有|客运|货运|国家|农村|跨海|上述)[\u4e00-\u9fff]{2}(?:高铁|铁路|高速公路|高速|运河)"
)
_JOINED = re.compile(rf"(?:{NAME_END.pattern})”?(?:和|与|及|以及)")
_JOINS = frozenset("和与及")
_LIST_GOES_ON = re.compile(r"(?:、|和|与|及)[“]?$|(?:分别为|分别是|包括|主要有|分别有)[“]?$")
_NAMES_THEM = re.compile(r"(?:其中)?(?:分别|包括|主要|即|有)")
_WANTS_TO_BE = re.compile(r"(?:打造|成为|形成|建设成|打造成|建成|构建|作为)[^，。；]{0,10}$")
_WHAT_PLACES_ARE = re.compile(r"(?:基地|集群区|枢纽|产业园|产业城|科技城|综合体|港区)$")
_OPENS = re.compile(r"(?:[。；！\n]|目前，|其中，|是)$")
_TOPIC_GOES_ON = re.compile(r"，|位于|坐落|选址|占地|总长|全长|由")
_IS_BUILT = re.compile(r"总?投资|概算|可研|可行性研究|初步设计|建成|开工|竣工|完工|通车|建设内容|工期")
_LOCATIVE = re.compile(r"(?:在|位于|落户|入驻|到|(?<!关)于|来到|走进|进驻|深入|坐落于|来自|距|由|从)$")
_DIGITS = re.compile(r"[0-9]+")
_CLAUSE_STOP = re.compile(r"[，。；！？]")
_NEXT_CLAUSE = re.compile(
    r"[，](?:目前|预计|计划|将|总|项目|该|已|拟|一期|于|力争|建成|投产|概算|工程|今年|现|全部|这|正|年内|明年|也|是|位于|全长|占地|投资|规划|主线|由|起于|起自|北起|设计)[^，。；]{0,24}"
)


_ITEM_STOP = re.compile(r"[，。；：！？\n]")
_LONGEST_LIST, _LONGEST_ITEM = 160, 24


@dataclass(frozen=True, slots=True)
class NamedProject:
    """A project by the place of its name in the cleaned text."""

    name: str
    start: int
    end: int
    stage: str | None
    rule: str
    later: tuple[tuple[int, int], ...] = ()
    """Where the text speaks of it again, by this name or a shorter one."""


def projects_in(text: str, paragraphs: Iterable[tuple[int, int]]) -> list[NamedProject]:
    """Projects named by their own names, once each, in order.

    >>> [one.name for one in projects_in("总投资54亿元的甲河锂电池项目开工，乙山至丙湖高速公路建成通车。", [(0, 33)])]
    ['甲河锂电池项目', '乙山至丙湖高速公路']
    """
    found: list[NamedProject] = []
    for start, end in paragraphs:
        inside = sorted(_in_paragraph(text, start, end), key=lambda one: one.start)
        for one in inside:
            known = next((place for place, it in enumerate(found) if _same_project(one.name, it.name)), None)
            if known is None:
                found.append(one)
            else:
                before = found[known]
                later = (*before.later, (one.start, one.end))
                found[known] = replace(before, later=later, stage=before.stage or one.stage)
    return found


def _in_paragraph(text: str, start: int, end: int) -> Iterator[NamedProject]:
    taken: list[tuple[int, int]] = []

    def is_free(begin: int, close: int) -> bool:
        return all(close <= first or begin >= stop for first, stop in taken)

    for finder in (_invested_in, _listed, _ending_in_heads):
        for one in finder(text, start, end):
            if is_free(one.start, one.end):
                taken.append((one.start, one.end))
                yield one


def _invested_in(text: str, start: int, end: int) -> Iterator[NamedProject]:
    """总投资54亿元的…: whatever stands there is a project, if it is more than the word 项目."""
    for found in _INVESTED.finditer(text, start, end):
        ends = [one.end() for one in NAME_END.finditer(found["name"])]
        name = found["name"][: ends[-1]] if ends else found["name"]
        lead = LEADING.match(name)
        begin = found.start("name") + (lead.end() if lead else 0)
        close = found.start("name") + len(name)
        if _is_specific(text[begin:close], least=1) or _says_what(text[begin:close]):
            yield NamedProject(text[begin:close], begin, close, _stage(text, close, end), "invested in")


def _listed(text: str, start: int, end: int) -> Iterator[NamedProject]:
    """甲、乙、丙等20项工程: items with names of their own."""
    for found in ITEM_LIST.finditer(text, start, end):
        first = max((stop.end() for stop in _ITEM_STOP.finditer(text, start, found.start())), default=start)
        items = text[max(first, found.start() - _LONGEST_LIST) : found.end("last")].split("、")
        close = found.end("last")
        for item in reversed(items):
            begin = close - len(item) + _last_break(item)
            name = text[begin:close]
            close -= len(item) + 1
            if len(name) <= _LONGEST_ITEM and _is_specific(name, least=2) and _is_item(name):
                yield NamedProject(
                    name, begin, begin + len(name), _stage(text, found.end("last"), end), "item of a list"
                )


def _is_item(name: str) -> bool:
    """Items are often only fields (能源、水利): a name ends as projects do, holds a place or signs of its own."""
    rest = general_words_removed(name)
    return (
        "#" in rest
        or OWN_SIGN.search(name) is not None
        or len(rest) >= 3
        or NAME_END.search(name) is not None
    )


def _ending_in_heads(text: str, start: int, end: int) -> Iterator[NamedProject]:
    for found in NAME_END.finditer(text, start, end):
        if _name_goes_on(text, found.end(), end):
            continue
        begin = _begin(text, start, found)
        name = text[begin : found.end()]
        strong = _COSTS.match(text, found.end(), end) is not None
        if not _is_specific(name, least=1 if strong else 2):
            continue
        if strong or _is_spoken_of(text, start, begin, found.end(), end):
            yield NamedProject(
                name,
                begin,
                found.end(),
                _stage(text, found.end(), end),
                "cost" if strong else "named and built",
            )


def _name_goes_on(text: str, close: int, end: int) -> bool:
    """Whether the head is only the middle of a longer name, or of the name of who runs it."""
    if NAME_END.match(text, close, end) or HEAD_GOES_ON.match(text, close, end):
        return True
    longer = NAME_GOES_ON.match(text, close, end)
    if (
        longer
        and not _ONLY_LEADS.fullmatch(longer["middle"])
        and not BREAK.search(longer["middle"])
        and not _is_done_to(longer["middle"])
    ):
        return True
    return ORGANISATION.match(text, close, end) is not None


def _is_done_to(words: str) -> bool:
    return any(pattern.search(words) for name, pattern in STAGES if name in {"签约", "开工", "竣工"})


def _begin(text: str, start: int, found: re.Match[str]) -> int:
    """Where the name begins: after the last break or the last name before its head, without words that only lead to it."""
    lowest = max(start, found.start() - 40)
    begin = lowest + _last_break(text[lowest : found.start()])
    words = text[begin : found.start()]
    if not _JOINS.isdisjoint(words):
        begin += max((joined.end() for joined in _JOINED.finditer(words)), default=0)
    if text[begin] == "“" and text[found.end() : found.end() + 1] == "”":
        begin += 1
    while leading := LEADING.match(text[begin : found.end()]):
        begin += leading.end()
    return begin


def _last_break(words: str) -> int:
    return max((stop.end() for stop in BREAK.finditer(words)), default=0)


def _is_specific(name: str, *, least: int) -> bool:
    """Whether more than a kind of project is left when all general words are taken away."""
    if len(name) < 4 or NOT_PROJECT.search(name) or name.count("“") != name.count("”"):
        return False
    return len(general_words_removed(name)) >= (1 if _LINE.fullmatch(name) else least)


def _says_what(name: str) -> bool:
    """高性能锂离子储能电池项目: no name of its own, but with its amount it is one project and no other."""
    return _is_specific(name, least=0) and len(_SAYS_NOTHING.sub("", name)) >= _ENOUGH_SAID


def _is_spoken_of(text: str, start: int, begin: int, close: int, end: int) -> bool:
    """Whether something happens to it here: before the name, in its clause, or in the clause behind."""
    if _AT_WORK.match(text, close, end):
        return True
    before = text[max(start, begin - 12) : begin]
    if BESIDE.match(text, close, end) or _LOCATIVE.search(before) or _is_slogan(before, text[begin:close]):
        return False
    ahead = text[max(start, begin - _LONGEST_LIST) : begin]
    if _BUILT_BY.search(before) or _ACTED_ON.search(before) or _list_is_acted_on(ahead):
        return True
    return _is_topic(text, start, begin, close, end) or _happens_behind(text, close, end)


def _happens_behind(text: str, close: int, end: int) -> bool:
    """Whether the rest of the clause, or the clause behind, says what becomes of it."""
    stop = _CLAUSE_STOP.search(text, close, end)
    clause_end = stop.start() if stop else end
    clause = text[close:clause_end]
    if ANY_STAGE.search(clause) is not None and not clause.startswith(("内", "里", "中", "附近", "管委会")):
        return True
    if _NAMES_FOLLOW.match(text, close, end):
        rest = text[close : min(end, close + _LONGEST_LIST)].partition("。")[0]
        return ANY_STAGE.search(rest) is not None
    behind = _NEXT_CLAUSE.match(text, clause_end, end)
    return bool(behind and not clause and ANY_STAGE.search(behind[0]))


def _is_slogan(before: str, name: str) -> bool:
    """打造全国重要的…基地: what a place wants to be, unless the name says where it is built."""
    return (
        _WANTS_TO_BE.search(before) is not None
        and _WHAT_PLACES_ARE.search(name) is not None
        and "#" not in general_words_removed(name)
    )


def _list_is_acted_on(ahead: str) -> bool:
    """Whether a name goes on a list, and that list is begun, built or signed, not only what already exists."""
    if not _LIST_GOES_ON.search(ahead):
        return False
    *earlier, clause = _ITEM_STOP.split(ahead)
    if earlier and _NAMES_THEM.match(clause):
        clause = earlier[-1] + clause
    return EXISTING.search(clause) is None and ANY_STAGE.search(clause) is not None


def _is_topic(text: str, start: int, begin: int, close: int, end: int) -> bool:
    """甲河治理工程，全长20公里，概算投资5亿元: a sentence that opens with a name is about it."""
    if not _TOPIC_GOES_ON.match(text, close, end) or not _OPENS.search(
        text[max(start, begin - 4) : begin] or "。"
    ):
        return False
    stop = text.find("。", close, end)
    return _IS_BUILT.search(text, close, end if stop < 0 else stop) is not None


def _stage(text: str, start: int, end: int) -> str | None:
    """The first stage named behind the project in its sentence."""
    stop = text.find("。", start, end)
    window = text[start : min(end if stop < 0 else stop, start + 120)]
    told = _stages_in(_AMOUNT_TOLD.sub("", window)) or _stages_in(window)
    return min(told)[1] if told else None


def _stages_in(window: str) -> list[tuple[int, str]]:
    return [(found.start(), name) for name, pattern in STAGES if (found := pattern.search(window))]


def _same_project(one: str, other: str) -> bool:
    """Whether the shorter name is the longer with characters left out; 1号 and 11号 are two."""
    (left, digits), (right, others) = sorted((_stem(one), _stem(other)), key=lambda stem: len(stem[0]))
    if digits and digits != others:
        return False
    if len(left) < 3:
        return left == right
    signs = iter(right)
    return all(sign in signs for sign in left)


@lru_cache(maxsize=10_000)
def _stem(name: str) -> tuple[str, tuple[str, ...]]:
    """A name without what may be left out, and the numbers it holds."""
    stem = re.sub(r"(?:建设)?(?:项目|工程)$", "", name.replace("“", "").replace("”", ""))
    return stem, tuple(_DIGITS.findall(stem))
