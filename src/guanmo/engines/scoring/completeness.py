"""Who takes part and what is missing: own units, excused and absent judges, half-filled ballots, groups of units."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from decimal import Decimal

from guanmo.engines.packs.ballot_rules import (
    AbsentMarks,
    BallotRule,
    Missing,
    OwnUnit,
    SkipOrRefuse,
    Weighted,
)
from guanmo.engines.scoring.gathering import OWN_UNIT, Gathered, SheetKey
from guanmo.engines.scoring.marks import Excuse, Problem, Unit, place_name

_EXCUSED = {
    Excuse.RECUSED: "评委回避这个点位，打分不计。",
    Excuse.ABSENT: "评委没有到这个点位，打分不计。",
}


def groups_of_units(
    names: Sequence[str], rule: BallotRule, units: Sequence[Unit]
) -> tuple[Mapping[str, str], list[Problem]]:
    """The group each unit is ranked in, from the rule first, then from the caller's list."""
    by_rule = {name: group.name for group in rule.unit_groups for name in group.units}
    by_caller = {unit.name: unit.group for unit in units}
    known = {group.name for group in rule.unit_groups}
    found: dict[str, str] = {}
    problems = []
    for name in names:
        group = by_rule.get(name) or by_caller.get(name, "")
        if by_caller.get(name) and by_caller[name] != group:
            problems.append(
                Problem(
                    "unit_group", f"单位“{name}”在规则里属于“{group}”，在单位表里属于“{by_caller[name]}”。"
                )
            )
        if known and group not in known:
            wanted = "、".join(one.name for one in rule.unit_groups)
            problems.append(
                Problem(
                    "unit_group",
                    f"单位“{name}”没有分组，应属于{wanted}之一；请写进规则包 unit_groups 的 units，或在单位表里写明。",
                )
            )
        found[name] = group
    return found, problems


def check_units(gathered: Gathered, units: Sequence[Unit]) -> list[Problem]:
    """Units without ballots and ballots without units, where the caller said who takes part."""
    scored = {unit for unit, _, _ in gathered.sheets}
    listed = {unit.name for unit in units}
    problems = [Problem("no_marks", f"单位“{name}”没有任何选票。") for name in listed - scored]
    if listed:
        problems += [Problem("unit", f"选票里的单位“{name}”不在参评单位中。") for name in scored - listed]
    return problems


def criteria_of(gathered: Gathered, rule: BallotRule) -> tuple[Weighted, ...]:
    """The rule's criteria; where it names none, all that occur, each with weight 1."""
    names = {criterion for sheet in gathered.sheets.values() for criterion in sheet}
    return rule.criteria or tuple(Weighted(name, Decimal(1)) for name in sorted(names))


def leave_out_own(gathered: Gathered, rule: BallotRule) -> None:
    if rule.own_unit is not OwnUnit.EXCLUDE:
        return
    at_home = _judges_by_unit(gathered)
    for key in gathered.sheets:
        for judge in at_home[key[0]] & _judges(gathered, key):
            gathered.take_out(judge, key, code=OWN_UNIT, reason=f"评委属于“{key[0]}”，不计本单位的分。")


def leave_out_excused(gathered: Gathered, rule: BallotRule) -> None:
    """Set aside what judges gave stops they recused themselves from, or were not at, unless the rule counts the latter."""
    for (judge, unit, stop), why in gathered.excused.items():
        seat = gathered.seats.get(judge)
        if seat is None or (why is Excuse.ABSENT and rule.absent is AbsentMarks.COUNT):
            continue
        key = (unit, stop, seat.group)
        if key in gathered.sheets:
            gathered.take_out(judge, key, code=why.value, reason=_EXCUSED[why])


def settle_missing(gathered: Gathered, rule: BallotRule, criteria: Sequence[Weighted]) -> None:
    """Apply the rule to judges who left out a stop or a criterion."""
    if rule.missing.stop is SkipOrRefuse.REFUSE:
        _refuse_absent(gathered, rule)
    if rule.missing.criterion is Missing.SKIP:
        return
    for key, sheet in gathered.sheets.items():
        judges = _judges(gathered, key)
        panels = [sheet.get(criterion.name, {}).keys() for criterion in criteria]
        if all(panel == judges for panel in panels):
            continue
        for judge in sorted(judges):
            left_out = [one.name for one, panel in zip(criteria, panels, strict=True) if judge not in panel]
            if left_out:
                _settle_partial(gathered, rule, key, judge, left_out)


def _settle_partial(
    gathered: Gathered, rule: BallotRule, key: SheetKey, judge: str, left_out: list[str]
) -> None:
    names = "、".join(left_out)
    if rule.missing.criterion is Missing.VOID:
        gathered.take_out(judge, key, code="incomplete", reason=f"缺“{names}”的分，这个点位的打分作废。")
        return
    where = place_name(key[0], key[1])
    gathered.problems.append(Problem("incomplete", f"评委“{judge}”给{where}缺“{names}”的分。"))


def _refuse_absent(gathered: Gathered, rule: BallotRule) -> None:
    gave: dict[tuple[str, str], set[str]] = defaultdict(set)
    for key in gathered.sheets:
        gave[key[0], key[1]] |= _judges(gathered, key)
    at_home = _judges_by_unit(gathered)
    for (unit, stop), present in gave.items():
        excused = at_home[unit] if rule.own_unit is OwnUnit.EXCLUDE else set()
        for judge in gathered.seats.keys() - present - excused:
            if (judge, unit, stop) in gathered.excused:
                continue
            gathered.problems.append(Problem("absent", f"评委“{judge}”没有给{place_name(unit, stop)}打分。"))


def _judges_by_unit(gathered: Gathered) -> defaultdict[str, set[str]]:
    found: defaultdict[str, set[str]] = defaultdict(set)
    for judge, seat in gathered.seats.items():
        found[seat.unit].add(judge)
    return found


def _judges(gathered: Gathered, key: SheetKey) -> set[str]:
    judges: set[str] = set()
    return judges.union(*gathered.sheets[key].values())
