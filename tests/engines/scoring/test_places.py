from fractions import Fraction

import pytest

from guanmo.engines.packs.ballot_rules import Ties
from guanmo.engines.scoring.places import places


@pytest.mark.parametrize(
    ("values", "competition", "dense"),
    [
        ([], [], []),
        ([5], [1], [1]),
        ([7, 9, 8], [3, 1, 2], [3, 1, 2]),
        ([9, 9, 7], [1, 1, 3], [1, 1, 2]),
        ([9, 8, 8, 7], [1, 2, 2, 4], [1, 2, 2, 3]),
        ([1, 1, 1, 1], [1, 1, 1, 1], [1, 1, 1, 1]),
    ],
)
def test_places_share_and_go_on(values: list[int], competition: list[int], dense: list[int]) -> None:
    named = {str(number): Fraction(value) for number, value in enumerate(values)}

    assert list(places(named, Ties.COMPETITION).values()) == competition
    assert list(places(named, Ties.DENSE).values()) == dense
