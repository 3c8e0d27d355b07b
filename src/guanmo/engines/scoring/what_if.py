"""The same marks ranked with strictness taken off, beside a result that stays what it is."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from guanmo.engines.packs import Pack
from guanmo.engines.packs.ballot_rules import BallotRule, Combine, FairMethod, FairRule, Missing
from guanmo.engines.scoring.counting import Result
from guanmo.engines.scoring.marks import Mark, Unit
from guanmo.engines.scoring.tally import tally

TRIAL: Final = FairRule(FairMethod.ADJUSTED, True, 5, 3, 10_000, 20260101)
"""As in the shipped pack `adjusted`, seed included: whoever tries again gets the same figures."""


class NoWhatIf(ValueError):
    """Rank ballots hold no marks a strictness could be taken off."""


def what_if_pack(pack: Pack) -> Pack:
    """The pack as it would read with strictness taken off: scale, criteria, groups, trimming and ties stay.

    Its title says that it is a trial; id and hash remain those of the rule it was made from. A fair pack
    comes back as it is. Raises `NoWhatIf` for rank ballots.
    """
    rule = pack.ballot_rule
    if rule.scale is None:
        raise NoWhatIf("排名票只有先后，没有分数，估计不出评委的松紧。")
    if rule.fair is not None:
        return pack
    return replace(pack, title=f"{pack.title}（试算：校正评委松紧）", body=_adjusted(rule))


def what_if(marks: Sequence[Mark], pack: Pack, *, units: Sequence[Unit] = ()) -> Result:
    """The tally of these marks with strictness taken off; `units` as for `tally`.

    Raises `NoWhatIf` for rank ballots, and `InvalidBallots` where judges and stops cannot be told apart.
    """
    return tally(marks, what_if_pack(pack), units=units)


def _adjusted(rule: BallotRule) -> BallotRule:
    """What a fair rule may not say, says the nearest thing it may: means of stops, no rounding on the way."""
    incomparable = rule.combine is Combine.SUM and rule.missing.criterion is Missing.SKIP
    return replace(
        rule,
        fair=TRIAL,
        stops=Combine.MEAN,
        missing=replace(rule.missing, criterion=Missing.VOID) if incomparable else rule.missing,
        rounding=replace(rule.rounding, criterion=None, stop=None),
    )
