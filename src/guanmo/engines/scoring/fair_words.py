"""How a fair ranking is said in Chinese: flags of judges, ranges of places, bands."""

from collections.abc import Mapping

from guanmo.engines.fairness import FairUnit, Flag

FLAG_LABELS: Mapping[Flag, str] = {
    Flag.FEW: "打分太少",
    Flag.STRICT: "偏严",
    Flag.LENIENT: "偏松",
    Flag.ERRATIC: "起伏过大",
    Flag.FLAT: "几乎不分高低",
    Flag.CONTRARY: "与他人相反",
    Flag.OWN_FAVOUR: "偏向本单位",
}
"""What is unusual about a judge, in words for people."""


_NUMERALS = "一二三四五六七八九十"


def range_text(unit: FairUnit) -> str:
    """The rank range in words: 第2至第4名, or one place where it is certain."""
    return places_text(unit.best, unit.worst)


def places_text(best: int, worst: int) -> str:
    """Two places in words: 第2至第4名, or 第2名 where they are the same."""
    return f"第{best}名" if best == worst else f"第{best}至第{worst}名"


def band_text(band: int) -> str:
    """第一方阵 and so on; above ten in digits."""
    return f"第{_NUMERALS[band - 1] if band <= len(_NUMERALS) else band}方阵"
