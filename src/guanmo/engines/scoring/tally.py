"""The whole tally: the official arithmetic, with the statistics of fair rules at hand."""

from collections.abc import Sequence

from guanmo.engines.packs import Pack
from guanmo.engines.scoring.counting import Result, count
from guanmo.engines.scoring.fair_tally import fair_ranking
from guanmo.engines.scoring.marks import Mark, Unit


def tally(ballots: Sequence[Mark], pack: Pack, *, units: Sequence[Unit] = ()) -> Result:
    """Score and rank the units by any ballot rule, fair ones among them; see `counting.count`."""
    return count(ballots, pack, units=units, ranker=fair_ranking)
