"""Orderings of units: 排序结果：甲、乙、丙; numbered lists; glued lists with scores; 第一名甲; 并列."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from itertools import pairwise

_UNIT_ALONE = r"(?:(?!第)[\u4e00-\u9fff（）·]){2,18}?"
_UNIT = r"[\u4e00-\u9fff（）·]{2,18}?"
_ANNOUNCED = re.compile(
    r"(?P<scope>[^，。；：\n]{0,30}?(?:排序|排名|名次|排位|位次)[^，。；：\n]{0,10})(?:为|是|如下|依次为|依次是|分别为|分别是)?[：:，](?:依次为|依次是|分别为|分别是|为|是)?"
    r"(?P<list>[^。；：\n，、]{2,16}(?:、[^。；：\n，、]{2,16}){2,}?)(?=[。；\n，]|$)"
)
_IN_ORDER = re.compile(
    r"(?P<scope>[^，。；：\n]{0,30}(?:排序|排名|名次|排位)[^，。；：\n]{0,10})(?:依次为|依次是|由高到低(?:依次)?为|从高到低(?:依次)?为)"
    r"(?P<list>[^。；：\n，、]{2,16}(?:、[^。；：\n，、]{2,16}){2,}?)(?=[。；\n，]|$)"
)
_FIRST_FEW = re.compile(
    r"(?P<scope>[^，。；：\n]{0,30}?)(?:排在|位列|位居|居|获得|列)?(?:全[市县区省])?前[二三四五六七八九十2-9]{1,2}[名位](?:的|的单位|的县区)?(?:(?:分别|依次)?(?:是|为)：?|：)"
    r"(?P<list>[^。；：\n，、]{2,16}(?:、[^。；：\n，、]{2,16})+?)(?=[。；\n，]|$)"
)
_IN_LINE = re.compile(
    r"(?P<scope>[^，。；：\n]{0,30}(?:排序|排名|名次|排位)[^，。；：\n]{0,10})[：，]"
    r"(?P<list>(?:[一二三四五六七八九十]{1,3}|[0-9]{1,2})[、.][\u4e00-\u9fff（）]{2,12}"
    r"(?:[；，、](?:[一二三四五六七八九十]{1,3}|[0-9]{1,2})[、.][\u4e00-\u9fff（）]{2,12}){2,})"
)
_ENTRY = re.compile(
    r"(?P<rank>[一二三四五六七八九十]{1,3}|[0-9]{1,2})[、.](?P<unit>[\u4e00-\u9fff（）]{2,12})"
)
_GLUED = re.compile(
    rf"(?<![0-9.])(?P<unit>{_UNIT})[ （：]?(?P<rank>[1-9][0-9]?)[、. ]?(?P<score>[0-9]{{2,3}}\.[0-9]{{1,3}})分?[）]?(?=[\u4e00-\u9fff、，。；\s]|$)"
)
_RANK_AND_SCORE = re.compile(r"[\u4e00-\u9fff（：][1-9][0-9]?[、. ]?[0-9]{2,3}\.[0-9]")
_NUMBERED = re.compile(
    rf"^[（(]?(?P<rank>[1-9][0-9]?|第[一二三四五六七八九十]{{1,3}}名)[）).、：: ]{{1,2}}(?P<unit>{_UNIT})(?:[ ：:，,（]*(?P<score>[0-9]{{1,3}}(?:\.[0-9]{{1,4}})?)分?[）]?)?[。；]?$"
)
_PLACED = re.compile(
    r"(?P<units>[\u4e00-\u9fff（）、和]{2,40}?)(?P<tied>并列)?(?:获得?|位居|位列|名列|排名?|居|列|排在)?第(?P<rank>[一二三四五六七八九十]{1,3}|[1-9][0-9]?)名?"
    r"(?=[，。；、（\n]|$)"
)
_RANK_FIRST = re.compile(
    rf"(?<![一-鿿])第(?P<rank>[一二三四五六七八九十]{{1,3}})名(?:是|为|：)?(?P<units>{_UNIT_ALONE}(?:、{_UNIT_ALONE})*)(?=[，。；\n（]|、第|$)"
)
_SAYS_RANKING = re.compile(r"排序|排名|名次|位次|得分|评分|排位|评比|第一名：")
_NAMES_SCOPE = re.compile(r"排序|排名|名次|位次|得分|评分|排位|评比")
_PLACE_NAME = re.compile(
    r"(?:县|市|区|镇|乡|街道|办事处|园|委|局|集聚区|新城|功能区|示范区|高新区|经开区|项目|公司|厂)$"
)
_GROUP = re.compile(
    r"(?:[一二三四五六七八九十]、|[（(][一二三四五六七八九十][）)])?(?P<group>[^，。；：]{1,10}(?:组|类|单位|片区|区域))：?"
)
_FEWEST = 3
_SCOPE_LEADING = re.compile(r"^.*(?:宣布了?|通报了|公布了|现将|经(?=综合|评)|，)")
_HAN_RANKS = {sign: rank for rank, sign in enumerate("一二三四五六七八九十", start=1)}


@dataclass(frozen=True, slots=True)
class Ranked:
    """One unit of an ordering by its place in the cleaned text."""

    unit: str
    rank: int
    score: Decimal | None
    scope: str
    start: int
    end: int
    rule: str
    tied: bool = False


def rankings_in(text: str, paragraphs: Iterable[tuple[int, int]]) -> list[Ranked]:
    """All orderings of a text, each unit once a scope.

    >>> [(one.unit, one.rank) for one in rankings_in("观摩排序结果：甲县、乙县、丙县。", [(0, 16)])]
    [('甲县', 1), ('乙县', 2), ('丙县', 3)]
    """
    places = list(paragraphs)
    found: list[Ranked] = []
    for start, end in places:
        found += (
            [*_in_line(text, start, end)]
            or [*_announced(text, start, end)]
            or [*_glued(text, start, end)]
            or [*_named_places(text, start, end)]
        )
    found += _numbered(text, places)
    unique = {(one.scope, one.unit): one for one in reversed(found)}
    return sorted(unique.values(), key=lambda one: one.start)


def _announced(text: str, start: int, end: int) -> Iterator[Ranked]:
    if not _SAYS_RANKING.search(text, start, end):
        return
    taken = start
    for pattern in (_IN_ORDER, _ANNOUNCED, _FIRST_FEW):
        for found in pattern.finditer(text, taken, end):
            taken = found.end()
            scope = _scope(found["scope"])
            place = found.start("list")
            for rank, unit in enumerate(found["list"].split("、"), start=1):
                yield Ranked(unit, rank, None, scope, place, place + len(unit), "order of a list")
                place += len(unit) + 1


def _in_line(text: str, start: int, end: int) -> Iterator[Ranked]:
    """排序：一、甲县；二、乙县；三、丙县: numbered within the sentence, counting up from one."""
    if not _SAYS_RANKING.search(text, start, end):
        return
    for found in _IN_LINE.finditer(text, start, end):
        entries = list(_ENTRY.finditer(text, *found.span("list")))
        ranks = [_rank(one["rank"]) for one in entries]
        if ranks == list(range(1, len(ranks) + 1)) and all(
            _PLACE_NAME.search(one["unit"]) for one in entries
        ):
            scope = _scope(found["scope"])
            for one, rank in zip(entries, ranks, strict=True):
                yield Ranked(one["unit"], rank, None, scope, *one.span("unit"), "numbered list")


def _scope(written: str) -> str:
    return re.sub(r"(?:结果|情况|如下|依次|分别|公布|通报|为|是)+$", "", _SCOPE_LEADING.sub("", written))


def _glued(text: str, start: int, end: int) -> list[Ranked]:
    """兖州区195.71 is rank 1 with 95.71: ranks must go 1, 2, 3 … (ties repeat) for the digits to be read so."""
    if not _RANK_AND_SCORE.search(text, start, end):
        return []
    found = list(_GLUED.finditer(text, start, end))
    ranks = [int(one["rank"]) for one in found]
    if len(found) < 3 or ranks[0] != 1 or any(after < before for before, after in pairwise(ranks)):
        return []
    scope = _scope_before(text, start, found[0].start())
    return [
        Ranked(
            one["unit"],
            int(one["rank"]),
            Decimal(one["score"]),
            scope,
            *one.span(),
            "rank and score in one",
            ranks.count(int(one["rank"])) > 1,
        )
        for one in found
    ]


def _scope_before(text: str, start: int, place: int) -> str:
    window = re.split(r"[，。；：\n]", text[max(0, start - 60) : place])
    return next((_scope(one) for one in reversed(window) if _NAMES_SCOPE.search(one)), "")


def _named_places(text: str, start: int, end: int) -> Iterator[Ranked]:
    """甲县获得第一名, 乙区、丙区并列第二名, 第三名是丁县; only for units, and where a ranking is spoken of."""
    if not _SAYS_RANKING.search(text, start, end):
        return
    for pattern in (_PLACED, _RANK_FIRST):
        for found in pattern.finditer(text, start, end):
            units = re.split(r"[、和]", found["units"])
            if not all(_PLACE_NAME.search(unit) and len(unit) <= 12 for unit in units):
                continue
            for unit in units:
                place = text.index(unit, found.start())
                yield Ranked(
                    unit,
                    _rank(found["rank"]),
                    None,
                    _scope_before(text, start, found.start()),
                    place,
                    place + len(unit),
                    "named place",
                    len(units) > 1,
                )


def _rank(written: str) -> int:
    if written.isdigit():
        return int(written)
    tens, _, ones = written.rpartition("十")
    if "十" not in written:
        return _HAN_RANKS[written[-1]]
    return (_HAN_RANKS[tens] if tens else 1) * 10 + (_HAN_RANKS[ones] if ones else 0)


def _numbered(text: str, places: list[tuple[int, int]]) -> list[Ranked]:
    """Numbered lists of units under words that announce a ranking, each group under its own short heading."""
    found: list[Ranked] = []
    run: list[tuple[re.Match[str], int]] = []
    announced = group = ""
    for start, end in [*places, (len(text), len(text))]:
        line = text[start:end]
        one = _NUMBERED.match(line)
        if one and _PLACE_NAME.search(one["unit"]):
            run.append((one, start))
            continue
        if announced and len(run) >= _FEWEST:
            found += _run(run, announced + group)
        run = []
        heading = _GROUP.fullmatch(line)
        group = heading["group"] if heading else ""
        if not heading:
            announced = _announcement(line)
    return found


def _announcement(line: str) -> str:
    """The scope that a line announces, empty where it speaks of no ranking."""
    last = re.split(r"[，。；：\n]", line.rstrip("：。"))[-1]
    return (_scope(last) or "排名") if _SAYS_RANKING.search(line) else ""


def _run(run: list[tuple[re.Match[str], int]], scope: str) -> Iterator[Ranked]:
    ranks = [_rank(one["rank"].strip("第名")) for one, _ in run]
    for (one, start), rank in zip(run, ranks, strict=True):
        score = Decimal(one["score"]) if one["score"] else None
        place = start + one.start("unit")
        yield Ranked(
            one["unit"],
            rank,
            score,
            scope,
            place,
            place + len(one["unit"]),
            "numbered list",
            ranks.count(rank) > 1,
        )
