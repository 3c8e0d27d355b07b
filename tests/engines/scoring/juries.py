"""Marks of an invented jury, for the tests of fair rules."""

from decimal import Decimal

import numpy as np

from guanmo.engines.packs import Pack
from guanmo.engines.scoring import Mark
from tests.engines.scoring.ballots import score_rule

FAIR = "[ballots.fair]\nmethod = 'adjusted'\ndraws = 1000\n"
UNITS = ("东县", "西县", "南县", "北县", "中县")


def jury(*, own: float = 0.0, criteria: tuple[str, ...] = ("",), seed: int = 7) -> list[Mark]:
    """Ten judges, the first three from the first three units, five units with two stops each."""
    random = np.random.default_rng(seed)
    marks = []
    for judge in range(10):
        strictness = random.normal(0, 4)
        for number, unit in enumerate(UNITS):
            for stop in ("一厂", "二厂"):
                seen = random.random() < 0.8
                for criterion in criteria:
                    favour = own if judge == number < 3 else 0
                    value = 80 + 2 * number + strictness + random.normal(0, 2) + favour
                    if seen:
                        marks.append(_mark(judge, unit, stop, criterion, min(value, 100.0)))
    return marks


def _mark(judge: int, unit: str, stop: str, criterion: str, value: float) -> Mark:
    return Mark(
        judge=f"评委{judge}",
        judge_unit=UNITS[judge] if judge < 3 else "",
        judge_group="领导" if judge % 2 else "部门",
        unit=unit,
        stop=stop,
        criterion=criterion,
        score=Decimal(round(value)),
    )


def fair_rule(top: str = "", tail: str = "") -> Pack:
    """A rule that takes strictness off; `top` and `tail` as in `score_rule`."""
    return score_rule(top, tail + FAIR)
