"""Who builds a named project and where, as far as its own sentence says: right before the name, or right behind it."""

import re
from dataclasses import dataclass

_BODY = (
    r"[\u4e00-\u9fffA-Za-z（）()]{2,24}?(?:有限公司|有限责任公司|股份公司|公司|集团|研究院|研究所|大学|银行)"
)
_ACT = r"(?:独资|合资|共同|联合)?(?:投资|出资|承建|兴建|建设|开发|打造|实施|负责建设)"
_FILLING = r"[^，。；、\n]{0,20}?"
_OWNER_BEFORE = re.compile(rf"(?P<owner>{_BODY}){_ACT}{_FILLING}(?:的|建设|兴建)?[“]?$")
_OWNER_BEHIND = re.compile(rf"^(?:项目)?(?:，|，?该项目|，?项目)?由(?P<owner>{_BODY}){_ACT}")
_OWNER_NAMED = re.compile(
    rf"^[^。；\n]{{0,40}}?(?:建设单位|业主单位|项目业主|投资方)(?:为|是|：)(?P<owner>{_BODY})"
)
_AT = r"(?:位于|坐落于|坐落在|选址于|选址在|选址|落户于|落户在|落户)"
_PLACE_BEFORE = re.compile(rf"{_AT}(?P<place>[^，。；、的\n]{{2,24}})的[“]?$")
_PLACE_BEHIND = re.compile(
    rf"^(?:项目)?(?:，|，?该项目|，?项目)?{_AT}(?P<place>[^，。；\n]{{2,24}})(?=[，。；\n]|$)"
)
_LEADING = re.compile(r"^(?:其中|由|与|和|同|及|引进|携手|联合|目前|今年|当天|会上|日前)+")
_STOPS = "，。；：！？\n"
_FARTHEST = 60


@dataclass(frozen=True, slots=True)
class Circumstances:
    """What the sentence says beside the name; None for what it does not say."""

    owner: str | None
    place: str | None


def circumstances_of(text: str, start: int, end: int) -> Circumstances:
    """Owner and place of the project whose name stands from `start` up to `end` in the cleaned text.

    >>> text = "由甲河能源有限公司投资建设的乙山风电场位于丙县北部，"
    >>> circumstances_of(text, 14, 19)
    Circumstances(owner='甲河能源有限公司', place='丙县北部')
    """
    lowest = max(0, start - _FARTHEST)
    begin = max(text.rfind(sign, lowest, start) for sign in _STOPS) + 1
    before, behind = text[max(lowest, begin) : start], text[end : end + _FARTHEST]
    owner = _OWNER_BEFORE.search(before) or _OWNER_BEHIND.match(behind) or _OWNER_NAMED.match(behind)
    place = _PLACE_BEFORE.search(before) or _PLACE_BEHIND.match(behind)
    return Circumstances(
        _LEADING.sub("", owner["owner"]) if owner else None,
        place["place"] if place else None,
    )
