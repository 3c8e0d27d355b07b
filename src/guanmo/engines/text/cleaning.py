"""The first stage: one way of writing, with a way back from every character.

Removed: bracketed pinyin (縣區(qū)), invisible and lost characters, doubled punctuation, blanks that only lay out.
Changed one for one: full-width digits and letters, half-width punctuation, traditional characters (OpenCC tw2s).
"""

import re
from array import array
from dataclasses import dataclass
from functools import cache

import opencc

from guanmo.engines.text.model import Span

_VOWELS = "aeiouüvāáǎàēéěèīíǐìōóǒòūúǔùǖǘǚǜ"
_TONES = "āáǎàēéěèīíǐìōóǒòūúǔùǖǘǚǜńňǹḿ"
_PINYIN = (
    rf"(?<=[\u3400-\u9fff])[(（](?:[bpmfdtnlgkhjqxrzcsywɡ]h?[{_VOWELS}][{_VOWELS}ngɡr]{{0,4}}|"
    rf"[aeoāáǎàēéěèōóǒò][{_VOWELS}ngɡr]{{1,4}}|[{_TONES}])[)）]"
)
_FIRST_SIGN = r"(?=[(（\ufffd\ue000-\uf8ff\x00-\x08\x09\x0b-\x20\x7f-\xa0\xad\u200b-\u200f\u2028-\u202e\u2060-\u2064\ufeff\u3000，。；、！？,;!?])"
"""All that a removal can begin with: most characters are passed by at once."""
_REMOVED = re.compile(
    rf"{_FIRST_SIGN}(?:(?P<note>{_PINYIN})"
    r"|(?P<lost>[\ufffd\ue000-\uf8ff]+)"
    r"|[\u200b-\u200f\u2028-\u202e\u2060-\u2064\ufeff\xad\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]+"
    r"|\r(?=\n)"
    r"|(?<=[\n\r])[ \t\u3000\xa0]+|[ \t\u3000\xa0]+(?=[\n\r]|\Z)|\A[ \t\u3000\xa0]+"
    r"|(?<=[0-9０-９])[ \t\u3000\xa0]+(?=[个個项項家户戶名亿億万萬元月日年%％多余])"
    r"|(?<=[\u3400-\u9fff])[ \t\u3000\xa0]+(?=[0-9０-９])"
    r"|(?<=[ \t\u3000\xa0])[ \t\u3000\xa0]+"
    r"|(?<=(?P<sign>[，。；、！？,;!?]))(?P=sign)+|[，、,](?=[。；！？]))"
)
_FULL = {
    code + 0xFEE0: code for code in (*range(0x30, 0x3A), *range(0x41, 0x5B), *range(0x61, 0x7B), 0x25, 0x2B)
}
_WIDTHS = _FULL | {
    ord(";"): ord("；"),
    ord("("): ord("（"),
    ord(")"): ord("）"),
    ord("?"): ord("？"),
    ord("!"): ord("！"),
    ord("\t"): ord(" "),
    ord("\u3000"): ord(" "),
    ord("\xa0"): ord(" "),
    ord("\r"): ord("\n"),
    ord("〜"): ord("~"),
    ord("～"): ord("~"),
    ord("–"): ord("-"),
    ord("－"): ord("-"),
    ord("﹪"): ord("%"),
    ord("「"): ord("“"),
    ord("」"): ord("”"),
    ord("『"): ord("“"),
    ord("』"): ord("”"),
    ord("﹐"): ord("，"),
    ord("﹑"): ord("、"),
    ord("︰"): ord("："),
    ord("∶"): ord("："),
}
_PROSE_SIGNS = {",": "，", ":": "："}
_PROSE_SIGN = re.compile(r"(?<![0-9])[,:]|[,:](?![0-9])")
_DECIMAL_POINT = re.compile(r"(?<=[0-9])[．·](?=[0-9])")


@dataclass(frozen=True, slots=True)
class Cleaned:
    """The cleaned text and, for each of its characters, where it stands in the original."""

    original: str
    text: str
    starts: "array[int]"
    ends: "array[int]"
    lost: tuple[Span, ...]

    def span(self, start: int, end: int) -> Span:
        """The stretch of the original that `text[start:end]` was made of; `start < end`."""
        return Span(self.starts[start], self.ends[end - 1])

    def quote(self, start: int, end: int) -> str:
        """Exactly what the original says there, pinyin included."""
        begin, stop = self.span(start, end)
        return self.original[begin:stop]

    def written(self, start: int, end: int) -> str:
        """The same without pinyin and lost bytes, in the script of the original."""
        return "".join(self.original[place] for place in self.starts[start:end])


@cache
def _simplifier() -> opencc.OpenCC:
    return opencc.OpenCC("tw2s")


def clean(original: str) -> Cleaned:
    """Clean a text.

    >>> clean("縣區(qū)觀摩２４個項目,,總投資３２.４亿元").text
    '县区观摩24个项目，总投资32.4亿元'
    """
    starts, ends = array("L"), array("L")
    kept: list[str] = []
    lost: list[Span] = []
    place = 0
    for found in _REMOVED.finditer(original):
        begin, end = found.span()
        kept.append(original[place:begin])
        starts.extend(range(place, begin))
        ends.extend(range(place + 1, begin + 1))
        if found["note"] and ends:
            ends[-1] = end
        if found["lost"]:
            lost.append(Span(begin, end))
        place = end
    kept.append(original[place:])
    starts.extend(range(place, len(original)))
    ends.extend(range(place + 1, len(original) + 1))
    return Cleaned(original, _one_writing("".join(kept)), starts, ends, tuple(lost))


def _one_writing(text: str) -> str:
    """One character for one: widths, punctuation, script."""
    text = _PROSE_SIGN.sub(lambda found: _PROSE_SIGNS[found[0]], text.translate(_WIDTHS))
    return _simplified(_DECIMAL_POINT.sub(".", text))


def _simplified(text: str) -> str:
    """Simplified characters, one for one; sign by sign should a phrase ever change its length."""
    convert = _simplifier().convert
    whole: str = convert(text)
    return whole if len(whole) == len(text) else "".join(map(convert, text))
