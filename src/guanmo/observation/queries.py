"""Tours, stops and jurors as pages ask for them."""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Sequence

from django.db.models import QuerySet

from guanmo.accounts.models import STEPS_PER_LEVEL, Person, Unit
from guanmo.accounts.queries import ranked_units
from guanmo.engines.packs import BallotRule, Kind, Pack, load_pack
from guanmo.engines.packs.ballot_rules import FairMethod, ReweightOrRefuse, Within
from guanmo.observation.circular_models import CircularTemplate
from guanmo.observation.models import Juror, Stop, Tour
from guanmo.observation.nomination_models import Opinion
from guanmo.projects import queries as library
from guanmo.projects.models import Project
from guanmo.projects.pack_queries import packs_of


def pack_of(tour: Tour) -> Pack:
    """The rule as it was when it was chosen, whatever is shipped today."""
    return load_pack(tour.rule_text)


def ballot_packs() -> Sequence[Pack]:
    """The rules a tour can be scored under; not those of rubric grades, whose fair averages no page can work out yet."""
    return [pack for pack in packs_of(Kind.BALLOTS) if not _by_rubric(pack.ballot_rule)]


def _by_rubric(rule: BallotRule) -> bool:
    return rule.fair is not None and rule.fair.method is FairMethod.RUBRIC


def pack_choices(tour: Tour | None) -> list[Pack]:
    """The rules offered, and the tour's own where none of them has its name."""
    packs = list(ballot_packs())
    if tour is not None and all(pack.id != tour.rule_id for pack in packs):
        packs.append(pack_of(tour))
    return packs


def stops_of(tour: Tour) -> QuerySet[Stop]:
    """The stops in the order of the tour, with what their rows show."""
    return Stop.objects.filter(tour=tour).select_related("project__unit", "unit")


def jurors_of(tour: Tour) -> QuerySet[Juror]:
    """The seats on the jury, with what a ballot needs to know of them."""
    return Juror.objects.filter(tour=tour).select_related("tour", "person", "unit")


def seat_of(person: Person, tour: Tour) -> Juror | None:
    """This person's own seat on the jury."""
    return jurors_of(tour).filter(person=person).first()


def ranked_unit_of(unit: Unit) -> Unit | None:
    """The county, district or zone that `unit` is or stands in; None for what belongs to the city itself."""
    return ranked_units_of([unit]).get(unit.pk)


def ranked_units_of(units: Collection[Unit]) -> dict[int, Unit]:
    """For each unit's key the county, district or zone that it is or stands in; none for those of the city itself."""
    if not units:
        return {}
    found = {
        unit.path: unit for unit in ranked_units().filter(path__in={p for u in units for p in _above(u)})
    }
    nearest = {unit.pk: [found[path] for path in _above(unit) if path in found] for unit in units}
    return {key: ranked[-1] for key, ranked in nearest.items() if ranked}


def _above(unit: Unit) -> list[str]:
    """The paths of all it stands in and its own, the widest first."""
    return [unit.path[:end] for end in range(STEPS_PER_LEVEL, len(unit.path) + 1, STEPS_PER_LEVEL)]


def addable_projects(by: Person, tour: Tour, query: str) -> QuerySet[Project]:
    """Projects this person sees that are not on the tour yet; those that match the query if there is one."""
    taken = Stop.objects.filter(tour=tour).values("project")
    found = library.search(Project.objects.visible_to(by), query)
    return found.exclude(pk__in=taken).select_related("unit")


def participants(stops: Iterable[Stop]) -> list[Unit]:
    """The units a tour ranks, in administrative order."""
    return sorted({stop.unit for stop in stops}, key=lambda unit: unit.path)


def group_in(rule: BallotRule, unit: Unit) -> str:
    """The group a unit is ranked in: where the rule puts it, otherwise by its kind; empty if neither says."""
    for group in rule.unit_groups:
        if unit.name in group.units:
            return group.name
    kind = unit.get_kind_display()
    return kind if any(group.name == kind for group in rule.unit_groups) else ""


def obstacles(tour: Tour) -> list[str]:
    """What still stands between a tour in preparation and its scoring, each a sentence that says what to do."""
    rule = pack_of(tour).ballot_rule
    units = participants(stops_of(tour))
    jurors = Counter(Juror.objects.filter(tour=tour).values_list("group", flat=True))
    found = [] if units else ["还没有观摩点，请从项目库选择。"]
    found += _veto_obstacles(tour)
    found += [] if jurors else ["还没有评委，请先加入评委。"]
    found += _judge_group_obstacles(rule, jurors)
    found += _unit_group_obstacles(rule, units)
    return found + (_place_obstacles(rule, units) if units else [])


def _veto_obstacles(tour: Tour) -> list[str]:
    stops = Stop.objects.filter(tour=tour).values("project")
    vetoes = Opinion.objects.vetoes().filter(tour=tour, project__in=stops)
    return [
        f"观摩点“{one.project}”被{one.department}否决，请移出，或在“预审”里写明不采纳的理由。"
        for one in vetoes.select_related("project", "department").order_by("project", "department__path")
    ]


def _judge_group_obstacles(rule: BallotRule, jurors: Counter[str]) -> list[str]:
    names = [group.name for group in rule.judge_groups]
    if not names or not jurors:
        return []
    found = [
        f"{count}名评委属于“{group}”，规则里没有这个评委组，请移出后按{'、'.join(names)}重新加入。"
        for group, count in sorted(jurors.items())
        if group not in names
    ]
    if rule.missing.judge_group is ReweightOrRefuse.REFUSE:
        found += [f"评委组“{name}”还没有评委，规则要求各组都有评委。" for name in names if not jurors[name]]
    return found


def _unit_group_obstacles(rule: BallotRule, units: Sequence[Unit]) -> list[str]:
    names = "、".join(group.name for group in rule.unit_groups)
    return [
        f"“{unit}”不在规则的任何一组（{names}），请换规则或移出它的观摩点。"
        for unit in units
        if names and not group_in(rule, unit)
    ]


def _place_obstacles(rule: BallotRule, units: Sequence[Unit]) -> list[str]:
    """Rank ballots need somebody to compare with and points for each place."""
    if rule.points is None:
        return []
    found = []
    for scope in ballot_scopes(rule, units).values():
        if rule.points.of_place(len(scope)) is None:
            found.append(f"规则的分值表不够长，这次要排{len(scope)}个单位，请换规则。")
        if len(scope) == 1:
            found.append(f"排名票上只有“{scope[0]}”一个单位可排，请加入其他单位的观摩点或换规则。")
    return found


def ballot_scopes(rule: BallotRule, units: Iterable[Unit]) -> dict[str, list[Unit]]:
    """The lists a rank ballot puts in order: all units in one, or each group by itself."""
    scopes: dict[str, list[Unit]] = defaultdict(list)
    for unit in units:
        scopes[group_in(rule, unit) if rule.within is Within.GROUP else ""].append(unit)
    return scopes


def template_in_force() -> CircularTemplate | None:
    """The office's own circular template; None while the shipped one is used."""
    return CircularTemplate.objects.filter(is_active=True).first()
