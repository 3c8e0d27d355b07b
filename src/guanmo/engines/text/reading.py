"""All stages over one text."""

from datetime import date

from guanmo.engines.text.cleaning import Cleaned, clean
from guanmo.engines.text.days import EventDay, address_day, event_day, written_day
from guanmo.engines.text.event_types import event_type_of
from guanmo.engines.text.lines import lines_of
from guanmo.engines.text.model import Finding, Line, Place, Reading, Role, Span, WrittenDay
from guanmo.engines.text.places import city_of
from guanmo.engines.text.relating import related

_LONGEST_TITLE = 400


def read_text(original: str, *, published: date | None = None) -> Reading:
    """Read a report, notice or minutes.

    `published` is the day of the page where the text itself names none; it gives 4月15日 its year.

    >>> found = read_text("两个项目开工\\n2026年4月5日，甲市举行开工仪式，总投资3亿元。")
    >>> found.title, str(found.day.first), found.figures[0].value
    ('两个项目开工', '2026-04-05', Decimal('3'))
    """
    cleaned = clean(original)
    lines = lines_of(cleaned.text)
    body = [(line.start, line.end) for line in lines if line.role in {Role.BODY, Role.HEADING}]
    titles = [line for line in lines if line.role is Role.TITLE]
    prose = [(line.start, line.end) for line in lines if line.role is Role.BODY]
    day = _day(cleaned, lines, prose, published)
    heads = [(line.start, line.end) for line in titles]
    opening = " ".join(cleaned.text[start : min(end, start + 300)] for start, end in prose[:2])
    headline = " ".join(cleaned.text[start:end] for start, end in heads)
    place = city_of(cleaned.text, [*heads, *prose[:3]], lead=len(heads))
    found = related(cleaned, prose, body, headline, day.first.year if day and day.first else None)
    return Reading(
        title=_title(cleaned, titles),
        day=day,
        city=_place(cleaned, place),
        event_type=event_type_of(headline, opening) if prose else None,
        rankings=found.rankings,
        figures=found.figures,
        tasks=found.tasks,
        projects=found.projects,
        people=found.people,
        marked=_marked(cleaned, lines),
    )


def _title(cleaned: Cleaned, titles: list[Line]) -> str | None:
    quotes = [cleaned.quote(line.start, line.end) for line in titles]
    return " ".join(quotes)[:_LONGEST_TITLE] or None


def _day(
    cleaned: Cleaned, lines: tuple[Line, ...], prose: list[tuple[int, int]], published: date | None
) -> WrittenDay | None:
    """The page's own day goes before the one that was handed in, that before the day in its address."""
    pages = [cleaned.text[line.start : line.end] for line in lines if line.role is Role.PAGE]
    days = [found[0] for found in map(written_day, pages) if found]
    sources = [cleaned.text[line.start : line.end] for line in lines if line.role is Role.SOURCE]
    addresses = [found for found in map(address_day, sources) if found]
    found = event_day(cleaned.text, prose, next(iter([*days, *filter(None, [published]), *addresses]), None))
    return None if found is None else _written(cleaned, found)


def _written(cleaned: Cleaned, found: EventDay) -> WrittenDay:
    place = found.place or (0, 0)
    return WrittenDay(
        quote=cleaned.quote(*place) if found.place else "",
        span=cleaned.span(*place) if found.place else Span(0, 0),
        rule=found.rule,
        doubts=("没有写年份",) if found.first is None else (),
        first=found.first,
        last=found.last,
        basis=found.basis,
    )


def _place(cleaned: Cleaned, place: tuple[int, int] | None) -> Place | None:
    if place is None:
        return None
    return Place(
        cleaned.quote(*place), cleaned.span(*place), "place in the opening", (), cleaned.written(*place)
    )


def _marked(cleaned: Cleaned, lines: tuple[Line, ...]) -> tuple[Finding, ...]:
    spam = [
        Finding(cleaned.quote(line.start, line.end), cleaned.span(line.start, line.end), "spam", ())
        for line in lines
        if line.role is Role.SPAM
    ]
    lost = [
        Finding(cleaned.original[start:end], Span(start, end), "lost bytes", ("字节已丢失",))
        for start, end in cleaned.lost
    ]
    return (*spam, *lost)
