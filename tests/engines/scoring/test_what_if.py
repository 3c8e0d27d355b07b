"""The same marks with strictness taken off, beside the result of the rule they were given under."""

import pytest

from guanmo.engines.fairness import TourResult
from guanmo.engines.packs import Pack, shipped_pack
from guanmo.engines.packs.ballot_rules import Combine, Missing
from guanmo.engines.scoring import (
    Mark,
    NoWhatIf,
    band_text,
    changes_from,
    places_text,
    tally,
    what_if,
    what_if_pack,
)
from tests.engines.scoring.ballots import rank_rule, score_rule
from tests.engines.scoring.juries import fair_rule, jury

TRIM = "[ballots.trim]\nhigh = 1\nlow = 1\n"


def trial(marks: list[Mark], pack: Pack) -> TourResult:
    fair = what_if(marks, pack).fair
    assert isinstance(fair, TourResult)
    return fair


def test_a_trial_gives_what_the_adjusted_pack_gives() -> None:
    marks = jury()

    tried = trial(marks, score_rule("own_unit = 'exclude'"))

    official = tally(marks, shipped_pack("adjusted")).fair
    assert isinstance(official, TourResult)
    assert tried == official


def test_a_trial_keeps_trimming_for_comparison_and_says_what_it_is() -> None:
    pack = score_rule(tail=TRIM)

    tried = what_if_pack(pack)

    assert (tried.title, tried.id, tried.hash) == ("试行（试算：校正评委松紧）", pack.id, pack.hash)
    assert tried.ballot_rule.trim == pack.ballot_rule.trim


def test_a_fair_rule_is_tried_as_it_is() -> None:
    pack = fair_rule()

    assert what_if_pack(pack) is pack


def test_sums_and_roundings_on_the_way_become_what_a_fair_rule_may_say() -> None:
    pack = score_rule(
        "stops = 'sum'\ncombine = 'sum'",
        "[ballots.missing]\ncriterion = 'skip'\n",
        rounding="criterion = 2\nstop = 2\nresult = 2",
    )

    rule = what_if_pack(pack).ballot_rule

    assert (rule.stops, rule.combine, rule.missing.criterion) == (Combine.MEAN, Combine.SUM, Missing.VOID)
    assert (rule.rounding.criterion, rule.rounding.stop, rule.rounding.result) == (None, None, 2)


def test_rank_ballots_hold_no_strictness() -> None:
    with pytest.raises(NoWhatIf, match="排名票只有先后"):
        what_if([Mark(judge="甲", unit="东县", rank=1)], rank_rule())


def test_changes_from_a_result_name_who_came_or_the_tie() -> None:
    tried = trial(jury(), score_rule())
    units = [unit.unit for unit in tried.units]
    same = {unit.unit: unit.rank for unit in tried.units}

    swapped = changes_from(tried, same | {units[0]: 2, units[1]: 1}, {units[1]})

    assert changes_from(tried, same, ()) == ()
    assert [(one.unit, one.method, one.label, one.rank, one.adjusted_rank) for one in swapped] == [
        (units[0], "sealed", "封存的结果", 2, 1),
        (units[1], "sealed", "封存的结果", 1, 2),
    ]
    assert swapped[0].reason.startswith("给它打分的评委平均偏")
    assert swapped[1].reason == "封存时取舍后得分相同，并列。"


def test_the_order_of_marks_never_matters() -> None:
    marks = jury()

    assert trial(marks, score_rule()) == trial(marks[::-1], score_rule())


def test_bands_and_ranges_are_said_in_words() -> None:
    assert [band_text(band) for band in (1, 10, 11)] == ["第一方阵", "第十方阵", "第11方阵"]
    assert [places_text(2, 4), places_text(3, 3)] == ["第2至第4名", "第3名"]
