"""People by full name: after a post, in a list of leaders, before a title, as the one who speaks."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from guanmo.engines.text.names import FOLLOWS_NAME, SPEAKS, SURE_SURNAME, SURNAME, could_be_name

_POSTS = (
    "总书记|副书记|书记|副市长|市长|副县长|县长|副区长|区长|副省长|省长|州长|旗长|盟长|镇长|乡长|部长|厅长|局长|处长|科长|司长|署长|副主任|主任委员|主任|副主席|主席|"
    "委员长|副董事长|董事长|副总经理|总经理|副总裁|总裁|总监|经理|院长|校长|所长|会长|秘书长|理事长|行长|台长|社长|站长|队长|组长|厂长|总工程师|工程师|总工|总指挥|"
    "指挥长|检察长|院士|教授|研究员|负责人|负责同志|总领事|大使|首相|总统|总理|参赞|领导|组成员|调研员|巡视员|首席执行官|CEO|董事|顾问|助理|发言人|专员|政委|司令员|"
    "主管|设计师|分析师|园长|馆长|总编辑|常委|委员|特首|大臣|支书|村主任|创始人|合伙人|代表|主播|技术员|操作员|工长|班长|舰长|船长|机长|村民|员工|工人|职工|专家"
)
_POST_SIGNS = "".join(dict.fromkeys(post[0] for post in _POSTS.split("|")))
_POST = re.compile(rf"(?=[{_POST_SIGNS}])(?:{_POSTS})(?![会团们组级馆])")
_BROAD = re.compile(r"(?:领导|负责人|负责同志|代表|专家|委员|助理|常委)$")
_FOREIGN = re.compile(
    rf"[\u4e00-\u9fff]{{1,8}}(?:[·•][\u4e00-\u9fff]{{1,8}}?){{1,3}}(?={FOLLOWS_NAME.pattern})"
)
_JAPANESE = re.compile(r"[\u4e00-\u9fff]{4,5}?(?=[、，]|则?表示|说|等|介绍)")
_ABROAD = re.compile(r"日本|日产|丰田|本田|三菱|东芝|日立|松下|总领事|株式会社|日方|日资")
_JOIN = re.compile(r"[、 ]|和|及|以及|与")
_SECOND = re.compile(rf"{SURNAME} ?[\u4e00-\u9fff]")
_THIRD = re.compile(rf"{SURNAME}[\u4e00-\u9fff]{{2}}")
_FIRST_IN_LIST = re.compile(
    rf"(?:(?<=[，。；：\n”）])|(?<=领导)|^){SURE_SURNAME}[\u4e00-\u9fff]{{1,2}}?(?:、{SURNAME}[\u4e00-\u9fff]{{1,2}}?)+"
    r"(?=等|出席|参加|陪同|一同|分别|先后|随同|在主席台)"
)
_ATTENDED = re.compile(
    rf"(?:出席|列席|参会|参加|请假|主持|记录)(?:人员|人|者)?：(?P<names>{SURNAME} ?[\u4e00-\u9fff]{{1,2}}(?:、{SURNAME} ?[\u4e00-\u9fff]{{1,2}})*)(?=[。；\n]|$)"
)
_LIST_POST = re.compile(r"等(?P<post>[^，。；、]{0,12}(?:领导干部|领导同志|领导|负责同志|负责人|干部))")
_BEFORE_TITLE = re.compile(
    rf"(?:(?<=[，。；：、（“”\s\n照])|(?<=贯彻|落实|学习|践行|牢记|随着|根据|听取)|(?<=[在由以与和])){SURE_SURNAME}[\u4e00-\u9fff]{{1,2}}?"
    r"(?P<title>总书记|书记|市长|县长|区长|省长|主席|总理|主任|局长|董事长|总经理|院士|教授|先生|女士|同志)"
)
_SPEAKER = re.compile(rf"(?:(?<=[。；！？\n])|^|(?<=[，”])){SURE_SURNAME}[\u4e00-\u9fff]{{1,2}}")
_POST_STOP = re.compile(r"[，。；：！？（）“”《》\n]")
_LEADING = re.compile(
    r"^(?:[^、]*(?:[由的了]|叮嘱|勉励|询问|嘱咐|告诉)|[^、]*(?:[0-9]日|[0-9]年)(?:上午|下午|晚上?|早上)?|上午|下午|今天|昨天|近日|日前|当天|当日|[由受据向在随与和及对经]|以及|其中|陪同|会见了?|"
    r"[^、]{0,12}[0-9]人在|记者[^、]*?从|同时|会上|时任|负责这[^、]{0,8}的|随后|期间|而|等领导|这家|这座|该|正如|就连)+(?=.)"
)


@dataclass(frozen=True, slots=True)
class Named:
    """A person by the places of name and post in the cleaned text."""

    name: str
    start: int
    end: int
    post: tuple[int, int] | str | None
    rule: str
    doubts: tuple[str, ...] = ()

    @property
    def is_broad(self) -> bool:
        """Whether the post says little, as 市领导 does."""
        return (
            self.post is None or isinstance(self.post, str) or self.rule in {"list of leaders", "broad post"}
        )


def people_in(text: str, paragraphs: Iterable[tuple[int, int]]) -> list[Named]:
    """Everybody named, once each, in order; a telling post wins over 市领导.

    >>> [one.name for one in people_in("市长王建国主持，市领导李明、赵大江等出席。", [(0, 22)])]
    ['王建国', '李明', '赵大江']
    """
    places = list(paragraphs)
    found: dict[str, Named] = {}
    for start, end in places:
        for one in _in_paragraph(text, start, end):
            known = found.get(one.name)
            if known is None or (known.is_broad and not one.is_broad):
                found[one.name] = one
    for one in _speakers(text, places, found):
        found.setdefault(one.name, one)
    return sorted(found.values(), key=lambda one: one.start)


def _in_paragraph(text: str, start: int, end: int) -> Iterator[Named]:
    taken = start
    for found in _POST.finditer(text, start, end):
        post = _whole_post(text, max(start, taken), found.start(), found.end())
        for one in _after_post(text, found.end(), end, post):
            taken = one.end
            yield one
    for found in _FIRST_IN_LIST.finditer(text, start, end):
        yield from _listed(text, found)
    for found in _ATTENDED.finditer(text, start, end):
        place = found.start("names")
        for written in found["names"].split("、"):
            yield Named(written.replace(" ", ""), place, place + len(written), None, "attendance of minutes")
            place += len(written) + 1
    for found in _BEFORE_TITLE.finditer(text, start, end):
        name = found[0].removesuffix(found["title"])
        if could_be_name(name) and name[-1] not in "副总常":
            yield Named(name, found.start(), found.start("title"), found.span("title"), "name before title")


def _whole_post(text: str, lowest: int, title_start: int, title_end: int) -> tuple[int, int]:
    """The post with its office and the posts joined to it: 市委常委、常务副市长."""
    begin = max((found.end() for found in _POST_STOP.finditer(text, lowest, title_start)), default=lowest)
    pieces = text[begin:title_end].split("、")
    kept = [pieces.pop()]
    while pieces and re.search(rf"(?:{_POSTS}|组成员)$", pieces[-1]):
        kept.insert(0, pieces.pop())
    post = "、".join(kept)
    stripped = _LEADING.sub("", post)
    return title_end - len(stripped or post), title_end


def _after_post(text: str, place: int, end: int, post: tuple[int, int]) -> Iterator[Named]:
    """The name behind a post and the names joined to it."""
    rule = "broad post" if _BROAD.search(text[post[0] : post[1]]) else "name after post"
    joined = "list of leaders" if rule == "broad post" else "name in a list of a post"
    length = _name_length(text, place, end, post)
    while length:
        written = text[place : place + length]
        yield Named(written.replace(" ", ""), place, place + length, post, rule)
        place += length
        join = _JOIN.match(text, place, end)
        if join is None:
            return
        place = join.end()
        length = _name_length(text, place, end, None)
        rule = joined


def _name_length(text: str, place: int, end: int, post: tuple[int, int] | None) -> int:
    """How many characters from `place` are a name; 0 for none."""
    foreign = _FOREIGN.match(text, place, end)
    if foreign:
        return len(foreign[0])
    second = _SECOND.match(text, place, end)
    japanese = (
        _JAPANESE.match(text, place, end)
        if post and _ABROAD.search(text[max(0, place - 40) : place])
        else None
    )
    if japanese and (second is None or text[second.end()] == "和"):
        return len(japanese[0])
    if second and FOLLOWS_NAME.match(text, second.end(), end) and could_be_name(second[0]):
        return len(second[0])
    third = _THIRD.match(text, place, end)
    if third and FOLLOWS_NAME.match(text, third.end(), end) and could_be_name(third[0]):
        return len(third[0])
    return 0


def _listed(text: str, found: re.Match[str]) -> Iterator[Named]:
    """贾宏宇、李思杰等…领导干部: a list whose post stands behind it, or nowhere."""
    behind = _LIST_POST.match(text, found.end())
    post = behind.span("post") if behind and behind["post"] not in {"领导", "负责人", "干部"} else None
    place = found.start()
    names = found[0].split("、")
    if not all(could_be_name(name) for name in names):
        return
    for name in names:
        yield Named(name, place, place + len(name), post, "list of leaders")
        place += len(name) + 1


def _speakers(text: str, places: list[tuple[int, int]], known: dict[str, Named]) -> Iterator[Named]:
    """Somebody without any post who speaks at the head of a sentence, more than once or with three characters."""
    found: list[Named] = []
    for start, end in places:
        for one in _SPEAKER.finditer(text, start, end):
            for length in (2, 3):
                name = text[one.start() : one.start() + length]
                if (
                    len(name) == length
                    and could_be_name(name)
                    and SPEAKS.match(text, one.start() + length, end)
                ):
                    found.append(
                        Named(name, one.start(), one.start() + length, None, "speaker", ("没有写职务",))
                    )
                    break
    often = Counter(one.name for one in found)
    for named in found:
        if often[named.name] > 1 or (len(named.name) == 3 and named.name not in known):
            yield named
