"""Findings as one list, their pieces on the text, the names of the rules."""

import re
from pathlib import Path

from guanmo.engines import text as package
from guanmo.engines.text import read_text
from guanmo.engines.text.highlighting import around, stretches
from guanmo.engines.text.listing import RULES, listed

TEXT = "县长王建国强调，县发改委要在6月底前完成26个项目的审批。排序结果：甲镇、乙镇、丙镇。总投资2亿元的天池光伏电站开工。"


def test_findings_stand_in_the_order_of_the_text_with_their_words() -> None:
    found = listed(read_text(TEXT))

    assert [(one["kind"], one["quote"], one["values"]) for one in found] == [
        ("person", "王建国", {"name": "王建国", "post": "县长"}),
        (
            "task",
            "县发改委要在6月底前完成26个项目的审批",
            {
                "demand": "县发改委要在6月底前完成26个项目的审批",
                "units": "县发改委",
                "deadline": "6月底前",
                "frequency": "",
            },
        ),
        ("figure", "26个项目", {"what": "项目", "value": "26", "unit": "个", "mark": ""}),
        ("ranking", "甲镇", {"scope": "排序", "rank": "1", "unit": "甲镇", "score": ""}),
        ("ranking", "乙镇", {"scope": "排序", "rank": "2", "unit": "乙镇", "score": ""}),
        ("ranking", "丙镇", {"scope": "排序", "rank": "3", "unit": "丙镇", "score": ""}),
        ("figure", "总投资2亿元", {"what": "总投资", "value": "2", "unit": "亿元", "mark": ""}),
        (
            "project",
            "天池光伏电站",
            {"name": "天池光伏电站", "investment_yi": "2", "owner": "", "place": "", "stage": "开工"},
        ),
    ]
    assert all(TEXT[one["start"] : one["end"]] == one["quote"] for one in found)


def test_every_rule_of_the_grammars_has_a_name_for_people() -> None:
    folder = Path(package.__path__[0])
    grammars = ("figures", "rankings", "people", "projects", "tasks")
    sources = [(folder / f"{name}.py").read_text(encoding="utf-8") for name in grammars]

    assert [rule for rule in RULES if not any(f'"{rule}"' in source for source in sources)] == []
    assert {one["rule"] for one in listed(read_text(TEXT))} <= set(RULES)


def test_stretches_hold_the_whole_text_cut_at_every_span() -> None:
    spans = [(0, 4), (2, 6), (2, 3), (9, 12), (5, 5)]

    cut = list(stretches(spans, 1, 10))

    assert [(one.start, one.end) for one in cut] == [(1, 2), (2, 3), (3, 4), (4, 6), (6, 9), (9, 10)]
    assert [one.inside for one in cut] == [(0,), (2, 0, 1), (0, 1), (1,), (), (3,)]


def test_an_empty_text_has_no_stretches() -> None:
    assert list(stretches([(0, 4)], 3, 3)) == []


def test_the_sentence_around_a_finding_stops_at_its_ends_or_after_so_many_characters() -> None:
    text = f"前句。{'长' * 100}三亿元{'尾' * 100}"
    start = text.index("三")

    assert around(text, start, start + 3, most=5) == ("长" * 5, "尾" * 5)
    assert around("甲。三亿元。乙", 2, 5) == ("", "。")
    assert around("三亿元\n乙", 0, 3) == ("", "")


def test_rules_are_named_in_chinese() -> None:
    assert [name for name in RULES.values() if re.search(r"[a-z]", name)] == []
