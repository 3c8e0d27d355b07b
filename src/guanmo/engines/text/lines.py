"""What each line of a page is: its source, headline, by-line, body, furniture or spam.

Prose is told from furniture by its punctuation, not by the names of outlets: a body line ends a sentence or is long
enough to be one; what follows an editor's or copyright line is the page's, not the author's.
"""

import re
from collections.abc import Sequence
from itertools import pairwise

from guanmo.engines.text.model import Line, Role

_SOURCE = re.compile(r"#\s*source\b.*")
_DATED = re.compile(
    r".{0,20}(?:19|20)[0-9]{2}(?:[-/.年])[0-9]{1,2}(?:[-/.月])[0-9]{1,2}日?(?!.{0,30}[。；，])"
    r"|(?:发布|更新|发表|发文|印发)?(?:时间|日期)[：:]"
)
_BYLINE = re.compile(
    r"(?:来源|作者|记者|通讯员|编辑|摄影|点击|浏览|阅读|字号|字体|分享|分 享|打印|您(?:当前|现在)?所在|当前位置|首页|收藏|评论|"
    r"[（(]?(?:本报|通讯员|见习)?记者|文号|索引号|来稿|供稿|责编|审核|终审|校对|图/|文/)"
)
_TAIL = re.compile(
    r"[•·\-\s（(【\[]*(?:责任编辑|责编|编辑[：:/ ]|免责声明|版权所有|版权声明|新闻推荐|相关(?:新闻|阅读|链接|报道|推荐)|"
    r"推荐阅读|延伸阅读|更多(?:新闻|阅读|精彩)|上一[篇条]|下一[篇条]|热门(?:新闻|推荐)|猜你喜欢|打印本页|关闭窗口|返回(?:顶部|首页)|"
    r"友情链接|网站地图|网站简介|联系我们|举报电话|ICP备|©|Copyright|扫一扫|分享到)"
)
_SPAM = re.compile(
    r"(?:QQ|微信|加微|VX|商圈|采购群|交流群|客服热线|咨询热线|订购热线|广告合作|招商热线|代开|办证|贷款热线|博彩|彩票|点击下载|立即下载)"
    r".{0,12}[0-9]{5}|^[0-9]{0,3}[、.]?.{0,60}(?:评选|评价推介|推介会报名|排行榜投票)$"
)
_CAPTION = re.compile(
    r"(?:记者|通讯员|本报)[^，。]{0,16}[摄图]$|(?:新华社|图为|资料图|制图)[^。]{0,20}[摄发图]?$|.{0,60}[ （]摄[）]?$"
)
_NAMED_LEAD = re.compile(r"^(?:【[^】]{2,16}讯】|[^，。]{2,14}(?:讯|消息|电)(?:[ （：]|$))")
_ENDS_SENTENCE = re.compile(r"[。；！？][”’）]?$|[。；！？”].{0,40}[）]$|：$")
_HOLDS_SENTENCE = re.compile(r"。|；|，.{0,200}，")
_LONGEST_TITLE = 120
_LONGEST_FURNITURE = 120
_SHORTEST_SENTENCE = 14


def lines_of(text: str) -> tuple[Line, ...]:
    """All lines that say something, in order; furniture is left out.

    >>> [line.role.value for line in lines_of("重点项目观摩会召开\\n5月6日，全市观摩会召开。\\n责任编辑：甲")]
    ['title', 'body']
    """
    places = _places(text)
    shapes = [_shape(text[start:end], index) for index, (start, end) in enumerate(places)]
    first = next((index for index, shape in enumerate(shapes) if shape is Role.BODY), len(shapes))
    title = _title_places(shapes[:first], [text[start:end] for start, end in places[:first]])
    found: list[Line] = []
    for index, ((start, end), shape) in enumerate(zip(places, shapes, strict=True)):
        if index > first and _TAIL.match(text, start, end):
            found.extend(_spam_after(places[index:], shapes[index:]))
            break
        role = Role.TITLE if index in title else shape
        if role is not None and not (role is Role.HEADING and index < first):
            found.append(Line(start, end, role))
    return _without_trailing_headings(found, text)


def _places(text: str) -> list[tuple[int, int]]:
    breaks = [-1, *(found.start() for found in re.finditer(r"\n", text)), len(text)]
    return [(before + 1, after) for before, after in pairwise(breaks) if text[before + 1 : after].strip()]


def _shape(line: str, index: int) -> Role | None:
    """What a line looks like by itself; None for furniture."""
    if index == 0 and _SOURCE.fullmatch(line):
        return Role.SOURCE
    if _SPAM.search(line[:200]):
        return Role.SPAM
    if _TAIL.match(line):
        return None
    is_short = len(line) < _LONGEST_FURNITURE
    if is_short and "。" not in line and _DATED.match(line):
        return Role.PAGE
    return _shape_of_prose(line, is_short=is_short)


def _shape_of_prose(line: str, *, is_short: bool) -> Role | None:
    if is_short and line[-1] in "！!" and not _HOLDS_SENTENCE.search(line):
        return Role.HEADING
    if _ENDS_SENTENCE.search(line[-60:]) and (len(line) > _SHORTEST_SENTENCE or "。" in line):
        return Role.BODY
    if is_short and _CAPTION.search(line[-80:]):
        return None
    if is_short and "。" not in line and _BYLINE.match(line):
        return Role.PAGE
    is_body = _HOLDS_SENTENCE.search(line[:2000]) or _NAMED_LEAD.match(line)
    return Role.BODY if is_body else Role.HEADING


def _title_places(shapes: Sequence[Role | None], lines: Sequence[str]) -> frozenset[int]:
    """The headline stands right above the by-line; without one, it is the first heading and what goes on from it."""
    headings = [index for index, shape in enumerate(shapes) if shape is Role.HEADING]
    headings = [
        index for index in headings if 4 < len(lines[index]) <= _LONGEST_TITLE and lines[index][-1] != "："
    ]
    dated = next(
        (index for index, shape in enumerate(shapes) if shape is Role.PAGE and _DATED.match(lines[index])),
        None,
    )
    if dated is not None:
        above = [index for index in headings if index < dated]
        return frozenset(above[-1:] or headings[:1])
    together = headings[:1]
    together += [index for index in headings[1:2] if index == together[0] + 1]
    return frozenset(together)


def _spam_after(places: Sequence[tuple[int, int]], shapes: Sequence[Role | None]) -> list[Line]:
    """Spam below the text is still marked."""
    return [
        Line(start, end, Role.SPAM)
        for (start, end), shape in zip(places, shapes, strict=True)
        if shape is Role.SPAM
    ]


def _without_trailing_headings(found: list[Line], text: str) -> tuple[Line, ...]:
    """A heading heads something; below the last body line it is furniture, unless it is an entry of a list."""
    last = max((index for index, line in enumerate(found) if line.role is Role.BODY), default=-1)
    return tuple(
        line
        for index, line in enumerate(found)
        if line.role is not Role.HEADING
        or index < last
        or (
            last >= 0
            and re.match(
                r"[（(]?[0-9一二三四五六七八九十第]{1,3}[）)、.名．]?|.*：$", text[line.start : line.end]
            )
        )
    )
