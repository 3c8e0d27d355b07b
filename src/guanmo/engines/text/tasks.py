"""Tasks: clauses in which somebody is told, or commits, to do something that can be checked.

A clause needs a word of demand or commitment, and at least one of: a deadline, a frequency, a named unit, a
countable target. Exhortations without any of these are none; what a finished project is expected to bring is none.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

_YEAR = r"(?:19|20)[0-9]{2}年"
_SPAN_OF_TIME = r"[0-9一二两三四五六七八九十]{1,3}(?:年|个月|天|日|周|个工作日)"
_DEADLINE = re.compile(
    rf"(?=[今明后本第0-9一二三四两五六七八九十上下年底末全“未新近春汛入国雨供限按月])(?:"
    rf"(?:今年|明年|后年|本年|{_YEAR})?(?<![0-9—~-])(?:1[0-2]|[1-9])月(?:份|底|末|初|上旬|中旬|下旬)?(?:之?前|以前)?(?![0-9至—-])|"
    rf"(?:今年|明年|{_YEAR})?(?:1[0-2]|[1-9])月[0-9]{{1,2}}日(?:之?前|以前)?|"
    rf"(?:今年|明年|本年|{_YEAR})?第?[一二三四1-4]季度(?:末|底|前)?|(?:今年|明年|本年|{_YEAR})?[上下]半年(?:前)?|"
    rf"(?:今年|明年|后年|{_YEAR})?(?:年[底末]|年内|年终(?!岁尾)|(?<=年)[底末])(?:之?前|以前)?(?!今)|今年年[底内](?:前)?|(?:今年|明年|后年)(?!的|以来|初)(?:[春夏秋冬]季)?|(?<=到){_YEAR}(?:底|末)?(?:前)?|{_YEAR}(?:底|末)(?:前)?|{_YEAR}(?=[^，。；度]{{0,4}}(?:建成|竣工|完工|投产|通车|开工|完成))|"
    rf"全年(?=[^，。；]{{0,24}}(?:任务|目标|完成|新增|实施|预计|安排))|年度(?=(?:目标|任务|计划|投资))|本年度|"
    rf"“?十[二三四五六]五”?(?:期间|末|期末|时期)|{_SPAN_OF_TIME}(?:之内|以内|内)|(?:未来|今后){_SPAN_OF_TIME}|"
    r"新的一年|本?月底前?|本月内|近期内|(?:春节|汛期|入冬|国庆节?|雨季|供暖季)前|限期|按期|[0-9]{1,2}日前(?!，))"
)
_FREQUENCY = re.compile(
    r"每(?:个)?(?:半年|季度|季|两周|两个月|月|周|旬|天|日)(?!均)|按(?:周|月|季|日|季度)(?!节)|(?:周|月|旬|季|日)(?:例会|报告|调度|通报|督查|汇报|研判)|一[周月季]一"
)
_MODAL = re.compile(
    r"(?<![主重需只首紧简扼摘])要(?!素|求|闻|点|害|件|地|塞|道|想)|必须|务必|务求|应当|须(?!知)|力争|争取|确保|坚决|严禁|不得|抓紧|尽快|责成|牵头|雷打不动|至少|负责(?!人|同志)|(?:责任|牵头|配合)单位：|完成时限：|(?:配合|协同|参与)(?:$|落实|实施|办理)"
)
_ORDERED = re.compile(
    r"^(?:[^，。；]{0,12}?)(?:抓好|落实|推动|打造|培育|建立|健全|设立|成立|组建|完成|开展|召开|进行|实施|引进|加快|推进|建成|开好|纳入|新增|启动|提升|梳理|制定|出台|筹备|建设|报送|上报|通报|调度)"
)
_COMMITMENT = re.compile(
    r"(?<!即)将(?!军|来)|(?<!研发)(?<!行动)计划(?!生育|单列)|拟(?!定)|预计|力争|争取|确保|有望|准备|(?<!的)目标|到(?=20[0-9]{2}年|“?十[二三四五六]五”?末)|可(?=建成|完工|竣工|投产|交付|投入使用|通车|开工)|(?<![主重需只首紧简扼摘])要(?=[^素求闻点])"
)
_DOING = re.compile(
    r"开工|动工|奠基|竣工|完工|建成|投产|试产|投用|投运|通车|贯通|交付|启动|建设|完成|投入|实施|新增|培育|打造|推进|推广|引进|落户|达到|超过|突破|实现|"
    r"开展|新建|改造|扩建|整治|安排|争取|发电|并网|运营|开通|举办|启用|建立|扩大|增长|发行|设立|出台|修建|编制|开建|推出|支持|大修|大中修|安装|加固|"
    r"生产|试运行|试投产|进入|布局|动员|改建|拆除|竣工|投放|全面|报送|上报|通报|核查|汇总|征地"
)
_EFFECT = re.compile(
    r"(?:建成|投产|达产|竣工|建好|投用|投运|运营|通车|完工|落成)(?:达产|运营|投产|通车|使用)?[后，]|(?:改造|扩建|实施|使用)后[^，]{0,6}将|将销|届时|共需|里程[0-9]|意义重大|潜力巨大|可(?:实现|安排|安置|提供|新增|满足|带动|解决|年|节约|供应|减少|达|生产)|"
    r"预计(?:可|年(?![底内末])|实现|建成后|投产后)|销售收入|产值|年均|税收|就业|岗位|将(?:缩短|结束|有效|极大|进一步|大大|填补|带动|解决|满足|缓解|使|为|集|由|从|成为|可|有)|占地|平均每年|年发电量|"
    r"每年(?:可|将|向|减少)|投资(?:额)?(?:将|约|达|为|超)|总投资|涉及|意味着|有利于|有助于|标志着"
)
_UNIT = re.compile(
    r"[\u4e00-\u9fff]{0,6}(?:发改委|发展改革委|工信委|工信局|财政局|住建局|商务局|统计局|资源局|环境局|国土局|规划局|交通局|水利局|农业局|招商局|科技局|教育局|"
    r"卫健委|应急局|审计局|民政局|人社局|金融局|税务局|项目办|重点办|督查室|管委会|促进局|服务中心|[\u4e00-\u9fff]{2}[局厅办](?=[、和等负牵要会同]))|"
    r"(?:各|有关)(?:县|市|区)[^，。；]{0,24}?(?=要|至少|必须|须|负责)|市、?县两级|牵头单位|责任单位"
)
_COMPANY_PLANS = re.compile(
    r"[\u4e00-\u9fff]{2,10}(?:集团|公司)(?=[^，。]{0,4}(?:计划|将|拟)[^，。]{0,30}(?:落户|建设|启动|开工))"
)
_NUMBER = r"(?<![第“0-9A-Za-z.近月日])(?:[0-9][0-9,.]*|[二两三四五六七八九十百千]{1,4}|(?<=至少)[^，。；]{0,12}一)(?:多|余)?"
_MONEY_TARGET = re.compile(rf"{_NUMBER}(?:个)?(?:万|亿|万亿)?(?:元|亿级|亿|万亿)(?!投资)")
_TARGET = re.compile(
    rf"{_NUMBER}(?:万|亿)?(?:个|项|家|亿级|公里|座|条|%|平方米|户|套|人|名|吨|处|批|所|千瓦|台|亩|张|辆)(?!方面|意见|问题|意识|坚定|一批|时期|月|小时|“|工作日|行业|百分点|认识|体系)"
)
_AHEAD_OF_UNIT = re.compile(r"^.*?(?:由|会同|责成|请|和|及|与)(?=[市县区省各发])")
_NO_UNIT = frozenset({"责任单位", "牵头单位"})
_ENTRY = re.compile(r"(?:责任|牵头|配合)单位：|完成时限：")
"""What goes on with the task before it, though a semicolon stands between."""
_HAS_NUMBER = re.compile(r"[0-9一二两三四五六七八九十百千]")
_MONEY_SIGNS = frozenset("元亿")
_HAS_UNIT = re.compile(r"[委局厅办]|督查室|服务中心|(?:各|有关)[县市区]|县两级|单位")
"""What the dearer patterns cannot do without."""
_NEW_BODY = re.compile(
    r"(?:建立|设立|成立|组建)[^，。；]{2,24}(?:制度|机制|队伍|机构|联络站|专班|清单|台账|办法)|(?:记入|纳入|列入)[^，。；]{0,16}(?:考核|档案|考评)"
)
_PAST = re.compile(
    r"截至|截止|目前|已经|已(?!落户)|去年|前年|同比|共完成|(?:实现|完成|召开|观摩|达成|推出|开展|新建|建立|解决|制定|通报)了|近年来|今年以来|以来|曾|(?<![0-9])日前|近日|昨日|昨天|[0-9]日(?:上午|下午)?，?$|"
    r"[0-9]{1,2}月[0-9]{1,2}日，|指出|强调$|要求$|(?<!力争)(?<!确保)累计完成|进行表彰|出席|获悉|介绍|了解到|据悉|上了|来自|是[^，]{0,20}之一|授予|荣获|获评|^其中(?:新开工|续建|竣工|开工|签约|已)|^全[市县区省](?:共|累计)?(?:实施|完成|签约|新增|开工)[^，]{0,12}[0-9]|^(?:新开工|续建|竣工|签约|开工|投产)[0-9]|率(?:为)?[0-9.]+%$"
)
_NAMED_YEAR = re.compile(r"(?<![0-9])((?:19|20)[0-9]{2})年")
_NOT_BY_THEN = re.compile(r"(?:冲刺|打好|决战|迎接|对照|围绕|支撑|锚定|紧盯|服务|布局|展望)[^，]{0,2}$")
"""What stands before a time that is no deadline but what is worked at."""
_TIME = re.compile(r"[年月期日周天五季末]")
_FUTURE_DAY = re.compile(r"月[0-9]{1,2}日$")
_SENTENCE = re.compile(r"[^。！？\n]+")
_CLAUSE = re.compile(r"[^，；]+")
_ORDER = re.compile(r"^(?:[一二三四五六七八九十]{1,2}(?:是|要)|[0-9一二三四五六七八九十]{1,2}[、.])")


@dataclass(frozen=True, slots=True)
class Demand:
    """A task by its place in the cleaned text."""

    start: int
    end: int
    deadline: str | None
    frequency: str | None
    units: tuple[str, ...]
    rule: str


@dataclass(frozen=True, slots=True)
class _Clause:
    """What one clause says: who, by when, how often, how much, and whether it is wanted."""

    start: int
    end: int
    deadline: str | None
    frequency: str | None
    units: tuple[str, ...]
    counts: bool
    wanted: bool

    @property
    def can_be_checked(self) -> bool:
        return bool(self.deadline or self.frequency or self.units or self.counts)

    def conflicts(self, other: "_Clause") -> bool:
        """Whether both name a deadline of their own, or both a target."""
        return bool(
            (self.deadline and other.deadline)
            or (self.counts and other.counts)
            or (self.frequency and other.frequency)
        )

    def joined(self, other: "_Clause") -> "_Clause":
        return replace(
            self,
            end=other.end,
            deadline=self.deadline or other.deadline,
            frequency=self.frequency or other.frequency,
            units=self.units + other.units,
            counts=self.counts or other.counts,
            wanted=self.wanted or other.wanted,
        )


def tasks_in(
    text: str, paragraphs: Iterable[tuple[int, int]], *, directive: bool, year: int | None = None
) -> list[Demand]:
    """The tasks of a text; `directive` where somebody speaks with authority (强调, 要求) or it is a notice.

    `year` is the event's: what was to be done in an earlier one is no task.

    >>> [one.deadline for one in tasks_in("市发改委要在6月底前完成审查。", [(0, 15)], directive=True)]
    ['6月底前']
    """
    found: list[Demand] = []
    for start, end in paragraphs:
        for sentence in _SENTENCE.finditer(text, start, end):
            if not directive and not _COMMITMENT.search(sentence[0]):
                continue
            for one in _in_sentence(text, *sentence.span(), directive=directive, year=year or 0):
                rule = "demand" if directive else "commitment"
                found.append(Demand(one.start, one.end, one.deadline, one.frequency, one.units, rule))
    return found


def _in_sentence(text: str, start: int, end: int, *, directive: bool, year: int) -> Iterator[_Clause]:
    """Clauses joined to tasks: a clause goes on from the one before unless both name a deadline or a target."""
    current: _Clause | None = None
    wanted = False
    for found in _CLAUSE.finditer(text, start, end):
        is_past = any(int(named[1]) < year for named in _NAMED_YEAR.finditer(found[0]))
        clause = None if is_past else _read(text, *found.span(), directive=directive, inherited=wanted)
        wanted = wanted or (clause is not None and clause.wanted)
        if (
            current is not None
            and clause is not None
            and (text[clause.start - 1] != "；" or _ENTRY.match(found[0]))
            and _goes_on(current, clause)
        ):
            current = current.joined(clause)
            continue
        if current is not None and _is_task(current):
            yield current
        current = clause
    if current is not None and _is_task(current):
        yield current


def _goes_on(current: _Clause, clause: _Clause) -> bool:
    return not current.conflicts(clause) and (clause.can_be_checked or not _is_task(current))


def _is_task(clause: _Clause) -> bool:
    return clause.wanted and clause.can_be_checked


def _read(text: str, start: int, end: int, *, directive: bool, inherited: bool) -> _Clause | None:
    """A clause, or None where it tells what was or what will come of it."""
    words = text[start:end]
    if _PAST.search(words) or _EFFECT.search(words):
        return None
    order = _ORDER.match(words)
    deadline = _deadline(words)
    units = _units(words) if directive and _MODAL.search(words) else ()
    if not directive:
        units = tuple(found[0] for found in _COMPANY_PLANS.finditer(words))
    counted = (_HAS_NUMBER.search(words) and _TARGET.search(words)) or _NEW_BODY.search(words)
    money = not _MONEY_SIGNS.isdisjoint(words) and _MONEY_TARGET.search(words) is not None
    asked = _asked(words, directive=directive)
    doing = _DOING.search(words) is not None
    frequency = _FREQUENCY.search(words)
    goes_on = inherited and doing and bool(deadline or counted)
    return _Clause(
        start + (order.end() if order else 0),
        end,
        deadline,
        frequency[0] if frequency else None,
        units,
        bool(counted) or (money and (directive or deadline is not None)),
        asked or goes_on,
    )


def _units(words: str) -> tuple[str, ...]:
    """Who is to act: the one that leads first, then those that take part."""
    if not _HAS_UNIT.search(words):
        return ()
    named = (_AHEAD_OF_UNIT.sub("", found[0]) for found in _UNIT.finditer(words))
    return tuple(dict.fromkeys(name for name in named if name not in _NO_UNIT))


def _asked(words: str, *, directive: bool) -> bool:
    if directive:
        return _MODAL.search(words) is not None or _ORDERED.match(words) is not None
    return _COMMITMENT.search(words) is not None and _DOING.search(words) is not None


def _deadline(words: str) -> str | None:
    """A day without 前 is a deadline only where something is still to come."""
    if not _TIME.search(words):
        return None
    for found in _DEADLINE.finditer(words):
        if _NOT_BY_THEN.search(words, 0, found.start()):
            continue
        if not _FUTURE_DAY.search(found[0]) or re.search(r"将|计划|拟|定于|力争", words):
            return found[0]
    return None
