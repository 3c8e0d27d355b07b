"""What belongs together: amounts to projects, equal figures to one, demands to their units."""

import re
from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from guanmo.engines.text.circumstances import circumstances_of
from guanmo.engines.text.cleaning import Cleaned
from guanmo.engines.text.days import iso_deadline
from guanmo.engines.text.figures import Count, figures_in, meaning
from guanmo.engines.text.model import Figure, Person, Project, RankedUnit, Task
from guanmo.engines.text.people import people_in
from guanmo.engines.text.projects import NamedProject, projects_in
from guanmo.engines.text.rankings import rankings_in
from guanmo.engines.text.tasks import Demand, tasks_in

_OTHER_SUBJECT = re.compile(
    r"全[区省市县国]|合计|完成|固定资产|产业投资|投资额超|其中|[0-9一二两三四五六七八九十]+[个项条座](?!标段)|分别|另|一期投|二期投"
)
_OWN_COUNT = re.compile(r"^[0-9]+[座条处个]，")
_THIS_PROJECT = re.compile(
    r"(?:该|本|此|这一|这个|^|(?<=[，。；\n]))(?:项目|工程)(?!区)[^，。；]{0,8}总?投资"
)
_OTHER_PROJECTS = re.compile(
    r"[0-9一二两三四五六七八九十]+个[^，。；]{0,8}项目|(?<![该本此总])工程，|(?:另一|其他|其余)[个条]?"
)
_AMOUNT_FOR = re.compile(r".{0,6}|[^，。；]{0,4}(?:用于|投向|建设|兴建|实施|新建|打造)[^，。；]{0,8}")
_OPENING_WORDS = frozenset({"目前，", "其中，", "其中"})
_FARTHEST = 200
Places = Sequence[tuple[int, int]]


@dataclass(frozen=True, slots=True)
class Related:
    """The findings of one text, with quotes and spans."""

    rankings: tuple[RankedUnit, ...]
    figures: tuple[Figure, ...]
    tasks: tuple[Task, ...]
    projects: tuple[Project, ...]
    people: tuple[Person, ...]


def related(cleaned: Cleaned, prose: Places, body: Places, headline: str, year: int | None) -> Related:
    """Find everything of one kind after the other and tie it together."""
    text = cleaned.text
    projects = projects_in(text, prose)
    counts = [one for start, end in prose for one in figures_in(text, start, end)]
    once = {meaning(one): one for one in reversed(counts)}
    kept = sorted(once.values(), key=lambda one: one.quantity.start)
    directive = any(word in text for word in ("强调", "要求", "会议指出", "通知")) or "会议" in headline
    return Related(
        rankings=tuple(
            RankedUnit(
                cleaned.quote(one.start, one.end),
                cleaned.span(one.start, one.end),
                one.rule,
                (),
                one.unit,
                one.rank,
                one.score,
                one.scope,
                one.tied,
            )
            for one in rankings_in(text, body)
        ),
        figures=tuple(_figure(cleaned, one) for one in kept),
        tasks=tuple(
            _task(cleaned, one, year) for one in tasks_in(text, prose, directive=directive, year=year)
        ),
        projects=tuple(_project(cleaned, one, counts) for one in projects),
        people=tuple(
            Person(
                cleaned.quote(one.start, one.end),
                cleaned.span(one.start, one.end),
                one.rule,
                one.doubts,
                cleaned.written(one.start, one.end).replace(" ", ""),
                cleaned.quote(*one.post) if isinstance(one.post, tuple) else one.post,
            )
            for one in people_in(text, prose)
        ),
    )


def _figure(cleaned: Cleaned, one: Count) -> Figure:
    unit = cleaned.written(*one.quantity.unit_place).replace("％", "%")
    for word in ("多", "余"):
        unit = unit.replace(word, "")
    return Figure(
        cleaned.quote(one.start, one.end),
        cleaned.span(one.start, one.end),
        one.rule,
        one.doubts,
        one.label,
        one.quantity.value,
        unit[-3:] if "百分点" in one.quantity.unit else unit,
        one.quantity.mark,
        one.rule == "size class",
    )


def _task(cleaned: Cleaned, one: Demand, year: int | None) -> Task:
    return Task(
        cleaned.quote(one.start, one.end),
        cleaned.span(one.start, one.end),
        one.rule,
        (),
        iso_deadline(one.deadline, year),
        one.frequency,
        one.units,
    )


def _project(cleaned: Cleaned, one: NamedProject, counts: Sequence[Count]) -> Project:
    places = ((one.start, one.end), *one.later)
    said = [circumstances_of(cleaned.text, *place) for place in places]
    invested = (_investment(cleaned.text, one, place, counts) for place in places)
    return Project(
        cleaned.quote(one.start, one.end),
        cleaned.span(one.start, one.end),
        one.rule,
        (),
        cleaned.written(one.start, one.end),
        next((amount for amount in invested if amount is not None), None),
        next((it.owner for it in said if it.owner), None),
        next((it.place for it in said if it.place), None),
        one.stage,
    )


def _investment(
    text: str, project: NamedProject, place: tuple[int, int], counts: Sequence[Count]
) -> Decimal | None:
    """The first amount of investment in the sentence of one mention: right before the name, or behind it before the next."""
    if project.rule == "item of a list":
        return None
    first, last = place
    lowest, highest = max(0, first - _FARTHEST), min(len(text), last + _FARTHEST)
    begin = max(text.rfind(sign, lowest, first) for sign in "。；\n") + 1
    stops = [stop for sign in "。；\n" if (stop := text.find(sign, last, highest)) >= 0]
    close = min(stops, default=highest)
    near = counts[bisect_left(counts, lowest, key=_place) : bisect_left(counts, highest, key=_place)]
    money = [
        one
        for one in near
        if one.quantity.is_money
        and begin <= one.start < close
        and "投" in text[max(0, one.start - 2) : one.end]
    ]
    before = [one for one in money if one.end <= first and _AMOUNT_FOR.fullmatch(text[one.end : first])]
    opens = begin == first or text[begin:first] in _OPENING_WORDS
    after = [
        one
        for one in money
        if one.quantity.start >= last and _reaches(text[last : one.quantity.start], opens=opens)
    ]
    chosen = before[-1:] or after[:1] or _spoken_of_later(text, last, near)
    return _yi(chosen[0]) if chosen else None


def _place(one: Count) -> int:
    return one.quantity.start


def _spoken_of_later(text: str, last: int, counts: Sequence[Count]) -> list[Count]:
    """该项目总投资8亿元, in the next sentences of the same paragraph or at the head of the next one."""
    later = (one for one in counts if one.quantity.is_money and _is_near(text[last : one.start]))
    return [
        one
        for one in later
        if one.start > last and _THIS_PROJECT.search(text, max(last, one.start - 16), one.quantity.start)
    ][:1]


def _is_near(between: str) -> bool:
    """Near enough, and without other projects in between."""
    return len(between) <= _FARTHEST and between.count("\n") <= 1 and not _OTHER_PROJECTS.search(between)


def _reaches(between: str, *, opens: bool) -> bool:
    """Whether an amount still speaks of the project before it; a name that opens its sentence holds to the end of it."""
    between = _OWN_COUNT.sub("", between)
    return len(between) <= (_FARTHEST if opens else 60) and not _OTHER_SUBJECT.search(between)


def _yi(one: Count) -> Decimal | None:
    """In 亿元; foreign money is left to the person."""
    scale = {"": Decimal("1e-8"), "万": Decimal("1e-4"), "亿": Decimal(1), "万亿": Decimal(10_000)}.get(
        one.quantity.scale
    )
    if one.quantity.unit != "元" or scale is None:
        return None
    return one.quantity.value * scale
