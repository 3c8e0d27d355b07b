"""Figures: money, counts of projects and of what the office counts, percentages.

A number becomes a figure by what stands around it: a currency, a classifier with a noun that is counted, a percent
sign. So dates, addresses, list numbers, road names and phone numbers never become one.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from guanmo.engines.text.quantities import Quantity, quantities_in

_HEAD = (
    r"项目(?!组|部|经理|库|建设单位)|工程(?!师|车|机械|技术|质量|款|院|标段)|企业(?!家|文化|化|代表|负责人)|公司(?!负责人)|厂商|"
    r"产业园区?|工业园区?|科技园区?|园区|开发区|集聚区|集群|产业链|链条|岗位|就业"
)
_COUNTED = re.compile(rf"(?P<modifier>[^，。；：、！？（）\n0-9%]{{0,20}}?)(?P<head>{_HEAD})")
_SIZED = re.compile(
    rf"(?:(?:总|计划)?投资(?:额|规模)?|年?产值|税收|营收|年?销售收入)?(?:超过?|达到?|在|不低于|约|近|逾)?[0-9][0-9.,]*(?:多|余)?(?:[千百十]?万|[千百十]?亿|万亿)?(?:元|美元)?(?:以上|以下|级)?的?"
    rf"(?P<modifier>[^，。；：、！？（）\n0-9%]{{0,14}}?)(?P<head>{_HEAD})"
)
"""100个投资5000万元以上的项目, 3家100亿元企业: a size between the number and its noun."""
_GOES_ON = re.compile(rf"(?:[^，。；：、！？（）\n0-9%]{{0,6}}?)(?:{_HEAD})")
_LINKED = re.compile(
    rf"[^，。；：、！？（）\n0-9%]{{1,10}}?[和及与][0-9]{{1,5}}[个项家条处][^，。；：、！？（）\n0-9%]{{0,14}}?(?:{_HEAD})"
)
_NOT_IN_PHRASE = re.compile(
    r"在(?!建|谈)|将|对|为|从|是|有(?!色|限|机)|向|把|被|已(?!开|建|投|签|竣|落|完)|均|全部|涉及|涵盖|参加|推进|组成|入驻|来自|通过|需|"
    r"予以|就|使|让|与|用于|围绕|专家|同志|负责|主持|并|也|还|都|共|等|随着|其中|负责人|开展|加强|联系"
)
_OTHER_NOUN = re.compile(
    r"(?:月|小时|工作日|方面|部门|单位|领域|县(?!级|域|重|属|管|城)|区(?!级|重|属|域|管)|市(?!级|重|属|管|场|政|域|委)|镇(?!级|域)|"
    r"乡(?!村|镇级)|街道|村(?!级)|省(?!级|重|属|市|列|部)|国家(?!级|重|大|高|级|科|企|公|实)|地区|标段|阶段|环节|批次|工区|小组|"
    r"专班|多月|年度|百分点|字|季度|层级|部委|人的|月内|是|要|大类|行业的|成员)"
)
_NOUN_BEFORE = re.compile(
    rf"(?P<head>{_HEAD})(?P<filler>(?:共计?|总数|数量|数|已经|已|达到|达|有|为|约|近|超过|超|累计|增至|新增|多达|总计|合计|仅|”|的|"
    r"分别|将|至少|突破|净增|增加|总量|家数|入库|储备|签约|落地){0,4})$"
)
_JOBS_BEFORE = re.compile(r"(?:就业|用工|岗位|务工)(?:人数|人员|人口)?[^，。；：、！？0-9]{0,4}$")
_JOBS_AFTER = re.compile(r"[^，。；：、！？0-9]{0,6}就业")
_BARE_BEFORE = re.compile(
    r"(?:签约|开工|竣工|投产|续建|在建|新建|开工建设|完工|实施|落地|新增|新开工|储备|入库|谋划|引进)(?:了|共|的|有)?$"
)
_ENDS_PHRASE = re.compile(r"[，。；、！？）（\n]|$|以上|左右|和|及")
_LABEL = re.compile(
    r"(?:(?:[^，。；：、！？（）“”\n0-9的]{0,8}?)(?:投资|资金|产值|收入|利税|税收|利润|贷款|交易额|增加值|金额|签约额|概算|预算|成本|债券|"
    r"进出口|出口|总额|额|费用|造价|缴税|纳税|税|融资|补助|补贴|奖励|营收|财政|销售|投入|捐款|募集|资本|规模|效益|价格|价值|总值|授信))"
    r"[^，。；：、！？（）“”\n0-9]{0,8}$"
)
_CLAUSE_STOP = re.compile(r"[，。；：、！？（）\n]")
_SIZE_CLASS = re.compile(r"级|企业|产业|集群|园区|强|俱乐部|县|镇|大县")
_BARE_SCALE_STOP = re.compile(
    r"级|倍|马力|千升|载重|立方|平方|千瓦|吨|斤|公斤|人|户|亩|度|次|名|只|头|株|条|辆|台|套|件|片|颗|粒|块|枚|米|公里|升|标|亿|万|羽|个|伏|焦|张|册|瓶|"
    r"箱|份|字|年|天|小时|家|股|平|方|支|枝|芯|[A-Za-z]|里|载|众|民|物|事|象|能|一|无|多|余|美|千|百|十|公顷|颗|项|位|台|座|联网|级"
)
_MONEY_BEFORE = re.compile(
    r"投资|资金|产值|收入|税|利润|贷款|交易额|金额|额|概算|预算|投入|融资|债|营收|元|达|规模|超|近|约|库|总值|费"
)


@dataclass(frozen=True, slots=True)
class Count:
    """A figure by its places in the cleaned text; `label` is what it counts."""

    start: int
    end: int
    quantity: Quantity
    label: str
    rule: str
    doubts: tuple[str, ...] = ()


def figures_in(text: str, start: int, end: int) -> Iterator[Count]:
    """The figures of one paragraph.

    >>> [str(one.quantity.value) for one in figures_in("5月6日，28个项目开工，总投资13.5亿元。", 0, 23)]
    ['28', '13.5']
    """
    for quantity in quantities_in(text, start, end):
        found = _figure(text, quantity, start, end)
        if found is not None:
            yield found


def _figure(text: str, quantity: Quantity, start: int, end: int) -> Count | None:
    if quantity.is_money:
        return _money(text, quantity, start)
    if quantity.unit in {"%", "百分点", "个百分点"}:
        return _share(text, quantity, start)
    if quantity.unit in {"级", "元级"}:
        return _target(text, quantity, end)
    if not quantity.unit:
        return _bare_money(text, quantity, start, end)
    if quantity.value == 1 and not quantity.in_digits:
        return None
    return _count(text, quantity, start, end)


def _money(text: str, quantity: Quantity, start: int) -> Count | None:
    if not quantity.in_digits:
        plain = text[quantity.number_start : quantity.unit_place[0]]
        if not quantity.scale and len(plain) < 2:
            return None
        if plain in {"百", "千", "十"} and _SIZE_CLASS.match(text, quantity.end):
            return None
    begin, label = _label(text, quantity, start)
    return Count(begin, quantity.end, quantity, label, "money")


def _bare_money(text: str, quantity: Quantity, start: int, end: int) -> Count | None:
    """1万亿, 投资3400万: money without its currency, where nothing else is measured."""
    if quantity.end < end and _BARE_SCALE_STOP.match(text, quantity.end):
        return None
    if not quantity.in_digits and len(text[quantity.number_start : quantity.unit_place[0]]) < 2:
        return None
    if "亿" not in quantity.scale and not _MONEY_BEFORE.search(
        text, max(start, quantity.start - 4), quantity.start
    ):
        return None
    begin, label = _label(text, quantity, start)
    return Count(begin, quantity.end, quantity, label, "money without currency", ("没有写币种",))


def _share(text: str, quantity: Quantity, start: int) -> Count:
    begin = _clause_start(text, max(start, quantity.start - 10), quantity.start)
    begin = _whole(text, start, begin)
    label = text[begin : quantity.start]
    return Count(begin, quantity.end, quantity, label, "share")


def _target(text: str, quantity: Quantity, end: int) -> Count | None:
    """3000亿级 is a size to reach, not an amount; 百亿级 before a noun is only an adjective."""
    if not quantity.in_digits or "亿" not in quantity.scale:
        return None
    stop = _CLAUSE_STOP.search(text, quantity.end, min(end, quantity.end + 14))
    close = stop.start() if stop else min(end, quantity.end + 14)
    return Count(quantity.start, close, quantity, text[quantity.end : close], "size class")


def _count(text: str, quantity: Quantity, start: int, end: int) -> Count | None:
    if quantity.unit == "大" and not quantity.in_digits:
        return None
    if quantity.unit in {"人", "名"}:
        return _jobs(text, quantity, start, end)
    ahead = _counted_ahead(text, quantity, end)
    if ahead is not None:
        label = text[quantity.end : ahead]
        if quantity.unit == "条" and "链" not in label:
            return None
        return Count(quantity.start, ahead, quantity, label, "counted noun")
    return _counted_behind(text, quantity, start, end)


_WORDS_BEFORE = re.compile(r"(?:(?![的年月日])[\u4e00-\u9fffA-Za-z])*$")
_CLASSIFIERS = "个项家户条处座"
_LEFT_OVER = re.compile(r"(?<=[年月日])(?:以来|[底内末初]?前|[底内末份度])")
_FARTHEST_BACK = 10


def _counted_behind(text: str, quantity: Quantity, start: int, end: int) -> Count | None:
    """续建项目21个: the noun stands before the number, and the phrase ends with it."""
    if quantity.end < end and not _ENDS_PHRASE.match(text, quantity.end):
        return None
    begin = max(start, quantity.start - 16)
    behind = _NOUN_BEFORE.search(text[begin : quantity.start])
    if behind is None:
        return _bare_count(text, quantity, start)
    first = _clause_start(text, max(start, begin + behind.start() - 6), begin + behind.start())
    first = _whole(text, start, first)
    return Count(first, quantity.end, quantity, text[first : begin + behind.end("head")], "noun before count")


def _bare_count(text: str, quantity: Quantity, start: int) -> Count | None:
    """已实施927项: what is counted was named before in the paragraph."""
    if quantity.unit not in {"个", "项"} or not quantity.in_digits:
        return None
    near = text[max(start, quantity.start - 60) : quantity.start]
    if not ("项目" in near or "工程" in near) or not _BARE_BEFORE.search(near):
        return None
    label = "项目"
    return Count(quantity.start, quantity.end, quantity, label, "bare count", ("数的是什么由前文推定",))


def _jobs(text: str, quantity: Quantity, start: int, end: int) -> Count | None:
    behind = _JOBS_BEFORE.search(text, max(start, quantity.start - 12), quantity.start)
    if behind:
        return Count(behind.start(), quantity.end, quantity, "就业", "jobs")
    ahead = _JOBS_AFTER.match(text, quantity.end, end)
    if ahead:
        return Count(quantity.start, ahead.end(), quantity, "就业", "jobs")
    return None


def _counted_ahead(text: str, quantity: Quantity, end: int) -> int | None:
    """Where the noun that is counted ends, None if something else is counted."""
    found = _SIZED.match(text, quantity.end, end) or _COUNTED.match(text, quantity.end, end)
    if found is None:
        return _linked(text, quantity, end)
    modifier = found["modifier"]
    if _NOT_IN_PHRASE.search(modifier) or _OTHER_NOUN.match(text, quantity.end):
        return None
    if modifier.count("“") != modifier.count("”"):
        return None
    close = found.end()
    while longer := _GOES_ON.match(text, close, end):
        if _NOT_IN_PHRASE.search(longer[0]) or _STARTS_VERB.match(longer[0]):
            break
        close = longer.end()
    return close


_STARTS_VERB = re.compile(
    r"开工|签约|落地|建设|竣工|投产|奠基|实施|完成|达|进|支持|带动|推动|建成|启动|获|列入|促|累计|总|计划|预计|年|的|完|较|比|占|中|加|包括"
)


def _linked(text: str, quantity: Quantity, end: int) -> int | None:
    """23个城中村和11个棚户区改造项目: the first count shares the noun of the second."""
    found = re.compile(rf"[^，。；：、！？（）\n0-9%]{{1,10}}?{_LINKED.pattern}").match(
        text, quantity.end, end
    )
    if found is None or _OTHER_NOUN.match(text, quantity.end) or _NOT_IN_PHRASE.search(found[0]):
        return None
    return found.end()


def _label(text: str, quantity: Quantity, start: int) -> tuple[int, str]:
    """Where the words before an amount begin that say what it is, and those words."""
    begin = max(start, quantity.start - 20)
    found = _LABEL.search(text[begin : quantity.start])
    if found is None:
        return quantity.start, ""
    first = _whole(text, start, begin + found.start())
    return first, text[first : quantity.start]


def _whole(text: str, lowest: int, begin: int) -> int:
    """Back from `begin` to where its words begin, so that none is cut in the middle; as it is where that is far."""
    found = _WORDS_BEFORE.search(text, max(lowest, begin - _FARTHEST_BACK - 1), begin)
    if found is None or (found.start() > lowest and found.end() - found.start() > _FARTHEST_BACK):
        return begin
    place = found.start()
    if place > lowest and text[place - 1].isdigit():
        return _from_number(text, lowest, place)
    left_over = _LEFT_OVER.match(text, place, begin)
    return left_over.end() if left_over else place


def _from_number(text: str, lowest: int, place: int) -> int:
    """17个|项目 begins behind its classifier, |10亿元以上的项目 with its number."""
    if text[place] in _CLASSIFIERS:
        return place + 1
    while place > lowest and text[place - 1] in "0123456789.,":
        place -= 1
    return place


def _clause_start(text: str, lowest: int, place: int) -> int:
    stops = [found.end() for found in _CLAUSE_STOP.finditer(text, lowest, place)]
    return stops[-1] if stops else lowest


def meaning(one: Count) -> tuple[Decimal, str, str]:
    """What two figures share that say the same thing twice, as far as their own words tell: 2亿 is 2亿元."""
    quantity = one.quantity
    return quantity.value, quantity.scale, "" if quantity.unit == "元" else quantity.unit
