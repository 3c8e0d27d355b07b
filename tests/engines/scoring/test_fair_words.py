"""The words of a fair ranking: every flag has its own, places and bands read as they are said."""

import pytest

from guanmo.engines.fairness import FairUnit, Flag, RankSet
from guanmo.engines.scoring.fair_words import FLAG_LABELS, band_text, places_text, range_text


def test_every_flag_of_a_judge_has_its_word() -> None:
    assert dict(FLAG_LABELS) == {
        Flag.FEW: "打分太少",
        Flag.STRICT: "偏严",
        Flag.LENIENT: "偏松",
        Flag.ERRATIC: "起伏过大",
        Flag.FLAT: "几乎不分高低",
        Flag.CONTRARY: "与他人相反",
        Flag.OWN_FAVOUR: "偏向本单位",
    }
    assert set(FLAG_LABELS) == set(Flag)


@pytest.mark.parametrize(("best", "worst", "said"), [(2, 4, "第2至第4名"), (3, 3, "第3名")])
def test_a_range_of_places_is_one_place_where_it_is_certain(best: int, worst: int, said: str) -> None:
    alone = RankSet(best, worst)
    unit = FairUnit(
        unit="甲县", group="", value=1.0, se=0.1, rank=best, best=best, worst=worst, p_first=0.0, p_top_three=0.0,
        band=1, marginal=alone, simultaneous=alone, values={}, ranks={},
    )  # fmt: skip

    assert (places_text(best, worst), range_text(unit)) == (said, said)


@pytest.mark.parametrize(
    ("band", "said"), [(1, "第一方阵"), (2, "第二方阵"), (10, "第十方阵"), (11, "第11方阵")]
)
def test_bands_are_counted_in_chinese_up_to_ten(band: int, said: str) -> None:
    assert band_text(band) == said
