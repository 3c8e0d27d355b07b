from datetime import date

import pytest

from guanmo.engines.packs import (
    InvalidPack,
    Kind,
    UnknownPack,
    WrongKind,
    load_pack,
    shipped_pack,
    shipped_packs,
)

HEADER = """
id = "trial"
title = "试行规则"
place = "某市"
kind = "lights"
[effective]
from = 2026-01-01
[source]
document = "试行办法"
"""
BODY = """
[lights]
measure = "gap"
[[lights.bands]]
light = "normal"
at_least = 0
label = "达到"
[[lights.bands]]
light = "behind"
below = 0
label = "落后"
"""


def problems_of(text: str) -> list[str]:
    with pytest.raises(InvalidPack) as refused:
        load_pack(text)
    return refused.value.problems


def test_shipped_packs_come_by_kind_in_order_of_id() -> None:
    assert [pack.id for pack in shipped_packs("lights")] == ["sanya-2022", "wuhan-2022", "yinchuan-2025"]
    assert [pack.id for pack in shipped_packs(Kind.BALLOTS)] == [
        "adjusted",
        "drop-1-1",
        "guanlan-tour",
        "mean",
        "rank-100-3",
        "rubric",
        "rubric-4",
    ]
    assert [pack.id for pack in shipped_packs("stops")] == [
        "gansu-2015",
        "guanlan-stops",
        "jiaozuo-2020q2",
        "zhumadian-2024",
    ]
    assert [pack.id for pack in shipped_packs(Kind.COMPOSITES)] == [
        "guanlan-year",
        "jiaozuo-2020",
        "yuzhou-2018q1",
        "zhumadian-2019",
    ]
    assert [pack.id for pack in shipped_packs("portraits")] == ["four-more-four-less"]
    assert [pack.id for pack in shipped_packs(Kind.SECTORS)] == ["guanlan-1-8-n"]
    assert [pack.id for pack in shipped_packs(Kind.ADMISSIONS)] == [
        "guanlan-entry", "henan-2022", "jinan-entry", "park-gate", "tuanfeng-scorecard", "wuhan-entry-2022",
        "xinyang-2022",
    ]  # fmt: skip
    assert len(shipped_packs()) == 27


def test_shipped_pack_names_its_source() -> None:
    pack = shipped_pack("yinchuan-2025")

    assert (pack.title, pack.place, pack.kind.label) == ("银川市重点项目进度亮灯（2025年）", "银川市", "亮灯")
    assert pack.source.address == "https://m.qlbk.net/news/3Ww4l7bw75.html"
    assert load_pack(pack.text) == pack


def test_shipped_pack_of_unknown_id_lists_the_known_ones() -> None:
    with pytest.raises(UnknownPack) as refused:
        shipped_pack("nowhere")

    assert refused.value.args == (
        "没有编号为“nowhere”的内置规则包；内置的有：adjusted、drop-1-1、four-more-four-less、gansu-2015、guanlan-1-8-n、guanlan-entry、guanlan-stops、guanlan-tour、guanlan-year、henan-2022、jiaozuo-2020、jiaozuo-2020q2、jinan-entry、mean、park-gate、rank-100-3、rubric、rubric-4、sanya-2022、tuanfeng-scorecard、wuhan-2022、wuhan-entry-2022、xinyang-2022、yinchuan-2025、yuzhou-2018q1、zhumadian-2019、zhumadian-2024。",
    )


def test_pack_holds_between_its_dates() -> None:
    closed = shipped_pack("yinchuan-2025").effective
    opened = shipped_pack("mean").effective

    days = [date(2024, 12, 31), date(2025, 1, 1), date(2025, 12, 31), date(2026, 1, 1)]

    assert [closed.holds_on(day) for day in days] == [False, True, True, False]
    assert [opened.holds_on(day) for day in days] == [True, True, True, True]


def test_pack_refuses_the_other_kind() -> None:
    with pytest.raises(WrongKind) as refused:
        _ = shipped_pack("sanya-2022").ballot_rule

    assert str(refused.value) == "规则包“三亚市投资项目进度红黄绿灯（2022年）”是亮灯规则，不能用来计票。"


def test_hash_ignores_comments_blanks_order_of_keys_and_spelling_of_numbers() -> None:
    plain = load_pack(HEADER + BODY)
    respelt = load_pack(
        '# 注释\nkind=\'lights\'\nplace = "某市"\n\nid="trial"   # 编号\ntitle = "试行规则"\n'
        'source = {document = "试行办法"}\neffective = {from = 2026-01-01}\n'
        + BODY.replace("at_least = 0", "at_least = 0.00")
    )

    assert respelt.hash == plain.hash
    assert len(plain.hash) == 64
    assert plain.text == HEADER + BODY


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("below = 0", "below = 0 \nconsequence = '约谈'"),
        ("某市", "某县"),
        ("2026-01-01", "2026-01-02"),
        ("at_least = 0", "at_least = 0.0\nin_source = true"),
    ],
)
def test_hash_changes_with_the_content(old: str, new: str) -> None:
    assert load_pack((HEADER + BODY).replace(old, new)).hash != load_pack(HEADER + BODY).hash


def test_hash_of_shipped_packs_is_for_ever() -> None:
    """A sealed result stores the hash: a change here is a new pack with a new id."""
    assert {pack.id: pack.hash[:12] for pack in shipped_packs()} == HASHES


HASHES = {
    "adjusted": "7fc70e19e478",
    "drop-1-1": "05e13f3c1ae7",
    "four-more-four-less": "47e1afef4866",
    "gansu-2015": "7ab2b830961d",
    "guanlan-1-8-n": "0471c5438806",
    "guanlan-entry": "f1130d347a4d",
    "guanlan-stops": "6d7f5bd55073",
    "guanlan-tour": "c5ceb8c909bd",
    "guanlan-year": "25b315004da6",
    "henan-2022": "0d5d85d0a62b",
    "jiaozuo-2020": "bc81f3f01345",
    "jiaozuo-2020q2": "eee1331e9c30",
    "jinan-entry": "9a305c57e2a7",
    "mean": "020d74152096",
    "park-gate": "3eaade08971c",
    "rank-100-3": "69c9f3f48f20",
    "rubric": "d1b51ad68780",
    "rubric-4": "fc50f8922721",
    "sanya-2022": "8f28ab8a25ed",
    "tuanfeng-scorecard": "3553d1f170a4",
    "wuhan-2022": "8e87385e0b09",
    "wuhan-entry-2022": "c9b412c58eae",
    "xinyang-2022": "31974c6cad4d",
    "yinchuan-2025": "3cc738882195",
    "yuzhou-2018q1": "49dc10293d0d",
    "zhumadian-2019": "b50916df2b76",
    "zhumadian-2024": "8a021c31efbb",
}


def test_pack_says_where_the_text_is_no_toml() -> None:
    assert problems_of("id = \n") == ["不是有效的 TOML 文件，请看第1行第6列。"]
    assert problems_of("a = " + "[" * 5000) == ["不是有效的 TOML 文件。"]
    assert problems_of("a = " + "9" * 5000) == ["不是有效的 TOML 文件。"]
    assert problems_of("#" * 200_001) == ["文件太大，规则包最多200000字。"]


def test_pack_without_a_kind_is_not_read_further() -> None:
    assert problems_of("id = 'x'") == ["kind：缺少这一项。"]
    assert problems_of("kind = 'votes'") == [
        "kind：只能是 lights、ballots、stops、composites、portraits、sectors、admissions 之一。"
    ]
    assert problems_of("kind = 1") == [
        "kind：只能是 lights、ballots、stops、composites、portraits、sectors、admissions 之一。"
    ]


def test_pack_lists_every_problem_of_the_header() -> None:
    text = """
id = "Trial 1"
title = ""
place = 3
kind = "lights"
extra = 1
[effective]
from = 2026-02-01
until = 2026-01-01
[source]
address = "ftp://example.org"
"""

    assert problems_of(text + BODY) == [
        "id：只能用小写字母、数字和连字符，最多40个。",
        "title：应是一段不为空的文字。",
        "place：应是一段不为空的文字。",
        "effective.until：不能早于 from。",
        "source.document：缺少这一项。",
        "source.address：应是以 http:// 或 https:// 开头的网址。",
        "extra：不认识的键，请删去或改正拼写。",
    ]


def test_pack_dates_are_dates() -> None:
    text = HEADER.replace("from = 2026-01-01", "from = '2026-01-01'\nuntil = 2026-01-01T00:00:00") + BODY

    assert problems_of(text) == [
        "effective.from：应是日期，写成 2026-01-31，不加引号。",
        "effective.until：应是日期，写成 2026-01-31，不加引号。",
    ]


def test_pack_tables_are_tables() -> None:
    text = HEADER.replace("[effective]\nfrom = 2026-01-01\n", "effective = 3\n")

    assert problems_of(text + BODY) == ["effective：应是一个表（[effective]）。"]
    assert problems_of(HEADER + "[lights]\nmeasure = 'gap'\nbands = 3") == [
        "lights.bands：应写成 [[lights.bands]]。",
        "lights.bands：至少要有一段。",
    ]
    assert (
        problems_of(HEADER + "[lights]\nmeasure = 'gap'\nbands = [3]")[0]
        == "lights.bands[1]：应是一个表（[lights.bands[1]]）。"
    )


def test_pack_text_has_a_longest_length() -> None:
    assert problems_of(HEADER.replace("试行办法", "办" * 2001) + BODY) == [
        "source.document：文字太长，最多2000字。"
    ]


def test_nothing_in_a_pack_is_evaluated() -> None:
    text = HEADER + BODY.replace("at_least = 0", "at_least = '__import__(\"os\").getcwd()'")

    assert problems_of(text) == ["lights.bands[1].at_least：应是一个数，小数最多6位。"]
