import pytest

from guanmo.engines.packs import Pack, shipped_pack
from guanmo.engines.scoring import rule_sentences
from tests.engines.scoring.ballots import rank_rule, score_rule, weights

ALL_MARKS = "全部有效打分取平均。"
STOPS = "单位得分为各点位得分的平均。"
ROUNDED = "单位得分取2位小数（四舍五入），其余步骤不取舍。"
RANKED = "按得分从高到低统一排名；公布得分相同的名次并列，后一名次顺延空出。"
SCALE = "每项打0至100分。"
GIVEN = "评委没有打分的点位，按到场评委计算；缺项的退回补齐。"
GROUPS = "[[ballots.unit_groups]]\nname = '县'\n[[ballots.unit_groups]]\nname = '区'\n"


@pytest.mark.parametrize(
    ("pack", "sentences"),
    [
        (score_rule(), [SCALE, GIVEN, ALL_MARKS, STOPS, ROUNDED, RANKED]),
        (
            shipped_pack("drop-1-1"),
            [
                SCALE,
                "评委没有打分的点位，按到场评委计算；缺项的按已打的分计算。",
                "每个点位每个评分项目去掉1个最高分、1个最低分，其余取平均；有效打分不足3个的不能计分。",
                STOPS,
                ROUNDED,
                RANKED,
            ],
        ),
        (
            shipped_pack("guanlan-tour"),
            [
                "每项打0至100分，以0.5分为一档。",
                "评委给本单位的分不计。",
                "评委没有打分的点位，按到场评委计算；缺项的，这个点位的打分作废。",
                "每个点位按评委总分去掉1个最高分、1个最低分，其余取平均；有效打分不足5个的不去掉。",
                "评分项目按项目进度30、投资规模25、产业带动25、现场形象20加权平均。",
                "评委组按市领导40、部门30、县区30加权平均，某组没有有效打分时由其余各组按比例分担。",
                STOPS,
                ROUNDED,
                "按得分从高到低县、区、功能区分别排名；公布得分相同的名次并列，后一名次顺延空出。",
            ],
        ),
        (
            score_rule(
                "combine = 'sum'\nstops = 'sum'\ncompare = 'exact'\nties = 'dense'",
                weights("criteria", 进度=2)
                + weights("judge_groups", 领导=1)
                + "[ballots.missing]\nstop = 'refuse'\n",
                rounding="result = 1\nstop = 3\ncriterion = 2\nmode = 'truncate'",
            ),
            [
                SCALE,
                "评委没有打分的点位，必须补齐；缺项的退回补齐。",
                ALL_MARKS,
                "评分项目按进度2乘以系数相加。",
                "评委组按领导1加权平均，各组都要有有效打分。",
                "单位得分为各点位得分之和。",
                "单项平均分取2位小数、点位得分取3位小数、单位得分取1位小数（截去尾数），其余步骤不取舍。",
                "按得分从高到低统一排名；未取舍的得分相同的名次并列，后一名次不空出。",
            ],
        ),
        (
            shipped_pack("rank-100-3"),
            [
                "每位评委排出全部名次，第一名100分，每后一名少3分；名次重复或不全的退回更正。",
                ALL_MARKS,
                STOPS,
                ROUNDED,
                RANKED,
            ],
        ),
        (
            rank_rule(
                "invalid_ballot = 'void'\nwithin = 'group'",
                GROUPS + "[ballots.missing]\nstop = 'refuse'\n",
                points="table = [10, 5]",
            ),
            [
                "每位评委在本组内排出全部名次，自第一名起依次得10、5分；名次重复或不全的整票作废。",
                "评委没有排到的点位，必须补齐。",
                ALL_MARKS,
                STOPS,
                ROUNDED,
                "按得分从高到低县、区分别排名；公布得分相同的名次并列，后一名次顺延空出。",
            ],
        ),
    ],
    ids=["plain", "drop", "city", "other", "ranks", "ranks in groups"],
)
def test_sentences_follow_the_rule_step_by_step(pack: Pack, sentences: list[str]) -> None:
    assert list(rule_sentences(pack.ballot_rule)) == sentences
