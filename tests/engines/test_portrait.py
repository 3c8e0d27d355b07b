"""What a tour saw more and fewer of: counts, shares, and only the sentences worth saying."""

from decimal import Decimal

from guanmo.engines.packs import PortraitRule, load_pack, shipped_pack
from guanmo.engines.packs.portrait_rules import Facts
from guanmo.engines.portrait import portrait
from tests.engines.packs.test_portrait_rules import PORTRAITS

RULE = shipped_pack("four-more-four-less").portrait_rule


def projects(*industries: str) -> list[Facts]:
    return [Facts(n, "building", "new", industry, Decimal(50_000)) for n, industry in enumerate(industries)]


def test_differences_become_sentences_with_their_counts() -> None:
    now, before = projects("C1", "C2", "C3", "E1"), projects("C1", "E1", "E2", "F1", "F2")

    found = portrait(RULE, now, before, "上次观摩")

    industry = found.counts[0]
    assert (industry.now, industry.before, industry.points) == ((0, 1, 2), (0,), 55)
    assert [one.text for one in found.many] == [
        "工业项目多了：这次3个，占75.0%，比上次观摩的20.0%高55.0个百分点。"
    ]
    assert [(one.text, one.number) for one in found.few] == [
        ("服务业项目少了：这次0个，占0.0%，比上次观摩的40.0%低40.0个百分点。", 3),
        ("基础设施项目少了：这次1个，占25.0%，比上次观摩的40.0%低15.0个百分点。", 2),
    ]


def small_rule(keys: str = "") -> PortraitRule:
    traits = "".join(
        f"[[portraits.traits]]\nlabel = '{letter}'\nindustries = ['{letter}']\n" for letter in "ABCD"
    )
    return load_pack(f"{PORTRAITS}{keys}\n{traits}").portrait_rule


def test_no_more_sentences_than_the_rule_wants() -> None:
    now, before = projects("A", "A", "B", "B"), projects("C", "C", "C", "D", "D")

    found = portrait(small_rule("most = 1"), now, before, "上次")

    assert ([one.text for one in found.many], [one.text for one in found.few]) == (["A多"], ["C少"])


def test_small_differences_and_single_projects_are_not_worth_a_sentence() -> None:
    rule = small_rule()

    single = portrait(rule, projects("A", *"CCCCC"), projects("B", *"CCCCC"), "上次")
    close = portrait(rule, projects(*"A" * 24, *"B" * 26), projects(*"A" * 25, *"B" * 25), "上次")

    assert [(drawn.many, drawn.few) for drawn in (single, close)] == [((), ()), ((), ())]


def test_with_nothing_to_compare_nothing_is_said() -> None:
    found = portrait(RULE, projects("C1", "C2"), [], "上次")

    assert (found.many, found.few, found.counts[0].share) == ((), (), 1)
