"""Places from values, the highest first."""

from collections import defaultdict
from collections.abc import Mapping
from decimal import Decimal
from fractions import Fraction

from guanmo.engines.packs.ballot_rules import Ties


def places(values: Mapping[str, Fraction | Decimal], ties: Ties) -> dict[str, int]:
    """The place of each name; equal values share one.

    >>> places({"甲": Fraction(9), "乙": Fraction(8), "丙": Fraction(8), "丁": Fraction(7)}, Ties.COMPETITION)
    {'甲': 1, '乙': 2, '丙': 2, '丁': 4}
    """
    sharing: dict[Fraction | Decimal, list[str]] = defaultdict(list)
    for name, value in values.items():
        sharing[value].append(name)
    found: dict[str, int] = {}
    ahead = 0
    for step, value in enumerate(sorted(sharing, reverse=True), start=1):
        place = step if ties is Ties.DENSE else ahead + 1
        found |= dict.fromkeys(sharing[value], place)
        ahead += len(sharing[value])
    return {name: found[name] for name in values}
