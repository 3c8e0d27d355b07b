"""The official tally a second time: plain loops over marks, written from docs/algorithms/tally.md alone.

Rounds and rules are invented at random; both tallies must agree to the last bit.
"""

from collections.abc import Sequence
from decimal import ROUND_DOWN, ROUND_HALF_EVEN, ROUND_HALF_UP, Decimal, localcontext
from fractions import Fraction
from random import Random

from guanmo.engines.packs import Pack, load_pack
from guanmo.engines.scoring import Excuse, InvalidBallots, Mark, tally

MODES = {"half_up": ROUND_HALF_UP, "truncate": ROUND_DOWN, "half_even": ROUND_HALF_EVEN}
HEAD = "id = 'round'\ntitle = '一轮'\nplace = '某市'\nkind = 'ballots'\n[source]\ndocument = '随机'\n"

Plan = dict[str, object]
"""A rule in words of its own: the choices below, nothing of the product's classes."""


def invent_plan(random: Random) -> Plan:
    """A rule for scores or for rank ballots, such that every invented round can be tallied."""
    ranks = random.random() < 0.2
    criteria = (
        {}
        if ranks
        else {name: random.choice([1, 2, 25, 30]) for name in random.sample("进形效", random.randint(0, 3))}
    )
    groups = {
        name: random.choice([1, 30, 40]) for name in random.sample("领部企", random.choice([0, 0, 2, 3]))
    }
    of_total = random.random() < 0.5
    return {
        "ranks": ranks,
        "criteria": criteria,
        "sum": bool(criteria) and random.random() < 0.3,
        "groups": groups,
        "own": not ranks and random.random() < 0.5,
        "absent_counts": random.random() < 0.5,
        "trim": None if random.random() < 0.4 else (random.randint(0, 2), random.randint(1, 2), of_total),
        "partial": "void" if of_total else random.choice(["skip", "void"]),
        "stops_sum": random.random() < 0.2,
        "dense": random.random() < 0.5,
        "exact": random.random() < 0.3,
        "mode": random.choice(list(MODES)),
        "digits": random.randint(0, 3),
        "stop_digits": random.choice([None, None, 2]),
    }


def pack_of(plan: Plan) -> Pack:
    """The same rule as the product reads it."""
    lines = [
        HEAD,
        "[ballots]",
        f"form = '{'ranks' if plan['ranks'] else 'scores'}'",
        f"ties = '{'dense' if plan['dense'] else 'competition'}'",
        f"compare = '{'exact' if plan['exact'] else 'published'}'",
        f"stops = '{'sum' if plan['stops_sum'] else 'mean'}'",
        f"own_unit = '{'exclude' if plan['own'] else 'count'}'",
        f"absent = '{'count' if plan['absent_counts'] else 'exclude'}'",
        f"combine = '{'sum' if plan['sum'] else 'mean'}'",
        "[ballots.points]\nfirst = 100\nstep = 3" if plan["ranks"] else "[ballots.scale]\nmin = 0\nmax = 100",
        f"[ballots.missing]\njudge_group = 'reweight'\ncriterion = '{plan['partial']}'",
        f"[ballots.rounding]\nmode = '{plan['mode']}'\nresult = {plan['digits']}",
    ]
    if plan["stop_digits"] is not None:
        lines.append(f"stop = {plan['stop_digits']}")
    for key in ("criteria", "groups"):
        name = "criteria" if key == "criteria" else "judge_groups"
        entries: dict[str, int] = plan[key]  # type: ignore[assignment]  # a Plan's values are of many kinds
        lines += [f"[[ballots.{name}]]\nname = '{n}'\nweight = {w}" for n, w in entries.items()]
    if plan["trim"] is not None:
        high, low, of_total = plan["trim"]  # type: ignore[misc]  # as above
        of = "total" if of_total else "criterion"
        lines.append(f"[ballots.trim]\nhigh = {high}\nlow = {low}\nof = '{of}'\ntoo_few = 'keep_all'")
    return load_pack("\n".join(lines) + "\n")


def invent_marks(random: Random, plan: Plan) -> list[Mark]:
    """Two to five units, one to two stops each; the first judges see everything, so that no stop stays empty."""
    units = [f"县{n}" for n in range(random.randint(2, 5))]
    stops = [(unit, f"点{n}") for unit in units for n in range(random.randint(1, 2))]
    groups = list(plan["groups"]) or [""]  # type: ignore[call-overload]  # a Plan's values are of many kinds
    criteria = list(plan["criteria"]) or [""]  # type: ignore[call-overload]  # as above
    marks = []
    for judge in range(random.randint(2, 7)):
        group = random.choice(groups)
        home = random.choice([*units, "", ""]) if judge > 1 else ""
        places = random.sample(range(1, len(stops) + 1), len(stops))
        for (unit, stop), place in zip(stops, places, strict=True):
            if judge > 1 and not plan["ranks"]:
                if random.random() < 0.2:
                    marks.append(_excuse(random, judge, group, home, unit, stop))
                if random.random() < 0.2:
                    continue
            for criterion in criteria:
                if judge > 1 and not plan["ranks"] and random.random() < 0.1:
                    continue
                score = (
                    None
                    if plan["ranks"]
                    else Decimal(random.randint(60, 100) * 10 + random.choice([0, 5])) / 10
                )
                marks.append(
                    Mark(
                        judge=f"评委{judge}",
                        judge_group=group,
                        judge_unit=home,
                        unit=unit,
                        stop=stop,
                        criterion=criterion,
                        score=score if score is None or score <= 100 else Decimal(100),
                        rank=place if plan["ranks"] else None,
                    )
                )
    random.shuffle(marks)
    return marks


def _excuse(random: Random, judge: int, group: str, home: str, unit: str, stop: str) -> Mark:
    """Somebody recused, or away, who may have scored all the same."""
    return Mark(
        judge=f"评委{judge}",
        judge_group=group,
        judge_unit=home,
        unit=unit,
        stop=stop,
        excused=random.choice(list(Excuse)),
    )


def _that_count(marks: Sequence[Mark], plan: Plan) -> list[Mark]:
    """Marks without those of judges who recused themselves or were not there."""
    out = {
        (m.judge, m.unit, m.stop)
        for m in marks
        if m.excused is not None and not (m.excused == "absent" and plan["absent_counts"])
    }
    return [m for m in marks if m.excused is None and (m.judge, m.unit, m.stop) not in out]


def retally(marks: Sequence[Mark], plan: Plan) -> list[tuple[str, str, int]]:
    """Unit, published score and place, by name of the unit.

    A mean of nothing is a division by zero: a stop, or a criterion of a group, without any mark is refused.
    """
    marks = _that_count(marks, plan)
    values: dict[str, Fraction] = {}
    for unit in sorted({mark.unit for mark in marks}):
        stops = sorted({mark.stop for mark in marks if mark.unit == unit})
        found = [
            _cut(_stop([m for m in marks if (m.unit, m.stop) == (unit, stop)], plan), plan, "stop_digits")
            for stop in stops
        ]
        values[unit] = sum(found, Fraction(0)) / (1 if plan["stops_sum"] else len(found))
    published = {unit: _cut(value, plan, "digits") for unit, value in values.items()}
    compared = values if plan["exact"] else published
    return [
        (unit, _text(published[unit], plan), _place(compared[unit], list(compared.values()), plan))
        for unit in values
    ]


def _place(own: Fraction, everybody: list[Fraction], plan: Plan) -> int:
    better = [value for value in everybody if value > own]
    return 1 + (len(set(better)) if plan["dense"] else len(better))


def _stop(marks: list[Mark], plan: Plan) -> Fraction:
    """One stop: groups by weight, those without a mark left out."""
    weights: dict[str, int] = plan["groups"] or {"": 1}  # type: ignore[assignment]  # a Plan's values are of many kinds
    total, divisor = Fraction(0), Fraction(0)
    for group, weight in weights.items():
        of_group = [m for m in marks if not plan["groups"] or m.judge_group == group]
        of_group = [m for m in of_group if not (plan["own"] and m.judge_unit == m.unit)]
        if plan["partial"] == "void":
            of_group = [m for m in of_group if _is_full(m.judge, of_group, plan)]
        if of_group:
            total += weight * _group(of_group, plan)
            divisor += weight
    return total / divisor


def _is_full(judge: str, marks: list[Mark], plan: Plan) -> bool:
    criteria: dict[str, int] = plan["criteria"] or {"": 1}  # type: ignore[assignment]  # as above
    return {m.criterion for m in marks if m.judge == judge} == set(criteria)


def _group(marks: list[Mark], plan: Plan) -> Fraction:
    weights: dict[str, int] = plan["criteria"] or {"": 1}  # type: ignore[assignment]  # as above
    divisor = 1 if plan["sum"] else sum(weights.values())
    if plan["trim"] is not None and plan["trim"][2]:  # type: ignore[index]  # as above
        judges = {m.judge for m in marks}
        totals = [
            sum((weights[m.criterion] * _worth(m, plan) for m in marks if m.judge == judge), Fraction(0))
            / divisor
            for judge in judges
        ]
        return _mean(totals, plan)
    return (
        sum(
            (
                weight * _mean([_worth(m, plan) for m in marks if m.criterion == criterion], plan)
                for criterion, weight in weights.items()
            ),
            Fraction(0),
        )
        / divisor
    )


def _worth(mark: Mark, plan: Plan) -> Fraction:
    return Fraction(100 - 3 * ((mark.rank or 0) - 1)) if plan["ranks"] else Fraction(mark.score or 0)


def _mean(values: list[Fraction], plan: Plan) -> Fraction:
    ordered = sorted(values)
    if plan["trim"] is not None:
        high, low, _ = plan["trim"]  # type: ignore[misc]  # as above
        if len(ordered) > high + low:
            ordered = ordered[low : len(ordered) - high]
    return sum(ordered, Fraction(0)) / len(ordered)


def _cut(value: Fraction, plan: Plan, key: str) -> Fraction:
    """Rounded by long division to twelve more digits than asked for; ties are seen exactly before."""
    digits = plan[key]
    if digits is None:
        return value
    scaled = value * 10 ** int(str(digits))
    if (scaled * 2).denominator == 1:
        exact = Decimal(scaled.numerator) / Decimal(scaled.denominator)
        return Fraction(exact.to_integral_value(MODES[str(plan["mode"])])) / 10 ** int(str(digits))
    with localcontext() as context:
        context.prec = 60
        long = Decimal(scaled.numerator) / Decimal(scaled.denominator)
        return Fraction(long.to_integral_value(MODES[str(plan["mode"])])) / 10 ** int(str(digits))


def _text(value: Fraction, plan: Plan) -> str:
    return f"{Decimal(value.numerator) / Decimal(value.denominator):.{plan['digits']}f}"


def disagreement(seed: int) -> str:
    """Empty where both tallies agree on the round of this seed, or both refuse it; otherwise what each says."""
    random = Random(seed)  # noqa: S311 - invented rounds
    plan = invent_plan(random)
    marks = invent_marks(random, plan)
    try:
        official = tally(marks, pack_of(plan)).units
        ours = sorted((unit.unit, str(unit.score), unit.rank) for unit in official)
    except InvalidBallots:
        ours = []
    try:
        theirs = sorted(retally(marks, plan))
    except ZeroDivisionError:
        theirs = []
    return "" if ours == theirs else f"seed {seed}: {ours} against {theirs}"
