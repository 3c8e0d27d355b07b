from decimal import Decimal

import pytest

from guanmo.engines.packs import Pack, shipped_pack
from guanmo.engines.scoring import Mark, UnreadableBallots, read_ballots

MEAN, RANKS, CITY = (shipped_pack(one) for one in ("mean", "rank-100-3", "guanlan-tour"))
FULL = "judge,judge_group,judge_unit,unit,stop,criterion,score\n"


def read(text: str, pack: Pack = MEAN, encoding: str = "utf-8") -> tuple[list[Mark], list[str]]:
    marks, problems = read_ballots(text.encode(encoding), pack)
    return marks, [str(problem) for problem in problems]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
def test_ballots_are_read_in_three_encodings(encoding: str) -> None:
    marks, problems = read(FULL + "张三,部门,东县,西县,一厂,进度,90.5\r\n", encoding=encoding)

    assert problems == []
    assert marks == [
        Mark(
            judge="张三",
            judge_group="部门",
            judge_unit="东县",
            unit="西县",
            stop="一厂",
            criterion="进度",
            score=Decimal("90.5"),
            line=2,
        )
    ]


def test_ballots_need_only_the_columns_of_the_rule() -> None:
    marks, problems = read("unit,judge,score\nA, 甲 ,９０\n\n,,\nB,甲,80\n")

    assert problems == []
    assert marks == [
        Mark(judge="甲", unit="A", score=Decimal(90), line=2),
        Mark(judge="甲", unit="B", score=Decimal(80), line=5),
    ]


def test_ballots_of_ranks_have_a_rank_column() -> None:
    marks, problems = read("judge,unit,rank\n甲,A,1\n甲,B,2.0\n", RANKS)

    assert marks == [Mark(judge="甲", unit="A", rank=1, line=2)]
    assert problems == ["第3行：名次“2.0”看不懂，应是数字。"]


def test_ballots_with_the_wrong_columns_are_refused() -> None:
    assert read("judge,unit,rank,stop,stop\n")[1] == [
        "第1行：不认识的列“rank”；可用的列：judge、judge_group、judge_unit、unit、stop、criterion、score。",
        "第1行：列“stop”重复。",
        "第1行：缺少列“score”，这个规则需要它。",
    ]
    assert read("judge,unit,score\n", CITY)[1] == [
        "第1行：缺少列“criterion”，这个规则需要它。",
        "第1行：缺少列“judge_group”，这个规则需要它。",
        "第1行：缺少列“judge_unit”，这个规则需要它。",
    ]


def test_empty_ballots_have_no_columns() -> None:
    assert read("")[1] == [
        "第1行：缺少列“judge”，这个规则需要它。",
        "第1行：缺少列“score”，这个规则需要它。",
        "第1行：缺少列“unit”，这个规则需要它。",
    ]


def test_every_bad_line_is_listed() -> None:
    marks, problems = read(
        'judge,unit,score\n甲,A,约90\n甲,"B\n镇",80\n乙,A\n乙,B,\n丙,A,nan\n丙,B,1e3\n丁,A,-5\n'
    )

    assert problems == [
        "第2行：分数“约90”看不懂，应是数字。",
        "第5行：应有3格，实有2格。",
        "第6行：分数没有填。",
        "第7行：分数“nan”看不懂，应是数字。",
        "第8行：分数“1e3”看不懂，应是数字。",
    ]
    assert [(mark.unit, mark.score, mark.line) for mark in marks] == [
        ("B\n镇", Decimal(80), 4),
        ("A", Decimal(-5), 9),
    ]


@pytest.mark.parametrize("data", [b"\xff\xfe\x00\x01", b"PK\x03\x04\x00\x00", b"judge,unit,score\n\x00"])
def test_bytes_that_are_no_text_are_unreadable(data: bytes) -> None:
    with pytest.raises(UnreadableBallots) as refused:
        read_ballots(data, MEAN)

    assert str(refused.value) == "不是文本文件，或编码既不是 UTF-8 也不是 GB18030。"


def test_broken_csv_is_unreadable() -> None:
    with pytest.raises(UnreadableBallots) as refused:
        read_ballots(b'judge,unit,score\n"a"b,c,1\n', MEAN)

    assert str(refused.value) == "不是有效的 CSV 文件，请在 Excel 里另存为 CSV 后重试。"
