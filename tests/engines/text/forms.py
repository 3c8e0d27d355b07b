"""The forms of docs/algorithms/reading.md: how the words of a row become what the row says they are read as."""

from datetime import date
from decimal import Decimal

from guanmo.engines.text import Reading, read_text
from guanmo.engines.text.model import Basis

LEAD = "甲市工作情况\n2026年5月6日，甲市召开会议。会议强调，要认真落实。\n"
PUBLISHED = date(2026, 5, 8)
BREAK = "⏎"


def read_as(kind: str, words: str) -> str:
    """What is read of one kind from the words of a row, as the table writes it; 无 for nothing."""
    words = words.replace(BREAK, "\n")
    if kind == "类型":
        return read_text(f"{words}\n全市上下正在认真落实。", published=PUBLISHED).event_type or "无"
    if kind in {"日期", "地点"}:
        reading = read_text(f"项目建设情况\n{words}。", published=PUBLISHED)
        return _day(reading) if kind == "日期" else reading.city.name if reading.city else "无"
    reading = read_text(LEAD + words + "。", published=PUBLISHED)
    return "；".join(_found(kind, reading)) or "无"


def _day(reading: Reading) -> str:
    day = reading.day
    if day is None or day.first is None or day.last is None:
        return "无"
    if day.basis is Basis.PUBLISHED:
        return f"{day.first}（页面日期）"
    return f"{day.first}" if day.last == day.first else f"{day.first} 至 {day.last}"


def _found(kind: str, reading: Reading) -> list[str]:
    if kind == "数字":
        return [_words(f"{one.value:f}", one.unit, one.mark) for one in reading.figures]
    if kind == "排名":
        return [_words(one.unit, str(one.rank), _plain(one.score)) for one in reading.rankings]
    if kind == "任务":
        return [
            _words(one.deadline, one.frequency, "、".join(one.units)) or "有指标" for one in reading.tasks
        ]
    if kind == "项目":
        return [_words(one.name, _plain(one.investment_yi), one.owner, one.place) for one in reading.projects]
    return [_words(one.name, one.post) for one in reading.people]


def _plain(value: Decimal | None) -> str:
    return "" if value is None else f"{value.normalize():f}"


def _words(*parts: str | None) -> str:
    return " ".join(part for part in parts if part)
