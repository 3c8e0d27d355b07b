"""The line a problem sits on, for every shape of problem."""

import pytest

from guanmo.engines.packs import InvalidPack, load_pack, shipped_packs
from guanmo.engines.packs.locating import line_of

TEXT = """id = "a"
title = "题"
# weight = 3

[[composites.parts]]
name = "甲"
[[ composites.parts ]]  # second
weight = -1
[composites.parts.more]
"deep" = 1
[composites.end]
x = 1
[[composites.parts]]
name = "丙"
[[composites.parts.bands]]
at = 1
[[composites.parts.bands]]
at = 2
"""


@pytest.mark.parametrize(
    ("problem", "line"),
    [
        ("title：缺少这一项。", 2),
        ("composites.parts[1].name：缺少这一项。", 6),
        ("composites.parts[2].weight：权重应大于 0。", 8),
        ("composites.parts[2].measure：缺少这一项。", 7),
        ("composites.parts[2].more.deep：不认识的键。", 10),
        ("composites.parts[3].bands[2].at：不认识的键。", 18),
        ("composites.parts：名称“甲”重复。", 5),
        ("composites.end.x：不认识的键。", 12),
        ("weight：缺少这一项。", None),
        ("文件太大，规则包最多200000字。", None),
        ("不是有效的 TOML 文件，请看第7行第3列。", 7),
    ],
)
def test_a_problem_is_found_in_the_text(problem: str, line: int | None) -> None:
    assert line_of(TEXT, problem) == line


@pytest.mark.parametrize("pack", shipped_packs(), ids=lambda pack: pack.id)
def test_a_key_nobody_knows_is_found_on_its_line_in_every_shipped_pack(pack: object) -> None:
    text = pack.text.rstrip() + "\nnobody-knows = 1\n"  # type: ignore[attr-defined] # a Pack

    with pytest.raises(InvalidPack) as refused:
        load_pack(text)

    (problem,) = refused.value.problems
    assert line_of(text, problem) == len(text.splitlines())
