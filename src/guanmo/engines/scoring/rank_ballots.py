"""Rank ballots: each must order everything once; then places become points."""

from collections import defaultdict
from collections.abc import Mapping

from guanmo.engines.packs.ballot_rules import BallotRule, Points, VoidOrRefuse, Within
from guanmo.engines.scoring.gathering import MILLION, Gathered, SheetKey
from guanmo.engines.scoring.marks import Problem

_BallotKey = tuple[str, str, str]
"""Scope (group of units, or empty), judge, criterion."""


def give_points(gathered: Gathered, rule: BallotRule, points: Points, group_of: Mapping[str, str]) -> None:
    """Void or refuse ballots that are not a full order, then replace places by points."""
    scope_of = group_of if rule.within is Within.GROUP else dict.fromkeys(group_of, "")
    _check_orders(gathered, rule, scope_of)
    if not gathered.problems:
        _replace_places(gathered, points)


def _check_orders(gathered: Gathered, rule: BallotRule, scope_of: Mapping[str, str]) -> None:
    ballots: dict[_BallotKey, list[int]] = defaultdict(list)
    keys: dict[_BallotKey, list[SheetKey]] = defaultdict(list)
    ranked: dict[str, set[tuple[str, str]]] = defaultdict(set)
    for key, sheet in gathered.sheets.items():
        unit, stop, _ = key
        scope = scope_of[unit]
        ranked[scope].add((unit, stop))
        for criterion, panel in sheet.items():
            for judge, place in panel.items():
                ballots[scope, judge, criterion].append(place // MILLION)
                keys[scope, judge, criterion].append(key)
    for ballot, places in ballots.items():
        scope, judge, _ = ballot
        fault = _fault(sorted(places), len(ranked[scope]))
        if not fault:
            continue
        if rule.invalid_ballot is VoidOrRefuse.REFUSE:
            gathered.problems.append(Problem("ballot", f"评委“{judge}”的排名票无效：{fault}"))
            continue
        for key in keys[ballot]:
            gathered.take_out(judge, key, code="void_ballot", reason=f"排名票无效，整票作废：{fault}")


def _fault(places: list[int], count: int) -> str:
    """Why the places are not 1 to `count`, each once; empty when they are."""
    if places == list(range(1, count + 1)):
        return ""
    shared = sorted({place for place in places if places.count(place) > 1})
    if shared:
        return f"第{'、'.join(str(place) for place in shared)}名写了不止一个。"
    if len(places) < count:
        return f"应排{count}个，只排了{len(places)}个。"
    return f"名次应是1至{count}，最大写到了{places[-1]}。"


def _replace_places(gathered: Gathered, points: Points) -> None:
    short: set[int] = set()
    for key, sheet in gathered.sheets.items():
        gathered.given[key] = {criterion: dict(panel) for criterion, panel in sheet.items()}
        for panel in sheet.values():
            for judge, value in panel.items():
                worth = points.of_place(value // MILLION)
                if worth is None:
                    short.add(value // MILLION)
                else:
                    panel[judge] = int(worth * MILLION)
    for place in sorted(short):
        gathered.problems.append(Problem("points", f"规则的分值表没有写第{place}名的分值。"))
