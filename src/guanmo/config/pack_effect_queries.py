"""What a rule would have made of the last period, beside what the rule it was written from makes of it."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from guanmo.accounts.models import Person
from guanmo.accounts.queries import ranked_units
from guanmo.engines.packs import Kind, Pack
from guanmo.engines.packs.light_rules import Light
from guanmo.engines.proposal import propose_stops
from guanmo.engines.scoring import InvalidBallots, Unit, tally
from guanmo.observation.enums import TourState
from guanmo.observation.models import Tour
from guanmo.observation.portrait_queries import compared_with, drawn
from guanmo.observation.proposal_queries import candidates
from guanmo.observation.result_queries import ranking
from guanmo.observation.seal_queries import counted_ballots, marks_in, sealed_content
from guanmo.observation.yearly_queries import YearlyRow, moved, yearly_rows
from guanmo.projects.models import Project
from guanmo.projects.queries import reporting_month, standings

# The kinds whose own packs something uses; the office writes no others.
WRITABLE = (Kind.LIGHTS, Kind.BALLOTS, Kind.STOPS, Kind.COMPOSITES, Kind.PORTRAITS)


@dataclass(frozen=True)
class Effect:
    """What would differ: in a sentence, and row by row; `period` says what the rules were tried on."""

    period: str
    says: str
    heads: Sequence[str] = ()
    rows: Sequence[Sequence[str]] = ()


def effect_of(by: Person, draft: Pack, base: Pack, today: date) -> Effect:
    """What `draft` makes of the last period where `base`, of the same kind, makes something else; nothing is written."""
    tried = (_of_lights, _of_ballots, _of_stops, _of_composite, _of_portrait)
    return dict(zip(WRITABLE, tried, strict=True))[draft.kind](by, draft, base, today)


def _of_lights(by: Person, draft: Pack, base: Pack, today: date) -> Effect:
    month = reporting_month(today)
    projects = Project.objects.visible_to(by)
    old, new = ([one.lamp for one in standings(projects, month, pack)] for pack in (base, draft))
    changed = sum(before is not now for before, now in zip(old, new, strict=True))
    before, now = Counter(old), Counter(new)
    rows = [
        (light.label, str(before[light]), str(now[light]), f"{now[light] - before[light]:+d}")
        for light in Light
    ]
    says = f"{changed}个项目的灯会变" if changed else "各项目的灯都不变"
    return Effect(f"{month.label}的{len(old)}个项目", says, ("灯", "原来", "改后", "增减"), rows)


def _of_ballots(by: Person, draft: Pack, _: Pack, today: date) -> Effect:
    """The ballots of the last sealed tour counted by the draft, beside what was sealed."""
    tour = _last_sealed(by)
    if tour is None:
        return Effect("上次观摩", "还没有封存的观摩，看不出会怎样")
    content = sealed_content(tour)
    units = [Unit(entry["name"], entry["group"]) for entry in content["units"]]
    try:
        found = tally(marks_in(content, counted_ballots(tour)), draft, units=units)
    except InvalidBallots as error:
        return Effect(str(tour), f"那次的选票按这条规则算不了：{error.problems[0].message}")
    digits = draft.ballot_rule.rounding.result
    now = {one.unit: (f"{one.score:.{digits}f}", str(one.rank)) for one in found.units}
    rows = [
        (place.unit, place.score, str(place.rank), *now[place.unit])
        for group in ranking(tour)
        for place in group.places
    ]
    changed = sum(row[2] != row[4] for row in rows)
    says = f"{changed}个单位的名次会变" if changed else "名次都不变"
    heads = ("单位", "封存得分", "封存名次", "改后得分", "改后名次")
    return Effect(f"{tour}的{len(content['ballots'])}名评委", f"{says}；封存的结果不受影响", heads, rows)


def _of_stops(by: Person, draft: Pack, base: Pack, today: date) -> Effect:
    """What would be proposed for the tour in preparation, or the last one where there is none."""
    tour = _next_tour(by)
    if tour is None:
        return Effect("观摩", "还没有筹备过观摩，看不出会怎样")
    units = list(ranked_units())
    # As if nothing had been chosen yet: what already is a stop would be proposed by neither.
    asked = [replace(one, is_stop=False) for one in candidates(by, tour, units)]
    names = [unit.name for unit in units]
    before, now = (
        {pick.key for pick in propose_stops(pack.stop_rule, asked, units=names, on=tour.held_on).picks}
        for pack in (base, draft)
    )
    projects = Project.objects.visible_to(by).select_related("unit").in_bulk(before ^ now)
    rows = [
        (project.name, project.unit.name, "不再推荐" if key in before else "改为推荐")
        for key, project in sorted(projects.items())
    ]
    says = f"推荐{len(before)}个变为{len(now)}个，{len(rows)}个不同"
    return Effect(str(tour), says, ("项目", "责任单位", "改后"), rows)


def _of_composite(_: Person, draft: Pack, base: Pack, today: date) -> Effect:
    found = moved(*(yearly_rows(pack, today.year, today) for pack in (base, draft)))
    rows = [
        (str(one.unit), *(text for row in (one.before, one.now) for text in _total(row))) for one in found
    ]
    says = f"{len(rows)}个单位的得分或名次会变" if rows else "得分和名次都不变"
    heads = ("单位", "原来得分", "原来名次", "改后得分", "改后名次")
    return Effect(f"{today.year}年到现在", says, heads, rows)


def _of_portrait(by: Person, draft: Pack, base: Pack, today: date) -> Effect:
    tour = _last_sealed(by)
    if tour is None:
        return Effect("上次观摩", "还没有封存的观摩，看不出会怎样")
    other = compared_with(by, tour, library=False)
    before, now = (
        [one.text for one in (*found.many, *found.few)]
        for found in (drawn(by, tour, other, pack).portrait for pack in (base, draft))
    )
    rows = [(text, "不再写") for text in before if text not in now]
    rows += [(text, "改后写") for text in now if text not in before]
    return Effect(str(tour), f"{len(before)}句变为{len(now)}句", ("句子", "改后"), rows)


def _total(row: YearlyRow | None) -> tuple[str, str]:
    if row is None or not row.total:
        return "—", "—"
    return row.total, str(row.rank)


def _last_sealed(by: Person) -> Tour | None:
    return Tour.objects.visible_to(by).filter(state=TourState.SEALED).order_by("-held_on", "-pk").first()


def _next_tour(by: Person) -> Tour | None:
    tours = Tour.objects.visible_to(by).order_by("-held_on", "-pk")
    return tours.filter(state=TourState.PREPARING).first() or tours.first()
